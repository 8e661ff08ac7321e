package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// Objection returns an objection (反映) for the office that handles it and for who
// made it; everybody else is answered as if it were absent, the village first of
// all (decisions 15c). A handler who is near kin of the household is no handler.
// Errors: KindNotFound.
func (s *Service) Objection(ctx context.Context, actor model.Actor, id model.PublicID) (ObjectionView, error) {
	tx := s.store.Read(ctx)
	o, err := tx.ObjectionByPublic(id)
	if err != nil {
		return ObjectionView{}, err
	}
	sub, err := s.ofObjection(&o, nil)
	if err != nil {
		return ObjectionView{}, err
	}
	who, err := s.objectionAudience(tx, actor, sub)
	if err != nil {
		return ObjectionView{}, err
	}
	if who == audienceNone {
		return ObjectionView{}, model.NotFound()
	}
	if err := s.lookedAtObjection(ctx, actor, who, sub); err != nil {
		return ObjectionView{}, err
	}
	return s.objectionView(tx, who, sub)
}

// MyObjections returns what the actor has objected to in the own name, the newest first.
func (s *Service) MyObjections(ctx context.Context, actor model.Actor) ([]ObjectionView, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	list, err := tx.ObjectionsOf(actor.PersonID)
	if err != nil {
		return nil, err
	}
	views := make([]ObjectionView, 0, len(list))
	for i := range list {
		sub, err := s.ofObjection(&list[i], nil)
		if err != nil {
			return nil, err
		}
		v, err := s.objectionView(tx, audienceOwn, sub)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// objectionAudience tells the handling desk and the objector from everybody else.
func (s *Service) objectionAudience(tx *store.Tx, actor model.Actor, sub *subject) (audience, error) {
	o := sub.objection
	if actor.PersonID == 0 {
		return audienceNone, nil
	}
	if o.ObjectorID == actor.PersonID {
		return audienceOwn, nil
	}
	right, handles := actor.Holds(s.deskRoles(tx, sub), sub.area)
	if !handles {
		tasks, err := tx.TasksOfObject(sub.kind, sub.id)
		if err != nil {
			return audienceNone, err
		}
		for i := range tasks { // handed up, or asked of one person
			k := &tasks[i]
			handles = handles || k.Kind == "step" && k.Status == store.TaskOpen && heldBy(actor, k)
		}
	}
	if !handles {
		return audienceNone, nil
	}
	kin, err := s.kinOf(tx, actor, right, sub)
	if err != nil || kin {
		return audienceNone, err
	}
	return audienceHandler, nil
}

// objectionView writes an objection for its handler or its own objector.
func (s *Service) objectionView(tx *store.Tx, who audience, sub *subject) (ObjectionView, error) {
	o := sub.objection
	v := ObjectionView{ID: o.PublicID, Version: o.Version, ReceiptNo: o.ReceiptNo, State: o.State, Step: sub.scheme.Step(sub.machine, o.State),
		Place: s.placeName(tx, o.Area), Kind: o.Kind, Received: o.Received, Result: o.Result}
	public, err := tx.PublicIDs(model.ObjectRoster, []int64{o.RosterID})
	if err != nil {
		return v, err
	}
	if who == audienceHandler {
		v.Roster = public[o.RosterID]
	}
	if o.CaseID != 0 {
		row, err := tx.RowOf(o.RosterID, o.CaseID)
		if err != nil {
			return v, err
		}
		v.Row = row.RowNo
	}
	if err := addSaid(tx, who, sub, &v); err != nil {
		return v, err
	}
	if v.Answer, err = openText(tx, "objection", "answer", o.PublicID, o.AnswerSealed); err != nil {
		return v, err
	}
	return v, addObjector(tx, who, o, &v)
}

// addSaid writes what was said and shown, for its objector and its handler.
func addSaid(tx *store.Tx, who audience, sub *subject, v *ObjectionView) error {
	if who != audienceOwn && who.sees(fieldObjection) != clear {
		return nil
	}
	o := sub.objection
	var err error
	if v.Words, err = openText(tx, "objection", "text", o.PublicID, o.TextSealed); err != nil {
		return err
	}
	v.Photos, err = filesOf(tx, sub.kind, sub.id)
	return err
}

// addObjector names who objects to whom may know it; never 不留名.
func addObjector(tx *store.Tx, who audience, o *model.Objection, v *ObjectionView) error {
	if who.sees(fieldObjector) != clear || o.ObjectorID == 0 || o.Secrecy == SecrecyAnonymous {
		return nil
	}
	p, err := tx.Person(o.ObjectorID)
	v.Objector = p.Name
	return err
}

// openText opens a sealed text; an empty cell is an empty text.
func openText(tx *store.Tx, table, column string, row model.PublicID, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := tx.Seal().Open(seal.Cell{Table: table, Column: column, Row: string(row)}, sealed)
	return string(plain), err
}

// lookedAtObjection records a handler's look; it is about the household objected
// to only, so that the record does not tell who objected.
func (s *Service) lookedAtObjection(ctx context.Context, actor model.Actor, who audience, sub *subject) error {
	if who != audienceHandler {
		return nil
	}
	right, _ := actor.Holds(s.deskRoles(s.store.Read(ctx), sub), sub.area)
	return s.store.InTx(ctx, func(tx *store.Tx) error { return s.look(tx, actor, right, sub, "look.objection", "", nil) })
}
