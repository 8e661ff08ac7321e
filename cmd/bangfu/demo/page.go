package demo

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/service/registry/synthetic"
	"bangfu/service/workflow"
)

//go:embed ui
var ui embed.FS

// PageOptions are the parts the two-phone page stands on.
type PageOptions struct {
	Opener   Opener
	Calendar *workflow.Calendar // names the holidays beside the clock; nil = none
	Hosts    []string           // names under which the page may be opened, beside localhost and addresses
	Done     <-chan struct{}    // closed when the program stops, so that no stream holds it up; nil = never
	Log      *slog.Logger       // nil = none
}

// pagePolicy lets the page show and ask what is its own, and nothing else.
const pagePolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
	"frame-ancestors 'self'; base-uri 'none'; object-src 'none'; form-action 'self'"

// maxAsk is the longest request of the page, in bytes: one chat message.
const maxAsk = 16 << 10

// page is the two-phone page of the demonstration: which world, who holds which
// phone, and what the phones show.
type page struct {
	opener   Opener
	calendar *workflow.Calendar
	hosts    []string
	done     <-chan struct{}
	log      *slog.Logger
	county   func() (*synthetic.County, error) // the invented people, built when first asked for

	mu      sync.Mutex
	holders map[string]string // phone to key of the seat
	health  map[string]string // world to how its WeChat feels
	note    string            // what is under way: a world that opens, a clock that runs
	changed chan struct{}     // closed and renewed when any of these changes
	busy    sync.Mutex        // one world switch or clock move at a time
}

// Page returns the handler of the two-phone page, mounted at / and /demo/ in demo
// mode only. It decides nothing of the procedure: what people do goes through
// the chat's callbacks and, from the browser, through the JSON interface.
func Page(o PageOptions) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &page{opener: o.Opener, calendar: o.Calendar, hosts: o.Hosts, done: o.Done, log: o.Log,
		county:  sync.OnceValues(func() (*synthetic.County, error) { return synthetic.Build(configs.Regions(), countySeed) }),
		holders: map[string]string{"a": "villager", "b": "clerk"}, health: map[string]string{}, changed: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /demo/ui/{file}", p.static)
	mux.HandleFunc("GET /demo/state", p.getState)
	mux.HandleFunc("GET /demo/events", p.events)
	mux.HandleFunc("GET /demo/exchange", p.exchange)
	for name, act := range p.acts() {
		mux.HandleFunc("POST /demo/"+name, act)
	}
	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.refuse(w, r, model.Forbidden("这一步只能在模拟页面里做，请打开模拟页面再试"))
	}))
	return p.guard(same.Handler(mux))
}

// guard sets what every answer carries, and refuses a host name that is not
// ours: a stranger's name that leads here would count as the same origin.
func (p *page) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !p.ownHost(r.Host) {
			p.refuse(w, r, model.Forbidden("请用 http://127.0.0.1 打开模拟页面"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *page) ownHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil {
		return true
	}
	for _, own := range p.hosts {
		if strings.EqualFold(name, own) {
			return true
		}
	}
	return false
}

func (p *page) index(w http.ResponseWriter, r *http.Request) { p.file(w, r, "index.html") }

func (p *page) static(w http.ResponseWriter, r *http.Request) { p.file(w, r, r.PathValue("file")) }

// file serves one embedded file of the page; a browser asks each time whether it
// is still the same.
func (p *page) file(w http.ResponseWriter, r *http.Request, name string) {
	content, err := ui.ReadFile("ui/" + path.Base(name))
	if err != nil {
		p.refuse(w, r, model.NotFound())
		return
	}
	sum := sha256.Sum256(content)
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	kind := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".js" {
		kind = "text/javascript; charset=utf-8" // some systems' tables say otherwise
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Type", kind)
	h.Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(content) //nolint:gosec // embedded files of our own; whoever hung up gets nothing
}

// refuse answers RFC 9457 with the one sentence for people.
func (p *page) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := model.AsError(err)
	status := map[model.Kind]int{model.KindInvalid: http.StatusBadRequest, model.KindForbidden: http.StatusForbidden, model.KindNotFound: http.StatusNotFound,
		model.KindConflict: http.StatusConflict, model.KindTooLarge: http.StatusRequestEntityTooLarge, model.KindUnavailable: http.StatusServiceUnavailable}[e.Kind]
	if status == 0 {
		status = http.StatusInternalServerError
		p.log.ErrorContext(r.Context(), "demo page", "route", r.Pattern, "err", err)
	}
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(struct { //nolint:errchkjson // two plain fields
		Title  string `json:"title"`
		Status int    `json:"status"`
	}{e.Notice, status})
}

// write answers a value as JSON.
func write[T any](p *page, w http.ResponseWriter, r *http.Request, v T) {
	body, err := json.Marshal(v)
	if err != nil {
		p.refuse(w, r, model.Internal(err))
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body) // whoever hung up gets nothing
}

// read decodes the request of a POST.
func read[T any](w http.ResponseWriter, r *http.Request) (in T, err error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return in, model.Invalid("请求的格式不对，请刷新页面再试")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAsk))
	d.DisallowUnknownFields()
	err = d.Decode(&in)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return in, &model.Error{Kind: model.KindTooLarge, Notice: "一条消息太长了，请分几条发"}
	}
	if err != nil {
		return in, model.Invalid("请求的格式不对，请刷新页面再试").Because(err)
	}
	return in, nil
}
