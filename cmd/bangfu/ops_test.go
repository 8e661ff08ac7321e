package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
)

func ask(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestHealthAnswersEvenWhenNothingElseDoes(t *testing.T) {
	down := check{"store", required, func(context.Context) error { return errors.New("down") }}
	if w := ask(newOps(t.Context(), quiet(), newMetrics(), down), "/healthz"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("answered %d %q", w.Code, w.Body)
	}
}

func TestReadinessNamesWhatIsMissing(t *testing.T) {
	ok := func(context.Context) error { return nil }
	fail := func(context.Context) error { return errors.New("dial u:hunter2@db") }
	for _, c := range []struct {
		name   string
		checks []check
		status int
		want   string
	}{
		{"all well", []check{{"store", required, ok}, {"redis", optional, ok}}, 200, `{"name":"store","need":"required","ok":true}`},
		{"no store", []check{{"store", required, fail}}, 503, `{"name":"store","need":"required","ok":false}`},
		{"no Redis is still ready", []check{{"store", required, ok}, {"redis", optional, fail}}, 200, `{"name":"redis","need":"optional","ok":false}`},
		{"a check that panics has failed", []check{{"store", required, func(context.Context) error { panic("x") }}}, 503, `"ok":false`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(newOps(t.Context(), quiet(), newMetrics(), c.checks...), "/readyz")
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("answered %d %s", w.Code, w.Body)
			}
			if strings.Contains(w.Body.String(), "hunter2") {
				t.Error("the cause got out of the log")
			}
		})
	}
}

func TestACheckThatHangsHasFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		hang := check{"store", required, func(context.Context) error { <-release; return nil }}
		if w := ask(newOps(t.Context(), quiet(), newMetrics(), hang), "/readyz"); w.Code != http.StatusServiceUnavailable {
			t.Errorf("answered %d", w.Code)
		}
		close(release)
	})
}

func TestAStoppingServerIsNotReadyButAlive(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	h := newOps(ctx, quiet(), newMetrics())
	if w := ask(h, "/readyz"); w.Code != http.StatusOK {
		t.Fatalf("answered %d", w.Code)
	}
	stop()
	if w := ask(h, "/readyz"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"running"`) {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if w := ask(h, "/healthz"); w.Code != http.StatusOK {
		t.Errorf("answered %d", w.Code)
	}
}

func TestProfilesAreNotExposed(t *testing.T) {
	h := newOps(t.Context(), quiet(), newMetrics())
	for _, path := range []string{"/debug/pprof/", "/debug/vars", "/"} {
		if w := ask(h, path); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
}
