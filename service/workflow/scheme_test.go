package workflow_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/workflow"
)

func scheme(t *testing.T, key string) *workflow.Scheme {
	t.Helper()
	s, err := workflow.Parse(key+".yaml", read(t, "..", "..", "configs", "schemes", key+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shipped(t *testing.T) []*workflow.Scheme {
	t.Helper()
	return []*workflow.Scheme{scheme(t, "zhengning-2014"), scheme(t, "gansu-monitor-2023"), scheme(t, "normal-2026")}
}

// The table as it is printed is the golden table of the moves: a change of the
// procedure is seen here before anybody acts on it. BANGFU_GOLDEN=write renews it.
func TestTheMovesOfTheSchemesAreThoseOfTheGoldenTable(t *testing.T) {
	for _, s := range shipped(t) {
		path := filepath.Join("testdata", s.Key+".md")
		if os.Getenv("BANGFU_GOLDEN") == "write" {
			if err := os.WriteFile(path, []byte(s.Table()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want := string(read(t, path)); s.Table() != want {
			t.Errorf("%s is not what testdata/%s.md says", s.Key, s.Key)
		}
	}
}

func TestEveryStepHasAWordAndADeskOrMovesByItself(t *testing.T) {
	for _, s := range shipped(t) {
		for _, m := range workflow.Machines() {
			if !s.Has(m) {
				continue
			}
			for _, st := range s.States(m) {
				if s.Step(m, st) == "" {
					t.Errorf("%s %s %s has no word", s.Key, m, st)
				}
				moves := slices.DeleteFunc(s.Moves(m, st), func(r workflow.Rule) bool { return r.Do == "readmit" || r.Do == "remove" })
				if (len(moves) == 0) != s.Terminal(m, st) {
					t.Errorf("%s %s %s: %d moves, end %v", s.Key, m, st, len(moves), s.Terminal(m, st))
				}
			}
		}
	}
}

func TestTheDesksOfZhengningAreTheseInThisOrder(t *testing.T) {
	s := scheme(t, "zhengning-2014")
	for _, want := range []struct {
		m    model.Machine
		at   model.State
		do   model.Do
		role model.Role
	}{
		{model.MachineRound, "draft", "open", model.RoleCountyLeader},
		{model.MachineCase, "draft", "", ""}, {model.MachineCase, "returned", "", ""}, // the household's turn
		{model.MachineCase, "submitted", "accept", model.RoleVillageClerk},
		{model.MachineCase, "surveying", "survey", model.RoleSurveyor},
		{model.MachineCase, "surveyed", "", ""}, {model.MachineCase, "on_roster", "", ""}, // follows its list
		{model.MachineCase, "withdrawn", "", ""}, {model.MachineCase, "registered", "pair", model.RoleCountyOfficer},
		{model.MachineGroup, "open", "report", model.RoleGroupHead},
		{model.MachineRoster, "village_review", "vote", model.RoleVillageClerk},
		{model.MachineRoster, "verifying", "sign", model.RoleVillageCommittee},
		{model.MachineRoster, "ready_1", "publish", model.RoleVillageClerk},
		{model.MachineRoster, "public_1", "", ""}, {model.MachineRoster, "public_2", "", ""}, // the days run
		{model.MachineRoster, "township_review", "examine", model.RoleTownshipReviewer},
		{model.MachineRoster, "township_sign", "approve", model.RoleTownshipLeader},
		{model.MachineRoster, "ready_2", "issue", model.RoleTownshipReviewer},
		{model.MachineRoster, "posting_2", "publish", model.RoleVillageClerk},
		{model.MachineRoster, "to_hand_in", "hand_in", model.RoleTownshipReviewer},
		{model.MachineRoster, "bundled", "recheck", model.RoleCountyOfficer},
		{model.MachineRoster, "county_sign", "announce", model.RoleCountyLeader},
		{model.MachineRoster, "announced", "", ""},
		{model.MachineObjection, "filed_county", "answer", model.RoleCountyOfficer},
		{model.MachineReview, "asked_group", "decide", model.RoleCountyGroup},
	} {
		r, ok := s.Desk(want.m, want.at)
		if ok != (want.do != "") || r.Do != want.do || ok && !r.Allows(want.role) {
			t.Errorf("desk at %s %s: %s by %v, want %s by %s", want.m, want.at, r.Do, r.By, want.do, want.role)
		}
	}
}

func TestPublishingNamesTheDeskThatComesAfter(t *testing.T) {
	s := scheme(t, "zhengning-2014")
	for at, want := range map[model.State]model.Do{"ready_1": "examine", "posting_2": "hand_in"} {
		publish, _ := s.Rule(model.MachineRoster, at, "publish")
		if next, ok := s.NextDesk(model.MachineRoster, publish); !ok || next.Do != want {
			t.Errorf("after publish at %s comes %s, want %s", at, next.Do, want)
		}
	}
	announce, _ := s.Rule(model.MachineRoster, "county_sign", "announce")
	if next, ok := s.NextDesk(model.MachineRoster, announce); ok {
		t.Errorf("after the announcement nobody is asked, got %s", next.Do)
	}
}

func TestHandingInForOneselfAndForAnotherAreTwoRows(t *testing.T) {
	s := scheme(t, "zhengning-2014")
	own, _ := s.RuleFor(model.MachineCase, "draft", "submit", model.RoleApplicant)
	other, _ := s.RuleFor(model.MachineCase, "draft", "submit", model.RoleVillageClerk)
	if own.Wants("consent_proof") || !other.Wants("consent_proof") {
		t.Error("only filling in for another needs proof of consent")
	}
	if _, ok := s.RuleFor(model.MachineCase, "draft", "submit", model.RoleCountyOfficer); ok {
		t.Error("the county does not apply for anybody")
	}
}

func TestNobodyRefusesAtTheDoor(t *testing.T) {
	for _, s := range shipped(t) {
		for _, r := range s.Moves(model.MachineCase, "submitted") {
			if r.Ends || r.Leads("not_passed") || r.Leads("rejected") {
				t.Errorf("%s: %s ends a household's case at the door", s.Key, r.Do)
			}
		}
	}
}

func TestWhatTheRowsSayArrivesInTheRule(t *testing.T) {
	s := scheme(t, "zhengning-2014")
	accept, _ := s.Rule(model.MachineCase, "submitted", "accept")
	if accept.Opens != "survey" || accept.Within != (workflow.Limit{N: 3, Unit: "wd"}) || accept.Chat != model.StrengthAct ||
		!accept.Said("受理") || !accept.Positive || accept.Deciding || !slices.Contains(accept.Refuses, "open_case_elsewhere") {
		t.Errorf("accept: %+v", accept)
	}
	back, _ := s.Rule(model.MachineCase, "submitted", "return")
	if back.Positive || len(back.Reasons) != 3 || back.Remedy.N != 5 || back.Chat != model.StrengthConfirm {
		t.Errorf("return: %+v", back)
	}
	vote, _ := s.Rule(model.MachineRoster, "village_review", "vote")
	if m := vote.Meeting; m == nil || !m.Quorum.Reached(24, 36) || m.Quorum.Reached(23, 36) || m.Passed(12, 24) || !m.Passed(13, 24) ||
		m.Witness != "supervision" || vote.Votes != "row" || vote.Level != model.LevelVillage || !vote.Deciding {
		t.Errorf("vote: %+v", vote)
	}
	sign, _ := s.Rule(model.MachineRoster, "verifying", "sign")
	if !sign.All || len(sign.By) != 3 || !sign.Freezes || !sign.Positive || s.RejoinAt() != "verifying" {
		t.Errorf("sign: %+v", sign)
	}
	examine, _ := s.Rule(model.MachineRoster, "township_review", "examine")
	recheck, _ := s.Rule(model.MachineRoster, "bundled", "recheck")
	if !examine.PINDaily || examine.PIN || !recheck.PIN || recheck.Chat != model.StrengthOpen {
		t.Errorf("lists are decided with the day's PIN by chat, by the county on the page")
	}
	publish, _ := s.Rule(model.MachineRoster, "ready_1", "publish")
	if p := publish.Publicity; p == nil || p.Days != 7 || p.Place != "board" || p.MovesOn != (workflow.TimeOfDay{Hour: 12}) ||
		publish.Deciding || publish.Chat != model.StrengthOpen {
		t.Errorf("publish: %+v", publish)
	}
	for _, at := range []model.State{"public_1", "public_2"} {
		if correct, ok := s.Rule(model.MachineRoster, at, "correct"); !ok || !slices.Equal(correct.To, []model.State{at}) || correct.Positive {
			t.Errorf("correct at %s: %+v", at, correct)
		}
	}
	ask, _ := s.Rule(model.MachineReview, "draft", "ask")
	if l, ok := ask.OfReceipt(); !ok || l != (workflow.Limit{N: 15, Unit: "wd"}) {
		t.Errorf("ask: %+v", ask)
	}
	announce, _ := s.Rule(model.MachineRoster, "county_sign", "announce")
	if announce.RowsBecome != "registered" || announce.Publicity.Place != "county_web" {
		t.Errorf("announce: %+v", announce)
	}
}

func TestTheHeadOfTheSchemesIsRead(t *testing.T) {
	z, g, n := scheme(t, "zhengning-2014"), scheme(t, "gansu-monitor-2023"), scheme(t, "normal-2026")
	if fen, err := z.LineOf(2013); err != nil || fen != 273600 {
		t.Errorf("the line of 2013 is 2736 yuan, got %d, %v", fen, err)
	}
	if _, err := z.LineOf(2014); model.KindOf(err) != model.KindInvalid || !strings.Contains(err.Error(), "2014") {
		t.Errorf("a year without a line must be named: %v", err)
	}
	if _, err := g.LineOf(2023); model.KindOf(err) != model.KindInvalid {
		t.Errorf("the county must name the line: %v", err)
	}
	if c, ok := z.CategoryOf(model.CaseMarkExited); !ok || c != model.CategoryExited || z.CaseTypes[0] != model.CaseIdentify {
		t.Error("exited households are a category of their own, applications come first")
	}
	if !z.Quota.Binds(model.CategoryPoor) || g.Quota.Binds(model.CategoryWatched) || n.Quota.Binds(model.CategoryHelped) {
		t.Error("a quota binds the campaign only")
	}
	if g.Total == nil || *g.Total != (workflow.Limit{N: 15, Unit: "wd", Of: "report"}) || z.Total != nil {
		t.Errorf("monitoring ends 15 working days from the report: %+v", g.Total)
	}
	survey, _ := g.Rule(model.MachineCase, "surveying", "survey")
	if survey.Within != (workflow.Limit{N: 5, Unit: "wd", Of: "report"}) {
		t.Errorf("the check is due 5 working days from the report: %+v", survey.Within)
	}
	if g.Has(model.MachineGroup) || g.RejoinAt() != "village_review" {
		t.Error("monitoring has no group review")
	}
	if z.Draft || !n.Draft || len(n.Assumed) < 10 {
		t.Errorf("the draft shows what rests on no text: %d", len(n.Assumed))
	}
	for _, a := range n.Assumed {
		if a.Path == "" || a.Note == "" || a.Line == 0 {
			t.Errorf("assumed: %+v", a)
		}
	}
	compare, _ := n.Rule(model.MachineCase, "comparing", "compare")
	if !compare.Leads("surveying") {
		t.Error("the draft compares before the visit")
	}
}

func TestTheSourceIsTheSameWhicheverEditorWroteIt(t *testing.T) {
	src := read(t, "testdata", "small.yaml")
	windows := append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(src, []byte("\n"), []byte("  \r\n"))...)
	a, errA := workflow.Parse("a", src)
	b, errB := workflow.Parse("b", windows)
	if errA != nil || errB != nil || a.Hash != b.Hash {
		t.Errorf("line ends and byte order marks are no change of the law: %v %v", errA, errB)
	}
}
