package registry

import (
	"context"
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Kinds of registers (名册).
const (
	RegisterDelegates   = "delegates"   // 村民代表, of a village
	RegisterGroup       = "group"       // 小组代表, of a group
	RegisterSupervision = "supervision" // 村务监督委员会, of a village
)

// DelegateEntry is one person of a register to be: a name with a term.
type DelegateEntry struct {
	Name   string         `json:"name"`
	Person model.PublicID `json:"person,omitempty"` // when the register knows who it is: kin is found by it
	From   model.Date     `json:"from,omitempty"`   // first day of the term; today when empty
	To     model.Date     `json:"to,omitempty"`     // last day; open when empty
}

// RegisterInput is a register as it is to stand from now on.
type RegisterInput struct {
	Area     string          `json:"area"`     // code of the village or group
	Register string          `json:"register"` // delegates, group, supervision
	Entries  []DelegateEntry `json:"entries"`
}

// Register is a register as it stands on a day.
type Register struct {
	Area     model.Area
	Register string
	Entries  []model.Delegate
}

// SetRegister replaces a register (换届或调整名册, R-103): the entries in force end
// yesterday, the new ones begin. Meetings that were held keep the register they
// were held on. Errors: those of Actor.May; KindInvalid with the field for a
// place that has no such register, a name that stands twice, a term that ends
// before it begins.
func (r *Registry) SetRegister(ctx context.Context, actor model.Actor, in RegisterInput) (Register, error) {
	all, err := r.SetRegisters(ctx, actor, []RegisterInput{in})
	if err != nil {
		return Register{}, err
	}
	return all[0], nil
}

// SetRegisters replaces many registers at once, all of them or none.
func (r *Registry) SetRegisters(ctx context.Context, actor model.Actor, in []RegisterInput) (done []Register, err error) {
	err = r.store.InTx(ctx, func(tx *store.Tx) error {
		done = done[:0]
		for _, x := range in {
			one, err := r.setRegister(tx, actor, x)
			if err != nil {
				return err
			}
			done = append(done, one)
		}
		return nil
	})
	return done, err
}

func (r *Registry) setRegister(tx *store.Tx, actor model.Actor, in RegisterInput) (Register, error) {
	place, err := registerPlace(tx, in)
	if err != nil {
		return Register{}, err
	}
	right, err := actor.May(keep(), model.Object{Area: place.Area})
	if err != nil {
		return Register{}, err
	}
	entries, err := r.entries(tx, place.Area, in)
	if err != nil {
		return Register{}, err
	}
	closed, err := tx.CloseDelegates(place.Area, in.Register, r.today())
	if err != nil {
		return Register{}, err
	}
	if len(entries) > 0 {
		if err := tx.AddDelegates(entries); err != nil {
			return Register{}, err
		}
	}
	_, err = r.log.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "registry.set_register", Kind: "register", ID: place.ID, Area: place.Area,
		Note: in.Register + ":closed=" + strconv.FormatInt(closed, 10) + ",new=" + strconv.Itoa(len(entries))})
	return Register{place.Area, in.Register, entries}, err
}

// registerLevels says on which level each register stands.
func registerLevels() map[string]model.Level {
	return map[string]model.Level{
		RegisterDelegates: model.LevelVillage, RegisterSupervision: model.LevelVillage, RegisterGroup: model.LevelGroup,
	}
}

// registerPlace returns the place of a register, which must be one that has it.
func registerPlace(tx *store.Tx, in RegisterInput) (model.Region, error) {
	place, err := tx.Region(in.Area)
	if err != nil && model.KindOf(err) != model.KindNotFound {
		return place, err
	}
	level, known := registerLevels()[in.Register]
	if err != nil || !known || place.Level != level {
		return place, model.InvalidField("area", "这个地方没有这种名册，请重新选")
	}
	return place, nil
}

// entries checks the new register: everybody once, each term the right way round.
func (r *Registry) entries(tx *store.Tx, area model.Area, in RegisterInput) ([]model.Delegate, error) {
	seen := map[string]bool{}
	ds := make([]model.Delegate, 0, len(in.Entries))
	for i, e := range in.Entries {
		at := "entries." + strconv.Itoa(i)
		if n := len([]rune(e.Name)); n < 2 || n > 20 || model.ScanPublic(e.Name) != nil {
			return nil, model.InvalidField(at+".name", "请填姓名，不要带号码")
		}
		key := e.Name + "\x00" + string(e.Person)
		if seen[key] {
			return nil, model.InvalidField(at+".name", "名册里有人写了两次，请核对")
		}
		seen[key] = true
		d := model.Delegate{PublicID: model.NewPublicID(), Area: area, Register: in.Register, Name: e.Name, ValidFrom: e.From, ValidTo: e.To}
		if d.ValidFrom == "" {
			d.ValidFrom = r.today()
		}
		if d.ValidTo != "" && d.ValidTo < d.ValidFrom {
			return nil, model.InvalidField(at+".to", "任期的最后一天不能早于第一天")
		}
		if e.Person != "" {
			p, err := tx.PersonByPublic(e.Person)
			if err != nil {
				return nil, model.InvalidField(at+".person", "没有找到这个人，请重新选")
			}
			d.PersonID = p.ID
		}
		ds = append(ds, d)
	}
	return ds, nil
}
