package store

import "bangfu/model"

// Running is the state of a publicity that is being shown.
const Running = "running"

// AddPublicity inserts a showing; ErrDuplicate when that serial exists.
func (t *Tx) AddPublicity(p *model.Publicity) error { return t.create(p) }

// Publicity returns the showing with the row id.
func (t *Tx) Publicity(id int64) (model.Publicity, error) {
	return first[model.Publicity](t, "id = ?", id)
}

// PublicityByPublic returns the showing with the public id.
func (t *Tx) PublicityByPublic(id model.PublicID) (model.Publicity, error) {
	return first[model.Publicity](t, "public_id = ?", id)
}

// PublicityByLink returns the showing behind a poster's address.
func (t *Tx) PublicityByLink(link string) (model.Publicity, error) {
	return first[model.Publicity](t, "link = ?", link)
}

// RunningPublicity returns the showing of a roster that runs now.
func (t *Tx) RunningPublicity(roster int64) (model.Publicity, error) {
	return first[model.Publicity](t, "roster_id = ? AND state = ?", roster, Running)
}

// PublicitiesOf returns the showings of a roster, oldest first.
func (t *Tx) PublicitiesOf(roster int64) ([]model.Publicity, error) {
	return find[model.Publicity](t, "id", "roster_id = ?", roster)
}

// PublicitiesIn returns the showings that run inside an area.
func (t *Tx) PublicitiesIn(area model.Area) ([]model.Publicity, error) {
	return find[model.Publicity](t, "id", "area >= ? AND area < ? AND state = ?", string(area), areaEnd(area), Running)
}

// PublicitiesDue returns running showings whose list may move on, oldest first.
func (t *Tx) PublicitiesDue(now model.Instant) ([]model.Publicity, error) {
	return find[model.Publicity](t, "moves_on", "moves_on <= ? AND state = ?", now, Running)
}

// PutPublicity writes a showing back, guarded by its version, which it raises.
func (t *Tx) PutPublicity(p *model.Publicity) error {
	p.Version++
	return replace(t, p, p.ID, p.Version-1, "")
}

// AddCorrection inserts a correction of a row.
func (t *Tx) AddCorrection(c *model.Correction) error { return t.create(c) }

// Corrections returns the corrections of a showing, oldest first.
func (t *Tx) Corrections(publicity int64) ([]model.Correction, error) {
	return find[model.Correction](t, "id", "publicity_id = ?", publicity)
}

// AddObjection inserts an objection.
func (t *Tx) AddObjection(o *model.Objection) error { return t.create(o) }

// Objection returns the objection with the row id.
func (t *Tx) Objection(id int64) (model.Objection, error) {
	return first[model.Objection](t, "id = ?", id)
}

// ObjectionByPublic returns the objection with the public id.
func (t *Tx) ObjectionByPublic(id model.PublicID) (model.Objection, error) {
	return first[model.Objection](t, "public_id = ?", id)
}

// PutObjection writes an objection back if it is still in the state, and raises its version.
func (t *Tx) PutObjection(o *model.Objection, from model.State) error {
	o.Version++
	return replace(t, o, o.ID, o.Version-1, from)
}

// OpenObjections returns the unanswered objections on a roster.
func (t *Tx) OpenObjections(roster int64) ([]model.Objection, error) {
	return find[model.Objection](t, "id", "roster_id = ? AND result = ''", roster)
}

// OpenObjectionsOn returns the unanswered objections against households, on whichever list.
func (t *Tx) OpenObjectionsOn(cases []int64) ([]model.Objection, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	return find[model.Objection](t, "id", "case_id IN ? AND result = ''", cases)
}

// ObjectionsOf returns what a person has objected to, newest first.
func (t *Tx) ObjectionsOf(person int64) ([]model.Objection, error) {
	return find[model.Objection](t, "id DESC", "objector_id = ?", person)
}
