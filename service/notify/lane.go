package notify

import (
	"context"
	"errors"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// Sizes and times of a lane.
const (
	laneHold = 5 * time.Minute // a lane whose worker died is free again after it
	perLane  = 20              // messages of one person in one pass
)

// lane serves one person: strictly in order, one in flight. It stops at the
// first message that must be tried again later, so that none overtakes it.
func (w *Worker) lane(ctx context.Context, person int64) (sent int, err error) {
	start := w.clock.Now()
	var mine bool
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		mine, err = tx.ClaimLane(person, model.InstantOf(start), model.InstantOf(start.Add(laneHold)))
		return err
	})
	if err != nil || !mine {
		return 0, err
	}
	defer func() {
		free := w.store.InTx(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.FreeLane(person) })
		err = errors.Join(err, free)
	}()
	for range perLane {
		if ctx.Err() != nil || w.clock.Now().Sub(start) > laneHold/2 {
			return sent, nil
		}
		n, goOn, err := w.step(ctx, person)
		sent += n
		if model.KindOf(err) == model.KindConflict {
			return sent, nil // a result event or a use case was faster; the next pass sees what it did
		}
		if err != nil || !goOn {
			return sent, err
		}
	}
	return sent, nil
}

// step does the next thing of a lane.
func (w *Worker) step(ctx context.Context, person int64) (sent int, goOn bool, err error) {
	var n next
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		n, err = w.next(tx, person)
		return err
	})
	switch {
	case err != nil:
		return 0, false, err
	case len(n.digest) > 0:
		return 0, true, w.digest(ctx, person, n)
	case n.message == nil:
		return 0, false, nil
	}
	return w.send(ctx, *n.message)
}

// next is what a lane has to do: one message, or one digest of several.
type next struct {
	message *model.Message
	digest  []model.Message
	key     string // claim of the digest
}

// next ends what is no longer true, holds back what is not to be sent yet, and
// picks the first that is.
func (w *Worker) next(tx *store.Tx, person int64) (next, error) {
	now := w.clock.Now()
	open, err := tx.OpenMessagesOf(person)
	if err != nil || len(open) == 0 {
		return next{}, err
	}
	if open, err = w.dropStale(tx, open, now); err != nil {
		return next{}, err
	}
	pace, err := paceOf(tx, person, open, now)
	if err != nil {
		return next{}, err
	}
	if len(pace.digest) > 0 {
		return next{digest: pace.digest, key: pace.key}, nil
	}
	for i := range open {
		m := &open[i]
		if until := pace.heldUntil(*m, now); until.After(now) {
			if err := holdUntil(tx, m, until); err != nil {
				return next{}, err
			}
			continue
		}
		if m.Attempts > 0 && m.Due > model.InstantOf(now) {
			return next{}, nil // it will be tried again: nothing may overtake it
		}
		return next{message: m}, nil
	}
	return next{}, nil
}

func holdUntil(tx *store.Tx, m *model.Message, until time.Time) error {
	if m.Due == model.InstantOf(until) {
		return nil
	}
	m.Due = model.InstantOf(until)
	return tx.PutMessageFrom(m, store.MessageQueued)
}
