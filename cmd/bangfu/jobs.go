package main

import (
	"context"
	"time"

	"bangfu/model"
)

// jobs is the one list of what a world does by itself. The order is that in which
// a moved clock runs them: what came in, what is due, what goes out.
func (w *world) jobs() []job {
	list := []job{
		{"spool", 2 * time.Second, w.drainSpool},
		{"publicity", time.Minute, counted(w.casework.CloseDue)},
		{"kin", time.Minute, counted(w.casework.MarkKin)},
		{"late", 5 * time.Minute, counted(w.casework.AlertLate)},
		{"outbox", 2 * time.Second, w.emptyOutbox},
		{"evidence", time.Hour, counted(w.evidence.Sweep)},
		{"retention", 24 * time.Hour, w.forget},
	}
	if w.sandbox != nil { // what the real WeChat does by itself
		list = append(list, job{"results", time.Second, w.sandbox.Flush})
	}
	return list
}

// counted drops how many a use case has moved: the record says it.
func counted(run func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := run(ctx)
		return err
	}
}

func (w *world) drainSpool(ctx context.Context) error {
	if w.spool.Len() == 0 {
		return nil
	}
	_, err := w.spool.Drain(ctx, w.oa, w.mp)
	return err
}

// maxPasses bounds one run over the outbox; the next goes on.
const maxPasses = 20

// emptyOutbox sends until nothing more is taken.
func (w *world) emptyOutbox(ctx context.Context) error {
	for range maxPasses {
		if n, err := w.notify.Run1(ctx); err != nil || n == 0 {
			return err
		}
	}
	return nil
}

// forget removes whom acts were about where the time is over (decisions 40).
func (w *world) forget(ctx context.Context) error {
	_, err := w.audit.Forget(ctx, w.store)
	return err
}

// maxAdvance bounds one move of the clock.
const maxAdvance = 400 * 24 * time.Hour

// advance moves the demo's clock hour by hour and runs at each hour what is due,
// as if the time had passed (decisions 35). A job's failure does not stop the
// clock; the first one is returned.
func (w *world) advance(ctx context.Context, d time.Duration) error {
	if w.moved == nil {
		return model.Forbidden("正式使用时不能拨时钟")
	}
	if d <= 0 || d > maxAdvance {
		return model.Invalid("时钟只能往后拨，一次最多 400 天")
	}
	w.advancing.Lock()
	defer w.advancing.Unlock()
	var fault error
	for d > 0 {
		now := w.moved.Now()
		step := min(d, now.Truncate(time.Hour).Add(time.Hour).Sub(now))
		if err := saveClock(w.dir, w.moved.Offset()+step); err != nil {
			return err // kept before it is true: a restart never goes back
		}
		w.moved.Advance(step)
		d -= step
		if err := w.timers.due(ctx); err != nil && fault == nil {
			fault = err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return fault
}
