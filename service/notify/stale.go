package notify

import (
	"fmt"
	"slices"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// dropStale ends messages that are no longer true (已被更新的消息取代): the task is
// closed or somebody else's, or a newer message about the same stands behind.
func (w *Worker) dropStale(tx *store.Tx, open []model.Message, now time.Time) ([]model.Message, error) {
	asked, err := askedOf(tx, open, model.DateOf(now))
	if err != nil {
		return nil, err
	}
	newest := map[string]int64{}
	for _, m := range open {
		newest[subject(m)] = m.ID
	}
	var left []model.Message
	for _, m := range open {
		s := subject(m)
		outrun := s != "" && m.State == store.MessageQueued && newest[s] != m.ID
		if !outrun && !asked.gone(m) {
			left = append(left, m)
			continue
		}
		from := m.State
		m.State, m.EndAt = store.MessageSuperseded, model.InstantOf(now)
		if err := tx.PutMessageFrom(&m, from); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// subject names what a message is about where a newer one says it all; "" where
// each counts for itself. An urgent one is never passed over.
func subject(m model.Message) string {
	switch {
	case m.TaskID != 0:
		return fmt.Sprintf("%s task %d", m.Kind, m.TaskID)
	case m.CaseID != 0 && m.Kind == model.NoticeProgress && !m.Urgent:
		return fmt.Sprintf("case %d", m.CaseID)
	}
	return ""
}

// asked is what is asked of a person at this moment, as far as messages speak of
// it: read once for all of them, for a lane may have hundreds.
type asked struct {
	tasks    map[int64]model.Task
	desks    map[store.Desk]bool
	standsIn bool // for somebody: whose desks count is not looked into
}

// askedOf reads the tasks that messages of one person are about, and the person's desks.
func askedOf(tx *store.Tx, messages []model.Message, today model.Date) (asked, error) {
	tasks, err := tasksOf(tx, messages)
	if err != nil || len(tasks) == 0 {
		return asked{}, err
	}
	a := asked{tasks: tasks, desks: map[store.Desk]bool{}}
	person := messages[0].PersonID
	grants, err := tx.GrantsOf(person, today)
	if err != nil {
		return a, err
	}
	for _, g := range grants {
		if g.ConfirmedBy != 0 {
			a.desks[store.Desk{Role: g.Role, Area: g.Area}] = true
		}
	}
	standsIn, err := tx.StandInsOf(person, today)
	a.standsIn = len(standsIn) > 0
	return a, err
}

// tasksOf returns the tasks that messages are about, by their row ids.
func tasksOf(tx *store.Tx, messages []model.Message) (map[int64]model.Task, error) {
	var ids []int64
	for _, m := range messages {
		if m.TaskID != 0 {
			ids = append(ids, m.TaskID)
		}
	}
	slices.Sort(ids)
	found, err := tx.TasksByID(slices.Compact(ids))
	tasks := make(map[int64]model.Task, len(found))
	for _, k := range found {
		tasks[k.ID] = k
	}
	return tasks, err
}

// gone reports whether a message is about a task that is no longer asked of the
// person. That it was decided stays true whatever becomes of the task.
func (a asked) gone(m model.Message) bool {
	if m.TaskID == 0 || m.Kind == model.NoticeDecided {
		return false
	}
	task, ok := a.tasks[m.TaskID]
	switch {
	case !ok, task.Status == store.TaskDone, task.Status == store.TaskGone:
		return true
	case m.Kind != model.NoticeTask: // an alert goes to the desk above
		return false
	case task.PersonID != 0:
		return task.PersonID != m.PersonID
	}
	return !a.desks[store.Desk{Role: task.Role, Area: task.DeskArea}] && !a.standsIn
}
