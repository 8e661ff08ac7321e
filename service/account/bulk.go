package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Granted is what one grant of many gave: the grant, who has it, and the one-time
// code for 绑定 of somebody who cannot get in yet.
type Granted struct {
	Grant  model.PublicID
	Person model.PublicID
	Code   string
}

// GrantMany gives many roles at once, all of them or none (批量授权): what a county
// does when it sets up its desks. Every grant stands under the rules of Grant and
// has its own record; deciding roles sleep. Errors: those of Grant.
func (a *Accounts) GrantMany(ctx context.Context, actor model.Actor, in []GrantInput) (given []Granted, err error) {
	err = a.store.InTx(ctx, func(tx *store.Tx) error {
		given = given[:0]
		for _, x := range in {
			g, p, code, err := a.grantOne(tx, actor, x)
			if err != nil {
				return err
			}
			given = append(given, Granted{g.PublicID, p.PublicID, code})
		}
		return nil
	})
	return given, err
}

func (a *Accounts) grantOne(tx *store.Tx, actor model.Actor, in GrantInput) (g model.RoleGrant, p model.Person, code string, err error) {
	area, err := a.checkGrant(tx, &in)
	if err != nil {
		return g, p, "", err
	}
	right, err := actor.May(model.GrantRole, model.Object{Area: area})
	if err != nil {
		return g, p, "", err
	}
	if p, code, err = a.grantee(tx, in, area); err != nil {
		return g, p, "", err
	}
	if p.ID == actor.PersonID || p.ID == right.ForID {
		return g, p, "", model.Forbidden("不能给自己授权，请另一位同志办理")
	}
	g = a.newGrant(in, area, p.ID, actor.PersonID)
	note := "sleeps"
	if !sleeps(in.Role) {
		g.ConfirmedBy, note = actor.PersonID, "awake"
	}
	return g, p, code, a.addGrant(tx, &g, actor, right, note)
}

// ConfirmMany wakes many grants, as the second of two people; one that is awake
// already is left as it is. Errors: those of ConfirmGrant, then none is woken.
func (a *Accounts) ConfirmMany(ctx context.Context, actor model.Actor, ids []model.PublicID) error {
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			g, err := tx.Grant(id)
			if err != nil {
				return err
			}
			if g.ConfirmedBy != 0 {
				continue
			}
			if err := a.confirm(tx, actor, g); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *Accounts) confirm(tx *store.Tx, actor model.Actor, g model.RoleGrant) error {
	right, err := actor.May(model.ConfirmGrant, model.Object{Area: g.Area})
	if err != nil {
		return err
	}
	switch {
	case g.RevokedAt.Set():
		return model.Conflict("这项授权已经收回了")
	case model.GuardGrant.On() && (g.GrantedBy == actor.PersonID || g.GrantedBy != 0 && g.GrantedBy == right.ForID):
		return model.Forbidden("授权要由另一位同志确认，不能自己确认")
	case g.PersonID == actor.PersonID || g.PersonID == right.ForID:
		return model.Forbidden("不能确认给自己的授权，请另一位同志办理")
	}
	before := audit.GrantContent(g)
	g.ConfirmedBy = actor.PersonID
	if err := tx.PutGrant(&g); err != nil {
		return err
	}
	return a.write(tx, audit.Entry{Actor: actor, Right: right, Action: "account.confirm", Kind: audit.KindGrant, ID: g.ID, Area: g.Area, Version: g.Version,
		Before: before, After: audit.GrantContent(g), Note: string(g.Role)})
}

// SeedActor returns a person as the seeding of a demonstration lets him act: with
// the rights of this moment and through the door that says so in every record. No
// request ever comes this way. Errors: KindNotFound.
func (a *Accounts) SeedActor(ctx context.Context, person model.PublicID) (model.Actor, error) {
	tx := a.store.Read(ctx)
	p, err := tx.PersonByPublic(person)
	if err != nil {
		return model.Actor{}, err
	}
	return a.actor(tx, model.Account{}, p.ID, model.DoorSeed)
}

// SealPerson writes number and phone into a person's columns, with the index by
// which the number is found; an empty one changes nothing.
func SealPerson(s *seal.Sealer, p *model.Person, number model.IDNumber, phone model.Phone) error {
	return sealPerson(s, p, number, phone)
}
