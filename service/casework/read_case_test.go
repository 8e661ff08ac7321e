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

func dos(acts []casework.ActView) []string {
	var out []string
	for _, a := range acts {
		out = append(out, string(a.Do))
	}
	return out
}

func (c *county) see(who string, ref model.Ref) casework.CaseView {
	c.t.Helper()
	v, err := c.svc.Case(c.ctx, c.as(who), ref.ID)
	if err != nil {
		c.t.Fatalf("%s looks at the case: %v", who, err)
	}
	return v
}

// The matrix of spec §10.2: who may see which field of a household.
func TestEachAudienceSeesTheFieldsOfItsColumnAndNoOther(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.surveyed("household", group11)
	full := c.sealed["household"].Reveal()
	masked := full[:6] + "********" + full[14:]
	for _, row := range []struct {
		who, number, phone       string
		hardship, words, members bool
		income, photos, housing  bool
	}{
		{"household", masked, "19900000001", true, true, true, true, true, true},
		{"clerk209", masked, "19900000001", true, true, true, true, true, true},
		{"cadre209", masked, "19900000001", true, true, true, true, true, true},
		{"reviewer", masked, "19900000001", true, true, true, true, true, true},
		{"team209", masked, "19900000001", true, true, true, true, true, true},
		{"head2091", masked, "19900000001", true, true, true, true, true, true},
		{"county", masked, "199****0001", true, true, true, true, true, true},
		{"countygroup", masked, "199****0001", true, true, true, true, true, true},
	} {
		v := c.see(row.who, ref)
		for _, f := range []struct {
			name      string
			got, want any
		}{
			{"householder", v.Householder, "解h旺"}, {"persons", v.Persons, int64(2)}, {"number", v.Number, row.number}, {"phone", v.Phone, row.phone},
			{"hardship", len(v.Hardship) > 0, row.hardship}, {"words", v.Words != "", row.words}, {"members", len(v.Survey.Members) > 0, row.members},
			{"income", v.Survey.Incomes != nil, row.income}, {"photos", len(v.Photos) > 0, row.photos}, {"housing", v.Survey.Housing != "", row.housing},
		} {
			if f.got != f.want {
				t.Errorf("%s sees %s %v, want %v", row.who, f.name, f.got, f.want)
			}
		}
		b, err := json.Marshal(v)
		c.must(err)
		if strings.Contains(string(b), full) {
			t.Errorf("%s is shown a full number", row.who)
		}
	}
	for _, who := range []string{"clerk210", "head2092", "head2101"} {
		if _, err := c.svc.Case(c.ctx, c.as(who), ref.ID); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%s outside the scope: %v", who, err)
		}
	}
	if _, err := c.svc.Case(c.ctx, model.Actor{}, ref.ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("nobody: %v", err)
	}
}

func TestWhoAppliesForAnotherOrIsNotProvenLearnsNothingOfTheVisit(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("neighbour", areaTownship.Join(village1).Join(group11))
	c.person("old", areaTownship.Join(village1).Join(group11))
	in := c.application("old", group11)
	in.ForOther, in.Relation, in.ProxyReason = true, "邻居", "老人出不了门"
	out, err := c.svc.Submit(c.ctx, c.as("neighbour"), c.key(), in)
	c.must(err)
	c.act("clerk209", model.Act{Object: out.Object, Do: "accept"})
	c.survey(out.Object, group11, c.sealed["old"], 250000)
	own := c.surveyed("household", group12)
	unproven := c.as("household")
	unproven.Verified = false
	for name, v := range map[string]casework.CaseView{"for another": c.see("neighbour", out.Object), "not proven": c.seeAs(unproven, own)} {
		if v.Survey == nil || len(v.Survey.Surveyors) != 2 {
			t.Errorf("%s: is not told who comes", name)
			continue
		}
		if v.Survey.Incomes != nil || v.Survey.PerHeadFen != 0 || len(v.Survey.Members) > 0 || v.Survey.Housing != "" || len(v.Photos) > 0 || len(v.Marks) > 0 {
			t.Errorf("%s: sees what the visit found: %+v", name, v.Survey)
		}
	}
	if s := c.see("neighbour", out.Object).Now.Sentence; !strings.HasPrefix(s, "您替别人提的申请") {
		t.Errorf("%s", s)
	}
}

func (c *county) seeAs(a model.Actor, ref model.Ref) casework.CaseView {
	c.t.Helper()
	v, err := c.svc.Case(c.ctx, a, ref.ID)
	c.must(err)
	return v
}

func TestTheKinMarkIsForTheCheckAndNotForTheHousehold(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("cousin", areaTownship.Join(village1).Join(group11))
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["clerk209"].ID, NumberIndex: c.people["cousin"].NumberIndex, Relation: "堂兄"})
	}))
	ref := c.apply("cousin", group11)
	if v := c.see("county", ref); !slices.Contains(v.Marks, "村干部近亲属") {
		t.Errorf("the county is not shown the mark: %v", v.Marks)
	}
	if v := c.see("cousin", ref); len(v.Marks) > 0 {
		t.Errorf("the household is shown %v", v.Marks)
	}
	if v := c.see("clerk209", ref); len(v.Acts) > 0 {
		t.Errorf("near kin is offered %v", dos(v.Acts))
	}
}

// Product §6.2, transcript 7.
func TestProgressSaysInOneSentenceWhatComesAndWhoHasIt(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	say := func() string { c.t.Helper(); return c.see("household", ref).Now.Sentence }
	if got, want := say(), "您家的申请（尾号001）：等村上受理，5月15日前办。现在由解家川村委会办理。"; got != want {
		t.Errorf("handed in: %s\nwant: %s", got, want)
	}
	c.act("clerk209", model.Act{Object: ref, Do: "return", Reason: "户口簿看不清，请重拍"})
	if got, want := say(), "您家的申请（尾号001）：要请您补材料，不是不通过。请5月19日前补好，要补什么请点开看。"; got != want {
		t.Errorf("returned: %s\nwant: %s", got, want)
	}
	if v := c.see("household", ref); len(v.Now.Missing) != 1 || v.Now.Missing[0] != "户口簿看不清，请重拍" || v.Now.Office != "您家" || v.Now.DaysLeft != 5 {
		t.Errorf("returned: %+v", v.Now)
	}
	c.act("household", model.Act{Object: ref, Do: "resubmit", Reason: "户口簿就是这个样子"})
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	if got, want := say(), "您家的申请（尾号001）：5月19日前有2名干部上门，请家里留人，备好户口簿、身份证。不收钱。现在由解家川村委会办理。"; got != want {
		t.Errorf("accepted: %s\nwant: %s", got, want)
	}
	if v := c.see("household", ref); v.Now.DaysLeft != 5 || v.Now.Next == "" {
		t.Errorf("accepted: %+v", v.Now)
	}
	c.to("2014-05-20", 9)
	if got := say(); !strings.Contains(got, "尾号001") || strings.Contains(got, "解h旺") {
		t.Errorf("late: %s", got)
	}
}

func TestAHouseholdsLineIsItsCaseThenItsRow(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.surveyed("household", group11)
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r)
	c.sign(r)
	c.publish(r)
	v := c.see("household", ref)
	var line []string
	for _, s := range v.Steps {
		line = append(line, s.Status+" "+s.Name)
		if s.Status == "done" && (s.Office == "" || s.At.IsZero()) {
			t.Errorf("%s is done by %q at %s", s.Name, s.Office, s.At)
		}
	}
	want := []string{"done 提交", "done 受理", "done 完成调查", "done 小组评议", "done 代表会议", "done 核实签字", "done 张榜公示", "now 第一次公示中",
		"next 乡镇审核", "next 乡镇负责人签批", "next 第二次公示"}
	if !slices.Equal(line, want) {
		t.Errorf("line\n%s\nwant\n%s", strings.Join(line, "\n"), strings.Join(want, "\n"))
	}
	if v.Step != "第一次公示中" || v.Now.LastDay != "2014-05-19" || v.Now.Office != "解家川村委会" || v.Now.Next != "乡镇审核" {
		t.Errorf("now: step %s %+v", v.Step, v.Now)
	}
	if want := "您家的申请（尾号001）：第一次公示中，公示到5月19日当天为止。现在由解家川村委会办理。"; v.Now.Sentence != want {
		t.Errorf("%s", v.Now.Sentence)
	}
	if len(v.Votes) != 2 || v.Votes[1].Meeting != "village" || v.Votes[1].Yes != 11 || v.Votes[1].Day != "2014-05-12" {
		t.Errorf("votes: %+v", v.Votes)
	}
}

// Product §4: the next step in words. A household reads the next few at which its
// matter is looked at; an office the whole way.
func TestAHouseholdReadsTheNextFewStepsAndAnOfficeAllOfThem(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	ahead := func(who string) (next []string) {
		for _, s := range c.see(who, ref).Steps {
			if s.Status == "next" {
				next = append(next, s.Name)
			}
		}
		return next
	}
	if got, want := ahead("household"), []string{"入户调查", "小组评议", "村民代表会议评议"}; !slices.Equal(got, want) {
		t.Errorf("the household reads %v, want %v", got, want)
	}
	if next := ahead("clerk209"); len(next) != 16 || next[0] != "入户调查中" || next[3] != "等村民代表会议评议" || next[15] != "县上已公告" {
		t.Errorf("%d steps lie ahead: %v", len(next), next)
	}
}

func TestAHouseholdIsOfferedWhatIsPossibleNowAndNothingElse(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"handed in", func() {}, "[withdraw change]"},
		{"returned", func() {
			c.act("clerk209", model.Act{Object: ref, Do: "return", Reason: "户口簿看不清，请重拍"})
		}, "[resubmit withdraw change]"},
		{"accepted", func() {
			c.act("household", model.Act{Object: ref, Do: "resubmit", Reason: "户口簿就是这个样子"})
			c.act("clerk209", model.Act{Object: ref, Do: "accept"})
		}, "[withdraw]"},
		{"on the board", func() {
			c.survey(ref, group11, c.sealed["household"], 250000)
			c.reportAll(village1)
			r := c.roster(village1, model.CategoryPoor)
			c.vote(r)
			c.sign(r)
			c.publish(r)
		}, "[]"},
	} {
		step.do()
		if got := fmt.Sprint(dos(c.see("household", ref).Acts)); got != step.want {
			t.Errorf("%s: offered %s, want %s", step.name, got, step.want)
		}
	}
}

// refusedByGroup brings a case to the refusal of its group's meeting.
func (c *county) refusedByGroup(key string) model.Ref {
	c.t.Helper()
	ref := c.surveyed(key, group11)
	tx := c.st.Read(c.ctx)
	r, err := tx.RoundByPublic(c.round)
	c.must(err)
	sh, err := tx.LastSheet(r.ID, group11)
	c.must(err)
	in := model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "组长家", Chair: "组长", Present: present(c.members["group"+group11], 5),
		Votes: []model.VoteInput{{Case: ref.ID, No: 5, Reason: "收入比别家好"}}}
	c.act("head2091", model.Act{Object: model.Ref{Kind: model.ObjectSheet, ID: sh.PublicID}, Do: "report", Input: model.Input{Meeting: &in}})
	return ref
}

func TestARefusedHouseholdIsToldWhyByWhomAndHowToHaveItCheckedAgain(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.refusedByGroup("household")
	v := c.see("household", ref)
	if v.End == nil || v.End.Office != "村民小组会议" || v.End.Reason != "收入比别家好" || model.DateOf(v.End.ReviewUntil) != "2014-06-03" {
		t.Fatalf("end: %+v", v.End)
	}
	if got := fmt.Sprint(dos(v.Acts)); got != "[ask_review refer]" {
		t.Errorf("offered %s", got)
	}
	if want := "您家的申请（尾号001）：评议未通过。原因和怎么要求再核一次，请点开看。"; v.Now.Sentence != want {
		t.Errorf("%s", v.Now.Sentence)
	}
	if last := v.Steps[len(v.Steps)-1]; last.Name != "评议未通过" || last.Status != "now" {
		t.Errorf("the line ends with %+v", last)
	}
	if p := c.progress("household"); !p.Refused || !p.AskUntil.Equal(v.End.ReviewUntil) {
		t.Errorf("the chat is told %+v", p)
	}
	out, err := c.svc.AskReview(c.ctx, c.as("household"), c.key(), ref.ID, model.NewSensitive("家里情况和会上说的不一样"))
	c.must(err)
	if p := c.progress("household"); !p.Refused || !p.AskUntil.IsZero() {
		t.Errorf("asked once, and the chat is told %+v", p)
	}
	v = c.see("household", ref)
	if v.End.Review != "asked" || slices.Contains(dos(v.Acts), "ask_review") {
		t.Errorf("asked once: %+v, offered %v", v.End, dos(v.Acts))
	}
	rv, err := c.svc.Review(c.ctx, c.as("reviewer"), out.Object.ID)
	c.must(err)
	if rv.Words != "家里情况和会上说的不一样" || rv.Case.Householder == "" {
		t.Errorf("the deciding desk sees %+v", rv)
	}
	if rv, err = c.svc.Review(c.ctx, c.as("clerk209"), out.Object.ID); err != nil || rv.Words != "" {
		t.Errorf("the village reads what the household wrote: %q, %v", rv.Words, err)
	}
	c.act("reviewer", model.Act{Object: out.Object, Do: "decide", Reason: "再查过，结果一样", Input: model.Input{Verdict: "dismissed"}})
	if v = c.see("household", ref); v.End.Review != "dismissed" || v.End.Answer != "再查过，结果一样" {
		t.Errorf("answered: %+v", v.End)
	}
}

func TestAfterFifteenWorkingDaysNoReviewIsOffered(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.refusedByGroup("household")
	c.to("2014-06-04", 9)
	if got := fmt.Sprint(dos(c.see("household", ref).Acts)); got != "[refer]" {
		t.Errorf("offered %s", got)
	}
}

func TestListingCasesEndsAtTheScope(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.apply("one", group11)
	c.apply("two", group12)
	c.apply("three", group21)
	for who, want := range map[string]int{"clerk209": 2, "head2091": 1, "officer": 3, "county": 3, "one": 1} {
		items, next, err := c.svc.Cases(c.ctx, c.as(who), casework.CaseFilter{})
		c.must(err)
		if len(items) != want || next != "" {
			t.Errorf("%s lists %d cases, want %d", who, len(items), want)
		}
	}
	first, next, err := c.svc.Cases(c.ctx, c.as("county"), casework.CaseFilter{Limit: 2, State: "submitted"})
	c.must(err)
	second, end, err := c.svc.Cases(c.ctx, c.as("county"), casework.CaseFilter{Limit: 2, After: next})
	c.must(err)
	if len(first) != 2 || len(second) != 1 || end != "" || first[0].Number != "" || first[0].Place != "山河镇解家川村一组" {
		t.Errorf("pages of %d and %d, first %+v", len(first), len(second), first[0])
	}
	if items, _, err := c.svc.Cases(c.ctx, c.as("county"), casework.CaseFilter{Area: village2}); err != nil || len(items) != 1 {
		t.Errorf("of one village: %d, %v", len(items), err)
	}
	if _, _, err := c.svc.Cases(c.ctx, c.as("clerk210"), casework.CaseFilter{After: string(first[0].ID)}); model.KindOf(err) != model.KindInvalid {
		t.Errorf("a cursor outside the scope: %v", err)
	}
	mine, err := c.svc.MyCases(c.ctx, c.as("two"))
	if err != nil || len(mine) != 1 || mine[0].Householder != "解t旺" {
		t.Errorf("my cases: %d, %v", len(mine), err)
	}
}

func TestAFullNumberIsShownForAPurposeAndTheHouseholdSeesWhoLooked(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	got, err := c.svc.RevealNumber(c.ctx, c.as("clerk209"), ref.ID, "accept")
	if err != nil || got != c.sealed["household"].Reveal() {
		t.Fatalf("revealed %q, %v", got, err)
	}
	for who, kind := range map[string]model.Kind{"team209": model.KindForbidden, "head2091": model.KindForbidden, "clerk210": model.KindNotFound} {
		if _, err := c.svc.RevealNumber(c.ctx, c.as(who), ref.ID, "accept"); model.KindOf(err) != kind {
			t.Errorf("%s: %v, want %s", who, err, kind)
		}
	}
	if _, err := c.svc.RevealNumber(c.ctx, c.as("clerk209"), ref.ID, "因为好奇"); model.KindOf(err) != model.KindInvalid {
		t.Errorf("any purpose: %v", err)
	}
	c.see("county", ref)
	c.see("household", ref)
	looks, err := c.svc.WhoLooked(c.ctx, c.as("household"), ref.ID)
	c.must(err)
	var lines []string
	for _, l := range looks {
		lines = append(lines, l.Office+" "+l.Purpose)
	}
	if want := []string{"正宁县扶贫办 办理时查看申请", "解家川村委会 看完整身份证号：受理核对"}; !slices.Equal(lines, want) {
		t.Errorf("who looked: %v, want %v", lines, want)
	}
	for who, kind := range map[string]model.Kind{"clerk209": model.KindNotFound, "countyleader": ""} {
		if _, err := c.svc.WhoLooked(c.ctx, c.as(who), ref.ID); model.KindOf(err) != kind {
			t.Errorf("%s asks who looked: %v", who, err)
		}
	}
}
