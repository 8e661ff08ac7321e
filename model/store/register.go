package store

import "bangfu/model"

// CloseDelegates ends the entries of a register that are in force on the day or
// begin later: their last day is the day before. It returns how many it ended.
func (t *Tx) CloseDelegates(area model.Area, register string, day model.Date) (int64, error) {
	res := t.db.Model(&model.Delegate{}).
		Where("area = ? AND register = ? AND (valid_to = '' OR valid_to >= ?)", string(area), register, string(day)).
		Update("valid_to", string(day.AddDays(-1)))
	return res.RowsAffected, res.Error
}
