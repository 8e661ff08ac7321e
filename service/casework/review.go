package casework

import (
	"context"
	"unicode/utf8"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
	"bangfu/service/workflow"
)

// AskReview asks that a refusal be looked at again (复核): once, within the days of
// the receipt the scheme names. A meeting's refusal goes to the township, the
// township's to the county, the county's to the leading group (decisions 3).
func (s *Service) AskReview(ctx context.Context, actor model.Actor, request string, id model.PublicID, words model.Sensitive) (model.Outcome, error) {
	if utf8.RuneCountInString(words.Reveal()) < reasonLength {
		return model.Outcome{}, model.InvalidField("words", "请写明为什么要再核一次，至少5个字")
	}
	hash := s.imprint(string(id), words.Reveal())
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		c, err := tx.CaseByPublic(id)
		if err != nil {
			return model.Outcome{}, err
		}
		m, err := s.openReview(tx, actor, request, &c)
		if err != nil {
			return model.Outcome{}, err
		}
		r := m.sub.review
		if r.AskSealed, err = tx.Seal().Seal(seal.Cell{Table: "review", Column: "ask", Row: string(r.PublicID)}, []byte(words.Reveal())); err != nil {
			return model.Outcome{}, err
		}
		if err := tx.AddReview(r); err != nil {
			return model.Outcome{}, model.Conflict("复核只能申请一次。结果出来会告诉您")
		}
		m.sub.id = r.ID
		m.out = model.Outcome{Kind: "received", Object: m.sub.ref(), Do: m.rule.Do, Say: m.rule.Say, From: m.from}
		return m.finish()
	})
}

func (s *Service) openReview(tx *store.Tx, actor model.Actor, request string, c *model.Case) (*move, error) {
	sch, err := s.schemeOf(c.Scheme)
	if err != nil {
		return nil, err
	}
	r := &model.Review{PublicID: model.NewPublicID(), CaseID: c.ID, Scheme: c.Scheme, Area: c.Area, State: sch.Initial(model.MachineReview),
		Version: 1, StateAt: s.now(), CreatedAt: s.now()}
	sub, err := s.ofReview(tx, r, nil)
	if err != nil {
		return nil, err
	}
	rule, ok := sch.Rule(model.MachineReview, r.State, "ask")
	if !ok {
		return nil, model.Conflict("这个方案没有复核。请打12317")
	}
	m := &move{s: s, tx: tx, actor: actor, sub: sub, rule: rule, at: s.now(), from: r.State, was: 1, cases: []model.Case{*c},
		act: model.Act{Object: sub.ref(), Do: rule.Do, Request: request}}
	if m.right, err = actor.May(model.Action{Name: "review.ask", By: rule.By}, sub.object()); err != nil {
		return nil, err
	}
	m.asked = m.right.Role
	if c.EndLevel == 0 || !sch.Terminal(model.MachineCase, c.State) {
		return nil, model.Conflict("这件申请没有被退掉，不用复核。请看进度")
	}
	if limit, ok := rule.OfReceipt(); ok {
		until, err := s.cal.Due(toldAt(tx, c).Time(), limit)
		if err != nil {
			return nil, err
		}
		if s.clock.Now().After(until) {
			return nil, model.Conflict("已经过了申请复核的时间。情况有变化可以重新申请")
		}
	}
	m.to = rule.To[reviewDesk(c.EndLevel, len(rule.To))]
	return m, nil
}

// toldAt is when the household received the refusal: remedy days run from the
// receipt; a notice nobody has received keeps them from running.
func toldAt(tx *store.Tx, c *model.Case) model.Instant {
	msgs, err := tx.MessagesOfCase(c.ID)
	if err != nil {
		return c.EndedAt
	}
	at := c.EndedAt
	for _, msg := range msgs {
		if msg.CreatedAt >= c.EndedAt {
			for _, t := range []model.Instant{msg.ToldAt, msg.EndAt, msg.SeenAt} {
				at = max(at, t)
			}
		}
	}
	return at
}

// reviewDesk picks the desk above the level that refused, in the order of the row's targets.
func reviewDesk(level model.Level, n int) int {
	i := 0
	switch level {
	case model.LevelTownship:
		i = 1
	case model.LevelCounty:
		i = 2
	}
	return min(i, n-1)
}

// decideReview grants or dismisses: granted, the household enters the next
// serial, at the assembly when a meeting had refused it, else at verifying.
func (m *move) decideReview() error {
	r := m.sub.review
	r.Result = m.act.Input.Verdict
	ok := false
	for _, v := range m.rule.Verdicts {
		ok = ok || v == r.Result
	}
	if !ok {
		return model.InvalidField("verdict", "请选复核的结果")
	}
	sealed, err := m.tx.Seal().Seal(seal.Cell{Table: "review", Column: "answer", Row: string(r.PublicID)}, []byte(m.act.Reason))
	if err != nil {
		return err
	}
	r.AnswerSealed = sealed
	c := m.caseOf(r.CaseID)
	if r.Result != "granted" {
		return m.progress(c, m.rule)
	}
	return m.readmit(c)
}

// readmit brings a refused case back onto the way by the row `readmit` of the case machine.
func (m *move) readmit(c *model.Case) error {
	level := c.EndLevel
	key := c.NumberIndex
	c.EndLevel, c.EndReason, c.EndedAt = 0, "", 0
	if c.AcceptNo != "" {
		c.OpenKey = &key
	}
	if err := m.follow(c, "readmit"); err != nil {
		return err
	}
	enters := m.verifyingState()
	if level == model.LevelGroup || level == model.LevelVillage {
		enters = m.sub.scheme.Initial(model.MachineRoster)
	}
	from := &model.Roster{RoundID: c.RoundID, Village: c.Village, Area: c.Area.Up(model.LevelVillage), Category: c.Category}
	m.sub.round = c.RoundID
	return m.supplement(from, c, c.Persons, enters)
}

// ReferralInput hands a refused household on, with its consent (转介, R-106).
type ReferralInput struct {
	Case    model.PublicID `json:"case"`
	Office  string         `json:"office"` // 民政, 医保, 残联 …
	Consent bool           `json:"consent"`
}

// ReferralOffices are the offices a household may be handed on to.
func ReferralOffices() []model.Choice {
	return []model.Choice{{Value: "civil_affairs", Label: "民政"}, {Value: "medical_insurance", Label: "医保"}, {Value: "disabled", Label: "残联"},
		{Value: "education", Label: "教育"}, {Value: "employment", Label: "人社"}, {Value: "housing", Label: "住建"}}
}

// Refer hands a refused household on to another office.
func (s *Service) Refer(ctx context.Context, actor model.Actor, request string, in ReferralInput) (model.Outcome, error) {
	known := false
	for _, o := range ReferralOffices() {
		known = known || o.Value == in.Office
	}
	if !known {
		return model.Outcome{}, model.InvalidField("office", "请选转到哪个部门")
	}
	if !in.Consent {
		return model.Outcome{}, model.InvalidField("consent", "转介要经您同意，请打勾")
	}
	return s.once(ctx, actor, request, s.imprint(string(in.Case), in.Office), func(tx *store.Tx) (model.Outcome, error) {
		c, err := tx.CaseByPublic(in.Case)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.ofCase(tx, &c, nil)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.Action{Name: "case.refer", By: []model.Role{model.RoleApplicant, model.RoleVillageClerk}}, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		if !sub.scheme.Terminal(model.MachineCase, c.State) {
			return model.Outcome{}, model.Conflict("这件申请还在办，不用转介")
		}
		r := model.Referral{PublicID: model.NewPublicID(), CaseID: c.ID, Office: in.Office, Consent: true, Day: s.today(), CreatedAt: s.now()}
		if err := tx.AddReferral(&r); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "refer.case", Kind: sub.kind, ID: sub.id, Area: sub.area,
			From: sub.state, To: sub.state, Version: sub.version, Scheme: sub.scheme.Hash, RequestKey: request, About: []string{c.NumberIndex}})
		return model.Outcome{Kind: "received", Object: model.Ref{Kind: model.ObjectReferral, ID: r.PublicID}, Do: "refer", Say: "转介", Digest: digest}, err
	})
}

// AnswerReferral enters what the other office answered; the household sees it.
func (s *Service) AnswerReferral(ctx context.Context, actor model.Actor, request string, id model.PublicID, answer model.Sensitive) (model.Outcome, error) {
	if utf8.RuneCountInString(answer.Reveal()) < reasonLength {
		return model.Outcome{}, model.InvalidField("answer", "请写明对方部门的答复，至少5个字")
	}
	return s.once(ctx, actor, request, s.imprint(string(id), answer.Reveal()), func(tx *store.Tx) (model.Outcome, error) {
		r, err := tx.ReferralByPublic(id)
		if err != nil {
			return model.Outcome{}, err
		}
		c, err := tx.Case(r.CaseID)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.AnswerReferral, model.Object{Area: c.Area})
		if err != nil {
			return model.Outcome{}, err
		}
		sealed, err := tx.Seal().Seal(seal.Cell{Table: "referral", Column: "answer", Row: string(r.PublicID)}, []byte(answer.Reveal()))
		if err != nil {
			return model.Outcome{}, err
		}
		ok, err := tx.AnswerReferral(r.ID, sealed, actor.PersonID, s.now())
		if err != nil {
			return model.Outcome{}, err
		}
		if !ok {
			return model.Outcome{}, model.Conflict("这件转介已经登记过答复")
		}
		m := &move{s: s, tx: tx, at: s.now(), out: model.Outcome{}}
		if m.sub, err = s.ofCase(tx, &c, nil); err != nil {
			return model.Outcome{}, err
		}
		if err := m.progress(&c, workflow.Rule{Do: "refer", Say: "转介有答复"}); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "referral.answer", Kind: model.ObjectReferral, ID: r.ID, Area: c.Area,
			RequestKey: request, About: []string{c.NumberIndex}})
		return model.Outcome{Kind: "done", Object: model.Ref{Kind: model.ObjectReferral, ID: id}, Do: "answer", Say: "登记答复", Digest: digest}, err
	})
}
