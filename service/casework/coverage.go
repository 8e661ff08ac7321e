package casework

import (
	"bangfu/model"
)

// Question is a family of the village that its list does not hold although the
// register marks it (低保, 残疾, 大病 …): the meeting answers, nothing is added by
// itself (应纳未纳, R-97).
type Question struct {
	Subject string `json:"subject"` // public id of the case or mark
	Group   int    `json:"group"`
	Mark    string `json:"mark"` // in plain words, no cause
}

// coverageQuestions finds who applied in this village and round and is not on any
// list: families whose way ended before the assembly, or still waits. Marks of
// other registers join when they are there.
func (m *move) coverageQuestions() ([]Question, error) {
	var qs []Question
	for _, st := range m.sub.scheme.States(model.MachineCase) {
		cases, err := m.tx.CasesOfVillage(m.sub.round, m.sub.roster.Village, st)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.RosterID != 0 || c.Category != m.sub.roster.Category || c.State == "withdrawn" || c.State == "merged" {
				continue
			}
			if m.sub.scheme.Terminal(model.MachineCase, st) || c.AcceptNo != "" {
				qs = append(qs, Question{Subject: string(c.PublicID), Group: groupNo(c.Group), Mark: m.sub.scheme.Step(model.MachineCase, st)})
			}
		}
	}
	return qs, nil
}

// needCoverage asks that the meeting has answered every question.
func (m *move) needCoverage() error {
	qs, err := m.coverageQuestions()
	if err != nil || len(qs) == 0 || !model.GuardCoverage.On() {
		return err
	}
	answered := map[string]string{}
	if in := m.act.Input.Meeting; in != nil {
		for _, a := range in.Coverage {
			answered[a.Subject] = a.Answer
		}
	}
	for _, q := range qs {
		if checkReason("meeting.coverage", answered[q.Subject]) != nil {
			return model.InvalidField("meeting.coverage", "还有户没有评到，会上要逐户说明，至少5个字")
		}
	}
	m.notes = append(m.notes, func() error { return m.keepCoverage(qs, answered) })
	return nil
}

func (m *move) keepCoverage(qs []Question, answered map[string]string) error {
	var as []model.CoverageAnswer
	for _, q := range qs {
		if err := model.ScanPublic(answered[q.Subject]); err != nil {
			return model.InvalidField("meeting.coverage", "会上的说明不要写号码或病情")
		}
		as = append(as, model.CoverageAnswer{RosterID: m.sub.id, MeetingID: m.sub.roster.MeetingID, Subject: q.Subject, Answer: answered[q.Subject]})
	}
	return m.tx.AddCoverageAnswers(as)
}
