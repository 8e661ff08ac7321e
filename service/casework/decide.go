package casework

import (
	"bangfu/model"
	"bangfu/service/audit"
)

// decide writes the decision; unique per object, version and thus per move.
func (m *move) decide(to model.State) error {
	d := model.Decision{
		PublicID: model.NewPublicID(), ObjectKind: m.sub.kind, ObjectID: m.sub.id, Version: m.was, Machine: m.sub.machine,
		FromState: m.from, ToState: to, Do: m.rule.Do, PersonID: m.actor.PersonID, ForID: m.right.ForID, Role: m.right.Role,
		Level: m.rule.Level, Area: m.right.Area, Door: m.actor.Door, Reason: m.act.Reason, At: m.at,
	}
	if d.Reason == "" {
		d.Reason = m.act.Opinion
	}
	if m.right.Role == model.RoleTimer || m.right.Role == model.RoleApplicant {
		d.Area = m.sub.area
	}
	if m.task != nil {
		d.TaskID = m.task.ID
	}
	m.s.audit.SignDecision(m.tx, &d)
	if err := m.tx.AddDecision(&d); err != nil {
		return m.lost(err)
	}
	return nil
}

// audited writes the act's record in its own transaction: no audit row, no decision.
func (s *Service) audited(m *move, to model.State) error {
	about := make([]string, 0, len(m.cases))
	for _, c := range m.cases {
		about = append(about, c.NumberIndex)
	}
	digest, err := s.audit.Write(m.tx, audit.Entry{
		Actor: m.actor, Right: m.right, Action: actionName(m.sub.machine, m.rule.Do), Kind: m.sub.kind, ID: m.sub.id, Area: m.sub.area,
		From: m.from, To: to, Version: m.was, Scheme: m.sub.scheme.Hash, RequestKey: m.act.Request, About: about,
	})
	m.out.Digest = digest
	return err
}
