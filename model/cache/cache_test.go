package cache

import (
	"context"
	"io"
	"log/slog"
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
