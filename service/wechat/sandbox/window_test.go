package sandbox

import (
	"strings"
	"testing"
	"time"

	"bangfu/service/wechat"
)

// Windows of customer-service texts: five after a message for 48 hours, three
// after a tap for a minute (§9.2).
func TestTextsNeedAnOpenWindow(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.follower("a")
	try := func(n int) (sent int, last error) {
		for range n {
			if _, err := w.client.SendText(ctx, p.OA, "您的事办好了"); err != nil {
				last = err
				continue
			}
			sent++
		}
		return sent, last
	}
	if n, err := try(4); n != 3 || apiError(err).Code != codeUsedUp {
		t.Errorf("after the follow %d were taken, %v", n, err)
	}
	w.clock.Advance(time.Minute)
	if n, err := try(1); n != 0 || apiError(err).Code != codeWindow {
		t.Errorf("a minute later %d were taken, %v", n, err)
	}
	if _, err := w.box.Say(ctx, "a", "进度"); err != nil {
		t.Fatal(err)
	}
	if n, err := try(6); n != 5 || apiError(err).Class != wechat.ClassPermanent {
		t.Errorf("after a message %d were taken, %v", n, err)
	}
	if _, err := w.box.Say(ctx, "a", "进度"); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(48*time.Hour - time.Second)
	if n, err := try(1); n != 1 || err != nil {
		t.Errorf("at 47:59:59 %d were taken, %v", n, err)
	}
	w.clock.Advance(time.Second)
	if n, err := try(1); n != 0 || apiError(err).Code != codeWindow {
		t.Errorf("at 48:00:00 %d were taken, %v", n, err)
	}
}

func TestSubscriptionCostsItsConsent(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.follower("a")
	msg := wechat.Subscription{OpenID: p.MP, TemplateID: "S-step", Page: "pages/case/case?id=1",
		Fields: []wechat.Field{{Name: "thing1", Value: strings.Repeat("长", 25)}, {Name: "phrase2", Value: "已受理"}}}
	if _, err := w.client.SendSubscription(ctx, msg); apiError(err).Code != codeRefused {
		t.Errorf("without a consent: %v", err)
	}
	if _, err := w.box.Accept(ctx, "a", "S-step"); err != nil {
		t.Fatal(err)
	}
	got, err := w.client.SendSubscription(ctx, msg)
	if err != nil {
		t.Fatal(err)
	}
	if sent := w.box.Sent(); sent[0].Fields[0].Value != strings.Repeat("长", 19)+"…" {
		t.Errorf("sent %+v", sent)
	}
	w.must(func() error { return w.box.Flush(ctx) })
	if in := w.counter.last(); in.Event != "subscribe_msg_sent_event" || in.ResultID != got.MsgID || in.ResultErr != "" || in.EventKey != "S-step" {
		t.Errorf("%+v", in)
	}
	if _, err := w.client.SendSubscription(ctx, msg); apiError(err).Code != codeRefused {
		t.Errorf("the consent was spent twice: %v", err)
	}
	msg.Fields[1].Value = "已经受理完成了"
	if _, err := w.client.SendSubscription(ctx, msg); apiError(err).Class != wechat.ClassBug {
		t.Errorf("a phrase of seven: %v", err)
	}
}
