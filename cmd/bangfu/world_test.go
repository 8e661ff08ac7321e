package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/service/notify"
	"bangfu/service/registry"
	"bangfu/service/registry/synthetic"
	"bangfu/service/wechat"
)

// testParts are a demo's on temporary data, unseeded.
func testParts(t *testing.T) parts {
	t.Helper()
	return parts{cfg: testConfig(t), lookup: noVariable, log: quiet(), machine: model.SystemClock{}, redis: "bangfu-test",
		seed: func(context.Context, *world, func(string)) error { return nil }}
}

func testWorld(t *testing.T, p parts, name string) *world {
	t.Helper()
	spec, err := specOf(p.cfg, name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := openWorld(t.Context(), p, spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// settle gives the world a county.
func (w *world) settle(t *testing.T) {
	t.Helper()
	county, err := synthetic.Build(configs.Regions(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.registry.LoadPlaces(t.Context(), registry.Shell(), county.Regions, county.Organs); err != nil {
		t.Fatal(err)
	}
}

func (w *world) empty(t *testing.T) bool {
	t.Helper()
	empty, err := w.registry.Empty(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return empty
}

func TestAWorldAnswersAtEveryDoor(t *testing.T) {
	w := testWorld(t, testParts(t), "2014")
	if day := model.DateOf(w.clock.Now()); day.Year() != 2014 {
		t.Errorf("in the world of 2014 it is %s", day)
	}
	for path, want := range map[string]int{
		"/api/v1/me": http.StatusUnauthorized, "/wechat/oa": http.StatusForbidden, "/sandbox/connect/oauth2/authorize": http.StatusBadRequest,
		"/sandbox/else": http.StatusNotFound,
	} {
		if res := ask(w.handler, path); res.Code != want && (path != oaPath || res.Code < 400 || res.Code >= 500) {
			t.Errorf("%s answers %d", path, res.Code)
		}
	}
}

// Every key of the menu is one the chat knows: it answers as to the word itself.
func TestEveryButtonOfTheMenuIsAnswered(t *testing.T) {
	w := testWorld(t, testParts(t), "2014")
	w.sandbox.AddPerson("a")
	if _, err := w.sandbox.Follow(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	buttons := 0
	for _, top := range w.sandbox.Menu() {
		for _, b := range top.SubButtons {
			buttons++
			tapped, err := w.sandbox.Click(t.Context(), "a", b.Key)
			if err != nil || tapped.Reply == "" {
				t.Errorf("%s answers %q, %v", b.Name, tapped.Failed, err)
			}
			typed, err := w.sandbox.Say(t.Context(), "a", b.Name)
			if err != nil || typed.Reply != tapped.Reply {
				t.Errorf("tapping %s answers %q, typing it %q, %v", b.Name, tapped.Reply, typed.Reply, err)
			}
		}
	}
	if buttons != 9 {
		t.Errorf("the menu has %d buttons", buttons)
	}
}

// Every class of WeChat's failures is one a lane knows what to do about.
func TestEveryFailureOfWeChatHasItsClassInTheLane(t *testing.T) {
	for from, want := range map[wechat.Class]notify.Class{
		wechat.ClassTemporary: notify.ClassTemporary, wechat.ClassQuota: notify.ClassQuota, wechat.ClassAccount: notify.ClassAccount,
		wechat.ClassConfiguration: notify.ClassConfiguration, wechat.ClassBug: notify.ClassBug, wechat.ClassPermanent: notify.ClassPermanent,
		wechat.ClassUnknown: notify.ClassUnknown, wechat.ClassHealed: notify.ClassTemporary,
	} {
		var got *notify.SendError
		if err := sendError(&wechat.APIError{Code: 7, Class: from}); !errors.As(err, &got) || got.Class != want || got.Code != 7 {
			t.Errorf("%s becomes %v", from, err)
		}
	}
	if err := sendError(nil); err != nil {
		t.Errorf("a success becomes %v", err)
	}
}

// A card of every kind is taken by the sandbox's account: no template lacks a field.
func TestACardOfEveryKindIsTaken(t *testing.T) {
	w := testWorld(t, testParts(t), "2014")
	to := w.sandbox.AddPerson("a")
	if _, err := w.sandbox.Follow(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	s := sender{w.client, demoTemplates()}
	for kind := range demoTemplates() {
		for _, fields := range [][]notify.Field{
			{{Name: "step", Value: "您家的申请有新进展"}},
			{{Name: "step", Value: "新申请待受理"}, {Name: "village", Value: "解家川村"}, {Name: "count", Value: "3件"}, {Name: "deadline", Value: "5月15日18:00前"}, {Name: "number", Value: "编号3721"}},
		} {
			card := notify.Card{Template: kind, Fields: fields, URL: w.cfg.PublicURL() + "/h5/#/t/x", ClientID: string(model.NewPublicID())}
			if r, err := s.SendTemplate(t.Context(), notify.Address{App: "oa", OpenID: to.OA}, card); err != nil || r.MsgID == "" {
				t.Errorf("%s with %d fields: %v", kind, len(fields), err)
			}
		}
	}
	_, err := sender{w.client, nil}.SendTemplate(t.Context(), notify.Address{App: "oa", OpenID: to.OA}, notify.Card{Template: model.NoticeTask})
	var refused *notify.SendError
	if !errors.As(err, &refused) || refused.Class != notify.ClassConfiguration {
		t.Errorf("without a template the lane is told %v", err)
	}
}

func TestTheSandboxIsNotThereInProduction(t *testing.T) {
	p := testParts(t)
	p.cfg = productionConfig(t)
	w := testWorld(t, p, "")
	if w.sandbox != nil || w.moved != nil {
		t.Error("production has a sandbox or a clock that can be moved")
	}
	if res := ask(w.handler, "/sandbox/connect/oauth2/authorize"); res.Code != http.StatusNotFound {
		t.Errorf("the sandbox answers %d", res.Code)
	}
	for _, j := range w.jobs() {
		if j.name == "results" {
			t.Error("production plays WeChat's result events")
		}
	}
	a := &app{cfg: p.cfg, log: quiet(), worlds: newWorlds(t.Context(), p)}
	people, err := a.public()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/demo/state", "/demo/login", "/sandbox/x"} {
		if res := ask(people, path); res.Code != http.StatusNotFound {
			t.Errorf("%s answers %d in production", path, res.Code)
		}
	}
	if res := ask(people, "/h5/"); res.Code != http.StatusOK {
		t.Errorf("the mini-program answers %d in production", res.Code)
	}
}

// productionConfig is a configuration nothing is wrong with.
func productionConfig(t *testing.T) *configs.Config {
	t.Helper()
	keys := filepath.Join(t.TempDir(), "keys.json")
	if _, err := seal.CreateKeyFile(keys); err != nil {
		t.Fatal(err)
	}
	environ := []string{"BANGFU_MODE=production", "BANGFU_DATA=" + t.TempDir(), "BANGFU_KEYS__FILE=" + keys,
		"BANGFU_LISTEN=127.0.0.1:0", "BANGFU_OPS=127.0.0.1:0", "BANGFU_WECHAT__PUBLIC_URL=https://bangfu.example.gov.cn"}
	for app, letter := range map[string]string{"OA": "a", "MP": "b"} {
		at := "BANGFU_WECHAT__" + app + "__"
		environ = append(environ, at+"APPID=wx123456789012345"+letter, at+"SECRET=s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12", at+"TOKEN=t0kent0ken",
			at+"AES_KEY="+strings.Repeat("k1", 21)+"Z", at+"GH_ID=gh_12345678901"+letter)
	}
	cfg, err := configs.Load(configs.Options{Environ: environ})
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Validate().Err(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestProductionRefusesAnAccountWhoseKeysStandInPublic(t *testing.T) {
	p := testParts(t)
	p.cfg = productionConfig(t)
	p.cfg.WeChat.OA.Token = configs.NewSecret("pamtest")
	spec, err := specOf(p.cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	if w, err := openWorld(t.Context(), p, spec); err == nil || !strings.Contains(err.Error(), "wechat.oa") {
		t.Errorf("answers %v, %v", w, err)
	}
}

func TestASwitchKeepsTheWorldsApart(t *testing.T) {
	ws := newWorlds(t.Context(), testParts(t))
	first, err := ws.choose(t.Context(), "2014", nil)
	if err != nil {
		t.Fatal(err)
	}
	first.settle(t)
	if err := first.advance(t.Context(), 30*time.Hour); err != nil {
		t.Fatal(err)
	}
	day := model.DateOf(first.clock.Now())
	second, err := ws.choose(t.Context(), "2026", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !second.empty(t) || model.DateOf(second.clock.Now()).Year() != 2026 {
		t.Error("the world of 2026 has something of that of 2014")
	}
	if first.store.Ping(t.Context()) == nil {
		t.Error("the world before was not closed")
	}
	again, err := ws.choose(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if again.empty(t) || model.DateOf(again.clock.Now()) != day {
		t.Error("the world of 2014 has lost something")
	}
	if same, err := ws.choose(t.Context(), "2014", nil); err != nil || same != again {
		t.Errorf("the mounted world was opened once more: %v", err)
	}
	if err := ws.Close(); err != nil {
		t.Error(err)
	}
}

// What does not open leaves the mounted world as it was; what is not seeded whole
// is not mounted.
func TestASwitchThatFailsLeavesEverythingAsItWas(t *testing.T) {
	p := testParts(t)
	ws := newWorlds(t.Context(), p)
	first, err := ws.choose(t.Context(), "2014", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ws.choose(t.Context(), "1998", nil); model.KindOf(err) != model.KindInvalid {
		t.Errorf("an unknown world answers %v", err)
	}
	ws.seed = func(context.Context, *world, func(string)) error { return errors.New("half") }
	if _, err := ws.choose(t.Context(), "2026", nil); err == nil {
		t.Error("a half-seeded world was mounted")
	}
	if ws.current() != first || first.store.Ping(t.Context()) != nil {
		t.Error("the mounted world is gone")
	}
	if err := ws.Close(); err != nil {
		t.Error(err)
	}
}

func TestASwitchWaitsForTheRequestsUnderWay(t *testing.T) {
	ws := newWorlds(t.Context(), testParts(t))
	first, err := ws.choose(t.Context(), "2014", nil)
	if err != nil {
		t.Fatal(err)
	}
	entered, release := make(chan struct{}), make(chan struct{})
	alive := make(chan error, 1)
	first.handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-release
		alive <- first.store.Ping(r.Context())
	})
	go ask(ws, "/api/v1/me")
	<-entered
	switched := make(chan error, 1)
	go func() { _, err := ws.choose(t.Context(), "2026", nil); switched <- err }()
	for ws.current() == first {
		time.Sleep(time.Millisecond)
	}
	close(release)
	if err := <-alive; err != nil {
		t.Errorf("the register was closed under a request: %v", err)
	}
	if err := <-switched; err != nil {
		t.Error(err)
	}
	if err := ws.Close(); err != nil {
		t.Error(err)
	}
	if res := ask(ws, "/api/v1/me"); res.Code != http.StatusServiceUnavailable || res.Header().Get("Retry-After") == "" {
		t.Errorf("without a world the answer is %d", res.Code)
	}
}

// T30: what is too much is turned away at once.
func TestACrowdIsTurnedAwayAtOnce(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	c := crowd{make(chan struct{}, 1), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/slow" {
			close(entered)
			<-release
		}
	})}
	served := make(chan *httptest.ResponseRecorder, 1)
	go func() { served <- ask(c, "/api/v1/slow") }()
	<-entered
	if res := ask(c, "/api/v1/me"); res.Code != http.StatusServiceUnavailable || res.Header().Get("Retry-After") == "" {
		t.Errorf("one too many gets %d", res.Code)
	}
	close(release)
	if res := <-served; res.Code != http.StatusOK {
		t.Errorf("the one inside gets %d", res.Code)
	}
	if res := ask(c, "/api/v1/me"); res.Code != http.StatusOK {
		t.Errorf("after it has left the next gets %d", res.Code)
	}
}
