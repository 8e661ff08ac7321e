package sandbox

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
)

var testNow = time.Date(2014, 5, 12, 8, 0, 0, 0, time.UTC) // a constant

// tokenMap is a TokenCache of one process.
type tokenMap struct {
	mu   sync.Mutex
	keys map[string]string
}

func (m *tokenMap) Get(key string) any {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.keys[key]; ok {
		return v
	}
	return nil
}

func (m *tokenMap) Set(key string, val any, _ time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys[key] = val.(string) //nolint:forcetypeassert // the client stores text only
	return nil
}

func (m *tokenMap) IsExist(key string) bool { return m.Get(key) != nil }

func (m *tokenMap) Delete(key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, key)
	return nil
}

func (m *tokenMap) DeleteIf(key, old string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys[key] == old {
		delete(m.keys, key)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// counter answers every text with its echo and keeps what came.
type counter struct {
	mu   sync.Mutex
	came []model.Inbound
	do   func(ctx context.Context, in model.Inbound) (model.Outbound, error)
}

func (c *counter) Handle(ctx context.Context, in model.Inbound) (model.Outbound, error) {
	c.mu.Lock()
	c.came = append(c.came, in)
	do := c.do
	c.mu.Unlock()
	if do != nil {
		return do(ctx, in)
	}
	if in.Kind == wechat.KindEvent {
		return model.Outbound{}, nil
	}
	return model.Outbound{Text: "收到：" + in.Text}, nil
}

func (c *counter) last() model.Inbound {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.came) == 0 {
		return model.Inbound{}
	}
	return c.came[len(c.came)-1]
}

// world is a county with its WeChat, its client and its callback doors.
type world struct {
	t       *testing.T
	clock   *model.FixedClock
	box     *Sandbox
	client  *wechat.Client
	counter *counter
	spool   *wechat.Spool
	oa      *wechat.Receiver
	log     *lockedBuffer
}

func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	w := &world{t: t, clock: model.NewFixedClock(testNow), counter: &counter{}, log: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(w.log, nil))
	o := Options{Clock: w.clock, Seed: 7, OA: wechat.DemoAccount(wechat.AppOA), MP: wechat.DemoAccount(wechat.AppMP), UnionBound: true, Log: log}
	for _, c := range change {
		c(&o)
	}
	var err error
	w.must(func() error { w.box, err = New(o); return err })
	w.must(func() error { w.spool, err = wechat.OpenSpool(t.TempDir(), w.clock); return err })
	for _, acc := range []wechat.Account{o.OA, o.MP} {
		r, err := wechat.NewReceiver(wechat.Options{Account: acc, Clock: w.clock, Counter: w.counter, Spool: w.spool, Log: log})
		if err != nil {
			t.Fatal(err)
		}
		w.box.Deliver(acc.App, r)
		if acc.App == wechat.AppOA {
			w.oa = r
		}
	}
	w.client, err = wechat.NewClient(wechat.ClientOptions{
		OA: o.OA, MP: o.MP, Transport: w.box.RoundTripper(), Cache: &tokenMap{keys: map[string]string{}}, Clock: w.clock, Log: log, PerSecond: 10_000,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.box.RegisterTemplate("T-todo", "待办提醒", TemplateField{"thing1", "事项"}, TemplateField{"character_string2", "编号"}, TemplateField{"time3", "办理期限"})
	w.box.RegisterSubscription("S-step", "办理进度", TemplateField{"thing1", "事项"}, TemplateField{"phrase2", "状态"})
	t.Cleanup(func() {
		if u := w.box.Unknown(); len(u) > 0 {
			t.Errorf("paths nobody plays: %v", u)
		}
	})
	return w
}

func (w *world) must(do func() error) {
	w.t.Helper()
	if err := do(); err != nil {
		w.t.Fatal(err)
	}
}

// follower adds somebody who follows the account.
func (w *world) follower(key string) Person {
	w.t.Helper()
	p := w.box.AddPerson(key)
	if _, err := w.box.Follow(w.t.Context(), key); err != nil {
		w.t.Fatal(err)
	}
	return p
}

func todo(openID string) wechat.Template {
	return wechat.Template{
		OpenID: openID, TemplateID: "T-todo", URL: "http://127.0.0.1/h5/t/1", ClientMsgID: "m1",
		Fields: []wechat.Field{{Name: "thing1", Value: "新申请待受理"}, {Name: "character_string2", Value: "3721"}, {Name: "time3", Value: "2014年5月15日 18:00"}},
	}
}

func TestPhoneTalksAndGetsAnswers(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.follower("a")
	x, err := w.box.Say(ctx, "a", "同意 3721 ]]> 😀\u0002")
	if err != nil || x.Reply != "收到：同意 3721 ]]> 😀" {
		t.Fatalf("%q, %v", x.Reply, err)
	}
	if in := w.counter.last(); in.OpenID != p.OA || in.Kind != "text" || in.App != wechat.AppOA {
		t.Errorf("%+v", in)
	}
	again, err := w.box.Repeat(ctx, x)
	if err != nil || again.Reply != x.Reply || !w.counter.last().Repeat || w.counter.last().Key == "" {
		t.Errorf("repeat: %q, %v", again.Reply, err)
	}
	if _, err := w.box.Voice(ctx, "a", "同意三七二一"); err != nil || w.counter.last().Text != "同意三七二一" || w.counter.last().Kind != "voice" {
		t.Errorf("%v, %+v", err, w.counter.last())
	}
	if _, err := w.box.Click(ctx, "a", "todo"); err != nil || w.counter.last().EventKey != "todo" {
		t.Errorf("%v, %+v", err, w.counter.last())
	}
	if _, err := w.box.ScanFollow(ctx, "a", "bind-42"); err != nil || w.counter.last().Event != "SCAN" || w.counter.last().EventKey != "bind-42" {
		t.Errorf("%v, %+v", err, w.counter.last())
	}
	if _, err := w.box.Unfollow(ctx, "a"); err != nil || w.counter.last().Event != "unsubscribe" {
		t.Errorf("%v, %+v", err, w.counter.last())
	}
	if _, err := w.box.ScanFollow(ctx, "a", "bind-43"); err != nil || w.counter.last().Event != "subscribe" || w.counter.last().EventKey != "bind-43" {
		t.Errorf("%v, %+v", err, w.counter.last())
	}
	if _, err := w.box.Accept(ctx, "a", "S-step", "S-other"); err != nil || w.counter.last().OpenID != p.MP || w.counter.last().Text != "accept" {
		t.Errorf("%v, %+v", err, w.counter.last())
	}
	kinds := ""
	for _, b := range w.box.Chat("a") {
		kinds += b.From[:1] + b.Kind[:1] + " "
	}
	if kinds != "mn mt at at mt at mm mn mn mn " {
		t.Errorf("the chat shows %q", kinds)
	}
}

// A door that does not answer is tried three more times, with the same MsgId,
// then the phone says so.
func TestSilentDoorIsTriedAgainThenGivenUp(t *testing.T) {
	w := newWorld(t)
	w.follower("a")
	w.counter.do = func(context.Context, model.Inbound) (model.Outbound, error) { panic("a fault of ours") }
	x, err := w.box.Say(t.Context(), "a", "待办")
	if err != nil || len(x.Tries) != 1 || x.Failed != "" {
		t.Fatalf("a panic of ours is answered: %d tries, %q, %v", len(x.Tries), x.Failed, err)
	}
	w.box.Deliver(wechat.AppOA, statusDoor(503))
	x, err = w.box.Say(t.Context(), "a", "待办")
	if err != nil || len(x.Tries) != 4 || x.Failed == "" {
		t.Errorf("%d tries, %q, %v", len(x.Tries), x.Failed, err)
	}
	if x.Tries[0].URL == x.Tries[1].URL || !strings.Contains(x.Plain, x.MsgID) {
		t.Error("a repeat is signed anew and carries the same MsgId")
	}
	chat := w.box.Chat("a")
	if last := chat[len(chat)-1]; last.Kind != KindNotice || last.Text != OutOfService || last.Failed == "" {
		t.Errorf("the phone shows %+v", last)
	}
	w.box.Deliver(wechat.AppOA, textDoor("hello"))
	if x, _ := w.box.Say(t.Context(), "a", "待办"); len(x.Tries) != 1 || x.Failed != "malformed" {
		t.Errorf("a malformed answer: %d tries, %q", len(x.Tries), x.Failed)
	}
}

func TestSameSeedSameWorld(t *testing.T) {
	a, b := newWorld(t), newWorld(t)
	if a.box.AddPerson("x") != b.box.AddPerson("x") {
		t.Error("one seed, two openids")
	}
	c := newWorld(t, func(o *Options) { o.Seed = 8 })
	if a.box.AddPerson("x") == c.box.AddPerson("x") {
		t.Error("two seeds, one openid")
	}
}

func TestJSONAccountIsPlayed(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.OA.Format, o.MP.Format = wechat.FormatJSON, wechat.FormatJSON })
	w.follower("a")
	x, err := w.box.Say(t.Context(), "a", "进度")
	if err != nil || x.Reply != "收到：进度" {
		t.Fatalf("%q, %v", x.Reply, err)
	}
	for n, ids := range map[int][]string{1: {"S-step"}, 3: {"S-step", "S-b", "S-c"}} {
		before := len(w.counter.came)
		if _, err := w.box.Accept(t.Context(), "a", ids...); err != nil || len(w.counter.came)-before != n {
			t.Errorf("a dialog of %d gave %d answers, %v", n, len(w.counter.came)-before, err)
		}
	}
}

func TestWaitWakesOnEveryChange(t *testing.T) {
	w := newWorld(t)
	w.follower("a")
	since := w.box.Version()
	woke := make(chan uint64)
	go func() {
		v, _ := w.box.Wait(context.Background(), since)
		woke <- v
	}()
	if _, err := w.box.Say(t.Context(), "a", "待办"); err != nil {
		t.Fatal(err)
	}
	if v := <-woke; v <= since {
		t.Errorf("version %d", v)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.box.Wait(ctx, w.box.Version()); err == nil {
		t.Error("waiting ignores its context")
	}
}

func TestAccountsThatCannotBePlayed(t *testing.T) {
	oa := wechat.DemoAccount(wechat.AppOA)
	for name, o := range map[string]Options{
		"no clock":     {OA: oa, MP: wechat.DemoAccount(wechat.AppMP), Log: slog.New(slog.DiscardHandler)},
		"one account":  {Clock: model.SystemClock{}, OA: oa, MP: oa, Log: slog.New(slog.DiscardHandler)},
		"empty tokens": {Clock: model.SystemClock{}, Log: slog.New(slog.DiscardHandler)},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: it started", name)
		}
	}
	w := newWorld(t)
	if _, err := w.box.Say(t.Context(), "nobody", "x"); err == nil {
		t.Error("nobody spoke")
	}
	w.box.AddPerson("b")
	if _, err := w.box.Say(t.Context(), "b", "x"); err == nil {
		t.Error("somebody who does not follow wrote in the chat")
	}
	if n := len(w.box.Exchanges()); n != 0 {
		t.Errorf("%d exchanges of people who cannot speak", n)
	}
}
