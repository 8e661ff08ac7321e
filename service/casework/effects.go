package casework

import (
	"errors"
	"fmt"

	"bangfu/model"
	"bangfu/model/seal"
)

// effect does what is particular to the act, before the object moves. What a row
// of the scheme says by its attributes (meeting, publicity, rows, bundles) is
// carried out here once, for every scheme.
func (m *move) effect() error {
	switch m.sub.kind {
	case model.ObjectCase:
		return m.caseEffect()
	case model.ObjectSheet:
		return m.report()
	case model.ObjectRoster, model.ObjectBundle:
		return m.rosterEffect()
	case model.ObjectObjection:
		if m.rule.Do == doTakeUp {
			return m.takeUp()
		}
		return m.answerObjection()
	case model.ObjectReview:
		return m.decideReview()
	case model.ObjectRound:
		return m.openRound()
	}
	return nil
}

func (m *move) caseEffect() error {
	m.notes = append(m.notes, m.gathered)
	switch m.rule.Do {
	case "submit":
		return m.doSubmit()
	case "mark":
		return m.doMark()
	case "accept":
		return m.doAccept()
	case "return":
		return m.doReturn()
	case "resubmit":
		return m.doResubmit()
	case "pass_on":
		return m.doPassOn()
	case "place":
		return m.moveTo(m.act.Input.Village)
	case "merge":
		return m.doMerge()
	case "survey":
		return m.doSurvey()
	case "compare":
		return m.doCompare()
	case "withdraw", "renounce":
		return m.doWithdraw()
	}
	return m.endCase()
}

func (m *move) doReturn() error {
	due, err := m.s.cal.Due(m.s.clock.Now(), m.rule.Remedy)
	if err != nil {
		return err
	}
	m.sub.cas.Due = model.InstantOf(due)
	m.out.RemedyDue = m.rule.Remedy.N
	return nil
}

func (m *move) doMerge() error {
	other, err := m.tx.CaseByPublic(m.act.Input.Case)
	if err != nil {
		return err
	}
	m.sub.cas.PreviousID = other.ID
	return m.endCase()
}

// doCompare seals the answer of the comparison; it informs, people decide.
func (m *move) doCompare() error {
	if err := m.keepForm("hit=" + fmt.Sprint(m.act.Input.Comparison.Hit) + ";" + m.act.Input.Comparison.Note.Reveal()); err != nil {
		return err
	}
	return m.opens()
}

// endCase frees the person for another case where the way ends here.
func (m *move) endCase() error {
	if m.sub.scheme.Terminal(model.MachineCase, m.to) {
		m.sub.cas.OpenKey, m.sub.cas.OpenAccount = nil, nil
		m.sub.cas.EndedAt = m.at
	}
	return nil
}

// follow moves a case because its sheet or list did: by a row of the procedure,
// like every other move, but inside another object's act.
func (m *move) follow(c *model.Case, do model.Do) error {
	rule, ok := m.followRule(c, do)
	if !ok {
		return model.Internal(errors.New("casework: no row lets a case at " + string(c.State) + " follow by " + string(do)))
	}
	from := c.State
	c.State, c.StateAt = rule.To[0], m.at
	if m.sub.scheme.Terminal(model.MachineCase, c.State) {
		c.OpenKey, c.OpenAccount, c.EndedAt = nil, nil, m.at
	}
	if err := m.tx.PutCase(c, from); err != nil {
		return err
	}
	m.replaceCase(*c)
	return m.progress(c, rule)
}

func (m *move) replaceCase(c model.Case) {
	for i := range m.cases {
		if m.cases[i].ID == c.ID {
			m.cases[i] = c
		}
	}
}

// refuse ends a case with the level and the reason; 复核 and referral stay open to it.
func (m *move) refuse(c *model.Case, do model.Do, reason string) error {
	c.EndLevel, c.EndReason = m.rule.Level, reason
	return m.follow(c, do)
}

func (m *move) keepForm(plain string) error {
	f := model.FormEntry{PublicID: model.NewPublicID(), ObjectKind: m.sub.kind, ObjectID: m.sub.id, Do: m.rule.Do, PersonID: m.actor.PersonID, At: m.at}
	sealed, err := m.tx.Seal().Seal(formCell(f.PublicID), []byte(plain))
	if err != nil {
		return err
	}
	f.Sealed = sealed
	return m.tx.AddFormEntry(&f)
}

func formCell(id model.PublicID) seal.Cell {
	return seal.Cell{Table: "form_entry", Column: "sealed", Row: string(id)}
}
