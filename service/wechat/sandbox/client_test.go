package sandbox

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bangfu/service/wechat"
)

func apiError(err error) *wechat.APIError {
	var e *wechat.APIError
	if errors.As(err, &e) {
		return e
	}
	return &wechat.APIError{}
}

func TestTemplateArrivesAsCardAndItsResultFollows(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.follower("a")
	got, err := w.client.SendTemplate(ctx, todo(p.OA))
	if err != nil || got.MsgID == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	chat := w.box.Chat("a")
	card := chat[len(chat)-1]
	if card.Kind != KindCard || card.Title != "待办提醒" || card.URL == "" || card.Fields[1] != (Field{"编号", "3721"}) {
		t.Errorf("the phone shows %+v", card)
	}
	w.must(func() error { return w.box.Flush(ctx) })
	if in := w.counter.last(); in.Event != "TEMPLATESENDJOBFINISH" || in.ResultID != got.MsgID || in.ResultErr != "" || in.OpenID != p.OA {
		t.Errorf("result %+v", in)
	}
	again, err := w.client.SendTemplate(ctx, todo(p.OA))
	if err != nil || again != got || len(w.box.Sent()) != 1 {
		t.Errorf("the same client_msg_id within ten minutes sent again: %+v, %v", again, err)
	}
	w.clock.Advance(clientMsgLife)
	if _, err := w.client.SendTemplate(ctx, todo(p.OA)); err != nil || len(w.box.Sent()) != 2 {
		t.Errorf("ten minutes later it did not: %v", err)
	}
}

// Every refusal of WeChat comes back in the class that says what to do (§10).
func TestRefusalsComeBackInTheirClass(t *testing.T) {
	long := func(w *world, p Person) wechat.Template {
		m := todo(p.OA)
		m.Fields[0].Value = ""
		return m
	}
	for _, c := range []struct {
		name  string
		setup func(w *world, p Person)
		msg   func(w *world, p Person) wechat.Template
		code  int
		class wechat.Class
	}{
		{"not a follower", func(w *world, _ Person) { _, _ = w.box.Unfollow(t.Context(), "a") }, nil, codeNoFollower, wechat.ClassPermanent},
		{"blacklisted", func(w *world, _ Person) { _ = w.box.Blacklist("a") }, nil, codeBlacklist, wechat.ClassPermanent},
		{"template refused", func(w *world, _ Person) { _ = w.box.RefuseTemplate("a", "T-todo") }, nil, codeRefused, wechat.ClassPermanent},
		{"wrong openid", nil, func(_ *world, _ Person) wechat.Template { return todo("oNobody") }, codeOpenID, wechat.ClassPermanent},
		{"unknown template", nil, func(_ *world, p Person) wechat.Template {
			m := todo(p.OA)
			m.TemplateID = "T-none"
			return m
		}, codeTemplate, wechat.ClassConfiguration},
		{"empty field", nil, long, codeFields, wechat.ClassBug},
		{"field missing", nil, func(_ *world, p Person) wechat.Template {
			m := todo(p.OA)
			m.Fields = m.Fields[:1]
			return m
		}, codeFields, wechat.ClassBug},
		{"quota of the day", func(w *world, _ Person) { w.box.SetQuota(pathTemplate, 0) }, nil, codeDaily, wechat.ClassQuota},
		{"health quota", func(w *world, _ Person) { w.box.SetHealth(HealthQuota) }, nil, codeDaily, wechat.ClassQuota},
		{"health down", func(w *world, _ Person) { w.box.SetHealth(HealthDown) }, nil, 0, wechat.ClassTemporary},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.follower("a")
			if c.setup != nil {
				c.setup(w, p)
			}
			msg := todo(p.OA)
			if c.msg != nil {
				msg = c.msg(w, p)
			}
			_, err := w.client.SendTemplate(t.Context(), msg)
			if e := apiError(err); e.Code != c.code || e.Class != c.class {
				t.Errorf("%v, want code %d and class %s", err, c.code, c.class)
			}
		})
	}
}

// A positive control per fault: the script makes each happen, and the client
// tells what was certainly not sent from what perhaps was.
func TestFaultsComeBackInTheirClass(t *testing.T) {
	body := func(b string) Fault { return Fault{Kind: FaultBody, Body: b} }
	for _, c := range []struct {
		name  string
		fault Fault
		class wechat.Class
		sent  int
	}{
		{"refused", Fault{Kind: FaultRefused}, wechat.ClassTemporary, 0},
		{"nobody reads", Fault{Kind: FaultTimeout}, wechat.ClassTemporary, 0},
		{"reset halfway", Fault{Kind: FaultReset}, wechat.ClassTemporary, 0},
		{"answer lost", Fault{Kind: FaultLost}, wechat.ClassUnknown, 1},
		{"busy", Fault{Kind: FaultCode, Code: -1}, wechat.ClassTemporary, 0},
		{"not granted", Fault{Kind: FaultCode, Code: 48001}, wechat.ClassAccount, 0},
		{"minute quota", Fault{Kind: FaultCode, Code: 45011}, wechat.ClassQuota, 0},
		{"code nobody knows", Fault{Kind: FaultCode, Code: 99999}, wechat.ClassTemporary, 0},
		{"token dead for ever", Fault{Kind: FaultCode, Code: 40014}, wechat.ClassTemporary, 0},
		{"empty object", body("{}"), wechat.ClassUnknown, 0},
		{"null", body("null"), wechat.ClassUnknown, 0},
		{"array", body("[]"), wechat.ClassUnknown, 0},
		{"empty", body(""), wechat.ClassUnknown, 0},
		{"page", body("<html>502</html>"), wechat.ClassUnknown, 0},
		{"truncated", body(`{"errcode":0,"msg`), wechat.ClassUnknown, 0},
		{"errcode as text", body(`{"errcode":"0","msgid":5}`), wechat.ClassUnknown, 0},
		{"msgid 0", body(`{"errcode":0,"msgid":0}`), wechat.ClassUnknown, 0},
		{"no errcode", body(`{"msgid":5}`), wechat.ClassUnknown, 0},
		{"500", Fault{Kind: FaultBody, Status: 500, Body: "x"}, wechat.ClassUnknown, 0},
		{"502", Fault{Kind: FaultBody, Status: 502, Body: "x"}, wechat.ClassUnknown, 0},
		{"redirect", Fault{Kind: FaultBody, Status: 302, Body: ""}, wechat.ClassUnknown, 0},
		{"3 MiB", body(`{"errcode":0,"msgid":5,"x":"` + strings.Repeat("a", 3<<20) + `"}`), wechat.ClassUnknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.follower("a")
			w.box.AddRule(Rule{Path: pathTemplate, Fault: c.fault})
			_, err := w.client.SendTemplate(t.Context(), todo(p.OA))
			if e := apiError(err); e.Class != c.class || e.API != "template/send" {
				t.Errorf("%v, want class %s", err, c.class)
			}
			if n := len(w.box.Sent()); n != c.sent {
				t.Errorf("%d messages arrived, want %d", n, c.sent)
			}
			w.box.ClearRules()
			if _, err := w.client.SendTemplate(t.Context(), todo(p.OA)); err != nil || len(w.box.Sent()) != 1 {
				t.Errorf("after the fault: %v, %d messages", err, len(w.box.Sent()))
			}
			for class := range w.client.Counts() {
				if strings.HasSuffix(class, " "+string(wechat.ClassHealed)) {
					t.Errorf("class %s left the client", class)
				}
			}
		})
	}
}

func TestUndeliveredIsToldByTheResult(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	w.box.AddRule(Rule{Path: pathTemplate, OpenID: p.OA, First: 1, Last: 1, Fault: Fault{Kind: FaultUndelivered, Body: "system failed"}})
	got, err := w.client.SendTemplate(t.Context(), todo(p.OA))
	if err != nil {
		t.Fatal(err)
	}
	w.must(func() error { return w.box.Flush(t.Context()) })
	if in := w.counter.last(); in.ResultID != got.MsgID || in.ResultErr != "system failed" {
		t.Errorf("%+v", in)
	}
	w.must(func() error { return w.box.Block("a") })
	m := todo(p.OA)
	m.ClientMsgID = "m2"
	if _, err := w.client.SendTemplate(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	w.must(func() error { return w.box.Flush(t.Context()) })
	if in := w.counter.last(); in.ResultErr != "user block" {
		t.Errorf("%+v", in)
	}
}

// After an invalidation thirty sends at once fail nowhere and fetch one token.
func TestDeadTokenIsHealedOnceForAll(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	if _, err := w.client.SendTemplate(t.Context(), todo(p.OA)); err != nil {
		t.Fatal(err)
	}
	before := w.box.Count(pathStable)
	w.box.KillToken(wechat.AppOA)
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			m := todo(p.OA)
			m.ClientMsgID = "h" + strconv.Itoa(i)
			if _, err := w.client.SendTemplate(context.Background(), m); err != nil {
				t.Errorf("send %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if n := w.box.Count(pathStable) - before; n != 1 {
		t.Errorf("%d token requests", n)
	}
	if n := len(w.box.Sent()); n != 31 {
		t.Errorf("%d messages arrived", n)
	}
	for _, code := range []int{40001, 42001, 40014} {
		w.box.AddRule(Rule{Path: pathUser, First: 1, Last: 1, Fault: Fault{Kind: FaultCode, Code: code}})
		if _, err := w.client.Follower(t.Context(), p.OA); err != nil {
			t.Errorf("%d was not healed: %v", code, err)
		}
	}
}

// A token that is refused although it is fresh is tried once more, not for ever.
func TestTokenRefusedTwiceIsAnAlarm(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	w.box.AddRule(Rule{Path: pathTemplate, Fault: Fault{Kind: FaultCode, Code: 40001}})
	_, err := w.client.SendTemplate(t.Context(), todo(p.OA))
	if e := apiError(err); e.Class != wechat.ClassTemporary || w.box.Count(pathTemplate) != 2 {
		t.Errorf("%v after %d tries", err, w.box.Count(pathTemplate))
	}
	if !strings.Contains(w.log.String(), "refuses a fresh access token") {
		t.Error("nobody was alarmed")
	}
}

func TestTokenThatCannotBeHad(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		class wechat.Class
	}{
		{"empty object", Fault{Kind: FaultBody, Body: "{}"}, wechat.ClassTemporary},
		{"secret refused", Fault{Kind: FaultCode, Code: 40125}, wechat.ClassAccount},
		{"secret refused, old code", Fault{Kind: FaultCode, Code: 40001}, wechat.ClassAccount},
		{"address refused", Fault{Kind: FaultCode, Code: 40164}, wechat.ClassAccount},
		{"answer lost", Fault{Kind: FaultLost}, wechat.ClassTemporary},
		{"down", Fault{Kind: FaultRefused}, wechat.ClassTemporary},
	} {
		w := newWorld(t)
		p := w.follower("a")
		w.box.AddRule(Rule{Path: pathStable, Fault: c.fault})
		_, err := w.client.SendTemplate(t.Context(), todo(p.OA))
		if e := apiError(err); e.Class != c.class || w.box.Count(pathTemplate) != 0 {
			t.Errorf("%s: %v, %d sends", c.name, err, w.box.Count(pathTemplate))
		}
		w.box.ClearRules()
		if _, err := w.client.SendTemplate(t.Context(), todo(p.OA)); err != nil {
			t.Errorf("%s: the bad token was kept: %v", c.name, err)
		}
	}
}

// No error and no line of the log holds a secret, a token, a code or an openid.
func TestErrorsAndLogsHoldNoSecret(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.follower("a")
	var said []string
	note := func(err error) {
		if err != nil {
			said = append(said, err.Error())
		}
	}
	code, err := w.box.LoginCode(wechat.AppMP, "a")
	w.must(func() error { return err })
	for _, f := range []Fault{{Kind: FaultRefused}, {Kind: FaultLost}, {Kind: FaultBody, Status: 502}, {Kind: FaultBody, Body: "{}"}, {Kind: FaultCode, Code: 40001}} {
		w.box.ClearRules()
		w.box.AddRule(Rule{Fault: f})
		note(errorOf(w.client.Login(ctx, code)))
		note(errorOf(w.client.ExchangeCode(ctx, code)))
		note(errorOf(w.client.SendTemplate(ctx, todo(p.OA))))
		note(errorOf(w.client.SendText(ctx, p.OA, "我的病")))
	}
	if len(said) != 20 {
		t.Fatalf("%d errors", len(said))
	}
	all := strings.Join(said, "\n") + w.log.String()
	oa := wechat.DemoAccount(wechat.AppOA)
	for _, secret := range []string{oa.Secret.Reveal(), oa.Token.Reveal(), oa.AESKey.Reveal(), code, p.OA, p.MP, "access_token=", "secret=", "我的病"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q stands in an error or the log:\n%s", secret, all)
		}
	}
}

// Two worlds with the same appids live in one process: each client speaks to its
// own WeChat, and a client can be given another one.
func TestTwoWorldsDoNotMeet(t *testing.T) {
	a, b := newWorld(t), newWorld(t, func(o *Options) { o.Seed = 8 })
	pa, pb := a.follower("x"), b.follower("x")
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := a.client.SendTemplate(context.Background(), todo(pa.OA)); err != nil {
				t.Error(err)
			}
			if _, err := b.client.SendTemplate(context.Background(), todo(pb.OA)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(a.box.Sent()) != 1 || len(b.box.Sent()) != 1 {
		t.Errorf("%d and %d messages", len(a.box.Sent()), len(b.box.Sent()))
	}
	a.client.Use(b.box.RoundTripper())
	if _, err := a.client.SendTemplate(t.Context(), todo(pb.OA)); err != nil {
		t.Errorf("after the swap, with the other world's token: %v", err)
	}
}

// An operator kills a leaked token; the client goes on with the new one.
func TestOperatorKillsALeakedToken(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	leaked, _ := w.stable(false)
	if err := w.client.ForceRefresh(t.Context(), wechat.AppOA); err != nil {
		t.Fatal(err)
	}
	if _, m := w.ask("GET", pathUser+"?openid=x&access_token="+leaked, ""); codeOf(m) != codeToken {
		t.Errorf("the leaked token still works: %v", m)
	}
	before := w.box.Count(pathStable)
	if _, err := w.client.Follower(t.Context(), p.OA); err != nil || w.box.Count(pathStable) != before {
		t.Errorf("%v, %d more token requests", err, w.box.Count(pathStable)-before)
	}
	if e := apiError(w.client.ForceRefresh(t.Context(), wechat.AppOA)); e.Code != codeForceMin {
		t.Errorf("twice within thirty seconds: %v", e)
	}
}
