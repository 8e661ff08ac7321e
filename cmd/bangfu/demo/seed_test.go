package demo

import (
	"slices"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/registry"
)

func TestBothWorldsStandInTheMiddleOfARound(t *testing.T) {
	for _, f := range Worlds() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			w, st := newWorld(t, f.Name)
			began := time.Now()
			if err := Seed(t.Context(), w, func(line string) { t.Logf("%6.2fs %s", time.Since(began).Seconds(), line) }); err != nil {
				t.Fatal(err)
			}
			t.Logf("seeded in %s", time.Since(began).Round(10*time.Millisecond))
			if now := w.Clock.Now(); now.Before(f.Start) || now.After(f.Start.Add(5*time.Minute)) {
				t.Errorf("the clock stands at %s", model.ClockWords(now))
			}
			c := seeded{t, w, st.Read(t.Context())}
			c.everyStep()
			c.somethingIsOpen()
			c.storyVillageIsClean()
			if f.Name == "2014" {
				c.quota()
			}
			c.everySeatIsBound()
			report, err := w.Registry.Verify(t.Context(), registry.Shell())
			if err != nil || !report.OK() || report.Decisions == 0 {
				t.Errorf("the record: %+v, %v", report, err)
			}
			before := c.count()
			if err := Seed(t.Context(), w, nil); err != nil {
				t.Fatal(err)
			}
			if after := c.count(); after != before {
				t.Errorf("seeded again: %d cases before, %d after", before, after)
			}
		})
	}
}

// seeded looks at a world after its seeding.
type seeded struct {
	t  *testing.T
	w  *World
	tx *store.Tx
}

func everything() store.Scope { return store.ScopeOf(model.Timer()) }

func (c seeded) cases() []model.Case {
	c.t.Helper()
	var all []model.Case
	for after := int64(0); ; {
		page, err := c.tx.Cases(everything(), "", "", store.Page{After: after, Limit: 200})
		if err != nil {
			c.t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		all, after = append(all, page...), page[len(page)-1].ID
	}
}

func (c seeded) count() int { c.t.Helper(); return len(c.cases()) }

func (c seeded) rosters() map[model.State]int {
	c.t.Helper()
	states := map[model.State]int{}
	rs, err := c.tx.Rosters(everything(), "", store.Page{Limit: 200})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, r := range rs {
		states[r.State]++
	}
	return states
}

// everyStep: some household stands at every step, some list at every state of a list.
func (c seeded) everyStep() {
	c.t.Helper()
	have := map[model.State]int{}
	for _, k := range c.cases() {
		have[k.State]++
	}
	wantCases := []model.State{"submitted", "returned", "surveying", "surveyed", "group_passed", "on_roster", "registered", "paired", "planned",
		"form_filled", "handbook", "entered", "online", "active", "withdrawn", "not_passed", "rejected"}
	wantLists := []model.State{"village_review", "verifying", "ready_1", "public_1", "township_review", "township_sign", "ready_2", "posting_2", "public_2",
		"to_hand_in", "bundled", "county_sign", "announced"}
	if c.w.Name == "2026" {
		wantCases = []model.State{"submitted", "returned", "comparing", "surveying", "on_roster", "registered", "planned", "active", "withdrawn", "rejected"}
		wantLists = []model.State{"village_review", "ready_1", "public_1", "township_review", "township_sign", "to_hand_in", "bundled", "county_sign", "announced"}
	}
	for _, s := range wantCases {
		if have[s] == 0 {
			c.t.Errorf("no household is %s (%v)", s, have)
		}
	}
	lists := c.rosters()
	for _, s := range wantLists {
		if lists[s] == 0 {
			c.t.Errorf("no list is %s (%v)", s, lists)
		}
	}
}

// somethingIsOpen: a list in publicity with an open objection, a task overdue, a refused case with its referral.
func (c seeded) somethingIsOpen() {
	c.t.Helper()
	objection, referral := false, false
	rs, err := c.tx.Rosters(everything(), "public_1", store.Page{Limit: 200})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, r := range rs {
		open, err := c.tx.OpenObjections(r.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		objection = objection || len(open) > 0
	}
	for _, k := range c.cases() {
		if k.State != "rejected" {
			continue
		}
		list, err := c.tx.ReferralsOf(k.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		referral = referral || len(list) > 0 && k.EndReason != ""
	}
	late, err := c.tx.TasksLate(model.InstantOf(c.w.Clock.Now()), 99, 500)
	if err != nil {
		c.t.Fatal(err)
	}
	if !objection || !referral || len(late) == 0 {
		c.t.Errorf("an open objection %v, a referral %v, %d late tasks", objection, referral, len(late))
	}
}

// storyVillageIsClean: 解家川村 has one application that waits, and nothing else.
func (c seeded) storyVillageIsClean() {
	c.t.Helper()
	n := 0
	for _, k := range c.cases() {
		if k.Village != "621025100209" {
			continue
		}
		n++
		if k.State != "submitted" {
			c.t.Errorf("in 解家川村 a case is %s", k.State)
		}
	}
	if n != 1 {
		c.t.Errorf("%d cases in 解家川村", n)
	}
}

// quota: 5.05万 persons stand on the 94 villages, and each place's is what its parts have.
func (c seeded) quota() {
	c.t.Helper()
	round, err := c.tx.Rounds("/62/6210/621025/")
	if err != nil || len(round) != 1 {
		c.t.Fatalf("%d rounds, %v", len(round), err)
	}
	qs, err := c.tx.QuotasIn(round[0].ID, "/62/6210/621025/")
	if err != nil {
		c.t.Fatal(err)
	}
	sum, places := map[model.Category]int64{}, map[model.Category]int{}
	for _, q := range qs {
		if q.Level == model.LevelVillage {
			sum[q.Category] += q.Cap
			places[q.Category]++
		} else if q.Allocated != q.Cap {
			c.t.Errorf("%s %s: %d handed down of %d", q.Code, q.Category, q.Allocated, q.Cap)
		}
	}
	if sum[model.CategoryPoor] != 38_200 || sum[model.CategoryExited] != 12_300 || places[model.CategoryPoor] != 94 || places[model.CategoryExited] != 94 {
		c.t.Errorf("quota %v in %v villages, want 38,200 and 12,300 in 94", sum, places)
	}
}

// everySeatIsBound: who picks a seat holds its desk, in the chat and in the mini-program.
func (c seeded) everySeatIsBound() {
	c.t.Helper()
	for _, p := range cast() {
		box := c.w.Sandbox.AddPerson(p.phone)
		for app, openID := range map[string]string{"oa": box.OA, "mp": box.MP} {
			a, err := c.w.Accounts.ActorByOpenID(c.t.Context(), app, openID)
			if err != nil {
				c.t.Fatal(err)
			}
			holds := slices.ContainsFunc(a.Rights, func(r model.Right) bool { return r.Role == p.role })
			if a.PersonID == 0 || holds != (p.role != model.RoleVillager) {
				c.t.Errorf("%s %s: person %v, holds %v", p.phone, app, a.PersonID != 0, holds)
			}
		}
	}
}

func TestASeedingThatBrokeOffIsNotGoneOnWith(t *testing.T) {
	w, _ := newWorld(t, "2014")
	regions := []model.Region{{Code: "620000000000", Area: "/62/", Name: "甘肃省", Level: model.LevelProvince}}
	if _, err := w.Registry.LoadPlaces(t.Context(), registry.Shell(), regions, nil); err != nil {
		t.Fatal(err)
	}
	if err := Seed(t.Context(), w, nil); model.KindOf(err) != model.KindConflict {
		t.Errorf("half a world: %v", err)
	}
}

func TestAnEmptyWorldWhoseClockIsPastItsBeginningIsRefused(t *testing.T) {
	w, _ := newWorld(t, "2014")
	w.Clock.Advance(48 * time.Hour)
	if err := Seed(t.Context(), w, nil); model.KindOf(err) != model.KindConflict {
		t.Errorf("a clock that stands too late: %v", err)
	}
}

func TestThePickerHasASeatForEveryRoleOfTheProcedure(t *testing.T) {
	seats := map[string]RoleSeat{}
	for _, r := range Roles() {
		if r.Title == "" || r.Place == "" || r.Phone == "" {
			t.Errorf("seat %+v", r)
		}
		seats[r.Key] = r
	}
	for _, key := range []string{"villager", "head", "clerk", "committee", "team", "cadre", "officer", "reviewer", "leader", "county", "countyleader", "countygroup"} {
		if seats[key].Key == "" {
			t.Errorf("no seat for %s", key)
		}
	}
}
