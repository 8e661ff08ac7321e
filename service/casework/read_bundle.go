package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// Bundle returns what a township handed in, list by list with its rows; each look
// at a list is recorded. Errors: KindNotFound outside the scope.
func (s *Service) Bundle(ctx context.Context, actor model.Actor, id model.PublicID) (BundleView, error) {
	tx := s.store.Read(ctx)
	b, err := tx.BundleByPublic(id)
	if err != nil {
		return BundleView{}, err
	}
	sub, err := s.ofBundle(&b, nil)
	if err != nil {
		return BundleView{}, err
	}
	if !visible(actor, sub) {
		return BundleView{}, model.NotFound()
	}
	v, err := s.bundleView(ctx, tx, actor, sub)
	if err != nil {
		return v, err
	}
	v.Acts, err = s.actsOf(tx, actor, sub, nil)
	return v, err
}

func (s *Service) bundleView(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject) (BundleView, error) {
	b := sub.bundle
	v := BundleView{ID: b.PublicID, Version: b.Version, State: b.State, Step: sub.scheme.Step(sub.machine, b.State), Place: s.placeName(tx, b.Area),
		Serial: b.Serial, Rosters: []RosterView{}}
	rosters, err := tx.RostersOfBundle(b.ID)
	if err != nil {
		return v, err
	}
	for i := range rosters {
		at, err := s.ofRoster(&rosters[i], nil)
		if err != nil {
			return v, err
		}
		rv, err := s.rosterView(ctx, tx, actor, at)
		if err != nil {
			return v, err
		}
		for _, row := range rv.Rows {
			if row.Verdict.Live() {
				v.Count++
			}
		}
		v.Persons += rv.Persons
		v.Rosters = append(v.Rosters, rv)
	}
	return v, nil
}

// Review returns a 复核: its words for the desk that decides it and for who asked,
// the case behind it as far as the reader may see it. Errors: KindNotFound outside the scope.
func (s *Service) Review(ctx context.Context, actor model.Actor, id model.PublicID) (ReviewView, error) {
	tx := s.store.Read(ctx)
	r, err := tx.ReviewByPublic(id)
	if err != nil {
		return ReviewView{}, err
	}
	sub, err := s.ofReview(tx, &r, nil)
	if err != nil {
		return ReviewView{}, err
	}
	if !visible(actor, sub) {
		return ReviewView{}, model.NotFound()
	}
	return s.reviewView(ctx, tx, actor, sub)
}

func (s *Service) reviewView(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject) (ReviewView, error) {
	r := sub.review
	v := ReviewView{ID: r.PublicID, Version: r.Version, State: r.State, Step: sub.scheme.Step(sub.machine, r.State), Result: r.Result}
	at, err := s.ofCase(tx, sub.cas, nil)
	if err != nil {
		return v, err
	}
	if err := s.looked(ctx, actor, at, "look.case", []model.Case{*sub.cas}); err != nil {
		return v, err
	}
	if v.Case, err = s.caseView(tx, actor, at); err != nil {
		return v, err
	}
	asked := sub.cas.ApplicantID != 0 && sub.cas.ApplicantID == actor.PersonID
	if _, ok := actor.Holds(s.deskRoles(tx, sub), sub.area); !ok && !asked {
		return v, nil
	}
	plain, err := tx.Seal().Open(seal.Cell{Table: "review", Column: "ask", Row: string(r.PublicID)}, r.AskSealed)
	v.Words = string(plain)
	return v, err
}

// deskRoles are the roles that handle a matter now, or that have handled it when
// it has come to its end.
func (s *Service) deskRoles(tx *store.Tx, sub *subject) []model.Role {
	if rule, ok := sub.scheme.Desk(sub.machine, sub.state); ok {
		return rule.By
	}
	ds, err := tx.DecisionsOf(sub.kind, sub.id)
	if err != nil || len(ds) == 0 {
		return nil
	}
	last := ds[len(ds)-1]
	rule, ok := sub.scheme.Rule(last.Machine, last.FromState, last.Do)
	if !ok {
		return nil
	}
	return rule.By
}
