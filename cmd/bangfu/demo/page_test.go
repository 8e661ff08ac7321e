package demo

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/wechat/sandbox"
)

// followed is the first thing on every phone.
const followed = "（关注了公众号）"

// desk is a page over real worlds, opened in a test.
type desk struct {
	t      *testing.T
	worlds map[string]*World
	now    string
	server *httptest.Server
}

// Current shows the world anew each time, as the program does.
func (d *desk) Current() *World {
	w := *d.worlds[d.now]
	return &w
}

func (d *desk) Names() []string { return []string{"2014", "2026"} }

func (d *desk) Switch(_ context.Context, name string, progress func(string)) (*World, error) {
	progress("正在准备")
	d.now = name
	return d.worlds[name], nil
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, worlds: map[string]*World{}, now: "2014"}
	for _, name := range d.Names() {
		w, _ := newWorld(t, name)
		for _, seat := range Roles() {
			w.Sandbox.AddPerson(seat.Phone)
			if _, err := w.Sandbox.Follow(t.Context(), seat.Phone); err != nil {
				t.Fatal(err)
			}
		}
		d.worlds[name] = w
	}
	stop := make(chan struct{})
	d.server = httptest.NewServer(Page(PageOptions{Opener: d, Calendar: law(t).Calendar(), Done: stop}))
	t.Cleanup(d.server.Close)
	t.Cleanup(func() { close(stop) }) // before the server waits for its streams
	return d
}

func (d *desk) do(method, path, body string, headers ...string) (int, http.Header, string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return w.StatusCode, w.Header, string(text)
}

func (d *desk) post(path, body string) {
	d.t.Helper()
	if status, _, text := d.do(http.MethodPost, path, body); status != http.StatusNoContent {
		d.t.Fatalf("%s %s: %d %s", path, body, status, text)
	}
}

// listener reads the stream of a phone as the page does.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	chat  chat
	shown []string
	state state
	told  int // events so far
}

func (d *desk) listen(phone string) *listener {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, d.server.URL+"/demo/events?phone="+phone, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = w.Body.Close() })
	return &listener{t: d.t, lines: bufio.NewScanner(w.Body)}
}

// until takes events until one satisfies, applying each as the page does.
func (l *listener) until(satisfied func() bool) {
	l.t.Helper()
	name := ""
	for l.lines.Scan() {
		if event, ok := strings.CutPrefix(l.lines.Text(), "event: "); ok {
			name = event
		}
		data, ok := strings.CutPrefix(l.lines.Text(), "data: ")
		if !ok {
			continue
		}
		l.told++
		l.take(name, data)
		if satisfied() {
			return
		}
	}
	l.t.Fatalf("the stream ended; shown %v", l.shown)
}

func (l *listener) take(name, data string) {
	l.t.Helper()
	into := any(&l.state)
	if name == "chat" {
		l.chat = chat{}
		into = &l.chat
	}
	if err := json.Unmarshal([]byte(data), into); err != nil {
		l.t.Fatal(err)
	}
	if name != "chat" {
		return
	}
	l.shown = l.shown[:l.chat.From]
	for _, b := range l.chat.Bubbles {
		l.shown = append(l.shown, b.Text)
	}
}

// shows waits until the phone shows these behind the notice that it follows.
func (l *listener) shows(want ...string) {
	l.t.Helper()
	want = append([]string{followed}, want...)
	l.until(func() bool { return strings.Join(l.shown, "|") == strings.Join(want, "|") })
}

func TestEveryAnswerOfThePageCarriesTheStrictPolicy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, path := range []string{"/", "/demo/ui/app.js", "/demo/state", "/demo/ui/nothing.js", "/demo/exchange?phone=a"} {
		_, h, _ := d.do(http.MethodGet, path, "")
		policy := h.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
			"frame-ancestors 'self'", "base-uri 'none'", "object-src 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s lacks %s: %q", path, rule, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

// What the policy would block must not be written in the first place, and no
// file names a stranger's address.
func TestThePageAsksNobodyElseAndWritesNothingInline(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`<script>|<style|\sstyle=|\son[a-z]+="|javascript:`)
	foreign := regexp.MustCompile(`https?://[a-zA-Z0-9.]+`)
	files, err := fs.Glob(ui, "ui/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		content, err := ui.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "preact.NOTE.txt") {
			continue // licences name their homes
		}
		if found := inline.Find(content); found != nil {
			t.Errorf("%s has %q", name, found)
		}
		for _, address := range foreign.FindAllString(string(content), -1) {
			if address != "http://www.w3.org" { // names of kinds of documents, which nobody asks
				t.Errorf("%s names %s", name, address)
			}
		}
	}
}

func TestTheLibraryIsTheOneItsNoteNames(t *testing.T) {
	t.Parallel()
	code, err := ui.ReadFile("ui/preact.js")
	if err != nil {
		t.Fatal(err)
	}
	note, err := ui.ReadFile("ui/preact.NOTE.txt")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(code)
	if !strings.Contains(string(note), hex.EncodeToString(sum[:])) {
		t.Error("preact.js is not the file whose licence stands beside it")
	}
}

func TestAStrangersPageCannotActHere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	acts := map[string]string{"say": `{"phone":"a","text":"同意 3721"}`, "click": `{"phone":"a","key":"tasks"}`, "clock": `{"hours":1}`,
		"health": `{"health":"down"}`, "world": `{"name":"2026"}`, "seat": `{"phone":"a","seat":"leader"}`, "login": `{"phone":"a"}`}
	for name, body := range acts {
		for _, foreign := range [][]string{{"Origin", "https://stranger.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
			{"Host", "stranger.example:8080"}, {"Content-Type", "text/plain"}} {
			status, _, _ := d.do(http.MethodPost, "/demo/"+name, body, foreign...)
			if status != http.StatusForbidden && status != http.StatusBadRequest {
				t.Errorf("%s from %v: %d", name, foreign, status)
			}
		}
		if status, _, _ := d.do(http.MethodGet, "/demo/"+name, ""); status == http.StatusOK {
			t.Errorf("%s may be done by a mere link", name)
		}
	}
	if got := d.Current().Sandbox.Chat("villager"); len(got) > 1 || d.now != "2014" {
		t.Errorf("a stranger's page acted: %v, %s", got, d.now)
	}
	if status, _, _ := d.do(http.MethodGet, "/demo/state", "", "Host", "stranger.example"); status != http.StatusForbidden {
		t.Errorf("a stranger's name that leads here may read: %d", status)
	}
	status, _, _ := d.do(http.MethodPost, "/demo/say", acts["say"], "Origin", d.server.URL, "Sec-Fetch-Site", "same-origin")
	if status != http.StatusNoContent {
		t.Errorf("the page itself: %d", status)
	}
}

func TestANewConnectionGetsTheWholeLogAndNothingTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.post("/demo/say", `{"phone":"a","text":"进度"}`)
	first := d.listen("a")
	first.shows("进度")
	d.post("/demo/say", `{"phone":"a","text":"公示"}`)
	first.shows("进度", "公示")
	if first.chat.From != 2 || len(first.chat.Bubbles) != 1 {
		t.Errorf("only what is new is sent: %+v", first.chat)
	}
	again := d.listen("a")
	again.shows("进度", "公示")
	again.take("chat", mustJSON(t, chat{World: "2014", Seat: "villager", From: 2, Bubbles: []sandbox.Bubble{{Text: "公示"}}}))
	if strings.Join(again.shown, "|") != followed+"|进度|公示" {
		t.Errorf("the same news twice: %v", again.shown)
	}
	other := d.listen("b")
	other.shows()
	if other.chat.Seat != "clerk" {
		t.Errorf("the right phone is the clerk's: %+v", other.chat)
	}
}

func mustJSON(t *testing.T, v chat) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhoeverTakesThePhoneSeesTheOwnChat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.post("/demo/say", `{"phone":"a","text":"进度"}`)
	l := d.listen("a")
	l.shows("进度")
	d.post("/demo/seat", `{"phone":"a","seat":"leader"}`)
	l.until(func() bool { return l.chat.Seat == "leader" })
	if len(l.shown) != 1 {
		t.Errorf("the leader sees the villager's chat: %v", l.shown)
	}
	d.post("/demo/say", `{"phone":"a","text":"待办"}`)
	l.shows("待办")
	if got := d.Current().Sandbox.Chat("villager"); len(got) != 2 {
		t.Errorf("the villager's phone has %d bubbles", len(got))
	}
}

func TestAnotherWorldHasItsOwnChats(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.post("/demo/say", `{"phone":"a","text":"进度"}`)
	l := d.listen("a")
	l.shows("进度")
	d.post("/demo/world", `{"name":"2026"}`)
	l.until(func() bool { return l.chat.World == "2026" && l.state.Note == "" })
	if len(l.shown) != 1 || l.state.World.Title != "2026 常态化帮扶" {
		t.Errorf("%v, %+v", l.shown, l.state.World)
	}
}

// The clock's face differs at every look: a stream that looks without being asked to
// never ends.
func TestAStreamSpeaksOnlyWhenSomethingHasChanged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.listen("a")
	l.shows()
	before := l.told
	for _, health := range []string{"slow", "down", "slow", "fine"} {
		d.post("/demo/health", `{"health":"`+health+`"}`)
		l.until(func() bool { return l.state.Health == health })
	}
	if n := l.told - before; n > 8 {
		t.Errorf("four changes were told in %d events", n)
	}
}

func TestWhatThePageRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct {
		why, path, body string
		status          int
	}{
		{"an empty message", "/demo/say", `{"phone":"a","text":"  "}`, 400},
		{"a third phone", "/demo/say", `{"phone":"c","text":"待办"}`, 400},
		{"a field nobody knows", "/demo/say", `{"phone":"a","text":"待办","key":"x"}`, 400},
		{"a message longer than any", "/demo/say", `{"phone":"a","text":"` + strings.Repeat("长", maxAsk) + `"}`, 413},
		{"a role nobody plays", "/demo/seat", `{"phone":"a","seat":"nobody"}`, 400},
		{"a world that is not there", "/demo/world", `{"name":"1999"}`, 400},
		{"a health WeChat does not have", "/demo/health", `{"health":"bored"}`, 400},
		{"a clock that goes back", "/demo/clock", `{"hours":-1}`, 400},
		{"a clock that stands", "/demo/clock", `{}`, 400},
		{"a year at once", "/demo/clock", `{"hours":9000}`, 400},
		{"a moment that has passed", "/demo/clock", `{"until":"2014-01-01T00:00:00Z"}`, 400},
	} {
		status, h, text := d.do(http.MethodPost, c.path, c.body)
		if status != c.status || !strings.HasPrefix(h.Get("Content-Type"), "application/problem+json") || !strings.Contains(text, `"title":"`) {
			t.Errorf("%s: %d %s", c.why, status, text)
		}
	}
}

func TestTheClockGoesOnAndSaysDayAndHoliday(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.Current()
	before := w.Clock.Now()
	d.post("/demo/clock", `{"hours":24}`)
	if moved := w.Clock.Now().Sub(before); moved < 24*time.Hour || moved > 25*time.Hour {
		t.Errorf("one day moved it by %s", moved)
	}
	until := before.Add(72 * time.Hour).UTC().Format(time.RFC3339)
	d.post("/demo/clock", `{"until":"`+until+`"}`)
	if moved := w.Clock.Now().Sub(before); moved < 72*time.Hour || moved > 73*time.Hour {
		t.Errorf("until the end of a publicity moved it by %s", moved)
	}
	p := &page{calendar: law(t).Calendar()}
	for _, c := range []struct {
		day        model.Date
		words, why string
	}{{"2014-05-12", "2014年5月12日 星期一", ""}, {"2014-06-02", "2014年6月2日 星期一", "端午"}, {"2014-05-17", "2014年5月17日 星期六", "周末"}} {
		if f := p.face(c.day.At(9, 30)); f.Day != c.words || f.Rest != c.why || f.Time != "09:30" || f.Date != c.day {
			t.Errorf("%s: %+v", c.day, f)
		}
	}
}

func TestALoginOnAPhoneIsACodeOfTheMiniProgramAndNoToken(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	codes := map[string]bool{}
	for range 2 {
		status, h, text := d.do(http.MethodPost, "/demo/login", `{"phone":"b"}`)
		var got loginCode
		if err := json.Unmarshal([]byte(text), &got); err != nil || status != http.StatusOK || got.App != "mp" || got.Code == "" {
			t.Fatalf("%d %s", status, text)
		}
		if got.Self != nil {
			t.Error("a cadre writes for others, not for himself")
		}
		if h.Get("Cache-Control") != "no-store" || codes[got.Code] {
			t.Errorf("kept or given twice: %v", h)
		}
		codes[got.Code] = true
	}
	_, _, text := d.do(http.MethodPost, "/demo/login", `{"phone":"a"}`)
	var villager loginCode
	if err := json.Unmarshal([]byte(text), &villager); err != nil || villager.Self == nil {
		t.Fatalf("the villager's form knows nobody: %s", text)
	}
	if birth, err := model.NewIDNumber(villager.Self.Number).Birth(); err != nil || birth > "1909-12-31" {
		t.Errorf("a number somebody may have: born %s, %v", birth, err)
	}
}

func TestTheLastExchangeShowsTheSealedEnvelope(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.post("/demo/say", `{"phone":"a","text":"我家的进度"}`)
	_, _, text := d.do(http.MethodGet, "/demo/exchange?phone=a", "")
	var x sandbox.Exchange
	if err := json.Unmarshal([]byte(text), &x); err != nil || len(x.Tries) == 0 {
		t.Fatalf("%v: %s", err, text)
	}
	last := x.Tries[len(x.Tries)-1]
	if strings.Contains(last.Body, "进度") || !strings.Contains(last.Body, "Encrypt") || !strings.Contains(last.URL, "msg_signature=") || !strings.Contains(x.Plain, "进度") {
		t.Errorf("%+v", x)
	}
}

func TestWeChatsHealthIsRememberedPerWorld(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.listen("a")
	l.until(func() bool { return l.state.Health == "fine" })
	d.post("/demo/health", `{"health":"quota"}`)
	l.until(func() bool { return l.state.Health == "quota" })
	d.post("/demo/world", `{"name":"2026"}`)
	l.until(func() bool { return l.state.World.Name == "2026" })
	if l.state.Health != "fine" {
		t.Errorf("the other world's WeChat feels %s", l.state.Health)
	}
}
