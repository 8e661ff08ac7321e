package registry

import (
	"context"
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/account"
	"bangfu/service/audit"
)

// Resident is somebody the old household register knows (在册村民).
type Resident struct {
	Name   string         `json:"name"`
	Number model.IDNumber `json:"number"`
	Phone  model.Phone    `json:"phone,omitzero"`
	Region string         `json:"region"` // code of the village or group of residence
}

// AddResidents takes in people the register knows before they ever log in; their
// numbers are proven by the register. Somebody who is known already is left as he
// is. It returns who they are, in the order given. Errors: those of Actor.May;
// KindInvalid with the field.
func (r *Registry) AddResidents(ctx context.Context, actor model.Actor, in []Resident) (ids []model.PublicID, err error) {
	err = r.store.InTx(ctx, func(tx *store.Tx) error {
		ids = ids[:0]
		var about []string
		var right model.Right
		area := model.Area("")
		for i, x := range in {
			p, has, err := r.addResident(tx, actor, x, "residents."+strconv.Itoa(i))
			if err != nil {
				return err
			}
			ids, about, right, area = append(ids, p.PublicID), append(about, p.NumberIndex), has, p.Area.Up(model.LevelCounty)
		}
		if len(in) == 0 {
			return nil
		}
		_, err := r.log.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "registry.add_residents", Kind: model.ObjectPerson, Area: area,
			Note: "persons=" + strconv.Itoa(len(in)), About: about})
		return err
	})
	return ids, err
}

func (r *Registry) addResident(tx *store.Tx, actor model.Actor, x Resident, at string) (model.Person, model.Right, error) {
	none := func(err error) (model.Person, model.Right, error) { return model.Person{}, model.Right{}, err }
	place, err := tx.Region(x.Region)
	if err != nil || place.Level > model.LevelVillage {
		return none(model.InvalidField(at+".region", "请从名单里选住的村和组"))
	}
	right, err := actor.May(keep(), model.Object{Area: place.Area})
	if err != nil {
		return none(err)
	}
	if n := len([]rune(x.Name)); n < 2 || n > 30 {
		return none(model.InvalidField(at+".name", "请填姓名，和身份证上一样"))
	}
	if err := x.Number.Check(r.today()); err != nil {
		return none(model.InvalidField(at+".number", model.AsError(err).Notice))
	}
	p := model.Person{PublicID: model.NewPublicID(), Name: x.Name, Area: place.Area, Verified: true, Version: 1, CreatedAt: r.now()}
	if err := account.SealPerson(tx.Seal(), &p, x.Number, x.Phone); err != nil {
		return none(err)
	}
	known, err := tx.PersonByNumber(p.NumberIndex)
	if model.KindOf(err) != model.KindNotFound {
		return known, right, err
	}
	return p, right, tx.AddPerson(&p)
}
