package account_test

import (
	"testing"

	"bangfu/model"
	"bangfu/service/account"
)

func TestManyRolesAreGivenAtOnceUnderTheSameRules(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer, second := h.officers()
	in := []account.GrantInput{
		{Name: "解春耕", Role: model.RoleVillageClerk, Region: village}, {Name: "解青山", Role: model.RoleSupervision, Region: village},
	}
	given, err := h.GrantMany(t.Context(), officer, in)
	if err != nil || len(given) != 2 {
		t.Fatalf("%d given, %v", len(given), err)
	}
	if h.awake(given[0].Grant) || !h.awake(given[1].Grant) {
		t.Error("a deciding role must sleep, another must not")
	}
	ids := []model.PublicID{given[0].Grant, given[1].Grant}
	if err := h.ConfirmMany(t.Context(), officer, ids); model.KindOf(err) != model.KindForbidden {
		t.Errorf("who granted confirms: %v", err)
	}
	if err := h.ConfirmMany(t.Context(), second, ids); err != nil || !h.awake(given[0].Grant) {
		t.Errorf("the second officer: %v", err)
	}
}

func TestOneRoleThatCannotBeGivenStopsThemAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer, _ := h.officers()
	before := h.grants(model.RoleVillageClerk)
	_, err := h.GrantMany(t.Context(), officer, []account.GrantInput{
		{Name: "解春耕", Role: model.RoleVillageClerk, Region: village}, {Name: "解青山", Role: model.RoleVillageClerk, Region: county},
	})
	if model.KindOf(err) != model.KindInvalid {
		t.Fatalf("a clerk of a county: %v", err)
	}
	if after := h.grants(model.RoleVillageClerk); after != before {
		t.Errorf("%d clerks before, %d after", before, after)
	}
	clerk := model.Actor{PersonID: 77, Rights: []model.Right{{Role: model.RoleVillageClerk, Area: "/62/6210/621025/621025100/621025100209/"}}}
	if _, err := h.GrantMany(t.Context(), clerk, []account.GrantInput{{Name: "解春耕", Role: model.RoleVillageClerk, Region: village}}); err == nil {
		t.Error("a clerk grants roles")
	}
}

func TestTheSeedingActsThroughItsOwnDoorWithTheRightsOfThisMoment(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer, second := h.officers()
	given, err := h.GrantMany(t.Context(), officer, []account.GrantInput{{Name: "解春耕", Role: model.RoleVillageClerk, Region: village}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.SeedActor(t.Context(), given[0].Person)
	if err != nil || a.Door != model.DoorSeed || len(a.Rights) != 0 {
		t.Errorf("while the role sleeps: door %s, %d rights, %v", a.Door, len(a.Rights), err)
	}
	if err := h.ConfirmMany(t.Context(), second, []model.PublicID{given[0].Grant}); err != nil {
		t.Fatal(err)
	}
	if a, err = h.SeedActor(t.Context(), given[0].Person); err != nil || len(a.Rights) != 1 {
		t.Errorf("once it is awake: %d rights, %v", len(a.Rights), err)
	}
}

func (h *house) awake(grant model.PublicID) bool {
	h.t.Helper()
	g, err := h.st.Read(h.t.Context()).Grant(grant)
	if err != nil {
		h.t.Fatal(err)
	}
	return g.ConfirmedBy != 0
}

func (h *house) grants(role model.Role) int64 {
	h.t.Helper()
	n, err := h.st.Read(h.t.Context()).CountGrants(role)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}
