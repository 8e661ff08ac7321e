package casework

import (
	"slices"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// onRoster reports whether a case stands where its list carries it on: a
// household sees what its row sees (decisions 2).
func onRoster(sub *subject) bool {
	_, ok := sub.scheme.Rule(model.MachineCase, sub.state, "register")
	return ok && sub.cas.RosterID != 0
}

// holderOf returns on which object a case waits now: itself, the sheet of its
// group, its list, or the bundle its list travels in.
func (s *Service) holderOf(tx *store.Tx, sub *subject) (*subject, error) {
	switch {
	case onRoster(sub):
		r, err := tx.Roster(sub.cas.RosterID)
		if err != nil {
			return nil, err
		}
		if r.BundleID == 0 || sub.scheme.Terminal(model.MachineRoster, r.State) {
			return s.ofRoster(&r, nil)
		}
		b, err := tx.Bundle(r.BundleID)
		return s.ofBundle(&b, err)
	case sub.scheme.Has(model.MachineGroup) && sub.cas.Group != "" && sub.state == votedAt(sub.scheme):
		sh, err := tx.LastSheet(sub.round, sub.cas.Group)
		if err == nil && !sub.scheme.Terminal(model.MachineGroup, sh.State) {
			return s.ofSheet(&sh, nil)
		}
		if err != nil && model.KindOf(err) != model.KindNotFound {
			return nil, err
		}
	}
	return sub, nil
}

// addWay writes the line of the household's steps and where it stands now.
func (s *Service) addWay(tx *store.Tx, who audience, sub *subject, v *CaseView) error {
	holder, err := s.holderOf(tx, sub)
	if err != nil {
		return err
	}
	done, err := s.stepsDone(tx, sub, holder)
	if err != nil {
		return err
	}
	v.Steps = done
	if v.Now, err = s.nowView(tx, sub, holder); err != nil {
		return err
	}
	v.Step = stepOf(sub, holder)
	if sub.scheme.Terminal(model.MachineCase, sub.state) {
		v.Steps = append(v.Steps, StepView{Name: v.Step, Status: "now", At: sub.cas.StateAt.Time()})
		return nil
	}
	v.Steps = append(v.Steps, StepView{Name: v.Step, Status: "now", Office: v.Now.Office, Due: v.Now.Due})
	for _, name := range nextSteps(who, sub, holder) {
		v.Steps = append(v.Steps, StepView{Name: name, Status: "next"})
	}
	if n := len(done) + 1; len(v.Steps) > n {
		v.Now.Next = v.Steps[n].Name
	}
	return nil
}

// stepOf names the step a household is at: its list's while the list carries it.
func stepOf(sub, holder *subject) string {
	if holder.machine == model.MachineRoster {
		return sub.scheme.Step(model.MachineRoster, holder.state)
	}
	return sub.scheme.Step(model.MachineCase, sub.state)
}

// stepsDone returns the moves that lie behind a household, its own, its group's,
// its lists' and their bundles', by time: the act, the office and the day.
func (s *Service) stepsDone(tx *store.Tx, sub, holder *subject) ([]StepView, error) {
	ds, err := tx.DecisionsOf(model.ObjectCase, sub.id)
	if err != nil {
		return nil, err
	}
	if sub.cas.SheetID != 0 {
		more, err := tx.DecisionsOf(model.ObjectSheet, sub.cas.SheetID)
		if err != nil {
			return nil, err
		}
		ds = append(ds, more...)
	}
	more, err := s.listDecisions(tx, sub)
	if err != nil {
		return nil, err
	}
	ds = append(ds, more...)
	slices.SortStableFunc(ds, func(a, b model.Decision) int {
		if a.At != b.At {
			return int(a.At - b.At)
		}
		return int(a.ID - b.ID)
	})
	steps := []StepView{}
	for _, d := range ds {
		if d.FromState == d.ToState || sub.cas.EndedAt.Set() && d.At > sub.cas.EndedAt {
			continue
		}
		steps = append(steps, StepView{Name: sayDecision(sub.scheme, d), Status: "done", Office: s.officeName(tx, d.Role, d.Area), At: d.At.Time()})
	}
	return steps, nil
}

// listDecisions returns what was decided on the lists a household has stood on,
// each as far as the household stood on it.
func (s *Service) listDecisions(tx *store.Tx, sub *subject) ([]model.Decision, error) {
	rows, err := tx.RowsOfCase(sub.id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	acts, err := tx.RowActsOfCase(sub.id)
	if err != nil {
		return nil, err
	}
	left := map[int64]model.Instant{}
	for _, a := range acts {
		left[a.RosterID] = max(left[a.RosterID], a.At)
	}
	var all []model.Decision
	bundles := map[int64]bool{}
	for _, row := range rows {
		ds, err := rosterDecisions(tx, row.RosterID, bundles)
		if err != nil {
			return nil, err
		}
		for _, d := range ds {
			if row.RosterID == sub.cas.RosterID || d.At <= left[row.RosterID] {
				all = append(all, d)
			}
		}
	}
	return all, nil
}

// rosterDecisions returns what was decided on a list, and on the bundle it went
// up with unless that has been read already.
func rosterDecisions(tx *store.Tx, roster int64, bundles map[int64]bool) ([]model.Decision, error) {
	ds, err := tx.DecisionsOf(model.ObjectRoster, roster)
	if err != nil {
		return nil, err
	}
	r, err := tx.Roster(roster)
	if err != nil || r.BundleID == 0 || bundles[r.BundleID] {
		return ds, err
	}
	bundles[r.BundleID] = true
	more, err := tx.DecisionsOf(model.ObjectBundle, r.BundleID)
	return append(ds, more...), err
}

// sayDecision returns the everyday word of what was decided.
func sayDecision(sch *workflow.Scheme, d model.Decision) string {
	if r, ok := sch.RuleFor(d.Machine, d.FromState, d.Do, d.Role); ok {
		return r.Say
	}
	if r, ok := sch.Rule(d.Machine, d.FromState, d.Do); ok {
		return r.Say
	}
	return string(d.Do)
}

// passed reports whether a case stands behind its list: no way from here leads to it any more.
func passed(sch *workflow.Scheme, from model.State, listed func(model.State) bool) bool {
	seen := map[model.State]bool{from: true}
	for at := from; ; {
		if listed(at) {
			return false
		}
		next, ok := onward(sch, model.MachineCase, at, seen)
		if !ok {
			return true
		}
		seen[next] = true
		at = next
	}
}

// onward returns the state the straight way leads to: that of the first row that
// ends no case and leads to somewhere new.
func onward(sch *workflow.Scheme, m model.Machine, at model.State, seen map[model.State]bool) (model.State, bool) {
	for _, r := range sch.Moves(m, at) {
		if !r.Ends && len(r.To) > 0 && !seen[r.To[0]] {
			return r.To[0], true
		}
	}
	return "", false
}

// historyOf returns who did what with an object when: offices, never people.
func (s *Service) historyOf(tx *store.Tx, sub *subject) ([]DecisionView, []model.Decision, error) {
	ds, err := tx.DecisionsOf(sub.kind, sub.id)
	if err != nil {
		return nil, nil, err
	}
	views := make([]DecisionView, len(ds))
	for i, d := range ds {
		views[i] = DecisionView{Do: d.Do, Say: sayDecision(sub.scheme, d), Office: s.officeName(tx, d.Role, d.Area), At: d.At.Time(), From: d.FromState,
			To: d.ToState, Reason: d.Reason}
	}
	return views, ds, nil
}

// tail is the end of a receipt by which a household knows its matter: 001.
func tail(c *model.Case) string {
	no := c.AcceptNo
	if no == "" {
		no = c.ReceiptNo
	}
	if i := strings.LastIndexByte(no, '-'); i >= 0 && len(no)-i-1 < 3 {
		return no[i+1:]
	}
	if len(no) > 3 {
		return no[len(no)-3:]
	}
	return no
}
