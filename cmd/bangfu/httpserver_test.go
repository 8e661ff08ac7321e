package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bangfu/configs"
)

func testConfig(t *testing.T) *configs.Config {
	t.Helper()
	cfg, err := configs.Load(configs.Options{Environ: []string{"BANGFU_DATA=" + t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func testDoor(t *testing.T, cfg *configs.Config, handler http.Handler) (d door, url string) {
	t.Helper()
	d, err := openDoor(t.Context(), "public", "127.0.0.1:0", cfg, handler, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return d, "http://" + d.listener.Addr().String()
}

func TestEveryConnectionHasItsLimits(t *testing.T) {
	s := newServer(testConfig(t), http.NotFoundHandler(), quiet())
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 30*time.Second || s.WriteTimeout != 60*time.Second ||
		s.IdleTimeout != 120*time.Second || s.MaxHeaderBytes != 64<<10 {
		t.Errorf("limits are %v %v %v %v %d", s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout, s.MaxHeaderBytes)
	}
}

// T29: whoever dribbles his header is cut off.
func TestASlowHeaderIsCutOff(t *testing.T) {
	cfg := testConfig(t)
	cfg.Timeouts.ReadHeader = 30 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	d, _ := testDoor(t, cfg, http.NotFoundHandler())
	done := make(chan error, 1)
	go func() { done <- serveDoors(ctx, cfg, d) }()
	conn, err := net.Dial("tcp", d.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the server has closed it
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, conn); err != nil { // returns when the server closes
		t.Logf("closed with %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestGiantHeadersAreRefused(t *testing.T) {
	cfg := testConfig(t)
	ctx, stop := context.WithCancel(t.Context())
	d, url := testDoor(t, cfg, http.NotFoundHandler())
	done := make(chan error, 1)
	go func() { done <- serveDoors(ctx, cfg, d) }()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Giant", strings.Repeat("a", 80<<10))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, %v", res.StatusCode, err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A stop lets the request in flight finish, takes no new one, and leaves nothing behind.
func TestAStopFinishesWhatIsInFlight(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	cfg := testConfig(t)
	entered, release := make(chan struct{}), make(chan struct{})
	d, url := testDoor(t, cfg, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		_, _ = io.WriteString(w, "done")
	}))
	ops, _ := testDoor(t, cfg, http.NotFoundHandler())
	ctx, stop := context.WithCancel(t.Context())
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- serveDoors(ctx, cfg, d, ops) }()
	go func() { answered <- get(t, url) }()
	<-entered
	stop()
	for { // the listener closes first; then the request may go on
		conn, err := net.Dial("tcp", d.listener.Addr().String())
		if err != nil {
			break
		}
		conn.Close() //nolint:errcheck // only tried
	}
	close(release)
	if got := <-answered; got != "200 done" {
		t.Errorf("the request in flight got %q", got)
	}
	if err := <-served; err != nil {
		t.Errorf("the stop was not clean: %v", err)
	}
	http.DefaultClient.CloseIdleConnections()
}

func get(t *testing.T, url string) string {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		return err.Error()
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	body, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(res.Status, " OK") + " " + string(body)
}

func TestAStopWaitsNoLongerThanItMay(t *testing.T) {
	cfg := testConfig(t)
	cfg.Timeouts.Stop = 20 * time.Millisecond
	entered, release := make(chan struct{}), make(chan struct{})
	d, url := testDoor(t, cfg, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(entered)
		<-release
	}))
	ctx, stop := context.WithCancel(t.Context())
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- serveDoors(ctx, cfg, d) }()
	go func() { answered <- get(t, url) }()
	<-entered
	stop()
	if err := <-served; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a stop over time answers %v", err)
	}
	if got := <-answered; strings.HasPrefix(got, "200") {
		t.Errorf("the cut request got %q", got)
	}
	close(release)
}

func TestADoorThatFailsStopsTheOthers(t *testing.T) {
	cfg := testConfig(t)
	first, url := testDoor(t, cfg, http.NotFoundHandler())
	second, _ := testDoor(t, cfg, http.NotFoundHandler())
	if err := second.listener.Close(); err != nil {
		t.Fatal(err)
	}
	second.name = "ops"
	if err := serveDoors(t.Context(), cfg, first, second); err == nil || !strings.Contains(err.Error(), "ops") {
		t.Errorf("the failed door is not named: %v", err)
	}
	if got := get(t, url); strings.HasPrefix(got, "404") {
		t.Error("the other door still serves")
	}
}

func TestAPortThatIsTakenIsSaidAtOnce(t *testing.T) {
	cfg := testConfig(t)
	d, _ := testDoor(t, cfg, http.NotFoundHandler())
	defer d.listener.Close() //nolint:errcheck // end of the test
	addr := d.listener.Addr().String()
	if _, err := openDoor(t.Context(), "ops", addr, cfg, http.NotFoundHandler(), quiet()); err == nil || !strings.Contains(err.Error(), addr) {
		t.Errorf("got %v", err)
	}
}

func readLine(t *testing.T, r io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}
