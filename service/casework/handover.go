package casework

import (
	"bangfu/model"
	"bangfu/model/store"
)

// moveTasks ends what is done, tells the others, asks what comes next.
func (m *move) moveTasks() error {
	if m.moved || m.relocated {
		return m.handOver()
	}
	if m.task != nil && m.signedHere() {
		if err := m.signOff(); err != nil {
			return err
		}
	}
	return m.tx.RenewTasks(m.sub.kind, m.sub.id, m.sub.seen())
}

// handOver ends every task of an object that has left its state or its place, and
// asks the next desk.
func (m *move) handOver() error {
	if m.sub.kind == model.ObjectBundle {
		if err := m.moveBundle(m.sub.state); err != nil {
			return err
		}
	}
	if m.created { // nothing was asked about it before
		return m.s.openTasks(m.tx, m.sub, m.at)
	}
	if err := m.closeAll(); err != nil {
		return err
	}
	return m.s.askNext(m)
}

// signOff ends the actor's own task where the object stays, and asks somebody else
// about the rows that are left.
func (m *move) signOff() error {
	ok, err := m.tx.CloseTask(m.task.ID, store.TaskDone, m.actor.PersonID, m.rule.Do, m.at)
	if err != nil {
		return err
	}
	if ok {
		if err := m.tellOthers([]model.Task{*m.task}); err != nil {
			return err
		}
	}
	if m.out.LeftRows > 0 {
		return m.handKinOn()
	}
	return nil
}

// signedHere reports whether this act fulfils the actor's own task although the
// object stays where it is: one signature of several, one reviewer's rows.
func (m *move) signedHere() bool {
	return m.out.Kind == "recorded" && m.task.Do == m.rule.Do
}

// handKinOn asks somebody else about the rows of the actor's near kin: another
// holder of the desk, else the desk above.
func (m *move) handKinOn() error {
	k := model.Task{Kind: "step", AtState: m.sub.state, Do: m.rule.Do, ForRole: m.asked, Role: m.asked, DeskArea: deskArea(m.asked, m.sub.area),
		Due: m.task.Due, Status: store.TaskOpen, Count: m.out.LeftRows}
	ids, err := m.tx.Holders(k.Role, k.DeskArea, m.s.today())
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id == m.actor.PersonID {
			continue
		}
		kin, err := m.tx.KinCases([]int64{id}, m.kinCases())
		if err != nil {
			return err
		}
		if len(kin) == 0 {
			k.PersonID = id
			return m.s.openTask(m.tx, m.sub, k, m.at)
		}
	}
	f, _ := m.asked.Facts()
	if f.Above == "" {
		return model.Conflict("名单里有您近亲属的户，本岗位和上级都没有别人可以办，请先补人")
	}
	k.Role, k.DeskArea = f.Above, deskArea(f.Above, m.sub.area)
	return m.s.openTask(m.tx, m.sub, k, m.at)
}

// kinCases returns the cases of near kin of the actor.
func (m *move) kinCases() []model.Case {
	var cases []model.Case
	for _, c := range m.cases {
		if m.kin[c.ID] {
			cases = append(cases, c)
		}
	}
	return cases
}

// closeAll ends every open task of the object: the actor's as done, the others as
// gone, and tells their holders who was faster.
func (m *move) closeAll() error {
	tasks, err := m.tx.TasksOfObject(m.sub.kind, m.sub.id)
	if err != nil {
		return err
	}
	var gone []model.Task
	for _, k := range tasks {
		if k.Status == store.TaskSleeping && k.AtState == m.sub.state || k.Status != store.TaskOpen && k.Status != store.TaskSleeping {
			continue // the next desk's own task wakes below
		}
		status := store.TaskGone
		if m.task != nil && k.ID == m.task.ID || k.Do == m.rule.Do {
			status = store.TaskDone
		}
		if _, err := m.tx.CloseTask(k.ID, status, m.actor.PersonID, m.rule.Do, m.at); err != nil {
			return err
		}
		gone = append(gone, k)
	}
	return m.tellOthers(gone)
}

// tellOthers recalls the unsent cards of tasks that are no longer asked, and tells
// other holders who have seen theirs.
func (m *move) tellOthers(tasks []model.Task) error {
	for _, k := range tasks {
		if _, err := m.tx.Supersede(k.ID, m.at); err != nil {
			return err
		}
	}
	return nil
}

// askNext wakes the tasks that slept for this state, or opens them.
func (s *Service) askNext(m *move) error {
	if m.sub.kind == model.ObjectRoster && m.sub.roster.BundleID != 0 {
		return nil // the bundle is asked for
	}
	rule, ok := m.sub.scheme.Desk(m.sub.machine, m.sub.state)
	if !ok {
		return nil
	}
	due, err := s.dueOf(m.tx, m.sub, rule, m.at)
	if err != nil {
		return err
	}
	woken, err := m.tx.WakeTasks(m.sub.kind, m.sub.id, m.sub.seen(), due)
	if err != nil {
		return err
	}
	if woken == 0 {
		return s.openTasks(m.tx, m.sub, m.at)
	}
	return s.tellWoken(m)
}

func (s *Service) tellWoken(m *move) error {
	tasks, err := m.tx.TasksOfObject(m.sub.kind, m.sub.id)
	if err != nil {
		return err
	}
	for i := range tasks {
		k := &tasks[i]
		if k.Status != store.TaskOpen || k.AtState != m.sub.state {
			continue
		}
		ids, err := s.holdersFor(m.tx, m.sub, k)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.tellHolder(m.tx, id, m.sub, k, m.at); err != nil {
				return err
			}
		}
	}
	return nil
}
