package casework

import (
	"context"
	"encoding/json"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// Waiting is what waits for a person's 确认.
type Waiting struct {
	Number  int   // the number to confirm with
	Numbers []int // of everything it covers, in its order
	Acts    []model.Act
	Until   time.Time
}

// Waiting returns what waits for the actor's 确认. Errors: KindNotFound when
// nothing does, or its time is over.
func (s *Service) Waiting(ctx context.Context, actor model.Actor) (Waiting, error) {
	tx := s.store.Read(ctx)
	p, err := tx.Pending(actor.PersonID)
	if err != nil {
		return Waiting{}, err
	}
	if p.Expires < s.now() {
		return Waiting{}, model.NotFound()
	}
	w := Waiting{Number: p.Number, Until: p.Expires.Time()}
	if err := json.Unmarshal(p.Acts, &w.Acts); err != nil {
		return w, model.Internal(err)
	}
	for _, act := range w.Acts {
		n, err := numberOf(tx, actor.PersonID, act.Task)
		if err != nil {
			return w, err
		}
		w.Numbers = append(w.Numbers, n)
	}
	return w, nil
}

func numberOf(tx *store.Tx, person int64, task model.PublicID) (int, error) {
	k, err := tx.TaskByPublic(task)
	if err != nil {
		return 0, err
	}
	n, err := tx.NumberOf(person, k.ID)
	return n.Number, err
}

// Drop takes back what waits for the actor's 确认 if it was held before the
// moment: nothing of it is done, and its number confirms nothing any more.
func (s *Service) Drop(ctx context.Context, actor model.Actor, before time.Time) error {
	p, err := s.store.Read(ctx).Pending(actor.PersonID)
	if model.KindOf(err) == model.KindNotFound {
		return nil
	}
	if err != nil || p.Expires-confirmFor > model.InstantOf(before) {
		return err
	}
	return s.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.TakePending(actor.PersonID, p.Version)
		return err
	})
}

// TaskOn returns the actor's open task on an object: a matter that came back has
// another number. Errors: KindNotFound when nothing is asked of the actor there.
func (s *Service) TaskOn(ctx context.Context, actor model.Actor, object model.Ref) (TaskCard, error) {
	tx := s.store.Read(ctx)
	sub, err := s.load(tx, object)
	if err != nil {
		return TaskCard{}, err
	}
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return TaskCard{}, err
	}
	for _, k := range tasks {
		if k.Status != store.TaskOpen || !heldBy(actor, &k) {
			continue
		}
		cards, err := s.cards(tx, actor, []model.Task{k})
		if err != nil {
			return TaskCard{}, err
		}
		return cards[0], nil
	}
	return TaskCard{}, model.NotFound()
}

// Along is what goes on by an act on one list: every list of the township that is
// ready, when the act hands in (decisions 15d).
type Along struct {
	Villages   int
	Lists      int
	Households int64
}

// Along returns what goes on together with a list by an act; the zero value when
// the list goes alone. Errors: KindNotFound outside the scope.
func (s *Service) Along(ctx context.Context, actor model.Actor, list model.Ref, do model.Do) (Along, error) {
	tx := s.store.Read(ctx)
	sub, err := s.load(tx, list)
	if err != nil {
		return Along{}, err
	}
	rules := rulesFor(sub, do)
	if len(rules) == 0 || !rules[0].Bundles {
		return Along{}, nil
	}
	if !visible(actor, sub) {
		return Along{}, model.NotFound()
	}
	ready, err := tx.RostersAt(sub.round, sub.area.Up(model.LevelTownship), sub.state)
	if err != nil {
		return Along{}, err
	}
	all, villages := Along{Lists: len(ready)}, map[string]bool{}
	for _, r := range ready {
		rows, err := tx.Rows(r.ID)
		if err != nil {
			return Along{}, err
		}
		villages[r.Village] = true
		all.Households += live(rows)
	}
	all.Villages = len(villages)
	return all, nil
}
