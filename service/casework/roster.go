package casework

import (
	"strconv"
	"strings"

	"bangfu/model"
)

// compose makes a village's lists of the households that have passed their
// groups: one per category, in the same assembly, on the next serial.
func (m *move) compose(village string) error {
	cases, err := m.tx.CasesOfVillage(m.sub.round, village, m.passedState())
	if err != nil {
		return err
	}
	byCategory := map[model.Category][]model.Case{}
	for _, c := range cases {
		byCategory[c.Category] = append(byCategory[c.Category], c)
	}
	for _, category := range m.sub.scheme.Categories {
		if len(byCategory[category]) == 0 {
			continue
		}
		r, fresh, err := m.openRoster(village, category, byCategory[category][0].Area)
		if err != nil {
			return err
		}
		for i := range byCategory[category] {
			c := &byCategory[category][i]
			if err := m.addRow(r, c, model.VerdictListed); err != nil {
				return err
			}
			if err := m.follow(c, "list"); err != nil {
				return err
			}
		}
		if fresh {
			err = m.openRosterTasks(r)
		} else {
			err = m.bumpList(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// openRoster returns the list households join now: the next serial, or, in a
// scheme without group review, the one whose assembly has not met yet (decisions 1).
func (m *move) openRoster(village string, category model.Category, area model.Area) (*model.Roster, bool, error) {
	initial := m.sub.scheme.Initial(model.MachineRoster)
	if !m.sub.scheme.Has(model.MachineGroup) {
		have, err := m.tx.RostersOf(m.sub.round, village, category)
		if err != nil {
			return nil, false, err
		}
		for i := range have {
			if have[i].State == initial && !have[i].Frozen {
				return &have[i], false, nil
			}
		}
	}
	r, err := m.newRoster(village, category, initial, area)
	return r, true, err
}

// newRoster opens the next serial of a village's list of a category.
func (m *move) newRoster(village string, category model.Category, at model.State, area model.Area) (*model.Roster, error) {
	have, err := m.tx.RostersOf(m.sub.round, village, category)
	if err != nil {
		return nil, err
	}
	r := &model.Roster{PublicID: model.NewPublicID(), RoundID: m.sub.round, Village: village, Category: category,
		Serial: int64(len(have)) + 1, Supplementary: len(have) > 0, Scheme: m.sub.scheme.Hash, Area: area.Up(model.LevelVillage), State: at,
		StateSeq: 1, Version: 1, ListVersion: 1, StateAt: m.at, CreatedAt: m.at}
	return r, m.tx.AddRoster(r)
}

// openRosterTasks asks the desk of a roster's state.
func (m *move) openRosterTasks(r *model.Roster) error {
	sub, err := m.s.ofRoster(r, nil)
	if err != nil {
		return err
	}
	return m.s.openTasks(m.tx, sub, m.at)
}

// addRow puts a household on a list; the caller writes the case back.
func (m *move) addRow(r *model.Roster, c *model.Case, verdict model.Verdict) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	c.RosterID = r.ID
	return m.tx.AddRows([]model.RosterRow{{RosterID: r.ID, RowNo: len(rows) + 1, CaseID: c.ID, GroupNo: groupNo(c.Group), Householder: c.Householder,
		Masked: c.Masked, Persons: c.Persons, Verdict: verdict, KinMark: c.KinMark, Version: 1}})
}

func groupNo(code string) int {
	_, n, ok := strings.Cut(code, "-")
	if !ok {
		return 0
	}
	i, err := strconv.Atoi(n)
	if err != nil {
		return 0
	}
	return i
}

// rosterEffect carries out a row of the roster machine by what the row says of itself.
func (m *move) rosterEffect() error {
	if err := m.checkTogether(); err != nil {
		return err
	}
	switch {
	case m.rule.Meeting != nil:
		return m.vote()
	case m.rule.RowsBecome != "":
		return m.announce()
	case m.rule.Publicity != nil:
		return m.publish()
	case m.rule.Bundles:
		return m.handIn()
	case m.rule.ContestedRows != "":
		return m.closePublicity()
	case m.rule.Do == "send_back":
		return m.sendBack()
	case m.rule.Do == "void":
		return m.voidPublicity()
	case m.rule.Do == "correct":
		return m.correct()
	case len(m.rule.Rows) > 0:
		return m.judge()
	case m.rule.Freezes:
		m.notes = append(m.notes, m.freeze)
	}
	m.out.Count = int64(len(m.rows))
	return nil
}

// checkTogether keeps the lists of a bundle together: they are decided on with it,
// and only sent back list by list.
func (m *move) checkTogether() error {
	back := m.rule.Do == "send_back"
	if m.sub.kind == model.ObjectBundle && back {
		return model.Conflict("退回要点到具体一个村的名单再退")
	}
	if m.sub.kind == model.ObjectRoster && m.sub.roster.BundleID != 0 && m.rule.Deciding && !back {
		return model.Conflict("这份名单随上报批一起办，请打开上报批办理")
	}
	return nil
}

func (m *move) rowOf(caseID int64) *model.RosterRow {
	for i := range m.rows {
		if m.rows[i].CaseID == caseID {
			return &m.rows[i]
		}
	}
	return nil
}

func (m *move) rosterByID(id int64) *model.Roster {
	if m.sub.kind == model.ObjectRoster && m.sub.roster.ID == id {
		return m.sub.roster
	}
	for i := range m.rosters {
		if m.rosters[i].ID == id {
			return &m.rosters[i]
		}
	}
	return nil
}

// sendBack returns the whole list to an earlier step with a reason (退回补正):
// signatures and reviews are given anew; votes stay while rows are unchanged.
func (m *move) sendBack() error {
	r := m.sub.roster
	m.out.Count = int64(len(m.rows))
	if r.BundleID != 0 {
		r.BundleID = 0
	}
	r.Frozen = r.Frozen && m.to != m.verifyingState() && m.to != m.sub.scheme.Initial(model.MachineRoster)
	if m.to != m.sub.scheme.Initial(model.MachineRoster) {
		return nil
	}
	var persons int64
	for i := range m.rows {
		row := &m.rows[i]
		if row.Verdict == model.VerdictKept {
			persons += row.Persons
		}
		row.Verdict = model.VerdictListed
		if err := m.tx.PutRow(row); err != nil {
			return err
		}
	}
	return m.releaseQuota(r, 0, persons)
}
