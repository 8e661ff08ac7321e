package casework

import (
	"strconv"

	"bangfu/model"
)

// addMeeting writes what an assembly needs: its register, its witnesses, how many
// must come, and the families it has to answer about.
func (s *Service) addMeeting(m *move, _ []model.RosterRow, v *RosterView) error {
	rule, ok := m.sub.scheme.Desk(m.sub.machine, m.sub.state)
	if !ok || rule.Meeting == nil {
		return nil
	}
	var err error
	if v.Register, err = s.register(m.tx, m.sub.area, "delegates"); err != nil {
		return err
	}
	v.Quorum = quorum(rule, len(v.Register))
	if rule.Meeting.Witness != "" {
		if v.Supervision, err = s.register(m.tx, m.sub.area, "supervision"); err != nil {
			return err
		}
	}
	if rule.Wants("coverage_check") {
		v.Questions, err = m.coverageQuestions()
	}
	return err
}

// addPublicity writes the showing that runs or the last one, the bundle, and how
// many villages of the township have posted.
func (s *Service) addPublicity(m *move, _ []model.RosterRow, v *RosterView) error {
	r := m.sub.roster
	ps, err := m.tx.PublicitiesOf(r.ID)
	if err != nil {
		return err
	}
	if len(ps) > 0 {
		views, err := s.publicityViews(m.tx, m.actor, ps[len(ps)-1:])
		if err != nil {
			return err
		}
		v.Publicity = &views[0]
	}
	if r.BundleID != 0 {
		public, err := m.tx.PublicIDs(model.ObjectBundle, []int64{r.BundleID})
		if err != nil {
			return err
		}
		v.Bundle = public[r.BundleID]
	}
	return s.addPosted(m, v)
}

// addPosted counts the villages of the township whose list of this step hangs: 9/12.
func (s *Service) addPosted(m *move, v *RosterView) error {
	waiting, posted := boardStates(m.sub)
	if posted == "" {
		return nil
	}
	lists, err := m.tx.RostersIn(m.sub.round, m.sub.area.Up(model.LevelTownship))
	if err != nil {
		return err
	}
	n, all := 0, 0
	for _, r := range lists {
		if r.Category != m.sub.roster.Category || r.State != posted && r.State != waiting {
			continue
		}
		all++
		if r.State == posted {
			n++
		}
	}
	v.Posted = strconv.Itoa(n) + "/" + strconv.Itoa(all)
	return nil
}

// boardStates are the states of a list that waits for its board and of one that
// hangs there, when the list at hand is in one of them; "" when it is not.
func boardStates(sub *subject) (waiting, posted model.State) {
	for _, rule := range sub.scheme.Rules(model.MachineRoster) {
		if rule.Publicity == nil || len(rule.To) == 0 || rule.RowsBecome != "" {
			continue
		}
		if rule.To[0] == sub.state || rule.At[0] == sub.state {
			waiting, posted = rule.At[0], rule.To[0]
		}
	}
	return waiting, posted
}
