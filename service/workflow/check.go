package workflow

import (
	"slices"

	"bangfu/model"
)

// check proves that the tables are a procedure.
func (p *parser) check() {
	for i := range p.s.machines {
		mc := &p.s.machines[i]
		if len(mc.rules) == 0 {
			p.refuse(mc.line, "“%s”（%s）一行流程也没有，请补上", mc.name, machineTitle(mc.name))
			continue
		}
		p.knownStates(mc)
		p.duplicates(mc)
		p.reachable(mc)
		p.endsReached(mc)
		p.firstRows(mc)
		markPositive(mc)
	}
	p.levels()
	p.list()
	p.publicities()
}

// The acts that lead out of an end: a granted 复核 brings a refused household back
// onto the list (decisions 3), an objection upheld against the announcement takes a
// registered one out (decisions 15c).
const (
	readmit model.Do = "readmit"
	remove  model.Do = "remove"
)

// knownStates refuses a state without a word, and a row out of an end.
func (p *parser) knownStates(mc *machine) {
	for _, r := range mc.rules {
		for _, st := range append(slices.Clone(r.At), r.To...) {
			if mc.words[st] == "" {
				p.refuse(r.Line, "状态“%s”没有写在 states 的“%s”里，请补上它的叫法或改正拼写", st, mc.name)
			}
		}
		for _, at := range r.At {
			if mc.terminal[at] && r.Do != readmit && r.Do != remove {
				p.refuse(r.Line, "“%s”是终点，不能再往下走；请改这一行，或从 terminal 里删去", at)
			}
		}
	}
}

// duplicates refuses a second row by which the same role does the same act.
func (p *parser) duplicates(mc *machine) {
	type move struct {
		at model.State
		do model.Do
		by model.Role
	}
	first := map[move]int{}
	for _, r := range mc.rules {
		for _, at := range r.At {
			for _, by := range r.By {
				m := move{at, r.Do, by}
				if line := first[m]; line != 0 {
					p.refuse(r.Line, "“%s”在“%s”由“%s”来办，第%d行已经写过，请删去一行", r.Do, at, by, line)
				} else {
					first[m] = r.Line
				}
			}
		}
	}
}

// reachable refuses a state that no row leads to.
func (p *parser) reachable(mc *machine) {
	seen := mc.from(mc.rules[0].At[:min(1, len(mc.rules[0].At))], anyRow)
	for _, st := range mc.states {
		if !seen[st] {
			p.refuse(mc.lineOf(st), "没有哪一步能走到状态“%s”（%s），请补一行或删去它", st, mc.words[st])
		}
	}
}

// endsReached refuses a state from which no end can be reached.
func (p *parser) endsReached(mc *machine) {
	if len(mc.terminal) == 0 {
		p.refuse(mc.line, "“%s”没有终点，请在 terminal 里写上", mc.name)
		return
	}
	for _, st := range mc.states {
		if !mc.terminal[st] && !mc.reachesEnd(mc.from([]model.State{st}, anyRow)) {
			p.refuse(mc.lineOf(st), "从状态“%s”（%s）走不到终点，请补一行，或把它写进 terminal", st, mc.words[st])
		}
	}
}

// firstRows refuses a state whose first row, the act that is asked for, leads nowhere.
func (p *parser) firstRows(mc *machine) {
	for _, st := range mc.states {
		first := slices.IndexFunc(mc.rules, func(r Rule) bool { return slices.Contains(r.At, st) })
		if first >= 0 && slices.Contains(mc.rules[first].To, st) {
			p.refuse(mc.rules[first].Line, "状态“%s”排在第一的一行是这一步要办的事，要能往下走；请把“%s”放到后面", st, mc.rules[first].Say)
		}
	}
}

func anyRow(Rule) bool { return true }

// from returns every state that can be reached from those given by the rows taken.
func (mc *machine) from(start []model.State, take func(Rule) bool) map[model.State]bool {
	seen := map[model.State]bool{}
	queue := slices.Clone(start)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		for _, r := range mc.rules {
			if slices.Contains(r.At, at) && take(r) {
				queue = append(queue, r.To...)
			}
		}
	}
	return seen
}

func (mc *machine) reachesEnd(seen map[model.State]bool) bool {
	for st := range mc.terminal {
		if seen[st] {
			return true
		}
	}
	return false
}

// lineOf returns the line of the first row that names the state.
func (mc *machine) lineOf(st model.State) int {
	for _, r := range mc.rules {
		if slices.Contains(r.At, st) || slices.Contains(r.To, st) {
			return r.Line
		}
	}
	return mc.line
}

// markPositive marks the row that 同意 means at its states: the first one, taken
// by a desk, with one answer only.
func markPositive(mc *machine) {
	for i := range mc.rules {
		r := &mc.rules[i]
		r.Positive = asked(*r) && len(r.Verdicts) == 0
		for _, at := range r.At {
			for _, other := range mc.rules[:i] {
				if slices.Contains(other.At, at) {
					r.Positive = false
				}
			}
		}
	}
}

// levels refuses a role that is asked to decide at two levels: the same person
// would have to approve what he has approved (decisions 5).
func (p *parser) levels() {
	type first struct {
		level model.Level
		line  int
	}
	seen := map[model.Role]first{}
	for _, mc := range p.s.machines {
		for _, r := range mc.rules {
			if !r.Deciding {
				continue
			}
			for _, by := range r.By {
				if f, ok := seen[by]; ok && f.level != r.Level {
					p.refuse(r.Line, "“%s”（%s）在第%d行已经替另一级作过决定，两级要由不同的人办，请换一个角色", by, by.Title(), f.line)
				} else if !ok {
					seen[by] = first{r.Level, r.Line}
				}
			}
		}
	}
}

// list refuses cases that cannot follow their list, or their group's sheet.
func (p *parser) list() {
	mc := p.s.machine(model.MachineCase)
	if mc == nil {
		return
	}
	has := func(do model.Do) bool {
		return slices.ContainsFunc(mc.rules, func(r Rule) bool { return r.Do == do && r.Allows(model.RoleList) })
	}
	for _, do := range ListMoves() {
		if !has(do) {
			p.refuse(mc.line, "申请件（case）缺少由名单带着走的一行：do: %s, by: list", do)
		}
	}
	for _, do := range GroupMoves() {
		if has(do) != p.s.Has(model.MachineGroup) {
			p.refuse(mc.line, "小组评议（group）和申请件里的“%s”要么都写，要么都不写", do)
		}
	}
	for _, m := range p.s.machines {
		for _, r := range m.rules {
			if r.RowsBecome != "" && !slices.Contains(mc.states, r.RowsBecome) {
				p.refuse(r.Line, "rows_become 的“%s”不是申请件的状态，请改正", r.RowsBecome)
			}
		}
	}
}
