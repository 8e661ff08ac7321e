package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bangfu/model"
)

const canary = "621025199001010013" // a number that may stand in no log, metric or answer

type bench struct {
	log     bytes.Buffer
	metrics *metrics
	clock   *model.FixedClock
	handler http.Handler
}

func newBench(mux *http.ServeMux) *bench {
	b := &bench{metrics: newMetrics(), clock: model.NewFixedClock(time.Unix(0, 0))}
	b.handler = observer{newLogger(&b.log, slog.LevelInfo), b.metrics, b.clock, mux}
	return b
}

func (b *bench) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

func (b *bench) lastLine(t *testing.T) map[string]any {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(b.log.String()), "\n")
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatalf("%v: %s", err, b.log.String())
	}
	return line
}

func (b *bench) scrape(t *testing.T) string {
	t.Helper()
	w := httptest.NewRecorder()
	newOps(t.Context(), quiet(), b.metrics).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("/metrics answers %d", w.Code)
	}
	return w.Body.String()
}

func TestARequestIsLoggedByItsRouteTemplate(t *testing.T) {
	mux := http.NewServeMux()
	b := newBench(mux)
	mux.HandleFunc("POST /households/{id}", func(w http.ResponseWriter, r *http.Request) {
		b.clock.Advance(1500 * time.Microsecond)
		slog.New(slog.DiscardHandler).Info("quiet")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, requestID(r.Context()))
	})
	r := httptest.NewRequest(http.MethodPost, "/households/"+canary+"?phone="+canary, strings.NewReader(canary))
	r.Header.Set("X-Request-Id", canary)
	w := b.do(r)
	line := b.lastLine(t)
	for key, want := range map[string]any{"method": "POST", "route": "/households/{id}", "status": 418.0, "ms": 1.5, "bytes": 26.0} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	id := w.Header().Get("X-Request-Id")
	if line["request"] != id || w.Body.String() != id || !model.PublicID(id).Valid() {
		t.Errorf("the request has several ids: %v, %q, %q", line["request"], id, w.Body.String())
	}
	if scraped := b.scrape(t); !strings.Contains(scraped, `bangfu_http_requests_total{method="POST",route="/households/{id}",status="418"} 1`) ||
		strings.Contains(scraped, canary) {
		t.Errorf("metrics: %s", scraped)
	}
	if strings.Contains(b.log.String(), canary) {
		t.Errorf("the log repeats what people sent: %s", b.log.String())
	}
}

func TestWhatNobodyKnowsLeavesNoTextBehind(t *testing.T) {
	b := newBench(http.NewServeMux())
	r := httptest.NewRequest("M"+canary, "/"+canary, nil)
	if w := b.do(r); w.Code != http.StatusNotFound {
		t.Fatalf("status %d", w.Code)
	}
	line := b.lastLine(t)
	if line["route"] != unmatched || line["method"] != "OTHER" || strings.Contains(b.log.String()+b.scrape(t), canary) {
		t.Errorf("logged %v", line)
	}
}

func TestAPanicIsAnsweredAndSaysNothingOfPeople(t *testing.T) {
	mux := http.NewServeMux()
	b := newBench(mux)
	mux.HandleFunc("GET /ours/{id}", func(http.ResponseWriter, *http.Request) { panic(errors.New("number " + canary)) })
	mux.HandleFunc("GET /runtime", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9000")
		var none []int
		_ = none[len(w.Header())]
	})
	for path, fault := range map[string]string{"/ours/" + canary: "*errors.errorString", "/runtime": "index out of range"} {
		w := b.do(httptest.NewRequest(http.MethodGet, path, nil))
		var problem struct {
			Title   string
			Request string
		}
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != 500 || problem.Title == "" ||
			problem.Request != w.Header().Get("X-Request-Id") || w.Header().Get("Content-Length") != "" {
			t.Errorf("%s answers %d %s (%v)", path, w.Code, w.Body, err)
		}
		if !strings.Contains(b.log.String(), fault) || !strings.Contains(b.log.String(), "observe_test.go") {
			t.Errorf("the log does not say where and what: %s", b.log.String())
		}
		if strings.Contains(b.log.String()+w.Body.String(), canary) {
			t.Errorf("the panic's text got out: %s", b.log.String())
		}
	}
	if !strings.Contains(b.scrape(t), "bangfu_http_panics_total 2") {
		t.Error("panics are not counted")
	}
}

func TestHalfAnAnswerIsCutNotCompleted(t *testing.T) {
	mux := http.NewServeMux()
	b := newBench(mux)
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic("then it broke")
	})
	server := httptest.NewServer(b.handler)
	defer server.Close()
	res, err := server.Client().Get(server.URL + "/half")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // broken on purpose
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("half an answer arrived as a whole one: %q", body)
	}
}

func TestDerivedLoggersKeepTheRequest(t *testing.T) {
	mux := http.NewServeMux()
	b := newBench(mux)
	log := newLogger(&b.log, slog.LevelInfo).With("room", "x").WithGroup("g")
	mux.HandleFunc("GET /", func(_ http.ResponseWriter, r *http.Request) { log.InfoContext(r.Context(), "inside") })
	w := b.do(httptest.NewRequest(http.MethodGet, "/", nil))
	if first := readLine(t, &b.log); !strings.Contains(first, w.Header().Get("X-Request-Id")) || !strings.Contains(first, `"room":"x"`) {
		t.Errorf("logged %s", first)
	}
}
