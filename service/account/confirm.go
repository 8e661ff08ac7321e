package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// incompatible lists the roles that may not be in one hand (A6): who runs the
// accounts decides nothing, and who witnesses for the village does not act for it.
// Deciding roles of two levels may be; nobody decides twice on one row (decisions 5).
func incompatible(a, b model.Role) bool {
	deciding := func(r model.Role) bool { f, _ := r.Facts(); return f.Deciding }
	village := func(r model.Role) bool { return r == model.RoleVillageCommittee || r == model.RoleVillageClerk }
	one := func(a, b model.Role) bool {
		return a == model.RoleSysAdmin && deciding(b) || a == model.RoleSupervision && village(b)
	}
	return one(a, b) || one(b, a)
}

// compatible refuses a role beside those a person holds, asleep or awake, or has
// by standing in for somebody.
func (a *Accounts) compatible(tx *store.Tx, person int64, held []model.RoleGrant, roles ...model.Role) error {
	rights, err := a.rights(tx, person)
	if err != nil {
		return err
	}
	for _, g := range held {
		rights = append(rights, model.Right{Role: g.Role})
	}
	for _, role := range roles {
		for _, r := range rights {
			if incompatible(r.Role, role) {
				return model.Conflict("同一个人不能既是" + r.Role.Title() + "又是" + role.Title() + "，请换一位同志")
			}
		}
	}
	return nil
}

// ConfirmGrant wakes a grant, as the second of two people: neither who granted it
// nor whom it is for. Errors: those of Actor.May, KindForbidden for the same hand,
// KindConflict when it is awake or revoked already.
func (a *Accounts) ConfirmGrant(ctx context.Context, actor model.Actor, id model.PublicID) error {
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		g, err := tx.Grant(id)
		if err != nil {
			return err
		}
		right, err := actor.May(model.ConfirmGrant, model.Object{Area: g.Area})
		if err != nil {
			return err
		}
		switch {
		case g.RevokedAt.Set():
			return model.Conflict("这项授权已经收回了")
		case g.ConfirmedBy != 0:
			return model.Conflict("这项授权已经由他人确认了，不用再办")
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
		return a.write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "account.confirm", Kind: audit.KindGrant, ID: g.ID, Area: g.Area, Version: g.Version,
			Before: before, After: audit.GrantContent(g), Note: string(g.Role),
		})
	})
}

// Revoke ends a grant at once: the next request has no right by it; tasks stay at
// the desk (收回授权). Errors: those of Actor.May; KindConflict when it has ended already.
func (a *Accounts) Revoke(ctx context.Context, actor model.Actor, id model.PublicID) error {
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		g, err := tx.Grant(id)
		if err != nil {
			return err
		}
		right, err := actor.May(model.RevokeGrant, model.Object{Area: g.Area})
		if err != nil {
			return err
		}
		if g.RevokedAt.Set() {
			return model.Conflict("这项授权已经收回了，不用再办")
		}
		return a.endGrant(tx, actor, right, g, "account.revoke")
	})
}

func (a *Accounts) endGrant(tx *store.Tx, actor model.Actor, right model.Right, g model.RoleGrant, action string) error {
	before := audit.GrantContent(g)
	g.RevokedAt = a.now()
	if err := tx.PutGrant(&g); err != nil {
		return err
	}
	return a.write(tx, audit.Entry{
		Actor: actor, Right: right, Action: action, Kind: audit.KindGrant, ID: g.ID, Area: g.Area, Version: g.Version,
		Before: before, After: audit.GrantContent(g), Note: string(g.Role),
	})
}
