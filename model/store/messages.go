package store

import (
	"gorm.io/gorm/clause"

	"bangfu/model"
)

// States of a message on its way and at its end (product §7).
const (
	MessageQueued     = "queued"
	MessageSending    = "sending"
	MessageAccepted   = "accepted"
	MessageDelivered  = "delivered"
	MessageSuperseded = "superseded"
	MessageUnknown    = "unknown"
	MessageDead       = "dead"
	MessageTold       = "told" // by phone or at the door
)

// AddMessage queues a notice.
func (t *Tx) AddMessage(m *model.Message) error { return t.create(m) }

// Message returns the notice with the row id.
func (t *Tx) Message(id int64) (model.Message, error) { return first[model.Message](t, "id = ?", id) }

// MessageByPublic returns the notice with the public id.
func (t *Tx) MessageByPublic(id model.PublicID) (model.Message, error) {
	return first[model.Message](t, "public_id = ?", id)
}

// MessageByMsgID returns the notice WeChat knows by its own id.
func (t *Tx) MessageByMsgID(id string) (model.Message, error) {
	return first[model.Message](t, "msg_id = ?", id)
}

// PutMessage writes a notice back, guarded by its version, which it raises.
func (t *Tx) PutMessage(m *model.Message) error {
	m.Version++
	return replace(t, m, m.ID, m.Version-1, "")
}

// MessagesOf returns a person's message box, newest first.
func (t *Tx) MessagesOf(person int64, p Page) ([]model.Message, error) {
	var ms []model.Message
	q := t.db.Where("person_id = ?", person)
	if p.After > 0 {
		q = q.Where("id < ?", p.After)
	}
	err := q.Order("id DESC").Limit(p.limit()).Find(&ms).Error
	return ms, translate(err)
}

// MessagesDue returns the queued notices whose time has come, oldest first.
func (t *Tx) MessagesDue(now model.Instant, limit int) ([]model.Message, error) {
	var ms []model.Message
	err := t.db.Where("state = ? AND due <= ?", MessageQueued, now).Order("due, id").Limit(limit).Find(&ms).Error
	return ms, translate(err)
}

// Supersede ends the unsent notices about a task.
func (t *Tx) Supersede(task int64, at model.Instant) (int64, error) {
	res := t.db.Model(&model.Message{}).Where("task_id = ? AND state = ?", task, MessageQueued).
		Updates(map[string]any{"state": MessageSuperseded, "end_at": at})
	return res.RowsAffected, res.Error
}

// MessagesOfCase returns the notices about a case.
func (t *Tx) MessagesOfCase(id int64) ([]model.Message, error) {
	return find[model.Message](t, "id", "case_id = ?", id)
}

// AddAttempt notes one try to send.
func (t *Tx) AddAttempt(a *model.Attempt) error { return t.create(a) }

// ClaimLane takes a person's lane until the moment; false when another worker has it.
func (t *Tx) ClaimLane(person int64, now, until model.Instant) (bool, error) {
	err := t.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&model.Lane{PersonID: person}).Error
	if err != nil {
		return false, err
	}
	return t.counted("UPDATE lane SET until = ?, version = version + 1 WHERE person_id = ? AND until <= ?", until, person, now)
}

// FreeLane gives a lane back.
func (t *Tx) FreeLane(person int64) error {
	return t.db.Exec("UPDATE lane SET until = 0, version = version + 1 WHERE person_id = ?", person).Error
}

// AddMailing queues a notice to many as one row.
func (t *Tx) AddMailing(m *model.Mailing) error { return t.create(m) }

// MailingsOpen returns mailings that are not expanded yet.
func (t *Tx) MailingsOpen(limit int) ([]model.Mailing, error) {
	var ms []model.Mailing
	err := t.db.Where("done_at = 0").Order("id").Limit(limit).Find(&ms).Error
	return ms, translate(err)
}

// AdvanceMailing notes how far a mailing was expanded; false when another server was faster.
func (t *Tx) AdvanceMailing(id, from, to int64, done model.Instant) (bool, error) {
	return t.counted("UPDATE mailing SET progress = ?, done_at = ? WHERE id = ? AND progress = ? AND done_at = 0", to, done, id, from)
}

// ResidentsOf returns verified residents of an area after a person id, by id.
func (t *Tx) ResidentsOf(area model.Area, after int64, limit int) ([]model.Person, error) {
	var ps []model.Person
	err := t.db.Where("id > ? AND area >= ? AND area < ? AND verified = ?", after, string(area), areaEnd(area), true).Order("id").Limit(limit).Find(&ps).Error
	return ps, translate(err)
}
