package account

import (
	"context"
	"encoding/json"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// DeclareKin declares that the holder of a number is near kin of a cadre (近亲属备案).
// The cadre's own declaration (cadre is empty then) counts at once. An officer's for another cadre waits
// until that cadre or a second officer declares the same: one hand alone must not
// take a colleague off a household. Again does no harm. The answer is the same
// whether or not the number is known. Errors: KindInvalid with the field; those of
// Actor.May.
func (a *Accounts) DeclareKin(ctx context.Context, actor model.Actor, cadre model.PublicID, number model.IDNumber, relation string) error {
	if err := number.Check(a.today()); err != nil {
		return err
	}
	if relation == "" || len(relation) > 20 {
		return model.InvalidField("relation", "请从名单里选是什么亲属")
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		p, right, err := a.kinOf(tx, actor, cadre)
		if err != nil {
			return err
		}
		index := tx.Seal().Index("number", number.Reveal())
		have, err := tx.Relative(p.ID, index)
		switch {
		case model.KindOf(err) == model.KindNotFound:
			return a.addKin(tx, actor, right, p, index, relation)
		case err != nil || !have.Waits:
			return err
		}
		return a.confirmKin(tx, actor, right, p, have)
	})
}

func (a *Accounts) kinOf(tx *store.Tx, actor model.Actor, cadre model.PublicID) (model.Person, model.Right, error) {
	p, err := tx.PersonByPublic(cadre)
	if cadre == "" {
		p, err = tx.Person(actor.PersonID)
	}
	if err != nil {
		return p, model.Right{}, err
	}
	if p.ID == actor.PersonID && actor.Cadre() {
		return p, actor.Rights[0], nil
	}
	return a.reach(tx, actor, model.DeclareKin, cadre)
}

func (a *Accounts) addKin(tx *store.Tx, actor model.Actor, right model.Right, p model.Person, index, relation string) error {
	r := model.Relative{PersonID: p.ID, NumberIndex: index, Relation: relation, DeclaredBy: actor.PersonID, Waits: actor.PersonID != p.ID, CreatedAt: a.now()}
	if err := tx.AddRelative(&r); err != nil {
		return err
	}
	note := "own"
	if r.Waits {
		note = "waits"
		if err := a.askForKin(tx, p); err != nil {
			return err
		}
	}
	return a.write(tx, audit.Entry{
		Actor: actor, Right: right, Action: "account.kin", Kind: audit.KindKin, ID: r.ID, Area: p.Area,
		After: audit.KinContent(r), Note: note, About: []string{p.NumberIndex, index},
	})
}

// confirmKin lets a declaration count when a second hand makes the same one: the
// cadre's own, or another officer's than the first, also not one who stands in.
func (a *Accounts) confirmKin(tx *store.Tx, actor model.Actor, right model.Right, p model.Person, r model.Relative) error {
	if r.DeclaredBy == actor.PersonID || right.ForID != 0 && right.ForID == r.DeclaredBy {
		return nil
	}
	before := audit.KinContent(r)
	ok, err := tx.ConfirmRelative(r.ID, actor.PersonID)
	if err != nil || !ok {
		return err
	}
	r.Waits, r.ConfirmedBy = false, actor.PersonID
	return a.write(tx, audit.Entry{
		Actor: actor, Right: right, Action: "account.kin_confirm", Kind: audit.KindKin, ID: r.ID, Area: p.Area,
		Before: before, After: audit.KinContent(r), About: []string{p.NumberIndex, r.NumberIndex},
	})
}

// askForKin tells a cadre that a colleague has declared kin for him: he declares
// the same, or a second officer does.
func (a *Accounts) askForKin(tx *store.Tx, p model.Person) error {
	facts, err := json.Marshal(model.NoticeFacts{Title: "有人替您申报了近亲属", Say: "是的话请您自己再报一次"})
	if err != nil {
		return model.Internal(err)
	}
	msg := model.Message{PublicID: model.NewPublicID(), PersonID: p.ID, Kind: model.NoticeAlert, Facts: facts, State: store.MessageQueued,
		Due: a.now(), CreatedAt: a.now(), Version: 1}
	msg.ClientID = string(msg.PublicID)
	return tx.AddMessage(&msg)
}
