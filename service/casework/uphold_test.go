package casework_test

import (
	"encoding/json"
	"testing"

	"bangfu/model"
	"bangfu/service/casework"
)

// announced brings the first village's list to the county's announcement.
func (c *county) announced(n int) (model.Roster, []model.Ref) {
	c.t.Helper()
	r, refs := c.atTownship(n)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	c.act("leader", model.Act{Object: rosterRef(r), Do: "approve"})
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "issue"})
	c.publish(r)
	c.runOut(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "hand_in"})
	b := c.bundle(r)
	c.act("county", model.Act{Object: b, Do: "recheck"})
	c.act("countyleader", model.Act{Object: b, Do: "announce"})
	return r, refs
}

// contestAnnounced files an objection to a row of the announcement and lets the county answer.
func (c *county) contestAnnounced(r model.Roster, row int, resurvey bool) {
	c.t.Helper()
	c.person("foreigner", areaTownship.Join(village2).Join(group21))
	obj, err := c.object("foreigner", r, row, casework.SecrecyTownship)
	c.must(err)
	c.act("county", model.Act{Object: obj, Do: "answer", Input: model.Input{Verdict: "upheld", Resurvey: resurvey, Answer: model.NewSensitive("经核实情况属实")}})
}

// decisions 15c: upheld in the announcement, the household leaves the register.
func TestAnObjectionUpheldAgainstTheAnnouncementTakesTheHouseholdOut(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.announced(2)
	c.contestAnnounced(r, 1, false)
	if got := c.caseState(refs[0]); got != "removed" {
		t.Errorf("upheld against the announcement: %s", got)
	}
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if q.Used != 2 || q.Reserved != 0 {
		t.Errorf("its places are free again, the other's stay used: %+v", q)
	}
	pass, _, err := c.svc.Pass(c.ctx, c.as("foreigner"), c.running(r).PublicID)
	c.must(err)
	body, _, err := c.svc.ReadPass(pass)
	c.must(err)
	var list casework.PublicList
	c.must(json.Unmarshal(body, &list))
	if len(list.Rows) != 1 || list.Rows[0].Row != 2 {
		t.Errorf("the announcement still shows %+v", list.Rows)
	}
	out, err := c.svc.AskReview(c.ctx, c.as("ahousehold"), c.key(), refs[0].ID, model.NewSensitive("那辆车是亲戚停在我家的"))
	if err != nil || out.To != "asked_group" {
		t.Fatalf("复核 stays open to it: %+v, %v", out, err)
	}
	c.act("countygroup", model.Act{Object: out.Object, Do: "decide", Reason: "车确实不是他家的", Input: model.Input{Verdict: "granted"}})
	if got := c.caseState(refs[0]); got != "on_roster" {
		t.Errorf("granted: %s", got)
	}
}

func TestAnAnnouncedHouseholdWhoseFactsChangedIsSurveyedAnew(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.announced(1)
	c.act("county", model.Act{Object: refs[0], Do: "pair"})
	c.contestAnnounced(r, 1, true)
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if got := c.caseState(refs[0]); got != "surveying" || q.Used != 0 {
		t.Errorf("%s, %d used", got, q.Used)
	}
	c.survey(refs[0], group11, c.sealed["ahousehold"], 200000)
	c.report(group11, "head2091")
	if got := c.caseState(refs[0]); got != "on_roster" {
		t.Errorf("surveyed anew: %s", got)
	}
}
