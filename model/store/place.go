package store

import (
	"gorm.io/gorm/clause"

	"bangfu/model"
)

// AddRegions inserts places.
func (t *Tx) AddRegions(rs []model.Region) error { return t.db.CreateInBatches(rs, 100).Error }

// Region returns the place with the code; KindNotFound when there is none.
func (t *Tx) Region(code string) (model.Region, error) {
	return first[model.Region](t, "code = ?", code)
}

// Regions returns the places directly below a code, by code.
func (t *Tx) Regions(parent string) ([]model.Region, error) {
	return find[model.Region](t, "code", "parent = ?", parent)
}

// RegionsIn returns the places of a level inside an area, by code.
func (t *Tx) RegionsIn(area model.Area, level model.Level) ([]model.Region, error) {
	return find[model.Region](t, "code", "level = ? AND area >= ? AND area < ?", level, string(area), areaEnd(area))
}

// AddOrgan inserts a work organ.
func (t *Tx) AddOrgan(o *model.Organ) error { return t.create(o) }

// OrganOf returns the organ of a kind for exactly this area; KindNotFound when there is none.
func (t *Tx) OrganOf(area model.Area, kind string) (model.Organ, error) {
	return first[model.Organ](t, "area = ? AND kind = ?", string(area), kind)
}

// OrgansIn returns the organs inside an area, by area.
func (t *Tx) OrgansIn(area model.Area) ([]model.Organ, error) {
	return find[model.Organ](t, "area, id", "area >= ? AND area < ?", string(area), areaEnd(area))
}

// AddDelegates inserts register entries.
func (t *Tx) AddDelegates(ds []model.Delegate) error { return t.db.CreateInBatches(ds, 100).Error }

// Delegates returns a register as it stands on the day: delegates of a village,
// group representatives of a group, the supervision committee.
func (t *Tx) Delegates(area model.Area, register string, day model.Date) ([]model.Delegate, error) {
	return find[model.Delegate](t, "id", "area = ? AND register = ? AND valid_from <= ? AND (valid_to = '' OR valid_to >= ?)",
		string(area), register, string(day), string(day))
}

// Next raises a counter by one and returns its new value.
func (t *Tx) Next(name string) (int64, error) {
	raise := func() (bool, error) { return t.counted("UPDATE counter SET value = value + 1 WHERE name = ?", name) }
	there, err := raise()
	if err == nil && !there { // its first time
		if err := t.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&model.Counter{Name: name}).Error; err != nil {
			return 0, err
		}
		_, err = raise()
	}
	if err != nil {
		return 0, err
	}
	c, err := first[model.Counter](t, "name = ?", name)
	return c.Value, err
}
