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
	return t.exec("UPDATE message SET state = ?, end_at = ? WHERE task_id = ? AND state = ?", MessageSuperseded, at, task, MessageQueued)
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

// PeopleDue returns the persons who have a notice to send or to look after, the
// longest waiting first, before them those whose message is perhaps half sent;
// only those on one channel unless it is "".
func (t *Tx) PeopleDue(now model.Instant, channel string, limit int) ([]int64, error) {
	var ids []int64
	q := t.db.Model(&model.Message{}).Where("state IN ('queued','sending') AND due <= ?", now)
	if channel != "" {
		q = q.Where("channel = ?", channel)
	}
	err := q.Group("person_id").Order("MAX(state) DESC, MIN(due), person_id").Limit(limit).Pluck("person_id", &ids).Error
	return ids, translate(err)
}

// OpenMessagesOf returns a person's unsent notices, oldest first.
func (t *Tx) OpenMessagesOf(person int64) ([]model.Message, error) {
	return find[model.Message](t, "id", "person_id = ? AND state IN ('queued','sending')", person)
}

// PutMessageFrom writes a notice back if it is still in the state and version that was read.
func (t *Tx) PutMessageFrom(m *model.Message, from string) error {
	m.Version++
	return replace(t, m, m.ID, m.Version-1, model.State(from))
}

// UnseenCards returns a person's sent cards that were not looked at, newest first.
func (t *Tx) UnseenCards(person int64, kinds []string) ([]model.Message, error) {
	var ms []model.Message
	err := t.db.Where("person_id = ? AND state IN ('accepted','delivered') AND seen_at = 0 AND kind IN ?", person, kinds).
		Order("id DESC").Limit(50).Find(&ms).Error
	return ms, translate(err)
}

// MarkSeen notes that a person has looked at the notices sent so far, and returns how many.
func (t *Tx) MarkSeen(person int64, at model.Instant) (int64, error) {
	res := t.db.Exec("UPDATE message SET seen_at = ?, version = version + 1 WHERE person_id = ? AND seen_at = 0 AND state NOT IN ('queued','sending')", at, person)
	return res.RowsAffected, res.Error
}

// ExpireAccepted ends notices that WeChat took and never reported on.
func (t *Tx) ExpireAccepted(now model.Instant, reason string) (int64, error) {
	res := t.db.Exec("UPDATE message SET state = 'unknown', reason = ?, end_at = ?, version = version + 1 WHERE state = 'accepted' AND due <= ?", reason, now, now)
	return res.RowsAffected, res.Error
}

// AwaitingResult returns a person's notices on a channel whose fate is not known, oldest first.
func (t *Tx) AwaitingResult(person int64, channel string) ([]model.Message, error) {
	return find[model.Message](t, "id", "person_id = ? AND channel = ? AND state IN ('sending','unknown') AND msg_id = ''", person, channel)
}

// Unreached returns the notices to people of an area that did not arrive and were
// not looked at, leaving out one kind, newest first.
func (t *Tx) Unreached(area model.Area, except string, limit int) ([]model.Message, error) {
	var ms []model.Message
	people := t.db.Model(&model.Person{}).Select("id").Where("area >= ? AND area < ?", string(area), areaEnd(area))
	err := t.db.Where("state IN ('dead','unknown') AND seen_at = 0 AND kind <> ? AND person_id IN (?)", except, people).
		Order("id DESC").Limit(limit).Find(&ms).Error
	return ms, translate(err)
}

// OldestDue returns since when the longest waiting notice has been due, 0 when none waits.
func (t *Tx) OldestDue(now model.Instant) (model.Instant, error) {
	ms, err := t.MessagesDue(now, 1)
	if err != nil || len(ms) == 0 {
		return 0, err
	}
	return ms[0].Due, nil
}

// EndAttempt notes what became of a try to send.
func (t *Tx) EndAttempt(id int64, code int, result string) error {
	return t.db.Model(&model.Attempt{}).Where("id = ?", id).Updates(map[string]any{"code": code, "result": result}).Error
}

// AttemptsOf returns the tries to send a notice, oldest first.
func (t *Tx) AttemptsOf(message int64) ([]model.Attempt, error) {
	return find[model.Attempt](t, "id", "message_id = ?", message)
}

// SpendWindow counts one customer-service message.
func (t *Tx) SpendWindow(account int64) error {
	return t.db.Exec("UPDATE account SET window_n = window_n - 1 WHERE id = ? AND window_n > 0", account).Error
}

// CloseWindow notes that WeChat takes no customer-service message to an account now.
func (t *Tx) CloseWindow(account int64) error {
	return t.db.Exec("UPDATE account SET window_n = 0 WHERE id = ?", account).Error
}

// Unfollow notes that an account no longer follows.
func (t *Tx) Unfollow(account int64) error {
	return t.db.Exec("UPDATE account SET followed = ? WHERE id = ?", false, account).Error
}
