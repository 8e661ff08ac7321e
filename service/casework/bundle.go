package casework

import (
	"fmt"

	"bangfu/model"
)

// handIn gathers every list of the township that is ready into a bundle for the
// county (上报); a village still in publicity goes with the next one (decisions 15d).
func (m *move) handIn() error {
	township := m.sub.area.Up(model.LevelTownship)
	ready, err := m.tx.RostersAt(m.sub.round, township, m.sub.state)
	if err != nil {
		return err
	}
	n, err := m.tx.CountBundles(m.sub.round, regionCode(township))
	if err != nil {
		return err
	}
	b := model.Bundle{PublicID: model.NewPublicID(), RoundID: m.sub.round, Township: regionCode(township), Serial: n + 1, Scheme: m.sub.scheme.Hash,
		Area: township, State: m.to, StateSeq: 1, Version: 1, StateAt: m.at, CreatedAt: m.at}
	if err := m.tx.AddBundle(&b); err != nil {
		return m.lost(err)
	}
	for i := range ready {
		if err := m.takeAlong(&ready[i], &b); err != nil {
			return err
		}
	}
	m.sub.roster.BundleID = b.ID
	m.out.Number = fmt.Sprintf("第%d批", b.Serial)
	m.notes = append(m.notes, func() error {
		sub, err := m.s.ofBundle(&b, nil)
		if err != nil {
			return err
		}
		return m.s.openTasks(m.tx, sub, m.at)
	})
	return nil
}

// takeAlong moves another ready list into the bundle and ends its own task.
func (m *move) takeAlong(r *model.Roster, b *model.Bundle) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Verdict.Live() {
			m.out.Count++
		}
	}
	if r.ID == m.sub.roster.ID {
		return nil // moved by the act itself
	}
	from := r.State
	r.State, r.BundleID, r.StateAt = m.to, b.ID, m.at
	r.StateSeq++
	if err := m.tx.PutRoster(r, from); err != nil {
		return m.lost(err)
	}
	_, err = m.tx.CloseTasks(model.ObjectRoster, r.ID, "gone", m.actor.PersonID, m.rule.Do, m.at)
	return err
}

// moveBundle takes the lists of a bundle along into its new state.
func (m *move) moveBundle(to model.State) error {
	for i := range m.rosters {
		r := &m.rosters[i]
		if r.State != m.from {
			continue
		}
		if to != r.State {
			r.StateSeq++
			r.StateAt = m.at
		}
		r.State = to
		if err := m.tx.PutRoster(r, m.from); err != nil {
			return m.lost(err)
		}
	}
	return nil
}

// announce publishes a bundle on the county's website (公告) and registers its
// households: reserved places become used ones (decisions 10).
func (m *move) announce() error {
	period, err := m.rule.Publicity.Period(m.s.today(), 0, m.s.cal)
	if err != nil {
		return err
	}
	if err := m.scanRows(); err != nil {
		return err
	}
	for i := range m.rosters {
		r := &m.rosters[i]
		if r.State != m.from {
			continue
		}
		if err := m.announceList(r, period.Last, model.InstantOf(period.MovesOn)); err != nil {
			return err
		}
	}
	m.out.LastDay = period.Last
	return nil
}

func (m *move) announceList(r *model.Roster, last model.Date, movesOn model.Instant) error {
	if err := m.snapshot(r); err != nil {
		return err
	}
	before, err := m.tx.PublicitiesOf(r.ID)
	if err != nil {
		return err
	}
	p := model.Publicity{PublicID: model.NewPublicID(), RosterID: r.ID, BundleID: m.sub.id, Serial: int64(len(before)) + 1, At: m.to, Area: r.Area,
		SnapshotID: r.SnapshotID, Place: m.rule.Publicity.Place, Days: m.rule.Publicity.Days, Posted: m.s.today(), FirstDay: m.s.today().AddDays(1),
		LastDay: last, MovesOn: movesOn, State: publicityRunning, Link: model.NewToken(), Version: 1, CreatedAt: m.at}
	if err := m.tx.AddPublicity(&p); err != nil {
		return err
	}
	for i := range m.rows {
		row := &m.rows[i]
		if row.RosterID != r.ID || !row.Verdict.Live() {
			continue
		}
		if err := m.useQuota(r, row.CaseID, row.Persons); err != nil {
			return err
		}
		c := m.caseOf(row.CaseID)
		c.OpenAccount = nil
		if err := m.follow(c, "register"); err != nil {
			return err
		}
		m.out.Count++
	}
	return nil
}
