package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// NoteUnion notes which WeChat user is behind an account and joins the accounts
// of one user in the several apps to one person (unionid, wechat.md §9.10). It
// tells who somebody is, never what somebody may do: that comes from grants.
// An empty unionID changes nothing.
func (a *Accounts) NoteUnion(ctx context.Context, app, openID, unionID string) error {
	acc, err := a.ensure(ctx, app, openID, model.DoorAPI)
	if err != nil || unionID == "" || len(unionID) > 64 {
		return err
	}
	if acc.UnionID == unionID && acc.PersonID != 0 {
		return nil
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		if acc.UnionID != unionID {
			if err := tx.PutUnion(acc.ID, unionID); err != nil {
				return err
			}
		}
		return a.join(tx, unionID)
	})
}

// join binds the unbound accounts of a WeChat user to the person another of that
// user's accounts is bound to. Two persons behind one user: nothing is guessed.
func (a *Accounts) join(tx *store.Tx, unionID string) error {
	if unionID == "" {
		return nil
	}
	accs, err := tx.AccountsByUnion(unionID)
	if err != nil {
		return err
	}
	var person int64
	for _, acc := range accs {
		if acc.PersonID != 0 && person != 0 && acc.PersonID != person {
			return nil
		}
		person = max(person, acc.PersonID)
	}
	if person == 0 {
		return nil
	}
	for _, acc := range accs {
		if acc.PersonID != 0 {
			continue
		}
		if _, err := tx.BindAccount(acc.ID, 0, person, a.now()); err != nil {
			return err
		}
		actor := model.Actor{PersonID: person, AccountID: acc.ID, App: acc.App, Door: model.DoorAPI}
		if err := a.write(tx, audit.Entry{Actor: actor, Action: "account.join", Kind: kindAccount, ID: acc.ID, Note: "union"}); err != nil {
			return err
		}
	}
	return nil
}
