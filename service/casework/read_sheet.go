package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// Sheet returns a group sheet with its register and the households it votes on; a
// look is recorded. Errors: KindNotFound outside the scope.
func (s *Service) Sheet(ctx context.Context, actor model.Actor, id model.PublicID) (SheetView, error) {
	tx := s.store.Read(ctx)
	sh, err := tx.SheetByPublic(id)
	if err != nil {
		return SheetView{}, err
	}
	sub, err := s.ofSheet(&sh, nil)
	if err != nil {
		return SheetView{}, err
	}
	if !visible(actor, sub) {
		return SheetView{}, model.NotFound()
	}
	return s.sheetView(ctx, tx, actor, sub)
}

func (s *Service) sheetView(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject) (SheetView, error) {
	sh := sub.sheet
	v := SheetView{ID: sh.PublicID, Version: sh.Version, State: sh.State, Place: s.placeName(tx, sh.Area), Serial: sh.Serial, Cases: []CaseView{}}
	var err error
	if v.Register, err = s.register(tx, sh.Area, "group"); err != nil {
		return v, err
	}
	if rule, ok := sub.scheme.Desk(sub.machine, sub.state); ok && rule.Meeting != nil {
		v.Quorum = quorum(rule, len(v.Register))
	}
	cases, err := tx.CasesOfSheet(sh.ID)
	if !sub.scheme.Terminal(model.MachineGroup, sub.state) {
		cases, err = tx.CasesOfGroup(sub.round, sh.Group, votedAt(sub.scheme))
	}
	if err != nil || len(cases) == 0 {
		return v, err
	}
	if err := s.looked(ctx, actor, sub, "look.sheet", cases); err != nil {
		return v, err
	}
	if v.Cases, err = s.briefCases(tx, actor, cases); err != nil {
		return v, err
	}
	for i := range cases { // a meeting looks at what the visit has found
		at, err := s.ofCase(tx, &cases[i], nil)
		if err != nil {
			return v, err
		}
		if v.Cases[i].Survey, err = s.surveyView(tx, actor, audienceOf(actor, at), at); err != nil {
			return v, err
		}
	}
	return v, nil
}

// quorum is how many of a register must come to a meeting.
func quorum(rule workflow.Rule, register int) int {
	q := rule.Meeting.Quorum
	if q.Den == 0 {
		return 0
	}
	return (q.Num*register + q.Den - 1) / q.Den
}

// register writes a register as it stands today.
func (s *Service) register(tx *store.Tx, area model.Area, kind string) ([]RegisterEntry, error) {
	list, err := tx.Delegates(area, kind, s.today())
	entries := make([]RegisterEntry, len(list))
	for i, d := range list {
		entries[i] = RegisterEntry{ID: d.PublicID, Name: d.Name}
	}
	return entries, err
}

// Registers returns a register of a place as it stands today: delegates and
// supervision of a village, group of a group. Errors: KindNotFound outside the
// scope, KindInvalid for another register.
func (s *Service) Registers(ctx context.Context, actor model.Actor, area, register string) ([]RegisterEntry, error) {
	tx := s.store.Read(ctx)
	place, err := tx.Region(area)
	if err != nil {
		return nil, err
	}
	if _, err := actor.May(model.ReadHousehold, model.Object{Area: place.Area}); err != nil {
		return nil, err
	}
	if register != "delegates" && register != "group" && register != "supervision" {
		return nil, model.InvalidField("register", "没有这种名册")
	}
	return s.register(tx, place.Area, register)
}
