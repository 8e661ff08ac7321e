package casework_test

import (
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
)

func hold(r model.Roster, row int) model.Act {
	return model.Act{Object: rosterRef(r), Do: "hold", Reason: "收入要再核实", Input: model.Input{Rows: []model.RowJudgement{{Row: row, Verdict: model.VerdictHeld}}}}
}

// decisions 3, R-33: holding again and again would refuse a household without a decision.
func TestAHouseholdThatWasHeldOnceIsNotHeldAgainButAskedAbove(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.onList(2)
	c.vote(r)
	if out := c.act("committee209", hold(r, 1)); out.Held != 1 {
		t.Fatalf("the first time it is held: %+v", out)
	}
	sup := c.roster(village1, model.CategoryPoor)
	out := c.act("officer", hold(sup, 1)) // another hand of the same level
	if out.Held != 0 || out.Asked != 1 || c.rosterOf(refs[0]) != sup.ID {
		t.Fatalf("the second time it goes on: %+v", out)
	}
	c.sign(sup)
	if got := c.state(sup); got != "ready_1" {
		t.Errorf("the village's way is over: %s", got)
	}
	view, err := c.svc.Roster(c.ctx, c.as("reviewer"), sup.PublicID)
	c.must(err)
	if !slices.ContainsFunc(view.Rows[0].Marks, func(m string) bool { return strings.Contains(m, "收入要再核实") }) {
		t.Errorf("the level above reads the question: %v", view.Rows[0].Marks)
	}
	msgs, err := c.st.Read(c.ctx).MessagesOf(c.people["county"].ID, store.Page{}) // above the township's officer
	c.must(err)
	if !slices.ContainsFunc(msgs, func(m model.Message) bool { return strings.Contains(string(m.Facts), "再次暂缓") }) {
		t.Error("the desk above is not told")
	}
}

func TestTheCountyHoldsOnceAndThenDecides(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.atTownship(1)
	held := []model.RowJudgement{{Roster: r.PublicID, Row: 1, Verdict: model.VerdictHeld, Reason: "县级比对要再核"}}
	up := func(r model.Roster) model.Ref {
		c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
		c.act("leader", model.Act{Object: rosterRef(r), Do: "approve"})
		c.act("reviewer", model.Act{Object: rosterRef(r), Do: "issue"})
		c.publish(r)
		c.runOut(r)
		c.act("reviewer", model.Act{Object: rosterRef(r), Do: "hand_in"})
		return c.bundle(r)
	}
	c.act("county", model.Act{Object: up(r), Do: "recheck", Input: model.Input{Rows: held}})
	sup := c.roster(village1, model.CategoryPoor)
	c.sign(sup)
	c.publish(sup)
	c.runOut(sup)
	b := up(sup)
	held[0].Roster = sup.PublicID
	c.refused(model.KindInvalid, "county", model.Act{Object: b, Do: "recheck", Input: model.Input{Rows: held}})
	c.act("county", model.Act{Object: b, Do: "recheck"})
}
