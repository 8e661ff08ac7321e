package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/account"
	"bangfu/service/audit"
)

// decisions 16, guard "grant": a deciding role sleeps until a second officer confirms it.
func TestADecidingRoleSleepsUntilASecondOfficerConfirmsIt(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		officer, keeper := h.officers()
		g, code, err := h.Grant(ctx, officer, account.GrantInput{Name: "丙三", Role: model.RoleTownshipReviewer, Region: township})
		h.must(err)
		reviewer := h.bound("reviewer", code)
		if reviewer.Cadre() {
			t.Error("the role is awake before anybody confirmed it")
		}
		want(t, "who granted confirms", h.ConfirmGrant(ctx, officer, g.PublicID), model.KindForbidden)
		if h.chat("reviewer").Cadre() {
			t.Error("the same hand woke the role")
		}
		want(t, "the keeper confirms", h.ConfirmGrant(ctx, keeper, g.PublicID), "")
		a := h.chat("reviewer")
		if len(a.Rights) != 1 || a.Rights[0].Role != model.RoleTownshipReviewer || a.Rights[0].GrantID != g.ID || a.Rights[0].Area.Code() != township {
			t.Errorf("rights %+v, want the township's reviewer", a.Rights)
		}
	})
}

func TestATappedTwiceGrantIsOneGrantWithOneCode(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		officer, keeper := h.officers()
		in := account.GrantInput{Name: "丙三", Role: model.RoleVillageClerk, Region: village, Fingerprint: "as it came"}
		taps := make(chan account.Given, 8)
		for range 8 {
			go func() {
				g, err := h.Accounts.Grant(ctx, officer, "request-1", in)
				if err != nil {
					t.Error(err)
				}
				taps <- g
			}()
		}
		one, fresh := <-taps, 0
		if !one.Repeat {
			fresh++
		}
		for range 7 {
			g := <-taps
			if g.Grant.PublicID != one.Grant.PublicID || g.Code != one.Code || g.Code == "" {
				t.Errorf("one tap is answered %+v, another %+v", one, g)
			}
			if !g.Repeat {
				fresh++
			}
		}
		if n := h.recorded("account.grant"); n != 3 || fresh != 1 { // two of them let the officers in
			t.Errorf("%d grants, %d answers of the first", n-2, fresh)
		}
		raw, ok, err := h.st.Read(ctx).Claimed(claimKey(t, h))
		if h.must(err); !ok || strings.Contains(string(raw), one.Code) {
			t.Errorf("the code lies in clear: %v", ok)
		}
		in.Fingerprint = "other content"
		_, err = h.Accounts.Grant(ctx, officer, "request-1", in)
		want(t, "the same request with other content", err, model.KindConflict)
		_, err = h.Accounts.Grant(ctx, officer, "", in)
		want(t, "without a request", err, model.KindInvalid)
		other, err := h.Accounts.Grant(ctx, keeper, "request-1", in)
		if h.must(err); other.Repeat || other.Grant.PublicID == one.Grant.PublicID {
			t.Error("another officer's request is taken for this one's")
		}
	})
}

// claimKey returns the key of the one request that was claimed.
func claimKey(t *testing.T, h *house) string {
	t.Helper()
	pool, err := h.st.DB()
	h.must(err)
	var key string
	h.must(pool.QueryRowContext(context.Background(), "SELECT claim_key FROM inbox").Scan(&key))
	return key
}

func TestAGrantIsConfirmedOnceHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		officer, keeper := h.officers()
		g, _, err := h.Grant(ctx, officer, account.GrantInput{Name: "丙三", Role: model.RoleVillageClerk, Region: village})
		h.must(err)
		results := make(chan error, 32)
		for range 32 {
			go func() { results <- h.ConfirmGrant(ctx, keeper, g.PublicID) }()
		}
		won := 0
		for range 32 {
			if err := <-results; err == nil {
				won++
			} else if model.KindOf(err) != model.KindConflict {
				t.Errorf("a loser is told %v, want a conflict", err)
			}
		}
		if won != 1 || h.recorded("account.confirm") != 1 {
			t.Errorf("%d confirmed, %d recorded, want 1 and 1", won, h.recorded("account.confirm"))
		}
	})
}

func TestOnlyTheFirstOfficerAndKeeperOfAnEmptyRegisterNeedNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	for i, c := range []struct {
		role   model.Role
		region string
		awake  bool
	}{
		{model.RoleTownshipLeader, township, false},
		{model.RoleCountyOfficer, county, true},
		{model.RoleSysAdmin, county, true},
		{model.RoleCountyOfficer, county, false},
		{model.RoleSysAdmin, county, false},
		{model.RoleDelegate, village, true},
	} {
		code, err := h.GrantFirst(ctx, "甲一", c.role, c.region)
		h.must(err)
		if a := h.bound("openid"+string(rune('a'+i)), code); a.Cadre() != c.awake {
			t.Errorf("grant %d (%s): awake %v, want %v", i, c.role, a.Cadre(), c.awake)
		}
	}
	if h.recorded("account.grant") != 6 {
		t.Error("grants of the shell must be recorded")
	}
}

func TestWhoMayGrantWhatToWhom(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, _ := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	in := account.GrantInput{Name: "丙三", Role: model.RoleVillageClerk, Region: village}
	_, _, err := h.Grant(ctx, clerk, in)
	want(t, "a clerk grants", err, model.KindForbidden)
	_, _, err = h.Grant(ctx, model.Actor{}, in)
	want(t, "nobody grants", err, model.KindUnauthenticated)
	_, _, err = h.Grant(ctx, officer, account.GrantInput{Person: h.person(officer.PersonID).PublicID, Role: model.RoleCountyLeader, Region: county})
	want(t, "to oneself", err, model.KindForbidden)
	for name, bad := range map[string]account.GrantInput{
		"a role that is no grant":         {Name: "丙三", Role: model.RoleApplicant, Region: village},
		"a word that is no role":          {Name: "丙三", Role: "king", Region: village},
		"a township role in a village":    {Name: "丙三", Role: model.RoleTownshipLeader, Region: village},
		"a place that is not there":       {Name: "丙三", Role: model.RoleVillageClerk, Region: "999999999999"},
		"no name":                         {Role: model.RoleVillageClerk, Region: village},
		"a last day before the first":     {Name: "丙三", Role: model.RoleVillageClerk, Region: village, From: "2014-06-02", To: "2014-06-01"},
		"a last day that is past":         {Name: "丙三", Role: model.RoleVillageClerk, Region: village, From: "2014-01-01", To: "2014-05-11"},
		"a number that cannot be":         {Name: "丙三", Number: model.NewIDNumber("621025190002290018"), Role: model.RoleVillageClerk, Region: village},
		"a date that is none":             {Name: "丙三", Role: model.RoleVillageClerk, Region: village, To: "2014-13-40"},
		"a number of too many characters": {Name: "丙三", Number: model.NewIDNumber("62102519000229001"), Role: model.RoleVillageClerk, Region: village},
	} {
		_, _, err := h.Grant(ctx, officer, bad)
		want(t, name, err, model.KindInvalid)
	}
	_, _, err = h.Grant(ctx, officer, account.GrantInput{Person: model.NewPublicID(), Role: model.RoleVillageClerk, Region: village})
	want(t, "to somebody unknown", err, model.KindNotFound)
}

// A6: roles that may not be in one hand are refused when granting.
func TestA06_IncompatibleRolesAreRefusedWhenGranting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	for name, c := range map[string]struct {
		first, second model.Role
		one, two      string
		kind          model.Kind
	}{
		"keeper of accounts who decides":     {model.RoleSysAdmin, model.RoleVillageClerk, county, village, model.KindConflict},
		"who decides keeps the accounts":     {model.RoleCountyLeader, model.RoleSysAdmin, county, county, model.KindConflict},
		"witness in the village committee":   {model.RoleSupervision, model.RoleVillageCommittee, village, village, model.KindConflict},
		"the clerk is the witness":           {model.RoleVillageClerk, model.RoleSupervision, village, village, model.KindConflict},
		"deciding roles of two levels":       {model.RoleVillageCommittee, model.RoleTownshipOfficer, village, township, ""},
		"delegate and group head":            {model.RoleDelegate, model.RoleGroupHead, village, group, ""},
		"witness who is a delegate as well":  {model.RoleSupervision, model.RoleDelegate, village, village, ""},
		"delegate of a group who is a clerk": {model.RoleDelegate, model.RoleVillageClerk, group, village, ""},
	} {
		g, _, err := h.Grant(ctx, officer, account.GrantInput{Name: "丙三", Role: c.first, Region: c.one})
		h.must(err)
		_, _, err = h.Grant(ctx, officer, account.GrantInput{Person: h.person(g.PersonID).PublicID, Role: c.second, Region: c.two})
		want(t, name, err, c.kind)
	}
	want(t, "revoking is open to the keeper", h.Revoke(ctx, keeper, model.NewPublicID()), model.KindNotFound)
}

// Two grants at once to one person cannot get around the rule.
func TestA06_IncompatibleRolesAreRefusedAlsoAtTheSameMoment(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		officer, _ := h.officers()
		g, _, err := h.Grant(ctx, officer, account.GrantInput{Name: "丙三", Role: model.RoleDelegate, Region: village})
		h.must(err)
		who := h.person(g.PersonID).PublicID
		results := make(chan error, 16)
		for i := range 16 {
			role := []model.Role{model.RoleSupervision, model.RoleVillageClerk}[i%2]
			go func() {
				_, _, err := h.Grant(ctx, officer, account.GrantInput{Person: who, Role: role, Region: village})
				results <- err
			}()
		}
		for range 16 {
			if err := <-results; err != nil && model.KindOf(err) != model.KindConflict {
				t.Error(err)
			}
		}
		grants, err := h.st.Read(ctx).GrantsOf(g.PersonID, "2014-05-12")
		h.must(err)
		seen := map[model.Role]bool{}
		for _, g := range grants {
			seen[g.Role] = true
		}
		if seen[model.RoleSupervision] && seen[model.RoleVillageClerk] {
			t.Error("one person is witness and clerk of the village")
		}
	})
}

// T11, G35: what is revoked is gone with the next request.
func TestARevokedRoleIsGoneWithTheNextRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, g := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	want(t, "by a clerk", h.Revoke(ctx, clerk, g.PublicID), model.KindForbidden)
	h.must(h.Revoke(ctx, keeper, g.PublicID))
	if h.chat("clerk").Cadre() {
		t.Error("the role is still there")
	}
	want(t, "again", h.Revoke(ctx, officer, g.PublicID), model.KindConflict)
	want(t, "confirming it", h.ConfirmGrant(ctx, keeper, g.PublicID), model.KindConflict)
}

func TestARoleHoldsFromItsFirstDayToItsLast(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	g, code, err := h.Grant(ctx, officer, account.GrantInput{Name: "丙三", Role: model.RoleVillageClerk, Region: village, From: "2014-05-13", To: "2014-05-14"})
	h.must(err)
	h.must(h.ConfirmGrant(ctx, keeper, g.PublicID))
	h.bound("clerk", code)
	for _, c := range []struct {
		at    time.Time
		holds bool
	}{
		{model.Date("2014-05-12").At(23, 59), false}, {model.Date("2014-05-13").Start(), true},
		{model.Date("2014-05-14").At(23, 59), true}, {model.Date("2014-05-15").Start(), false},
	} {
		h.clock.Set(c.at)
		if h.chat("clerk").Cadre() != c.holds {
			t.Errorf("at %s: holds %v, want %v", c.at, !c.holds, c.holds)
		}
	}
}

func TestThePageOfAccountsShowsWhoSleeps(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, _ := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	_, _, err := h.Grant(ctx, officer, account.GrantInput{Name: "丁四", Role: model.RoleVillageCommittee, Region: village, From: "2014-06-01"})
	h.must(err)
	list, err := h.Holdings(ctx, keeper, township)
	h.must(err)
	if len(list) != 2 || !list[0].Awake || !list[0].Bound || list[1].Awake || list[1].Bound || list[1].Name != "丁四" {
		t.Errorf("holdings %+v", list)
	}
	_, err = h.Holdings(ctx, clerk, township)
	want(t, "a clerk", err, model.KindNotFound)
	if h.recorded("look.accounts") != 1 {
		t.Error("looking at the accounts must be recorded")
	}
}

func TestAnyCadreDeclaresTheOwnKinAndTwoOfficersThatOfOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, _ := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	head, _ := h.cadre("head", officer, keeper, model.RoleGroupHead, group)
	other, _ := h.cadre("other", officer, keeper, model.RoleTownshipOfficer, "621025101")
	id := h.person(head.PersonID).PublicID
	h.must(h.DeclareKin(ctx, head, id, numberA, "sibling"))
	h.must(h.DeclareKin(ctx, clerk, id, numberA, "sibling"))
	h.must(h.DeclareKin(ctx, officer, id, numberB, "spouse"))
	tx := h.st.Read(ctx)
	both := []string{tx.Seal().Index("number", numberA.Reveal()), tx.Seal().Index("number", numberB.Reveal())}
	h.must(h.DeclareKin(ctx, officer, id, numberB, "spouse"))
	if kin, err := tx.KinOf(head.PersonID, both); err != nil || len(kin) != 1 {
		t.Errorf("one officer alone bound a colleague: %v, %v", kin, err)
	}
	if msgs, err := tx.MessagesOf(head.PersonID, store.Page{}); err != nil || len(msgs) != 1 {
		t.Errorf("the colleague is told once: %v, %v", msgs, err)
	}
	h.must(h.DeclareKin(ctx, clerk, id, numberB, "spouse"))
	want(t, "a group head for a clerk", h.DeclareKin(ctx, head, h.person(clerk.PersonID).PublicID, numberA, "sibling"), model.KindNotFound)
	if err := h.DeclareKin(ctx, other, id, numberA, "sibling"); err == nil {
		t.Error("another township declares here")
	}
	want(t, "a number that cannot be", h.DeclareKin(ctx, head, id, model.NewIDNumber("1"), "sibling"), model.KindInvalid)
	want(t, "no relation", h.DeclareKin(ctx, head, id, numberA, ""), model.KindInvalid)
	kin, err := tx.KinOf(head.PersonID, both)
	if err != nil || len(kin) != 2 || h.recorded("account.kin") != 2 || h.recorded("account.kin_confirm") != 1 {
		t.Errorf("kin %v, %v", kin, err)
	}
	if r, err := audit.New(h.clock).Verify(ctx, h.st); err != nil || !r.OK() || r.Kin != 2 {
		t.Errorf("as it was recorded: %+v, %v", r, err)
	}
}
