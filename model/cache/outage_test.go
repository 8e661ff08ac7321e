package cache

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"bangfu/model"
)

// Redis is killed in the middle of the flow and comes back.
func TestKilledServerIsNotThereAndComesBackWithoutOldValues(t *testing.T) {
	m := miniredis.RunT(t)
	c := start(t, Config{Addrs: []string{m.Addr()}, Log: mute()})
	ctx := t.Context()
	for _, key := range []string{"deleted", "changed", "untouched"} {
		c.Set(ctx, key, "old", time.Minute)
	}
	m.Close()
	began := time.Now()
	for range 1000 {
		want(t, c, "untouched", "")
		c.Delete(ctx, "deleted")
		c.Set(ctx, "changed", "new", time.Minute)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Fatal("a dead server must cost nothing; 3000 calls took", took)
	}
	if s := c.Stats(); s.Failures != 3000 {
		t.Fatalf("%+v", s)
	}
	if err := c.Ping(ctx); model.KindOf(err) != model.KindUnavailable {
		t.Fatal(err)
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { v, ok := c.Get(ctx, "untouched"); return ok && v == "old" })
	want(t, c, "deleted", "") // deleted while the server was away: stays deleted here
	want(t, c, "changed", "") // outdated on the server: not shown
	c.Set(ctx, "changed", "newer", time.Minute)
	want(t, c, "changed", "newer")
}

func TestFlushedServerHasNothing(t *testing.T) {
	m := miniredis.RunT(t)
	c := start(t, Config{Addrs: []string{m.Addr()}})
	c.Set(t.Context(), "a", "x", time.Minute)
	m.FlushAll()
	want(t, c, "a", "")
}

// A server that accepts and never answers is worse than a dead one.
func TestSilentServerIsGivenUpSoon(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c, err := Open(Config{Addrs: []string{l.Addr().String()}, Log: mute()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	began := time.Now()
	for range 500 {
		want(t, c, "a", "")
	}
	if took := time.Since(began); took > (tripAfter+1)*(callTimeout+100*time.Millisecond) {
		t.Fatal("500 calls took", took)
	}
	if !c.Stats().Down {
		t.Fatal("the breaker is closed")
	}
}

func TestCallersWhoLeaveAreNoFaultOfTheServer(t *testing.T) {
	c := start(t, Config{Embedded: true, Log: mute()})
	c.Set(t.Context(), "a", "x", time.Minute)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 * tripAfter {
		if _, ok := c.Get(gone, "a"); ok {
			t.Fatal("answered somebody who left")
		}
	}
	want(t, c, "a", "x")
}

func TestNeitherKeysNorValuesAreLogged(t *testing.T) {
	var out bytes.Buffer
	m := miniredis.RunT(t)
	c := start(t, Config{Addrs: []string{m.Addr()}, Log: slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	m.Close()
	c.Set(t.Context(), "key-canary", "value-canary", time.Minute)
	c.Get(t.Context(), "key-canary")
	c.DeleteIf(t.Context(), "key-canary", "value-canary")
	c.Allow(t.Context(), "key-canary", 1, time.Minute)
	if out.Len() == 0 || strings.Contains(out.String(), "canary") {
		t.Fatal(out.String())
	}
}

// eventually waits for something that real time brings about.
func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(5 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited in vain")
		}
	}
}
