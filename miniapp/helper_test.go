package miniapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"bangfu/miniapp"
	"bangfu/model"
	"bangfu/model/files"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/account"
	"bangfu/service/audit"
	"bangfu/service/casework"
	"bangfu/service/document"
	"bangfu/service/evidence"
	"bangfu/service/notify"
	"bangfu/service/registry"
	"bangfu/service/workflow"
)

// Places of the tests: a county with two townships; the first has two villages.
const (
	countyCode           = "621025000000"
	township1, township2 = "621025100000", "621025101000"
	village1, village2   = "621025100209", "621025100210"
	village3             = "621025101200" // of the other township
	group11, group12     = village1 + "-01", village1 + "-02"
	countyArea           = model.Area("/62/6210/621025/")
	today                = model.Date("2014-05-12")
	phoneNumber          = "19900000010"
)

// wechat plays the login: the code is the openid.
type wechat struct{}

func (wechat) Identify(_ context.Context, _, code string) (openID, unionID string, err error) {
	if code == "bad" {
		return "", "", model.Unauthenticated("登录没有成功，请重新打开再试")
	}
	return code, "", nil
}

// world is a small county behind its JSON counter. Places and people are seeded;
// everything else comes about through the counter.
type world struct {
	t       testing.TB
	handler http.Handler
	options miniapp.Options
	st      *store.Store
	clock   *model.FixedClock
	cases   *casework.Service
	notices *notify.Worker
	log     *bytes.Buffer
	tokens  map[string]string
	people  map[string]model.Person
	numbers map[string]model.IDNumber
	said    []exchange // every answer of this world, for the canary
	round   model.PublicID
	seq     int
}

type exchange struct {
	what   string
	route  string
	status int
	answer string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, st: storetest.Open(t), clock: model.NewFixedClock(today.At(9, 0)), log: &bytes.Buffer{},
		tokens: map[string]string{}, people: map[string]model.Person{}, numbers: map[string]model.IDNumber{}}
	cal, lib := law(t)
	log, record := slog.New(slog.NewJSONHandler(w.log, nil)), audit.New(w.clock)
	folder, err := files.OpenFolder(filepath.Join(t.TempDir(), "files"), storetest.Sealer(t), w.clock)
	w.must(err)
	t.Cleanup(func() { w.must(folder.Close()) })
	w.cases = casework.New(casework.Options{Store: w.st, Clock: w.clock, Library: lib, Calendar: cal, Audit: record, Log: log})
	w.notices = notify.New(notify.Options{Store: w.st, Clock: w.clock, Audit: record, Log: log})
	w.options = miniapp.Options{
		Casework: w.cases, Clock: w.clock, Log: log,
		Accounts: account.New(account.Options{Store: w.st, Clock: w.clock, Audit: record, Identifier: wechat{}}),
		Evidence: evidence.New(evidence.Options{Store: w.st, Files: folder, Clock: w.clock, Audit: record}),
		Notify:   w.notices,
		Registry: registry.New(registry.Options{Store: w.st, Clock: w.clock, Audit: record}),
		Document: printer(),
		Guides: fstest.MapFS{
			"index.md":    {Data: []byte("# 帮扶\n\n[给村上的](clerk)")},
			"clerk.md":    {Data: []byte("# 给村上的\n\n- 受理\n\n<script>alert(1)</script>\n\n[点](javascript:alert(1))")},
			"ignored.txt": {Data: []byte("no")},
		},
	}
	w.open(func(*miniapp.Options) {})
	w.places()
	w.cadres()
	return w
}

// printer prints for every test: its font is unpacked once.
var printer = sync.OnceValue(func() *document.Printer { return document.New(document.Options{Base: "https://bangfu.example"}) })

// open opens the counter, with an option changed.
func (w *world) open(change func(*miniapp.Options)) {
	w.t.Helper()
	change(&w.options)
	h, err := miniapp.New(w.options)
	w.must(err)
	w.handler = h
}

func law(t testing.TB) (*workflow.Calendar, *workflow.Library) {
	t.Helper()
	var srcs [][]byte
	for _, y := range []string{"2014", "2015"} {
		srcs = append(srcs, read(t, filepath.Join("..", "configs", "holidays", y+".yaml")))
	}
	cal, err := workflow.ParseCalendar(srcs...)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := workflow.Parse("zhengning-2014.yaml", read(t, filepath.Join("..", "configs", "schemes", "zhengning-2014.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	lib, err := workflow.NewLibrary(cal, scheme)
	if err != nil {
		t.Fatal(err)
	}
	return cal, lib
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) in(fn func(tx *store.Tx) error) {
	w.t.Helper()
	w.must(w.st.InTx(context.Background(), fn))
}

func key() string { return string(model.NewPublicID()) }

// photo returns a small photo that no other photo is equal to.
func (w *world) photo() []byte {
	w.seq++
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 {
		img.Set(i, w.seq%48, color.RGBA{uint8(w.seq), uint8(w.seq / 256), uint8(i), 255}) //nolint:gosec // any colour will do
	}
	var b bytes.Buffer
	w.must(jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// ask is one request on its way.
type ask struct {
	who    string // key of the person, "" = nobody
	method string
	path   string // below /api/v1
	body   any
	raw    []byte // instead of body
	kind   string // content type of raw
	key    string // Idempotency-Key; "" = a fresh one, "-" = none
	header map[string]string
	wrong  bool // not a right request: only the answer is held against the description
}

// send sends a request and holds the exchange against the description.
func (w *world) send(a ask) *httptest.ResponseRecorder {
	w.t.Helper()
	path := a.path
	if !strings.HasPrefix(path, "/help") && !strings.HasPrefix(path, "/gonggao") {
		path = api + path
	}
	body := a.raw
	if a.body != nil {
		var err error
		body, err = json.Marshal(a.body)
		w.must(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), a.method, path, bytes.NewReader(body))
	if a.kind == "" && body != nil {
		a.kind = "application/json"
	}
	if a.kind != "" {
		r.Header.Set("Content-Type", a.kind)
	}
	if a.who != "" {
		r.Header.Set("Authorization", "Bearer "+w.token(a.who))
	}
	if a.key == "" {
		a.key = key()
	}
	if a.key != "-" && a.method != http.MethodGet {
		r.Header.Set("Idempotency-Key", a.key)
	}
	for k, v := range a.header {
		r.Header.Set(k, v)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	held(w.t, r, body, rec, !a.wrong && a.raw == nil)
	for _, h := range []string{"X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "Cache-Control"} {
		if rec.Header().Get(h) == "" {
			w.t.Errorf("%s %s answers without %s", a.method, a.path, h)
		}
	}
	if rec.Code < 400 {
		answeredWell.Store(a.method+" "+r.Pattern, true)
	}
	w.said = append(w.said, exchange{a.method + " " + a.path, a.method + " " + r.Pattern, rec.Code, rec.Body.String()})
	return rec
}

func (w *world) token(who string) string {
	if t, ok := w.tokens[who]; ok {
		return t
	}
	var in struct{ Token string }
	w.decode(w.send(ask{method: "POST", path: "/login", body: map[string]string{"app": "mp", "code": who}}), 200, &in)
	w.tokens[who] = in.Token
	return in.Token
}

func (w *world) decode(rec *httptest.ResponseRecorder, status int, into any) {
	w.t.Helper()
	if rec.Code != status {
		w.t.Fatalf("status %d, want %d: %s", rec.Code, status, rec.Body)
	}
	if into != nil {
		w.must(json.Unmarshal(rec.Body.Bytes(), into))
	}
}

func (w *world) get(who, path string, into any) {
	w.t.Helper()
	w.decode(w.send(ask{who: who, method: "GET", path: path}), 200, into)
}

// post sends a right request and wants it done.
func (w *world) post(who, path string, body any) model.Outcome {
	w.t.Helper()
	rec := w.send(ask{who: who, method: "POST", path: path, body: body})
	if rec.Code != 200 && rec.Code != 201 && rec.Code != 204 {
		w.t.Fatalf("%s POST %s: %d %s", who, path, rec.Code, rec.Body)
	}
	var out model.Outcome
	if rec.Code != 204 {
		w.must(json.Unmarshal(rec.Body.Bytes(), &out))
	}
	return out
}

type form = map[string]any

// act does one row of the procedure.
func (w *world) act(who string, object model.Ref, do string, more form) model.Outcome {
	w.t.Helper()
	body := form{"object": form{"kind": object.Kind, "id": object.ID}, "do": do}
	for k, v := range more {
		body[k] = v
	}
	return w.post(who, "/acts", body)
}

// upload sends a photo as wx.uploadFile does not, as bare bytes.
func (w *world) upload(who string) model.PublicID {
	w.t.Helper()
	var got struct{ ID model.PublicID }
	w.decode(w.send(ask{who: who, method: "POST", path: "/files", raw: w.photo(), kind: "image/jpeg"}), 201, &got)
	return got.ID
}
