package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

type surveyorChoice struct {
	id       int64
	township bool
}

// pickSurveyors names one of the township and one of the village, rotating by case.
func (s *Service) pickSurveyors(tx *store.Tx, c *model.Case) ([]surveyorChoice, error) {
	var picked []surveyorChoice
	pools := []struct {
		township bool
		roles    []model.Role
	}{
		{true, []model.Role{model.RoleVillageCadreTsp, model.RoleTownshipOfficer}},
		{false, []model.Role{model.RoleVillageClerk, model.RoleResidentTeam, model.RoleVillageCommittee}},
	}
	for _, pool := range pools {
		var ids []int64
		for _, role := range pool.roles {
			held, err := tx.Holders(role, deskArea(role, c.Area), s.today())
			if err != nil {
				return nil, err
			}
			for _, id := range held {
				kin, err := tx.KinCases([]int64{id}, []model.Case{*c})
				if err != nil {
					return nil, err
				}
				if len(kin) == 0 && !containsChoice(picked, id) {
					ids = append(ids, id)
				}
			}
			if pool.township && len(ids) > 0 {
				break // the cadre of the village comes before the officer of the township
			}
		}
		if len(ids) > 0 {
			picked = append(picked, surveyorChoice{ids[int(c.ID)%len(ids)], pool.township})
		}
	}
	return picked, nil
}

func containsChoice(list []surveyorChoice, id int64) bool {
	for _, x := range list {
		if x.id == id {
			return true
		}
	}
	return false
}

// needTwoSurveyors lets the case go on when two distinct surveyors have signed.
func (m *move) needTwoSurveyors() error {
	list, err := m.surveyors()
	if err != nil {
		return err
	}
	if len(list) < 2 && model.GuardSurveyors.On() {
		return model.Conflict("入户调查要两个人。请村上先定好第二名调查员")
	}
	return nil
}

// needOneFromTownship asks that one of the surveyors is of the township.
func (m *move) needOneFromTownship() error {
	list, err := m.surveyors()
	if err != nil || !model.GuardSurveyors.On() {
		return err
	}
	for _, x := range list {
		if x.Township {
			return nil
		}
	}
	return model.Conflict("调查员里要有一名乡镇干部。请村上换一名再办")
}

func (m *move) surveyors() ([]model.Surveyor, error) {
	sv, err := m.tx.SurveyOf(m.sub.id)
	if err != nil {
		return nil, err
	}
	return m.tx.Surveyors(m.sub.id, sv.Serial)
}

// AppointSurveyor changes who surveys a case, until the visit is signed.
func (s *Service) AppointSurveyor(ctx context.Context, actor model.Actor, request string, id, out, in model.PublicID) (model.Outcome, error) {
	return s.once(ctx, actor, request, s.imprint("appoint", string(id), string(out), string(in)), func(tx *store.Tx) (model.Outcome, error) {
		c, err := tx.CaseByPublic(id)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.ofCase(tx, &c, nil)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.AppointSurveyor, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		if err := s.swapSurveyor(tx, sub, out, in); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "appoint.surveyor", Kind: sub.kind, ID: sub.id, Area: sub.area,
			From: sub.state, To: sub.state, Version: sub.version, Scheme: sub.scheme.Hash, RequestKey: request})
		return model.Outcome{Kind: "done", Object: sub.ref(), Do: "appoint", Say: "换调查员", Version: sub.version, Digest: digest}, err
	})
}

func (s *Service) swapSurveyor(tx *store.Tx, sub *subject, out, in model.PublicID) error {
	sv, err := tx.SurveyOf(sub.id)
	if err != nil {
		return err
	}
	person, err := tx.PersonByPublic(in)
	if err != nil {
		return model.InvalidField("in", "没有找到这个人，请重新选")
	}
	township, ok, err := s.maySurvey(tx, sub.cas, person.ID)
	if err != nil {
		return err
	}
	if !ok {
		return model.InvalidField("in", "这个人不能来调查：要是本村或本乡镇的干部，不能是这家的近亲属")
	}
	if out != "" {
		if err := s.releaseSurveyor(tx, sub, sv.Serial, out); err != nil {
			return err
		}
	}
	if err := tx.AddSurveyor(&model.Surveyor{CaseID: sub.id, Serial: sv.Serial, PersonID: person.ID, Township: township}); err != nil {
		return model.Conflict("这个人已经是调查员")
	}
	return s.askSurveyor(tx, sub, person.ID)
}

// releaseSurveyor takes a surveyor off a case who has not signed yet, and the task with it.
func (s *Service) releaseSurveyor(tx *store.Tx, sub *subject, serial int64, out model.PublicID) error {
	gone, err := tx.PersonByPublic(out)
	if err != nil {
		return model.InvalidField("out", "没有找到要换下的人")
	}
	removed, err := tx.RemoveSurveyor(sub.id, serial, gone.ID)
	if err != nil {
		return err
	}
	if !removed {
		return model.Conflict("这名调查员已经签过字，不能再换")
	}
	return s.closeSurveyTask(tx, sub, gone.ID)
}

// askSurveyor opens the visit's task for one surveyor, while the visit is on.
func (s *Service) askSurveyor(tx *store.Tx, sub *subject, person int64) error {
	rule, found := sub.scheme.Desk(sub.machine, sub.state)
	if !found || !rule.Allows(model.RoleSurveyor) {
		return model.Conflict("现在不是入户调查，不能换调查员")
	}
	due, err := s.dueOf(tx, sub, rule, s.now())
	if err != nil {
		return err
	}
	return s.openTask(tx, sub, model.Task{Kind: "step", Do: rule.Do, ForRole: model.RoleSurveyor, Role: model.RoleSurveyor, PersonID: person,
		DeskArea: sub.area, Due: due, Status: store.TaskOpen}, s.now())
}

func (s *Service) closeSurveyTask(tx *store.Tx, sub *subject, person int64) error {
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return err
	}
	for _, k := range tasks {
		if k.Status == store.TaskOpen && k.PersonID == person {
			if _, err := tx.CloseTask(k.ID, store.TaskGone, 0, "appoint", s.now()); err != nil {
				return err
			}
			if _, err := tx.Supersede(k.ID, s.now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// maySurvey reports whether a person may survey a case, and as one of the township or not.
func (s *Service) maySurvey(tx *store.Tx, c *model.Case, person int64) (township, ok bool, err error) {
	kin, err := tx.KinCases([]int64{person}, []model.Case{*c})
	if err != nil || len(kin) > 0 {
		return false, false, err
	}
	grants, err := tx.GrantsOf(person, s.today())
	if err != nil {
		return false, false, err
	}
	for _, g := range grants {
		if g.ConfirmedBy == 0 || !g.Area.Contains(c.Area) {
			continue
		}
		switch g.Role {
		case model.RoleVillageCadreTsp, model.RoleTownshipOfficer:
			return true, true, nil
		case model.RoleVillageClerk, model.RoleResidentTeam, model.RoleVillageCommittee:
			ok = true
		}
	}
	return false, ok, nil
}
