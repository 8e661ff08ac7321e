package casework

import (
	"errors"

	"bangfu/model"
	"bangfu/model/store"
)

// passed answers an act for which the present state has no rule: somebody was
// faster, or it is not this step's turn yet.
func (s *Service) passed(tx *store.Tx, sub *subject) error {
	if e := s.tooEarly(tx, sub); e != nil {
		return e
	}
	if d, err := s.lastDecision(tx, sub); err == nil {
		return s.decidedBy(tx, d, sub)
	}
	return model.Conflict("现在办不了这一步：" + sub.scheme.Step(sub.machine, sub.state) + "。请重新打开看看现在该办什么").With(model.Facts{Version: sub.seen()})
}

// changed answers an act on a version that is no longer the present one.
func (s *Service) changed(tx *store.Tx, sub *subject) error {
	if d, err := s.lastDecision(tx, sub); err == nil {
		return s.decidedBy(tx, d, sub)
	}
	return model.Conflict("内容刚才有变动，请重新打开看过再办").With(model.Facts{Version: sub.seen()})
}

func (s *Service) lastDecision(tx *store.Tx, sub *subject) (model.Decision, error) {
	ds, err := tx.DecisionsOf(sub.kind, sub.id)
	if err != nil {
		return model.Decision{}, err
	}
	if len(ds) == 0 {
		return model.Decision{}, model.NotFound()
	}
	return ds[len(ds)-1], nil
}

// decidedBy says which office did what and when; never the person.
func (s *Service) decidedBy(tx *store.Tx, d model.Decision, sub *subject) error {
	office := s.officeName(tx, d.Role, d.Area)
	say := string(d.Do)
	if r, ok := sub.scheme.Rule(d.Machine, d.FromState, d.Do); ok {
		say = r.Say
	}
	return model.Conflict("已由" + office + "办理：" + say + "。不用再办了").
		With(model.Facts{Office: office, Do: string(d.Do), Say: say, When: d.At.Time(), Version: sub.seen()})
}

// lost tells what a lost guarded update or a second insert means: a race that is
// run again, or a person who has an open case already.
func (m *move) lost(err error) error {
	switch {
	case errors.Is(err, store.ErrDuplicate) && m.sub.kind == model.ObjectCase && m.sub.cas.OpenKey != nil && m.rule.Do == "accept":
		return m.openElsewhere()
	case errors.Is(err, store.ErrDuplicate):
		return model.Conflict("内容刚才有变动，请重新打开看过再办").Because(store.ErrStale)
	}
	return err
}

func (m *move) lostApplication(err error) error {
	if err == store.ErrDuplicate { //nolint:errorlint // our own sentinel, never wrapped
		return model.Conflict("您已经有一件申请在办，请到“我家的进度”里看")
	}
	return err
}

// openElsewhere refuses a person who has an open case; the pointer is only for who may see it.
func (m *move) openElsewhere() error {
	e := model.Conflict("这个人已有一件申请在办，不能重复受理。请核对后并入或退回")
	if m.sub.cas == nil {
		return e
	}
	other, err := m.s.store.Read(m.tx.Context()).OpenCaseOf(m.sub.cas.NumberIndex)
	if err != nil || !m.actor.Sees(model.Object{Area: other.Area, ApplicantID: other.ApplicantID}) {
		return e
	}
	return e.With(model.Facts{Pointer: string(other.PublicID)})
}
