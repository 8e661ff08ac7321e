package casework_test

import (
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/casework"
)

// rosterOf returns the row id of the list a household stands on.
func (c *county) rosterOf(ref model.Ref) int64 { return c.caseOf(ref).RosterID }

// lodge files an objection to the first row by an account that nobody has proven.
func (c *county) lodge(r model.Roster, secrecy string) model.Outcome {
	c.t.Helper()
	p := c.running(r)
	pass, _, err := c.svc.PassByLink(c.ctx, p.Link)
	c.must(err)
	who := c.person("passerby", areaTownship.Join(village2))
	out, err := c.svc.File(c.ctx, model.Actor{PersonID: who.ID, AccountID: 77, Door: model.DoorAPI}, c.key(), casework.ObjectionInput{
		Publicity: p.PublicID, Row: 1, Words: model.NewSensitive("他家有小汽车，请核实"), Secrecy: secrecy, Pass: pass})
	c.must(err)
	return out
}

// decisions 3, 20: who reads by the poster may object; unproven, it is taken up first.
func TestAnObjectionOfAnUnprovenAccountHoldsItsRowOnlyWhenItIsTakenUp(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(2)
	out := c.lodge(r, casework.SecrecyTownship)
	if out.To != "lodged_township" || out.Number == "" {
		t.Fatalf("recorded and waiting for the township: %+v", out)
	}
	if v, err := c.svc.Roster(c.ctx, c.as("clerk209"), r.PublicID); err != nil || v.Rows[0].Objections != 0 {
		t.Errorf("it counts before it is taken up: %+v, %v", v.Rows, err)
	}
	c.refused(model.KindForbidden, "clerk209", model.Act{Object: out.Object, Do: "take_up"})
	c.act("reviewer", model.Act{Object: out.Object, Do: "take_up"})
	c.runOut(r)
	if c.rosterOf(refs[0]) == r.ID || c.rosterOf(refs[1]) != r.ID {
		t.Error("taken up, it holds its row and no other")
	}
	c.act("reviewer", model.Act{Object: out.Object, Do: "answer", Input: model.Input{Verdict: "rejected", Answer: model.NewSensitive("经核实，车是亲戚的")}})
}

func TestAnObjectionTakenUpAfterItsListHasMovedOnStillHoldsItsRow(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(2)
	out := c.lodge(r, casework.SecrecyAnonymous)
	c.runOut(r)
	if c.rosterOf(refs[0]) != r.ID {
		t.Fatal("nobody has taken it up, and the list waited")
	}
	c.act("reviewer", model.Act{Object: out.Object, Do: "take_up"})
	sup := c.roster(village1, model.CategoryPoor)
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if c.rosterOf(refs[0]) != sup.ID || sup.ID == r.ID || q.Reserved != 4 {
		t.Errorf("the row waits on list %d of %d, %d reserved", c.rosterOf(refs[0]), sup.ID, q.Reserved)
	}
}

func TestAnUnprovenObjectionForTheCountyWaitsForTheCounty(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(1)
	out := c.lodge(r, casework.SecrecyCounty)
	c.refused(model.KindForbidden, "reviewer", model.Act{Object: out.Object, Do: "take_up"})
	c.act("county", model.Act{Object: out.Object, Do: "answer", Input: model.Input{Verdict: "upheld", Answer: model.NewSensitive("经核实情况属实")}})
	if got := c.caseState(refs[0]); got != "rejected" {
		t.Errorf("it may be answered at once: %s", got)
	}
}

// What only the county was told, the village does not learn from the row's reason.
func TestWhatIsTakenUpForTheCountyOnlyLeavesNoWordToTheVillage(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(2)
	out := c.lodge(r, casework.SecrecyCounty)
	c.runOut(r)
	c.act("county", model.Act{Object: out.Object, Do: "take_up"})
	v, err := c.svc.Roster(c.ctx, c.as("clerk209"), r.PublicID)
	c.must(err)
	if v.Rows[0].Verdict != model.VerdictHeld || strings.Contains(v.Rows[0].Reason, "反映") || v.Rows[0].Reason == "" {
		t.Errorf("the village reads %+v", v.Rows[0])
	}
}
