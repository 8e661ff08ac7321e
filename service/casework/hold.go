package casework

import (
	"strconv"

	"bangfu/model"
)

// settle takes a row off the list, or asks above where it may not be held again.
func (m *move) settle(row *model.RosterRow, j model.RowJudgement) error {
	again, err := m.heldBefore(row, j)
	if err != nil {
		return err
	}
	if again {
		return m.askAbove(row, j)
	}
	return m.dispose(row, j)
}

// heldBefore reports whether a row is to be held that a desk of the same level has
// held already.
func (m *move) heldBefore(row *model.RosterRow, j model.RowJudgement) (bool, error) {
	if j.Verdict != model.VerdictHeld {
		return false, nil
	}
	n, err := m.tx.HeldAt(row.CaseID, m.rule.Level)
	return n > 0, err
}

// asked is the mark of a row that travels with a question to the level above.
func asked(row *model.RosterRow) []string {
	if row.Question == "" || !row.Verdict.Live() {
		return nil
	}
	return []string{"下级再次提出暂缓，请核定：" + row.Question}
}

// askAbove lets a row go on that a level would hold a second time, with the reason
// as a question to the level above: holding again and again would refuse a
// household without a decision, and nobody alone stops one (decisions 3, R-33).
// The county is the last: it says yes, or refuses with 复核.
func (m *move) askAbove(row *model.RosterRow, j model.RowJudgement) error {
	if m.rule.Level >= model.LevelCounty {
		return model.InvalidField("rows", "第"+strconv.Itoa(row.RowNo)+"行县上已经暂缓过一次，请定下来：通过，或者不予通过并写明理由（农户可以要求复核）")
	}
	row.Question = j.Reason
	if err := m.tx.PutRow(row); err != nil {
		return err
	}
	if m.out.Asked++; m.out.Asked > 1 {
		return nil // told once for the list
	}
	m.notes = append(m.notes, func() error {
		return m.s.tellAbove(m.tx, m.sub, m.asked, model.Message{},
			model.NoticeFacts{Title: "再次暂缓，请您核定", Say: "下级两次要暂缓的户"})
	})
	return nil
}
