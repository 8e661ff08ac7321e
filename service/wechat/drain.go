package wechat

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// Drained says what a drain has done.
type Drained struct {
	Done        int           // went through, counted once per message
	Quarantined int           // put aside
	Waiting     int           // still there
	Oldest      time.Duration // how long the oldest that went through had waited
}

// Drain takes the waiting messages in, oldest first, each with Late set, until
// none is left or nothing can be committed. Of one person nothing overtakes
// anything. A message of an account that no receiver serves stays. While another
// drain runs it does nothing.
func (s *Spool) Drain(ctx context.Context, receivers ...*Receiver) (Drained, error) {
	if !s.drain.TryLock() {
		return Drained{Waiting: s.Len()}, nil
	}
	defer s.drain.Unlock()
	var sum Drained
	blocked := map[string]bool{}
	for {
		moved, stop, err := s.pass(ctx, receivers, blocked, &sum)
		sum.Waiting = s.Len()
		if err != nil || stop || !moved {
			return sum, err
		}
	}
}

func (s *Spool) order() []uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	seqs := make([]uint64, 0, len(s.entries))
	for seq := range s.entries {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	return seqs
}

// pass goes through what waits now; messages that come meanwhile are the next pass's.
func (s *Spool) pass(ctx context.Context, receivers []*Receiver, blocked map[string]bool, sum *Drained) (moved, stop bool, err error) {
	for _, seq := range s.order() {
		if err := ctx.Err(); err != nil {
			return moved, true, err
		}
		env, err := s.take(seq, sum)
		if err != nil {
			return moved, true, err
		}
		if env == nil {
			continue
		}
		r := receiverOf(receivers, env.AppID)
		if r == nil || blocked[env.Person] {
			continue
		}
		switch r.replay(ctx, env) {
		case replayBlocked:
			blocked[env.Person] = true
			continue
		case replayStopped:
			return moved, true, nil
		case replayPoison:
			err = s.poison(seq, env, sum)
		case replayDone:
			sum.Done++
			sum.Oldest = max(sum.Oldest, s.clock.Now().Sub(env.VerifiedAt))
			err = s.remove(seq)
		}
		if err != nil {
			return moved, true, err
		}
		moved = true
	}
	return moved, false, nil
}

// take reads a waiting message; nil when there is none to be read.
func (s *Spool) take(seq uint64, sum *Drained) (*envelope, error) {
	env, err := s.read(seq)
	if err != nil {
		return nil, s.unreadable(seq, sum)
	}
	return env, nil
}

// unreadable puts a message aside, unless its writer has not finished.
func (s *Spool) unreadable(seq uint64, sum *Drained) error {
	if _, gone := os.Stat(s.path(seq)); gone == nil {
		return s.poison(seq, nil, sum)
	}
	return nil
}

func receiverOf(receivers []*Receiver, appID string) *Receiver {
	for _, r := range receivers {
		if r.acc.AppID == appID {
			return r
		}
	}
	return nil
}

// remove needs no fsync: a message that comes back after a power cut is a repeat.
func (s *Spool) remove(seq uint64) error {
	if err := os.Remove(s.path(seq)); err != nil {
		return fmt.Errorf("wechat: remove from the spool: %w", err)
	}
	s.forget(seq)
	return nil
}

func (s *Spool) poison(seq uint64, env *envelope, sum *Drained) error {
	sum.Quarantined++
	if env == nil {
		err := s.setAside(seq)
		s.forget(seq)
		return err
	}
	env.Reason = "poison"
	if err := s.quarantine(env); err != nil {
		return err
	}
	return s.remove(seq)
}
