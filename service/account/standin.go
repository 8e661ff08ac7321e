package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// standInDays is how long somebody may be stood in for at a time.
const standInDays = 60

// StandIn lets another cadre of the same office hold the actor's desks from one day
// to another (顶班); both names stand in the record of every act. It needs no second
// officer, so it reaches only people who hold a confirmed role in the same township,
// for the county's desks in the same county office. Errors: KindInvalid with the
// field, KindForbidden for somebody of another office, KindConflict for roles that
// may not be in one hand.
func (a *Accounts) StandIn(ctx context.Context, actor model.Actor, other model.PublicID, from, to model.Date) error {
	if from == "" {
		from = a.today()
	}
	if err := a.checkDays(from, to); err != nil {
		return err
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		own, err := a.granted(tx, actor.PersonID, 0)
		if err != nil {
			return err
		}
		if actor.PersonID == 0 || len(own) == 0 {
			return model.Forbidden("您没有需要别人顶班的岗位")
		}
		p, err := tx.PersonByPublic(other)
		if err != nil {
			return err
		}
		if err := tx.PutPerson(&p); err != nil { // against a grant to the same person at the same moment
			return err
		}
		if err := a.checkStandIn(tx, actor, p, own); err != nil {
			return err
		}
		in := model.StandIn{AbsentID: actor.PersonID, PersonID: p.ID, ValidFrom: from, ValidTo: to, CreatedAt: a.now()}
		if err := tx.AddStandIn(&in); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{
			Actor: actor, Action: "account.stand_in", Kind: audit.KindStandIn, ID: in.ID, Area: own[0].Area,
			After: audit.StandInContent(in), Note: string(from) + "/" + string(to), About: []string{p.NumberIndex},
		})
	})
}

func (a *Accounts) checkDays(from, to model.Date) error {
	for field, d := range map[string]model.Date{"from": from, "to": to} {
		if _, err := model.ParseDate(string(d)); err != nil {
			return model.InvalidField(field, "日期要写成 2014-05-12 这样")
		}
	}
	if from < a.today() || to < from || from.DaysUntil(to) >= standInDays {
		return model.InvalidField("to", "顶班从今天或以后算起，一次最多60天")
	}
	return nil
}

func (a *Accounts) checkStandIn(tx *store.Tx, actor model.Actor, p model.Person, own []model.Right) error {
	if p.ID == actor.PersonID {
		return model.InvalidField("person", "顶班要请另一位同志")
	}
	held, err := tx.GrantsOf(p.ID, a.today())
	if err != nil {
		return err
	}
	var roles []model.Role
	for _, r := range own {
		if !sameOffice(r, held) {
			return model.Forbidden("只能请本单位有岗位的同志顶班")
		}
		roles = append(roles, r.Role)
	}
	if held, err = tx.OpenGrantsOf(p.ID, a.today()); err != nil {
		return err
	}
	return a.compatible(tx, p.ID, held, roles...)
}

// sameOffice reports whether somebody with the grants works where the right lies:
// in the same township, for a county desk at the county.
func sameOffice(r model.Right, held []model.RoleGrant) bool {
	office, county := officeOf(r)
	for _, g := range held {
		if worksAt(g, office, county) {
			return true
		}
	}
	return false
}

// endStandIns ends what others do for a person, and what the person does for others.
func (a *Accounts) endStandIns(tx *store.Tx, actor model.Actor, right model.Right, p model.Person) error {
	open, err := tx.OpenStandIns(p.ID)
	if err != nil {
		return err
	}
	for _, in := range open {
		before := audit.StandInContent(in)
		in.EndedAt = a.now()
		ok, err := tx.EndStandIn(in.ID, in.EndedAt)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := a.write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "account.stand_in_end", Kind: audit.KindStandIn, ID: in.ID, Area: p.Area,
			Before: before, After: audit.StandInContent(in), About: []string{p.NumberIndex},
		}); err != nil {
			return err
		}
	}
	return nil
}
