package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// Colleague is somebody of the actor's own office: whom to ask to stand in, whom to
// send on a visit.
type Colleague struct {
	Person model.PublicID
	Name   string
	Role   model.Role
	Area   model.Area
}

// Colleagues lists who else holds a confirmed desk where the actor works: in the
// same township, for the county's desks in the county office. Whoever may be asked
// to stand in is among them. Errors: KindForbidden for somebody without a desk.
func (a *Accounts) Colleagues(ctx context.Context, actor model.Actor) ([]Colleague, error) {
	tx := a.store.Read(ctx)
	own, err := a.granted(tx, actor.PersonID, 0)
	if err != nil {
		return nil, err
	}
	if actor.PersonID == 0 || len(own) == 0 {
		return nil, model.Forbidden("您没有岗位，没有同事名单")
	}
	var all []Colleague
	seen := map[int64]bool{}
	for _, right := range own {
		office, county := officeOf(right)
		grants, err := tx.OpenGrantsIn(office, a.today())
		if err != nil {
			return nil, err
		}
		for _, g := range grants {
			if seen[g.ID] || g.PersonID == actor.PersonID || !worksAt(g, office, county) {
				continue
			}
			seen[g.ID] = true
			c, err := colleague(tx, g)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	return all, nil
}

func colleague(tx *store.Tx, g model.RoleGrant) (Colleague, error) {
	p, err := tx.Person(g.PersonID)
	return Colleague{Person: p.PublicID, Name: p.Name, Role: g.Role, Area: g.Area}, err
}

// officeOf is where the holder of a right works: the township, else the county,
// whose office is only the county's own desks.
func officeOf(r model.Right) (office model.Area, county bool) {
	if office = r.Area.Up(model.LevelTownship); office != "" {
		return office, false
	}
	return r.Area, true
}

func worksAt(g model.RoleGrant, office model.Area, county bool) bool {
	return g.ConfirmedBy != 0 && office.Contains(g.Area) && (!county || g.Area == office)
}
