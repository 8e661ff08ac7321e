package account

import (
	"context"
	"errors"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// ActorByOpenID returns who writes in the chat. An openid never seen before gets
// an account; until it is bound the actor has an AccountID and PersonID 0, and
// may do nothing but bind and declare. Errors: KindInvalid for an empty openid,
// and what the store says.
func (a *Accounts) ActorByOpenID(ctx context.Context, app, openID string) (model.Actor, error) {
	acc, err := a.ensure(ctx, app, openID, model.DoorChat)
	if err != nil {
		return model.Actor{}, err
	}
	return a.actor(a.store.Read(ctx), acc, acc.PersonID, model.DoorChat)
}

// ensure returns the account of an openid and makes it when it is new.
func (a *Accounts) ensure(ctx context.Context, app, openID string, door model.Door) (model.Account, error) {
	if openID == "" || len(openID) > 64 || app == "" || len(app) > 8 {
		return model.Account{}, model.Invalid("没有认出您的微信，请重新打开再试")
	}
	acc, err := a.store.Read(ctx).Account(app, openID)
	if model.KindOf(err) != model.KindNotFound {
		return acc, err
	}
	err = a.store.InTx(ctx, func(tx *store.Tx) error {
		acc = model.Account{App: app, OpenID: openID, CreatedAt: a.now()}
		if err := tx.AddAccount(&acc); err != nil {
			return err
		}
		actor := model.Actor{AccountID: acc.ID, App: app, Door: door}
		return a.write(tx, audit.Entry{Actor: actor, Action: "account.new", Kind: kindAccount, ID: acc.ID, Note: app})
	})
	if errors.Is(err, store.ErrDuplicate) { // somebody was faster with the same openid
		return a.store.Read(ctx).Account(app, openID)
	}
	return acc, err
}

// actor makes the actor of an account (zero for a login without one) and a person.
func (a *Accounts) actor(tx *store.Tx, acc model.Account, person int64, door model.Door) (model.Actor, error) {
	who := model.Actor{PersonID: person, AccountID: acc.ID, App: acc.App, Door: door}
	if person == 0 {
		return who, nil
	}
	p, err := tx.Person(person)
	if err != nil {
		return model.Actor{}, err
	}
	who.Area, who.Verified, who.PINOn, who.Index = p.Area, p.Verified, p.PINOn, p.NumberIndex
	who.Rights, err = a.rights(tx, person)
	return who, err
}

// rights returns what a person may do today: the grants in force that are awake,
// and those of the people the person stands in for.
func (a *Accounts) rights(tx *store.Tx, person int64) ([]model.Right, error) {
	rights, err := a.granted(tx, person, 0)
	if err != nil {
		return nil, err
	}
	ins, err := tx.StandInsOf(person, a.today())
	if err != nil {
		return nil, err
	}
	for _, in := range ins {
		more, err := a.granted(tx, in.AbsentID, in.AbsentID)
		if err != nil {
			return nil, err
		}
		rights = append(rights, more...)
	}
	return rights, nil
}

func (a *Accounts) granted(tx *store.Tx, person, absent int64) ([]model.Right, error) {
	grants, err := tx.GrantsOf(person, a.today())
	if err != nil {
		return nil, err
	}
	var rights []model.Right
	for _, g := range grants {
		if g.ConfirmedBy == 0 && model.GuardGrant.On() {
			continue // sleeps until a second officer confirms it
		}
		rights = append(rights, model.Right{GrantID: g.ID, Role: g.Role, Area: g.Area, ForID: absent})
	}
	return rights, nil
}
