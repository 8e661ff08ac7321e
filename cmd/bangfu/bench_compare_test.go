package main_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// rounds is how often base and product take turns; their median counts.
const rounds = 10

// side is one of the two that are compared. ready makes what n operations use up
// and gives the operation itself: only that is timed. It is called by worker w.
type side struct {
	name  string
	ready func(n int) func(w, i int) error
}

// compare lets base and product take turns in the same process, workers at a time,
// and reports the ratio of their throughputs (product / base, median of the pairs).
func compare(b *testing.B, workers, ops int, base, product side) {
	b.Helper()
	run(b, base, workers, max(workers, ops/4)) // warm
	run(b, product, workers, max(workers, ops/4))
	var bases, products, ratios, cpus []float64
	for b.Loop() {
		for i := range rounds {
			var slow, fast cost
			if i%2 == 0 {
				slow, fast = run(b, base, workers, ops), run(b, product, workers, ops)
			} else {
				fast, slow = run(b, product, workers, ops), run(b, base, workers, ops)
			}
			bases, products = append(bases, slow.wall), append(products, fast.wall)
			ratios, cpus = append(ratios, slow.wall/fast.wall), append(cpus, slow.cpu/fast.cpu)
		}
	}
	b.ReportMetric(median(ratios), "ratio")
	b.ReportMetric(median(cpus), "cpu-ratio") // of this process's processor time: a busy machine disturbs it least
	b.ReportMetric(median(bases)/1000, "base-µs/op")
	b.ReportMetric(median(products)/1000, "product-µs/op")
	b.ReportMetric(0, "ns/op") // of the whole measurement: says nothing
}

// cost is nanoseconds per operation: by the clock, and of this process's processors.
type cost struct{ wall, cpu float64 }

// spent returns the processor time this process has used.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// run does the operations and returns what one of them cost.
func run(b *testing.B, s side, workers, ops int) cost {
	b.Helper()
	op := s.ready(ops)
	var next atomic.Int64
	var group sync.WaitGroup
	faults := make(chan error, workers)
	before, start := spent(b), time.Now()
	for w := range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < ops; i = int(next.Add(1)) - 1 {
				if err := op(w, i); err != nil {
					faults <- err
					return
				}
			}
		})
	}
	group.Wait()
	took, used := time.Since(start), spent(b)-before
	select {
	case err := <-faults:
		b.Fatalf("%s: %v", s.name, err)
	default:
	}
	return cost{float64(took.Nanoseconds()) / float64(ops), float64(used.Nanoseconds()) / float64(ops)}
}

func median(values []float64) float64 { return quantile(values, 0.5) }

func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// eachCrowd runs the comparison with one worker and with eight.
func eachCrowd(b *testing.B, ops int, base, product side) {
	b.Helper()
	for _, workers := range []int{1, 8} {
		b.Run(fmt.Sprint("workers=", workers), func(b *testing.B) { compare(b, workers, ops, base, product) })
	}
}

// loopback serves the handler on a real listener and returns a side whose workers
// each keep one connection. raw gives the request as it goes over the wire.
func loopback(b *testing.B, name string, handler http.Handler, raw func(i int) []byte) side {
	b.Helper()
	srv := httptest.NewServer(handler)
	b.Cleanup(srv.Close)
	lines := make([]*line, 8)
	for i := range lines {
		conn, err := new(net.Dialer).DialContext(b.Context(), "tcp", srv.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		lines[i] = &line{conn, bufio.NewReaderSize(conn, 32<<10)}
		b.Cleanup(func() { _ = conn.Close() })
	}
	return side{name, func(int) func(w, i int) error {
		return func(w, i int) error { return lines[w].ask(raw(i)) }
	}}
}

// line is one connection that is kept.
type line struct {
	conn net.Conn
	in   *bufio.Reader
}

func (l *line) ask(raw []byte) error {
	if _, err := l.conn.Write(raw); err != nil {
		return err
	}
	res, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return res.Body.Close()
}

// direct calls the handler without a network.
func direct(name string, handler http.Handler, ask func(i int) *http.Request) side {
	return side{name, func(int) func(w, i int) error {
		return func(_, i int) error {
			w := sink{header: http.Header{}}
			handler.ServeHTTP(&w, ask(i))
			if w.status != 0 && w.status != http.StatusOK {
				return fmt.Errorf("status %d", w.status)
			}
			if w.bytes == 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
	}}
}

// sink is a ResponseWriter that keeps nothing.
type sink struct {
	header http.Header
	status int
	bytes  int
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(p []byte) (int, error) {
	s.bytes += len(p)
	return len(p), nil
}
