package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

func begin(t *testing.T) *county { t.Helper(); return newCounty(t, "zhengning-2014", "2014-05-12") }

func TestTheSameSubmissionThreeTimesInATunnelIsOneCase(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("villager", areaTownship.Join(village1).Join(group11))
	in, actor, key := c.application("villager", group11), c.as("villager"), c.key()
	results := make(chan string, 32)
	for range 32 {
		go func() {
			out, err := c.svc.Submit(c.ctx, actor, key, in)
			if err != nil {
				t.Error(err)
			}
			results <- out.Number
		}()
	}
	first := <-results
	for range 31 {
		if got := <-results; got != first {
			t.Errorf("receipt %s and %s for one submission", first, got)
		}
	}
	if !strings.HasPrefix(first, "HZ-20140512-100209-") {
		t.Errorf("receipt %q", first)
	}
	other := in
	other.Words = model.NewSensitive("别的内容，换了一句话")
	if _, err := c.svc.Submit(c.ctx, actor, key, other); model.KindOf(err) != model.KindConflict {
		t.Errorf("the same key with other content: %v", err)
	}
	if _, err := c.svc.Submit(c.ctx, actor, c.key(), in); model.KindOf(err) != model.KindConflict {
		t.Errorf("a second application of the same account: %v", err)
	}
}

func TestADuplicatePersonGetsAReceiptAndIsRefusedAtAcceptance(t *testing.T) {
	t.Parallel()
	c := begin(t)
	first := c.apply("first", group11)
	c.act("clerk209", model.Act{Object: first, Do: "accept"})
	c.person("second", areaTownship.Join(village2).Join(group21))
	in := c.application("second", group21)
	in.Number = c.sealed["first"]
	out, err := c.svc.Submit(c.ctx, c.as("second"), c.key(), in)
	if err != nil || out.Kind != "received" {
		t.Fatalf("no oracle: a receipt is always given, got %+v, %v", out, err)
	}
	e := c.refused(model.KindConflict, "clerk210", model.Act{Object: out.Object, Do: "accept"})
	if e.Facts != nil && e.Facts.Pointer != "" {
		t.Error("the clerk of another village must not be told where the open case is")
	}
	c.person("third", areaTownship.Join(village1).Join(group12))
	in.Group = group12
	out, err = c.svc.Submit(c.ctx, c.as("third"), c.key(), in)
	c.must(err)
	e = c.refused(model.KindConflict, "clerk209", model.Act{Object: out.Object, Do: "accept"})
	if e.Facts == nil || e.Facts.Pointer != string(first.ID) {
		t.Error("the clerk of the same village is told which case is open")
	}
}

func TestOneOfThirtyTwoClerksAcceptsAndTheOthersAreToldWhoWasFaster(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref, actor := c.apply("villager", group11), c.as("clerk209")
	results := make(chan error, 32)
	for i := range 32 {
		go func() {
			_, err := c.svc.Act(c.ctx, actor, model.Act{Object: ref, Do: "accept", Request: fmt.Sprint("r", i)})
			results <- err
		}()
	}
	won := 0
	for range 32 {
		err := <-results
		switch model.KindOf(err) {
		case "":
			won++
		case model.KindConflict:
			if f := model.AsError(err).Facts; f == nil || f.Office != "解家川村委会" {
				t.Errorf("the loser is told %v", model.AsError(err))
			}
		default:
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of 32 accepted, want 1", won)
	}
}

func TestTheWrongPersonTheWrongPlaceTheWrongMoment(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.person("stranger", areaTownship.Join(village1).Join(group12))
	accept := model.Act{Object: ref, Do: "accept"}
	c.refused(model.KindNotFound, "clerk210", accept)
	c.refused(model.KindNotFound, "stranger", accept)
	c.refused(model.KindForbidden, "committee209", accept)
	c.refused(model.KindForbidden, "villager", accept)
	c.refused(model.KindConflict, "clerk209", model.Act{Object: ref, Do: "accept", Version: 99})
	c.refused(model.KindConflict, "villager", model.Act{Object: ref, Do: "resubmit"})
	c.refused(model.KindNotFound, "clerk209", model.Act{Object: model.Ref{Kind: "case", ID: model.NewPublicID()}, Do: "accept"})
	if got := c.caseState(ref); got != "submitted" {
		t.Errorf("after refusals only: %s", got)
	}
}

func TestAnAcceptedApplicationIsNotChangedAndAReturnedOneIs(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	in := c.application("villager", group11)
	in.Words = model.NewSensitive("改了一句话")
	if _, err := c.svc.Change(c.ctx, c.as("villager"), c.key(), ref.ID, in); err != nil {
		t.Fatal(err)
	}
	without := in // neither the number nor the place can be changed: nobody types them again
	without.Number, without.Group, without.Words = model.IDNumber{}, "", model.NewSensitive("不填号码也能改")
	if _, err := c.svc.Change(c.ctx, c.as("villager"), c.key(), ref.ID, without); err != nil {
		t.Errorf("a change without the number: %v", err)
	}
	c.refused(model.KindInvalid, "clerk209", model.Act{Object: ref, Do: "return"})
	out := c.act("clerk209", model.Act{Object: ref, Do: "return", Reason: "户口簿看不清，请重拍"})
	if out.RemedyDue != 5 || out.To != "returned" {
		t.Errorf("returned: %+v", out)
	}
	in.Words = model.NewSensitive("又改了一句话")
	if _, err := c.svc.Change(c.ctx, c.as("villager"), c.key(), ref.ID, in); err != nil {
		t.Fatal(err)
	}
	c.act("villager", model.Act{Object: ref, Do: "resubmit"})
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	if _, err := c.svc.Change(c.ctx, c.as("villager"), c.key(), ref.ID, in); model.KindOf(err) != model.KindConflict {
		t.Errorf("change after acceptance: %v", err)
	}
	other := in
	other.Number = c.number()
	second := c.apply("other", group12)
	if _, err := c.svc.Change(c.ctx, c.as("other"), c.key(), second.ID, other); model.KindOf(err) != model.KindInvalid {
		t.Errorf("A1: an application turned to another person: %v", err)
	}
}

// 退回补正 is answered by what was asked for: something added or changed since, or
// a word on why there is nothing to change.
func TestAReturnedApplicationIsNotHandedInAgainAsItWas(t *testing.T) {
	t.Parallel()
	c := begin(t)
	const asked = "户口簿看不清，请重拍"
	back := func(key string) model.Ref {
		ref := c.apply(key, group11)
		in := c.application(key, group11)
		in.Words = model.NewSensitive("退回以前改的一句")
		_, err := c.svc.Change(c.ctx, c.as(key), c.key(), ref.ID, in)
		c.must(err)
		c.act("clerk209", model.Act{Object: ref, Do: "return", Reason: asked})
		return ref
	}
	ref := back("villager")
	e := c.refused(model.KindInvalid, "villager", model.Act{Object: ref, Do: "resubmit"})
	if !strings.Contains(e.Notice, asked) || len(e.Fields) != 2 {
		t.Errorf("the refusal does not say what is missing: %+v", e)
	}
	same := c.application("villager", group11)
	same.Words = model.NewSensitive("退回以前改的一句")
	_, err := c.svc.Change(c.ctx, c.as("villager"), c.key(), ref.ID, same)
	c.must(err)
	c.refused(model.KindInvalid, "villager", model.Act{Object: ref, Do: "resubmit"}) // saved once more as it was
	c.refused(model.KindInvalid, "villager", model.Act{Object: ref, Do: "resubmit", Reason: "不用"})
	photo := c.photo("villager")
	c.act("villager", model.Act{Object: ref, Do: "resubmit", Input: model.Input{Files: []model.PublicID{photo}}})
	c.act("clerk209", model.Act{Object: ref, Do: "return", Reason: asked})
	c.refused(model.KindInvalid, "villager", model.Act{Object: ref, Do: "resubmit", Input: model.Input{Files: []model.PublicID{photo}}}) // the same photo
	c.act("villager", model.Act{Object: ref, Do: "resubmit", Reason: "户口簿就这一本，拍的就是原件"})
	field := back("other")
	in := c.application("other", group11)
	in.Phone = model.NewPhone("19900000009")
	_, err = c.svc.Change(c.ctx, c.as("other"), c.key(), field.ID, in)
	c.must(err)
	c.act("other", model.Act{Object: field, Do: "resubmit"})
}

// The sheet is of the household that applied, and of a visit after it was asked for.
func TestASurveyIsOfTheHouseholdThatAppliedAndOfADayAfterItsAcceptance(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.to("2014-05-13", 9)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	first, _ := c.surveyors(ref)
	survey := func(change func(*model.SurveyInput)) model.Act {
		in := c.surveyInput(first, c.sealed["villager"], 250000)
		change(in)
		return model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: in}}
	}
	other := c.number()
	for name, x := range map[string]struct {
		change func(*model.SurveyInput)
		want   []string
	}{
		"another householder":   {func(in *model.SurveyInput) { in.Members[0].Number = other }, []string{"members.0.number"}},
		"stated in two letters": {func(in *model.SurveyInput) { in.Members[0].Number, in.NewHead = other, "换了" }, []string{"new_head"}},
		"before the acceptance": {func(in *model.SurveyInput) { in.Day = "2014-05-12" }, []string{"day"}},
		"both":                  {func(in *model.SurveyInput) { in.Day, in.Members[0].Number = "2014-05-12", other }, []string{"day", "members.0.number"}},
	} {
		if got := wrongFields(c.refused(model.KindInvalid, first, survey(x.change))); !slices.Equal(got, x.want) {
			t.Errorf("%s: wrong fields %v, want %v", name, got, x.want)
		}
	}
	c.act(first, survey(func(in *model.SurveyInput) {
		in.Members[0].Number, in.NewHead = other, "户主去世，由儿子当户主"
	}))
}

// What is missing stands on the page and in the message box; in words of the
// clerk's own on no card.
func TestAHouseholdReadsWhatIsMissingAndHowToBringIt(t *testing.T) {
	t.Parallel()
	c := begin(t)
	for _, reason := range []string{"缺身份证", "照片上的人不是解某某本人"} {
		key := map[bool]string{true: "first", false: "second"}[reason == "缺身份证"]
		ref := c.apply(key, group11)
		c.act("clerk209", model.Act{Object: ref, Do: "return", Reason: reason})
		v := c.see(key, ref)
		if !slices.Equal(v.Now.Missing, []string{reason}) || v.Now.Bring == "" {
			t.Errorf("the page says %+v", v.Now)
		}
		box, _, err := c.svc.Messages(c.ctx, c.as(key), "")
		c.must(err)
		if box[0].Title != "您家的申请要补材料" || !strings.Contains(box[0].Text, "理由："+reason) || !strings.Contains(box[0].Text, "5个工作日内补好") {
			t.Errorf("the message says %+v", box[0])
		}
		i := slices.IndexFunc(v.Acts, func(a casework.ActView) bool { return a.Do == "resubmit" })
		if i < 0 || len(v.Acts[i].Form.Fields) != 2 {
			t.Errorf("补交 asks for nothing: %+v", v.Acts)
		}
	}
}

func TestTheClerkPassesOnToTheRightVillageOrMergesButNeverRefuses(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	for _, r := range c.scheme.Moves(model.MachineCase, "submitted") {
		if r.Ends {
			t.Errorf("%s at the door ends a household's case: nobody refuses at the door", r.Do)
		}
	}
	c.refused(model.KindInvalid, "clerk209", model.Act{Object: ref, Do: "pass_on", Input: model.Input{Village: group12}})
	c.act("clerk209", model.Act{Object: ref, Do: "pass_on", Input: model.Input{Village: group21}})
	c.refused(model.KindNotFound, "clerk209", model.Act{Object: ref, Do: "accept"})
	c.act("clerk210", model.Act{Object: ref, Do: "accept"})
	stranger := c.apply("stranger", group21)
	c.refused(model.KindInvalid, "clerk210", model.Act{Object: stranger, Do: "merge", Input: model.Input{Case: ref.ID}})
	c.person("twin", areaTownship.Join(village2).Join(group21))
	in := c.application("twin", group21)
	in.Number = c.sealed["villager"]
	out, err := c.svc.Submit(c.ctx, c.as("twin"), c.key(), in)
	c.must(err)
	twin := out.Object
	c.act("clerk210", model.Act{Object: twin, Do: "merge", Input: model.Input{Case: ref.ID}})
	if got := c.caseState(twin); got != "merged" {
		t.Errorf("merged: %s", got)
	}
}

func TestASurveyNeedsTwoSurveyorsOneOfTheTownshipAndASignature(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	first, second := c.surveyors(ref)
	in := c.surveyInput(first, c.sealed["villager"], 250000)
	unsigned := *in
	unsigned.SignedBy, unsigned.Signature = "", ""
	e := c.refused(model.KindInvalid, first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: &unsigned}})
	if len(e.Fields) == 0 || e.Fields[0].Field != "survey.signed_by" {
		t.Errorf("unsigned: %+v", e.Fields)
	}
	family := *in
	family.SignedBy = "family"
	c.refused(model.KindInvalid, first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: &family}})
	c.refused(model.KindForbidden, "committee209", model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: in}})
	out := c.act(first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: in}})
	if out.Kind != "recorded" || c.caseState(ref) != "surveying" {
		t.Fatalf("one surveyor signed: %+v, case %s", out, c.caseState(ref))
	}
	c.act(second, model.Act{Object: ref, Do: "survey"})
	if got := c.caseState(ref); got != "surveyed" {
		t.Errorf("both signed: %s", got)
	}
}

func TestASurveyWithoutSomebodyOfTheTownshipDoesNotGoOn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		cs, err := tx.CaseByPublic(ref.ID)
		if err != nil {
			return err
		}
		list, err := tx.Surveyors(cs.ID, 1)
		if err != nil {
			return err
		}
		for _, x := range list {
			if _, err := tx.RemoveSurveyor(cs.ID, 1, x.PersonID); err != nil {
				return err
			}
		}
		for _, who := range []string{"committee209", "clerk209"} {
			if err := tx.AddSurveyor(&model.Surveyor{CaseID: cs.ID, Serial: 1, PersonID: c.people[who].ID}); err != nil {
				return err
			}
		}
		return nil
	}))
	c.refused(model.KindConflict, "clerk209", model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: c.surveyInput("clerk209", c.sealed["villager"], 1)}})
}

func TestNearKinStepsAsideOnASingleHousehold(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("cousin", areaTownship.Join(village1).Join(group11))
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["clerk209"].ID, NumberIndex: c.people["cousin"].NumberIndex, Relation: "堂兄"})
	}))
	ref := c.apply("cousin", group11)
	c.refused(model.KindForbidden, "clerk209", model.Act{Object: ref, Do: "accept"})
	out := c.act("officer", model.Act{Object: ref, Do: "accept"})
	if out.To != "surveying" {
		t.Errorf("handed up to the township: %+v", out)
	}
	for _, who := range two(c.surveyors(ref)) {
		if who == "clerk209" {
			t.Error("near kin was appointed to survey")
		}
	}
	k, err := c.st.Read(c.ctx).CaseByPublic(ref.ID)
	c.must(err)
	if !k.KinMark {
		t.Error("the household does not carry the mark for the county's check")
	}
}

func two(a, b string) []string { return []string{a, b} }

func TestWithdrawingIsFreeUntilTheFirstPublicityThenTakesAWaiver(t *testing.T) {
	t.Parallel()
	c := begin(t)
	early, late := c.surveyed("early", group11), c.surveyed("late", group11)
	c.reportAll(village1)
	r := c.roster(village1, model.CategoryPoor)
	c.vote(r)
	c.act("early", model.Act{Object: early, Do: "withdraw"})
	q, err := c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor)
	c.must(err)
	if q.Reserved != 2 {
		t.Errorf("quota reserved %d after one of two households of two left", q.Reserved)
	}
	c.sign(r)
	c.publish(r)
	c.refused(model.KindConflict, "late", model.Act{Object: late, Do: "withdraw"})
	c.refused(model.KindInvalid, "clerk209", model.Act{Object: late, Do: "renounce"})
	c.act("clerk209", model.Act{Object: late, Do: "renounce", Input: model.Input{Files: []model.PublicID{c.photo("clerk209")}}})
	if q, err = c.st.Read(c.ctx).Quota(r.RoundID, village1, model.CategoryPoor); err != nil || q.Reserved != 0 {
		t.Errorf("quota %+v, %v", q, err)
	}
	if _, err := c.svc.Submit(c.ctx, c.as("early"), c.key(), c.application("early", group11)); err != nil {
		t.Errorf("who has withdrawn may apply again: %v", err)
	}
}

func TestTheClerkFillsInForSomebodyWithProofOfConsent(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("old", areaTownship.Join(village1).Join(group11))
	in := c.application("old", group11)
	in.Applicant = c.people["old"].PublicID
	if _, err := c.svc.Submit(c.ctx, c.as("clerk209"), c.key(), in); model.KindOf(err) != model.KindInvalid {
		t.Errorf("without proof: %v", err)
	}
	in.Proof = []model.PublicID{c.photo("clerk209")}
	out, err := c.svc.Submit(c.ctx, c.as("clerk209"), c.key(), in)
	c.must(err)
	k, err := c.st.Read(c.ctx).CaseByPublic(out.Object.ID)
	c.must(err)
	if k.FilledBy != c.people["clerk209"].ID || k.ApplicantID != c.people["old"].ID {
		t.Errorf("both identities are recorded: %+v", k)
	}
	other := in
	other.Group = group21
	if _, err := c.svc.Submit(c.ctx, c.as("clerk209"), c.key(), other); err == nil {
		t.Error("a clerk filled in for another village")
	}
}

func TestEveryFieldOfAnApplicationSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("villager", areaTownship.Join(village1).Join(group11))
	_, err := c.svc.Submit(c.ctx, c.as("villager"), c.key(), casework.Application{Number: model.NewIDNumber("621025190002290018"), Phone: model.NewPhone("12"),
		Hardship: []string{"illness"}, ForOther: true})
	got := map[string]bool{}
	for _, f := range model.AsError(err).Fields {
		got[f.Field] = true
		if f.Notice == "" {
			t.Errorf("%s says nothing", f.Field)
		}
	}
	for _, want := range []string{"householder", "number", "phone", "group", "health_consent", "relation", "proxy_reason"} {
		if !got[want] {
			t.Errorf("nothing is said about %s", want)
		}
	}
}
