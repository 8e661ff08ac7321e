package casework_test

import (
	"fmt"
	"slices"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

func (c *county) tasks(who string) []casework.TaskCard {
	c.t.Helper()
	cards, _, err := c.svc.Tasks(c.ctx, c.as(who), 1)
	c.must(err)
	return cards
}

// Two matters of one step and village must not read alike.
func TestTwoCardsOfOneStepAndVillageAreToldApart(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.apply("first", group11)
	c.apply("second", group12)
	var got []casework.Mark
	for _, card := range c.tasks("clerk209") {
		if card.Do == "accept" {
			got = append(got, card.Mark)
		}
	}
	if want := []casework.Mark{{Group: 1, Tail: "001"}, {Group: 2, Tail: "002"}}; !slices.Equal(got, want) {
		t.Errorf("marks %+v, want %+v", got, want)
	}
}

// find returns the first card of somebody that asks for the act.
func (c *county) find(who string, do model.Do) casework.TaskCard {
	c.t.Helper()
	for _, card := range c.tasks(who) {
		if card.Do == do {
			return card
		}
	}
	c.t.Fatalf("%s is not asked to %s", who, do)
	return casework.TaskCard{}
}

func TestATaskCardSaysStepPlaceCountDeadlineAndTheOwnNumber(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	card := c.find("clerk209", "accept")
	if card.Title != "新申请待受理" || card.Say != "受理" || card.Step != "等村上受理" || card.Place != "山河镇解家川村" || card.Count != 1 ||
		model.ClockWords(card.Due) != "5月15日18:00" || card.DaysLeft != 3 || card.Late || card.Chat != model.StrengthAct || card.Object != ref {
		t.Errorf("card %+v", card)
	}
	if card.Number < 1000 || card.Number > 9999 {
		t.Errorf("number %d", card.Number)
	}
	c.to("2014-05-16", 9)
	if card = c.find("clerk209", "accept"); !card.Late || card.DaysLeft != -1 {
		t.Errorf("late: %+v", card)
	}
	if _, _, err := c.svc.Tasks(c.ctx, model.Actor{}, 1); model.KindOf(err) != model.KindUnauthenticated {
		t.Errorf("nobody: %v", err)
	}
}

func TestEveryHolderOfADeskHasAnOwnNumberAlsoWhoCameLater(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.apply("household", group11)
	c.grant("newclerk", model.RoleVillageClerk, areaTownship.Join(village1))
	card := c.find("newclerk", "accept")
	if card.Number == 0 {
		t.Fatal("a task without a number cannot be spoken of")
	}
	if again := c.find("newclerk", "accept"); again.Number != card.Number {
		t.Errorf("number %d, then %d", card.Number, again.Number)
	}
	v, err := c.svc.TaskByNumber(c.ctx, c.as("newclerk"), card.Number)
	if err != nil || v.ID != card.ID {
		t.Errorf("by number: %s, %v", v.ID, err)
	}
	if _, err := c.svc.TaskByNumber(c.ctx, c.as("newclerk"), 9876); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a number never given: %v", err)
	}
}

func TestTasksComeByDeadlineTwentyAPage(t *testing.T) {
	t.Parallel()
	c := begin(t)
	for i := range 23 {
		c.apply(fmt.Sprint("v", i), group11)
	}
	first, total, err := c.svc.Tasks(c.ctx, c.as("clerk209"), 1)
	c.must(err)
	second, _, err := c.svc.Tasks(c.ctx, c.as("clerk209"), 2)
	c.must(err)
	if len(first) != 20 || int64(len(first)+len(second)) != total {
		t.Fatalf("pages of %d and %d, %d in all", len(first), len(second), total)
	}
	seen := map[model.PublicID]bool{}
	all := append(slices.Clone(first), second...)
	for i, card := range all {
		if seen[card.ID] {
			t.Errorf("%s stands on both pages", card.ID)
		}
		seen[card.ID] = true
		if i > 0 && !all[i-1].Due.IsZero() && !card.Due.IsZero() && card.Due.Before(all[i-1].Due) {
			t.Error("an earlier deadline stands behind a later one")
		}
		if i > 0 && all[i-1].Due.IsZero() && !card.Due.IsZero() {
			t.Error("a task without deadline stands before one that has it")
		}
	}
}

func TestATaskOffersTheRowsOfItsStepWithFormsAndTargets(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.apply("household", group11)
	v, err := c.svc.Task(c.ctx, c.as("clerk209"), c.find("clerk209", "accept").ID)
	c.must(err)
	if got := fmt.Sprint(dos(v.Acts)); got != "[accept return pass_on merge]" {
		t.Errorf("offered %s", got)
	}
	if v.Case == nil || v.Case.Householder != "解h旺" || len(v.History) != 1 || v.History[0].Office != "申请人" {
		t.Errorf("the matter: %+v, history %+v", v.Case, v.History)
	}
	back := v.Acts[1]
	if !back.Reason || len(back.Reasons) != 3 || back.Chat != model.StrengthConfirm || len(back.Form.Fields) == 0 {
		t.Errorf("退回补正: %+v", back)
	}
	for _, who := range []string{"clerk210", "household2"} {
		if who == "household2" {
			c.person(who, areaTownship.Join(village1).Join(group12))
		}
		if _, err := c.svc.Task(c.ctx, c.as(who), v.ID); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%s: %v", who, err)
		}
	}
	if got, err := c.svc.Task(c.ctx, c.as("committee209"), v.ID); err != nil || len(got.Acts) != 0 {
		t.Errorf("who sees the matter but is not asked is offered %v, %v", dos(got.Acts), err)
	}
}

func TestADoneTaskSaysWhichOfficeDidWhatAndWhen(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	card := c.find("clerk209", "accept")
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	v, err := c.svc.TaskByNumber(c.ctx, c.as("clerk209"), card.Number)
	c.must(err)
	if v.Status != store.TaskDone || v.Done == nil || v.Done.Office != "解家川村委会" || v.Done.Say != "受理" || !v.Done.At.Equal(c.clock.Now()) {
		t.Errorf("done: %s %+v", v.Status, v.Done)
	}
	if len(v.Acts) != 0 {
		t.Errorf("a done task offers %v", dos(v.Acts))
	}
}

func TestTheSecondSurveyorIsOfferedTheSignatureOnceAndSeesWhoHasSigned(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	first, second := c.surveyors(ref)
	if v, err := c.svc.Task(c.ctx, c.as(first), c.find(first, "survey").ID); err != nil || fmt.Sprint(dos(v.Acts)) != "[survey]" {
		t.Fatalf("the first is offered %v, %v", dos(v.Acts), err)
	}
	c.act(first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: c.surveyInput(first, c.sealed["household"], 250000)}})
	for _, a := range c.see(first, ref).Acts {
		if a.Do == "survey" {
			t.Error("who has signed is asked to sign again")
		}
	}
	v, err := c.svc.Task(c.ctx, c.as(second), c.find(second, "survey").ID)
	c.must(err)
	for _, x := range v.Case.Survey.Surveyors {
		if x.Me == x.Signed {
			t.Errorf("surveyor %+v", x)
		}
	}
	i := slices.IndexFunc(v.Acts, func(a casework.ActView) bool { return a.Do == "survey" })
	if i < 0 || len(v.Acts[i].Form.Fields) != 0 {
		t.Errorf("the second only signs what is filled in: %+v", v.Acts)
	}
}

func TestADeskIsToldFromWhenASleepingTaskMayBeDone(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.surveyed("household", group11)
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r)
	c.sign(r)
	c.to("2014-05-23", 10)
	c.publish(r)
	for _, card := range c.tasks("reviewer") {
		if card.Object.ID == r.PublicID {
			t.Error("a list that is shown stands in 待办 of the next desk")
		}
	}
	ns, err := c.st.Read(c.ctx).TasksOfObject(model.ObjectRoster, r.ID)
	c.must(err)
	for _, k := range ns {
		if k.Status != store.TaskSleeping {
			continue
		}
		n, err := c.st.Read(c.ctx).NumberOf(c.people["reviewer"].ID, k.ID)
		c.must(err)
		v, err := c.svc.TaskByNumber(c.ctx, c.as("reviewer"), n.Number)
		c.must(err)
		if v.Early == nil || v.Early.LastDay != "2014-05-30" || model.ClockWords(v.Early.Earliest) != "6月3日12:00" || v.Early.Reason != "端午" || len(v.Acts) != 0 {
			t.Errorf("early: %+v, offered %v", v.Early, dos(v.Acts))
		}
	}
	photo, err := c.svc.Task(c.ctx, c.as("clerk209"), c.find("clerk209", "end_photo").ID)
	c.must(err)
	if photo.Early == nil || len(photo.Acts) != 0 {
		t.Errorf("the end photo before the last day: %+v, %v", photo.Early, dos(photo.Acts))
	}
	c.to("2014-05-30", 8)
	if photo, err = c.svc.Task(c.ctx, c.as("clerk209"), photo.ID); err != nil || photo.Early != nil || fmt.Sprint(dos(photo.Acts)) != "[end_photo]" {
		t.Errorf("on the last day: %+v, %v", photo.Early, dos(photo.Acts))
	}
}
