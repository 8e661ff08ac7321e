package store

import "bangfu/model"

// AddCase inserts a case; ErrDuplicate when the account has an open one.
func (t *Tx) AddCase(c *model.Case) error { return t.create(c) }

// Case returns the case with the row id.
func (t *Tx) Case(id int64) (model.Case, error) { return first[model.Case](t, "id = ?", id) }

// CaseByPublic returns the case with the public id.
func (t *Tx) CaseByPublic(id model.PublicID) (model.Case, error) {
	return first[model.Case](t, "public_id = ?", id)
}

// PutCase writes a case back if it is still in the state and version that was
// read, and raises its version; ErrDuplicate when its person has an open case.
func (t *Tx) PutCase(c *model.Case, from model.State) error {
	c.Version++
	return replace(t, c, c.ID, c.Version-1, from)
}

// Cases lists cases in scope, optionally of one state and of one area.
func (t *Tx) Cases(s Scope, state model.State, area model.Area, p Page) ([]model.Case, error) {
	cond, args := "", []any{}
	if state != "" {
		cond, args = "state = ?", append(args, state)
	}
	if area != "" {
		if cond != "" {
			cond += " AND "
		}
		cond += "area >= ? AND area < ?"
		args = append(args, string(area), areaEnd(area))
	}
	return listed[model.Case](t, s, "applicant_id", p, cond, args...)
}

// CasesOfApplicant returns somebody's own cases, newest first.
func (t *Tx) CasesOfApplicant(person int64) ([]model.Case, error) {
	return find[model.Case](t, "id DESC", "applicant_id = ?", person)
}

// OpenCaseOf returns the open accepted case with the person's number index.
func (t *Tx) OpenCaseOf(index string) (model.Case, error) {
	return first[model.Case](t, "open_key = ?", index)
}

// CasesByID returns cases by their row ids, by id.
func (t *Tx) CasesByID(ids []int64) ([]model.Case, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return find[model.Case](t, "id", "id IN ?", ids)
}

// CasesOfSheet returns the cases a group sheet votes on, by id.
func (t *Tx) CasesOfSheet(sheet int64) ([]model.Case, error) {
	return find[model.Case](t, "id", "sheet_id = ?", sheet)
}

// CasesOfGroup returns the cases of a group in a round and state, by id.
func (t *Tx) CasesOfGroup(round int64, group string, state model.State) ([]model.Case, error) {
	return find[model.Case](t, "id", "round_id = ? AND group_code = ? AND state = ?", round, group, state)
}

// CasesOfVillage returns the cases of a village in a round and state, by group and id.
func (t *Tx) CasesOfVillage(round int64, village string, state model.State) ([]model.Case, error) {
	return find[model.Case](t, "group_code, id", "round_id = ? AND village = ? AND state = ?", round, village, state)
}

// AddSurvey inserts a survey.
func (t *Tx) AddSurvey(s *model.Survey) error { return t.create(s) }

// SurveyOf returns the newest survey of a case.
func (t *Tx) SurveyOf(caseID int64) (model.Survey, error) {
	return newest[model.Survey](t, "serial DESC", "case_id = ?", caseID)
}

// PutSurvey writes a survey back, guarded by its version, which it raises.
func (t *Tx) PutSurvey(s *model.Survey) error {
	s.Version++
	return replace(t, s, s.ID, s.Version-1, "")
}

// AddSurveyor appoints a surveyor; ErrDuplicate when the person is appointed already.
func (t *Tx) AddSurveyor(s *model.Surveyor) error { return t.create(s) }

// Surveyors returns the surveyors of a case's newest survey round.
func (t *Tx) Surveyors(caseID, serial int64) ([]model.Surveyor, error) {
	return find[model.Surveyor](t, "id", "case_id = ? AND serial = ?", caseID, serial)
}

// SignSurvey notes that a surveyor has signed; false when already done.
func (t *Tx) SignSurvey(caseID, serial, person int64, at model.Instant) (bool, error) {
	return t.counted("UPDATE surveyor SET signed_at = ? WHERE case_id = ? AND serial = ? AND person_id = ? AND signed_at = 0", at, caseID, serial, person)
}

// RemoveSurveyor takes back an appointment before it is signed.
func (t *Tx) RemoveSurveyor(caseID, serial, person int64) (bool, error) {
	res := t.db.Where("case_id = ? AND serial = ? AND person_id = ? AND signed_at = 0", caseID, serial, person).Delete(&model.Surveyor{})
	return res.RowsAffected == 1, res.Error
}

// AddFormEntry inserts a filled form.
func (t *Tx) AddFormEntry(f *model.FormEntry) error { return t.create(f) }

// FormEntries returns the filled forms of an object for an act, oldest first.
func (t *Tx) FormEntries(kind string, id int64, do model.Do) ([]model.FormEntry, error) {
	return find[model.FormEntry](t, "id", "object_kind = ? AND object_id = ? AND do = ?", kind, id, do)
}

// AddReview inserts a 复核; ErrDuplicate when the case has one.
func (t *Tx) AddReview(r *model.Review) error { return t.create(r) }

// Review returns the review with the row id.
func (t *Tx) Review(id int64) (model.Review, error) { return first[model.Review](t, "id = ?", id) }

// ReviewByPublic returns the review with the public id.
func (t *Tx) ReviewByPublic(id model.PublicID) (model.Review, error) {
	return first[model.Review](t, "public_id = ?", id)
}

// ReviewOf returns the review of a case.
func (t *Tx) ReviewOf(caseID int64) (model.Review, error) {
	return first[model.Review](t, "case_id = ?", caseID)
}

// PutReview writes a review back if it is still in the state, and raises its version.
func (t *Tx) PutReview(r *model.Review, from model.State) error {
	r.Version++
	return replace(t, r, r.ID, r.Version-1, from)
}

// AddReferral inserts a referral.
func (t *Tx) AddReferral(r *model.Referral) error { return t.create(r) }

// ReferralByPublic returns the referral with the public id.
func (t *Tx) ReferralByPublic(id model.PublicID) (model.Referral, error) {
	return first[model.Referral](t, "public_id = ?", id)
}

// ReferralsOf returns the referrals of a case.
func (t *Tx) ReferralsOf(caseID int64) ([]model.Referral, error) {
	return find[model.Referral](t, "id", "case_id = ?", caseID)
}

// AnswerReferral enters the answer once; false when it has one.
func (t *Tx) AnswerReferral(id int64, sealed []byte, by int64, at model.Instant) (bool, error) {
	res := t.db.Model(&model.Referral{}).Where("id = ? AND answered_at = 0", id).
		Updates(map[string]any{"answer_sealed": sealed, "answered_by": by, "answered_at": at})
	return res.RowsAffected == 1, res.Error
}
