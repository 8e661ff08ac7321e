package workflow

import (
	"slices"

	"bangfu/model"
)

// publicities refuses a scheme without a publicity on the village's board, one
// that can be gone round, and one that can be cut short.
func (p *parser) publicities() {
	mc := p.s.machine(model.MachineRoster)
	if mc == nil || len(mc.rules) == 0 || len(mc.rules[0].At) == 0 {
		return
	}
	shown := mc.boards()
	if len(shown) == 0 {
		p.refuse(mc.line, "名单（roster）没有公示，任何方案都必须公示；请补上带 publicity 的一行")
	}
	if !slices.ContainsFunc(mc.rules, func(r Rule) bool { return r.Freezes }) {
		p.refuse(mc.line, "名单（roster）要有一行写 freezes: true：从哪一步起不能再增减农户")
	}
	for _, r := range shown {
		st := r.To[0]
		if mc.reachesEnd(mc.from(mc.rules[0].At[:1], func(o Rule) bool { return !slices.Contains(o.To, st) || !shows(o) })) {
			p.refuse(r.Line, "有一条路可以绕过“%s”（%s），请改掉绕过它的那一行", r.Say, mc.words[st])
		}
		p.cutShort(mc, st)
	}
}

// boards returns the rows that put a list on a board.
func (mc *machine) boards() []Rule {
	var out []Rule
	for _, r := range mc.rules {
		if shows(r) {
			out = append(out, r)
		}
	}
	return out
}

func shows(r Rule) bool { return r.Publicity != nil && r.Publicity.Place == PlaceBoard }

// cutShort refuses a row that leaves a running publicity before its days are full
// and goes on without showing the list again.
func (p *parser) cutShort(mc *machine, st model.State) {
	for _, r := range mc.rules {
		if !slices.Contains(r.At, st) {
			continue
		}
		if r.Wants("days_full") {
			continue
		}
		for _, to := range r.To {
			if to == st {
				continue
			}
			seen := mc.from([]model.State{to}, func(o Rule) bool { return !slices.Contains(o.To, st) || !shows(o) })
			if mc.reachesEnd(seen) {
				p.refuse(r.Line, "“%s”让名单公示没满就往下走，请写 needs: [days_full]，或让它回到公示之前", r.Say)
			}
		}
	}
}

// optional refuses a county setting that names a state nobody may leave out.
func (p *parser) optional() {
	for _, st := range p.s.Optional {
		if p.s.homeOf(st) == nil {
			p.refuse(p.t.line("optional"), "optional 的“%s”不是申请件或名单的状态，请改正", st)
		}
	}
	for _, st := range p.s.Skipped {
		if !slices.Contains(p.s.Optional, st) {
			p.refuse(p.t.line("skip"), "“%s”不能省去：只有写在 optional 里的步骤可以省", st)
		}
	}
}

// homeOf returns the machine of the case or the roster that has the state.
func (s *Scheme) homeOf(st model.State) *machine {
	for _, m := range []model.Machine{model.MachineRoster, model.MachineCase} {
		if mc := s.machine(m); mc != nil && slices.Contains(mc.states, st) {
			return mc
		}
	}
	return nil
}
