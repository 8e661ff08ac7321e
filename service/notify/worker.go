package notify

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Limits keep the outbox below WeChat's quotas, also while a backlog drains.
type Limits struct {
	PerSecond float64       // messages of one channel in a second; 0 = 30
	Lanes     int           // people served at a time; 0 = 8
	Batch     int           // people looked at in one pass; 0 = 500
	Timeout   time.Duration // of one send; 0 = 15 s
}

// Options are the parts the outbox worker is joined from.
type Options struct {
	Store  *store.Store
	Clock  model.Clock
	Sender Sender
	Audit  *audit.Log
	Log    *slog.Logger
	Base   string // public address before every link: https://…
	Limits Limits
}

// Worker empties the outbox. Any number of workers may run on any number of
// servers: the database decides who has a person's lane.
type Worker struct {
	store  *store.Store
	clock  model.Clock
	sender Sender
	audit  *audit.Log
	log    *slog.Logger
	base   string
	limits Limits
	flow   map[string]*rate.Limiter
	health health
}

// New joins a worker.
func New(o Options) *Worker {
	l := o.Limits
	if l.PerSecond <= 0 {
		l.PerSecond = 30
	}
	if l.Lanes <= 0 {
		l.Lanes = 8
	}
	if l.Batch <= 0 {
		l.Batch = 500
	}
	if l.Timeout <= 0 {
		l.Timeout = 15 * time.Second
	}
	flow := map[string]*rate.Limiter{}
	for _, c := range []string{ChannelTemplate, ChannelText} {
		flow[c] = rate.NewLimiter(rate.Limit(l.PerSecond), max(1, int(2*l.PerSecond)))
	}
	return &Worker{
		store: o.Store, clock: o.Clock, sender: o.Sender, audit: o.Audit, log: o.Log, base: o.Base, limits: l, flow: flow,
		health: health{rest: map[string]time.Time{}},
	}
}

// Run1 makes one pass over the outbox: it expands mailings, ends what WeChat
// never reported on, and serves the lanes that are due. It returns how many
// messages WeChat has taken. One person's failure stops nobody else's lane.
func (w *Worker) Run1(ctx context.Context) (int, error) {
	if err := w.expand(ctx); err != nil {
		return 0, err
	}
	now, channel := model.InstantOf(w.clock.Now()), ""
	if w.health.resting(ChannelTemplate, w.clock.Now()) {
		channel = ChannelText // the others would be looked at for nothing
	}
	var people []int64
	err := w.store.InTx(ctx, func(tx *store.Tx) error {
		if _, err := tx.ExpireAccepted(now, reasonUnknown); err != nil {
			return err
		}
		var err error
		people, err = tx.PeopleDue(now, channel, w.limits.Batch)
		return err
	})
	if err != nil {
		return 0, err
	}
	return w.serve(ctx, people, channel == ChannelText)
}

// serve runs the lanes of people, a few at a time, and stops when the cards come
// to rest: the backlog waits for a later pass.
func (w *Worker) serve(ctx context.Context, people []int64, textOnly bool) (int, error) { //nolint:revive // the channel that is left
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		sent  int
		fault error
	)
	lanes := w.limits.Lanes
	if w.health.down() {
		lanes = 1 // the one that is perhaps half sent finds out whether the outage is over
	}
	slots := make(chan struct{}, lanes)
	for _, person := range people {
		slots <- struct{}{}
		now := w.clock.Now()
		if !textOnly && (w.flow[ChannelTemplate].TokensAt(now) < 1 || w.health.resting(ChannelTemplate, now)) {
			break
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			n, err := w.lane(ctx, person)
			mu.Lock()
			defer mu.Unlock()
			sent += n
			fault = errors.Join(fault, err)
		}()
	}
	wg.Wait()
	return sent, fault
}

// Waiting returns for how long the longest waiting notice has been due; an alarm
// belongs on it (wechat §11.8).
func (w *Worker) Waiting(ctx context.Context) (time.Duration, error) {
	now := w.clock.Now()
	due, err := w.store.Read(ctx).OldestDue(model.InstantOf(now))
	if err != nil || !due.Set() {
		return 0, err
	}
	return now.Sub(due.Time()), nil
}

// health is what this server has learnt about WeChat: which channel rests until
// when. Other servers learn it for themselves.
type health struct {
	mu     sync.Mutex
	rest   map[string]time.Time
	failed int // failures in a row that look like an outage
}

// Numbers of an outage.
const (
	outageFrom = 5                // failures in a row that make one
	probeRest  = 30 * time.Second // while one message finds out whether it is over
)

// may reports whether a channel takes a message now. During an outage it lets one
// through at a time, to find out whether it is over.
func (h *health) may(channel string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Before(h.rest[channel]) {
		return false
	}
	if h.failed >= outageFrom {
		h.rest[channel] = now.Add(probeRest)
	}
	return true
}

// resting reports whether a channel, or one template of it, takes nothing now.
func (h *health) resting(what string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return now.Before(h.rest[what])
}

// down reports whether WeChat looks like it is down.
func (h *health) down() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failed >= outageFrom
}

func (h *health) restUntil(what string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until.After(h.rest[what]) {
		h.rest[what] = until
	}
}

// outage counts a failure that looks like an outage. From the fifth in a row on
// the channel rests, longer and longer: during an outage few messages shall be
// risked, for of each that times out nobody knows whether it arrived.
func (h *health) outage(channel string, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failed++
	if h.failed < outageFrom {
		return
	}
	pause := min(probeRest<<min(h.failed-outageFrom, 3), 4*time.Minute) // so that one uncertain card is asked for three times in its ten minutes
	if until := now.Add(pause); until.After(h.rest[channel]) {
		h.rest[channel] = until
	}
}

// well ends an outage: the pause it caused is over too.
func (h *health) well(channel string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failed >= outageFrom {
		delete(h.rest, channel)
	}
	h.failed = 0
}
