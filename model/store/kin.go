package store

import (
	"slices"

	"bangfu/model"
)

// AddRelative declares near kin; ErrDuplicate when it stands already.
func (t *Tx) AddRelative(r *model.Relative) error { return t.create(r) }

// Relative returns a declaration, also one that waits; KindNotFound when there is none.
func (t *Tx) Relative(person int64, index string) (model.Relative, error) {
	return first[model.Relative](t, "person_id = ? AND number_index = ?", person, index)
}

// ConfirmRelative lets a declaration count that waited for a second hand; false when it counts already.
func (t *Tx) ConfirmRelative(id, by int64) (bool, error) {
	return t.counted("UPDATE relative SET waits = ?, confirmed_by = ? WHERE id = ? AND waits = ?", false, by, id, true)
}

// RelativesAfter returns the next declarations behind a row id, for reading all once.
func (t *Tx) RelativesAfter(after int64, limit int) ([]model.Relative, error) {
	var rs []model.Relative
	err := t.db.Where("id > ?", after).Order("id").Limit(limit).Find(&rs).Error
	return rs, translate(err)
}

// KinOf returns which of the number indexes belong to near kin of the person.
func (t *Tx) KinOf(person int64, indexes []string) (map[string]bool, error) {
	kin := map[string]bool{}
	if len(indexes) == 0 {
		return kin, nil
	}
	rs, err := find[model.Relative](t, "id", "person_id = ? AND number_index IN ? AND waits = ?", person, indexes, false)
	for _, r := range rs {
		kin[r.NumberIndex] = true
	}
	return kin, err
}

// CadreKin reports whether one of the numbers belongs to near kin of any cadre.
func (t *Tx) CadreKin(indexes ...string) (bool, error) {
	n, err := count[model.Relative](t, "number_index IN ? AND waits = ?", indexes, false)
	return n > 0, err
}

// KinCases returns which of the households are near kin of one of the persons, or
// a person's own: by the householder's number and by those of the members.
func (t *Tx) KinCases(persons []int64, cases []model.Case) (map[int64]bool, error) {
	found := map[int64]bool{}
	if len(persons) == 0 || len(cases) == 0 || !model.GuardKin.On() {
		return found, nil
	}
	numbers, err := t.kinNumbers(persons)
	if err != nil || len(numbers) == 0 {
		return found, err
	}
	ids := make([]int64, 0, len(cases))
	for _, c := range cases {
		if slices.Contains(numbers, c.NumberIndex) {
			found[c.ID] = true
		}
		ids = append(ids, c.ID)
	}
	members, err := find[model.CaseMember](t, "id", "case_id IN ? AND number_index IN ?", ids, numbers)
	for _, m := range members {
		found[m.CaseID] = true
	}
	return found, err
}

// kinNumbers returns the numbers of the persons and of their near kin.
func (t *Tx) kinNumbers(persons []int64) ([]string, error) {
	var numbers []string
	err := t.db.Raw("SELECT number_index FROM relative WHERE person_id IN ? AND waits = ? UNION SELECT number_index FROM person WHERE id IN ? AND number_index <> ''",
		persons, false, persons).Scan(&numbers).Error
	return numbers, translate(err)
}

// PutCaseMembers replaces the numbers of who lives in a case's household.
func (t *Tx) PutCaseMembers(caseID int64, indexes []string) error {
	if err := t.db.Where("case_id = ?", caseID).Delete(&model.CaseMember{}).Error; err != nil {
		return translate(err)
	}
	slices.Sort(indexes)
	var members []model.CaseMember
	for _, index := range slices.Compact(indexes) {
		members = append(members, model.CaseMember{CaseID: caseID, NumberIndex: index})
	}
	if len(members) == 0 {
		return nil
	}
	return translate(t.db.CreateInBatches(members, 100).Error)
}

// OpenCasesWith returns the cases under way in whose household the holder of the number lives.
func (t *Tx) OpenCasesWith(index string) ([]model.Case, error) {
	members, err := find[model.CaseMember](t, "id", "number_index = ?", index)
	if err != nil {
		return nil, err
	}
	ids := []int64{0}
	for _, m := range members {
		ids = append(ids, m.CaseID)
	}
	return find[model.Case](t, "id", "ended_at = 0 AND (number_index = ? OR id IN ?)", index, ids)
}

// MarkKinRows marks a household's rows as near kin of a cadre.
func (t *Tx) MarkKinRows(caseID int64) error {
	_, err := t.exec("UPDATE roster_row SET kin_mark = ?, version = version + 1 WHERE case_id = ? AND kin_mark = ?", true, caseID, false)
	return err
}

// RelativesToMark returns declarations that were not yet carried to what is under way, oldest first.
func (t *Tx) RelativesToMark(limit int) ([]model.Relative, error) {
	var rs []model.Relative
	err := t.db.Where("marked_at = 0 AND waits = ?", false).Order("id").Limit(limit).Find(&rs).Error
	return rs, translate(err)
}

// TakeRelative notes that a declaration is carried on; false when another server does it.
func (t *Tx) TakeRelative(id int64, at model.Instant) (bool, error) {
	return t.counted("UPDATE relative SET marked_at = ? WHERE id = ? AND marked_at = 0", at, id)
}
