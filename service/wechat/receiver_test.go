package wechat

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"bangfu/model"
)

func TestRepeatHasOneEffectAndTheSameAnswer(t *testing.T) {
	o := newOffice(t)
	push := o.push(text("oPerson", 7, "同意 3721"))
	first := o.says(o.send(push))
	again := o.says(o.send(push))
	fresh := o.says(o.send(o.push(text("oPerson", 7, "同意 3721")))) // WeChat may sign its retry anew
	if first == "success" || first != again || first != fresh {
		t.Errorf("answers %q, %q, %q", first, again, fresh)
	}
	if o.desk.done() != 1 {
		t.Errorf("%d effects", o.desk.done())
	}
	for i, in := range o.desk.asked {
		if in.Repeat != (i > 0) || in.Late {
			t.Errorf("call %d: repeat %v, late %v", i, in.Repeat, in.Late)
		}
	}
}

func TestRepeatsAtOnceFlyOnceAndAnswerAlike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		release := make(chan struct{})
		o.desk.set(func(ctxt, model.Inbound) error { <-release; return nil })
		push := o.push(text("oPerson", 7, "同意 3721"))
		answers := make([]string, 32)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = o.says(o.send(push)) })
		}
		synctest.Wait() // one is with the counter, the others wait for it
		close(release)
		all.Wait()
		for i, a := range answers {
			if a != answers[0] || a == "success" {
				t.Errorf("answer %d is %q, the first %q", i, a, answers[0])
			}
		}
		if o.desk.runs() != 1 {
			t.Errorf("the counter ran %d times", o.desk.runs())
		}
	})
}

// A repeat of a first try that takes too long is told success, like the first.
func TestRepeatOfASlowTryIsToldSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.desk.set(func(ctx ctxt, _ model.Inbound) error { <-ctx.Done(); return ctx.Err() })
		push := o.push(text("oPerson", 7, "同意 3721"))
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if got := o.says(o.send(push)); got != "success" {
					t.Errorf("%q", got)
				}
			})
		}
		all.Wait()
		if o.desk.runs() != 1 || o.spool.Len() != 1 {
			t.Errorf("%d runs, %d spooled", o.desk.runs(), o.spool.Len())
		}
	})
}

func TestNothingToSayIsTheWordSuccess(t *testing.T) {
	o := newOffice(t)
	w := o.send(o.push(event("oPerson", "unsubscribe", "")))
	if w.Code != http.StatusOK || w.Body.String() != "success" {
		t.Errorf("status %d, %q", w.Code, w.Body)
	}
}

func TestEchoIsWrittenBackAndNothingElse(t *testing.T) {
	acc := DemoAccount(AppOA)
	acc.Token = model.NewSensitive("AAAAA")
	o := newOffice(t, func(opts *Options) { opts.Account = acc })
	o.clock.Set(testNow.Add(timeOf(1714036504))) // vector F1
	w := o.send(callback{
		method: "GET", timestamp: "1714036504", nonce: "1514711492",
		signature: "f464b24fc39322e44b38aa78f5edd27bd1441696", extra: "&echostr=4375120948345356249",
	})
	if w.Code != 200 || w.Body.String() != "4375120948345356249" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("status %d, %q, %q", w.Code, w.Body, w.Header())
	}
}

// Vector B, a whole push of another implementation, goes through the door.
func TestPublishedPushComesThrough(t *testing.T) {
	for _, v := range vectors() {
		if v.name != "B" {
			continue
		}
		acc := v.account()
		_, plain, err := acc.Decrypt(v.cipher)
		if err != nil {
			t.Fatal(err)
		}
		root, err := parse(FormatXML, plain)
		if err != nil {
			t.Fatal(err)
		}
		acc.GhID = root.value("ToUserName")
		o := newOffice(t, func(opts *Options) { opts.Account = acc })
		o.clock.Set(testNow.Add(timeOf(1458300676)))
		c := o.sealed(v.cipher)
		c.nonce, c.msgSignature = v.nonce, v.signature
		c.signature = Signature(v.token, c.timestamp, c.nonce)
		if w := o.send(c); w.Code != 200 || o.desk.texts()[0] != "hello" {
			t.Errorf("status %d, %v", w.Code, o.desk.asked)
		}
	}
}

func TestReplyFitsWhatWeChatTakes(t *testing.T) {
	o := newOffice(t)
	long := strings.Repeat("帮", 1000) + "]]>\u0002"
	got := o.says(o.send(o.push(text("oPerson", 1, long))))
	if len(got) > maxReply || !utf8.ValidString(got) || !strings.HasSuffix(got, "…") {
		t.Errorf("%d bytes, ends in %q", len(got), got[len(got)-9:])
	}
	got = o.says(o.send(o.push(text("oPerson", 2, "a]]>b\u0002c"))))
	if !strings.HasSuffix(got, "a]]>bc") {
		t.Errorf("reply %q", got)
	}
}

func TestUnknownKindsAreNeverRefused(t *testing.T) {
	o := newOffice(t)
	for _, plain := range []string{
		event("oPerson", "some_new_event", "<Field>1</Field>"),
		strings.Replace(text("oPerson", 1, "x"), "<![CDATA[text]]>", "<![CDATA[hologram]]>", 1),
		event("oPerson", "subscribe_msg_popup_event", ""),
	} {
		if w := o.send(o.push(plain)); w.Code != 200 {
			t.Errorf("status %d for %s", w.Code, plain)
		}
	}
	for _, in := range o.desk.asked {
		if in.Kind != KindUnknown {
			t.Errorf("kind %q", in.Kind)
		}
	}
	if o.receiver.Counts()["unknown"] != 3 {
		t.Errorf("counted %d", o.receiver.Counts()["unknown"])
	}
}

func TestFastTalkerIsAskedToWait(t *testing.T) {
	o := newOffice(t, func(opts *Options) { opts.PerMinute = 3 })
	for i := range 5 {
		got := o.says(o.send(o.push(text("oPerson", i, "待办"))))
		if (got == busyText) != (i >= 3) {
			t.Errorf("message %d: %q", i, got)
		}
	}
	if got := o.says(o.send(o.push(text("oOther", 9, "待办")))); got == busyText {
		t.Error("another person pays for it")
	}
	if w := o.send(o.push(event("oPerson", "unsubscribe", ""))); w.Body.String() != "success" || o.desk.runs() != 5 {
		t.Error("an event of WeChat's own fell under the limit")
	}
	o.clock.Advance(seconds(60))
	if got := o.says(o.send(o.push(text("oPerson", 10, "待办")))); got == busyText {
		t.Error("a minute later it is still too fast")
	}
}

func TestRefusalOfTheCounterIsItsNotice(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctx ctxt, in model.Inbound) error { return model.Conflict("3721 已由他人办理") })
	if got := o.says(o.send(o.push(text("oPerson", 1, "同意 3721")))); got != "3721 已由他人办理" {
		t.Errorf("reply %q", got)
	}
}

func TestPanicIsPutAsideAndWeChatDoesNotRepeat(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctx ctxt, in model.Inbound) error { panic("a fault of ours") })
	w := o.send(o.push(text("oPerson", 1, "同意 3721")))
	if w.Code != 200 || w.Body.String() != "success" || o.spool.Quarantined() != 1 || o.spool.Len() != 0 {
		t.Errorf("status %d, %q, %d quarantined", w.Code, w.Body, o.spool.Quarantined())
	}
	if !strings.Contains(o.log.String(), "level=ERROR") {
		t.Error("nobody was alarmed")
	}
}

func TestLogHoldsNoTextNoPersonNoKey(t *testing.T) {
	o := newOffice(t)
	o.send(o.push(text("oPersonSecret", 1, "我的身份证号620102199001010010")))
	o.desk.set(func(ctx ctxt, in model.Inbound) error { panic(fmt.Sprint(in.Text)) })
	o.send(o.push(text("oPersonSecret", 2, "我的身份证号620102199001010010")))
	log := o.log.String()
	if !strings.Contains(log, "outcome=handled") {
		t.Fatalf("log: %s", log)
	}
	for _, secret := range []string{"oPersonSecret", "6201021990", "身份证", demoToken, demoAESKey, demoSecret, "n0nce"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q: %s", secret, log)
		}
	}
}

func TestWrongOptionsDoNotStart(t *testing.T) {
	acc := DemoAccount(AppOA)
	acc.Token = model.Sensitive{}
	if _, err := NewReceiver(Options{Account: acc}); model.KindOf(err) != model.KindInvalid {
		t.Errorf("no token: %v", err)
	}
	if _, err := NewReceiver(Options{Account: DemoAccount(AppOA)}); err == nil {
		t.Error("a receiver without a counter started")
	}
}

// Over true connections: many callbacks on one, read deadline and all.
func TestDoorBehindATrueServer(t *testing.T) {
	o := newOffice(t)
	srv := httptest.NewServer(o.receiver)
	defer srv.Close()
	for i := range 5 {
		push := o.push(text("oPerson", i, "待办"))
		req := push.request()
		resp, err := srv.Client().Post(srv.URL+req.URL.RequestURI(), "text/xml", strings.NewReader(push.body))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != 200 || !strings.Contains(string(raw), "<Encrypt>") {
			t.Errorf("callback %d: %d %v", i, resp.StatusCode, err)
		}
	}
	resp, err := srv.Client().Post(srv.URL+"/?signature=x", "text/xml", strings.NewReader(strings.Repeat("a", 1<<20)))
	if err == nil {
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("status %d", resp.StatusCode)
		}
	}
	if o.desk.done() != 5 {
		t.Errorf("%d effects", o.desk.done())
	}
}
