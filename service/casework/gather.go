package casework

import (
	"bangfu/model"
)

// gather reads the households an act touches and which of them are near kin of the actor.
func (m *move) gather() error {
	var err error
	switch m.sub.kind {
	case model.ObjectCase, model.ObjectReview:
		m.cases = []model.Case{*m.sub.cas}
	case model.ObjectSheet:
		m.cases, err = m.tx.CasesOfGroup(m.sub.round, m.sub.sheet.Group, votedAt(m.sub.scheme))
	case model.ObjectRoster:
		err = m.gatherRoster(*m.sub.roster)
	case model.ObjectBundle:
		m.rosters, err = m.tx.RostersOfBundle(m.sub.bundle.ID)
		for _, r := range m.rosters {
			if err == nil && r.State == m.sub.state {
				err = m.gatherRoster(r)
			}
		}
	case model.ObjectObjection:
		if id := m.sub.objection.CaseID; id != 0 {
			var c model.Case
			c, err = m.tx.Case(id)
			m.cases = []model.Case{c}
		}
	}
	if err != nil {
		return err
	}
	if err := m.findKin(); err != nil {
		return err
	}
	return m.findDone()
}

// findDone notes the rows this desk has decided at this entry already: a colleague
// who is asked about the rest decides the rest only.
func (m *move) findDone() error {
	m.done = map[int64]bool{}
	if !m.rule.Deciding || m.sub.roster == nil && m.sub.bundle == nil {
		return nil
	}
	have, err := m.rowActs()
	for _, a := range have {
		if a.Role == m.asked {
			m.done[a.CaseID] = true
		}
	}
	return err
}

func (m *move) gatherRoster(r model.Roster) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	var ids []int64
	for _, row := range rows {
		if row.Verdict.Live() {
			m.rows = append(m.rows, row)
			ids = append(ids, row.CaseID)
		}
	}
	cases, err := m.tx.CasesByID(ids)
	m.cases = append(m.cases, cases...)
	return err
}

// caseOf returns the case behind a row.
func (m *move) caseOf(id int64) *model.Case {
	for i := range m.cases {
		if m.cases[i].ID == id {
			return &m.cases[i]
		}
	}
	return nil
}
