package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// Submit makes a case of an application (提交). The answer is always a receipt,
// except when this account already has an open application (decisions 19): it
// never tells whether a number is known.
func (s *Service) Submit(ctx context.Context, actor model.Actor, request string, in Application) (model.Outcome, error) {
	hash := in.Fingerprint
	if hash == "" {
		hash = s.applicationImprint(in)
	}
	if err := s.checkApplication(in); err != nil {
		return model.Outcome{}, err
	}
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		m, err := s.openApplication(tx, actor, request, in)
		if err != nil {
			return model.Outcome{}, err
		}
		return s.perform(m)
	})
}

func (s *Service) openApplication(tx *store.Tx, actor model.Actor, request string, in Application) (*move, error) {
	place, err := tx.Region(in.Group)
	if err != nil || place.Level > model.LevelVillage {
		return nil, model.InvalidField("group", "请选您家所在的村和组")
	}
	typ, round, err := s.doorOf(tx, place, in.Type)
	if err != nil {
		return nil, err
	}
	c := &model.Case{
		PublicID: model.NewPublicID(), RoundID: round.ID, Scheme: round.Scheme, Type: typ, Version: 1, Area: place.Area,
		Village: regionCode(place.Area.Up(model.LevelVillage)), Householder: strings.TrimSpace(in.Householder), CreatedAt: s.now(),
	}
	if place.Level == model.LevelGroup {
		c.Group = place.Code
	}
	sch, err := s.schemeOf(round.Scheme)
	if err != nil {
		return nil, err
	}
	c.Category, _ = sch.CategoryOf(typ)
	c.State = sch.Initial(model.MachineCase)
	rule, right, err := submitRule(actor, sch, c, in)
	if err != nil {
		return nil, err
	}
	if err := s.applicant(tx, actor, right, c, in); err != nil {
		return nil, err
	}
	if err := s.sealApplication(tx, c, in); err != nil {
		return nil, err
	}
	sub, err := s.ofCase(tx, c, nil)
	if err != nil {
		return nil, err
	}
	m := &move{s: s, tx: tx, actor: actor, sub: sub, rule: rule, right: right, asked: right.Role, at: s.now(), from: c.State, was: 1,
		act: model.Act{Object: model.Ref{Kind: model.ObjectCase, ID: c.PublicID}, Do: rule.Do, Request: request}}
	m.act.Input.Files = in.Proof
	return m, s.linkPrevious(tx, actor, c, in.Previous)
}

// doorOf returns the round a household of the place applies to now.
func (s *Service) doorOf(tx *store.Tx, place model.Region, want model.CaseType) (model.CaseType, model.Round, error) {
	village := regionCode(place.Area.Up(model.LevelVillage))
	rounds, err := tx.OpenRoundsOf(village)
	if err != nil {
		return "", model.Round{}, err
	}
	for _, r := range rounds {
		sch, err := s.schemeOf(r.Scheme)
		if err != nil {
			return "", model.Round{}, err
		}
		if typ := sch.CaseTypes[0]; want == "" || want == typ {
			return typ, r, nil
		}
	}
	return "", model.Round{}, model.Conflict("这个村现在没有开放申请。请问村上，或打12317")
}

// submitRule finds the row by which this actor may submit: the applicant's, or
// the clerk's on behalf. A cadre of another village is a villager like others.
func submitRule(actor model.Actor, sch *workflow.Scheme, c *model.Case, in Application) (workflow.Rule, model.Right, error) {
	object := model.Object{Area: c.Area}
	if !actor.Cadre() {
		object.ApplicantID = actor.PersonID
	}
	rule, right, refused := maySubmit(actor, sch, c.State, object)
	if refused == nil {
		return rule, right, nil
	}
	if actor.PersonID != 0 && actor.Cadre() && in.Applicant == "" && len(in.Proof) == 0 {
		object.ApplicantID = actor.PersonID
		if rule, right, err := maySubmit(actor, sch, c.State, object); err == nil {
			return rule, right, nil
		}
	}
	return workflow.Rule{}, model.Right{}, refused
}

// maySubmit finds the row of the procedure that lets the actor submit; when none
// does, it returns the refusal that says most.
func maySubmit(actor model.Actor, sch *workflow.Scheme, at model.State, object model.Object) (workflow.Rule, model.Right, error) {
	var refused error
	for _, rule := range sch.Moves(model.MachineCase, at) {
		if rule.Do != "submit" {
			continue
		}
		right, err := actor.May(model.Action{Name: "case.submit", By: rule.By}, object)
		if err == nil {
			return rule, right, nil
		}
		if refused == nil || model.KindOf(err) == model.KindForbidden {
			refused = err
		}
	}
	if refused == nil {
		refused = model.NotFound()
	}
	return workflow.Rule{}, model.Right{}, refused
}

// applicant settles whose application it is; the account's own open one stands in the way.
func (s *Service) applicant(tx *store.Tx, actor model.Actor, right model.Right, c *model.Case, in Application) error {
	c.ApplicantID = actor.PersonID
	if right.Role != model.RoleApplicant {
		c.FilledBy, c.ApplicantID = actor.PersonID, 0
		if in.Applicant != "" {
			p, err := tx.PersonByPublic(in.Applicant)
			if err != nil {
				return model.InvalidField("applicant", "没有找到这个人，请重新选")
			}
			c.ApplicantID = p.ID
		}
	}
	if in.ForOther {
		c.Relation, c.ProxyReason = in.Relation, in.ProxyReason
	}
	if c.ApplicantID != 0 && c.FilledBy == 0 {
		key := strconv.FormatInt(c.ApplicantID, 10)
		if in.ForOther { // one of one's own, and one for each other household
			key += ":" + tx.Seal().Index("number", in.Number.Reveal())
		}
		c.OpenAccount = &key
	}
	return nil
}

// sealApplication writes what must not stand in clear.
func (s *Service) sealApplication(tx *store.Tx, c *model.Case, in Application) error {
	hardship, err := json.Marshal(in.Hardship)
	if err != nil {
		return model.Internal(err)
	}
	c.NumberIndex = tx.Seal().Index("number", in.Number.Reveal())
	c.Masked = in.Number.Minor(s.today())
	for _, cell := range []struct {
		column string
		plain  []byte
		to     *[]byte
	}{
		{"number", []byte(in.Number.Reveal()), &c.NumberSealed}, {"phone", []byte(in.Phone.Reveal()), &c.PhoneSealed},
		{"hardship", hardship, &c.HardshipSealed}, {"words", []byte(in.Words.Reveal()), &c.WordsSealed},
	} {
		if *cell.to, err = tx.Seal().Seal(caseCell(c, cell.column), cell.plain); err != nil {
			return err
		}
	}
	c.PhotoIDs = in.Photos
	return nil
}

func caseCell(c *model.Case, column string) seal.Cell {
	return seal.Cell{Table: "cases", Column: column, Row: string(c.PublicID)}
}

// linkPrevious ties a new application to the refused one it follows.
func (s *Service) linkPrevious(tx *store.Tx, actor model.Actor, c *model.Case, previous model.PublicID) error {
	if previous == "" {
		return nil
	}
	prev, err := tx.CaseByPublic(previous)
	if err != nil || prev.NumberIndex != c.NumberIndex || !actor.Sees(model.Object{Area: prev.Area, ApplicantID: prev.ApplicantID}) {
		return model.InvalidField("previous", "没有找到原来的申请，请不选它直接提交")
	}
	c.PreviousID = prev.ID
	return nil
}

// doSubmit stores the new case with its receipt number, and its photos.
func (m *move) doSubmit() error {
	c := m.sub.cas
	n, err := m.tx.Next("receipt:" + c.Village + ":" + string(m.s.today()))
	if err != nil {
		return err
	}
	c.ReceiptNo = "HZ-" + dayDigits(m.s.today()) + "-" + tail6(c.Village) + "-" + fmt.Sprintf("%03d", n)
	c.ReportedAt, c.StateAt = m.at, m.at
	c.KinMark, err = m.tx.CadreKin(c.NumberIndex)
	if err != nil {
		return err
	}
	if err := m.storeCase(c); err != nil {
		return err
	}
	for _, id := range c.PhotoIDs {
		if _, err := m.attach(id, "application"); err != nil {
			return err
		}
	}
	for _, id := range m.act.Input.Files {
		if _, err := m.attach(id, "consent"); err != nil {
			return err
		}
	}
	m.out.Kind, m.out.Number = "received", c.ReceiptNo
	return nil
}

// storeCase inserts a new case in the state and version its first act leads to,
// so that it need not be written twice.
func (m *move) storeCase(c *model.Case) error {
	c.State, c.Version = m.to, m.was+1
	if err := m.tx.AddCase(c); err != nil {
		return m.lostApplication(err)
	}
	m.sub.id, m.sub.fresh, m.created = c.ID, true, true
	return nil
}

func dayDigits(d model.Date) string { return strings.ReplaceAll(string(d), "-", "") }

// tail6 is the last six digits of a village code, as they stand in public numbers (decisions 27).
func tail6(code string) string {
	if len(code) < 6 {
		return code
	}
	return code[len(code)-6:]
}
