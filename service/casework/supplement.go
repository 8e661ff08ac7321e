package casework

import (
	"bangfu/model"
)

// supplement puts a case on the village's supplementary list of its category
// (decisions 4). Its places are reserved again where the quota binds.
func (m *move) supplement(from *model.Roster, c *model.Case, persons int64, enters model.State) error {
	target, fresh, err := m.supplementary(from, c.Category, enters)
	if err != nil {
		return err
	}
	verdict := model.VerdictKept
	if enters == m.sub.scheme.Initial(model.MachineRoster) {
		verdict = model.VerdictListed
	}
	if err := m.addRow(target, c, verdict); err != nil {
		return err
	}
	if err := m.tx.PutCase(c, c.State); err != nil {
		return err
	}
	m.replaceCase(*c)
	if verdict == model.VerdictKept {
		if err := m.reserveQuota(target, c.ID, persons); err != nil {
			return err
		}
	}
	if fresh {
		return m.openRosterTasks(target)
	}
	return m.bumpList(target)
}

// supplementary returns the village's supplementary list that households join
// now: the one that is not frozen and has no signature yet, else the next serial,
// which is fresh.
func (m *move) supplementary(from *model.Roster, category model.Category, enters model.State) (target *model.Roster, fresh bool, err error) {
	have, err := m.tx.RostersOf(from.RoundID, from.Village, category)
	if err != nil {
		return nil, false, err
	}
	for i := range have {
		r := &have[i]
		if r.ID == from.ID || !r.Supplementary || r.Frozen || r.State != enters {
			continue
		}
		acts, err := m.tx.RowActs(r.ID, r.StateSeq)
		if err != nil {
			return nil, false, err
		}
		if len(acts) == 0 {
			target = r
		}
	}
	if target != nil {
		return target, false, nil
	}
	if target, err = m.newRoster(from.Village, category, enters, from.Area); err != nil {
		return nil, false, err
	}
	target.MeetingID = from.MeetingID
	return target, true, nil
}

// verifyingState is where rows that an assembly has voted on enter a supplementary list.
func (m *move) verifyingState() model.State {
	for _, r := range m.sub.scheme.Rules(model.MachineRoster) {
		if r.Freezes {
			return r.At[0]
		}
	}
	return m.sub.scheme.Initial(model.MachineRoster)
}
