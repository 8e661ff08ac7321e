package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

// onList brings n households of the first village onto its list, ready for the assembly.
func (c *county) onList(n int) (model.Roster, []model.Ref) {
	c.t.Helper()
	var refs []model.Ref
	for i := range n {
		refs = append(refs, c.surveyed(string(rune('a'+i))+"household", group11))
	}
	c.reportAll(village1)
	return c.roster(village1, model.CategoryPoor), refs
}

// shown brings the list into its first publicity.
func (c *county) shown(n int) (model.Roster, []model.Ref) {
	c.t.Helper()
	r, refs := c.onList(n)
	c.vote(r)
	c.sign(r)
	c.publish(r)
	return r, refs
}

// atTownship brings the list before the township's reviewer.
func (c *county) atTownship(n int) (model.Roster, []model.Ref) {
	c.t.Helper()
	r, refs := c.shown(n)
	c.runOut(r)
	return r, refs
}

func TestTheLastGroupsReportOpensTheAssemblyAndAZeroReportCounts(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.surveyed("villager", group11)
	c.report(group11, "head2091")
	tx := c.st.Read(c.ctx)
	r, err := tx.RoundByPublic(c.round)
	c.must(err)
	if rs, _ := tx.RostersOf(r.ID, village1, model.CategoryPoor); len(rs) != 0 {
		t.Fatal("the assembly opened before the second group reported")
	}
	c.report(group12, "head2092")
	if got := c.roster(village1, model.CategoryPoor).State; got != "village_review" {
		t.Errorf("after the zero report: %s", got)
	}
	late := c.surveyed("late", group12)
	c.report(group12, "head2092")
	if got := c.caseState(late); got != "on_roster" {
		t.Errorf("a later case travels on the next serial: %s", got)
	}
	if got := c.roster(village1, model.CategoryPoor).Serial; got != 2 {
		t.Errorf("serial %d, want 2", got)
	}
}

func TestAnAssemblyWithoutQuorumIsRefusedAndTwoThirdsAreEnough(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	in := c.assembly(r)
	in.Present = in.Present[:9] // of 15
	in.Votes[0].Yes, in.Votes[0].No = 9, 0
	vote := model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: in}}
	e := c.refused(model.KindInvalid, "clerk209", vote)
	if e.Fields[0].Field != "meeting.present" {
		t.Errorf("%+v", e.Fields)
	}
	in.Present = c.assembly(r).Present[:10]
	in.Votes[0].Yes, in.Votes[0].No = 10, 0
	c.act("clerk209", vote)
}

func TestATieIsNotPassedAndEndsWithAReason(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.onList(1)
	in := c.assembly(r)
	in.Votes[0].Yes, in.Votes[0].No = 6, 6
	vote := model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: in}}
	c.refused(model.KindInvalid, "clerk209", vote)
	in.Votes[0].Reason = "家里收入比较稳定"
	c.act("clerk209", vote)
	if got := c.caseState(refs[0]); got != "not_passed" {
		t.Errorf("six of twelve: %s", got)
	}
	if _, err := c.svc.AskReview(c.ctx, c.as("ahousehold"), c.key(), refs[0].ID, model.NewSensitive("我家情况没有说清楚")); err != nil {
		t.Error(err)
	}
	if _, err := c.svc.AskReview(c.ctx, c.as("ahousehold"), c.key(), refs[0].ID, model.NewSensitive("我家情况没有说清楚")); model.KindOf(err) != model.KindConflict {
		t.Errorf("复核 may be asked once: %v", err)
	}
}

func TestAWitnessOfTheSupervisionCommitteeIsNeededAndNoKin(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	in := c.assembly(r)
	in.Witness = in.Present[0]
	c.refused(model.KindInvalid, "clerk209", model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: in}})
	kin := c.person("kin", areaTownship.Join(village1))
	watch := model.Delegate{PublicID: model.NewPublicID(), Area: areaTownship.Join(village1), Register: "supervision", PersonID: kin.ID, Name: "见证", ValidFrom: "2011-01-01"}
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		if err := tx.AddDelegates([]model.Delegate{watch}); err != nil {
			return err
		}
		return tx.AddRelative(&model.Relative{PersonID: c.people["committee209"].ID, NumberIndex: kin.NumberIndex, Relation: "弟"})
	}))
	in.Witness = watch.PublicID
	c.refused(model.KindInvalid, "clerk209", model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: in}})
}

func TestAListAboveItsQuotaDoesNotLeaveTheMeeting(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(2) // four persons
	set := func(n int64) {
		_, err := c.svc.AllotQuota(c.ctx, c.as("county"), c.key(), casework.QuotaInput{Round: c.round, Region: village1, Category: model.CategoryPoor, Persons: n})
		c.must(err)
	}
	set(3)
	c.refused(model.KindConflict, "clerk209", model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: c.assembly(r)}})
	if got := c.state(r); got != "village_review" {
		t.Errorf("the list moved to %s", got)
	}
	set(4)
	c.vote(r)
	if _, err := c.svc.AllotQuota(c.ctx, c.as("county"), c.key(), casework.QuotaInput{Round: c.round, Region: village1, Category: model.CategoryPoor, Persons: 3}); model.KindOf(err) != model.KindConflict {
		t.Errorf("lowering below what is reserved: %v", err)
	}
}

func TestChildrenNeverGetMoreThanTheirParent(t *testing.T) {
	t.Parallel()
	c := begin(t)
	give := func(who, region string, n int64) error {
		_, err := c.svc.AllotQuota(c.ctx, c.as(who), c.key(), casework.QuotaInput{Round: c.round, Region: region, Category: model.CategoryPoor, Persons: n})
		return err
	}
	if err := give("county", village1, 51); model.KindOf(err) != model.KindConflict {
		t.Errorf("51 + 50 of 100: %v", err)
	}
	if err := give("reviewer", village1, 40); err != nil {
		t.Errorf("the township hands down its own: %v", err)
	}
	if err := give("reviewer", "621025100000", 500); model.KindOf(err) == "" {
		t.Error("a township raised its own quota")
	}
	if err := give("clerk209", village1, 10); model.KindOf(err) != model.KindForbidden {
		t.Errorf("a village sets its own quota: %v", err)
	}
}

func TestTwoSignaturesStayAndTheThirdFreezesTheList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	c.vote(r)
	sign := model.Act{Object: rosterRef(r), Do: "sign"}
	out := c.act("committee209", sign)
	if out.Kind != "recorded" || len(out.Waiting) != 2 {
		t.Errorf("after one signature: %+v", out)
	}
	c.refused(model.KindConflict, "committee209", sign)
	c.act("officer", sign)
	if got := c.state(r); got != "verifying" {
		t.Fatalf("after two signatures: %s", got)
	}
	c.act("cadre209", sign)
	now, err := c.st.Read(c.ctx).Roster(r.ID)
	c.must(err)
	if now.State != "ready_1" || !now.Frozen || now.SnapshotID == 0 {
		t.Errorf("after three signatures: %+v", now)
	}
}

func TestNoPublicityWithoutBoardPhotoAndSealedSheet(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	c.vote(r)
	c.sign(r)
	sheet, err := c.svc.PrintSheet(c.ctx, c.as("clerk209"), casework.SheetInput{Object: rosterRef(r), Purpose: "publish"})
	c.must(err)
	publish := func(p model.PostingInput) model.Act {
		return model.Act{Object: rosterRef(r), Do: "publish", Input: model.Input{Posting: &p}}
	}
	c.refused(model.KindInvalid, "clerk209", publish(model.PostingInput{Photos: []model.PublicID{c.photo("clerk209")}, Sheet: sheet.PublicID}))
	_, err = c.svc.FileSheet(c.ctx, c.as("clerk209"), c.key(), sheet.PublicID, c.photo("clerk209"))
	c.must(err)
	e := c.refused(model.KindInvalid, "clerk209", publish(model.PostingInput{Sheet: sheet.PublicID}))
	if len(e.Fields) == 0 || e.Fields[0].Field != "posting.photos" {
		t.Errorf("without a board photo: %+v", e)
	}
	c.refused(model.KindInvalid, "clerk209", publish(model.PostingInput{Photos: []model.PublicID{c.photo("clerk209")}}))
	c.refused(model.KindInvalid, "clerk209", publish(model.PostingInput{Day: model.DateOf(c.clock.Now()).AddDays(-1), Photos: []model.PublicID{c.photo("clerk209")}, Sheet: sheet.PublicID}))
	c.act("clerk209", publish(model.PostingInput{Photos: []model.PublicID{c.photo("clerk209")}, Sheet: sheet.PublicID}))
}

func TestAPublicityRunsItsFullDaysAndWaitsForItsEndPhoto(t *testing.T) {
	t.Parallel()
	c := newCounty(t, "zhengning-2014", "2014-05-05")
	r, _ := c.shown(1) // posted on Monday 5 May: the last day is Monday the 12th
	c.to("2014-05-11", 23)
	_, err := c.svc.EndPhoto(c.ctx, c.as("clerk209"), c.key(), r.PublicID, c.photo("clerk209"))
	if model.KindOf(err) != model.KindTooEarly {
		t.Errorf("end photo before the last day: %v", err)
	}
	early := c.refused(model.KindTooEarly, "reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	if early.Facts.DayNo != 6 {
		t.Errorf("day %d of 7, want 6", early.Facts.DayNo)
	}
	c.to("2014-05-13", 11)
	_, err = c.svc.CloseDue(c.ctx)
	c.must(err)
	if got := c.state(r); got != "public_1" {
		t.Fatalf("at 11:00 of the next working day: %s", got)
	}
	_, err = c.svc.EndPhoto(c.ctx, c.as("clerk209"), c.key(), r.PublicID, c.photo("clerk209"))
	c.must(err)
	_, err = c.svc.CloseDue(c.ctx)
	c.must(err)
	if got := c.state(r); got != "public_1" {
		t.Fatalf("with the photo but before noon: %s", got)
	}
	_, err = c.svc.Act(c.ctx, model.Timer(), model.Act{Object: rosterRef(r), Do: "close", Request: "before noon"})
	if model.KindOf(err) != model.KindTooEarly {
		t.Errorf("the timer before noon: %v", err)
	}
	c.clock.Set(model.Date("2014-05-13").At(12, 0))
	n, err := c.svc.CloseDue(c.ctx)
	if err != nil || n != 1 || c.state(r) != "township_review" {
		t.Errorf("at noon: %d lists moved, %v, %s", n, err, c.state(r))
	}
}

func TestWithoutItsEndPhotoAListStaysHoweverLateItIs(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(1)
	c.clock.Advance(30 * 24 * time.Hour)
	if n, err := c.svc.CloseDue(c.ctx); n != 0 || err != nil {
		t.Errorf("%d lists moved without a photo, %v", n, err)
	}
	_, err := c.svc.Act(c.ctx, model.Timer(), model.Act{Object: rosterRef(r), Do: "close", Request: "now"})
	if model.KindOf(err) != model.KindTooEarly {
		t.Errorf("the timer itself: %v", err)
	}
}

func TestNinetyFourVillagesMayCloseTwiceAtOnce(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(1)
	p, err := c.st.Read(c.ctx).RunningPublicity(r.ID)
	c.must(err)
	c.to(p.LastDay, 18)
	_, err = c.svc.EndPhoto(c.ctx, c.as("clerk209"), c.key(), r.PublicID, c.photo("clerk209"))
	c.must(err)
	c.clock.Set(p.MovesOn.Time())
	moved := make(chan int, 32)
	for range 32 {
		go func() {
			n, err := c.svc.CloseDue(c.ctx)
			if err != nil {
				t.Error(err)
			}
			moved <- n
		}()
	}
	sum := 0
	for range 32 {
		sum += <-moved
	}
	if sum != 1 {
		t.Errorf("closed %d times", sum)
	}
}

func TestAHeldRowGoesToTheSupplementaryListAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.atTownship(2)
	c.refused(model.KindInvalid, "reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{{Row: 2, Verdict: model.VerdictHeld}}}})
	c.refused(model.KindInvalid, "reviewer", model.Act{Object: rosterRef(r), Do: "examine", Reason: "收入要再核", Input: model.Input{Rows: []model.RowJudgement{{Row: 9, Verdict: model.VerdictHeld}}}})
	out := c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Reason: "收入要再核", Input: model.Input{Rows: []model.RowJudgement{{Row: 2, Verdict: model.VerdictHeld}}}})
	if out.Count != 1 || out.Held != 1 || out.To != "township_sign" {
		t.Errorf("%+v", out)
	}
	sup := c.roster(village1, model.CategoryPoor)
	if sup.ID == r.ID || !sup.Supplementary || sup.State != "verifying" {
		t.Fatalf("supplementary list: %+v", sup)
	}
	held, err := c.st.Read(c.ctx).CaseByPublic(refs[1].ID)
	c.must(err)
	if held.RosterID != sup.ID {
		t.Error("the held household is not on the supplementary list")
	}
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if q.Reserved != 4 {
		t.Errorf("reserved %d, want 4: released and reserved again", q.Reserved)
	}
	c.sign(sup)
	c.publish(sup)
	if c.state(sup) != "public_1" {
		t.Error("a supplementary list runs its own publicity")
	}
}

// Decisions 8: withdrawing ends with the first publicity, whichever list the
// household stands on afterwards.
func TestWhoHasHungOnceDoesNotWithdrawByTapFromALaterList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.atTownship(2)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Reason: "收入要再核", Input: model.Input{Rows: []model.RowJudgement{{Row: 2, Verdict: model.VerdictHeld}}}})
	for _, do := range dos(c.see("bhousehold", refs[1]).Acts) {
		if do == "withdraw" {
			t.Error("a household that has hung on the board is offered to withdraw")
		}
	}
	c.refused(model.KindConflict, "bhousehold", model.Act{Object: refs[1], Do: "withdraw"})
	c.act("clerk209", model.Act{Object: refs[1], Do: "renounce", Input: model.Input{Files: []model.PublicID{c.photo("clerk209")}}})
}

func TestWhoWasHeldBackBeforeTheListHungMayStillWithdraw(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.onList(2)
	c.vote(r)
	c.act("committee209", model.Act{Object: rosterRef(r), Do: "hold", Reason: "收入要再核", Input: model.Input{Rows: []model.RowJudgement{{Row: 2, Verdict: model.VerdictHeld}}}})
	c.sign(r)
	c.clock.Advance(time.Hour)
	c.publish(r)
	c.act("bhousehold", model.Act{Object: refs[1], Do: "withdraw"})
}

func TestTheTownshipRefusesARowWithLevelAndReason(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.atTownship(2)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{{Row: 1, Verdict: model.VerdictRefused, Reason: "家里有小汽车和商铺"}}}})
	k, err := c.st.Read(c.ctx).CaseByPublic(refs[0].ID)
	c.must(err)
	if k.State != "rejected" || k.EndLevel != model.LevelTownship || k.EndReason == "" || k.OpenKey != nil {
		t.Errorf("refused: %+v", k)
	}
	out, err := c.svc.AskReview(c.ctx, c.as("ahousehold"), c.key(), refs[0].ID, model.NewSensitive("车是借名的，不是我家的"))
	c.must(err)
	if out.To != "asked_county" {
		t.Errorf("the township's refusal goes to %s", out.To)
	}
	c.act("county", model.Act{Object: out.Object, Do: "decide", Reason: "经核实车辆为借名登记", Input: model.Input{Verdict: "granted"}})
	if got := c.caseState(refs[0]); got != "on_roster" {
		t.Errorf("granted: %s", got)
	}
	if sup := c.roster(village1, model.CategoryPoor); !sup.Supplementary || sup.State != "verifying" {
		t.Errorf("the next serial: %+v", sup)
	}
}

func TestARefusedHouseholdIsHandedOnAndSeesTheAnswer(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.atTownship(1)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{{Row: 1, Verdict: model.VerdictRefused, Reason: "收入明显高于标准"}}}})
	_, err := c.svc.Refer(c.ctx, c.as("ahousehold"), c.key(), casework.ReferralInput{Case: refs[0].ID, Office: "civil_affairs"})
	if model.KindOf(err) != model.KindInvalid {
		t.Errorf("without consent: %v", err)
	}
	out, err := c.svc.Refer(c.ctx, c.as("ahousehold"), c.key(), casework.ReferralInput{Case: refs[0].ID, Office: "civil_affairs", Consent: true})
	c.must(err)
	if _, err := c.svc.AnswerReferral(c.ctx, c.as("clerk210"), c.key(), out.Object.ID, model.NewSensitive("已纳入低保审核")); model.KindOf(err) != model.KindNotFound {
		t.Errorf("another village answers: %v", err)
	}
	if _, err := c.svc.AnswerReferral(c.ctx, c.as("clerk209"), c.key(), out.Object.ID, model.NewSensitive("已纳入低保审核")); err != nil {
		t.Error(err)
	}
}

func TestNobodyDecidesAtTwoLevelsOnOneRow(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.grant("clerk209", model.RoleTownshipReviewer, areaTownship)
	r, _ := c.atTownship(1)
	c.refused(model.KindForbidden, "clerk209", model.Act{Object: rosterRef(r), Do: "examine"})
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
}

func TestNearKinStepsAsideRowByRowAndAColleagueDecidesIt(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.grant("reviewer2", model.RoleTownshipReviewer, areaTownship)
	c.person("bhousehold", areaTownship.Join(village1).Join(group11))
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["reviewer"].ID, NumberIndex: c.people["bhousehold"].NumberIndex, Relation: "姐"})
	}))
	r, _ := c.atTownship(2)
	out := c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	if out.Kind != "recorded" || out.LeftRows != 1 || c.state(r) != "township_review" {
		t.Fatalf("one row is left: %+v, %s", out, c.state(r))
	}
	out = c.act("reviewer2", model.Act{Object: rosterRef(r), Do: "examine"})
	if out.To != "township_sign" {
		t.Errorf("the colleague decided the rest: %+v", out)
	}
}

func TestRowsOfKinOfTheOnlyReviewerGoToTheLevelAbove(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("ahousehold", areaTownship.Join(village1).Join(group11))
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["reviewer"].ID, NumberIndex: c.people["ahousehold"].NumberIndex, Relation: "姐"})
	}))
	r, _ := c.atTownship(2)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine"})
	out := c.act("county", model.Act{Object: rosterRef(r), Do: "examine"})
	if out.To != "township_sign" {
		t.Errorf("the level above decided the row: %+v", out)
	}
}

func TestAListSentBackIsSignedAnewAndKeepsItsVotes(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.atTownship(1)
	c.refused(model.KindInvalid, "reviewer", model.Act{Object: rosterRef(r), Do: "send_back", Target: "verifying"})
	c.refused(model.KindInvalid, "reviewer", model.Act{Object: rosterRef(r), Do: "send_back", Target: "announced", Reason: "人数要再核"})
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "send_back", Target: "verifying", Reason: "人数要再核"})
	c.sign(r)
	if got := c.state(r); got != "ready_1" {
		t.Errorf("after signing anew: %s", got)
	}
}

func TestNothingThatMayNotBePublishedIsPublished(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, refs := c.onList(1)
	c.vote(r)
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		k, err := tx.CaseByPublic(refs[0].ID)
		if err != nil {
			return err
		}
		row, err := tx.RowOf(r.ID, k.ID)
		if err != nil {
			return err
		}
		row.Householder = "解大旺621025190001010010"
		return tx.PutRow(&row)
	}))
	c.sign(r)
	sheet, err := c.svc.PrintSheet(c.ctx, c.as("clerk209"), casework.SheetInput{Object: rosterRef(r), Purpose: "publish"})
	c.must(err)
	_, err = c.svc.FileSheet(c.ctx, c.as("clerk209"), c.key(), sheet.PublicID, c.photo("clerk209"))
	c.must(err)
	c.refused(model.KindConflict, "clerk209", model.Act{Object: rosterRef(r), Do: "publish",
		Input: model.Input{Posting: &model.PostingInput{Photos: []model.PublicID{c.photo("clerk209")}, Sheet: sheet.PublicID}}})
}

func TestAVillageHasOneOpenRoundPerMatter(t *testing.T) {
	t.Parallel()
	c := begin(t)
	out, err := c.svc.CreateRound(c.ctx, c.as("county"), c.key(), casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: 2013, Year: 2014})
	c.must(err)
	for head, group := range map[string]string{"head2091": group11, "head2092": group12, "head2101": group21, "head2102": group22} {
		_, err := c.svc.TellPolicy(c.ctx, c.as(head), c.key(), out.Object.ID, []string{group}, "2014-05-12")
		c.must(err)
	}
	c.refused(model.KindConflict, "countyleader", model.Act{Object: out.Object, Do: "open"})
}

func TestARoundOpensOnlyWhenThePolicyWasToldAndEveryDeskIsHeld(t *testing.T) {
	t.Parallel()
	c := begin(t)
	out, err := c.svc.CreateRound(c.ctx, c.as("county"), c.key(), casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: 2013, Year: 2014})
	c.must(err)
	e := c.refused(model.KindInvalid, "countyleader", model.Act{Object: out.Object, Do: "open"})
	if e.Fields[0].Field != "policy_told_in_every_group" {
		t.Errorf("%+v", e.Fields)
	}
	if _, err := c.svc.CreateRound(c.ctx, c.as("county"), c.key(), casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: 1999, Year: 2014}); model.KindOf(err) != model.KindInvalid {
		t.Errorf("a year without a line: %v", err)
	}
}

func TestFamiliesThatAreNotOnTheListArePutToTheMeeting(t *testing.T) {
	t.Parallel()
	c := begin(t)
	missed := c.apply("missed", group12)
	c.act("clerk209", model.Act{Object: missed, Do: "accept"})
	c.to("2014-05-20", 9) // past the day of the survey, which holds nobody
	r, _ := c.onList(1)
	in := c.assembly(r)
	vote := model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: in}}
	c.refused(model.KindInvalid, "clerk209", vote)
	in.Coverage = []model.CoverageInput{{Subject: string(missed.ID), Answer: "还在入户调查，下一批再议"}}
	c.act("clerk209", vote)
	answers, err := c.st.Read(c.ctx).CoverageAnswers(r.ID)
	if err != nil || len(answers) != 1 || answers[0].MeetingID == 0 {
		t.Errorf("answers %+v, %v", answers, err)
	}
}

// A group whose visits are under way has not got zero households; decisions 1: an
// unfinished survey never holds the village.
func TestAGroupDoesNotReportZeroWhileItsHouseholdsAreBeingSurveyed(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	zero := c.reportAct(group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	e := c.refused(model.KindConflict, "head2091", zero)
	if !strings.Contains(e.Notice, "1户") || !strings.Contains(e.Notice, "尾号001") || !strings.Contains(e.Notice, "5月19日前") {
		t.Errorf("the refusal says neither who is open nor what to do: %s", e.Notice)
	}
	c.report(group12, "head2092") // another group's visits are not this one's
	c.to("2014-05-20", 9)
	c.report(group11, "head2091")
}

func TestAMeetingsFormIsPutRightInOneGo(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.surveyed("household", group11)
	act := c.reportAct(group11)
	in := *act.Input.Meeting
	in.Day, in.Place, in.Present, in.Votes, in.Sheet = "2014-06-01", strings.Repeat("院", 41), in.Present[:1], nil, model.NewPublicID()
	act.Input.Meeting = &in
	want := []string{"meeting.day", "meeting.place", "meeting.present", "meeting.votes", "sheet"}
	if got := wrongFields(c.refused(model.KindInvalid, "head2091", act)); !slices.Equal(got, want) {
		t.Errorf("wrong fields %v, want %v", got, want)
	}
	r, _ := c.onList(1)
	assembly := c.assembly(r)
	assembly.Present, assembly.Witness, assembly.Votes = nil, "", nil
	got := wrongFields(c.refused(model.KindInvalid, "clerk209", model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: assembly}}))
	if want := []string{"meeting.present", "meeting.witness", "meeting.votes"}; !slices.Equal(got, want) {
		t.Errorf("wrong fields %v, want %v", got, want)
	}
}

func TestAPostingsFormIsPutRightInOneGo(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	c.vote(r)
	c.sign(r)
	got := wrongFields(c.refused(model.KindInvalid, "clerk209", model.Act{Object: rosterRef(r), Do: "publish",
		Input: model.Input{Posting: &model.PostingInput{Day: "2014-06-01"}}}))
	if want := []string{"posting.sheet", "posting.photos", "posting.day"}; !slices.Equal(got, want) {
		t.Errorf("wrong fields %v, want %v", got, want)
	}
}

// wrongFields are the fields a refusal names, in its order.
func wrongFields(e model.Error) (fields []string) {
	for _, f := range e.Fields {
		fields = append(fields, f.Field)
	}
	return fields
}

func TestThreeSignaturesAtOnceAreThreeSignatures(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(1)
	c.vote(r)
	now, err := c.st.Read(c.ctx).Roster(r.ID)
	c.must(err)
	results := make(chan error, 3)
	for _, who := range []string{"committee209", "officer", "cadre209"} {
		actor, key := c.as(who), c.key()
		go func() {
			_, err := c.svc.Act(c.ctx, actor, model.Act{Object: rosterRef(r), Do: "sign", Version: now.Seen(), Request: key})
			results <- err
		}()
	}
	for range 3 {
		if err := <-results; err != nil {
			t.Errorf("a colleague's signature is no conflict: %v", err)
		}
	}
	if got := c.state(r); got != "ready_1" {
		t.Errorf("after three signatures at once: %s", got)
	}
}

func TestTwoLastReportsAtTheSameMomentOpenOneAssembly(t *testing.T) {
	t.Parallel()
	c := begin(t)
	first, second := c.surveyed("first", group11), c.surveyed("second", group12)
	done := make(chan error, 2)
	for group, head := range map[string]string{group11: "head2091", group12: "head2092"} {
		act, actor := c.reportAct(group), c.as(head)
		go func() {
			_, err := c.svc.Act(c.ctx, actor, act)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if c.caseState(first) != "on_roster" || c.caseState(second) != "on_roster" {
		t.Errorf("%s and %s: a household was left behind", c.caseState(first), c.caseState(second))
	}
	if r := c.roster(village1, model.CategoryPoor); r.Serial != 1 {
		t.Errorf("serial %d, want one list", r.Serial)
	}
}
