package casework_test

import (
	"slices"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

// kin declares that a number belongs to near kin of a cadre.
func (c *county) kin(cadre string, number model.IDNumber) {
	c.t.Helper()
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people[cadre].ID, NumberIndex: tx.Seal().Index("number", number.Reveal()), Relation: "姐"})
	}))
}

// visited brings an application through a survey whose second member has the number.
func (c *county) visited(key, group string, member model.IDNumber) model.Ref {
	c.t.Helper()
	ref := c.apply(key, group)
	c.act("clerk"+group[9:12], model.Act{Object: ref, Do: "accept"})
	first, second := c.surveyors(ref)
	in := c.surveyInput(first, c.sealed[key], 250000)
	in.Members[1].Number = member
	c.act(first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: in}})
	c.act(second, model.Act{Object: ref, Do: "survey"})
	return ref
}

func (c *county) caseOf(ref model.Ref) model.Case {
	c.t.Helper()
	k, err := c.st.Read(c.ctx).CaseByPublic(ref.ID)
	c.must(err)
	return k
}

// a household is near kin when any member is, not the householder alone.
func TestAMemberWhoIsNearKinMakesTheCadreStepAside(t *testing.T) {
	t.Parallel()
	c := begin(t)
	sister := c.number()
	c.kin("committee209", sister)
	ref := c.visited("ahousehold", group11, sister)
	c.surveyed("bhousehold", group11)
	if !c.caseOf(ref).KinMark {
		t.Error("the household carries no mark for the county's check")
	}
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r)
	c.refused(model.KindForbidden, "committee209", model.Act{Object: rosterRef(r), Do: "hold", Reason: "收入要再核实",
		Input: model.Input{Rows: []model.RowJudgement{{Row: 1, Verdict: model.VerdictHeld}}}})
	out := c.act("committee209", model.Act{Object: rosterRef(r), Do: "sign"})
	if out.LeftRows != 1 {
		t.Errorf("the row of the sister's household is left to somebody else: %+v", out)
	}
}

func TestASurveyorWhoFindsNearKinInTheHouseDoesNotFillIn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	first, second := c.surveyors(ref)
	sister := c.number()
	c.kin(second, sister)
	in := c.surveyInput(first, c.sealed["villager"], 250000)
	in.Members[1].Number = sister
	c.refused(model.KindConflict, first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: in}})
	in.Signature = c.photo(second)
	c.refused(model.KindForbidden, second, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: in}})
}

// T47: a relation declared later marks what is under way, and what was decided before.
func TestADeclarationThatComesLaterMarksAndStopsAndAsksAbove(t *testing.T) {
	t.Parallel()
	c := begin(t)
	sister := c.number()
	ref := c.visited("ahousehold", group11, sister)
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r) // entered by the clerk: a deciding act on the row
	c.kin("clerk209", sister)
	for range 2 { // any number of servers
		_, err := c.svc.MarkKin(c.ctx)
		c.must(err)
	}
	k := c.caseOf(ref)
	rows, err := c.st.Read(c.ctx).Rows(r.ID)
	c.must(err)
	if !k.KinMark || !k.KinDecided || !rows[0].KinMark {
		t.Errorf("case marked %v, decided by kin %v, row marked %v", k.KinMark, k.KinDecided, rows[0].KinMark)
	}
	if rows[0].Verdict != model.VerdictKept {
		t.Errorf("what the assembly decided stays: %s", rows[0].Verdict)
	}
	view, err := c.svc.Roster(c.ctx, c.as("reviewer"), r.PublicID)
	c.must(err)
	if !slices.Contains(view.Rows[0].Marks, "近亲属申报前办过，请核对") {
		t.Errorf("the level above sees %v", view.Rows[0].Marks)
	}
	msgs, err := c.st.Read(c.ctx).MessagesOf(c.people["officer"].ID, store.Page{})
	c.must(err)
	if !slices.ContainsFunc(msgs, func(m model.Message) bool { return m.CaseID == k.ID }) {
		t.Error("the desk above the clerk's is not told")
	}
}

func TestAnOpenTaskOfSomebodyWhoBecameKinGoesUp(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("cousin", group11)
	c.kin("clerk209", c.sealed["cousin"])
	c.refused(model.KindForbidden, "clerk209", model.Act{Object: ref, Do: "accept"})
	c.refused(model.KindForbidden, "officer", model.Act{Object: ref, Do: "accept"})
	_, err := c.svc.MarkKin(c.ctx)
	c.must(err)
	if out := c.act("officer", model.Act{Object: ref, Do: "accept"}); out.To != "surveying" {
		t.Errorf("handed up: %+v", out)
	}
}

func TestASurveyorWhoBecameKinIsTakenOffAndAnotherIsAskedFor(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	_, second := c.surveyors(ref)
	c.kin(second, c.sealed["villager"])
	_, err := c.svc.MarkKin(c.ctx)
	c.must(err)
	k := c.caseOf(ref)
	list, err := c.st.Read(c.ctx).Surveyors(k.ID, 1)
	c.must(err)
	tasks, err := c.st.Read(c.ctx).TasksOfObject("case", k.ID)
	c.must(err)
	asked := slices.ContainsFunc(tasks, func(x model.Task) bool { return x.Kind == "appoint" && x.Status == store.TaskOpen })
	if len(list) != 1 || !asked {
		t.Errorf("%d surveyors left, another asked for: %v", len(list), asked)
	}
}

// A stand-in acts for the absent: the kin of either steps aside.
func TestTheAbsentHoldersKinBindsTheStandIn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("cousin", group11)
	c.person("helper", areaTownship.Join(village1))
	standIn := c.as("helper")
	standIn.Rights = []model.Right{{Role: model.RoleVillageClerk, Area: areaTownship.Join(village1), ForID: c.people["clerk209"].ID}}
	c.kin("clerk209", c.sealed["cousin"])
	accept := model.Act{Object: ref, Do: "accept", Request: c.key()}
	if _, err := c.svc.Act(c.ctx, standIn, accept); model.KindOf(err) != model.KindForbidden {
		t.Errorf("the stand-in of near kin: %v", err)
	}
	if view, err := c.svc.Case(c.ctx, standIn, ref.ID); err != nil || slices.ContainsFunc(view.Acts, func(a casework.ActView) bool { return a.Do == "accept" }) {
		t.Errorf("nothing is offered that would be refused: %+v, %v", view.Acts, err)
	}
}
