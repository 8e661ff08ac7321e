package cache

import (
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"

	"bangfu/model"
)

// tickEvery is how often times to live are brought up to date: the embedded
// server does not do it by itself (wechat.md §15.3).
const tickEvery = 500 * time.Millisecond

// embedded is a server inside this process, for one machine and for the demo.
type embedded struct {
	server   *miniredis.Miniredis
	password string // others on this machine can reach the port
	clock    model.Clock
	mu       sync.Mutex
	last     time.Time
	done     chan struct{}
	ticking  sync.WaitGroup
}

func startEmbedded(clock model.Clock) (*embedded, error) {
	e := &embedded{
		server: miniredis.NewMiniRedis(), password: model.NewToken(),
		clock: clock, last: clock.Now(), done: make(chan struct{}),
	}
	e.server.RequireAuth(e.password)
	if err := e.server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, model.Unavailable(err)
	}
	e.ticking.Go(e.run)
	return e, nil
}

func (e *embedded) run() {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		select {
		case <-e.done:
			return
		case <-t.C:
			e.tick()
		}
	}
}

// tick lets as much time pass in the server as has passed on the clock.
func (e *embedded) tick() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.clock.Now()
	if passed := now.Sub(e.last); passed > 0 {
		e.server.FastForward(passed)
		e.last = now
	}
}

func (e *embedded) stop() {
	close(e.done)
	e.ticking.Wait()
	e.server.Close()
}
