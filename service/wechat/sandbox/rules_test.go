package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
)

// ask calls an API without the client, as a program of somebody else would.
func (w *world) ask(method, target, body string) (int, map[string]any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, "https://api.weixin.qq.com"+target, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	resp, err := w.box.RoundTripper().RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]any{}
	_ = json.Unmarshal(raw, &out)
	return resp.StatusCode, out
}

func codeOf(m map[string]any) int {
	n, _ := m["errcode"].(float64)
	return int(n)
}

func (w *world) stable(force bool) (string, int) {
	w.t.Helper()
	acc := wechat.DemoAccount(wechat.AppOA)
	raw, err := json.Marshal(map[string]any{"grant_type": "client_credential", "appid": acc.AppID, "secret": acc.Secret.Reveal(), "force_refresh": force})
	if err != nil {
		w.t.Fatal(err)
	}
	_, m := w.ask("POST", pathStable, string(raw))
	token, _ := m["access_token"].(string)
	return token, codeOf(m)
}

func TestUnknownPathIsNotFoundAndRecorded(t *testing.T) {
	w := newWorld(t)
	status, _ := w.ask("POST", "/cgi-bin/message/mass/sendall", "{}")
	if status != 404 || len(w.box.Unknown()) != 1 {
		t.Errorf("status %d, %v", status, w.box.Unknown())
	}
	w.box.journal.unknown = nil
}

// The stable token stays until five minutes before its end; then old and new are
// both good. force_refresh kills it at once, every thirty seconds, twenty a day.
func TestStableTokenLives(t *testing.T) {
	w := newWorld(t)
	good := func(token string) bool {
		_, m := w.ask("GET", pathUser+"?openid=oNobody&access_token="+token, "")
		return codeOf(m) == codeOpenID
	}
	first, _ := w.stable(false)
	w.clock.Advance(tokenLife - tokenRenew - time.Second)
	if again, _ := w.stable(false); again != first {
		t.Error("another token before its time")
	}
	w.clock.Advance(time.Second)
	second, _ := w.stable(false)
	if second == first || !good(first) || !good(second) {
		t.Error("five minutes before the end both must be good")
	}
	w.clock.Advance(tokenRenew)
	if _, m := w.ask("GET", pathUser+"?openid=oNobody&access_token="+first, ""); codeOf(m) != codeExpired {
		t.Errorf("an ended token: %v", m)
	}
	third, _ := w.stable(true)
	if third == second || good(second) || !good(third) {
		t.Error("force_refresh must kill the token before")
	}
	if _, code := w.stable(true); code != codeForceMin {
		t.Errorf("a second force_refresh within thirty seconds: %d", code)
	}
	for range forceDaily - 1 {
		w.clock.Advance(forceGap)
		if _, code := w.stable(true); code != 0 {
			t.Fatalf("force_refresh: %d", code)
		}
	}
	w.clock.Advance(forceGap)
	if _, code := w.stable(true); code != codeForceMin {
		t.Errorf("the 21st force_refresh of a day: %d", code)
	}
}

func TestClassicTokenKillsTheOneBefore(t *testing.T) {
	w := newWorld(t)
	acc := wechat.DemoAccount(wechat.AppOA)
	fetch := func(secret string) map[string]any {
		_, m := w.ask("GET", pathToken+"?grant_type=client_credential&appid="+acc.AppID+"&secret="+secret, "")
		return m
	}
	first, _ := fetch(acc.Secret.Reveal())["access_token"].(string)
	fetch(acc.Secret.Reveal())
	if _, m := w.ask("GET", pathUser+"?openid=x&access_token="+first, ""); codeOf(m) != codeToken {
		t.Errorf("the killed token: %v", m)
	}
	if m := fetch("wrong"); codeOf(m) != codeSecret {
		t.Errorf("a wrong secret: %v", m)
	}
	if _, m := w.ask("GET", pathToken+"?appid=wxnobody&secret=x", ""); codeOf(m) != codeAppID {
		t.Errorf("a wrong appid: %v", m)
	}
}

// Rules the client never breaks, asked for by a careless program.
func TestRulesForCarelessPrograms(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	token, _ := w.stable(false)
	at := func(path string) string { return path + "?access_token=" + token }
	card := func(thing string) string {
		return `{"touser":"` + p.OA + `","template_id":"T-todo","data":{"thing1":{"value":"` + thing + `"},"character_string2":{"value":"1"},"time3":{"value":"2014"}}}`
	}
	for _, c := range []struct {
		name, method, target, body string
		code                       int
	}{
		{"no token", "POST", pathTemplate, card("x"), codeToken},
		{"wrong method", "GET", at(pathTemplate), "", 43001},
		{"not JSON", "POST", at(pathTemplate), "x", codeParameter},
		{"line end in a field", "POST", at(pathTemplate), card(`a\nb`), codeFields},
		{"another account's API", "POST", at(pathSubscribe), "{}", 48001},
		{"too long a text", "POST", at(pathCustom), `{"touser":"` + p.OA + `","msgtype":"text","text":{"content":"` + strings.Repeat("帮", 700) + `"}}`, codeTooLong},
		{"empty text", "POST", at(pathCustom), `{"touser":"` + p.OA + `","msgtype":"text","text":{"content":""}}`, codeParameter},
		{"four buttons", "POST", at(pathMenu), `{"button":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}`, codeMenu},
		{"scene of 65", "POST", at(pathQR), `{"expire_seconds":60,"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"` + strings.Repeat("s", 65) + `"}}}`, codeParameter},
	} {
		if _, m := w.ask(c.method, c.target, c.body); codeOf(m) != c.code {
			t.Errorf("%s: %v, want %d", c.name, m, c.code)
		}
	}
	if _, m := w.ask("POST", at(pathTemplate), card(strings.Repeat("长", 25))); codeOf(m) != 0 {
		t.Errorf("too long a field is cut, not refused: %v", m)
	}
	if sent := w.box.Sent(); len(sent) != 1 || len([]rune(sent[0].Fields[0].Value)) != 20 || sent[0].Truncated[0] != "thing1" {
		t.Errorf("sent %+v", sent)
	}
}

func TestQuotaComesBackWithTheDay(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	w.box.SetQuota(pathTemplate, 1)
	m := todo(p.OA)
	for i, want := range []int{0, codeDaily} {
		m.ClientMsgID = "q" + string(rune('0'+i))
		if _, err := w.client.SendTemplate(t.Context(), m); apiError(err).Code != want {
			t.Errorf("send %d: %v", i, err)
		}
	}
	w.clock.Set(model.DateOf(testNow).End())
	if _, err := w.client.SendTemplate(t.Context(), m); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

// Every rule throws its own dice: a new rule shifts no other, and the same seed
// gives the same run.
func TestScriptIsReproducible(t *testing.T) {
	run := func(more ...Rule) string {
		w := newWorld(t)
		p := w.follower("a")
		for _, r := range more {
			w.box.AddRule(r)
		}
		w.box.AddRule(Rule{Path: pathUser, Chance: 0.5, Fault: Fault{Kind: FaultCode, Code: -1}})
		pattern := ""
		for range 24 {
			_, err := w.client.Follower(t.Context(), p.OA)
			pattern += map[bool]string{true: ".", false: "x"}[err == nil]
		}
		return pattern
	}
	first := run()
	if !strings.Contains(first, "x") || !strings.Contains(first, ".") || first != run() {
		t.Errorf("runs %s, %s", first, run())
	}
	if got := run(Rule{Path: pathTemplate, Chance: 0.5, Fault: Fault{Kind: FaultRefused}}); got != first {
		t.Errorf("another rule shifted the dice: %s, %s", first, got)
	}
}

func TestRuleForTheNthCallAndForAWhile(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	w.box.AddRule(Rule{Path: pathUser, First: 2, Last: 3, Fault: Fault{Kind: FaultRefused}})
	pattern := ""
	for range 5 {
		_, err := w.client.Follower(t.Context(), p.OA)
		pattern += map[bool]string{true: ".", false: "x"}[err == nil]
	}
	if pattern != ".xx.." {
		t.Errorf("the 2nd and 3rd call: %s", pattern)
	}
	w.box.ClearRules()
	w.box.AddRule(Rule{From: testNow.Add(time.Hour), Until: testNow.Add(7 * time.Hour), Fault: Fault{Kind: FaultRefused}})
	for hour, up := range map[int]bool{0: true, 1: false, 6: false, 7: true} {
		w.clock.Set(testNow.Add(time.Duration(hour) * time.Hour))
		if _, err := w.client.Follower(t.Context(), p.OA); (err == nil) != up {
			t.Errorf("hour %d: %v", hour, err)
		}
	}
}

// A door that hangs is given five seconds, four times, and loses nothing: the
// message was spooled long before.
func TestHangingDoorIsGivenFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.follower("a")
		release := make(chan struct{})
		hang := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release })
		w.box.Deliver(wechat.AppOA, hang)
		began := time.Now()
		x, err := w.box.Say(t.Context(), "a", "待办")
		if err != nil || len(x.Tries) != 4 || x.Tries[0].Status != 0 || time.Since(began) != 20*time.Second {
			t.Errorf("%d tries in %v, %v", len(x.Tries), time.Since(began), err)
		}
		close(release)
	})
}

// Slow WeChat takes four seconds and still answers; slow we are spooled, and the
// late answer travels as a text of its own.
func TestSlowServersAndLateAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		p := w.follower("a")
		w.box.SetHealth(HealthSlow)
		began := time.Now()
		if _, err := w.client.Follower(t.Context(), p.OA); err != nil || time.Since(began) < slowAnswer {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		w.box.SetHealth(HealthFine)
		w.counter.do = func(ctx context.Context, in model.Inbound) (model.Outbound, error) {
			if !in.Late {
				<-ctx.Done()
				return model.Outbound{}, ctx.Err()
			}
			return model.Outbound{Text: "已受理 3721"}, nil
		}
		r, err := wechat.NewReceiver(wechat.Options{
			Account: wechat.DemoAccount(wechat.AppOA), Clock: w.clock, Counter: w.counter, Spool: w.spool, Log: w.box.o.Log,
			Late: func(ctx context.Context, in model.Inbound, out model.Outbound) error {
				_, err := w.client.SendText(ctx, in.OpenID, out.Text)
				return err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.box.Deliver(wechat.AppOA, r)
		x, err := w.box.Say(t.Context(), "a", "同意 3721")
		if err != nil || x.Reply != "" || x.Failed != "" || len(x.Tries) != 1 {
			t.Fatalf("%+v, %v", x, err)
		}
		if got, err := w.spool.Drain(t.Context(), r); err != nil || got.Done != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		chat := w.box.Chat("a")
		if last := chat[len(chat)-1]; last.From != FromAccount || last.Text != "已受理 3721" {
			t.Errorf("the phone shows %+v", last)
		}
	})
}

func TestRepeatWithTheSameStamp(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.SameStamp = true })
	w.follower("a")
	w.box.Deliver(wechat.AppOA, statusDoor(500))
	x, err := w.box.Say(t.Context(), "a", "待办")
	if err != nil || x.Tries[0].URL != x.Tries[3].URL {
		t.Errorf("%v", err)
	}
}

// The demo's loop pushes results as they come.
func TestRunPushesResults(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { w.box.Run(ctx); close(ended) }()
	if _, err := w.client.SendTemplate(t.Context(), todo(p.OA)); err != nil {
		t.Fatal(err)
	}
	since := uint64(0)
	for w.counter.last().Event != "TEMPLATESENDJOBFINISH" {
		var err error
		if since, err = w.box.Wait(t.Context(), since); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-ended
}
