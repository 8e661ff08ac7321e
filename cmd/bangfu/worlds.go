package main

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"bangfu/model"
)

// worlds mounts one world at a time at the public paths (decisions 29). In
// production there is one and it stays.
type worlds struct {
	parts
	base context.Context //nolint:containedctx // the life of the process: a world outlives the request that chose it

	switching sync.Mutex // one switch at a time
	mu        sync.RWMutex
	mounted   *mounted
}

// mounted is a world with the requests that are under way in it.
type mounted struct {
	world    *world
	requests sync.WaitGroup
}

// newWorlds returns a place with no world in it.
func newWorlds(base context.Context, p parts) *worlds { return &worlds{parts: p, base: base} }

// current returns the mounted world, nil before the first and after the last.
func (ws *worlds) current() *world {
	ws.mu.RLock()
	defer ws.mu.RUnlock()
	if ws.mounted == nil {
		return nil
	}
	return ws.mounted.world
}

// choose mounts the world of the name; the one before is drained and closed. A
// world that cannot be opened leaves everything as it was.
func (ws *worlds) choose(ctx context.Context, name string, progress func(line string)) (*world, error) {
	ws.switching.Lock()
	defer ws.switching.Unlock()
	spec, err := specOf(ws.cfg, name)
	if err != nil {
		return nil, err
	}
	if now := ws.current(); now != nil && now.spec.Name == spec.Name {
		return now, nil
	}
	if ws.base.Err() != nil {
		return nil, model.Unavailable(ws.base.Err())
	}
	next, err := openWorld(ctx, ws.parts, spec)
	if err != nil {
		return nil, err
	}
	if err := ws.seed(ctx, next, progress); err != nil {
		return nil, errors.Join(err, next.Close())
	}
	next.timers.start(ws.base)
	if err := ws.swap(&mounted{world: next}); err != nil {
		ws.log.Error("the world before did not close well", "err", err)
	}
	return next, nil
}

// swap puts the next world in place and ends the one before.
func (ws *worlds) swap(next *mounted) error {
	ws.mu.Lock()
	before := ws.mounted
	ws.mounted = next
	ws.mu.Unlock()
	if before == nil {
		return nil
	}
	before.world.timers.stop()
	before.drain(ws.cfg.Timeouts.Stop)
	return before.world.Close()
}

// drain waits for the requests under way, but not for ever: one that hangs gets
// errors from the closed register.
func (m *mounted) drain(atMost time.Duration) {
	done := make(chan struct{})
	go func() {
		m.requests.Wait()
		close(done)
	}()
	limit := time.NewTimer(atMost)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
	}
}

// Close ends the mounted world.
func (ws *worlds) Close() error {
	ws.switching.Lock()
	defer ws.switching.Unlock()
	return ws.swap(nil)
}

// enter counts a request into the mounted world.
func (ws *worlds) enter() *mounted {
	ws.mu.RLock()
	defer ws.mu.RUnlock()
	if ws.mounted != nil {
		ws.mounted.requests.Add(1)
	}
	return ws.mounted
}

// ServeHTTP hands the request to the mounted world.
func (ws *worlds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := ws.enter()
	if m == nil {
		busy(w, "正在启动，请稍等几秒再试")
		return
	}
	defer m.requests.Done()
	m.world.handler.ServeHTTP(w, r)
}
