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

// AuditsWithoutDecision returns the ids of records with a row id in (after, last]
// whose action is of one of the machines but whose decision is not there.
func (t *Tx) AuditsWithoutDecision(after, last int64, machines []string) ([]int64, error) {
	var ids []int64
	q := t.db.Table("audit a").Select("a.id").Where("a.id > ? AND a.id <= ?", after, last)
	machine := t.db.Where("1 = 0")
	for _, m := range machines {
		machine = machine.Or("a.action LIKE ?", m+".%")
	}
	err := q.Where(machine).
		Where("NOT EXISTS (SELECT 1 FROM decision d WHERE d.object_kind = a.object_kind AND d.object_id = a.object_id" +
			" AND d.version = a.version AND concat(d.machine, '.', d.`do`) = a.action)").
		Order("a.id").Scan(&ids).Error
	return ids, translate(err)
}

// AuditsPerDecision returns how many records each decision with a row id in
// (after, last] has: object, version and action must agree. One is right.
func (t *Tx) AuditsPerDecision(after, last int64) (map[int64]int64, error) {
	var rows []struct{ ID, N int64 }
	err := t.db.Table("decision d").
		Select("d.id AS id, COUNT(*) AS n").
		Joins("JOIN audit a ON a.object_kind = d.object_kind AND a.object_id = d.object_id AND a.version = d.version"+
			" AND a.action = concat(d.machine, '.', d.`do`)").
		Where("d.id > ? AND d.id <= ?", after, last).Group("d.id").Scan(&rows).Error
	n := make(map[int64]int64, len(rows))
	for _, r := range rows {
		n[r.ID] = r.N
	}
	return n, translate(err)
}

// GrantsAfter returns the next grants behind a row id, for reading all once.
func (t *Tx) GrantsAfter(after int64, limit int) ([]model.RoleGrant, error) {
	var gs []model.RoleGrant
	err := t.db.Where("id > ?", after).Order("id").Limit(limit).Find(&gs).Error
	return gs, translate(err)
}

// LastContents returns the digest that the newest record with one left for each
// of the objects (audit.after); an object without a record is missing.
func (t *Tx) LastContents(kind string, ids []int64) (map[int64]string, error) {
	var rows []struct {
		ObjectID int64
		After    string
	}
	err := t.db.Table("audit").Select("object_id, after").
		Where("object_kind = ? AND object_id IN ? AND after <> ''", kind, ids).Order("id").Scan(&rows).Error
	last := make(map[int64]string, len(rows))
	for _, r := range rows {
		last[r.ObjectID] = r.After
	}
	return last, translate(err)
}

// ExpireAuditPersons removes the links whose day is over and returns how many went.
func (t *Tx) ExpireAuditPersons(today model.Date) (int64, error) {
	res := t.db.Where("expires < ?", string(today)).Delete(&model.AuditPerson{})
	return res.RowsAffected, translate(res.Error)
}
