package casework

import (
	"strings"

	"bangfu/model"
	"bangfu/service/workflow"
)

// correct puts one wrong row right while the list is shown (勘误): the row has its
// own days, the list runs on (decisions 7).
func (m *move) correct() error {
	in := m.act.Input.Correction
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	var row *model.RosterRow
	for i := range m.rows {
		if m.rows[i].RowNo == in.Row {
			row = &m.rows[i]
		}
	}
	if row == nil {
		return model.InvalidField("correction.row", "名单上没有这一行，请核对")
	}
	if m.kin[row.CaseID] {
		return model.Forbidden("这一行是您近亲属家，您要回避，请由同岗位的其他人更正")
	}
	k := model.Correction{PublicityID: p.ID, RowID: row.ID, Reason: m.act.Reason, PersonID: m.actor.PersonID, At: m.at}
	if err := m.applyCorrection(row, in, &k); err != nil {
		return err
	}
	rule, err := publishingRule(m.sub.scheme, m.sub.state)
	if err != nil {
		return err
	}
	period, err := rule.Publicity.Period(m.s.today(), 0, m.s.cal)
	if err != nil {
		return err
	}
	k.LastDay, k.MovesOn = period.Last, model.InstantOf(period.MovesOn)
	if err := m.tx.AddCorrection(&k); err != nil {
		return err
	}
	m.sub.roster.ListVersion++
	m.out.LastDay, m.out.MovesOn = k.LastDay, period.MovesOn
	m.notes = append(m.notes, func() error {
		if err := m.snapshot(m.sub.roster); err != nil {
			return err
		}
		p.SnapshotID = m.sub.roster.SnapshotID
		return m.tx.PutPublicity(&p)
	})
	return nil
}

func (m *move) applyCorrection(row *model.RosterRow, in *model.CorrectionInput, k *model.Correction) error {
	c := m.caseOf(row.CaseID)
	switch in.Field {
	case "householder":
		in.Value = strings.TrimSpace(in.Value)
		if checkName(in.Value) != nil || !oneLetter(row.Householder, in.Value) {
			return model.InvalidField("correction.value", "请写正确的姓名：勘误只改一个字，换人要作废重贴")
		}
		k.Before, k.After = row.Householder, in.Value
		row.Householder, c.Householder = in.Value, in.Value
	default: // another number of people is another fact: it is surveyed, not corrected
		return model.InvalidField("correction.field", "勘误只能更正姓名里写错的字；人数不对，请作废重贴或退回重新核实")
	}
	if err := m.tx.PutRow(row); err != nil {
		return err
	}
	if err := m.tx.PutCase(c, c.State); err != nil {
		return err
	}
	return nil
}

// oneLetter reports whether two names differ by one letter only: written wrong,
// left out or one too many.
func oneLetter(before, after string) bool {
	a, b := []rune(before), []rune(after)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	tail := 0
	for tail < len(a)-same && tail < len(b)-same && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return before != after && same+tail >= max(len(a), len(b))-1
}

// publishingRule is the row of the procedure that shows a list in a state.
func publishingRule(sch *workflow.Scheme, at model.State) (workflow.Rule, error) {
	for _, r := range sch.Rules(model.MachineRoster) {
		if r.Publicity != nil && r.Leads(at) {
			return r, nil
		}
	}
	return workflow.Rule{}, model.NotFound()
}
