package casework

import (
	"bangfu/model"
)

// separate keeps one person from deciding at two levels on one row, and near kin
// from deciding at all on a single household; on lists near kin steps aside row
// by row (decisions 5).
func (m *move) separate() error {
	if m.nearKinDecides() {
		return model.Forbidden("这是您近亲属家的事，您要回避。已请上一级办理，不用再办了")
	}
	if err := m.ownMatter(); err != nil || !m.rule.Deciding {
		return err
	}
	var ids []int64
	for _, c := range m.cases {
		ids = append(ids, c.ID)
	}
	n, err := m.tx.OtherLevel(m.actor.PersonID, m.rule.Level, ids)
	if err != nil {
		return err
	}
	if n > 0 {
		return model.Forbidden("名单里有您在别的层级办过的户，同一个人不能办两级。请由本岗位的其他人办理")
	}
	return nil
}

// nearKinDecides reports whether a cadre acts on the single household of near kin.
func (m *move) nearKinDecides() bool {
	single := m.sub.kind == model.ObjectCase || m.sub.kind == model.ObjectReview || m.sub.kind == model.ObjectObjection
	cadre := m.right.Role != model.RoleApplicant && m.right.Role != model.RoleTimer && m.right.Role != model.RoleVillager
	return single && cadre && len(m.kin) > 0
}

// ownMatter keeps one hand from both sides: nobody answers an objection of the
// own, or reviews a refusal of the own (A6).
func (m *move) ownMatter() error {
	me := m.actor.PersonID
	if o := m.sub.objection; o != nil && m.sub.id != 0 && me != 0 && (o.ObjectorID == me || o.EnteredBy == me) {
		return model.Forbidden("这件反映是您提的或您登记的，请由本岗位的其他人答复")
	}
	if m.sub.review == nil || !m.rule.Deciding {
		return nil
	}
	n, err := m.tx.ActsOn(me, m.sub.review.CaseID)
	if err == nil && n > 0 {
		err = model.Forbidden("这一户是您办过的，复核要由没有办过的人来办")
	}
	return err
}

func (m *move) findKin() error {
	m.kin = map[int64]bool{}
	if m.actor.PersonID == 0 || len(m.cases) == 0 || !model.GuardKin.On() {
		return nil
	}
	indexes := make([]string, 0, len(m.cases))
	for _, c := range m.cases {
		indexes = append(indexes, c.NumberIndex)
	}
	found, err := m.tx.KinOf(m.actor.PersonID, indexes)
	for _, c := range m.cases {
		if found[c.NumberIndex] || c.NumberIndex != "" && c.NumberIndex == m.actor.Index && m.right.Role != model.RoleApplicant {
			m.kin[c.ID] = true
		}
	}
	return err
}
