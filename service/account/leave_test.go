package account_test

import (
	"context"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/audit"
)

// T11: a cadre leaves, with tasks open.
func TestWhoLeavesHasNoRightNoLoginAndStandsInForNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	one, _ := h.cadre("one", officer, keeper, model.RoleVillageClerk, village)
	two, _ := h.cadre("two", officer, keeper, model.RoleVillageCommittee, village)
	h.must(h.StandIn(ctx, one, h.person(two.PersonID).PublicID, "2014-05-12", "2014-05-20"))
	if a := h.chat("two"); len(a.Rights) != 2 || a.Rights[1].ForID != one.PersonID || a.Rights[1].Role != model.RoleVillageClerk {
		t.Fatalf("rights %+v, want the own and the absent clerk's", a.Rights)
	}
	who := h.person(two.PersonID).PublicID
	want(t, "sent away by a clerk", h.Leave(ctx, one, who), model.KindForbidden)
	h.must(h.Leave(ctx, officer, who))
	if a := h.chat("two"); a.Cadre() || a.PersonID != two.PersonID {
		t.Errorf("actor %+v, want a villager without rights", a)
	}
	want(t, "again", h.Leave(ctx, officer, who), model.KindNotFound)
	if r, err := audit.New(h.clock).Verify(ctx, h.st); err != nil || !r.OK() || r.StandIns != 1 || h.recorded("account.stand_in_end") != 1 {
		t.Errorf("the end of the stand-in is recorded: %+v, %v", r, err)
	}
}

func TestStandingInEndsWithItsLastDayAndWithTheAbsentOnesRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	one, g := h.cadre("one", officer, keeper, model.RoleVillageClerk, village)
	two, _ := h.cadre("two", officer, keeper, model.RoleVillageCommittee, village)
	far, _ := h.cadre("far", officer, keeper, model.RoleTownshipOfficer, "621025101")
	witness, _ := h.cadre("witness", officer, keeper, model.RoleSupervision, village)
	id := func(a model.Actor) model.PublicID { return h.person(a.PersonID).PublicID }
	want(t, "another township", h.StandIn(ctx, one, id(far), "2014-05-12", "2014-05-20"), model.KindForbidden)
	want(t, "the witness", h.StandIn(ctx, one, id(witness), "2014-05-12", "2014-05-20"), model.KindConflict)
	want(t, "oneself", h.StandIn(ctx, one, id(one), "2014-05-12", "2014-05-20"), model.KindInvalid)
	want(t, "a past day", h.StandIn(ctx, one, id(two), "2014-05-11", "2014-05-20"), model.KindInvalid)
	want(t, "too long", h.StandIn(ctx, one, id(two), "2014-05-12", "2014-07-11"), model.KindInvalid)
	want(t, "who holds nothing", h.StandIn(ctx, h.chat("stranger"), id(two), "", "2014-05-20"), model.KindForbidden)
	want(t, "the county's keeper for the officer", h.StandIn(ctx, officer, id(keeper), "", "2014-05-20"), model.KindConflict)
	h.must(h.StandIn(ctx, one, id(two), "", "2014-05-14"))
	h.clock.Set(model.Date("2014-05-14").At(23, 59))
	if len(h.chat("two").Rights) != 2 {
		t.Error("the last day counts")
	}
	h.must(h.Revoke(ctx, officer, g.PublicID))
	if len(h.chat("two").Rights) != 1 {
		t.Error("nobody stands in for a role that is gone")
	}
}

// T10: another phone needs two officers, and approval rights wait 24 hours.
func TestT10_AnotherPhoneNeedsASecondOfficerAndADay(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		officer, keeper := h.officers()
		clerk, _ := h.cadre("old", officer, keeper, model.RoleVillageClerk, village)
		who := h.person(clerk.PersonID).PublicID
		_, code, err := h.Grant(ctx, officer, account.GrantInput{Person: who, Role: model.RoleGroupHead, Region: group})
		if err != nil || code != "" {
			t.Fatalf("one officer alone got a code for somebody who is bound (%v)", err)
		}
		r, err := h.Rebind(ctx, officer, who)
		h.must(err)
		if len(r.Old) != 1 || r.Old[0].OpenID != "old" || len(r.Grants) != 2 {
			t.Errorf("rebound %d old accounts and %d grants", len(r.Old), len(r.Grants))
		}
		if a := h.chat("old"); a.PersonID != 0 || a.Cadre() {
			t.Error("the old phone still acts")
		}
		if a := h.bound("new", r.Code); a.PersonID != clerk.PersonID || a.Cadre() {
			t.Error("the new phone acts before anybody confirmed it")
		}
		for _, g := range r.Grants {
			want(t, "the same officer", h.ConfirmGrant(ctx, officer, g), model.KindForbidden)
			want(t, "the second officer", h.ConfirmGrant(ctx, keeper, g), "")
		}
		h.clock.Advance(24*time.Hour - time.Second)
		if h.chat("new").Cadre() {
			t.Error("the new phone acts before 24 hours are over")
		}
		h.clock.Set(model.Date("2014-05-14").Start())
		if !h.chat("new").Cadre() {
			t.Error("the new phone never gets its rights")
		}
		_, err = h.Rebind(ctx, officer, h.person(officer.PersonID).PublicID)
		want(t, "oneself", err, model.KindForbidden)
	})
}

// T10: who unbound comes back by two officers only, or one of them could take the
// cadre's place.
func TestT10_OneOfficerAloneGetsNoCodeForSomebodyWithRights(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, _ := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	h.must(h.Unbind(ctx, clerk))
	_, code, err := h.Grant(ctx, officer, account.GrantInput{Person: h.person(clerk.PersonID).PublicID, Role: model.RoleDelegate, Region: village})
	if err != nil || code != "" {
		t.Errorf("one officer alone got a code for somebody whose role is awake (%v)", err)
	}
	r, err := h.Rebind(ctx, officer, h.person(clerk.PersonID).PublicID)
	h.must(err)
	if h.bound("clerk", r.Code).Cadre() {
		t.Error("the role is awake before a second officer confirmed it")
	}
}

// T10: standing in is no side door to the new phone.
func TestT10_AnotherPhoneEndsStandingIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	one, _ := h.cadre("one", officer, keeper, model.RoleVillageClerk, village)
	two, _ := h.cadre("two", officer, keeper, model.RoleVillageCommittee, village)
	h.must(h.StandIn(ctx, one, h.person(two.PersonID).PublicID, "", "2014-05-20"))
	r, err := h.Rebind(ctx, officer, h.person(two.PersonID).PublicID)
	h.must(err)
	if h.bound("new", r.Code).Cadre() {
		t.Error("the new phone acts for the absent clerk")
	}
}

// Whom to ask is named by the register, not typed: a name that is not offered would be refused.
func TestColleaguesAreWhoMayBeAskedToStandIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	one, _ := h.cadre("one", officer, keeper, model.RoleVillageClerk, village)
	two, _ := h.cadre("two", officer, keeper, model.RoleVillageCommittee, village)
	h.cadre("far", officer, keeper, model.RoleTownshipOfficer, "621025101")
	got, err := h.Colleagues(ctx, one)
	h.must(err)
	if len(got) != 1 || got[0].Person != h.person(two.PersonID).PublicID || got[0].Role != model.RoleVillageCommittee {
		t.Fatalf("colleagues %+v, want the committee of the own village alone", got)
	}
	h.must(h.StandIn(ctx, one, got[0].Person, "", "2014-05-14"))
	if got, err = h.Colleagues(ctx, officer); err != nil || len(got) != 1 || got[0].Role != model.RoleSysAdmin {
		t.Errorf("colleagues of the county %+v, %v", got, err)
	}
	_, err = h.Colleagues(ctx, h.chat("stranger"))
	want(t, "who holds nothing", err, model.KindForbidden)
}
