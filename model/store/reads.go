package store

import (
	"reflect"
	"strings"

	"bangfu/model"
)

// deskUnion asks for a person's open tasks and for those of the desks, part by
// part: with one OR over all of them SQLite walks every open task of the county.
func deskUnion(person int64, desks []Desk) (string, []any) {
	parts := []string{"SELECT * FROM task WHERE person_id = ? AND status = 'open'"}
	args := []any{person}
	for _, d := range desks {
		parts = append(parts, "SELECT * FROM task WHERE role = ? AND desk_area = ? AND status = 'open' AND person_id = 0")
		args = append(args, d.Role, string(d.Area))
	}
	return strings.Join(parts, " UNION ALL "), args
}

// byDeadline orders tasks; those without a deadline come last.
const byDeadline = " ORDER BY CASE WHEN due = 0 THEN 1 ELSE 0 END, due, id LIMIT ? OFFSET ?"

// TasksPage returns a part of the open tasks of desks and of a person, by deadline.
func (t *Tx) TasksPage(person int64, desks []Desk, offset, limit int) ([]model.Task, error) {
	union, args := deskUnion(person, desks)
	return written[model.Task](t, func(columns string) string {
		return "SELECT " + columns + " FROM (" + union + ") AS mine" + byDeadline
	}, append(args, limit, offset)...)
}

// CountTasksOf counts them.
func (t *Tx) CountTasksOf(person int64, desks []Desk) (int64, error) {
	var n int64
	union, args := deskUnion(person, desks)
	sh, err := t.shapes.of(reflect.TypeFor[model.Task]())
	if err != nil {
		return 0, model.Internal(err)
	}
	err = t.read(sh, &reading{n: &n}, "SELECT COUNT(*) FROM ("+union+") AS mine", args)
	return n, translate(err)
}

// TasksByID returns tasks by their row ids.
func (t *Tx) TasksByID(ids []int64) ([]model.Task, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return find[model.Task](t, "id", "id IN ?", evened(ids))
}

// evened repeats the last of a list until its length is a power of two: lists of
// any length are then a dozen statements, and not one kept prepared for each length.
func evened(ids []int64) []int64 {
	for n := len(ids); n&(n-1) != 0; n++ {
		ids = append(ids[:n:n], ids[n-1])
	}
	return ids
}

// NumbersOf returns the numbers a person has for tasks, by the task's row id.
func (t *Tx) NumbersOf(person int64, tasks []int64) (map[int64]int, error) {
	numbers := make(map[int64]int, len(tasks))
	if len(tasks) == 0 {
		return numbers, nil
	}
	ns, err := find[model.TaskNumber](t, "id", "person_id = ? AND task_id IN ?", person, tasks)
	for _, n := range ns {
		numbers[n.TaskID] = n.Number
	}
	return numbers, err
}

// PublicIDs returns the public ids of objects of one kind by their row ids; a
// kind that is none gives none.
func (t *Tx) PublicIDs(kind string, ids []int64) (map[int64]model.PublicID, error) {
	public := make(map[int64]model.PublicID, len(ids))
	table := map[string]string{model.ObjectRound: "round", model.ObjectCase: "cases", model.ObjectSheet: "group_sheet", model.ObjectRoster: "roster",
		model.ObjectBundle: "bundle", model.ObjectObjection: "objection", model.ObjectReview: "review"}[kind]
	if table == "" || len(ids) == 0 {
		return public, nil
	}
	var rows []struct {
		ID       int64
		PublicID model.PublicID
	}
	err := t.db.Table(table).Select("id, public_id").Where("id IN ?", ids).Scan(&rows).Error
	for _, r := range rows {
		public[r.ID] = r.PublicID
	}
	return public, translate(err)
}

// RegionsByCode returns places by their codes.
func (t *Tx) RegionsByCode(codes []string) (map[string]model.Region, error) {
	places := make(map[string]model.Region, len(codes))
	if len(codes) == 0 {
		return places, nil
	}
	rs, err := find[model.Region](t, "code", "code IN ?", codes)
	for _, r := range rs {
		places[r.Code] = r
	}
	return places, err
}

// OpenVillagesIn returns the areas of the villages inside an area in which a round
// is open.
func (t *Tx) OpenVillagesIn(area model.Area) ([]model.Area, error) {
	var areas []model.Area
	villages := t.db.Model(&model.OpenDoor{}).Select("village")
	err := t.db.Model(&model.Region{}).Where("area >= ? AND area < ? AND code IN (?)", string(area), areaEnd(area), villages).
		Order("area").Pluck("area", &areas).Error
	return areas, translate(err)
}

// SnapshotsByID returns frozen lists by their row ids.
func (t *Tx) SnapshotsByID(ids []int64) (map[int64]model.Snapshot, error) {
	snaps := make(map[int64]model.Snapshot, len(ids))
	if len(ids) == 0 {
		return snaps, nil
	}
	list, err := find[model.Snapshot](t, "id", "id IN ?", ids)
	for _, s := range list {
		snaps[s.ID] = s
	}
	return snaps, err
}

// RostersByID returns lists by their row ids.
func (t *Tx) RostersByID(ids []int64) (map[int64]model.Roster, error) {
	rosters := make(map[int64]model.Roster, len(ids))
	if len(ids) == 0 {
		return rosters, nil
	}
	list, err := find[model.Roster](t, "id", "id IN ?", ids)
	for _, r := range list {
		rosters[r.ID] = r
	}
	return rosters, err
}

// VotesOfCases returns every vote on the cases, oldest first.
func (t *Tx) VotesOfCases(cases []int64) ([]model.Vote, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	return find[model.Vote](t, "id", "case_id IN ?", cases)
}

// RunningIn returns the showings at a place (board, county_web) that run inside
// an area, by area and category of their order.
func (t *Tx) RunningIn(area model.Area, place string) ([]model.Publicity, error) {
	return find[model.Publicity](t, "area, id", "area >= ? AND area < ? AND state = ? AND place = ?", string(area), areaEnd(area), Running, place)
}

// CountCasesAt counts the cases of a village in a round by their states.
func (t *Tx) CountCasesAt(round int64, village string) (map[model.State]int64, error) {
	var rows []struct {
		State model.State
		N     int64
	}
	err := t.db.Model(&model.Case{}).Select("state, COUNT(*) AS n").Where("round_id = ? AND village = ?", round, village).Group("state").Scan(&rows).Error
	n := make(map[model.State]int64, len(rows))
	for _, r := range rows {
		n[r.State] = r.N
	}
	return n, translate(err)
}

// SeeMessage notes that a person has looked at one of the own notices; false when
// it is not the person's, was looked at before, or is on its way just now.
func (t *Tx) SeeMessage(id, person int64, at model.Instant) (bool, error) {
	return t.counted("UPDATE message SET seen_at = ?, version = version + 1 WHERE id = ? AND person_id = ? AND seen_at = 0 AND state NOT IN ('queued','sending')",
		at, id, person)
}

// FilesByID returns files by their row ids.
func (t *Tx) FilesByID(ids []int64) (map[int64]model.File, error) {
	files := make(map[int64]model.File, len(ids))
	if len(ids) == 0 {
		return files, nil
	}
	list, err := find[model.File](t, "id", "id IN ?", ids)
	for _, f := range list {
		files[f.ID] = f
	}
	return files, err
}

// RowsOfCase returns the rows a case has had on lists, oldest first.
func (t *Tx) RowsOfCase(caseID int64) ([]model.RosterRow, error) {
	return find[model.RosterRow](t, "id", "case_id = ?", caseID)
}

// RowActsOfCase returns the deciding acts that touched a case, oldest first.
func (t *Tx) RowActsOfCase(caseID int64) ([]model.RowAct, error) {
	return find[model.RowAct](t, "id", "case_id = ?", caseID)
}

// MeetingsByID returns meetings by their row ids.
func (t *Tx) MeetingsByID(ids []int64) (map[int64]model.Meeting, error) {
	meetings := make(map[int64]model.Meeting, len(ids))
	if len(ids) == 0 {
		return meetings, nil
	}
	list, err := find[model.Meeting](t, "id", "id IN ?", ids)
	for _, m := range list {
		meetings[m.ID] = m
	}
	return meetings, err
}

// OpenStepsOf returns the open tasks of an object that ask for a step, oldest first.
func (t *Tx) OpenStepsOf(kind string, id int64) ([]model.Task, error) {
	return find[model.Task](t, "id", "object_kind = ? AND object_id = ? AND status = 'open' AND kind = 'step'", kind, id)
}
