package casework_test

import (
	"testing"

	"bangfu/model"
	"bangfu/service/audit"
)

func TestAHouseholdTravelsFromApplicationToAnnouncement(t *testing.T) {
	t.Parallel()
	c := newCounty(t, "zhengning-2014", "2014-05-12")
	ref := c.surveyed("household", group11)
	if got := c.caseState(ref); got != "surveyed" {
		t.Fatalf("after both surveyors signed: %s", got)
	}
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r)
	c.sign(r)
	c.to("2014-05-23", 10)
	out := c.publish(r)
	if out.LastDay != "2014-05-30" || model.ClockWords(out.MovesOn) != "6月3日12:00" || out.Shifted != "端午" {
		t.Errorf("posted on the 23rd: last day %s, moves on %s, shifted %q", out.LastDay, model.ClockWords(out.MovesOn), out.Shifted)
	}
	early := c.refused(model.KindTooEarly, "reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	if early.Facts.LastDay != "2014-05-30" {
		t.Errorf("too early says %+v", early.Facts)
	}
	c.runOut(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	c.act("leader", model.Act{Object: rosterRef(r), Do: "approve"})
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "issue"})
	c.publish(r)
	c.runOut(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "hand_in"})
	b := c.bundle(r)
	c.act("county", model.Act{Object: b, Do: "recheck"})
	c.act("countyleader", model.Act{Object: b, Do: "announce"})
	if got := c.caseState(ref); got != "registered" {
		t.Fatalf("after the announcement: %s", got)
	}
	if got := c.state(r); got != "announced" {
		t.Errorf("the list is %s", got)
	}
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if q.Reserved != 0 || q.Used != 2 {
		t.Errorf("quota reserved %d used %d, want 0 and 2", q.Reserved, q.Used)
	}
	report, err := audit.New(c.clock).Verify(c.ctx, c.st)
	if err != nil || !report.OK() {
		t.Errorf("the record of the whole way: %+v, %v", report, err)
	}
}

func TestTheShorterSchemesCarryACaseToItsAnnouncement(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"gansu-monitor-2023", "normal-2026"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			day := model.Date("2024-03-04")
			if key == "normal-2026" {
				day = "2026-03-02"
			}
			c := newCounty(t, key, day)
			ref := c.apply("household", group11)
			c.act("clerk209", model.Act{Object: ref, Do: "accept"})
			compare := model.Act{Object: ref, Do: "compare", Input: model.Input{Comparison: &model.ComparisonInput{}}}
			if key == "normal-2026" {
				c.act("officer", compare)
			}
			c.survey(ref, group11, c.sealed["household"], 250000)
			if key != "normal-2026" {
				c.act("officer", compare)
			}
			r := c.roster(village1, c.scheme.Categories[0])
			for range 12 {
				c.step(&r)
				if c.caseState(ref) == "registered" {
					return
				}
			}
			t.Fatalf("the case is %s, its list %s", c.caseState(ref), c.state(r))
		})
	}
}

// step does whatever the list's present state asks for.
func (c *county) step(r *model.Roster) {
	c.t.Helper()
	now, err := c.st.Read(c.ctx).Roster(r.ID)
	c.must(err)
	*r = now
	rule, ok := c.scheme.Desk(model.MachineRoster, now.State)
	switch {
	case !ok:
		c.runOut(now)
	case rule.Meeting != nil:
		c.vote(now)
	case rule.All:
		c.sign(now)
	case rule.Do == "publish":
		c.publish(now)
	default:
		obj := rosterRef(now)
		if now.BundleID != 0 {
			obj = c.bundle(now)
		}
		who := map[model.Role]string{model.RoleTownshipReviewer: "reviewer", model.RoleTownshipLeader: "leader", model.RoleCountyOfficer: "county", model.RoleCountyLeader: "countyleader"}[rule.By[0]]
		c.act(who, model.Act{Object: obj, Do: rule.Do})
	}
}
