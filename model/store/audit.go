package store

import "bangfu/model"

// AddAudit inserts a record of an act or a look. There is no way to change or
// remove one: the database refuses both.
func (t *Tx) AddAudit(a *model.Audit) error { return t.create(a) }

// AddAuditPersons notes whom an audited act was about.
func (t *Tx) AddAuditPersons(ps []model.AuditPerson) error {
	if len(ps) == 0 {
		return nil
	}
	return t.db.CreateInBatches(ps, 100).Error
}

// AuditsAfter returns records with a row id above after, by id.
func (t *Tx) AuditsAfter(after int64, limit int) ([]model.Audit, error) {
	var as []model.Audit
	err := t.db.Where("id > ?", after).Order("id").Limit(limit).Find(&as).Error
	return as, translate(err)
}

// AuditsOfObject returns the records about an object, oldest first.
func (t *Tx) AuditsOfObject(kind string, id int64) ([]model.Audit, error) {
	return find[model.Audit](t, "id", "object_kind = ? AND object_id = ?", kind, id)
}

// AuditsIn lists records in an area, newest first.
func (t *Tx) AuditsIn(s Scope, p Page) ([]model.Audit, error) {
	return listed[model.Audit](t, s, "", p, "")
}

// AuditsAbout returns the records about the holder of a number, newest first.
func (t *Tx) AuditsAbout(index string, limit int) ([]model.Audit, error) {
	var as []model.Audit
	err := t.db.Where("id IN (?)", t.db.Model(&model.AuditPerson{}).Select("audit_id").Where("number_index = ?", index)).
		Order("id DESC").Limit(limit).Find(&as).Error
	return as, translate(err)
}
