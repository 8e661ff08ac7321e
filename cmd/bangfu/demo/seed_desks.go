package demo

import (
	"errors"
	"slices"

	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/registry"
	"bangfu/service/registry/synthetic"
)

// deskKey names a desk: a role in a place.
type deskKey struct {
	role   model.Role
	region string
}

// holder is who holds a desk, by the register's id, or by the phone for the very
// first ones, whom the shell has let in.
type holder struct {
	person model.PublicID
	phone  string
	code   string // 绑定码, until it is used
}

var errNobody = errors.New("demo: a desk of the seeding has no holder")

// as returns who acts: with the rights of this moment, through the seeding's door.
func (s *seeding) as(h holder) (model.Actor, error) {
	if h.person != "" {
		return s.Accounts.SeedActor(s.ctx, h.person)
	}
	if h.phone == "" {
		return model.Actor{}, errNobody
	}
	a, err := s.Accounts.ActorByOpenID(s.ctx, account.AppOA, s.Sandbox.AddPerson(h.phone).OA)
	a.Door = model.DoorSeed
	return a, err
}

// at returns the n-th holder of a desk.
func (s *seeding) at(role model.Role, region string, n int) holder {
	if hs := s.desks[deskKey{role, region}]; n < len(hs) {
		return hs[n]
	}
	return holder{}
}

func (s *seeding) countyCode() string { return s.county.Villages[0].Township.Parent }

// grants fills every desk of the county: the shell lets the first officer and the
// administrator in, the officer grants, a second officer confirms (decisions 16).
func (s *seeding) grants() error {
	cadres, county := s.county.Cadres(), s.countyCode()
	if err := s.first(cadres, county); err != nil {
		return err
	}
	officer, err := s.as(s.at(model.RoleCountyOfficer, county, 0))
	if err != nil {
		return err
	}
	given, err := s.give(officer, afterFirst(cadres))
	if err != nil {
		return err
	}
	second, err := s.as(s.at(model.RoleCountyOfficer, county, 1))
	if err != nil {
		return err
	}
	ids := make([]model.PublicID, len(given))
	for i, g := range given {
		ids[i] = g.Grant
	}
	if err := s.Accounts.ConfirmMany(s.ctx, second, ids); err != nil {
		return err
	}
	return s.bindPhones()
}

// afterFirst leaves out whom first lets in, and delegates and supervisors: these
// stand in registers and act in meetings only.
func afterFirst(cadres []synthetic.Cadre) []synthetic.Cadre {
	officers := 0
	return slices.DeleteFunc(slices.Clone(cadres), func(c synthetic.Cadre) bool {
		switch c.Role {
		case model.RoleCountyOfficer:
			officers++
			return officers <= 2
		case model.RoleSysAdmin, model.RoleDelegate, model.RoleSupervision:
			return true
		}
		return false
	})
}

// first lets in who opens the register: officer and administrator by the shell,
// then a second officer, whom the administrator confirms.
func (s *seeding) first(cadres []synthetic.Cadre, county string) error {
	var officers, admins []synthetic.Cadre
	for _, c := range cadres {
		switch c.Role {
		case model.RoleCountyOfficer:
			officers = append(officers, c)
		case model.RoleSysAdmin:
			admins = append(admins, c)
		}
	}
	if len(officers) < 2 || len(admins) < 1 {
		return errNobody
	}
	for _, x := range []struct {
		cadre synthetic.Cadre
		phone string
	}{{officers[0], "county"}, {admins[0], "admin"}} {
		code, err := s.Accounts.GrantFirst(s.ctx, x.cadre.Name, x.cadre.Role, county)
		if err != nil {
			return err
		}
		if err := s.bind(x.phone, code); err != nil {
			return err
		}
		key := deskKey{x.cadre.Role, county}
		s.desks[key] = append(s.desks[key], holder{phone: x.phone})
	}
	officer, err := s.as(s.at(model.RoleCountyOfficer, county, 0))
	if err != nil {
		return err
	}
	given, err := s.give(officer, officers[1:2])
	if err != nil {
		return err
	}
	admin, err := s.as(s.at(model.RoleSysAdmin, county, 0))
	if err != nil {
		return err
	}
	return s.Accounts.ConfirmGrant(s.ctx, admin, given[0].Grant)
}

// give grants desks to cadres and remembers who holds them.
func (s *seeding) give(officer model.Actor, cadres []synthetic.Cadre) ([]account.Granted, error) {
	in := make([]account.GrantInput, len(cadres))
	for i, c := range cadres {
		in[i] = account.GrantInput{Name: c.Name, Number: c.Number, Phone: c.Phone, Role: c.Role, Region: c.RegionCode}
	}
	given, err := s.Accounts.GrantMany(s.ctx, officer, in)
	if err != nil {
		return nil, err
	}
	for i, g := range given {
		key := deskKey{cadres[i].Role, cadres[i].RegionCode}
		s.desks[key] = append(s.desks[key], holder{person: g.Person, code: g.Code})
	}
	return given, nil
}

// bind ties a phone's chat to the person who was given the code; the other
// accounts of the same WeChat user join by themselves.
func (s *seeding) bind(phone, code string) error {
	if err := s.meet(phone); err != nil {
		return err
	}
	a, err := s.Accounts.ActorByOpenID(s.ctx, account.AppOA, s.Sandbox.AddPerson(phone).OA)
	if err != nil {
		return err
	}
	_, err = s.Accounts.Bind(s.ctx, a, code)
	return err
}

// meet lets the accounts of a phone be known: chat, mini-program and browser of
// one WeChat user.
func (s *seeding) meet(phone string) error {
	p := s.Sandbox.AddPerson(phone)
	return errors.Join(
		s.Accounts.NoteUnion(s.ctx, account.AppOA, p.OA, p.UnionID),
		s.Accounts.NoteUnion(s.ctx, account.AppMP, p.MP, p.UnionID),
		s.Accounts.NoteUnion(s.ctx, account.AppH5, p.OA, p.UnionID))
}

// bindPhones gives the cast's phones to the holders of their desks, and everybody a PIN.
func (s *seeding) bindPhones() error {
	v, _ := s.county.Village(storyVillage)
	for _, p := range cast() {
		var err error
		switch {
		case p.role == model.RoleVillager:
			err = s.declare(p, v)
		case p.phone != "county" && p.phone != "admin":
			region, n := s.deskOf(p, v)
			if h := s.at(p.role, region, n); h.code != "" {
				err = s.bind(p.phone, h.code)
			}
		}
		if err != nil {
			return err
		}
		if !p.seat {
			continue
		}
		a, err := s.as(holder{phone: p.phone})
		if err != nil {
			return err
		}
		if err := s.Accounts.SetPIN(s.ctx, a, PIN); err != nil {
			return err
		}
	}
	return nil
}

// deskOf returns the desk of a part of the cast: region and which holder.
func (s *seeding) deskOf(p part, v synthetic.Village) (string, int) {
	f, _ := p.role.Facts()
	switch f.Level {
	case model.LevelGroup:
		return v.Groups[min(p.nth, len(v.Groups)-1)].Code, 0
	case model.LevelVillage:
		return v.Region.Code, p.nth
	case model.LevelTownship:
		return v.Township.Code, p.nth
	}
	return s.countyCode(), p.nth
}

// declare lets a villager's phone say who holds it; nothing is proven yet.
func (s *seeding) declare(p part, v synthetic.Village) error {
	if err := s.meet(p.phone); err != nil {
		return err
	}
	a, err := s.Accounts.ActorByOpenID(s.ctx, account.AppOA, s.Sandbox.AddPerson(p.phone).OA)
	if err != nil {
		return err
	}
	who := villagerOf(s.county, p.nth)
	return s.Accounts.Declare(s.ctx, a, account.Declaration{Name: who.Name, Number: who.Number, Phone: who.Phone, Region: v.Groups[p.nth%len(v.Groups)].Code})
}

// villagerOf returns the invented person behind a villager's phone; the story
// applies in this name.
func villagerOf(c *synthetic.County, nth int) synthetic.Person { return c.Person(900_000 + nth) }

// registers writes down the delegates of every village and group with their term.
func (s *seeding) registers() error {
	officer, err := s.as(s.at(model.RoleCountyOfficer, s.countyCode(), 0))
	if err != nil {
		return err
	}
	from := s.today().AddDays(-400) // elected the winter before last
	var in []registry.RegisterInput
	for _, v := range s.county.Villages {
		for _, r := range s.county.Registers(v) {
			x := registry.RegisterInput{Area: r.Area.Code(), Register: r.Kind}
			for _, name := range r.Names {
				x.Entries = append(x.Entries, registry.DelegateEntry{Name: name, From: from})
			}
			in = append(in, x)
		}
	}
	done, err := s.Registry.SetRegisters(s.ctx, officer, in)
	for _, r := range done {
		s.members[r.Register+r.Area.Code()] = r.Entries
	}
	return err
}
