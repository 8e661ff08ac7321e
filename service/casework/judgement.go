package casework

import (
	"strconv"

	"bangfu/model"
)

// judge gives the rows their verdicts: held rows go to the supplementary list,
// refused ones end with level and reason, the rest goes on (decisions 2, 4).
func (m *move) judge() error {
	given, err := m.judgements()
	if err != nil {
		return err
	}
	touched := map[int64]bool{}
	for i := range m.rows {
		row := &m.rows[i]
		j, named := given[rowKey{row.RosterID, row.RowNo}]
		if m.kin[row.CaseID] {
			if named {
				return model.Forbidden("第" + strconv.Itoa(row.RowNo) + "行是您近亲属家，您要回避，请不要选它")
			}
			continue
		}
		if m.done[row.CaseID] {
			if named {
				return model.Conflict("第" + strconv.Itoa(row.RowNo) + "行同事已经办过，请只办剩下的行")
			}
			continue
		}
		if !named || j.Verdict == model.VerdictKept {
			m.out.Count++
			continue
		}
		touched[row.RosterID] = true
		if err := m.settle(row, j); err != nil {
			return err
		}
	}
	return m.bumpTouched(touched)
}

type rowKey struct {
	roster int64
	row    int
}

// judgements reads the verdicts given, each on a row that exists, with a verdict
// the step knows and a reason where it needs one.
func (m *move) judgements() (map[rowKey]model.RowJudgement, error) {
	known := map[rowKey]bool{}
	for _, row := range m.rows {
		known[rowKey{row.RosterID, row.RowNo}] = true
	}
	given := map[rowKey]model.RowJudgement{}
	for _, j := range m.act.Input.Rows {
		key := rowKey{m.rosterID(j.Roster), j.Row}
		if !known[key] {
			return nil, model.InvalidField("rows", "名单上没有第"+strconv.Itoa(j.Row)+"行，请核对")
		}
		if j.Reason == "" {
			j.Reason = m.act.Reason
		}
		switch {
		case j.Verdict == model.VerdictKept:
		case !m.allows(j.Verdict):
			return nil, model.InvalidField("rows", "这一步不能这样处理第"+strconv.Itoa(j.Row)+"行")
		case model.GuardReason.On() && checkReason("rows", j.Reason) != nil:
			return nil, model.InvalidField("rows", "第"+strconv.Itoa(j.Row)+"行要写明理由，至少5个字")
		}
		given[key] = j
	}
	return given, nil
}

func (m *move) rosterID(public model.PublicID) int64 {
	if m.sub.kind == model.ObjectRoster {
		return m.sub.roster.ID
	}
	for _, r := range m.rosters {
		if r.PublicID == public {
			return r.ID
		}
	}
	return 0
}

// allows reports whether the step's row of the scheme knows the verdict.
func (m *move) allows(v model.Verdict) bool {
	word := map[model.Verdict]string{model.VerdictKept: "keep", model.VerdictHeld: "hold", model.VerdictRefused: "refuse"}[v]
	for _, r := range m.rule.Rows {
		if r == word {
			return true
		}
	}
	return false
}

// dispose takes one row off the list that goes on.
func (m *move) dispose(row *model.RosterRow, j model.RowJudgement) error {
	c := m.caseOf(row.CaseID)
	r := m.rosterByID(row.RosterID)
	row.Verdict, row.Reason = j.Verdict, j.Reason
	if j.Verdict == model.VerdictHeld {
		row.HeldLevel = m.rule.Level
	}
	if err := m.tx.PutRow(row); err != nil {
		return err
	}
	if err := m.releaseQuota(r, c.ID, row.Persons); err != nil {
		return err
	}
	m.out.Held++
	if j.Verdict == model.VerdictHeld {
		return m.supplement(r, c, row.Persons, m.verifyingState())
	}
	return m.refuse(c, "refuse", j.Reason)
}

// bumpTouched raises the list version of the lists whose rows changed; those of a
// bundle are written when the bundle moves them.
func (m *move) bumpTouched(touched map[int64]bool) error {
	for id := range touched {
		m.rosterByID(id).ListVersion++
	}
	return nil
}
