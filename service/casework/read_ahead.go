package casework

import (
	"strings"

	"bangfu/model"
	"bangfu/service/workflow"
)

// waypoint is a step that lies before a household.
type waypoint struct {
	machine model.Machine
	state   model.State
}

// stepsShown is how many of the steps ahead a household reads: the next ones, not
// the whole procedure of a county (product §4).
const stepsShown = 3

// nextSteps names what comes next. An office reads every step of the procedure; a
// household the next few at which somebody looks at its matter, in everyday words.
func nextSteps(who audience, sub, holder *subject) []string {
	household := who == audienceOwn || who == audienceProxy
	last := sub.scheme.Step(holder.machine, holder.state)
	var names []string
	for _, w := range ahead(sub, holder) {
		name := sub.scheme.Step(w.machine, w.state)
		if household {
			if !concernsHousehold(sub.scheme, w) {
				continue
			}
			name = comingWords(sub, w)
		}
		if name != last { // a case and its list may wait under one word
			names = append(names, name)
		}
		last = name
		if household && len(names) == stepsShown {
			break
		}
	}
	return names
}

// concernsHousehold reports whether something is done about a household at a step:
// it is looked into, decided on or shown. What only carries lists from one desk to
// the next is folded away.
func concernsHousehold(sch *workflow.Scheme, w waypoint) bool {
	if sch.Terminal(w.machine, w.state) {
		return true
	}
	if w.machine == model.MachineCase {
		_, asked := sch.Desk(w.machine, w.state)
		return asked || sch.Has(model.MachineGroup) && w.state == votedAt(sch)
	}
	for _, r := range sch.Rules(w.machine) {
		if r.Publicity != nil && r.Leads(w.state) {
			return true
		}
	}
	rule, ok := sch.Desk(w.machine, w.state)
	return ok && rule.Deciding
}

// votedAt is the state of the cases a group's meeting votes on.
func votedAt(sch *workflow.Scheme) model.State {
	for _, r := range sch.Rules(model.MachineCase) {
		if r.Do == "pass_group" {
			return r.At[0]
		}
	}
	return ""
}

// comingWords says a step that has not begun: 入户调查, not 入户调查中.
func comingWords(sub *subject, w waypoint) string {
	name := sub.scheme.Step(w.machine, w.state)
	if w.machine == model.MachineCase && sub.scheme.Has(model.MachineGroup) && w.state == votedAt(sub.scheme) {
		name = sub.scheme.Step(model.MachineGroup, sub.scheme.Initial(model.MachineGroup))
	}
	return strings.TrimPrefix(strings.TrimSuffix(name, "中"), "等")
}

// ahead are the steps that lie before a household on the straight way: those of
// its case up to its list, then those of the list.
func ahead(sub, holder *subject) []waypoint {
	var points []waypoint
	sch := sub.scheme
	add := func(m model.Machine, from model.State, stop func(model.State) bool) {
		seen := map[model.State]bool{from: true}
		for at, ok := onward(sch, m, from, seen); ok && !stop(at); at, ok = onward(sch, m, at, seen) {
			seen[at] = true
			points = append(points, waypoint{m, at})
		}
	}
	if holder.machine == model.MachineRoster {
		add(model.MachineRoster, holder.state, func(model.State) bool { return false })
		return points
	}
	listed := func(st model.State) bool {
		_, ok := sch.Rule(model.MachineCase, st, "register")
		return ok
	}
	before := !passed(sch, sub.state, listed)
	add(model.MachineCase, sub.state, listed)
	if before {
		initial := sch.Initial(model.MachineRoster)
		points = append(points, waypoint{model.MachineRoster, initial})
		add(model.MachineRoster, initial, func(model.State) bool { return false })
	}
	return points
}
