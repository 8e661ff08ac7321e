package workflow

import (
	"slices"
	"strings"

	"bangfu/model"
)

// groupPassed is the state of a case that its group's meeting has passed; where it
// is left out the scheme has no group review.
const groupPassed model.State = "group_passed"

// Compile leaves out the optional states a county does not want: the edges are
// joined and the new table has its own hash, because it is the law of the rounds
// opened under it. No publicity can be left out. The error is *Problems.
func (s *Scheme) Compile(skip []model.State) (*Scheme, error) {
	all := slices.Clone(s.Skipped)
	for _, st := range skip {
		if !slices.Contains(all, st) {
			all = append(all, st)
		}
	}
	if len(all) == len(s.Skipped) {
		return s, nil
	}
	slices.Sort(all)
	words := make([]string, 0, len(all))
	for _, st := range all {
		words = append(words, string(st))
	}
	src := withoutSkip(s.Source) + "skip: [" + strings.Join(words, ", ") + "]\n"
	return Parse(s.Key, []byte(src))
}

// withoutSkip returns the source without the line that Compile has added before.
func withoutSkip(src []byte) string {
	var out strings.Builder
	for line := range strings.Lines(string(src)) {
		if !strings.HasPrefix(line, "skip: [") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// leaveOut takes the skipped states out of the tables and proves the rest anew.
func (p *parser) leaveOut() error {
	for _, st := range p.s.Skipped {
		mc := p.s.homeOf(st)
		if st == groupPassed {
			p.withoutGroup()
			continue
		}
		if !mc.join(st) {
			p.refuse(p.t.line("skip"), "“%s”（%s）不能省去：公示和起点、终点一步都不能少", st, mc.words[st])
		}
	}
	p.check()
	return p.err()
}

// withoutGroup takes the group's review out: cases go from the survey to the list.
func (p *parser) withoutGroup() {
	mc := p.s.machine(model.MachineCase)
	mc.rules = slices.DeleteFunc(mc.rules, func(r Rule) bool { return slices.Contains(GroupMoves(), r.Do) })
	mc.drop(groupPassed, func(r *Rule) { r.At = []model.State{"surveyed"} })
	p.s.machines = slices.DeleteFunc(p.s.machines, func(m machine) bool { return m.name == model.MachineGroup })
}

// join takes a state out: what led to it leads to where its first row led. A state
// with a publicity before, in or after it stays, as do the first state and ends.
func (mc *machine) join(st model.State) bool {
	out := mc.exit(st)
	if out == nil {
		return false
	}
	onward := *out // out lies in the rows that are changed here
	for i := range mc.rules {
		mc.rules[i].passBy(st, onward)
	}
	mc.drop(st, nil)
	return true
}

// exit returns the first row that leads out of a state which may be left out; nil
// when the state must stay.
func (mc *machine) exit(st model.State) *Rule {
	var out *Rule
	for i := range mc.rules {
		r := &mc.rules[i]
		if r.Publicity != nil && (slices.Contains(r.At, st) || slices.Contains(r.To, st)) {
			return nil
		}
		if out == nil && slices.Contains(r.At, st) {
			out = r
		}
	}
	if out == nil || mc.terminal[st] || out.To[0] == st || mc.rules[0].At[0] == st {
		return nil
	}
	return out
}

// passBy lets a row that led to a state lead to where the state's own row led.
func (r *Rule) passBy(st model.State, onward Rule) {
	to := slices.Index(r.To, st)
	if to < 0 || slices.Contains(r.At, st) {
		return
	}
	next := onward.To[0]
	r.To = slices.Clone(r.To)
	if r.To[to] = next; countOf(r.To, next) > 1 {
		r.To = slices.Delete(r.To, to, to+1)
	}
	if to == 0 { // the act that now reaches the next state does what the left-out one did to the list
		r.Freezes, r.Bundles = r.Freezes || onward.Freezes, r.Bundles || onward.Bundles
	}
}

func countOf(all []model.State, st model.State) int {
	n := 0
	for _, one := range all {
		if one == st {
			n++
		}
	}
	return n
}

// drop takes the state out of the rows; rows that stood at it alone are moved by
// move, or go.
func (mc *machine) drop(st model.State, move func(*Rule)) {
	var rules []Rule
	for _, r := range mc.rules {
		if len(r.At) == 1 && r.At[0] == st {
			if move == nil {
				continue
			}
			move(&r)
		} else {
			r.At = slices.DeleteFunc(slices.Clone(r.At), func(s model.State) bool { return s == st })
		}
		rules = append(rules, r)
	}
	mc.rules = rules
	mc.states = slices.DeleteFunc(slices.Clone(mc.states), func(s model.State) bool { return s == st })
	delete(mc.words, st)
}
