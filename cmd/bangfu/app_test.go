package main

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bangfu/configs"
	"bangfu/model"
)

func testApp(t testing.TB, ctx context.Context, p parts) *app {
	t.Helper()
	p.cfg.Listen, p.cfg.Ops = "127.0.0.1:0", "127.0.0.1:0"
	a, err := openApp(ctx, p, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheServerServesIsReadyAndStopsWhole(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	p := testParts(t)
	a := testApp(t, ctx, p)
	served := make(chan error, 1)
	go func() { served <- a.run(ctx) }()
	ops := "http://" + a.doors[1].listener.Addr().String()
	if got := get(t, ops+"/readyz"); !strings.HasPrefix(got, "200") {
		t.Errorf("ready answers %s", got)
	}
	if got := get(t, a.url+"/api/v1/me"); !strings.HasPrefix(got, "401") {
		t.Errorf("the interface answers %s", got)
	}
	if got := get(t, a.url+"/"); !strings.HasPrefix(got, "200") || !strings.Contains(got, "模拟") {
		t.Errorf("the page answers %.200s", got)
	}
	metrics := get(t, ops+"/metrics")
	for _, name := range []string{`route="/api/v1/me"`, "bangfu_outbox_waiting_seconds", "bangfu_spool_messages 0", `bangfu_job_failing{job="publicity"} 0`} {
		if !strings.Contains(metrics, name) {
			t.Errorf("the metrics lack %s", name)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	if err := <-served; err != nil {
		t.Errorf("the stop was not clean: %v", err)
	}
	if a.worlds.current() != nil {
		t.Error("a world is still mounted")
	}
	lock, err := lockData(p.cfg.Data, "")
	if err != nil {
		t.Fatalf("the data folder is still taken: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Error(err)
	}
}

// T28: what a callback has begun ends before the register closes.
func TestAStopLetsACallbackEnd(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	a := testApp(t, ctx, testParts(t))
	w := a.worlds.current()
	entered, release := make(chan struct{}), make(chan struct{})
	inner := w.handler
	w.handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		close(entered)
		<-release
		inner.ServeHTTP(rw, r)
	})
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- a.run(ctx) }()
	go func() { answered <- get(t, a.url+"/api/v1/openapi.yaml") }()
	<-entered
	stop()
	close(release)
	if got := <-answered; strings.HasPrefix(got, "5") || strings.Contains(got, "EOF") {
		t.Errorf("the request in flight got %.80s", got)
	}
	if err := <-served; err != nil {
		t.Errorf("the stop was not clean: %v", err)
	}
}

func TestTheServerIsNotReadyWithoutARegister(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	a := testApp(t, ctx, testParts(t))
	h := newOps(ctx, quiet(), newMetrics(), a.checks()...)
	if res := ask(h, "/readyz"); res.Code != http.StatusOK {
		t.Fatalf("answers %d %s", res.Code, res.Body)
	}
	w := a.worlds.current()
	if err := os.RemoveAll(w.spoolDir()); err != nil {
		t.Fatal(err)
	}
	if res := ask(h, "/readyz"); res.Code != http.StatusServiceUnavailable || !strings.Contains(res.Body.String(), `{"name":"spool","need":"required","ok":false}`) {
		t.Errorf("without a spool: %d %s", res.Code, res.Body)
	}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	if res := ask(h, "/readyz"); !strings.Contains(res.Body.String(), `{"name":"store","need":"required","ok":false}`) {
		t.Errorf("without a store: %s", res.Body)
	}
	if res := ask(h, "/healthz"); res.Code != http.StatusOK {
		t.Errorf("alive answers %d", res.Code)
	}
	if err := a.Close(); err != nil {
		t.Log(err) // the store was closed before
	}
}

func TestTwoServersOnOneDataFolderAreRefused(t *testing.T) {
	p := testParts(t)
	a := testApp(t, t.Context(), p)
	if _, err := openApp(t.Context(), p, nil); err == nil || !strings.Contains(err.Error(), "另一个帮扶程序") {
		t.Errorf("the second server answers %v", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// In a demo anybody plays anybody: it stays on this machine.
func TestADemoOthersCouldReachIsRefused(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", "[::]:0", ":0", "192.0.2.1:0"} {
		_, complained, code := at(t, []string{"BANGFU_DATA=" + t.TempDir(), "BANGFU_LISTEN=" + listen}, "serve")
		if code != 1 || !strings.Contains(complained, "只能在本机打开") {
			t.Errorf("%s answers %d %s", listen, code, complained)
		}
	}
}

func TestUnsafeProductionSettingsStartNothing(t *testing.T) {
	data := t.TempDir()
	for _, args := range [][]string{{"serve"}, {"migrate"}, {"verify"}, {"account", "grant", "张三", "county_officer", "621025000000"}} {
		_, complained, code := at(t, []string{"BANGFU_DATA=" + data, "BANGFU_MODE=production"}, args...)
		if code != 1 || !strings.Contains(complained, "wechat.oa.secret") {
			t.Errorf("%v answers %d %s", args, code, complained)
		}
	}
	if left, err := os.ReadDir(data); err != nil || len(left) > 0 {
		t.Errorf("something was made: %v, %v", left, err)
	}
}

func TestThereIsNoDemoInProduction(t *testing.T) {
	cfg := productionConfig(t)
	environ := []string{"BANGFU_CONFIG=" + asFile(t, cfg)}
	for _, args := range [][]string{{"demo"}, {"demo", "--check"}} {
		if _, complained, code := at(t, environ, args...); code != 1 || !strings.Contains(complained, "没有演示") {
			t.Errorf("%v answers %d %s", args, code, complained)
		}
	}
}

// asFile writes what productionConfig made as a county would.
func asFile(t *testing.T, cfg *configs.Config) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("mode: production\nlisten: 127.0.0.1:0\nops: 127.0.0.1:0\ndata: " + cfg.Data + "\nkeys: {file: " + cfg.Keys.File + "}\nwechat:\n  public_url: " + cfg.WeChat.PublicURL + "\n")
	for name, a := range map[string]configs.Account{"oa": cfg.WeChat.OA, "mp": cfg.WeChat.MP} {
		b.WriteString("  " + name + ": {appid: " + a.AppID + ", secret: " + a.Secret.Reveal() + ", token: " + a.Token.Reveal() +
			", aes_key: " + a.AESKey.Reveal() + ", gh_id: " + a.GhID + ", format: xml}\n")
	}
	return writeFile(t, b.String())
}

// The first officer of a real county: places from the code table, one code, once.
func TestTheShellGivesTheFirstOfficerACode(t *testing.T) {
	environ := []string{"BANGFU_CONFIG=" + asFile(t, productionConfig(t)), "BANGFU_LOG__LEVEL=error"}
	said, complained, code := at(t, environ, "account", "grant", "张三", "county_officer", "621025000000")
	if code != 0 || !strings.Contains(said, "绑定码") || !strings.Contains(said, "县扶贫办工作人员") {
		t.Fatalf("answers %d %s %s", code, said, complained)
	}
	if said, complained, code := at(t, environ, "account", "grant", "李四", "sys_admin", "621025000000"); code != 0 {
		t.Errorf("the second grant answers %d %s %s", code, said, complained)
	}
	if _, complained, code := at(t, environ, "account", "grant", "王五", "county_officer", "621025100000"); code != 1 || !strings.Contains(complained, "地方和角色对不上") {
		t.Errorf("a wrong place answers %d %s", code, complained)
	}
	for _, args := range [][]string{{"account"}, {"account", "revoke"}, {"account", "grant", "a", "b"}, {"account", "grant", "a", "emperor", "1"}} {
		if _, _, code := at(t, environ, args...); code != 2 {
			t.Errorf("%v answers %d", args, code)
		}
	}
	if said, _, code := at(t, environ, "account", "roles"); code != 0 || !strings.Contains(said, "village_clerk") || strings.Contains(said, "timer") {
		t.Errorf("the roles are %d %s", code, said)
	}
}

// T46: who edits the file under the program is found out.
func TestVerifyFindsWhatWasEditedUnderTheProgram(t *testing.T) {
	cfg := productionConfig(t)
	environ := []string{"BANGFU_CONFIG=" + asFile(t, cfg), "BANGFU_LOG__LEVEL=error"}
	if _, complained, code := at(t, environ, "account", "grant", "张三", "county_officer", "621025000000"); code != 0 {
		t.Fatal(complained)
	}
	if said, complained, code := at(t, environ, "verify"); code != 0 || !strings.Contains(said, "没有发现改动") {
		t.Fatalf("untouched: %d %s %s", code, said, complained)
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(cfg.Data, "register.db"))
	if err != nil {
		t.Fatal(err)
	}
	var id string
	err = db.QueryRowContext(t.Context(), "SELECT public_id FROM audit ORDER BY id LIMIT 1").Scan(&id)
	for _, statement := range []string{"DROP TRIGGER audit_no_update", "UPDATE audit SET action = 'look.number' WHERE public_id = '" + id + "'"} {
		if err == nil {
			_, err = db.ExecContext(t.Context(), statement)
		}
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	_, complained, code := at(t, environ, "verify")
	if code != 1 || !strings.Contains(complained, id) || !strings.Contains(complained, "audit") {
		t.Errorf("edited: %d %s", code, complained)
	}
}

func TestMigrateSaysTheVersionAndOpenapiPrintsTheDescription(t *testing.T) {
	environ := demoEnviron(t)
	if said, complained, code := at(t, environ, "migrate"); code != 0 || !strings.Contains(said, "2014") || !strings.Contains(said, "2026") {
		t.Errorf("migrate answers %d %s %s", code, said, complained)
	}
	if said, _, code := at(t, environ, "openapi"); code != 0 || !strings.Contains(said, "openapi: 3.0.3") {
		t.Errorf("openapi answers %d %.80s", code, said)
	}
	if _, complained, code := at(t, environ, "verify", "--world", "1998"); code != 2 || !strings.Contains(complained, "1998") {
		t.Errorf("an unknown world answers %d %s", code, complained)
	}
	if _, complained, code := at(t, environ, "account", "grant", "张三", "county_officer", "621025000000", "--world", "2026"); code != 1 ||
		!strings.Contains(complained, "bangfu serve") {
		t.Errorf("a grant in an unseeded demo answers %d %s", code, complained)
	}
}

// BenchmarkReady is how long an existing data folder takes to be served (≤ 1 s).
func BenchmarkReady(b *testing.B) {
	data := b.TempDir()
	for b.Loop() {
		cfg, err := configs.Load(configs.Options{Environ: []string{"BANGFU_DATA=" + data}})
		if err != nil {
			b.Fatal(err)
		}
		p := parts{cfg: cfg, lookup: noVariable, log: quiet(), machine: model.SystemClock{}, redis: "bangfu-test",
			seed: func(context.Context, *world, func(string)) error { return nil }}
		a := testApp(b, b.Context(), p)
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// Who holds a phone of the demo is chosen on its page: the mini-program outside a
// phone leads there, and what a phone's page asks for is served.
func TestTheMiniProgramOfTheDemoStandsInAPhone(t *testing.T) {
	served := inAPhone(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	for path, want := range map[string]int{"/h5/": http.StatusFound, "/h5/?phone=a": http.StatusOK, "/h5/?phone=": http.StatusOK, "/h5/assets/x.js": http.StatusOK} {
		if res := ask(served, path); res.Code != want {
			t.Errorf("%s answers %d", path, res.Code)
		}
	}
}
