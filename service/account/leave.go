package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Leave ends everything a cadre holds: grants, stand-ins both ways, logins, codes
// (离任). The binding stays: the person is a villager still. Errors: those of
// Actor.May for any of the grants; then nothing is changed.
func (a *Accounts) Leave(ctx context.Context, actor model.Actor, person model.PublicID) error {
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		p, right, _, err := a.endAll(tx, actor, person, "account.leave_grant")
		if err != nil {
			return err
		}
		if _, err := tx.RevokeSessions(p.ID, a.now()); err != nil {
			return err
		}
		if err := tx.VoidBindCodes(p.ID, a.now()); err != nil {
			return err
		}
		if err := a.endStandIns(tx, actor, right, p); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "account.leave", Kind: kindPerson, ID: p.ID, Area: p.Area, About: []string{p.NumberIndex},
		})
	})
}

// endAll revokes every grant of a person, also those of days to come, if the
// actor may revoke each of them.
func (a *Accounts) endAll(tx *store.Tx, actor model.Actor, person model.PublicID, action string) (model.Person, model.Right, []model.RoleGrant, error) {
	none := func(err error) (model.Person, model.Right, []model.RoleGrant, error) {
		return model.Person{}, model.Right{}, nil, err
	}
	p, err := tx.PersonByPublic(person)
	if err != nil {
		return none(err)
	}
	grants, err := tx.OpenGrantsOf(p.ID, a.today())
	if err != nil {
		return none(err)
	}
	if len(grants) == 0 { // not a cadre: outside what the accounts' page shows
		return none(model.NotFound())
	}
	var right model.Right
	for _, g := range grants {
		if right, err = actor.May(model.RevokeGrant, model.Object{Area: g.Area}); err != nil {
			return none(err)
		}
		if err := a.endGrant(tx, actor, right, g, action); err != nil {
			return none(err)
		}
	}
	return p, right, grants, nil
}

// Rebound is what Rebind did.
type Rebound struct {
	Code   string           // one-time code for the new phone
	Grants []model.PublicID // the same roles anew: asleep until another officer confirms them
	Old    []model.Account  // accounts cut off: they are to be told
}

// Rebind moves a cadre to another phone (换绑; trust T10): the old accounts and
// logins are dead at once, a new code is given out, and the same roles are granted
// anew. They sleep until a second officer confirms them and begin on the first day
// that is 24 hours away, so that whoever holds the old phone can object. Errors:
// those of Actor.May for any of the grants; KindForbidden for oneself.
func (a *Accounts) Rebind(ctx context.Context, actor model.Actor, person model.PublicID) (r Rebound, err error) {
	err = a.store.InTx(ctx, func(tx *store.Tx) error {
		r = Rebound{}
		p, right, grants, err := a.endAll(tx, actor, person, "account.rebind_grant")
		if err != nil {
			return err
		}
		if p.ID == actor.PersonID {
			return model.Forbidden("不能给自己换绑，请另一位同志办理")
		}
		if r.Old, err = a.cutOff(tx, p.ID); err != nil {
			return err
		}
		if err := a.endStandIns(tx, actor, right, p); err != nil { // no right comes to the new phone by a side door
			return err
		}
		if r.Code, err = a.issue(tx, p.ID, codeLife); err != nil {
			return err
		}
		for _, old := range grants {
			g := a.newGrant(GrantInput{Role: old.Role, From: max(old.ValidFrom, a.dayAfterDelay()), To: old.ValidTo}, old.Area, p.ID, actor.PersonID)
			if g.ValidTo != "" && g.ValidTo < g.ValidFrom {
				continue
			}
			if err := a.addGrant(tx, &g, actor, right, "rebind"); err != nil {
				return err
			}
			r.Grants = append(r.Grants, g.PublicID)
		}
		return a.write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "account.rebind", Kind: kindPerson, ID: p.ID, Area: p.Area, About: []string{p.NumberIndex},
		})
	})
	return r, err
}

// dayAfterDelay returns the first day that begins 24 hours from now or later.
func (a *Accounts) dayAfterDelay() model.Date {
	now := a.clock.Now()
	if day := model.DateOf(now).AddDays(1); !day.Start().Before(now.AddDate(0, 0, 1)) {
		return day
	}
	return model.DateOf(now).AddDays(2)
}

// ResetPIN takes a forgotten PIN away; the person sets a new one after logging in.
// Every login of the person ends. Errors: those of Actor.May for any of the
// person's grants; KindForbidden for oneself.
func (a *Accounts) ResetPIN(ctx context.Context, actor model.Actor, person model.PublicID) error {
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		p, right, err := a.reach(tx, actor, model.RevokeGrant, person)
		if err != nil {
			return err
		}
		if p.ID == actor.PersonID {
			return model.Forbidden("不能重设自己的办理密码，请另一位同志办理")
		}
		p.PINHash, p.PINFails, p.PINLocked, p.PINOn = "", 0, 0, ""
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
		if _, err := tx.RevokeSessions(p.ID, a.now()); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Right: right, Action: "pin.reset", Kind: kindPerson, ID: p.ID, Area: p.Area})
	})
}

// reach returns the person and the right by which the actor may do the action on
// a cadre: in the areas of all that cadre's grants.
func (a *Accounts) reach(tx *store.Tx, actor model.Actor, action model.Action, person model.PublicID) (p model.Person, right model.Right, err error) {
	if p, err = tx.PersonByPublic(person); err != nil {
		return p, right, err
	}
	grants, err := tx.OpenGrantsOf(p.ID, a.today())
	if err != nil {
		return p, right, err
	}
	if len(grants) == 0 {
		return p, right, model.NotFound()
	}
	for _, g := range grants {
		if right, err = actor.May(action, model.Object{Area: g.Area}); err != nil {
			return p, right, err
		}
	}
	return p, right, nil
}
