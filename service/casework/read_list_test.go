package casework_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

// onBoard brings households of the first village to their first publicity.
func (c *county) onBoard(keys ...string) model.Roster {
	c.t.Helper()
	for _, k := range keys {
		c.surveyed(k, group11)
	}
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r)
	c.sign(r)
	c.publish(r)
	now, err := c.st.Read(c.ctx).Roster(r.ID)
	c.must(err)
	return now
}

// toAnnouncement brings a shown list to the county's announcement.
func (c *county) toAnnouncement(r model.Roster) {
	c.t.Helper()
	for range 12 {
		now, err := c.st.Read(c.ctx).Roster(r.ID)
		c.must(err)
		if now.State == "announced" {
			return
		}
		c.step(&now)
	}
}

func (c *county) showing(r model.Roster) model.Publicity {
	c.t.Helper()
	p, err := c.st.Read(c.ctx).RunningPublicity(r.ID)
	c.must(err)
	return p
}

func TestASheetShowsItsRegisterItsQuorumAndWhatTheVisitFound(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.surveyed("household", group11)
	v, err := c.svc.Sheet(c.ctx, c.as("head2091"), c.find("head2091", "report").Object.ID)
	c.must(err)
	if len(v.Register) != 6 || v.Quorum != 4 || v.Place != "山河镇解家川村一组" || len(v.Cases) != 1 || v.Cases[0].ID != ref.ID {
		t.Fatalf("sheet %+v", v)
	}
	if sv := v.Cases[0].Survey; sv == nil || sv.PerHeadFen != 250000 || sv.LineFen != 273600 || !sv.BelowLine {
		t.Errorf("survey on the sheet %+v", sv)
	}
	if _, err := c.svc.Sheet(c.ctx, c.as("head2092"), v.ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("the head of another group: %v", err)
	}
}

func TestARosterShowsRowsMarksVotesQuotaSignaturesAndTheMeeting(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.surveyed("poor", group11)
	rich := c.apply("rich", group12)
	c.act("clerk209", model.Act{Object: rich, Do: "accept"})
	c.survey(rich, group12, c.sealed["rich"], 400000)
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["officer"].ID, NumberIndex: c.people["poor"].NumberIndex, Relation: "姐"})
	}))
	c.report(group11, "head2091")
	tx := c.st.Read(c.ctx)
	round, err := tx.RoundByPublic(c.round)
	c.must(err)
	sh, err := tx.LastSheet(round.ID, group12)
	c.must(err)
	c.act("head2092", model.Act{Object: model.Ref{Kind: model.ObjectSheet, ID: sh.PublicID}, Do: "report", Input: model.Input{Meeting: &model.MeetingInput{
		Day: model.DateOf(c.clock.Now()), Place: "组长家", Chair: "组长", Present: present(c.members["group"+group12], 5),
		Votes: []model.VoteInput{{Case: rich.ID, Yes: 5, Reason: "孩子多，开支大"}}}}})
	r := c.roster(village1, model.CategoryPoor)
	v, err := c.svc.Roster(c.ctx, c.as("officer"), r.PublicID)
	c.must(err)
	if len(v.Register) != 15 || v.Quorum != 10 || len(v.Supervision) != 3 || len(v.Rows) != 2 || v.Persons != 4 || v.Quota.Cap != 50 || v.Quota.Free != 50 {
		t.Errorf("before the assembly: %+v", v)
	}
	if !v.Rows[0].Kin || v.Rows[1].Kin || !slices.Contains(v.Rows[1].Marks, "收入在标准以上") || len(v.Rows[0].Marks) != 0 || v.Rows[1].Vote.Reason != "孩子多，开支大" {
		t.Errorf("rows %+v", v.Rows)
	}
	in := c.assembly(r)
	in.Votes[1].Reason = "孩子多，开支大"
	c.act("clerk209", model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: in}})
	c.act("committee209", model.Act{Object: rosterRef(r), Do: "sign"})
	v, err = c.svc.Roster(c.ctx, c.as("cadre209"), r.PublicID)
	c.must(err)
	if fmt.Sprint(v.Signed) != "[村“两委”]" || fmt.Sprint(v.Waiting) != "[乡镇扶贫专干 包村干部]" || v.Quota.Reserved != 4 || v.Quota.Free != 46 || v.Rows[0].Vote.Meeting != "village" {
		t.Errorf("while it is signed: signed %v waiting %v quota %+v", v.Signed, v.Waiting, v.Quota)
	}
	if task, err := c.svc.Task(c.ctx, c.as("committee209"), c.cardOf("committee209", r)); err == nil && len(task.Acts) != 0 {
		t.Errorf("who has signed is offered %v", dos(task.Acts))
	}
	if _, err := c.svc.Roster(c.ctx, c.as("clerk210"), r.PublicID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("another village: %v", err)
	}
	if _, err := c.svc.Roster(c.ctx, c.as("poor"), r.PublicID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a household reads the village's working list: %v", err)
	}
}

// cardOf returns the newest task of a list that a desk of the person was asked.
func (c *county) cardOf(who string, r model.Roster) model.PublicID {
	c.t.Helper()
	tasks, err := c.st.Read(c.ctx).TasksOfObject(model.ObjectRoster, r.ID)
	c.must(err)
	id := model.PublicID("")
	for _, k := range tasks {
		for _, right := range c.as(who).Rights {
			if right.Role == k.Role && right.Area == k.DeskArea {
				id = k.PublicID
			}
		}
	}
	return id
}

func TestAListSaysWhatChangedSinceItWasFrozenAndHowManyVillagesHavePosted(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("one", "two")
	if v, err := c.svc.Roster(c.ctx, c.as("clerk209"), r.PublicID); err != nil || v.Posted != "1/1" || v.Publicity == nil || v.Publicity.Households != 2 {
		t.Errorf("posted %q, %+v, %v", v.Posted, v.Publicity, err)
	}
	c.runOut(r)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{{Row: 2, Verdict: model.VerdictHeld, Reason: "收入要再核一次"}}}})
	v, err := c.svc.Roster(c.ctx, c.as("leader"), r.PublicID)
	c.must(err)
	if v.Difference != (casework.DifferenceView{Removed: 1}) || v.Rows[1].Verdict != model.VerdictHeld || v.Rows[1].Reason != "收入要再核一次" || v.Persons != 2 {
		t.Errorf("difference %+v, rows %+v", v.Difference, v.Rows)
	}
	items, next, err := c.svc.Rosters(c.ctx, c.as("leader"), casework.RosterFilter{})
	if err != nil || len(items) != 2 || next != "" || !items[1].Supplementary || items[1].Step != "村上核实签字中" {
		t.Errorf("lists %+v, %v", items, err)
	}
	if items, _, err := c.svc.Rosters(c.ctx, c.as("clerk210"), casework.RosterFilter{}); err != nil || len(items) != 0 {
		t.Errorf("another village lists %d, %v", len(items), err)
	}
}

func TestABundleIsDecidedOnAsAWholeAndSentBackListByList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	for c.state(r) != "bundled" {
		now, err := c.st.Read(c.ctx).Roster(r.ID)
		c.must(err)
		c.step(&now)
	}
	card := c.find("county", "recheck")
	v, err := c.svc.Task(c.ctx, c.as("county"), card.ID)
	c.must(err)
	if v.Bundle == nil || v.Bundle.Count != 1 || v.Bundle.Persons != 2 || len(v.Bundle.Rosters) != 1 || v.Place != "山河镇" {
		t.Fatalf("bundle %+v, card %+v", v.Bundle, v.TaskCard)
	}
	if got := fmt.Sprint(dos(v.Acts)); got != "[recheck]" {
		t.Errorf("on the bundle: %s", got)
	}
	if !v.Acts[0].PIN {
		t.Error("a county decision asks for the PIN")
	}
	if v.Bundle.Rosters[0].Bundle != v.Bundle.ID {
		t.Error("a list does not name its bundle")
	}
	if _, err := c.svc.Bundle(c.ctx, c.as("clerk209"), v.Bundle.ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a village reads the township's bundle: %v", err)
	}
}

func TestTheVillageNeverSeesWhoObjectedNorWhat(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	c.person("objector", areaTownship.Join(village1).Join(group12))
	out, err := c.svc.File(c.ctx, c.as("objector"), c.key(), casework.ObjectionInput{Publicity: c.showing(r).PublicID, Row: 1,
		Words: model.NewSensitive("他家去年盖了新房"), Secrecy: casework.SecrecyTownship})
	c.must(err)
	v, err := c.svc.Objection(c.ctx, c.as("reviewer"), out.Object.ID)
	if err != nil || v.Words != "他家去年盖了新房" || v.Objector != "测试objector" || v.Row != 1 {
		t.Fatalf("the handler sees %+v, %v", v, err)
	}
	own, err := c.svc.Objection(c.ctx, c.as("objector"), out.Object.ID)
	if err != nil || own.Words == "" || own.Objector != "" || own.Roster != "" {
		t.Errorf("the objector sees %+v, %v", own, err)
	}
	for _, who := range []string{"clerk209", "committee209", "head2091", "team209", "cadre209", "officer", "leader", "county", "household"} {
		if _, err := c.svc.Objection(c.ctx, c.as(who), out.Object.ID); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%s: %v", who, err)
		}
	}
	card := c.find("reviewer", "answer")
	if _, err := c.svc.Task(c.ctx, c.as("clerk209"), card.ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("the clerk opens the handler's task: %v", err)
	}
	rv, err := c.svc.Roster(c.ctx, c.as("clerk209"), r.PublicID)
	c.must(err)
	b, err := json.Marshal(rv)
	c.must(err)
	if rv.Rows[0].Objections != 1 || strings.Contains(string(b), "objector") || strings.Contains(string(b), "新房") {
		t.Error("the clerk's list shows more than that somebody has objected")
	}
	mine, err := c.svc.MyObjections(c.ctx, c.as("objector"))
	if err != nil || len(mine) != 1 || mine[0].ReceiptNo == "" {
		t.Errorf("my objections %+v, %v", mine, err)
	}
}

func TestAnObjectionForTheCountyOnlyIsNotReadByTheTownshipNorAnyByKin(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	file := func(secrecy string) model.PublicID {
		objector := "objector" + secrecy // one objects once to a row
		c.person(objector, areaTownship.Join(village1).Join(group12))
		out, err := c.svc.File(c.ctx, c.as(objector), c.key(), casework.ObjectionInput{Publicity: c.showing(r).PublicID, Row: 1,
			Words: model.NewSensitive("他家有人吃财政饭"), Secrecy: secrecy})
		c.must(err)
		return out.Object.ID
	}
	secret, nameless := file(casework.SecrecyCounty), file(casework.SecrecyAnonymous)
	if _, err := c.svc.Objection(c.ctx, c.as("reviewer"), secret); model.KindOf(err) != model.KindNotFound {
		t.Errorf("the township reads what was for the county only: %v", err)
	}
	if v, err := c.svc.Objection(c.ctx, c.as("county"), secret); err != nil || v.Objector == "" {
		t.Errorf("the county: %+v, %v", v, err)
	}
	if v, err := c.svc.Objection(c.ctx, c.as("reviewer"), nameless); err != nil || v.Objector != "" || v.Words == "" {
		t.Errorf("without a name: %+v, %v", v, err)
	}
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["reviewer"].ID, NumberIndex: c.people["household"].NumberIndex, Relation: "弟"})
	}))
	if _, err := c.svc.Objection(c.ctx, c.as("reviewer"), nameless); model.KindOf(err) != model.KindNotFound {
		t.Errorf("near kin of the household reads the objection: %v", err)
	}
}

// A group's head works in one group and lives in the village: its board is his too,
// also when nobody has proven where he lives.
func TestAGroupsHeadReadsTheBoardOfTheVillage(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("a")
	head := c.as("head2092")
	head.Verified = false
	list, err := c.svc.Publicities(c.ctx, head)
	if err != nil || len(list) != 1 || list[0].ID != c.showing(r).PublicID {
		t.Errorf("the head of the second group sees %+v, %v", list, err)
	}
	if _, _, err := c.svc.Pass(c.ctx, head, c.showing(r).PublicID); err != nil {
		t.Errorf("what stands in the listing does not open: %v", err)
	}
	other := c.as("head2101")
	other.Verified = false
	if list, err := c.svc.Publicities(c.ctx, other); err != nil || len(list) != 0 {
		t.Errorf("the head of another village sees %+v, %v", list, err)
	}
	if _, _, err := c.svc.Pass(c.ctx, other, c.showing(r).PublicID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("the head of another village opens it: %v", err)
	}
}
