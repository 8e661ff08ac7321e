package casework

import (
	"bangfu/model"
)

// separate keeps one person from deciding at two levels on one row, and near kin
// from deciding at all on a single household; on lists near kin steps aside row
// by row (decisions 5).
func (m *move) separate() error {
	if m.nearKinDecides() {
		return model.Forbidden("这是您（或您顶班的同志）近亲属家的事，您要回避，由别的同志或上一级办理，您不用再办了")
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
	for _, me := range hands(m.actor, m.right) {
		if o := m.sub.objection; o != nil && m.sub.id != 0 && (o.ObjectorID == me || o.EnteredBy == me || o.ObjectorMark == m.s.objectorMark(o, me)) {
			return model.Forbidden("这件反映是您（或您顶班的同志）提的或登记的，请由本岗位的其他人答复")
		}
		if m.sub.review == nil || !m.rule.Deciding {
			continue
		}
		if n, err := m.tx.ActsOn(me, m.sub.review.CaseID); err != nil || n > 0 {
			if err == nil {
				err = model.Forbidden("这一户是您（或您顶班的同志）办过的，复核要由没有办过的人来办")
			}
			return err
		}
	}
	return nil
}

// findKin notes which of the households are near kin of who acts, or of the absent
// holder acted for: the kin of either steps aside.
func (m *move) findKin() error {
	var err error
	m.kin, err = m.tx.KinCases(hands(m.actor, m.right), m.cases)
	return err
}

// hands are the persons in whose place something is done: the actor, and the absent
// one a stand-in acts for.
func hands(actor model.Actor, right model.Right) []int64 {
	var persons []int64
	for _, id := range []int64{actor.PersonID, right.ForID} {
		if id != 0 {
			persons = append(persons, id)
		}
	}
	return persons
}
