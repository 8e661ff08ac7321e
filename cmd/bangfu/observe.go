package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"bangfu/model"
)

// unmatched stands for a path no route knows. The path itself is never logged:
// people paste numbers into addresses (T41).
const unmatched = "unmatched"

type requestKey struct{}

// requestID returns the id under which the request is logged, "" outside one.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// newLogger returns the program's logger: one JSON object per line, with the
// id of the request the line belongs to.
func newLogger(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(requestHandler{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})})
}

type requestHandler struct{ slog.Handler }

// Handle adds the request's id to the record.
func (h requestHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := requestID(ctx); id != "" {
		r.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the id in derived loggers.
func (h requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the id in derived loggers.
func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name)}
}

// observer gives every request an id, a line in the log, its place in the
// metrics, and an answer when its handler panics.
type observer struct {
	log     *slog.Logger
	metrics *metrics
	clock   model.Clock // the machine's: it measures, it does not judge
	next    http.Handler
}

// ServeHTTP serves the request and notes it: method, route template, status and
// milliseconds; never the address, the query or the body. The template is what
// the router leaves in r.Pattern (http.ServeMux does; gin's route sets it).
func (o observer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := o.clock.Now()
	id := string(model.NewPublicID()) // ours, not the caller's: a header could forge the log
	r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
	rec := &recorder{ResponseWriter: w}
	rec.Header().Set("X-Request-Id", id)
	defer func() {
		fault := recover()
		whole := fault == nil
		if fault != nil && fault != http.ErrAbortHandler { //nolint:errorlint // the server itself compares so
			o.notePanic(r, fault)
			whole = rec.problem(r)
		}
		o.note(r, rec, float64(o.clock.Now().Sub(start).Microseconds())/1000)
		if !whole {
			panic(http.ErrAbortHandler) // half an answer must not look like a whole one
		}
	}()
	o.next.ServeHTTP(rec, r)
}

func (o observer) note(r *http.Request, rec *recorder, ms float64) {
	method, route := methodLabel(r.Method), routeLabel(r.Pattern)
	status := rec.status
	if status == 0 {
		status = http.StatusOK
	}
	o.metrics.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	o.metrics.seconds.WithLabelValues(route, method).Observe(ms / 1000)
	o.log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", method), slog.String("route", route),
		slog.Int("status", status), slog.Float64("ms", ms), slog.Int64("bytes", rec.bytes))
}

// notePanic logs where it happened and what sort of fault it was. The value is
// not logged unless the runtime made it: ours could hold personal data.
func (o observer) notePanic(r *http.Request, fault any) {
	what := fmt.Sprintf("%T", fault)
	if e, ok := fault.(runtime.Error); ok {
		what = e.Error()
	}
	o.metrics.panics.Inc()
	o.log.ErrorContext(r.Context(), "panic", "route", routeLabel(r.Pattern), "fault", what, "stack", string(debug.Stack()))
}

func routeLabel(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "" {
		return unmatched
	}
	return pattern
}

// methodLabel keeps invented methods out of log and metrics.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "OTHER"
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes the length.
func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush sends what is there; gin asks for it by this name.
func (w *recorder) Flush() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a writer that cannot flush sends at the end
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// problem answers RFC 9457, unless something has been answered already.
func (w *recorder) problem(r *http.Request) bool {
	if w.status != 0 {
		return false
	}
	w.Header().Del("Content-Length")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_ = json.NewEncoder(w).Encode(struct {
		Title   string `json:"title"`
		Status  int    `json:"status"`
		Request string `json:"request"`
	}{model.Internal(nil).Notice, http.StatusInternalServerError, requestID(r.Context())})
	return true
}
