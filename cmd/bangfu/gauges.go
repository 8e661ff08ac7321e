package main

import (
	"context"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// gauges shows how the mounted world is: what waits, what fails, what WeChat says.
type gauges struct {
	worlds     *worlds
	outbox     *prometheus.Desc
	spool      *prometheus.Desc
	quarantine *prometheus.Desc
	job        *prometheus.Desc
	cacheDown  *prometheus.Desc
	cacheFails *prometheus.Desc
	callbacks  *prometheus.Desc
	calls      *prometheus.Desc
}

func newGauges(ws *worlds) *gauges {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("bangfu_"+name, help, labels, nil)
	}
	return &gauges{
		worlds:     ws,
		outbox:     desc("outbox_waiting_seconds", "How long the longest waiting notice has been due."),
		spool:      desc("spool_messages", "Callbacks that wait on this server's disk."),
		quarantine: desc("spool_quarantined", "Callbacks that people must look at."),
		job:        desc("job_failing", "1 while the last run of a job failed.", "job"),
		cacheDown:  desc("cache_down", "1 while the cache is not being asked."),
		cacheFails: desc("cache_failures_total", "Calls to the cache that failed or were not tried."),
		callbacks:  desc("wechat_callbacks_total", "Callbacks by account and outcome.", "app", "outcome"),
		calls:      desc("wechat_calls_total", "Calls of WeChat by API and class of answer.", "api", "class"),
	}
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.outbox, g.spool, g.quarantine, g.job, g.cacheDown, g.cacheFails, g.callbacks, g.calls} {
		out <- d
	}
}

// Collect implements prometheus.Collector. What cannot be asked now is left out.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	m := g.worlds.enter()
	if m == nil {
		return
	}
	defer m.requests.Done()
	w := m.world
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	ctx, cancel := context.WithTimeout(g.worlds.base, checkTime)
	defer cancel()
	if waiting, err := w.notify.Waiting(ctx); err == nil {
		gauge(g.outbox, waiting.Seconds())
	}
	gauge(g.spool, float64(w.spool.Len()))
	gauge(g.quarantine, float64(w.spool.Quarantined()))
	for _, t := range w.timers.list {
		gauge(g.job, one(t.failed()), t.name)
	}
	stats := w.cache.Stats()
	gauge(g.cacheDown, one(stats.Down))
	count(g.cacheFails, float64(stats.Failures))
	for outcome, n := range w.oa.Counts() {
		count(g.callbacks, float64(n), "oa", outcome)
	}
	for outcome, n := range w.mp.Counts() {
		count(g.callbacks, float64(n), "mp", outcome)
	}
	for name, n := range w.client.Counts() {
		api, class, _ := strings.Cut(name, " ")
		count(g.calls, float64(n), api, class)
	}
}

func one(yes bool) float64 { //nolint:revive // a boolean as a number, which is all it does
	if yes {
		return 1
	}
	return 0
}
