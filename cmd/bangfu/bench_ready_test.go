package main_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkStart builds the program, lets it make its demo once, and measures how
// long it takes on that folder until /readyz answers (≤ 1 s), and how much memory
// it holds ten seconds later.
func BenchmarkStart(b *testing.B) {
	binary, data := filepath.Join(b.TempDir(), "bangfu"), b.TempDir()
	build := exec.CommandContext(b.Context(), "go", "build", "-o", binary, "bangfu/cmd/bangfu")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	first := startServer(b, binary, data, 5*time.Minute)
	first.stop()
	var ready []float64
	for b.Loop() {
		s := startServer(b, binary, data, time.Minute)
		ready = append(ready, float64(s.took.Milliseconds()))
		s.stop()
	}
	idle := startServer(b, binary, data, time.Minute)
	time.Sleep(10 * time.Second)
	b.ReportMetric(median(ready), "ready-ms")
	b.ReportMetric(float64(first.took.Milliseconds()), "first-ready-ms")
	b.ReportMetric(idle.memory(), "idle-MiB")
	b.ReportMetric(0, "ns/op")
	idle.stop()
}

type serverProcess struct {
	b    *testing.B
	cmd  *exec.Cmd
	took time.Duration
}

func startServer(b *testing.B, binary, data string, within time.Duration) *serverProcess {
	b.Helper()
	public, ops := freeAddress(b), freeAddress(b)
	cmd := exec.CommandContext(b.Context(), binary)
	cmd.Env = append(os.Environ(), "BANGFU_DATA="+data, "BANGFU_LISTEN="+public, "BANGFU_OPS="+ops)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill() })
	ctx, cancel := context.WithTimeout(b.Context(), within)
	defer cancel()
	for ctx.Err() == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+ops+"/readyz", nil)
		if err != nil {
			b.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return &serverProcess{b, cmd, time.Since(start)}
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	b.Fatal("it is not ready in time")
	return nil
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // it was only asked for
	return l.Addr().String()
}

func (s *serverProcess) stop() {
	s.b.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.b.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.b.Error(err)
	}
}

// memory is the resident set in MiB.
func (s *serverProcess) memory() float64 {
	s.b.Helper()
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "status"))
	if err != nil {
		s.b.Skip("no /proc here")
	}
	_, rest, _ := strings.Cut(string(raw), "VmRSS:")
	kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		s.b.Fatal(err)
	}
	return kib / 1024
}
