package miniapp_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bangfu/miniapp"
	"bangfu/model"
	"bangfu/model/cache"
)

// When the register is away, people read that nothing was changed and when to try
// again; the cause stands in the log, once, and nowhere else.
func TestARegisterThatIsAwayIsSaidInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.token("clerk209")
	w.must(w.st.Close())
	w.log.Reset()
	rec := w.send(ask{who: "clerk209", method: "GET", path: "/tasks"})
	p := refusal(t, rec)
	if rec.Code < 500 || strings.Contains(rec.Body.String(), "sql") || strings.Contains(rec.Body.String(), "store") {
		t.Errorf("%d %+v", rec.Code, p)
	}
	if rec.Code == 503 && rec.Header().Get("Retry-After") == "" {
		t.Error("does not say when to try again")
	}
	if n := strings.Count(w.log.String(), "request failed"); n != 1 {
		t.Errorf("logged %d times: %s", n, w.log)
	}
	if strings.Contains(w.log.String(), "Bearer") || strings.Contains(w.log.String(), w.tokens["clerk209"]) {
		t.Error("the log holds the login")
	}
}

// One address is stopped at a high ceiling; what it says of itself does not help it.
func TestAnAddressHasAHighCeiling(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, err := cache.Open(cache.Config{Embedded: true, Clock: w.clock})
	w.must(err)
	t.Cleanup(func() { w.must(c.Close()) })
	w.open(func(o *miniapp.Options) { o.Limits = c })
	last := httptest.NewRecorder()
	for i := range 301 {
		last = w.send(ask{method: "POST", path: "/login", body: form{"app": "mp", "code": "bad"}, header: map[string]string{"X-Forwarded-For": key()}})
		if last.Code == http.StatusTooManyRequests && i < 300 {
			t.Fatalf("stopped after %d", i)
		}
	}
	if refusal(t, last); last.Code != 429 || last.Header().Get("Retry-After") == "" {
		t.Errorf("the 301st in a minute: %d", last.Code)
	}
}

// A counter without its parts, or with proxies that are none, does not open.
func TestACounterThatCannotServeDoesNotOpen(t *testing.T) {
	t.Parallel()
	if _, err := miniapp.New(miniapp.Options{}); err == nil {
		t.Error("opens without its parts")
	}
	w := newWorld(t)
	o := w.options
	o.TrustedProxies = []string{"the gateway"}
	if _, err := miniapp.New(o); err == nil {
		t.Error("trusts a proxy that is no address")
	}
}

// The router leaves its template for the log and the metrics, never an address.
func TestTheTemplateIsLeftForTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, want := range map[string]string{"/cases/" + string(model.NewPublicID()): "/api/v1/cases/:id", "/nothing": ""} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", api+path, nil)
		w.handler.ServeHTTP(httptest.NewRecorder(), r)
		if r.Pattern != want {
			t.Errorf("%s leaves %q", path, r.Pattern)
		}
	}
}
