package miniapp_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"bangfu/miniapp"
)

const api = "/api/v1"

// description is the parsed openapi.yaml, once per process.
var description struct {
	sync.Once
	doc *openapi3.T
	err error
}

func spec(t testing.TB) *openapi3.T {
	t.Helper()
	description.Do(func() {
		l := openapi3.NewLoader()
		if description.doc, description.err = l.LoadFromData(miniapp.OpenAPI()); description.err == nil {
			description.err = description.doc.Validate(context.Background())
		}
	})
	if description.err != nil {
		t.Fatal(description.err)
	}
	return description.doc
}

var param = regexp.MustCompile(`:(\w+)`)

// template turns gin's way of writing a path into OpenAPI's, below the server's base.
func template(ginPath string) string {
	return param.ReplaceAllString(strings.TrimPrefix(ginPath, api), "{$1}")
}

// The description and the router name the same routes: what is served is
// described, what is described is served.
func TestTheDescriptionAndTheRouterNameTheSameRoutes(t *testing.T) {
	doc := spec(t)
	served := map[string]bool{}
	for _, r := range miniapp.Routes() {
		if !strings.HasPrefix(r.Path, api) {
			continue // pages for people, not for programs
		}
		served[r.Method+" "+template(r.Path)] = true
		item := doc.Paths.Value(template(r.Path))
		if item == nil || item.GetOperation(r.Method) == nil {
			t.Errorf("%s %s is served and not described", r.Method, r.Path)
			continue
		}
		op := item.GetOperation(r.Method)
		open := op.Security != nil && len(*op.Security) == 0
		if open != (r.Policy != miniapp.Session) {
			t.Errorf("%s %s: policy %s, described open: %v", r.Method, r.Path, r.Policy, open)
		}
		keyed := false
		for _, p := range op.Parameters {
			keyed = keyed || p.Value.Name == "Idempotency-Key" && p.Value.Required
		}
		if keyed != r.Writes() {
			t.Errorf("%s %s: writes %v, described with a key: %v", r.Method, r.Path, r.Writes(), keyed)
		}
		if op.OperationID == "" || op.Summary == "" {
			t.Errorf("%s %s has no name or no summary", r.Method, r.Path)
		}
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if !served[method+" "+path] {
				t.Errorf("%s %s is described and not served", method, path)
			}
		}
	}
}

// Every route says who may come to it.
func TestEveryRouteHasAPolicy(t *testing.T) {
	for _, r := range miniapp.Routes() {
		switch r.Policy {
		case miniapp.Public, miniapp.Session, miniapp.Pass:
		default:
			t.Errorf("%s %s has policy %q", r.Method, r.Path, r.Policy)
		}
	}
}

// Every schema of an object says that it is complete: a field too many is noticed.
func TestNoSchemaLeavesRoomForMore(t *testing.T) {
	for name, s := range spec(t).Components.Schemas {
		if s.Value.Type.Is("object") && (s.Value.AdditionalProperties.Has == nil || *s.Value.AdditionalProperties.Has) {
			t.Errorf("schema %s takes additional properties", name)
		}
	}
}

// match finds the described route of a request path, one with fixed words first.
func match(doc *openapi3.T, method, path string) (*routers.Route, map[string]string) {
	parts := strings.Split(strings.TrimPrefix(path, api), "/")
	best, vars := (*routers.Route)(nil), map[string]string{}
	for tmpl, item := range doc.Paths.Map() {
		op := item.GetOperation(method)
		want := strings.Split(tmpl, "/")
		if op == nil || len(want) != len(parts) {
			continue
		}
		got, fits := map[string]string{}, true
		for i, w := range want {
			if strings.HasPrefix(w, "{") {
				got[strings.Trim(w, "{}")] = parts[i]
			} else if w != parts[i] {
				fits = false
			}
		}
		if fits && (best == nil || len(got) < len(vars)) {
			best = &routers.Route{Spec: doc, Server: doc.Servers[0], Path: tmpl, PathItem: item, Method: method, Operation: op}
			vars = got
		}
	}
	return best, vars
}

// held holds one exchange against the description: the answer always, the
// request when it is meant to be a right one.
func held(t testing.TB, r *http.Request, body []byte, rec *httptest.ResponseRecorder, right bool) {
	t.Helper()
	if os.Getenv("BANGFU_TEST_LOOSE") != "" || !strings.HasPrefix(r.URL.Path, api) {
		return
	}
	route, vars := match(spec(t), r.Method, r.URL.Path)
	if route == nil {
		if rec.Code != http.StatusNotFound && rec.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s is not described and answers %d", r.Method, r.URL.Path, rec.Code)
		}
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: vars, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	if right && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		again := r.Clone(r.Context())
		again.Body = http.NoBody
		if body != nil {
			again.Body = readCloser(body)
		}
		in.Request = again
		if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
			t.Errorf("request %s %s: %v", r.Method, route.Path, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: rec.Code, Header: rec.Header(),
		Body: readCloser(rec.Body.Bytes()), Options: &openapi3filter.Options{IncludeResponseStatus: true}}
	if kind := rec.Header().Get("Content-Type"); kind != "" && !strings.Contains(kind, "json") {
		out.Options.ExcludeResponseBody = true
	}
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		t.Errorf("answer of %s %s (%d): %v", r.Method, route.Path, rec.Code, err)
	}
}

type closer struct{ *bytes.Reader }

func (closer) Close() error { return nil }

func readCloser(b []byte) closer { return closer{bytes.NewReader(b)} }
