package casework

import (
	"encoding/json"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// surveyView writes the newest survey of a case; nil when there is none. Who
// surveys is told to everybody who sees the case, for the visit; what was found
// only to who may see it.
func (s *Service) surveyView(tx *store.Tx, actor model.Actor, who audience, sub *subject) (*SurveyView, error) {
	of := *sub
	if !of.surveyed {
		if err := s.readSurvey(tx, &of); err != nil {
			return nil, err
		}
	}
	if of.survey == nil {
		return nil, nil
	}
	sv := *of.survey
	v := &SurveyView{Serial: sv.Serial, Filled: sv.Persons > 0, Surveyors: []SurveyorView{}}
	if err := s.addSurveyors(tx, actor, sub.cas.ID, v); err != nil {
		return nil, err
	}
	if !v.Filled {
		return v, nil
	}
	if who.sees(fieldPersons) == clear {
		v.Day, v.Persons = sv.Day, sv.Persons
	}
	return v, s.addFindings(tx, who, sub, &sv, v)
}

func (s *Service) addSurveyors(tx *store.Tx, actor model.Actor, caseID int64, v *SurveyView) error {
	list, err := tx.Surveyors(caseID, v.Serial)
	if err != nil {
		return err
	}
	for _, x := range list {
		p, err := tx.Person(x.PersonID)
		if err != nil {
			return err
		}
		v.Surveyors = append(v.Surveyors, SurveyorView{Person: p.PublicID, Name: p.Name, Township: x.Township, Signed: x.SignedAt.Set(), Me: p.ID == actor.PersonID})
	}
	return nil
}

// addFindings opens the sealed form and writes the parts the audience may see.
func (s *Service) addFindings(tx *store.Tx, who audience, sub *subject, sv *model.Survey, v *SurveyView) error {
	if who.sees(fieldIncome) == hidden && who.sees(fieldMembers) == hidden && who.sees(fieldAddress) == hidden {
		return nil
	}
	plain, err := tx.Seal().Open(seal.Cell{Table: "survey", Column: "form", Row: string(sv.PublicID)}, sv.FormSealed)
	if err != nil {
		return err
	}
	var form surveyForm
	if err := json.Unmarshal(plain, &form); err != nil {
		return model.Internal(err)
	}
	v.Methods, v.SignedBy = strings.Split(sv.Methods, ","), sv.SignedBy
	if who.sees(fieldIncome) == clear {
		round, err := tx.Round(sub.round)
		if err != nil {
			return err
		}
		v.PerHeadFen, v.LineFen, v.BelowLine, v.HasLabour, v.Incomes = form.PerHead, round.LineFen, sv.BelowLine, sv.HasLabour, &form.Incomes
	}
	if who.sees(fieldAddress) == clear {
		v.Housing, v.WaterSafe = form.Housing, form.WaterSafe
	}
	if who.sees(fieldMembers) == clear {
		for _, m := range form.Members {
			v.Members = append(v.Members, MemberView{Name: m.Name, Number: model.NewIDNumber(m.Number).String(), Relation: m.Relation, Labour: m.Labour})
		}
	}
	return nil
}

// addVotes writes what meetings have counted on the household.
func (s *Service) addVotes(tx *store.Tx, _ audience, sub *subject, v *CaseView) error {
	votes, err := tx.VotesOf(sub.cas.ID)
	if err != nil || len(votes) == 0 {
		return err
	}
	views, err := voteViews(tx, votes)
	for _, x := range votes {
		v.Votes = append(v.Votes, views[x.ID])
	}
	return err
}

// voteViews writes votes with their meetings, by the vote's row id.
func voteViews(tx *store.Tx, votes []model.Vote) (map[int64]VoteView, error) {
	ids := make([]int64, len(votes))
	for i, x := range votes {
		ids[i] = x.MeetingID
	}
	meetings, err := tx.MeetingsByID(ids)
	views := make(map[int64]VoteView, len(votes))
	for _, x := range votes {
		m := meetings[x.MeetingID]
		views[x.ID] = VoteView{Meeting: m.Kind, Day: m.Day, Yes: x.Yes, No: x.No, Abstain: x.Abstain, Passed: x.Passed, Reason: x.Reason}
	}
	return views, err
}
