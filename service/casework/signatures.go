package casework

import (
	"bangfu/model"
)

// cover notes whom a deciding act decided on, and reports whether every row has
// been covered by every role the rule asks for: `all: true` moves on when the
// last signs, and rows of near kin wait for somebody else.
func (m *move) cover() (bool, error) {
	if !m.rule.Deciding {
		return true, nil
	}
	rosterOf, seqOf := m.placesOf()
	role, aside := m.asked, m.besides()
	if aside { // 暂缓 is a decision on the rows it takes off, and no signature under the others
		role = model.Role(m.rule.Do)
	}
	acts, ids := []model.RowAct{}, []int64{}
	for _, c := range m.cases {
		if m.kin[c.ID] || aside && !m.dropped(c.ID) {
			continue
		}
		acts = append(acts, model.RowAct{CaseID: c.ID, RosterID: rosterOf(c), StateSeq: seqOf(c), Role: role,
			PersonID: m.actor.PersonID, Level: m.rule.Level, At: m.at})
		ids = append(ids, c.ID)
	}
	fresh, err := m.uncovered(acts)
	if err != nil {
		return false, err
	}
	if len(acts) > 0 && len(fresh) == 0 {
		return false, m.s.changed(m.tx, m.sub)
	}
	if err := m.tx.AddRowActs(fresh); err != nil {
		return false, m.lost(err)
	}
	m.covered = ids
	if aside {
		return true, nil
	}
	return m.complete()
}

// besides reports whether the act is one beside the act that is asked for at this
// state of a list.
func (m *move) besides() bool {
	if m.sub.roster == nil {
		return false
	}
	asked, ok := m.sub.scheme.Desk(m.sub.machine, m.from)
	return ok && asked.Do != m.rule.Do
}

// placesOf tells on which roster, and at which entry into its state, a case is decided.
func (m *move) placesOf() (roster, seq func(model.Case) int64) {
	if m.sub.kind == model.ObjectRoster {
		return func(model.Case) int64 { return m.sub.roster.ID }, func(model.Case) int64 { return m.sub.roster.StateSeq }
	}
	if m.sub.kind == model.ObjectBundle {
		by := map[int64]model.Roster{}
		for _, row := range m.rows {
			for _, r := range m.rosters {
				if r.ID == row.RosterID {
					by[row.CaseID] = r
				}
			}
		}
		return func(c model.Case) int64 { return by[c.ID].ID }, func(c model.Case) int64 { return by[c.ID].StateSeq }
	}
	// a sheet, an objection, a review: its own row id keeps its acts apart from those of rosters
	return func(model.Case) int64 { return 0 }, func(model.Case) int64 { return -(m.sub.id*8 + int64(len(m.sub.kind))%8) }
}

// uncovered drops the acts of rows this desk has covered at this entry already.
func (m *move) uncovered(acts []model.RowAct) ([]model.RowAct, error) {
	have, err := m.rowActs()
	if err != nil {
		return nil, err
	}
	var fresh []model.RowAct
	for _, a := range acts {
		known := false
		for _, h := range have {
			known = known || h.CaseID == a.CaseID && h.Role == a.Role
		}
		if !known {
			fresh = append(fresh, a)
		}
	}
	return fresh, nil
}

func (m *move) rowActs() ([]model.RowAct, error) {
	var all []model.RowAct
	seen := map[[2]int64]bool{}
	roster, seq := m.placesOf()
	for _, c := range m.cases {
		at := [2]int64{roster(c), seq(c)}
		if seen[at] {
			continue
		}
		seen[at] = true
		acts, err := m.tx.RowActs(at[0], at[1])
		if err != nil {
			return nil, err
		}
		all = append(all, acts...)
	}
	return all, nil
}

// complete reports whether every live row is covered by every role that must act.
func (m *move) complete() (bool, error) {
	roles := []model.Role{m.asked}
	if m.rule.All && model.GuardSignatures.On() {
		roles = m.rule.By
	}
	have, err := m.rowActs()
	if err != nil {
		return false, err
	}
	for _, role := range roles {
		covered := coveredBy(role, have)
		for _, c := range m.cases {
			switch {
			case covered[c.ID] || m.dropped(c.ID):
			case role == m.asked:
				m.out.LeftRows++
			default:
				m.wait(role)
			}
		}
	}
	return m.out.LeftRows == 0 && len(m.out.Waiting) == 0, nil
}

// coveredBy returns the cases a role has acted on.
func coveredBy(role model.Role, acts []model.RowAct) map[int64]bool {
	covered := map[int64]bool{}
	for _, a := range acts {
		if a.Role == role {
			covered[a.CaseID] = true
		}
	}
	return covered
}

func (m *move) wait(role model.Role) {
	for _, w := range m.out.Waiting {
		if w == role.Title() {
			return
		}
	}
	m.out.Waiting = append(m.out.Waiting, role.Title())
}

// dropped reports whether a case left the list by this very act.
func (m *move) dropped(id int64) bool {
	for _, row := range m.rows {
		if row.CaseID == id {
			return !row.Verdict.Live()
		}
	}
	return false
}
