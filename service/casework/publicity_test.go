package casework_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
)

func (c *county) running(r model.Roster) model.Publicity {
	c.t.Helper()
	p, err := c.st.Read(c.ctx).RunningPublicity(r.ID)
	c.must(err)
	return p
}

func (c *county) object(who string, r model.Roster, row int, secrecy string) (model.Ref, error) {
	c.t.Helper()
	out, err := c.svc.File(c.ctx, c.as(who), c.key(), casework.ObjectionInput{Publicity: c.running(r).PublicID, Row: row,
		Words: model.NewSensitive("他家有小汽车，请核实"), Secrecy: secrecy})
	return out.Object, err
}

func TestAnOpenObjectionHoldsItsRowAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(2)
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	obj, err := c.object("neighbour", r, 2, casework.SecrecyTownship)
	c.must(err)
	c.runOut(r)
	if got := c.state(r); got != "township_review" {
		t.Fatalf("the list without the contested row: %s", got)
	}
	sup := c.roster(village1, model.CategoryPoor)
	k, err := c.st.Read(c.ctx).CaseByPublic(refs[1].ID)
	c.must(err)
	if !sup.Supplementary || k.RosterID != sup.ID {
		t.Error("the contested household waits on the supplementary list")
	}
	answer := model.Act{Object: obj, Do: "answer", Input: model.Input{Verdict: "rejected", Answer: model.NewSensitive("经核实，车是亲戚的")}}
	c.refused(model.KindNotFound, "clerk210", answer)
	c.refused(model.KindForbidden, "clerk209", answer)
	c.act("reviewer", answer)
	c.refused(model.KindConflict, "reviewer", answer)
	if got := c.caseState(refs[1]); got != "on_roster" {
		t.Errorf("rejected, the household goes on where it is: %s", got)
	}
}

func TestPostingSaysThatAPhotoOfTheLastDayIsNeededAndWhen(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	c.vote(r)
	c.sign(r)
	out := c.publish(r)
	if out.NextOffice != "解家川村委会" || out.NextSay != "期满照片（5月19日当天或以后拍）" || !out.NextDue.Equal(out.MovesOn) {
		t.Errorf("posted: %+v", out)
	}
}

func TestTheNoticeOfAListOpensIt(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(2)
	open, err := c.st.Read(c.ctx).MailingsOpen(5)
	c.must(err)
	var facts model.MailingFacts
	c.must(json.Unmarshal(open[len(open)-1].Facts, &facts))
	if facts.Link != "/p/"+string(c.running(r).PublicID) || facts.Count != 2 || facts.Unit != "户" {
		t.Errorf("the notice of a list: %+v", facts)
	}
}

// Product §4, decisions 15c: 只让县上知道.
func TestAnObjectionForTheCountyOnlyLeavesNoTraceInTheVillage(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(3)
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	for row, secrecy := range map[int]string{1: casework.SecrecyCounty, 2: casework.SecrecyTownship} {
		_, err := c.object("neighbour", r, row, secrecy)
		c.must(err)
	}
	counts := func(who string) (seen [3]int) {
		v, err := c.svc.Roster(c.ctx, c.as(who), r.PublicID)
		c.must(err)
		for i, row := range v.Rows {
			seen[i] = row.Objections
		}
		return seen
	}
	for who, want := range map[string][3]int{"clerk209": {0, 1, 0}, "reviewer": {0, 1, 0}, "county": {1, 1, 0}} {
		if got := counts(who); got != want {
			t.Errorf("%s counts %v objections, want %v", who, got, want)
		}
	}
	c.runOut(r)
	for i, ref := range refs[:2] {
		k, err := c.st.Read(c.ctx).CaseByPublic(ref.ID)
		c.must(err)
		row, err := c.st.Read(c.ctx).RowOf(r.ID, k.ID)
		c.must(err)
		if told := strings.Contains(row.Reason, "反映"); row.Verdict != model.VerdictHeld || told != (i == 1) {
			t.Errorf("row %d: %s because %s", i+1, row.Verdict, row.Reason)
		}
	}
}

func TestAHouseholdRefusedOnWhatTheCountyAloneWasToldIsRefusedInNeutralWords(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(2)
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	o, err := c.object("neighbour", r, 1, casework.SecrecyCounty)
	c.must(err)
	c.act("county", model.Act{Object: o, Do: "answer", Input: model.Input{Verdict: "upheld", Answer: model.NewSensitive("经核实，家里有小汽车")}})
	v := c.see("clerk209", refs[0])
	if v.End == nil || v.End.Reason == "" || strings.Contains(v.End.Reason, "反映") {
		t.Errorf("the village reads of an objection: %+v", v.End)
	}
}

func TestAnUpheldObjectionRefusesTheRowOrSendsItToTheSurvey(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(3)
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	first, err := c.object("neighbour", r, 1, casework.SecrecyAnonymous)
	c.must(err)
	second, err := c.object("neighbour", r, 2, casework.SecrecyCounty)
	c.must(err)
	c.act("reviewer", model.Act{Object: first, Do: "answer", Input: model.Input{Verdict: "upheld", Answer: model.NewSensitive("经核实情况属实")}})
	if got := c.caseState(refs[0]); got != "rejected" {
		t.Errorf("upheld: %s", got)
	}
	again := model.Act{Object: second, Do: "answer", Input: model.Input{Verdict: "upheld", Resurvey: true, Answer: model.NewSensitive("人口有变化，重新入户")}}
	c.refused(model.KindForbidden, "reviewer", again) // 只让县上知道
	c.act("county", again)
	if got := c.caseState(refs[1]); got != "surveying" {
		t.Errorf("facts changed: %s", got)
	}
	c.survey(refs[1], group11, c.sealed["bhousehold"], 200000)
	c.report(group11, "head2091")
	if got := c.caseState(refs[1]); got != "on_roster" {
		t.Errorf("surveyed anew: %s", got)
	}
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if q.Reserved != 2 {
		t.Errorf("reserved %d, want the third household's two", q.Reserved)
	}
}

func TestWhoMayObjectAndUntilWhen(t *testing.T) {
	t.Parallel()
	c := newCounty(t, "zhengning-2014", "2014-05-05")
	r, _ := c.shown(1) // last day 12 May
	c.person("foreigner", areaTownship.Join(village2).Join(group21))
	if _, err := c.object("foreigner", r, 1, casework.SecrecyTownship); model.KindOf(err) == "" {
		t.Error("a villager of another village objected")
	}
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	if _, err := c.object("neighbour", r, 7, casework.SecrecyTownship); model.KindOf(err) != model.KindInvalid {
		t.Errorf("a row that is not there: %v", err)
	}
	p := c.running(r)
	c.to("2014-05-13", 9)
	if _, err := c.object("neighbour", r, 1, casework.SecrecyTownship); model.KindOf(err) != model.KindConflict {
		t.Errorf("the day after the last day: %v", err)
	}
	paper := casework.ObjectionInput{Publicity: p.PublicID, Row: 1, Words: model.NewSensitive("昨晚交来的纸条"), Secrecy: casework.SecrecyTownship, Received: "2014-05-12"}
	if _, err := c.svc.File(c.ctx, c.as("reviewer"), c.key(), paper); err != nil {
		t.Errorf("on paper at 22:00 of the last day, entered the next morning: %v", err)
	}
	if _, err := c.svc.File(c.ctx, c.as("clerk209"), c.key(), paper); model.KindOf(err) == "" {
		t.Error("the village must not enter objections: it would know who objected")
	}
}

func TestAMissingHouseholdIsAnObjectionWithoutRow(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(1)
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	obj, err := c.object("neighbour", r, 0, casework.SecrecyTownship)
	c.must(err)
	c.act("reviewer", model.Act{Object: obj, Do: "answer", Input: model.Input{Verdict: "partly", Answer: model.NewSensitive("已通知村上帮他申请")}})
	c.runOut(r)
	if got := c.state(r); got != "township_review" {
		t.Errorf("%s", got)
	}
}

func TestACorrectedRowHasItsOwnDaysAndTheListRunsOn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(2)
	p := c.running(r)
	c.to(p.LastDay.AddDays(-1), 10)
	fix := func(field, value string) model.Act {
		return model.Act{Object: rosterRef(r), Do: "correct", Reason: "姓写错了一个字", Input: model.Input{Correction: &model.CorrectionInput{Row: 2, Field: field, Value: value}}}
	}
	c.refused(model.KindInvalid, "clerk209", fix("persons", "3")) // another fact, not a wrong letter
	c.refused(model.KindInvalid, "clerk209", fix("householder", "解大旺621025190001010010"))
	c.refused(model.KindInvalid, "clerk209", fix("householder", "王小二"))
	c.act("clerk209", fix("householder", " 谢b旺\n"))
	if after := c.running(r); after.LastDay != p.LastDay || after.ID != p.ID {
		t.Errorf("the list's own clock changed: %+v", after)
	}
	c.runOut(r)
	k, err := c.st.Read(c.ctx).CaseByPublic(refs[1].ID)
	c.must(err)
	if sup := c.roster(village1, model.CategoryPoor); !sup.Supplementary || k.RosterID != sup.ID || k.Householder != "谢b旺" {
		t.Errorf("the corrected row runs its own days on the supplementary list: %+v", k)
	}
}

func TestAVoidListIsPostedAnewWithANewClock(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(1)
	old := c.running(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "void", Reason: "名单贴错了一张"})
	if got := c.state(r); got != "ready_1" {
		t.Fatalf("void: %s", got)
	}
	c.clock.Advance(3 * 24 * time.Hour)
	c.publish(r)
	if p := c.running(r); p.ID == old.ID || p.LastDay <= old.LastDay {
		t.Errorf("the second posting ends on %s, the first would have on %s", p.LastDay, old.LastDay)
	}
}

func TestOneBlockedVillageDoesNotBlockAnother(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r1, _ := c.atTownship(1)
	c.surveyed("elsewhere", group21)
	c.reportAll(village2)
	r2 := c.roster(village2, model.CategoryPoor)
	for _, do := range []model.Do{"examine"} {
		c.act("reviewer", model.Act{Object: rosterRef(r1), Do: do})
	}
	c.act("leader", model.Act{Object: rosterRef(r1), Do: "approve"})
	c.act("reviewer", model.Act{Object: rosterRef(r1), Do: "issue"})
	c.publish(r1)
	c.runOut(r1)
	c.act("reviewer", model.Act{Object: rosterRef(r1), Do: "hand_in"})
	if c.state(r1) != "bundled" || c.state(r2) != "village_review" {
		t.Errorf("%s and %s", c.state(r1), c.state(r2))
	}
}

func TestTheCountyActsOnABundleWithAVerdictPerRow(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.atTownship(2)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	c.act("leader", model.Act{Object: rosterRef(r), Do: "approve"})
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "issue"})
	c.publish(r)
	c.runOut(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "hand_in"})
	b := c.bundle(r)
	c.refused(model.KindConflict, "county", model.Act{Object: rosterRef(r), Do: "recheck"})
	c.refused(model.KindForbidden, "reviewer", model.Act{Object: b, Do: "recheck"})
	c.act("county", model.Act{Object: b, Do: "recheck", Input: model.Input{Rows: []model.RowJudgement{{Roster: r.PublicID, Row: 1, Verdict: model.VerdictRefused, Reason: "县级比对有固定工资"}}}})
	c.act("countyleader", model.Act{Object: b, Do: "announce"})
	if c.caseState(refs[0]) != "rejected" || c.caseState(refs[1]) != "registered" {
		t.Errorf("%s and %s", c.caseState(refs[0]), c.caseState(refs[1]))
	}
	c.person("foreigner", areaTownship.Join(village2).Join(group21))
	filed, err := c.svc.File(c.ctx, c.as("foreigner"), c.key(), casework.ObjectionInput{Publicity: c.running(r).PublicID, Row: 2,
		Words: model.NewSensitive("他家有小汽车，请核实"), Secrecy: casework.SecrecyTownship})
	if err != nil || filed.To != "filed_county" {
		t.Errorf("an announcement is contested by anybody of the county, before the county: %+v, %v", filed, err)
	}
	out, err := c.svc.AskReview(c.ctx, c.as("ahousehold"), c.key(), refs[0].ID, model.NewSensitive("那份工资去年就没有了"))
	if err != nil || out.To != "asked_group" {
		t.Errorf("the county's refusal goes to the leading group: %+v, %v", out, err)
	}
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if q.Reserved != 0 || q.Used != 2 {
		t.Errorf("quota %+v", q)
	}
}

func TestExitedHouseholdsGoBeforeTheSameMeetingsOnTheirOwnList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	n, err := c.svc.OpenMarked(c.ctx, c.as("county"), c.key(), c.round, []casework.Marked{
		{Householder: "解老大", Number: c.number(), Group: group11, Persons: 4}, {Householder: "解老二", Number: c.number(), Group: group12, Persons: 3}})
	if err != nil || n != 2 {
		t.Fatalf("%d opened, %v", n, err)
	}
	c.surveyed("poor", group11)
	c.reportAll(village1)
	poor, exited := c.roster(village1, model.CategoryPoor), c.roster(village1, model.CategoryExited)
	c.vote(poor)
	in := c.assembly(exited)
	in.Present = nil // the same assembly: attendance was entered with the first list
	c.act("clerk209", model.Act{Object: rosterRef(exited), Do: "vote", Input: model.Input{Meeting: in}})
	a, err := c.st.Read(c.ctx).Roster(poor.ID)
	c.must(err)
	b, err := c.st.Read(c.ctx).Roster(exited.ID)
	c.must(err)
	if a.MeetingID != b.MeetingID || a.MeetingID == 0 {
		t.Error("both lists belong to one assembly")
	}
}

func TestLateTasksAlarmTheirDeskThenTheTownshipThenTheCounty(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11) // to be accepted by 15 May 18:00
	levels := func() map[model.Role]int {
		got := map[model.Role]int{}
		for _, who := range []string{"county"} {
			as, err := c.st.Read(c.ctx).AlertsIn(scopeOf(c.as(who)), 100)
			c.must(err)
			for _, a := range as {
				got[a.Role]++
			}
		}
		return got
	}
	for _, step := range []struct {
		day  model.Date
		hour int
		want map[model.Role]int
	}{
		{"2014-05-13", 9, map[model.Role]int{}},
		{"2014-05-15", 9, map[model.Role]int{model.RoleVillageClerk: 1}},
		{"2014-05-15", 19, map[model.Role]int{model.RoleVillageClerk: 2}},
		{"2014-05-16", 19, map[model.Role]int{model.RoleVillageClerk: 2, model.RoleTownshipOfficer: 1}},
		{"2014-05-18", 19, map[model.Role]int{model.RoleVillageClerk: 2, model.RoleTownshipOfficer: 1, model.RoleCountyOfficer: 1}},
	} {
		c.to(step.day, step.hour)
		for range 2 { // twice: raised once
			_, err := c.svc.AlertLate(c.ctx)
			c.must(err)
		}
		got := levels()
		delete(got, model.RoleGroupHead) // the group sheets have a plan of their own
		delete(got, model.RoleVillageCommittee)
		for role, n := range step.want {
			if got[role] != n {
				t.Errorf("%s %d:00: %d alerts to %s, want %d (%v)", step.day, step.hour, got[role], role, n, got)
			}
		}
	}
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
}

func TestADeskWithoutHolderKeepsItsTaskAndTheLevelAboveIsAskedToAppoint(t *testing.T) {
	t.Parallel()
	c := begin(t)
	p := c.people["clerk209"]
	c.revoke("clerk209")
	ref := c.apply("villager", group11)
	_ = p
	k, err := c.st.Read(c.ctx).CaseByPublic(ref.ID)
	c.must(err)
	tasks, err := c.st.Read(c.ctx).TasksOfObject("case", k.ID)
	c.must(err)
	kinds := map[string]model.Role{}
	for _, x := range tasks {
		kinds[x.Kind] = x.Role
	}
	if kinds["step"] != model.RoleVillageClerk || kinds["appoint"] != model.RoleTownshipOfficer {
		t.Errorf("tasks %v", kinds)
	}
	c.refused(model.KindForbidden, "officer", model.Act{Object: ref, Do: "accept"})
	c.grant("newclerk", model.RoleVillageClerk, areaTownship.Join(village1))
	c.act("newclerk", model.Act{Object: ref, Do: "accept"})
}

func TestWhoReadsByThePosterMayObjectWithItsPassAndNoOther(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(1)
	p := c.running(r)
	stranger := model.Actor{PersonID: c.person("passerby", areaTownship.Join(village2)).ID, AccountID: 77, Door: model.DoorAPI}
	in := casework.ObjectionInput{Publicity: p.PublicID, Row: 1, Words: model.NewSensitive("他家有小汽车，请核实"), Secrecy: casework.SecrecyAnonymous}
	if _, err := c.svc.File(c.ctx, stranger, c.key(), in); model.KindOf(err) != model.KindNotFound {
		t.Errorf("without the poster: %v", err)
	}
	pass, _, err := c.svc.PassByLink(c.ctx, p.Link)
	c.must(err)
	in.Pass = pass + "x"
	if _, err := c.svc.File(c.ctx, stranger, c.key(), in); model.KindOf(err) != model.KindNotFound {
		t.Errorf("with a forged pass: %v", err)
	}
	in.Pass = pass
	if out, err := c.svc.File(c.ctx, stranger, c.key(), in); err != nil || out.Number == "" {
		t.Errorf("with the poster's pass: %+v, %v", out, err)
	}
	c.runOut(r)
	if got := c.rosterOf(refs[0]); got != r.ID {
		t.Error("an account nobody has proven stopped a household alone")
	}
	in.Publicity = model.NewPublicID()
	if _, err := c.svc.File(c.ctx, stranger, c.key(), in); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a list that is not there: %v", err)
	}
}

func TestTheSecondPublicityShowsOnlyWhoIsStillOnTheList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.atTownship(3)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{
		{Row: 1, Verdict: model.VerdictRefused, Reason: "收入明显高于标准"}, {Row: 3, Verdict: model.VerdictHeld, Reason: "收入要再核实"}}}})
	c.act("leader", model.Act{Object: rosterRef(r), Do: "approve"})
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "issue"})
	c.publish(r)
	pass, _, err := c.svc.PassByLink(c.ctx, c.running(r).Link)
	c.must(err)
	body, _, err := c.svc.ReadPass(pass)
	c.must(err)
	var list casework.PublicList
	c.must(json.Unmarshal(body, &list))
	if len(list.Rows) != 1 || list.Rows[0].Row != 2 {
		t.Errorf("the board shows %+v, want the second row only", list.Rows)
	}
}

func TestNobodyAnswersTheOwnObjectionOrReviewsTheOwnRefusal(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.shown(2)
	paper, err := c.svc.File(c.ctx, c.as("reviewer"), c.key(), casework.ObjectionInput{Publicity: c.running(r).PublicID, Row: 1,
		Words: model.NewSensitive("他家有小汽车，请核实"), Secrecy: casework.SecrecyTownship})
	c.must(err)
	c.refused(model.KindForbidden, "reviewer", model.Act{Object: paper.Object, Do: "answer", Input: model.Input{Verdict: "upheld", Answer: model.NewSensitive("经核实情况属实")}})
	c.grant("reviewer2", model.RoleTownshipReviewer, areaTownship)
	c.act("reviewer2", model.Act{Object: paper.Object, Do: "answer", Input: model.Input{Verdict: "rejected", Answer: model.NewSensitive("经核实没有这回事")}})
	c.runOut(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{{Row: 2, Verdict: model.VerdictRefused, Reason: "收入明显高于标准"}}}})
	c.grant("reviewer", model.RoleCountyOfficer, areaCounty) // promoted meanwhile
	out, err := c.svc.AskReview(c.ctx, c.as("bhousehold"), c.key(), refs[1].ID, model.NewSensitive("那份收入去年就没有了"))
	c.must(err)
	decide := model.Act{Object: out.Object, Do: "decide", Reason: "维持原来的结果", Input: model.Input{Verdict: "dismissed"}}
	c.refused(model.KindForbidden, "reviewer", decide)
	c.act("county", decide)
}

func TestASurveyorWhoHasLeftNeitherReadsNorSigns(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	first, second := c.surveyors(ref)
	c.act(first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: c.surveyInput(first, c.sealed["villager"], 1)}})
	c.revoke(second)
	c.refused(model.KindNotFound, second, model.Act{Object: ref, Do: "survey"})
	if _, err := c.svc.Case(c.ctx, c.as(second), ref.ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a surveyor who has left reads the case: %v", err)
	}
}

func TestHoldingIsNoSignature(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(2)
	c.vote(r)
	c.act("committee209", model.Act{Object: rosterRef(r), Do: "hold", Reason: "收入要再核实", Input: model.Input{Rows: []model.RowJudgement{{Row: 1, Verdict: model.VerdictHeld}}}})
	c.act("officer", model.Act{Object: rosterRef(r), Do: "sign"})
	c.act("cadre209", model.Act{Object: rosterRef(r), Do: "sign"})
	if got := c.state(r); got != "verifying" {
		t.Errorf("with two signatures and one hold: %s", got)
	}
	c.act("committee209", model.Act{Object: rosterRef(r), Do: "sign"})
	if got := c.state(r); got != "ready_1" {
		t.Errorf("after the third signature: %s", got)
	}
}
