package workflow_test

import (
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/workflow"
)

func compiled(t *testing.T, s *workflow.Scheme, skip ...model.State) *workflow.Scheme {
	t.Helper()
	out, err := s.Compile(skip)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// a county may leave out a step; the edges are joined.
func TestACountyLeavesOutTheSecondSignature(t *testing.T) {
	full := scheme(t, "zhengning-2014")
	short := compiled(t, full, "township_sign")
	examine, _ := short.Rule(model.MachineRoster, "township_review", "examine")
	back, _ := short.Rule(model.MachineRoster, "township_review", "send_back")
	if !slices.Equal(examine.To, []model.State{"ready_2"}) || !slices.Equal(back.At, []model.State{"township_review"}) {
		t.Errorf("examine leads to %v, send_back from %v", examine.To, back.At)
	}
	if slices.Contains(short.States(model.MachineRoster), "township_sign") || short.Step(model.MachineRoster, "township_sign") != "" {
		t.Error("the step is still there")
	}
	if short.Hash == full.Hash || short.Key != full.Key {
		t.Error("another procedure has another hash under the same key")
	}
	if again, err := workflow.Parse("stored", short.Source); err != nil || again.Hash != short.Hash || again.Table() != short.Table() {
		t.Errorf("the compiled table does not survive being stored: %v", err)
	}
	if got, _ := full.Rule(model.MachineRoster, "township_review", "examine"); !got.Leads("township_sign") {
		t.Error("the scheme itself was changed")
	}
}

func TestASchemeWithoutGroupReviewWorks(t *testing.T) {
	s := compiled(t, scheme(t, "zhengning-2014"), "group_passed")
	if s.Has(model.MachineGroup) {
		t.Error("there is still a group sheet")
	}
	if r, ok := s.Rule(model.MachineCase, "surveyed", "list"); !ok || !r.Leads("on_roster") {
		t.Errorf("surveyed cases go on the list: %+v", r)
	}
	if _, ok := s.Rule(model.MachineCase, "surveyed", "pass_group"); ok {
		t.Error("a group that does not meet passes nobody")
	}
	if r, _ := s.Rule(model.MachineCase, "surveyed", "withdraw"); r.Do == "" || slices.Contains(r.At, "group_passed") {
		t.Errorf("withdraw: %v", r.At)
	}
}

func TestSettingsAddUpInWhateverOrder(t *testing.T) {
	full := scheme(t, "zhengning-2014")
	a := compiled(t, compiled(t, full, "township_sign"), "group_passed")
	b := compiled(t, full, "group_passed", "township_sign")
	if a.Hash != b.Hash {
		t.Error("the same settings are the same law")
	}
	if compiled(t, full).Hash != full.Hash || compiled(t, a, "township_sign").Hash != a.Hash {
		t.Error("no new setting is no new law")
	}
}

func TestNoPublicityCanBeLeftOut(t *testing.T) {
	full := scheme(t, "zhengning-2014")
	for _, st := range full.States(model.MachineRoster) {
		if _, err := full.Compile([]model.State{st}); (err == nil) != (st == "township_sign") {
			t.Errorf("leaving out %s: %v", st, err)
		}
	}
	// even a file that calls them optional does not get rid of them
	all := "optional: [" + strings.Join([]string{"ready_1", "public_1", "ready_2", "posting_2", "public_2", "county_sign", "village_review"}, ", ") + "]"
	lax := changed(t, full, "optional: [group_passed, township_sign]", all)
	for _, st := range []model.State{"ready_1", "public_1", "posting_2", "public_2", "county_sign", "village_review"} {
		if _, err := lax.Compile([]model.State{st}); err == nil {
			t.Errorf("%s was left out", st)
		}
	}
	if s := compiled(t, lax, "ready_2"); days(t, s) != 7 {
		t.Error("the waiting step before the second posting may go")
	}
}
