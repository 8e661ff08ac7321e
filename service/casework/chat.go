package casework

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// confirmFor is how long something waits for its 确认: ten minutes (decisions 21).
const confirmFor = 10 * 60 * 1000

// Remembered is what a person was last shown in the chat.
type Remembered struct {
	Numbers []int // of the list last shown
	Sole    int64 // row id of the one task shown last, 0 = none
	Version int64 // of its object then
}

// Remember notes what the chat has just shown: the numbers of a list, and the one
// task when it was a single one. A bare 同意 and a batch count only on this.
func (s *Service) Remember(ctx context.Context, actor model.Actor, cards []TaskCard) error {
	if actor.PersonID == 0 {
		return nil
	}
	return s.store.InTx(ctx, func(tx *store.Tx) error {
		shown := model.Shown{PersonID: actor.PersonID, At: s.now()}
		var numbers []string
		for _, c := range cards {
			numbers = append(numbers, strconv.Itoa(c.Number))
			k, err := tx.TaskByPublic(c.ID)
			if err != nil {
				return err
			}
			n, err := tx.NumberOf(actor.PersonID, k.ID)
			if err != nil {
				return err
			}
			if err := tx.PutNumber(n.ID, c.Version); err != nil {
				return err
			}
			if len(cards) == 1 {
				shown.SoleTask, shown.Version = k.ID, c.Version
			}
		}
		shown.Numbers = strings.Join(numbers, ",")
		return tx.PutShown(&shown)
	})
}

// LastShown returns what the chat last showed this person.
func (s *Service) LastShown(ctx context.Context, actor model.Actor) (Remembered, error) {
	shown, err := s.store.Read(ctx).Shown(actor.PersonID)
	if err != nil {
		return Remembered{}, err
	}
	r := Remembered{Sole: shown.SoleTask, Version: shown.Version}
	for _, n := range strings.Split(shown.Numbers, ",") {
		if i, err := strconv.Atoi(n); err == nil {
			r.Numbers = append(r.Numbers, i)
		}
	}
	return r, nil
}

// Hold keeps acts until the person confirms them by the number: one pending per
// person, a new one replaces it. The acts must hold nothing personal.
func (s *Service) Hold(ctx context.Context, actor model.Actor, request string, number int, acts []model.Act) error {
	b, err := json.Marshal(acts)
	if err != nil {
		return model.Internal(err)
	}
	_, err = s.once(ctx, actor, request, seal.Hash(b), func(tx *store.Tx) (model.Outcome, error) {
		n, err := tx.Next("pending:" + strconv.FormatInt(actor.PersonID, 10))
		if err != nil {
			return model.Outcome{}, err
		}
		return model.Outcome{Kind: "held"}, tx.PutPending(&model.PendingConfirm{PersonID: actor.PersonID, Number: number, Acts: b,
			Expires: s.now() + confirmFor, Version: n})
	})
	return err
}

// Confirmed is what became of one act that was confirmed.
type Confirmed struct {
	Act     model.Act
	Outcome model.Outcome
	Err     error
}

// Confirm carries out what waits for this number, once: same person, ten minutes.
// Each act has its own verdict. A repeat of the same message answers the same.
// KindNotFound when nothing waits for the number, or its time is over.
func (s *Service) Confirm(ctx context.Context, actor model.Actor, request string, number int) ([]Confirmed, error) {
	claim := store.Claim{Key: claimKey(actor, request), Hash: seal.Hash([]byte("confirm:" + strconv.Itoa(number))), At: s.now()}
	raw, _, err := s.store.Once(ctx, claim, func(tx *store.Tx) ([]byte, error) {
		p, err := tx.Pending(actor.PersonID)
		if err != nil {
			return nil, err
		}
		if (p.Number != number || p.Expires < s.now()) && model.GuardConfirm.On() {
			return nil, model.NotFound()
		}
		ok, err := tx.TakePending(actor.PersonID, p.Version)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, model.NotFound()
		}
		return p.Acts, nil
	})
	if err != nil {
		return nil, err
	}
	var acts []model.Act
	if err := json.Unmarshal(raw, &acts); err != nil {
		return nil, model.Internal(err)
	}
	var done []Confirmed
	for i, act := range acts {
		act.Request = request + ":" + strconv.Itoa(i)
		out, err := s.Act(ctx, actor, act)
		done = append(done, Confirmed{Act: act, Outcome: out, Err: err})
		if model.KindOf(err) == model.KindUnavailable {
			return done, err // WeChat repeats the message, and each act answers by its own claim
		}
	}
	return done, nil
}
