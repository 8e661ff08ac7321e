package workflow

import (
	"slices"

	"bangfu/model"
)

// PlanStep is one step of the back-planning (倒排工期): the last working day on which
// it must be done so that every later step may use its full length.
type PlanStep struct {
	Machine model.Machine
	State   model.State // where the step is done
	Do      model.Do
	Say     string
	By      []model.Role
	Latest  model.Date
	For     model.Date // the deadline that a later day would miss
}

// BackPlan counts back from the deadlines of a round of the year, step by step,
// for a village whose matters go the straight way. A deadline on a rest day counts
// from the working day before (decisions 9). A scheme without deadlines has no
// plan. A year that is needed and not loaded is KindInvalid.
func (s *Scheme) BackPlan(year int, cal *Calendar) ([]PlanStep, error) {
	way := s.straightWay()
	var out []PlanStep
	var latest, deadline model.Date
	for i, step := range slices.Backward(way) {
		bound, err := s.bounded(step, latest, year, cal)
		if err != nil {
			return nil, err
		}
		if bound != latest {
			latest, deadline = bound, bound
		}
		if latest == "" {
			continue // after the last deadline
		}
		if !step.rule.Allows(model.RoleList) {
			out = append(out, PlanStep{step.rule.Machine, step.at, step.rule.Do, step.rule.Say, step.rule.By, latest, deadline})
		}
		if i > 0 {
			if latest, err = before(way[i-1].rule, step.rule, latest, cal); err != nil {
				return nil, err
			}
		}
	}
	slices.Reverse(out)
	return out, nil
}

// wayStep is a row of the straight way and the state it is done at.
type wayStep struct {
	at   model.State
	rule Rule
}

// straightWay is the procedure of a household that is found poor: its case, with
// its group's sheet and its village's roster where the case follows them.
func (s *Scheme) straightWay() []wayStep {
	var out []wayStep
	group, roster := s.way(model.MachineGroup), s.way(model.MachineRoster)
	for _, step := range s.way(model.MachineCase) {
		switch step.rule.Do {
		case "pass_group":
			out = append(out, group...)
		case "register":
			out = append(out, roster...)
		}
		out = append(out, step)
	}
	return out
}

// way follows the first row of each state that leads on and ends no case.
func (s *Scheme) way(m model.Machine) []wayStep {
	var out []wayStep
	seen := map[model.State]bool{}
	at := s.Initial(m)
	for at != "" && !s.Terminal(m, at) {
		seen[at] = true
		next := slices.IndexFunc(s.Moves(m, at), func(r Rule) bool { return !r.Ends && !seen[r.To[0]] })
		if next < 0 {
			break
		}
		r := s.Moves(m, at)[next]
		out = append(out, wayStep{at, r})
		at = r.To[0]
	}
	return out
}

// bounded returns the earlier of latest and the deadline of the state the step leads to.
func (s *Scheme) bounded(step wayStep, latest model.Date, year int, cal *Calendar) (model.Date, error) {
	for _, d := range s.Deadlines {
		if d.Machine != step.rule.Machine || d.State != step.rule.To[0] {
			continue
		}
		day, err := cal.LastWorkday(d.On(year))
		if err != nil {
			return "", err
		}
		if latest == "" || day < latest {
			latest = day
		}
	}
	return latest, nil
}

// before returns the latest working day of the act before, when this one must be
// possible on the day given: the publicity's days or the step's own length lie between.
func before(prev, this Rule, day model.Date, cal *Calendar) (model.Date, error) {
	switch {
	case prev.Publicity != nil && prev.Publicity.MovesOn != (TimeOfDay{}):
		return prev.Publicity.lastPosting(day, cal)
	case this.Within.Unit == WorkingDays:
		return cal.AddWorkdays(day, -this.Within.N)
	case this.Within.Unit == CivilDays:
		return cal.LastWorkday(day.AddDays(-this.Within.N))
	}
	return day, nil
}

// lastPosting returns the last working day of posting after which the list still
// moves on by the day given.
func (p Publicity) lastPosting(by model.Date, cal *Calendar) (model.Date, error) {
	posting := by.AddDays(-p.Days)
	for {
		var err error
		if posting, err = cal.LastWorkday(posting); err != nil {
			return "", err
		}
		period, err := p.Period(posting, 0, cal)
		if err != nil {
			return "", err
		}
		if model.DateOf(period.MovesOn) <= by {
			return posting, nil
		}
		posting = posting.AddDays(-1)
	}
}
