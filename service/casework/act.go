package casework

import (
	"context"
	"errors"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// Act does one row of the procedure: the only function behind the chat, the
// mini-program and the timers (house law 1). It claims the request, finds the
// rule for (state, act), asks for the right, checks the guards, moves the object
// by a guarded update, and writes decision, tasks, notices and audit row in the
// same transaction. A repeat of the request runs nothing and answers the same.
//
// Errors: KindNotFound outside the scope, KindForbidden when it is not the
// actor's, KindInvalid with fields, KindConflict when the matter has changed
// (with who and when), KindTooEarly with the day, KindUnavailable when nothing
// was changed.
func (s *Service) Act(ctx context.Context, actor model.Actor, act model.Act) (model.Outcome, error) {
	var out model.Outcome
	err := store.ErrStale
	for range attempts {
		out, err = s.once(ctx, actor, act.Request, fingerprint(act), func(tx *store.Tx) (model.Outcome, error) {
			m, err := s.open(tx, actor, act)
			if err != nil {
				return model.Outcome{}, err
			}
			return s.perform(m)
		})
		if !errors.Is(err, store.ErrStale) {
			return out, err
		}
	}
	return out, err
}

// attempts is how often an act is tried that lost a race for its row: nothing of
// it was written, and the next try sees what the winner did. Another desk's
// signature is no conflict; the same desk's decision is, and is named.
const attempts = 5

// move is one act under way: everything the checks and effects look at.
type move struct {
	s     *Service
	tx    *store.Tx
	actor model.Actor
	act   model.Act
	sub   *subject
	rule  workflow.Rule
	right model.Right
	task  *model.Task // the task it answers, if one is open
	asked model.Role  // the role of the procedure the actor acts as
	to    model.State
	at    model.Instant
	from  model.State
	was   int64 // version before

	rows    []model.RosterRow // live rows of the subject's roster, or of its bundle's rosters
	rosters []model.Roster    // of a bundle
	cases   []model.Case      // behind the rows, the sheet or the case itself
	kin     map[int64]bool    // cases of near kin of the actor
	done    map[int64]bool    // cases this desk has decided at this entry already

	minutes   minutes    // of the meeting the act hands in
	posted    model.Date // day a list was posted
	covered   []int64    // cases this act decides on
	out       model.Outcome
	moved     bool
	created   bool           // the object was stored by this act
	relocated bool           // the matter now lies with another village's desk
	notes     []func() error // what waits until the object has moved: tasks, notices
}

// open finds the rule and the right of an act; nothing is changed yet.
func (s *Service) open(tx *store.Tx, actor model.Actor, act model.Act) (*move, error) {
	sub, err := s.load(tx, act.Object)
	if err != nil {
		return nil, err
	}
	m := &move{s: s, tx: tx, actor: actor, act: act, sub: sub, at: s.now(), from: sub.state, was: sub.version}
	object := sub.object()
	rules := rulesFor(sub, act.Do)
	if len(rules) == 0 {
		if !actor.Sees(object) {
			return nil, model.NotFound()
		}
		return nil, s.passed(tx, sub)
	}
	for _, rule := range rules { // the same act may be another role's with another way on
		if err = m.permit(rule); err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	return m, m.checkMoment()
}

// rulesFor returns the rows of the procedure by which an act may be done in the present state.
func rulesFor(sub *subject, do model.Do) []workflow.Rule {
	var rules []workflow.Rule
	for _, r := range sub.scheme.Moves(sub.machine, sub.state) {
		if r.Do == do {
			rules = append(rules, r)
		}
	}
	return rules
}

// permit asks for the right to one row of the procedure, and settles as which
// role the actor acts: the one the procedure asks, also when the task was handed up.
func (m *move) permit(rule workflow.Rule) error {
	object := m.sub.object()
	task, err := m.s.taskFor(m.tx, m.actor, m.sub, rule)
	if err != nil {
		return err
	}
	if task != nil {
		object.AskedOf, object.AskedArea = task.Role, task.DeskArea
	}
	right, err := m.actor.May(model.Action{Name: actionName(m.sub.machine, rule.Do), By: rule.By}, object)
	if err != nil {
		return err
	}
	m.rule, m.task, m.right, m.asked = rule, task, right, right.Role
	if task != nil && task.ForRole != "" && !rule.Allows(right.Role) {
		m.asked = task.ForRole
	}
	return nil
}

func actionName(machine model.Machine, do model.Do) string { return string(machine) + "." + string(do) }

// checkMoment refuses what was seen in another version, what sleeps until its
// day, and what needs a PIN that was not entered today.
func (m *move) checkMoment() error {
	if err := m.checkSeen(); err != nil {
		return err
	}
	if m.actor.Door == model.DoorTimer {
		return nil
	}
	if (m.rule.PINDaily && m.actor.Door == model.DoorChat || m.rule.PIN) && m.actor.PINOn != m.s.today() && model.GuardPIN.On() {
		return model.Forbidden("今天还没有输过办理密码。请先点开链接，在“我的”里输入6位密码，再回来办")
	}
	return nil
}

// checkSeen refuses what was seen in another version, or not at all.
func (m *move) checkSeen() error {
	switch {
	case m.act.Version == m.sub.seen() || !model.GuardVersion.On():
		return nil
	case m.act.Version != 0:
		return m.s.changed(m.tx, m.sub)
	case m.blind():
		return model.InvalidField("version", "没有带上看到的是哪一版，请重新打开看过再办")
	}
	return nil
}

// blind reports whether an act without a version decides unseen: a cadre's that
// comes from a page, which knows what it shows. The chat takes the version from the
// task's number; what a household does with its own matter, and what the program
// does without a login (timers, seeding), was seen by nobody.
func (m *move) blind() bool {
	return m.actor.SessionID != 0 && m.right.Role != model.RoleApplicant
}

// perform runs guards and effect of an act that may be done, and writes what belongs to it.
func (s *Service) perform(m *move) (model.Outcome, error) {
	if err := m.gather(); err != nil {
		return model.Outcome{}, err
	}
	if err := m.pickTarget(); err != nil {
		return model.Outcome{}, err
	}
	if err := m.separate(); err != nil {
		return model.Outcome{}, err
	}
	if err := m.checkForm(); err != nil {
		return model.Outcome{}, err
	}
	m.out = model.Outcome{Kind: "done", Object: m.sub.ref(), Do: m.rule.Do, Say: m.rule.Say, From: m.from, Reason: m.act.Reason}
	if err := m.effect(); err != nil {
		return model.Outcome{}, err
	}
	return m.finish()
}

// checkForm runs the guards of the row and reads what its form says; the fields
// that are wrong are told together.
func (m *move) checkForm() error {
	checks := []func(*move) error{}
	for _, need := range append(append([]string{}, m.rule.Needs...), m.rule.Refuses...) {
		check, ok := guards[need]
		if !ok {
			return model.Internal(errors.New("casework: no guard for " + need))
		}
		checks = append(checks, check)
	}
	switch {
	case m.rule.Meeting != nil:
		checks = append(checks, (*move).readMinutes)
	case m.rule.Publicity != nil && m.rule.RowsBecome == "":
		checks = append(checks, (*move).readPosting)
	}
	var wrong refusals
	for _, check := range checks {
		if err := wrong.take(check(m)); err != nil {
			return err
		}
	}
	return wrong.refusal()
}

// pickTarget settles where the act leads: the row's target, or the one the actor picked among several.
func (m *move) pickTarget() error {
	if len(m.rule.To) == 0 {
		m.to = m.sub.state
		return nil
	}
	m.to = m.rule.To[0]
	if m.act.Target == "" {
		return nil
	}
	for _, st := range m.rule.To {
		if st == m.act.Target {
			m.to = st
			return nil
		}
	}
	return model.InvalidField("target", "不能退到这一步，请重新选")
}

// finish moves the object and writes decision, tasks, notices and audit row: all or nothing.
func (m *move) finish() (model.Outcome, error) {
	complete, err := m.cover()
	if err != nil {
		return model.Outcome{}, err
	}
	to := m.to
	if !complete {
		to = m.sub.state
		m.out.Kind = "recorded"
	}
	m.moved = to != m.from
	if err := m.sub.put(m.tx, to, m.at); err != nil {
		return model.Outcome{}, m.lost(err)
	}
	m.out.To, m.out.Version = to, m.sub.seen()
	if err := m.decide(to); err != nil {
		return model.Outcome{}, err
	}
	if err := m.s.audited(m, to); err != nil {
		return model.Outcome{}, err
	}
	if err := m.moveTasks(); err != nil {
		return model.Outcome{}, err
	}
	for _, note := range m.notes {
		if err := note(); err != nil {
			return model.Outcome{}, err
		}
	}
	return m.out, m.describeNext()
}
