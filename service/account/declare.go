package account

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Declaration is what a person says of who it is (自报信息).
type Declaration struct {
	Name   string         `json:"name"`
	Number model.IDNumber `json:"number"`
	Phone  model.Phone    `json:"phone"`
	Region string         `json:"region"` // code of the village or group of residence
}

func (d Declaration) check(today model.Date) error {
	var fields []model.FieldError
	for _, err := range []error{checkName(d.Name), d.Number.Check(today), d.Phone.Check()} {
		if err != nil {
			fields = append(fields, model.AsError(err).Fields...)
		}
	}
	if len(fields) > 0 {
		return model.Invalid(fields[0].Notice, fields...)
	}
	return nil
}

func checkName(name string) error {
	n := 0
	for _, r := range name {
		if !unicode.IsLetter(r) && r != '·' && r != ' ' && r != '.' {
			return model.InvalidField("name", "姓名请照着身份证写，不要写别的")
		}
		n++
	}
	if n < 2 || n > 30 {
		return model.InvalidField("name", "请写全姓名，照着身份证写")
	}
	return nil
}

// Declare notes who the holder of an account says to be. The person is unproven
// until the acceptance or a match with the register (decisions 16). Doing it again
// changes nothing or puts right what was mistyped. The answer is the same whether
// or not anybody with that number is known (decisions 19). Errors: KindInvalid with
// fields, KindConflict when what stands is proven already.
func (a *Accounts) Declare(ctx context.Context, actor model.Actor, d Declaration) error {
	if actor.AccountID == 0 && actor.PersonID == 0 {
		return model.Unauthenticated("请先登录")
	}
	d.Name = strings.TrimSpace(d.Name)
	if err := d.check(a.today()); err != nil {
		return err
	}
	if err := a.allow(ctx, "declare:"+strconv.FormatInt(actor.AccountID, 10), 20, time.Hour); err != nil {
		return err
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		area, err := residence(tx, d.Region)
		if err != nil {
			return err
		}
		person, err := currentPerson(tx, actor)
		if err != nil {
			return err
		}
		if person != 0 {
			return a.redeclare(tx, actor, person, d, area)
		}
		return a.declareNew(tx, actor, d, area)
	})
}

func currentPerson(tx *store.Tx, actor model.Actor) (int64, error) {
	if actor.AccountID == 0 {
		return actor.PersonID, nil
	}
	acc, err := tx.AccountByID(actor.AccountID)
	return acc.PersonID, err
}

func residence(tx *store.Tx, code string) (model.Area, error) {
	r, err := tx.Region(code)
	if model.KindOf(err) == model.KindNotFound || err == nil && r.Level != model.LevelVillage && r.Level != model.LevelGroup {
		return "", model.InvalidField("region", "请从名单里选您住的村和组")
	}
	return r.Area, err
}

func (a *Accounts) declareNew(tx *store.Tx, actor model.Actor, d Declaration, area model.Area) error {
	p := model.Person{PublicID: model.NewPublicID(), Name: d.Name, Area: area, Version: 1, CreatedAt: a.now()}
	if err := sealPerson(tx.Seal(), &p, d.Number, d.Phone); err != nil {
		return err
	}
	if err := tx.AddPerson(&p); err != nil {
		return err
	}
	acc, err := tx.AccountByID(actor.AccountID)
	if err != nil {
		return err
	}
	actor.Area = area
	return a.bindTo(tx, &acc, p.ID, actor, "person.declare", p.NumberIndex)
}

// redeclare puts right what an unproven person said. A proven one and a cadre keep
// their number: it decides whose kin they are.
func (a *Accounts) redeclare(tx *store.Tx, actor model.Actor, person int64, d Declaration, area model.Area) error {
	p, err := tx.Person(person)
	if err != nil {
		return err
	}
	phone, err := openPhone(tx.Seal(), p)
	if err != nil {
		return err
	}
	said := model.Person{Name: d.Name, Area: area, NumberIndex: tx.Seal().Index("number", d.Number.Reveal())}
	if sameIdentity(p, said) && p.Area == area && phone.Reveal() == d.Phone.Reveal() {
		return nil
	}
	grants, err := tx.GrantsOf(person, a.today())
	if err != nil {
		return err
	}
	if err := putRight(&p, said, grants); err != nil {
		return err
	}
	if err := sealPerson(tx.Seal(), &p, d.Number, d.Phone); err != nil {
		return err
	}
	if err := tx.PutPerson(&p); err != nil {
		return err
	}
	return a.write(tx, audit.Entry{
		Actor: actor, Action: "person.redeclare", Kind: kindPerson, ID: p.ID, Area: p.Area, About: []string{said.NumberIndex},
	})
}

func sameIdentity(p, said model.Person) bool {
	return p.NumberIndex == said.NumberIndex && p.Name == said.Name
}

// putRight changes name and place of an unproven person who holds no role; of the
// others they stay, and a number that would be another one is refused.
func putRight(p *model.Person, said model.Person, grants []model.RoleGrant) error {
	fixed := p.Verified || len(grants) > 0
	otherNumber := p.NumberIndex != "" && p.NumberIndex != said.NumberIndex
	switch {
	case fixed && otherNumber, p.Verified && !sameIdentity(*p, said):
		return model.Conflict("您的信息已经核实过，要改请带身份证找村上")
	case !fixed:
		p.Name, p.Area = said.Name, said.Area
	}
	return nil
}

// sealPerson writes number and phone into their columns; an empty one changes nothing.
func sealPerson(s *seal.Sealer, p *model.Person, number model.IDNumber, phone model.Phone) (err error) {
	if !number.Empty() {
		p.NumberIndex = s.Index("number", number.Reveal())
		p.NumberSealed, err = s.Seal(seal.Cell{Table: "person", Column: "number", Row: string(p.PublicID)}, []byte(number.Reveal()))
		if err != nil {
			return err
		}
	}
	if !phone.Empty() {
		p.PhoneSealed, err = s.Seal(seal.Cell{Table: "person", Column: "phone", Row: string(p.PublicID)}, []byte(phone.Reveal()))
	}
	return err
}

func openPhone(s *seal.Sealer, p model.Person) (model.Phone, error) {
	b, err := s.Open(seal.Cell{Table: "person", Column: "phone", Row: string(p.PublicID)}, p.PhoneSealed)
	return model.NewPhone(string(b)), err
}

// Prove marks the person as proven, in the transaction of the acceptance (受理) or
// of a match with the register; again does no harm.
func (a *Accounts) Prove(tx *store.Tx, actor model.Actor, right model.Right, person int64) error {
	p, err := tx.Person(person)
	if err != nil || p.Verified {
		return err
	}
	p.Verified = true
	if err := tx.PutPerson(&p); err != nil {
		return err
	}
	return a.write(tx, audit.Entry{
		Actor: actor, Right: right, Action: "person.prove", Kind: kindPerson, ID: p.ID, Area: p.Area, About: []string{p.NumberIndex},
	})
}
