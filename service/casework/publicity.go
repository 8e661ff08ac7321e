package casework

import (
	"bangfu/model"
	"bangfu/model/store"
)

// States of a showing.
const (
	publicityRunning = store.Running
	publicityClosed  = "closed"
	publicityVoid    = "void"
)

// needDaysFull refuses to move a list on before its days are full: 12:00 of the
// working day after the last day.
func (m *move) needDaysFull() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	if m.at < p.MovesOn && model.GuardDaysFull.On() {
		return m.s.tooEarly(m.tx, m.sub)
	}
	return nil
}

// tooEarly says when a list that is being shown may be decided on; nil when it is not being shown.
func (s *Service) tooEarly(tx *store.Tx, sub *subject) error {
	if sub.roster == nil {
		return nil
	}
	p, err := tx.RunningPublicity(sub.roster.ID)
	if err != nil || p.At != sub.state {
		return nil //nolint:nilerr // nothing is shown: another answer fits
	}
	facts := model.Facts{LastDay: p.LastDay, Earliest: p.MovesOn.Time(), Reason: p.Shifted, Version: sub.seen(),
		DayNo: p.FirstDay.DaysUntil(s.today()) + 1}
	if p.EndPhoto == 0 {
		facts.Waiting = "end_photo"
	}
	return model.TooEarly("还不能办。公示到" + p.LastDay.Words() + "当天为止").With(facts)
}

// closePublicity ends a showing: contested rows leave for the supplementary list
// by the same act, the rest goes on (decisions 4).
func (m *move) closePublicity() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	p.State = publicityClosed
	if err := m.tx.PutPublicity(&p); err != nil {
		return err
	}
	if err := m.moveContested(&p); err != nil {
		return err
	}
	for _, row := range m.rows {
		if row.Verdict.Live() {
			m.out.Count++
		}
	}
	return nil
}

// moveContested sends the contested rows of a list to the supplementary one.
func (m *move) moveContested(p *model.Publicity) error {
	reasons, err := m.contested(p)
	if err != nil {
		return err
	}
	for i := range m.rows {
		row := &m.rows[i]
		reason, contested := reasons[row.ID]
		if !contested {
			continue
		}
		m.sub.roster.ListVersion++
		if err := m.dispose(row, model.RowJudgement{Row: row.RowNo, Verdict: model.VerdictHeld, Reason: reason}); err != nil {
			return err
		}
	}
	return nil
}

// contested says for which rows, and why, the days of the list are not enough: an
// objection is open, or a correction has days of its own that still run.
func (m *move) contested(p *model.Publicity) (map[int64]string, error) {
	var ids []int64
	for _, row := range m.rows {
		ids = append(ids, row.CaseID)
	}
	waiting, err := m.objectedTo(ids)
	if err != nil || !model.GuardObjection.On() {
		return nil, err
	}
	corrections, err := m.tx.Corrections(p.ID)
	if err != nil {
		return nil, err
	}
	late := map[int64]bool{}
	for _, c := range corrections {
		late[c.RowID] = c.MovesOn > m.at
	}
	reasons := map[int64]string{}
	for _, row := range m.rows {
		switch {
		case waiting[row.CaseID] != "":
			reasons[row.ID] = waiting[row.CaseID]
		case late[row.ID]:
			reasons[row.ID] = "内容更正，另行公示"
		}
	}
	return reasons, nil
}

// objectedTo says which of the cases an open objection holds, also one against an
// earlier list of the household, and why in words that the village may read.
func (m *move) objectedTo(cases []int64) (map[int64]string, error) {
	open, err := m.tx.OpenObjectionsOn(cases)
	if err != nil {
		return nil, err
	}
	why := map[int64]string{}
	for i := range open {
		o := &open[i]
		holds, err := m.s.holdsRow(o)
		if err != nil {
			return nil, err
		}
		if holds && (why[o.CaseID] == "" || o.Secrecy != SecrecyCounty) { // one that the village may know of says why
			why[o.CaseID] = heldBecause(o)
		}
	}
	return why, nil
}

// voidPublicity takes a list off the board that was wrong as a whole: wrong list,
// missing household, shortened time (decisions 7); it is posted anew with a new clock.
func (m *move) voidPublicity() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	p.State, p.VoidReason = publicityVoid, m.act.Reason
	m.out.Count = int64(len(m.rows))
	return m.tx.PutPublicity(&p)
}
