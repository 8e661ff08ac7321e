package h5

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func ask(t *testing.T, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	handler, err := Handler()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestThePageIsServedAndAskedForEachTime(t *testing.T) {
	w := ask(t, "/h5/")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<div id="app">`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Cache-Control": "no-cache", "Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	csp := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'self'", "script-src 'self';", "frame-ancestors 'self'", "base-uri 'none'", "object-src 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
}

// What the page asks for is in the build: a name that begins with _ would be
// missing under a plain embed, and the page would stay blank.
func TestEveryFileOfTheBuildIsServedAndKept(t *testing.T) {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(root, "assets/*")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		w := ask(t, Prefix+name)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
	page := ask(t, Prefix).Body.String()
	for _, asked := range regexp.MustCompile(`(?:src|href)="\./([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if w := ask(t, Prefix+asked[1]); w.Code != http.StatusOK {
			t.Errorf("the page asks for %s: %d", asked[1], w.Code)
		}
	}
}

func TestAFileIsPackedForWhoTakesIt(t *testing.T) {
	plain, packed := ask(t, Prefix), ask(t, Prefix, "Accept-Encoding", "gzip, br")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatal(packed.Header())
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != plain.Body.String() {
		t.Fatal("the packed page is another", err)
	}
}

func TestWhoHasTheFileGetsNothingAgain(t *testing.T) {
	etag := ask(t, Prefix).Header().Get("ETag")
	if w := ask(t, Prefix, "If-None-Match", `"other", `+etag); etag == "" || w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Fatal(etag, w.Code)
	}
	if w := ask(t, Prefix, "If-None-Match", `"other"`); w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
}

func TestAMissingFileIsAbsentAndNotThePage(t *testing.T) {
	for _, path := range []string{"/h5/assets/none.js", "/h5/t/abc", "/h5/assets/", "/h5/../h5.go"} {
		w := ask(t, path)
		if w.Code == http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		if w.Code == http.StatusNotFound && (w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Security-Policy") == "") {
			t.Errorf("%s: %v", path, w.Header())
		}
	}
}

func TestABuildWithoutItsPageIsRefused(t *testing.T) {
	if _, err := newHandler(fstest.MapFS{"assets/a.js": {Data: []byte("1")}}); err == nil {
		t.Fatal("accepted")
	}
}
