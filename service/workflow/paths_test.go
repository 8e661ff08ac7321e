package workflow_test

import (
	"testing"

	"bangfu/model"
	"bangfu/service/workflow"

	"pgregory.net/rapid"
)

// whatever anybody does in whatever order, no row comes from submission to the
// county's recheck without both publicities run to their full days, and after it was
// sent back before a publicity it runs that one again.
func TestNoPathToTheRecheckSkipsAPublicity(t *testing.T) {
	full := scheme(t, "zhengning-2014")
	tables := []*workflow.Scheme{
		full, compiled(t, full, "township_sign"), compiled(t, full, "group_passed"), compiled(t, full, "group_passed", "township_sign"),
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(tables).Draw(t, "table")
		if !toTheList(t, s) {
			return
		}
		at := s.Initial(model.MachineRoster)
		done := map[model.State]bool{}
		for range 60 {
			moves := s.Moves(model.MachineRoster, at)
			if len(moves) == 0 {
				return
			}
			r := rapid.SampledFrom(moves).Draw(t, "move")
			if r.Do == "recheck" && !(done["public_1"] && done["public_2"]) {
				t.Fatalf("recheck with publicities done: %v", done)
			}
			if r.Wants("days_full") {
				done[at] = true
			}
			at = rapid.SampledFrom(r.To).Draw(t, "to")
			before(at, done)
		}
	})
}

// toTheList walks a case from its submission by random moves and reports whether it
// came on the list.
func toTheList(t *rapid.T, s *workflow.Scheme) bool {
	at := model.State("submitted")
	for range 30 {
		if at == "on_roster" {
			return true
		}
		moves := s.Moves(model.MachineCase, at)
		if len(moves) == 0 {
			return false
		}
		at = rapid.SampledFrom(rapid.SampledFrom(moves).Draw(t, "case move").To).Draw(t, "case to")
	}
	return false
}

// before forgets the publicities that a list standing here has yet to run.
func before(at model.State, done map[model.State]bool) {
	switch at {
	case "village_review", "verifying", "ready_1", "public_1":
		delete(done, "public_1")
		delete(done, "public_2")
	case "township_review", "township_sign", "ready_2", "posting_2", "public_2":
		delete(done, "public_2")
	}
}

// Exhaustive, for every scheme that ships: taking the closing of any publicity out
// of the table leaves no way to the end.
func TestEveryPublicityStandsOnEveryWay(t *testing.T) {
	for _, s := range shipped(t) {
		closings := 0
		for _, closing := range s.Rules(model.MachineRoster) {
			if !closing.Wants("days_full") {
				continue
			}
			closings++
			if reach(s, closing)["announced"] {
				t.Errorf("%s: announced without %s at %s", s.Key, closing.Do, closing.At)
			}
		}
		if want := map[string]int{"zhengning-2014": 2, "gansu-monitor-2023": 1, "normal-2026": 1}[s.Key]; closings != want {
			t.Errorf("%s has %d publicities, want %d", s.Key, closings, want)
		}
	}
}

func reach(s *workflow.Scheme, without workflow.Rule) map[model.State]bool {
	seen := map[model.State]bool{}
	queue := []model.State{s.Initial(model.MachineRoster)}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		for _, r := range s.Moves(model.MachineRoster, at) {
			if r.Line != without.Line {
				queue = append(queue, r.To...)
			}
		}
	}
	return seen
}
