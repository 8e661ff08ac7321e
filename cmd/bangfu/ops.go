package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// checkTime bounds one readiness check; a probe asks again anyway.
const checkTime = 2 * time.Second

// need says what a failing check means.
type need string

const (
	required need = "required" // without it nobody can be served
	optional need = "optional" // Redis, WeChat: nothing correct depends on them
)

// check is one thing the server needs, asked at /readyz.
type check struct {
	name string
	need need
	run  func(context.Context) error
}

// metrics is what /metrics shows. Labels are routes, methods and statuses: a
// label never says who.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	panics   prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bangfu_http_requests_total", Help: "Requests answered.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "bangfu_http_seconds", Help: "Time to answer.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, .7, 1, 2.5, 5, 10},
		}, []string{"route", "method"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "bangfu_http_panics_total", Help: "Handlers that panicked.",
		}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.panics, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// newOps returns the ops door: /healthz (the process answers), /readyz (it can
// serve) and /metrics, nothing else; profiles are not exposed. After ctx has
// ended it is not ready, so that no new requests are sent here.
func newOps(ctx context.Context, log *slog.Logger, m *metrics, checks ...check) http.Handler {
	running := check{"running", required, func(context.Context) error { return ctx.Err() }}
	ready := readiness{log: log, checks: append([]check{running}, checks...)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.Handle("GET /readyz", ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

type readiness struct {
	log    *slog.Logger
	checks []check
}

// finding is how one check went; the cause stands in the log only.
type finding struct {
	Name string `json:"name"`
	Need need   `json:"need"`
	OK   bool   `json:"ok"`
}

// ServeHTTP runs all checks at once: 200 when every required one holds, 503 otherwise.
func (p readiness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found := make([]finding, len(p.checks))
	var asking sync.WaitGroup
	for i, c := range p.checks {
		asking.Go(func() { found[i] = p.ask(r.Context(), c) })
	}
	asking.Wait()
	status := http.StatusOK
	for _, f := range found {
		if !f.OK && f.Need == required {
			status = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(struct {
		Ready  bool      `json:"ready"`
		Checks []finding `json:"checks"`
	}{status == http.StatusOK, found})
}

// ask runs one check; one that hangs counts as failed, and so does one that panics.
func (p readiness) ask(ctx context.Context, c check) finding {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	answer := make(chan error, 1)
	go func() {
		defer func() {
			if recover() != nil {
				answer <- context.Canceled
			}
		}()
		answer <- c.run(ctx)
	}()
	var err error
	select {
	case err = <-answer:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		p.log.WarnContext(ctx, "not ready", "check", c.name, "err", err)
	}
	return finding{c.name, c.need, err == nil}
}
