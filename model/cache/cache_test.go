package cache

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.uber.org/goleak"

	"bangfu/model"
	"bangfu/model/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2014, 5, 12, 4, 0, 0, 0, time.UTC)

// mute drops the log of a test that lets things fail.
func mute() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func start(t *testing.T, cfg Config) *Cache {
	t.Helper()
	cfg.Prefix += "test:" + string(model.NewPublicID()) + ":"
	c, err := open(cfg, 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func sealer(t *testing.T) *seal.Sealer {
	t.Helper()
	ks, err := seal.CreateKeyFile(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.New(ks)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// onEachServer runs a test on the embedded server, and on the one named by
// BANGFU_TEST_REDIS when there is one; in clear and with sealed values.
func onEachServer(t *testing.T, test func(t *testing.T, c *Cache, clock *model.FixedClock)) {
	kinds := map[string]Config{"embedded": {Embedded: true}}
	if addr := os.Getenv("BANGFU_TEST_REDIS"); addr != "" {
		kinds["server"] = Config{Addrs: []string{addr}}
	}
	for name, cfg := range kinds {
		clock := model.NewFixedClock(noon)
		cfg.Clock = clock
		t.Run(name, func(t *testing.T) { test(t, start(t, cfg), clock) })
		cfg.Sealer = sealer(t)
		t.Run(name+" sealed", func(t *testing.T) { test(t, start(t, cfg), clock) })
	}
}

func want(t *testing.T, c *Cache, key, val string) {
	t.Helper()
	got, ok := c.Get(t.Context(), key)
	if ok != (val != "") || got != val {
		t.Fatalf("%s: want %q, have %q, %v", key, val, got, ok)
	}
}

func TestWhatIsSetIsThereUntilItIsDeleted(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, _ *model.FixedClock) {
		ctx := t.Context()
		want(t, c, "a", "")
		c.Set(ctx, "a", "甲", time.Minute)
		want(t, c, "a", "甲")
		c.Set(ctx, "a", "乙", time.Minute)
		want(t, c, "a", "乙")
		c.Delete(ctx, "a")
		want(t, c, "a", "")
		if err := c.Ping(ctx); err != nil {
			t.Fatal(err)
		}
		if s := c.Stats(); s != (Stats{}) {
			t.Fatalf("%+v", s)
		}
	})
}

func TestNothingIsKeptWithoutATimeToLive(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, _ *model.FixedClock) {
		for _, ttl := range []time.Duration{0, -time.Second, time.Microsecond} {
			c.Set(t.Context(), "a", "old", time.Minute)
			c.Set(t.Context(), "a", "new", ttl)
			want(t, c, "a", "")
		}
		c.Set(t.Context(), "a", "x", time.Minute)
		if left := c.client.PTTL(t.Context(), c.prefix+"a").Val(); left <= 0 || left > time.Minute {
			t.Fatal("time to live is", left)
		}
	})
}

func TestDeleteIfSparesARenewedValue(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, _ *model.FixedClock) {
		c.DeleteIf(t.Context(), "a", "dead")
		c.Set(t.Context(), "a", "fresh", time.Minute)
		c.DeleteIf(t.Context(), "a", "dead")
		want(t, c, "a", "fresh")
		c.DeleteIf(t.Context(), "a", "fresh")
		want(t, c, "a", "")
	})
}

func TestEmbeddedTimesToLiveRunByTheClock(t *testing.T) {
	clock := model.NewFixedClock(noon)
	c := start(t, Config{Embedded: true, Clock: clock})
	c.Set(t.Context(), "a", "x", time.Hour)
	clock.Advance(59 * time.Minute)
	c.embedded.tick()
	want(t, c, "a", "x")
	clock.Set(noon) // a clock that goes back gives no time back
	c.embedded.tick()
	clock.Set(noon.Add(time.Hour))
	c.embedded.tick()
	want(t, c, "a", "")
}

func TestEmbeddedServerAsksForItsPassword(t *testing.T) {
	c := start(t, Config{Embedded: true})
	stranger := start(t, Config{Addrs: []string{c.embedded.server.Addr()}, Log: mute()})
	if err := stranger.Ping(t.Context()); model.KindOf(err) != model.KindUnavailable {
		t.Fatal("a neighbour on this machine got in:", err)
	}
}

func TestOneWorldNeverSeesAnothers(t *testing.T) {
	m := miniredis.RunT(t)
	a, b := start(t, Config{Addrs: []string{m.Addr()}}), start(t, Config{Addrs: []string{m.Addr()}})
	a.Set(t.Context(), "k", "2014", time.Minute)
	want(t, b, "k", "")
}

func TestSealedValuesAreHiddenAndBoundToTheirKey(t *testing.T) {
	m := miniredis.RunT(t)
	c := start(t, Config{Addrs: []string{m.Addr()}, Sealer: sealer(t), Log: mute()})
	c.Set(t.Context(), "a", "canary", time.Minute)
	c.Set(t.Context(), "b", "other", time.Minute)
	raw, err := m.Get(c.prefix + "a")
	if err != nil || strings.Contains(raw, "canary") {
		t.Fatal("lies in clear", err)
	}
	if err := m.Set(c.prefix+"b", raw); err != nil {
		t.Fatal(err)
	}
	want(t, c, "b", "")
	if err := m.Set(c.prefix+"a", "planted"); err != nil {
		t.Fatal(err)
	}
	want(t, c, "a", "")
	if c.Stats().Failures != 2 {
		t.Fatal("forgeries must be counted")
	}
}

func TestOpenRefusals(t *testing.T) {
	if _, err := Open(Config{}); model.KindOf(err) != model.KindInvalid {
		t.Fatal(err)
	}
	c, err := Open(Config{Embedded: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal("closed twice:", err)
	}
}

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

func TestManyAtOnce(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, _ *model.FixedClock) {
		var all sync.WaitGroup
		var allowed atomic.Int32
		for range 32 {
			all.Go(func() {
				ctx := context.Background()
				c.Set(ctx, "a", "x", time.Minute)
				c.Get(ctx, "a")
				c.DeleteIf(ctx, "a", "x")
				if c.Allow(ctx, "gate", 5, time.Minute) {
					allowed.Add(1)
				}
			})
		}
		all.Wait()
		if n := allowed.Load(); n != 5 {
			t.Fatal("the gate let through", n)
		}
	})
}
