package casework

import (
	"slices"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// openTasks asks the desks of the state a subject has come to: the first row at
// the state is the one that is asked for; `all: true` asks every role of it.
func (s *Service) openTasks(tx *store.Tx, sub *subject, at model.Instant) error {
	rule, ok := sub.scheme.Desk(sub.machine, sub.state)
	if !ok {
		return nil
	}
	due, err := s.dueOf(tx, sub, rule, at)
	if err != nil {
		return err
	}
	roles := rule.By
	if !rule.All {
		roles = rule.By[:1]
	}
	for _, role := range roles {
		k := model.Task{Kind: "step", AtState: sub.state, Do: rule.Do, ForRole: role, Role: role, DeskArea: deskArea(role, sub.area), Due: due, Status: store.TaskOpen}
		if role == model.RoleSurveyor {
			err = s.askSurveyors(tx, sub, k, at)
		} else {
			err = s.openTask(tx, sub, k, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) askSurveyors(tx *store.Tx, sub *subject, k model.Task, at model.Instant) error {
	if !sub.surveyed {
		if err := s.readSurvey(tx, sub); err != nil {
			return err
		}
	}
	for _, id := range sub.appointed {
		k.PersonID = id
		if err := s.openTask(tx, sub, k, at); err != nil {
			return err
		}
	}
	if len(sub.appointed) < 2 {
		return s.askToAppoint(tx, sub, model.RoleVillageClerk, at)
	}
	return nil
}

// dueOf is until when a step should be done: its own limit, else the day the plan
// of the round needs it (decisions 9).
func (s *Service) dueOf(tx *store.Tx, sub *subject, rule workflow.Rule, at model.Instant) (model.Instant, error) {
	if rule.Within.Set() {
		from := at
		if rule.Within.Of == workflow.OfReport && sub.cas != nil {
			from = sub.cas.ReportedAt
		}
		due, err := s.cal.Due(from.Time(), rule.Within)
		return model.InstantOf(due), err
	}
	if sub.round == 0 || len(sub.scheme.Deadlines) == 0 {
		return 0, nil
	}
	round, err := tx.Round(sub.round)
	if err != nil {
		return 0, err
	}
	plan, err := sub.scheme.BackPlan(round.Year, s.cal)
	if err != nil {
		return 0, nil //nolint:nilerr // a year without holidays has no plan; opening the round has refused that
	}
	for _, step := range plan {
		if step.State == sub.state && step.Do == rule.Do {
			return model.InstantOf(step.Latest.At(18, 0)), nil
		}
	}
	return 0, nil
}

// openTask opens one task, numbers it for everybody who holds the desk and tells
// them. A desk whose holders are all near kin is asked above; a desk without a
// holder keeps its task and the level above is asked to appoint (decisions 13).
func (s *Service) openTask(tx *store.Tx, sub *subject, k model.Task, at model.Instant) error {
	k.PublicID, k.ObjectKind, k.ObjectID, k.Machine, k.Scheme = model.NewPublicID(), sub.kind, sub.id, sub.machine, sub.scheme.Hash
	k.Area, k.Version, k.CreatedAt = sub.area, sub.seen(), at
	if k.AtState == "" {
		k.AtState = sub.state
	}
	if k.Count == 0 {
		n, err := s.householdsIn(tx, sub)
		if err != nil {
			return err
		}
		k.Count = n
	}
	holders, err := s.holdersFor(tx, sub, &k)
	if err != nil {
		return err
	}
	if err := tx.AddTask(&k); err != nil {
		return err
	}
	sub.opened = append(sub.opened, k)
	for i, id := range holders {
		if slices.Contains(holders[:i], id) { // holds the desk by two grants
			continue
		}
		number, err := s.giveNumber(tx, id, &k) // the task is new: nobody has one yet
		if err != nil {
			return err
		}
		if err := s.sendCard(tx, id, number, sub, &k, at); err != nil {
			return err
		}
	}
	if len(holders) == 0 && k.Kind != "appoint" {
		return s.askToAppoint(tx, sub, k.Role, at)
	}
	return nil
}

func (s *Service) householdsIn(tx *store.Tx, sub *subject) (int64, error) {
	switch sub.kind {
	case model.ObjectCase, model.ObjectReview, model.ObjectObjection:
		return 1, nil
	case model.ObjectRoster:
		rows, err := tx.Rows(sub.id)
		return live(rows), err
	case model.ObjectBundle:
		rs, err := tx.RostersOfBundle(sub.id)
		var n int64
		for _, r := range rs {
			rows, err := tx.Rows(r.ID)
			if err != nil {
				return 0, err
			}
			n += live(rows)
		}
		return n, err
	}
	return 0, nil
}

func live(rows []model.RosterRow) int64 {
	var n int64
	for _, r := range rows {
		if r.Verdict.Live() {
			n++
		}
	}
	return n
}

// taskFor returns the open task of the actor's desk that the act answers, when
// there is one.
func (s *Service) taskFor(tx *store.Tx, actor model.Actor, sub *subject, rule workflow.Rule) (*model.Task, error) {
	if actor.Door == model.DoorTimer || sub.id == 0 {
		return nil, nil
	}
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return nil, err
	}
	for i := range tasks {
		k := &tasks[i]
		if k.Status != store.TaskOpen && k.Status != store.TaskSleeping || k.Kind != "step" {
			continue
		}
		if !rule.Allows(k.ForRole) || !heldBy(actor, k) {
			continue
		}
		return k, nil
	}
	return nil, nil
}
