package miniapp_test

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
)

// A help page is readable, says what its guide says and runs nothing.
func TestAHelpPageRunsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, want := range map[string]string{"/help/": "帮扶", "/help/clerk": "受理"} {
		rec := w.send(ask{method: "GET", path: path})
		page := rec.Body.String()
		if rec.Code != 200 || !strings.Contains(page, want) || !strings.Contains(page, `lang="zh-CN"`) || !strings.Contains(page, "18px") {
			t.Errorf("%s: %d %s", path, rec.Code, page)
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "javascript:") {
			t.Errorf("%s carries a script: %s", path, page)
		}
		style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
		if style == nil {
			t.Fatalf("%s has no style", path)
		}
		sum := sha256.Sum256([]byte(style[1]))
		csp := rec.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, base64.StdEncoding.EncodeToString(sum[:])) || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: policy %s does not fit its style", path, csp)
		}
	}
	if rec := w.send(ask{method: "GET", path: "/help"}); rec.Code != 308 || rec.Header().Get("Location") != "/help/" {
		t.Errorf("/help: %d", rec.Code)
	}
	for _, path := range []string{"/help/ignored", "/help/ignored.txt", "/help/..%2fgo.mod", "/help/none"} {
		if rec := w.send(ask{method: "GET", path: path}); rec.Code != 404 {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
}

func TestTheDescriptionIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rec := w.send(ask{method: "GET", path: "/openapi.yaml"})
	if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "openapi: 3.0.3") {
		t.Errorf("%d %.40s", rec.Code, rec.Body)
	}
}
