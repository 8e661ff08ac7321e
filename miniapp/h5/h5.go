// Package h5 serves the browser build of the mini-program (miniapp/client), which is
// committed and embedded, so that the program runs from a clean clone without Node.
package h5

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Prefix is the path under which the build stands.
const Prefix = "/h5/"

// dist holds names that begin with _ too: a plain directory pattern leaves them out.
//
//go:embed all:dist
var dist embed.FS

// policy lets a page load what is its own and nothing else. The framework sets style
// attributes, hence 'unsafe-inline' for styles; blob: is a picture of this phone
// before it is sent.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
	"connect-src 'self' blob:; frame-ancestors 'self'; base-uri 'none'; object-src 'none'; form-action 'self'"

// file is one file of the build, ready to send. Embedded files have no time, so
// they are recognised by their hash.
type file struct {
	body   []byte
	packed []byte // gzip; nil when it saves nothing
	etag   string
	kind   string
	keep   string // Cache-Control
}

// Handler returns the handler of Prefix. It fails for a build without its page.
func Handler() (http.Handler, error) {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return newHandler(root)
}

func newHandler(build fs.FS) (http.Handler, error) {
	files := map[string]file{}
	err := fs.WalkDir(build, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(build, name)
		if err == nil {
			files[name], err = prepare(name, body)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("h5: %w", err)
	}
	if _, ok := files["index.html"]; !ok {
		return nil, errors.New("h5: the build has no index.html")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"{name...}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		if name == "" {
			name = "index.html"
		}
		f, ok := files[name]
		if !ok {
			absent(w)
			return
		}
		f.serve(w, r)
	})
	return mux, nil
}

// prepare computes once what every answer needs.
func prepare(name string, body []byte) (file, error) {
	sum := sha256.Sum256(body)
	f := file{body: body, etag: hex.EncodeToString(sum[:16]), kind: kindOf(name), keep: "no-cache"}
	if strings.HasPrefix(name, "assets/") { // the hash of its content is part of its name
		f.keep = "public, max-age=31536000, immutable"
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return f, err
	}
	if _, err := z.Write(body); err != nil {
		return f, err
	}
	if err := z.Close(); err != nil {
		return f, err
	}
	if packed.Len() < len(body)*9/10 {
		f.packed = packed.Bytes()
	}
	return f, nil
}

// kindOf is the type of a file; some systems' own tables say otherwise of scripts.
func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	default:
		if kind := mime.TypeByExtension(ext); kind != "" {
			return kind
		}
		return "application/octet-stream"
	}
}

func guard(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

func absent(w http.ResponseWriter) {
	guard(w.Header())
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "没有这一页，请从首页重新打开", http.StatusNotFound)
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	guard(h)
	h.Set("Cache-Control", f.keep)
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	body, etag := f.body, `"`+f.etag+`"`
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body, etag = f.packed, `"`+f.etag+`-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if match(r.Header.Get("If-None-Match"), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body) //nolint:gosec // embedded files of our own; whoever hung up gets nothing
}

// match reports whether the browser has this version already.
func match(asked, etag string) bool {
	for one := range strings.SplitSeq(asked, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == etag || one == "*" {
			return true
		}
	}
	return false
}
