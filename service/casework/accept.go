package casework

import (
	"fmt"

	"bangfu/model"
)

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
