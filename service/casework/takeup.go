package casework

import (
	"slices"

	"bangfu/model"
)

// doTakeUp takes an objection up that came from an account nobody has proven (受理反映).
const doTakeUp model.Do = "take_up"

// holdsRow reports whether an open objection keeps its row from going on: not
// while it waits to be taken up.
func (s *Service) holdsRow(o *model.Objection) (bool, error) {
	sch, err := s.schemeOf(o.Scheme)
	if err != nil {
		return false, err
	}
	_, waits := sch.Rule(model.MachineObjection, o.State, doTakeUp)
	return !waits, nil
}

// heldBecause is what the village reads beside a row that an objection holds: of
// what only the county was told it must not learn.
func heldBecause(o *model.Objection) string {
	if o.Secrecy == SecrecyCounty {
		return "情况还要核实，另行公示"
	}
	return "有人反映，正在核实"
}

// takeUp lets an objection hold its row from now on. A list that has moved on
// meanwhile gives the row up, as it would have at its close.
func (m *move) takeUp() error {
	o := m.sub.objection
	if o.CaseID == 0 || !model.GuardObjection.On() {
		return nil
	}
	c := m.caseOf(o.CaseID)
	if c.RosterID == 0 {
		return nil
	}
	r, err := m.tx.Roster(c.RosterID)
	if err != nil || m.sub.scheme.Terminal(model.MachineRoster, r.State) {
		return err
	}
	row, err := m.tx.RowOf(r.ID, c.ID)
	if err != nil || row.Verdict != model.VerdictKept {
		return err
	}
	if passed, err := m.shownAndClosed(r.ID); err != nil || !passed {
		return err // a close to come moves the row
	}
	m.sub.round = c.RoundID
	if err := m.dropRow(c, model.VerdictHeld, heldBecause(o)); err != nil {
		return err
	}
	return m.supplement(&r, c, row.Persons, m.verifyingState())
}

// shownAndClosed reports whether a list was shown and is shown no more.
func (m *move) shownAndClosed(roster int64) (bool, error) {
	shown, err := m.tx.PublicitiesOf(roster)
	running := slices.ContainsFunc(shown, func(p model.Publicity) bool { return p.State == publicityRunning })
	return len(shown) > 0 && !running, err
}
