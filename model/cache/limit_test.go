package cache

import (
	"strconv"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"bangfu/model"
)

// through counts how many of n acts are allowed.
func through(t *testing.T, c *Cache, key string, limit int, per time.Duration, n int) int {
	t.Helper()
	passed := 0
	for range n {
		if c.Allow(t.Context(), key, limit, per) {
			passed++
		}
	}
	return passed
}

func TestLimitLetsSoManyAtOnceThenOneByOne(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, clock *model.FixedClock) {
		for _, step := range []struct {
			passes time.Duration
			want   int
		}{
			{0, 6}, {0, 0}, {9 * time.Second, 0}, {time.Second, 1}, {20 * time.Second, 2}, {time.Hour, 6}, {0, 0},
		} {
			clock.Advance(step.passes)
			if n := through(t, c, "pin", 6, time.Minute, 20); n != step.want {
				t.Fatalf("after %v more: want %d, have %d", step.passes, step.want, n)
			}
		}
		if !c.Allow(t.Context(), "another", 6, time.Minute) {
			t.Fatal("one key's limit stopped another")
		}
	})
}

func TestAskingWhetherThereIsRoomCountsNothing(t *testing.T) {
	onEachServer(t, func(t *testing.T, c *Cache, clock *model.FixedClock) {
		has := func() bool { return c.Has(t.Context(), "failed", 3, time.Minute) }
		for range 20 {
			if !has() {
				t.Fatal("asking took the room away")
			}
		}
		for n := range 3 {
			if !has() {
				t.Fatalf("no room after %d of 3", n)
			}
			c.Allow(t.Context(), "failed", 3, time.Minute)
		}
		if has() {
			t.Fatal("room after 3 of 3")
		}
		clock.Advance(20*time.Second - time.Millisecond)
		if has() {
			t.Fatal("room too early")
		}
		clock.Advance(time.Millisecond)
		if !has() {
			t.Fatal("no room for one after a third of the period")
		}
		if c.Has(t.Context(), "failed", 0, time.Minute) {
			t.Fatal("a limit that is none has room")
		}
	})
}

func TestRoomIsSharedByAllServers(t *testing.T) {
	m := miniredis.RunT(t)
	clock := model.NewFixedClock(noon)
	a := start(t, Config{Addrs: []string{m.Addr()}, Clock: clock, Log: mute()})
	b := start(t, Config{Addrs: []string{m.Addr()}, Clock: clock, Log: mute()})
	b.prefix = a.prefix
	if through(t, a, "failed", 2, time.Minute, 2) != 2 || b.Has(t.Context(), "failed", 2, time.Minute) {
		t.Error("another server still sees room")
	}
	m.Close()
	if a.Has(t.Context(), "failed", 2, time.Minute) {
		t.Error("without the server its own count is forgotten")
	}
	if !b.Has(t.Context(), "failed", 2, time.Minute) {
		t.Error("who has counted nothing stands still without the server")
	}
}

func TestLimitThatIsNoneAllowsNothing(t *testing.T) {
	c := start(t, Config{Embedded: true})
	for _, bad := range []struct {
		limit int
		per   time.Duration
	}{{0, time.Minute}, {-1, time.Minute}, {1, 0}, {1, -time.Minute}, {10, time.Microsecond}} {
		if c.Allow(t.Context(), "a", bad.limit, bad.per) {
			t.Errorf("%+v opened the gate", bad)
		}
	}
}

func TestLimitIsSharedByAllServers(t *testing.T) {
	m := miniredis.RunT(t)
	clock := model.NewFixedClock(noon)
	a := start(t, Config{Addrs: []string{m.Addr()}, Clock: clock})
	b := start(t, Config{Addrs: []string{m.Addr()}, Clock: clock})
	b.prefix = a.prefix
	if n := through(t, a, "pin", 5, time.Minute, 3) + through(t, b, "pin", 5, time.Minute, 20); n != 5 {
		t.Fatal("two servers let through", n)
	}
}

func TestLimitHoldsWhenTheServerIsKilledOrFlushed(t *testing.T) {
	for name, lose := range map[string]func(*miniredis.Miniredis){
		"killed": (*miniredis.Miniredis).Close, "flushed": (*miniredis.Miniredis).FlushAll,
	} {
		t.Run(name, func(t *testing.T) {
			m := miniredis.RunT(t)
			clock := model.NewFixedClock(noon)
			c := start(t, Config{Addrs: []string{m.Addr()}, Clock: clock, Log: mute()})
			n := through(t, c, "pin", 5, time.Minute, 2)
			lose(m)
			if n += through(t, c, "pin", 5, time.Minute, 50); n != 5 {
				t.Fatal("let through", n)
			}
			clock.Advance(12 * time.Second)
			if n := through(t, c, "pin", 5, time.Minute, 50); n != 1 {
				t.Fatal("one place is free again, let through", n)
			}
		})
	}
}

func TestClockThatWentBackLocksNobodyOut(t *testing.T) {
	m := miniredis.RunT(t)
	ahead := start(t, Config{Addrs: []string{m.Addr()}, Clock: model.NewFixedClock(noon.AddDate(12, 0, 0))})
	through(t, ahead, "pin", 5, time.Minute, 5)
	clock := model.NewFixedClock(noon)
	c := start(t, Config{Addrs: []string{m.Addr()}, Clock: clock})
	c.prefix = ahead.prefix
	if n := through(t, c, "pin", 5, time.Minute, 5); n != 0 {
		t.Fatal("an allowance used up counts as used up, let through", n)
	}
	clock.Advance(time.Minute)
	if n := through(t, c, "pin", 5, time.Minute, 5); n != 5 {
		t.Fatal("a minute later it is whole again, let through", n)
	}
}

func TestStrangersNeverExhaustTheMemoryOrOpenTheGate(t *testing.T) {
	var l limiters
	for i := range maxLimiters {
		if !l.allow(noon, strconv.Itoa(i), 1, time.Minute) {
			t.Fatal("a newcomer was refused")
		}
	}
	if !l.allow(noon, "x", 1, time.Minute) || l.allow(noon, "y", 1, time.Minute) {
		t.Fatal("newcomers must share one allowance when there is no room")
	}
	if len(l.keys) > maxLimiters+1 {
		t.Fatal("grew to", len(l.keys))
	}
	if !l.allow(noon.Add(time.Minute), "y", 1, time.Minute) || len(l.keys) != 1 {
		t.Fatal("whole allowances must make room")
	}
}
