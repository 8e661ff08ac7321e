package store

import "bangfu/model"

// AddQuota inserts a quota row; ErrDuplicate when the place has one.
func (t *Tx) AddQuota(q *model.Quota) error { return t.create(q) }

// Quota returns the quota of a place; KindNotFound when none was handed down.
func (t *Tx) Quota(round int64, code string, c model.Category) (model.Quota, error) {
	return first[model.Quota](t, "round_id = ? AND code = ? AND category = ?", round, code, c)
}

// QuotasIn returns the quotas of a round inside an area, by code.
func (t *Tx) QuotasIn(round int64, area model.Area) ([]model.Quota, error) {
	return find[model.Quota](t, "code, category", "round_id = ? AND area >= ? AND area < ?", round, string(area), areaEnd(area))
}

// Allocate hands persons of a parent's quota down to a child. It changes nothing
// and returns false when that would exceed the parent's cap, or lower it below
// what the children have.
func (t *Tx) Allocate(parent int64, persons int64) (bool, error) {
	cond := "id = ? AND allocated + ? >= 0"
	args := []any{persons, parent, persons}
	if model.GuardQuotaTree.On() {
		cond += " AND allocated + ? <= cap"
		args = append(args, persons)
	}
	return t.counted("UPDATE quota SET allocated = allocated + ?, version = version + 1 WHERE "+cond, args...)
}

// Recap changes a place's cap; false when it would fall below what is used,
// reserved or handed down, or when the row is no longer in the version given.
func (t *Tx) Recap(id, version, persons int64) (bool, error) {
	return t.counted("UPDATE quota SET cap = ?, version = version + 1 WHERE id = ? AND version = ? AND reserved + used <= ? AND allocated <= ?",
		persons, id, version, persons, persons)
}

// Reserve takes places for rows on their way; false when the quota does not reach.
func (t *Tx) Reserve(id, persons int64) (bool, error) {
	if !model.GuardQuota.On() {
		return true, nil
	}
	return t.counted("UPDATE quota SET reserved = reserved + ?, version = version + 1 WHERE id = ? AND reserved + used + ? <= cap", persons, id, persons)
}

// Release gives reserved places back; false when that many were not reserved.
func (t *Tx) Release(id, persons int64) (bool, error) {
	return t.counted("UPDATE quota SET reserved = reserved - ?, version = version + 1 WHERE id = ? AND reserved >= ?", persons, id, persons)
}

// Use turns reserved places into used ones; false when that many were not reserved.
func (t *Tx) Use(id, persons int64) (bool, error) {
	return t.counted("UPDATE quota SET reserved = reserved - ?, used = used + ?, version = version + 1 WHERE id = ? AND reserved >= ?", persons, persons, id, persons)
}

// GiveBack frees used places of a household that is taken out again; false when that many were not used.
func (t *Tx) GiveBack(id, persons int64) (bool, error) {
	return t.counted("UPDATE quota SET used = used - ?, version = version + 1 WHERE id = ? AND used >= ?", persons, id, persons)
}

func (t *Tx) counted(sql string, args ...any) (bool, error) {
	n, err := t.exec(sql, args...)
	return n == 1, err
}

// AddQuotaMove writes an entry into the quota's book.
func (t *Tx) AddQuotaMove(m *model.QuotaMove) error { return t.create(m) }
