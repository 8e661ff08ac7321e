package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// openedTask builds the view of a task for who is asked or sees the matter.
func (s *Service) openedTask(ctx context.Context, actor model.Actor, k model.Task) (TaskView, error) {
	tx := s.store.Read(ctx)
	sub, err := s.loadID(tx, k.ObjectKind, k.ObjectID)
	if err != nil {
		return TaskView{}, err
	}
	if actor.PersonID == 0 || !heldBy(actor, &k) && !visible(actor, sub) {
		return TaskView{}, model.NotFound()
	}
	cards, err := s.cards(tx, actor, []model.Task{k})
	if err != nil {
		return TaskView{}, err
	}
	v := TaskView{TaskCard: cards[0], Status: k.Status, Acts: []ActView{}}
	if err := s.addMatter(ctx, tx, actor, sub, &v); err != nil {
		return TaskView{}, err
	}
	if k.Status == store.TaskOpen {
		if v.Acts, err = s.actsOf(tx, actor, sub, &k); err != nil {
			return v, err
		}
	}
	if err := s.addHistory(tx, sub, &k, &v); err != nil {
		return v, err
	}
	return v, s.addEarly(tx, sub, &k, &v)
}

// addMatter writes the object of a task as its reader may see it.
func (s *Service) addMatter(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject, v *TaskView) error {
	switch sub.kind {
	case model.ObjectCase:
		if err := s.looked(ctx, actor, sub, "look.case", []model.Case{*sub.cas}); err != nil {
			return err
		}
		c, err := s.caseView(tx, actor, sub)
		v.Case = &c
		return err
	case model.ObjectSheet:
		sh, err := s.sheetView(ctx, tx, actor, sub)
		v.Sheet = &sh
		return err
	case model.ObjectRoster:
		r, err := s.rosterView(ctx, tx, actor, sub)
		v.Roster = &r
		return err
	case model.ObjectBundle:
		b, err := s.bundleView(ctx, tx, actor, sub)
		v.Bundle = &b
		return err
	case model.ObjectObjection:
		o, err := s.Objection(ctx, actor, sub.public)
		v.Objection = &o
		return err
	case model.ObjectReview:
		r, err := s.reviewView(ctx, tx, actor, sub)
		v.Review = &r
		return err
	}
	return nil
}

// addHistory writes who acted before, and for a task that has ended what ended it.
func (s *Service) addHistory(tx *store.Tx, sub *subject, k *model.Task, v *TaskView) error {
	views, ds, err := s.historyOf(tx, sub)
	if err != nil {
		return err
	}
	v.History = views
	if k.Status != store.TaskDone && k.Status != store.TaskGone {
		return nil
	}
	for i, d := range ds {
		if d.TaskID == k.ID || d.At == k.DoneAt && d.Do == k.DoneDo {
			v.Done = &views[i]
		}
	}
	if v.Done == nil { // ended without a decision on this object: the end photo, another list of the same bundle
		v.Done = &DecisionView{Do: k.DoneDo, Say: s.sayDone(sub, k), Office: s.officeName(tx, k.Role, k.DeskArea), At: k.DoneAt.Time(), From: k.AtState, To: sub.state}
	}
	return nil
}

func (s *Service) sayDone(sub *subject, k *model.Task) string {
	if r, ok := sub.scheme.Rule(sub.machine, k.AtState, k.DoneDo); ok {
		return r.Say
	}
	return map[model.Do]string{DoEndPhoto: "期满照片", "appoint": "换了人"}[k.DoneDo]
}

// addEarly says from when a task may be done whose day has not come.
func (s *Service) addEarly(tx *store.Tx, sub *subject, k *model.Task, v *TaskView) error {
	if k.Kind == "end_photo" && k.Status == store.TaskOpen && k.OpensAt > s.now() {
		v.Early = &model.Facts{Earliest: k.OpensAt.Time(), LastDay: model.DateOf(k.OpensAt.Time()), Version: sub.seen()}
		return nil
	}
	if k.Status != store.TaskSleeping {
		return nil
	}
	if err := s.tooEarly(tx, sub); err != nil && model.KindOf(err) == model.KindTooEarly {
		v.Early = model.AsError(err).Facts
		return nil
	}
	v.Early = &model.Facts{Earliest: k.OpensAt.Time(), Version: sub.seen()}
	return nil
}
