package casework

import (
	"encoding/json"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// notify queues a notice to one person in the act's transaction.
func (s *Service) notify(tx *store.Tx, msg model.Message, facts model.NoticeFacts, at model.Instant) error {
	b, err := json.Marshal(facts)
	if err != nil {
		return model.Internal(err)
	}
	msg.PublicID, msg.Facts, msg.State, msg.Due, msg.CreatedAt, msg.Version = model.NewPublicID(), b, store.MessageQueued, at, at, 1
	msg.ClientID = string(msg.PublicID)
	return tx.AddMessage(&msg)
}

// tellAbove tells the holders of the desk above a role's of something below that
// they are to look at.
func (s *Service) tellAbove(tx *store.Tx, sub *subject, role model.Role, msg model.Message, facts model.NoticeFacts) error {
	f, _ := role.Facts()
	if f.Above == "" {
		return nil
	}
	ids, err := tx.Holders(f.Above, deskArea(f.Above, sub.area), s.today())
	if err != nil {
		return err
	}
	facts.Place, facts.Office, facts.Count = s.placeName(tx, deskPlace(sub)), s.officeName(tx, role, deskArea(role, sub.area)), 1
	for _, id := range ids {
		msg.PersonID, msg.Kind = id, model.NoticeAlert
		if err := s.notify(tx, msg, facts, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// mail queues a notice to everybody of an area as one row (decisions 33).
func (s *Service) mail(tx *store.Tx, kind string, area model.Area, facts model.MailingFacts, at model.Instant) error {
	b, err := json.Marshal(facts)
	if err != nil {
		return model.Internal(err)
	}
	return tx.AddMailing(&model.Mailing{Kind: kind, Area: area, Facts: b, CreatedAt: at})
}

// progress tells a household that its matter has moved.
func (m *move) progress(c *model.Case, rule workflow.Rule) error {
	if c.ApplicantID == 0 || rule.Do == "submit" {
		return nil
	}
	receipt := c.AcceptNo
	if receipt == "" {
		receipt = c.ReceiptNo
	}
	facts := model.NoticeFacts{Title: "您家的申请有新进展", Say: rule.Say, Next: m.sub.scheme.Step(model.MachineCase, c.State), Receipt: receipt, HowToAsk: "找人"}
	m.tellReturned(&facts)
	return m.s.notify(m.tx, model.Message{PersonID: c.ApplicantID, Kind: model.NoticeProgress, CaseID: c.ID, Link: "/c/" + string(c.PublicID)}, facts, m.at)
}

// describeNext says in the outcome who has the matter now and until when.
func (m *move) describeNext() error {
	if m.sub.kind == model.ObjectCase && m.sub.cas.ID != 0 && m.moved {
		if err := m.progress(m.sub.cas, m.rule); err != nil {
			return err
		}
	}
	tasks := m.sub.opened
	var err error
	if !m.created {
		if tasks, err = m.tx.TasksOfObject(m.sub.kind, m.sub.id); err != nil {
			return err
		}
	}
	for i := range tasks {
		if m.tellNext(&tasks[i]) {
			break
		}
	}
	if m.actor.Cadre() && m.actor.PersonID != 0 {
		m.out.TasksLeft, err = m.tx.CountTasksOf(m.actor.PersonID, desksOf(m.actor))
	}
	return err
}

// tellNext says that a task is what comes next; false when it is not. A list that
// has been posted waits for the photo of its last day.
func (m *move) tellNext(k *model.Task) bool {
	photo := k.Kind == "end_photo" && m.out.LastDay != ""
	if k.Status != store.TaskOpen || k.Kind != "step" && !photo {
		return false
	}
	m.out.NextOffice, m.out.NextSay, m.out.NextDue = m.s.officeName(m.tx, k.Role, k.DeskArea), m.s.sayOf(m.sub, k), k.Due.Time()
	if photo {
		m.out.NextSay = "期满照片（" + m.out.LastDay.Words() + "当天或以后拍）"
	}
	return true
}
