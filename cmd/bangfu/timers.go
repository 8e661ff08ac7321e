package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"bangfu/model"
)

// job is one thing that is done again and again: it lists what is due and takes
// the guarded step, so that any number of servers may run it (decisions 34).
type job struct {
	name  string
	every time.Duration
	run   func(context.Context) error
}

// timers run the jobs of a world.
type timers struct {
	list    []*timer
	running sync.WaitGroup
	cancel  context.CancelFunc
}

// timer is one job with how it went last.
type timer struct {
	job
	clock model.Clock // of the world
	log   *slog.Logger
	busy  chan struct{} // holds one: never two of one kind at once in a process

	mu      sync.Mutex
	last    time.Time // start of the last run, on the world's clock
	failing bool
}

func newTimers(jobs []job, clock model.Clock, log *slog.Logger) *timers {
	t := &timers{cancel: func() {}}
	for _, j := range jobs {
		t.list = append(t.list, &timer{job: j, clock: clock, log: log, busy: make(chan struct{}, 1)})
	}
	return t
}

// start lets the jobs run, each at its own pace, until ctx ends or stop is called.
func (t *timers) start(ctx context.Context) {
	ctx, t.cancel = context.WithCancel(ctx)
	for _, one := range t.list {
		t.running.Go(func() { one.loop(ctx) })
	}
}

// stop ends the jobs and waits for those that are running.
func (t *timers) stop() {
	t.cancel()
	t.running.Wait()
}

// loop runs the job about every so often: the jitter keeps servers that were
// started together from asking together.
func (t *timer) loop(ctx context.Context) {
	wait := time.NewTimer(jitter(min(t.every, 2*time.Second)))
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
		}
		select {
		case t.busy <- struct{}{}:
			_ = t.do(ctx) // do has said it
			<-t.busy
		default:
		}
		wait.Reset(jitter(t.every))
	}
}

// jitter returns nine to eleven tenths of d.
func jitter(d time.Duration) time.Duration {
	return d*9/10 + rand.N(d/5+1) //nolint:gosec // spreads load, hides nothing
}

// due runs, one after the other, the jobs whose time has come on the world's
// clock, waiting for those that are running.
func (t *timers) due(ctx context.Context) error {
	return t.each(ctx, func(one *timer) bool { return one.clock.Now().Sub(one.lastRun()) >= one.every })
}

// all runs every job once, now.
func (t *timers) all(ctx context.Context) error {
	return t.each(ctx, func(*timer) bool { return true })
}

func (t *timers) each(ctx context.Context, which func(*timer) bool) error {
	var fault error
	for _, one := range t.list {
		select {
		case one.busy <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		if which(one) {
			if err := one.do(ctx); err != nil && fault == nil {
				fault = fmt.Errorf("job %s: %w", one.name, err)
			}
		}
		<-one.busy
	}
	return fault
}

func (t *timer) lastRun() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// do runs the job once; busy is held. A failure is logged when it begins, not at
// every run while it lasts.
func (t *timer) do(ctx context.Context) error {
	t.mu.Lock()
	t.last = t.clock.Now()
	t.mu.Unlock()
	err := t.safely(ctx)
	if ctx.Err() != nil {
		return err // stopped, not failed
	}
	t.mu.Lock()
	was := t.failing
	t.failing = err != nil
	t.mu.Unlock()
	switch {
	case err != nil && !was:
		t.log.ErrorContext(ctx, "job failed", "job", t.name, "err", err)
	case err == nil && was:
		t.log.InfoContext(ctx, "job works again", "job", t.name)
	}
	return err
}

// safely runs the job; one that panics has failed and takes nobody with it.
func (t *timer) safely(ctx context.Context) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			t.log.ErrorContext(ctx, "panic", "job", t.name, "fault", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
			err = model.Internal(fmt.Errorf("job %s panicked", t.name))
		}
	}()
	return t.run(ctx)
}

// failed reports whether the last run of the job failed.
func (t *timer) failed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failing
}

// healthy names the first job whose last run failed.
func (t *timers) healthy() error {
	for _, one := range t.list {
		if one.failed() {
			return fmt.Errorf("job %s fails", one.name)
		}
	}
	return nil
}
