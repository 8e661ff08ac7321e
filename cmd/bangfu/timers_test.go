package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bangfu/model"
)

func TestNoJobRunsTwiceAtOnceInAProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		slow := job{"slow", time.Second, func(context.Context) error {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(3 * time.Second)
			now.Add(-1)
			return nil
		}}
		jobs := newTimers([]job{slow}, model.SystemClock{}, quiet())
		jobs.start(t.Context())
		var asking sync.WaitGroup
		for range 4 {
			asking.Go(func() {
				if err := jobs.all(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		asking.Wait()
		jobs.stop()
		if most.Load() != 1 {
			t.Errorf("%d ran at once", most.Load())
		}
	})
}

func TestEveryJobRunsAtItsOwnPaceUntilTheStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fast, slow atomic.Int32
		count := func(n *atomic.Int32) func(context.Context) error {
			return func(context.Context) error { n.Add(1); return nil }
		}
		jobs := newTimers([]job{{"fast", time.Second, count(&fast)}, {"slow", time.Minute, count(&slow)}}, model.SystemClock{}, quiet())
		jobs.start(t.Context())
		time.Sleep(10*time.Minute + 30*time.Second)
		jobs.stop()
		if f, s := fast.Load(), slow.Load(); f < 560 || f > 720 || s < 9 || s > 13 {
			t.Errorf("in ten minutes the fast job ran %d times, the slow one %d", f, s)
		}
		before := fast.Load()
		time.Sleep(time.Minute)
		if fast.Load() != before {
			t.Error("a job runs after the stop")
		}
	})
}

func TestAFailingJobIsLoggedOnceAndSaidWhenItWorksAgain(t *testing.T) {
	var log strings.Builder
	var fail atomic.Bool
	fail.Store(true)
	jobs := newTimers([]job{{"outbox", time.Second, func(context.Context) error {
		if fail.Load() {
			return errors.New("away")
		}
		return nil
	}}}, model.SystemClock{}, slog.New(slog.NewJSONHandler(&log, nil)))
	for range 5 {
		if err := jobs.all(t.Context()); err == nil || !strings.Contains(err.Error(), "outbox") {
			t.Fatalf("the failure is %v", err)
		}
	}
	if n := strings.Count(log.String(), "job failed"); n != 1 {
		t.Errorf("the failure was logged %d times", n)
	}
	if jobs.healthy() == nil {
		t.Error("a failing job counts as healthy")
	}
	fail.Store(false)
	if err := jobs.all(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "job works again") || jobs.healthy() != nil {
		t.Error("nobody learns that the job works again")
	}
}

func TestAJobThatPanicsTakesNobodyWithIt(t *testing.T) {
	ran := false
	jobs := newTimers([]job{
		{"bad", time.Second, func(context.Context) error { panic("x") }},
		{"good", time.Second, func(context.Context) error { ran = true; return nil }},
	}, model.SystemClock{}, quiet())
	if err := jobs.all(t.Context()); err == nil || !ran {
		t.Errorf("after a panic: %v, the other job ran: %v", err, ran)
	}
}

// still is a world with a clock and jobs and nothing else.
func still(t *testing.T, begins time.Time, jobs func(clock model.Clock) []job) *world {
	t.Helper()
	dir := t.TempDir()
	clock, err := openClock(dir, begins, model.NewFixedClock(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{register: &register{dir: dir, clock: clock, moved: clock}}
	w.timers = newTimers(jobs(clock), clock, quiet())
	return w
}

// A publicity moves on at 12:00: the clock must stop there, not jump past it.
func TestAMovedClockStopsAtEveryFullHour(t *testing.T) {
	var at []string
	w := still(t, model.Date("2014-05-12").At(9, 17), func(clock model.Clock) []job {
		return []job{{"note", time.Minute, func(context.Context) error {
			at = append(at, clock.Now().In(model.Shanghai()).Format("15:04"))
			return nil
		}}}
	})
	if err := w.advance(t.Context(), 3*time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(at, " "); got != "10:00 11:00 12:00 12:17" {
		t.Errorf("the jobs ran at %s", got)
	}
	if kept, err := readOffset(w.dir); err != nil || kept != w.moved.Offset() {
		t.Errorf("kept is %v, the clock has %v, %v", kept, w.moved.Offset(), err)
	}
}

func TestAMovedClockRunsWhatIsDueAndNoMore(t *testing.T) {
	hourly, daily := 0, 0
	w := still(t, model.Date("2014-05-12").At(9, 0), func(model.Clock) []job {
		return []job{
			{"hourly", time.Hour, func(context.Context) error { hourly++; return errors.New("away") }},
			{"daily", 24 * time.Hour, func(context.Context) error { daily++; return nil }},
		}
	})
	if err := w.advance(t.Context(), 48*time.Hour); err == nil {
		t.Error("a failing job is not told")
	}
	if hourly != 48 || daily != 2 {
		t.Errorf("in two days the hourly job ran %d times, the daily one %d", hourly, daily)
	}
}

func TestAClockIsMovedForwardOnlyAndOnlyInTheDemo(t *testing.T) {
	w := still(t, model.Date("2014-05-12").At(9, 0), func(model.Clock) []job { return nil })
	for _, d := range []time.Duration{0, -time.Hour, 2 * maxAdvance} {
		if err := w.advance(t.Context(), d); model.KindOf(err) != model.KindInvalid {
			t.Errorf("moving by %v answers %v", d, err)
		}
	}
	w.moved = nil
	if err := w.advance(t.Context(), time.Hour); model.KindOf(err) != model.KindForbidden {
		t.Errorf("moving the clock of production answers %v", err)
	}
}
