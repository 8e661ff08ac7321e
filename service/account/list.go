package account

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Holding is one line of the page of accounts: who holds which desk.
type Holding struct {
	Grant     model.PublicID `json:"grant"`
	Person    model.PublicID `json:"person"`
	Name      string         `json:"name"`
	Role      model.Role     `json:"role"`
	Area      model.Area     `json:"area"`
	ValidFrom model.Date     `json:"valid_from"`
	ValidTo   model.Date     `json:"valid_to,omitempty"`
	Awake     bool           `json:"awake"` // confirmed, as far as it must be
	Bound     bool           `json:"bound"` // the person has bound a WeChat account
	May       []string       `json:"may"`   // what the reader may do on this line
}

// Holdings lists the grants in force or to come inside a place, for those who
// grant or confirm there. Errors: those of Actor.May, KindInvalid for the region.
func (a *Accounts) Holdings(ctx context.Context, actor model.Actor, regionCode string) (list []Holding, err error) {
	err = a.store.InTx(ctx, func(tx *store.Tx) error {
		region, err := tx.Region(regionCode)
		if model.KindOf(err) == model.KindNotFound {
			return model.InvalidField("region", "没有这个地方，请从名单里选")
		}
		if err != nil {
			return err
		}
		right, err := actor.May(model.ConfirmGrant, model.Object{Area: region.Area})
		if err != nil {
			return err
		}
		grants, err := tx.OpenGrantsIn(region.Area, a.today())
		if err != nil {
			return err
		}
		if list, err = holdings(tx, actor, grants); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Right: right, Action: "look.accounts", Area: region.Area})
	})
	return list, err
}

func holdings(tx *store.Tx, actor model.Actor, grants []model.RoleGrant) ([]Holding, error) {
	type who struct {
		person model.Person
		bound  bool
	}
	known := map[int64]who{}
	var list []Holding
	for _, g := range grants {
		w, ok := known[g.PersonID]
		if !ok {
			p, err := tx.Person(g.PersonID)
			if err != nil {
				return nil, err
			}
			accs, err := tx.AccountsOf(g.PersonID)
			if err != nil {
				return nil, err
			}
			w = who{p, len(accs) > 0}
			known[g.PersonID] = w
		}
		list = append(list, Holding{
			Grant: g.PublicID, Person: w.person.PublicID, Name: w.person.Name, Role: g.Role, Area: g.Area,
			ValidFrom: g.ValidFrom, ValidTo: g.ValidTo, Awake: g.ConfirmedBy != 0, Bound: w.bound, May: mayOn(actor, g),
		})
	}
	return list, nil
}
