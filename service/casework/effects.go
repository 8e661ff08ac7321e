package casework

import (
	"errors"
	"fmt"

	"bangfu/model"
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
		m.sub.cas.Due = 0
		return nil
	case "pass_on":
		return m.doPassOn()
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

// doAccept gives the acceptance number, proves the applicant's identity, makes
// the person's only open case, and opens the survey (受理).
func (m *move) doAccept() error {
	c := m.sub.cas
	n, err := m.tx.Next("accept:" + c.Village + ":" + string(m.s.today()))
	if err != nil {
		return err
	}
	c.AcceptNo = "SL-" + dayDigits(m.s.today()) + "-" + tail6(c.Village) + "-" + fmt.Sprintf("%03d", n)
	if model.GuardOpenCase.On() {
		key := c.NumberIndex
		c.OpenKey = &key
	}
	m.out.Number = c.AcceptNo
	if err := m.proveApplicant(c); err != nil {
		return err
	}
	return m.opens()
}

// proveApplicant marks the applicant's binding as verified when the number is the
// applicant's own: the clerk has seen the card (decisions 16).
func (m *move) proveApplicant(c *model.Case) error {
	if c.ApplicantID == 0 {
		return nil
	}
	p, err := m.tx.Person(c.ApplicantID)
	if err != nil {
		return err
	}
	if p.Verified || p.NumberIndex != c.NumberIndex {
		return nil
	}
	p.Verified = true
	if p.Area == "" || !p.Area.Contains(c.Area) && c.Area != "" {
		p.Area = c.Area
	}
	return m.tx.PutPerson(&p)
}

// opens carries out what the row opens beside its move.
func (m *move) opens() error {
	if m.rule.Opens == "survey" || m.opensSurveyAt(m.to) {
		return m.openSurvey(m.sub.cas)
	}
	return nil
}

// opensSurveyAt reports whether a state is one in which surveyors are asked.
func (m *move) opensSurveyAt(at model.State) bool {
	rule, ok := m.sub.scheme.Desk(model.MachineCase, at)
	return ok && rule.Allows(model.RoleSurveyor)
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

func (m *move) doPassOn() error {
	r, err := m.tx.Region(m.act.Input.Village)
	if err != nil {
		return err
	}
	c := m.sub.cas
	c.Area, c.Group = r.Area, ""
	if r.Level == model.LevelGroup {
		c.Group = r.Code
	}
	c.Village = regionCode(r.Area.Up(model.LevelVillage))
	if _, err := m.tx.OpenDoor(c.Village, c.Type); err != nil {
		return model.InvalidField("village", "那个村现在没有开放申请，请先问县上")
	}
	m.sub.area, m.relocated = c.Area, true
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

func (m *move) keepForm(plain string) error {
	f := model.FormEntry{PublicID: model.NewPublicID(), ObjectKind: m.sub.kind, ObjectID: m.sub.id, Do: m.rule.Do, PersonID: m.actor.PersonID, At: m.at}
	sealed, err := m.tx.Seal().Seal(formCell(f.PublicID), []byte(plain))
	if err != nil {
		return err
	}
	f.Sealed = sealed
	return m.tx.AddFormEntry(&f)
}

// doWithdraw takes the household off its way: its row leaves, its quota is
// released (decisions 8); not once the first publicity has started, then it
// takes a signed waiver.
func (m *move) doWithdraw() error {
	c := m.sub.cas
	if m.rule.Until == "first_publicity" && c.RosterID != 0 {
		shown, err := m.tx.PublicitiesOf(c.RosterID)
		if err != nil {
			return err
		}
		if len(shown) > 0 {
			return model.Conflict("名单已经张榜，不能在手机上撤回。要放弃，请到村上签一份放弃声明")
		}
	}
	for _, id := range m.act.Input.Files {
		if _, err := m.attach(id, "waiver"); err != nil {
			return err
		}
	}
	if c.RosterID != 0 {
		if err := m.dropRow(c, model.VerdictWithdrawn, "申请人撤回"); err != nil {
			return err
		}
	}
	return m.endCase()
}

// dropRow takes a case's row off its roster and gives its places back.
func (m *move) dropRow(c *model.Case, verdict model.Verdict, reason string) error {
	r, err := m.tx.Roster(c.RosterID)
	if err != nil {
		return err
	}
	row, err := m.tx.RowOf(r.ID, c.ID)
	if err != nil {
		return err
	}
	if !row.Verdict.Live() {
		return nil
	}
	reserved := row.Verdict == model.VerdictKept
	row.Verdict, row.Reason = verdict, reason
	if err := m.tx.PutRow(&row); err != nil {
		return err
	}
	if reserved {
		if err := m.releaseQuota(&r, c.ID, row.Persons); err != nil {
			return err
		}
	}
	if err := m.bumpList(&r); err != nil {
		return err
	}
	return m.reshow(&r)
}

// reshow takes a household that left off the list that is being shown.
func (m *move) reshow(r *model.Roster) error {
	p, err := m.tx.RunningPublicity(r.ID)
	if err != nil {
		if model.KindOf(err) == model.KindNotFound {
			return nil
		}
		return err
	}
	if err := m.snapshot(r); err != nil {
		return err
	}
	p.SnapshotID = r.SnapshotID
	return m.tx.PutPublicity(&p)
}

// bumpList notes that the rows of another object's roster have changed.
func (m *move) bumpList(r *model.Roster) error {
	r.ListVersion++
	if err := m.tx.PutRoster(r, r.State); err != nil {
		return err
	}
	return m.tx.RenewTasks(model.ObjectRoster, r.ID, r.Seen())
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
	rule, ok := m.sub.scheme.RuleFor(model.MachineCase, c.State, do, model.RoleList)
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
