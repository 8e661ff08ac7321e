package registry_test

import (
	"context"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/audit"
	"bangfu/service/registry"
)

const (
	countyArea = model.Area("/62/6210/621025/")
	village    = "621025100209"
	group      = "621025100209-02"
)

// house is a register with its use cases, on a clock that stands.
type house struct {
	*registry.Registry
	t     *testing.T
	st    *store.Store
	clock *model.FixedClock
}

func newHouse(t *testing.T) *house {
	t.Helper()
	clock := model.NewFixedClock(model.Date("2014-03-31").At(9, 0))
	h := &house{t: t, st: storetest.Open(t), clock: clock}
	h.Registry = registry.New(registry.Options{Store: h.st, Clock: clock, Audit: audit.New(clock)})
	return h
}

// tree is a county with one township, one village and one group.
func tree() ([]model.Region, []model.Organ) {
	return []model.Region{
			{Code: "620000000000", Area: "/62/", Name: "甘肃省", Level: model.LevelProvince},
			{Code: "621000000000", Area: "/62/6210/", Name: "庆阳市", Level: model.LevelCity, Parent: "620000000000"},
			{Code: "621025000000", Area: countyArea, Name: "正宁县", Level: model.LevelCounty, Parent: "621000000000"},
			{Code: "621025100000", Area: countyArea.Join("621025100"), Name: "山河镇", Level: model.LevelTownship, Parent: "621025000000"},
			{Code: village, Area: countyArea.Join("621025100").Join(village), Name: "解家川村", Level: model.LevelVillage, Parent: "621025100000", Committee: true},
			{Code: group, Area: countyArea.Join("621025100").Join(village).Join(group), Name: "二组", Level: model.LevelGroup, Parent: village},
		}, []model.Organ{
			{Area: countyArea, Kind: registry.OrganOffice, Name: "正宁县扶贫办"},
			{Area: countyArea.Join("621025100"), Kind: registry.OrganTownship, Name: "山河镇人民政府"},
		}
}

func (h *house) settle() {
	h.t.Helper()
	regions, organs := tree()
	if _, err := h.LoadPlaces(h.t.Context(), registry.Shell(), regions, organs); err != nil {
		h.t.Fatal(err)
	}
}

// cadre is somebody with one role in an area.
func (h *house) cadre(role model.Role, area model.Area) model.Actor {
	h.t.Helper()
	p := model.Person{PublicID: model.NewPublicID(), Name: "测试干部", Area: area, Version: 1}
	var g model.RoleGrant
	err := h.st.InTx(h.t.Context(), func(tx *store.Tx) error {
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		g = model.RoleGrant{PublicID: model.NewPublicID(), PersonID: p.ID, Role: role, Area: area, ValidFrom: "2014-01-01", ConfirmedBy: p.ID, Version: 1}
		if err := tx.AddGrant(&g); err != nil {
			return err
		}
		_, err := audit.New(h.clock).Write(tx, audit.Entry{Action: "account.grant", Kind: audit.KindGrant, ID: g.ID, Area: area, After: audit.GrantContent(g)})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return model.Actor{PersonID: p.ID, Door: model.DoorAPI, Area: area, Rights: []model.Right{{GrantID: g.ID, Role: role, Area: area}}}
}

func (h *house) names(area model.Area, kind string, day model.Date) string {
	h.t.Helper()
	ds, err := h.st.Read(h.t.Context()).Delegates(area, kind, day)
	if err != nil {
		h.t.Fatal(err)
	}
	all := ""
	for _, d := range ds {
		all += d.Name + " "
	}
	return all
}

func entries(names ...string) []registry.DelegateEntry {
	var es []registry.DelegateEntry
	for _, n := range names {
		es = append(es, registry.DelegateEntry{Name: n})
	}
	return es
}

func TestTheFirstLoadComesFromTheShellAndOnlyWhileThereIsNoOfficer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	regions, organs := tree()
	if empty, err := h.Empty(t.Context()); err != nil || !empty {
		t.Fatalf("a new register: empty %v, %v", empty, err)
	}
	n, err := h.LoadPlaces(t.Context(), registry.Shell(), regions, organs)
	if err != nil || n != len(regions)+len(organs) {
		t.Fatalf("first load: %d, %v", n, err)
	}
	if empty, _ := h.Empty(t.Context()); empty {
		t.Error("a register with places is called empty")
	}
	if n, err = h.LoadPlaces(t.Context(), registry.Shell(), regions, organs); err != nil || n != 0 {
		t.Errorf("the same load again: %d, %v", n, err)
	}
	officer := h.cadre(model.RoleCountyOfficer, countyArea)
	if _, err = h.LoadPlaces(t.Context(), registry.Shell(), regions, organs); model.KindOf(err) != model.KindForbidden {
		t.Errorf("the shell beside an officer: %v", err)
	}
	more := []model.Region{{Code: village + "x", Area: countyArea.Join("621025100").Join(village + "x"), Name: "新村", Level: model.LevelVillage, Parent: "621025100000"}}
	if n, err = h.LoadPlaces(t.Context(), officer, more, nil); err != nil || n != 1 {
		t.Errorf("the officer adds a village: %d, %v", n, err)
	}
}

func TestAPlaceHangsBelowItsParent(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]model.Region{
		"nobody's child":  {Code: "1", Area: countyArea.Join("1"), Name: "甲镇", Level: model.LevelTownship, Parent: "999999999999"},
		"outside of it":   {Code: "1", Area: "/61/6101/610101/1/", Name: "甲镇", Level: model.LevelTownship, Parent: "621025000000"},
		"the parent area": {Code: "1", Area: countyArea, Name: "甲镇", Level: model.LevelTownship, Parent: "621025000000"},
	} {
		h := newHouse(t)
		regions, organs := tree()
		if _, err := h.LoadPlaces(t.Context(), registry.Shell(), append(regions, r), organs); model.KindOf(err) != model.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
		if empty, err := h.Empty(t.Context()); err != nil || !empty {
			t.Errorf("%s: something was kept of a load that was refused (%v)", name, err)
		}
	}
}

func TestOrgansHangBelowTheOneAbove(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle()
	tx := h.st.Read(t.Context())
	office, err := tx.OrganOf(countyArea, registry.OrganOffice)
	if err != nil {
		t.Fatal(err)
	}
	town, err := tx.OrganOf(countyArea.Join("621025100"), registry.OrganTownship)
	if err != nil || town.Parent != office.ID {
		t.Errorf("the township's organ hangs below %d, not %d (%v)", town.Parent, office.ID, err)
	}
}

func TestANewRegisterClosesTheOldOneAndMeetingsKeepTheirs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle()
	officer := h.cadre(model.RoleCountyOfficer, countyArea)
	area := countyArea.Join("621025100").Join(village)
	set := func(names ...string) {
		t.Helper()
		if _, err := h.SetRegister(t.Context(), officer, registry.RegisterInput{Area: village, Register: registry.RegisterDelegates, Entries: entries(names...)}); err != nil {
			t.Fatal(err)
		}
	}
	set("甲一", "乙二")
	h.clock.Set(model.Date("2014-06-10").At(9, 0))
	set("乙二", "丙三")
	if got := h.names(area, "delegates", "2014-06-10"); got != "乙二 丙三 " {
		t.Errorf("after the election: %s", got)
	}
	if got := h.names(area, "delegates", "2014-06-09"); got != "甲一 乙二 " {
		t.Errorf("a meeting of the day before stood on: %s", got)
	}
}

func TestARegisterIsRefusedWithItsField(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle()
	officer := h.cadre(model.RoleCountyOfficer, countyArea)
	for name, in := range map[string]registry.RegisterInput{
		"delegates of a group":   {Area: group, Register: registry.RegisterDelegates, Entries: entries("甲一")},
		"representatives of one": {Area: village, Register: registry.RegisterGroup, Entries: entries("甲一")},
		"no such register":       {Area: village, Register: "friends", Entries: entries("甲一")},
		"no such place":          {Area: "999", Register: registry.RegisterDelegates, Entries: entries("甲一")},
		"somebody twice":         {Area: village, Register: registry.RegisterDelegates, Entries: entries("甲一", "甲一")},
		"a number for a name":    {Area: village, Register: registry.RegisterDelegates, Entries: entries("甲19900000001")},
		"a term backwards":       {Area: village, Register: registry.RegisterDelegates, Entries: []registry.DelegateEntry{{Name: "甲一", From: "2014-05-01", To: "2014-04-01"}}},
	} {
		if _, err := h.SetRegister(t.Context(), officer, in); model.KindOf(err) != model.KindInvalid || len(model.AsError(err).Fields) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyTheCountysOfficersKeepRegisters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle()
	area := countyArea.Join("621025100").Join(village)
	in := registry.RegisterInput{Area: village, Register: registry.RegisterDelegates, Entries: entries("甲一")}
	person := registry.Resident{Name: "解春耕", Number: number(), Region: group}
	for name, a := range map[string]model.Actor{
		"the clerk of the village": h.cadre(model.RoleVillageClerk, area), "a township's leader": h.cadre(model.RoleTownshipLeader, countyArea.Join("621025100")),
		"the officer of another county": h.cadre(model.RoleCountyOfficer, "/62/6210/621027/"), "the shell": registry.Shell(), "nobody": {},
	} {
		if _, err := h.SetRegister(t.Context(), a, in); err == nil {
			t.Errorf("%s sets a register", name)
		}
		if _, err := h.AddResidents(t.Context(), a, []registry.Resident{person}); err == nil {
			t.Errorf("%s adds residents", name)
		}
	}
	if got := h.names(area, "delegates", "2014-03-31"); got != "" {
		t.Errorf("what was refused was kept: %s", got)
	}
}

func TestAResidentIsKnownOnceAndProven(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle()
	officer := h.cadre(model.RoleSysAdmin, countyArea)
	in := []registry.Resident{{Name: "解春耕", Number: number(), Phone: model.NewPhone("19900000001"), Region: group}}
	first, err := h.AddResidents(t.Context(), officer, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.AddResidents(t.Context(), officer, in)
	if err != nil || len(again) != 1 || again[0] != first[0] {
		t.Errorf("the same resident again: %v, then %v (%v)", first, again, err)
	}
	p, err := h.st.Read(t.Context()).PersonByPublic(first[0])
	if err != nil || !p.Verified || p.NumberIndex == "" || len(p.PhoneSealed) == 0 {
		t.Errorf("the resident: proven %v, %v", p.Verified, err)
	}
	in[0].Number = model.NewIDNumber("621025190001010011")
	if _, err := h.AddResidents(t.Context(), officer, in); model.KindOf(err) != model.KindInvalid {
		t.Errorf("a number that is none: %v", err)
	}
}

// number is well formed, of a year in which nobody living was born.
func number() model.IDNumber {
	d, _ := model.CheckDigit("62102519000101001")
	return model.NewIDNumber("62102519000101001" + string(d))
}

func TestEveryActOfTheRegisterIsRecordedAndVerifies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle()
	officer := h.cadre(model.RoleCountyOfficer, countyArea)
	if _, err := h.SetRegister(t.Context(), officer, registry.RegisterInput{Area: village, Register: registry.RegisterSupervision, Entries: entries("甲一")}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddResidents(t.Context(), officer, []registry.Resident{{Name: "解春耕", Number: number(), Region: group}}); err != nil {
		t.Fatal(err)
	}
	r, err := h.Verify(context.Background(), registry.Shell())
	if err != nil || !r.OK() || r.Audits != 4 {
		t.Errorf("three acts and the officer's grant: %+v, %v", r, err)
	}
	if _, err := h.Verify(context.Background(), officer); model.KindOf(err) != model.KindForbidden && model.KindOf(err) != model.KindNotFound {
		t.Errorf("an officer who may not read the record verifies it: %v", err)
	}
}
