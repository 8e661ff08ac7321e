package store

import (
	"bangfu/model"
)

// AddSheet inserts a group sheet; ErrDuplicate when that serial exists.
func (t *Tx) AddSheet(s *model.GroupSheet) error { return t.create(s) }

// Sheet returns the group sheet with the row id.
func (t *Tx) Sheet(id int64) (model.GroupSheet, error) {
	return first[model.GroupSheet](t, "id = ?", id)
}

// SheetByPublic returns the group sheet with the public id.
func (t *Tx) SheetByPublic(id model.PublicID) (model.GroupSheet, error) {
	return first[model.GroupSheet](t, "public_id = ?", id)
}

// Sheets returns a village's group sheets of a serial, by group.
func (t *Tx) Sheets(round int64, village string, serial int64) ([]model.GroupSheet, error) {
	return find[model.GroupSheet](t, "group_code", "round_id = ? AND village = ? AND serial = ?", round, village, serial)
}

// SheetsLocked returns them and keeps them from changing until the transaction
// ends: of two last reports at the same moment one sees the other.
func (t *Tx) SheetsLocked(round int64, village string, serial int64) ([]model.GroupSheet, error) {
	locked := *t
	if t.db.Name() == MySQL { // SQLite has one writer
		locked.lock = " FOR UPDATE"
	}
	return find[model.GroupSheet](&locked, "group_code", "round_id = ? AND village = ? AND serial = ?", round, village, serial)
}

// LastSheet returns the newest sheet of a group.
func (t *Tx) LastSheet(round int64, group string) (model.GroupSheet, error) {
	return newest[model.GroupSheet](t, "serial DESC", "round_id = ? AND group_code = ?", round, group)
}

// PutSheet writes a sheet back if it is still in the state, and raises its version.
func (t *Tx) PutSheet(s *model.GroupSheet, from model.State) error {
	s.Version++
	return replace(t, s, s.ID, s.Version-1, from)
}

// AddMeeting inserts a meeting; ErrDuplicate when the place has one of the serial.
func (t *Tx) AddMeeting(m *model.Meeting) error { return t.create(m) }

// Meeting returns the meeting with the row id.
func (t *Tx) Meeting(id int64) (model.Meeting, error) { return first[model.Meeting](t, "id = ?", id) }

// MeetingOf returns the meeting of a place and serial.
func (t *Tx) MeetingOf(round int64, code string, serial int64, kind string) (model.Meeting, error) {
	return first[model.Meeting](t, "round_id = ? AND code = ? AND serial = ? AND kind = ?", round, code, serial, kind)
}

// AddMeetingMembers inserts a meeting's frozen register.
func (t *Tx) AddMeetingMembers(ms []model.MeetingMember) error {
	return t.db.CreateInBatches(ms, 100).Error
}

// MeetingMembers returns a meeting's frozen register.
func (t *Tx) MeetingMembers(meeting int64) ([]model.MeetingMember, error) {
	return find[model.MeetingMember](t, "id", "meeting_id = ?", meeting)
}

// AddVotes inserts the counts of a meeting.
func (t *Tx) AddVotes(vs []model.Vote) error {
	if len(vs) == 0 {
		return nil
	}
	return translate(t.db.CreateInBatches(vs, 100).Error)
}

// VotesOf returns every vote on a case, oldest first.
func (t *Tx) VotesOf(caseID int64) ([]model.Vote, error) {
	return find[model.Vote](t, "id", "case_id = ?", caseID)
}

// VotesIn returns the votes of a meeting.
func (t *Tx) VotesIn(meeting int64) ([]model.Vote, error) {
	return find[model.Vote](t, "id", "meeting_id = ?", meeting)
}

// AddCoverageAnswers inserts the meeting's answers about families not on the list.
func (t *Tx) AddCoverageAnswers(as []model.CoverageAnswer) error {
	if len(as) == 0 {
		return nil
	}
	return t.db.CreateInBatches(as, 100).Error
}

// CoverageAnswers returns the answers given for a roster.
func (t *Tx) CoverageAnswers(roster int64) ([]model.CoverageAnswer, error) {
	return find[model.CoverageAnswer](t, "id", "roster_id = ?", roster)
}

// AddRoster inserts a roster; ErrDuplicate when that serial exists.
func (t *Tx) AddRoster(r *model.Roster) error { return t.create(r) }

// Roster returns the roster with the row id.
func (t *Tx) Roster(id int64) (model.Roster, error) { return first[model.Roster](t, "id = ?", id) }

// RosterByPublic returns the roster with the public id.
func (t *Tx) RosterByPublic(id model.PublicID) (model.Roster, error) {
	return first[model.Roster](t, "public_id = ?", id)
}

// PutRoster writes a roster back if it is still in the state, and raises its version.
func (t *Tx) PutRoster(r *model.Roster, from model.State) error {
	r.Version++
	return replace(t, r, r.ID, r.Version-1, from)
}

// RostersOf returns a village's rosters of a category, by serial.
func (t *Tx) RostersOf(round int64, village string, c model.Category) ([]model.Roster, error) {
	return find[model.Roster](t, "serial", "round_id = ? AND village = ? AND category = ?", round, village, c)
}

// RostersAt returns the rosters of a round inside an area that are in a state.
func (t *Tx) RostersAt(round int64, area model.Area, state model.State) ([]model.Roster, error) {
	return find[model.Roster](t, "area, category, serial", "round_id = ? AND area >= ? AND area < ? AND state = ?",
		round, string(area), areaEnd(area), state)
}

// RostersIn returns every roster of a round inside an area.
func (t *Tx) RostersIn(round int64, area model.Area) ([]model.Roster, error) {
	return find[model.Roster](t, "area, category, serial", "round_id = ? AND area >= ? AND area < ?", round, string(area), areaEnd(area))
}

// RostersOfBundle returns the rosters of a bundle.
func (t *Tx) RostersOfBundle(bundle int64) ([]model.Roster, error) {
	return find[model.Roster](t, "area, category, serial", "bundle_id = ?", bundle)
}

// Rosters lists rosters in scope.
func (t *Tx) Rosters(s Scope, state model.State, p Page) ([]model.Roster, error) {
	if state == "" {
		return listed[model.Roster](t, s, "", p, "")
	}
	return listed[model.Roster](t, s, "", p, "state = ?", state)
}

// AddRows inserts rows of a roster.
func (t *Tx) AddRows(rs []model.RosterRow) error {
	if len(rs) == 0 {
		return nil
	}
	return translate(t.db.CreateInBatches(rs, 100).Error)
}

// Rows returns the rows of a roster, by row number.
func (t *Tx) Rows(roster int64) ([]model.RosterRow, error) {
	return find[model.RosterRow](t, "row_no", "roster_id = ?", roster)
}

// RowOf returns the row of a case on a roster.
func (t *Tx) RowOf(roster, caseID int64) (model.RosterRow, error) {
	return first[model.RosterRow](t, "roster_id = ? AND case_id = ?", roster, caseID)
}

// HeldAt returns how often desks of a level have held a household.
func (t *Tx) HeldAt(caseID int64, level model.Level) (int64, error) {
	return count[model.RosterRow](t, "case_id = ? AND verdict = ? AND held_level = ?", caseID, model.VerdictHeld, level)
}

// PutRow writes a row back, guarded by its version, which it raises.
func (t *Tx) PutRow(r *model.RosterRow) error {
	r.Version++
	return replace(t, r, r.ID, r.Version-1, "")
}

// AddRowActs notes whom a deciding act touched; ErrDuplicate when this desk has
// covered a row at this entry already.
func (t *Tx) AddRowActs(as []model.RowAct) error {
	if len(as) == 0 {
		return nil
	}
	return translate(t.db.CreateInBatches(as, 100).Error)
}

// RowActs returns the deciding acts on a roster at one entry into a state.
func (t *Tx) RowActs(roster, seq int64) ([]model.RowAct, error) {
	return find[model.RowAct](t, "id", "roster_id = ? AND state_seq = ?", roster, seq)
}

// OtherLevel returns how many of the cases the person has decided on at a level other than this one.
func (t *Tx) OtherLevel(person int64, level model.Level, cases []int64) (int64, error) {
	if len(cases) == 0 || !model.GuardLevels.On() {
		return 0, nil
	}
	return count[model.RowAct](t, "person_id = ? AND level <> ? AND case_id IN ?", person, level, cases)
}

// ActsOn returns how many deciding acts of a person touched a case.
func (t *Tx) ActsOn(person, caseID int64) (int64, error) {
	return count[model.RowAct](t, "person_id = ? AND case_id = ?", person, caseID)
}

// AddSnapshot inserts a frozen list.
func (t *Tx) AddSnapshot(s *model.Snapshot) error { return t.create(s) }

// Snapshot returns the snapshot with the row id.
func (t *Tx) Snapshot(id int64) (model.Snapshot, error) {
	return first[model.Snapshot](t, "id = ?", id)
}

// Snapshots returns a roster's snapshots, oldest first.
func (t *Tx) Snapshots(roster int64) ([]model.Snapshot, error) {
	return find[model.Snapshot](t, "id", "roster_id = ?", roster)
}

// AddBundle inserts a bundle.
func (t *Tx) AddBundle(b *model.Bundle) error { return t.create(b) }

// Bundle returns the bundle with the row id.
func (t *Tx) Bundle(id int64) (model.Bundle, error) { return first[model.Bundle](t, "id = ?", id) }

// BundleByPublic returns the bundle with the public id.
func (t *Tx) BundleByPublic(id model.PublicID) (model.Bundle, error) {
	return first[model.Bundle](t, "public_id = ?", id)
}

// CountBundles returns how many bundles a township has handed in.
func (t *Tx) CountBundles(round int64, township string) (int64, error) {
	return count[model.Bundle](t, "round_id = ? AND township = ?", round, township)
}

// PutBundle writes a bundle back if it is still in the state, and raises its version.
func (t *Tx) PutBundle(b *model.Bundle, from model.State) error {
	b.Version++
	return replace(t, b, b.ID, b.Version-1, from)
}

// LastMeeting returns the newest meeting of a place and kind in a round; the zero value when there was none.
func (t *Tx) LastMeeting(round int64, code, kind string) (model.Meeting, error) {
	var rec model.Meeting
	err := t.db.Where("round_id = ? AND code = ? AND kind = ?", round, code, kind).Order("serial DESC").Limit(1).Find(&rec).Error
	return rec, translate(err)
}

// RowActsBy returns the deciding acts of a person that touched a case, oldest first.
func (t *Tx) RowActsBy(person, caseID int64) ([]model.RowAct, error) {
	return find[model.RowAct](t, "id", "person_id = ? AND case_id = ?", person, caseID)
}
