package store

import (
	"gorm.io/gorm/clause"

	"bangfu/model"
)

// Status of a task.
const (
	TaskOpen     = "open"
	TaskSleeping = "sleeping" // has its number, not yet in 待办
	TaskDone     = "done"
	TaskGone     = "gone" // no longer asked: somebody else moved the object
)

// AddTask inserts a task.
func (t *Tx) AddTask(k *model.Task) error { return t.create(k) }

// Task returns the task with the row id.
func (t *Tx) Task(id int64) (model.Task, error) { return first[model.Task](t, "id = ?", id) }

// TaskByPublic returns the task with the public id.
func (t *Tx) TaskByPublic(id model.PublicID) (model.Task, error) {
	return first[model.Task](t, "public_id = ?", id)
}

// TasksOfObject returns every task ever opened for an object, oldest first.
func (t *Tx) TasksOfObject(kind string, id int64) ([]model.Task, error) {
	return find[model.Task](t, "id", "object_kind = ? AND object_id = ?", kind, id)
}

// Desk is a role in an area.
type Desk struct {
	Role model.Role
	Area model.Area
}

// CloseTask ends an open or sleeping task; false when somebody was faster.
func (t *Tx) CloseTask(id int64, status string, by int64, do model.Do, at model.Instant) (bool, error) {
	return t.counted("UPDATE task SET status = ?, done_by = ?, done_do = ?, done_at = ? WHERE id = ? AND status IN ('open','sleeping')",
		status, by, do, at, id)
}

// CloseTasks ends every open task of an object and returns how many.
func (t *Tx) CloseTasks(kind string, id int64, status string, by int64, do model.Do, at model.Instant) (int64, error) {
	return t.exec("UPDATE task SET status = ?, done_by = ?, done_do = ?, done_at = ? WHERE object_kind = ? AND object_id = ? AND status IN ('open','sleeping')",
		status, by, do, at, kind, id)
}

// WakeTasks opens the sleeping tasks of an object.
func (t *Tx) WakeTasks(kind string, id, version int64, due model.Instant) (int64, error) {
	return t.exec("UPDATE task SET status = 'open', version = ?, due = ?, opens_at = 0 WHERE object_kind = ? AND object_id = ? AND status = 'sleeping'",
		version, due, kind, id)
}

// RenewTasks shows the open tasks of an object at a new version of it.
func (t *Tx) RenewTasks(kind string, id, version int64) error {
	_, err := t.exec("UPDATE task SET version = ? WHERE object_kind = ? AND object_id = ? AND status IN ('open','sleeping')", version, kind, id)
	return err
}

// TasksLate returns open tasks that were due before the moment and whose alerts
// stand below the step, oldest first.
func (t *Tx) TasksLate(before model.Instant, below, limit int) ([]model.Task, error) {
	var tasks []model.Task
	err := t.db.Where("status = 'open' AND due > 0 AND due < ? AND alerted < ?", before, below).Order("due, id").Limit(limit).Find(&tasks).Error
	return tasks, translate(err)
}

// RaiseAlert lifts a task's alert step; false when another server has done it.
func (t *Tx) RaiseAlert(id int64, from, to int) (bool, error) {
	res := t.db.Model(&model.Task{}).Where("id = ? AND alerted = ? AND status = 'open'", id, from).Update("alerted", to)
	return res.RowsAffected == 1, res.Error
}

// AddAlert inserts an alert; ErrDuplicate when that step was raised already.
func (t *Tx) AddAlert(a *model.Alert) error { return t.create(a) }

// AlertsIn returns the alerts shown to an area, newest first.
func (t *Tx) AlertsIn(s Scope, limit int) ([]model.Alert, error) {
	var as []model.Alert
	err := t.db.Scopes(s.where("")).Order("id DESC").Limit(limit).Find(&as).Error
	return as, translate(err)
}

// NumberOf returns a person's number for a task; KindNotFound when it has none.
func (t *Tx) NumberOf(person, task int64) (model.TaskNumber, error) {
	return first[model.TaskNumber](t, "person_id = ? AND task_id = ?", person, task)
}

// TaskByNumber returns what a number last stood for in this person's hands.
func (t *Tx) TaskByNumber(person int64, number int) (model.TaskNumber, error) {
	return newest[model.TaskNumber](t, "id DESC", "person_id = ? AND number = ?", person, number)
}

// AddNumber gives a task a number; ErrDuplicate when it has one.
func (t *Tx) AddNumber(n *model.TaskNumber) error { return t.create(n) }

// PutNumber notes the version of the task's object that was shown.
func (t *Tx) PutNumber(id, version int64) error {
	_, err := t.exec("UPDATE task_number SET version = ? WHERE id = ?", version, id)
	return err
}

// ShowNumber notes the version a person is shown of a task by a card.
func (t *Tx) ShowNumber(person, task, version int64) error {
	_, err := t.exec("UPDATE task_number SET version = ? WHERE person_id = ? AND task_id = ? AND version <> ?", version, person, task, version)
	return err
}

// PutShown replaces what a person was last shown.
func (t *Tx) PutShown(s *model.Shown) error {
	return t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(s).Error
}

// Shown returns what a person was last shown; the zero value when nothing.
func (t *Tx) Shown(person int64) (model.Shown, error) {
	s, err := first[model.Shown](t, "person_id = ?", person)
	if model.KindOf(err) == model.KindNotFound {
		return model.Shown{PersonID: person}, nil
	}
	return s, err
}

// PutPending replaces what waits for a person's 确认.
func (t *Tx) PutPending(p *model.PendingConfirm) error {
	return t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(p).Error
}

// Pending returns what waits for a person's 确认; KindNotFound when nothing does.
func (t *Tx) Pending(person int64) (model.PendingConfirm, error) {
	return first[model.PendingConfirm](t, "person_id = ?", person)
}

// TakePending removes what waits, once; false when somebody was faster.
func (t *Tx) TakePending(person, version int64) (bool, error) {
	res := t.db.Where("person_id = ? AND version = ?", person, version).Delete(&model.PendingConfirm{})
	return res.RowsAffected == 1, res.Error
}

// AddDecision inserts a decision; ErrDuplicate when that version was decided already.
func (t *Tx) AddDecision(d *model.Decision) error { return t.create(d) }

// DecisionsOf returns the decisions on an object, oldest first.
func (t *Tx) DecisionsOf(kind string, id int64) ([]model.Decision, error) {
	return find[model.Decision](t, "id", "object_kind = ? AND object_id = ?", kind, id)
}

// DecisionsAfter returns decisions with a row id above after, for verification.
func (t *Tx) DecisionsAfter(after int64, limit int) ([]model.Decision, error) {
	var ds []model.Decision
	err := t.db.Where("id > ?", after).Order("id").Limit(limit).Find(&ds).Error
	return ds, translate(err)
}
