package casework

import (
	"context"
	"errors"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// knowMembers keeps by whom near kin is found: the numbers of everybody the survey
// names. A surveyor who turns out to be kin steps aside before anything is kept.
func (m *move) knowMembers(members []model.MemberInput) error {
	c := m.sub.cas
	indexes := make([]string, 0, len(members))
	for _, mem := range members {
		indexes = append(indexes, m.tx.Seal().Index("number", mem.Number.Reveal()))
	}
	if err := m.tx.PutCaseMembers(c.ID, indexes); err != nil {
		return err
	}
	list, err := m.surveyors()
	if err != nil {
		return err
	}
	for _, x := range list {
		kin, err := m.tx.KinCases([]int64{x.PersonID}, []model.Case{*c})
		switch {
		case err != nil:
			return err
		case len(kin) == 0:
		case x.PersonID == m.actor.PersonID:
			return model.Forbidden("这家有您的近亲属，您要回避。请村上换一名调查员")
		default:
			return model.Conflict("同去的调查员是这家的近亲属，要回避。请村上先换一名调查员，再填表")
		}
	}
	marked, err := m.tx.CadreKin(indexes...)
	c.KinMark = c.KinMark || marked
	return err
}

// kinBatch is how many declarations one run carries on.
const kinBatch = 100

// MarkKin carries declarations of near kin to what was under way when they came
// (R-38, T47): the open cases and rows get the mark for the county's check, tasks
// the cadre would have to refuse go to somebody else, and what the cadre has
// decided before is shown to the level above and stays as it is. That kin decides
// no more needs no mark: every act looks itself. Any number of servers may run it;
// it returns how many declarations it carried on.
func (s *Service) MarkKin(ctx context.Context) (int, error) {
	list, err := s.store.Read(ctx).RelativesToMark(kinBatch)
	if err != nil {
		return 0, err
	}
	n := 0
	var failed []error
	for _, r := range list {
		err := s.store.InTx(ctx, func(tx *store.Tx) error { return s.carryKin(tx, r) })
		switch {
		case err == nil:
			n++
		case model.KindOf(err) != model.KindConflict: // a case moved meanwhile: the next run carries it
			failed = append(failed, err)
		}
	}
	return n, errors.Join(failed...)
}

func (s *Service) carryKin(tx *store.Tx, r model.Relative) error {
	ok, err := tx.TakeRelative(r.ID, s.now())
	if err != nil || !ok {
		return err
	}
	cases, err := tx.OpenCasesWith(r.NumberIndex)
	if err != nil {
		return err
	}
	for i := range cases {
		if err := s.markCase(tx, &cases[i], r.PersonID); err != nil {
			return err
		}
	}
	return nil
}

// markCase marks one household that is under way, and hands on what its kin was asked.
func (s *Service) markCase(tx *store.Tx, c *model.Case, cadre int64) error {
	sub, err := s.ofCase(tx, c, nil)
	if err != nil {
		return err
	}
	decided, err := s.decidedAs(tx, sub, cadre)
	if err != nil {
		return err
	}
	c.KinMark, c.KinDecided = true, c.KinDecided || decided != ""
	if err := tx.PutCase(c, c.State); err != nil {
		return err
	}
	sub.version = c.Version
	if err := tx.MarkKinRows(c.ID); err != nil {
		return err
	}
	if err := tx.RenewTasks(sub.kind, sub.id, sub.seen()); err != nil {
		return err
	}
	if _, err := s.audit.Write(tx, audit.Entry{Actor: model.Timer(), Right: model.Timer().Rights[0], Action: "kin.mark", Kind: sub.kind, ID: sub.id,
		Area: sub.area, Version: c.Version, Scheme: sub.scheme.Hash, About: []string{c.NumberIndex}}); err != nil {
		return err
	}
	if decided != "" {
		if err := s.tellAboveKin(tx, sub, decided); err != nil {
			return err
		}
	}
	return s.askOthers(tx, sub, cadre)
}

// decidedAs returns as whom a person has decided on a household already, "" when
// not at all: by acts on the case itself, or on a list with its row.
func (s *Service) decidedAs(tx *store.Tx, sub *subject, person int64) (model.Role, error) {
	ds, err := tx.DecisionsOf(sub.kind, sub.id)
	if err != nil {
		return "", err
	}
	role := model.Role("")
	for _, d := range ds {
		if (d.PersonID == person || d.ForID == person) && d.Role != model.RoleApplicant {
			role = d.Role
		}
	}
	acts, err := tx.RowActsBy(person, sub.id)
	for _, a := range acts {
		if _, known := a.Role.Facts(); known { // 暂缓 stands under the act's own word
			role = a.Role
		} else if role == "" {
			role = model.RoleVillageCommittee
		}
	}
	return role, err
}

// tellAboveKin tells the desk above one of whose holders near kin has decided: it
// finds the mark on the household and asks.
func (s *Service) tellAboveKin(tx *store.Tx, sub *subject, role model.Role) error {
	return s.tellAbove(tx, sub, role, model.Message{CaseID: sub.id, Link: "/c/" + string(sub.public)},
		model.NoticeFacts{Title: "近亲属补报，请核对", Say: "下级办过近亲属的户"})
}

// askOthers hands on what is asked of somebody who has become kin: the open tasks
// of the case, of its review and of objections to its row.
func (s *Service) askOthers(tx *store.Tx, sub *subject, cadre int64) error {
	if err := s.releaseKin(tx, sub, cadre); err != nil {
		return err
	}
	subs := []*subject{sub}
	if r, err := tx.ReviewOf(sub.id); err == nil {
		rs, err := s.ofReview(tx, &r, nil)
		if err != nil {
			return err
		}
		subs = append(subs, rs)
	} else if model.KindOf(err) != model.KindNotFound {
		return err
	}
	open, err := tx.OpenObjectionsOn([]int64{sub.id})
	if err != nil {
		return err
	}
	for i := range open {
		o, err := s.ofObjection(&open[i], nil)
		if err != nil {
			return err
		}
		subs = append(subs, o)
	}
	for _, x := range subs {
		if err := s.askFree(tx, x); err != nil {
			return err
		}
	}
	return nil
}

// releaseKin takes a surveyor who has not signed off a household of near kin, and
// asks for another.
func (s *Service) releaseKin(tx *store.Tx, sub *subject, cadre int64) error {
	if sub.survey == nil || sub.survey.CompletedAt.Set() {
		return nil
	}
	gone, err := tx.RemoveSurveyor(sub.id, sub.survey.Serial, cadre)
	if err != nil || !gone {
		return err
	}
	if err := s.closeSurveyTask(tx, sub, cadre); err != nil {
		return err
	}
	return s.askToAppoint(tx, sub, model.RoleVillageClerk, s.now())
}

// askFree asks the desk above for the tasks all of whose holders are kin now.
func (s *Service) askFree(tx *store.Tx, sub *subject) error {
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return err
	}
	for _, k := range tasks {
		if k.Status != store.TaskOpen || k.Kind != "step" || k.PersonID != 0 {
			continue
		}
		asked := k
		if _, err := s.holdersFor(tx, sub, &asked); err != nil {
			return err
		}
		if asked.Role == k.Role { // somebody is free, or nobody holds it and the desk above was asked to appoint
			continue
		}
		if _, err := tx.CloseTask(k.ID, store.TaskGone, 0, k.Do, s.now()); err != nil {
			return err
		}
		if _, err := tx.Supersede(k.ID, s.now()); err != nil {
			return err
		}
		anew := model.Task{Kind: k.Kind, AtState: k.AtState, Do: k.Do, ForRole: k.ForRole, Role: k.Role, DeskArea: k.DeskArea, Due: k.Due, Status: store.TaskOpen}
		if err := s.openTask(tx, sub, anew, s.now()); err != nil {
			return err
		}
	}
	return nil
}
