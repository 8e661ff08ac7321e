package wechat

import (
	"context"
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"bangfu/model"
)

// flights holds the pushes that are being handled, by dedup key.
type flights struct {
	mu  sync.Mutex
	now map[string]*flight
}

type flight struct {
	done chan struct{}
	out  outcome
}

func newFlights() *flights { return &flights{now: map[string]*flight{}} }

// join returns the flight of the key, and whether the caller flies it.
func (f *flights) join(key string) (*flight, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if running, ok := f.now[key]; ok {
		return running, false
	}
	mine := &flight{done: make(chan struct{})}
	f.now[key] = mine
	return mine, true
}

func (f *flights) land(key string, mine *flight) {
	f.mu.Lock()
	delete(f.now, key)
	f.mu.Unlock()
	close(mine.done)
}

// lanes let one message per person through at a time.
type lanes struct {
	mu  sync.Mutex
	now map[string]*lane
}

type lane struct {
	turn  chan struct{} // holds one token while somebody is in
	users int
}

func newLanes() *lanes { return &lanes{now: map[string]*lane{}} }

// lock waits for the person's lane until ctx ends.
func (l *lanes) lock(ctx context.Context, person string) (func(), bool) {
	l.mu.Lock()
	mine, ok := l.now[person]
	if !ok {
		mine = &lane{turn: make(chan struct{}, 1)}
		l.now[person] = mine
	}
	mine.users++
	l.mu.Unlock()
	select {
	case mine.turn <- struct{}{}:
		return func() { <-mine.turn; l.leave(person, mine) }, true
	case <-ctx.Done():
		l.leave(person, mine)
		return nil, false
	}
}

func (l *lanes) leave(person string, mine *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if mine.users--; mine.users == 0 {
		delete(l.now, person)
	}
}

const (
	slowInARow = 3               // commits that failed before messages are spooled at once
	probeEvery = 5 * time.Second // how often one message may try while the gate is shut
)

type gateWord int

const (
	gateDone gateWord = iota // a commit went through
	gateSlow                 // a commit took too long or was impossible
	gateIdle                 // nothing was learnt
)

// gate remembers slow commits: after three in a row messages are spooled
// without trying, until one that tries, or the drain, commits (decisions 25).
type gate struct {
	mu      sync.Mutex
	clock   model.Clock
	slow    int
	probing bool
	next    time.Time
}

func newGate(c model.Clock) *gate { return &gate{clock: c} }

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.slow < slowInARow {
		return true
	}
	if g.probing || g.clock.Now().Before(g.next) {
		return false
	}
	g.probing = true
	return true
}

func (g *gate) leave(word gateWord) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.probing = false
	switch word {
	case gateDone:
		g.slow = 0
	case gateSlow:
		g.slow++
		g.next = g.clock.Now().Add(probeEvery)
	case gateIdle:
	}
}

const seenMax = 50_000 // keys per generation; two generations are kept

// seenKeys remembers which keys this server has met lately.
type seenKeys struct {
	mu       sync.Mutex
	cur, old map[string]struct{}
}

func newSeenKeys() *seenKeys { return &seenKeys{cur: map[string]struct{}{}} }

// mark notes the key and reports whether it was known.
func (s *seenKeys) mark(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, now := s.cur[key]
	_, before := s.old[key]
	if len(s.cur) >= seenMax {
		s.old, s.cur = s.cur, map[string]struct{}{}
	}
	s.cur[key] = struct{}{}
	return now || before
}

func (s *seenKeys) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.cur, key)
	delete(s.old, key)
}

const limitsMax = 50_000 // people remembered; WeChat has no address to limit by

// limits bounds what one person may send.
type limits struct {
	mu   sync.Mutex
	per  int
	list map[string]*rate.Limiter
}

func newLimits(perMinute int) *limits {
	return &limits{per: perMinute, list: map[string]*rate.Limiter{}}
}

func (l *limits) allow(person string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	lim, ok := l.list[person]
	if !ok {
		if len(l.list) >= limitsMax {
			clear(l.list) // everybody starts afresh; cheaper than remembering who is idle
		}
		lim = rate.NewLimiter(rate.Every(time.Minute/time.Duration(l.per)), l.per)
		l.list[person] = lim
	}
	return lim.AllowN(now, 1)
}

// counts counts outcomes by their word.
type counts struct {
	mu   sync.Mutex
	list map[string]int64
}

func newCounts() *counts { return &counts{list: map[string]int64{}} }

func (c *counts) add(word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list[word]++
}

func (c *counts) all() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.list)
}
