package casework

import (
	"context"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
)

// Marked is a household of the old register that is marked as exited (脱贫户).
type Marked struct {
	Householder string
	Number      model.IDNumber
	Group       string
	Persons     int64
}

// OpenMarked opens cases of type 标注脱贫 for households of the old register; they go
// before the same meetings, on a list of their own category (decisions 11). It is
// called by the seeding and by the import's door after the import. It returns how
// many were opened; a household with an open case is left out.
func (s *Service) OpenMarked(ctx context.Context, actor model.Actor, request string, round model.PublicID, households []Marked) (int, error) {
	n := 0
	for i, h := range households {
		hash := s.imprint("mark", string(round), h.Householder, h.Number.Reveal(), h.Group, strconv.FormatInt(h.Persons, 10))
		out, err := s.once(ctx, actor, request+":"+strconv.Itoa(i), hash, func(tx *store.Tx) (model.Outcome, error) {
			m, err := s.openMarked(tx, actor, request, round, h)
			if err != nil {
				return model.Outcome{}, err
			}
			return s.perform(m)
		})
		switch {
		case model.KindOf(err) == model.KindConflict: // an open case elsewhere
		case err != nil:
			return n, err
		case !out.Repeat:
			n++
		}
	}
	return n, nil
}

func (s *Service) openMarked(tx *store.Tx, actor model.Actor, request string, round model.PublicID, h Marked) (*move, error) {
	r, err := tx.RoundByPublic(round)
	if err != nil {
		return nil, err
	}
	h.Householder = strings.TrimSpace(h.Householder)
	if err := checkName(h.Householder); err != nil {
		return nil, err
	}
	place, err := tx.Region(h.Group)
	if err != nil {
		return nil, err
	}
	sch, err := s.schemeOf(r.Scheme)
	if err != nil {
		return nil, err
	}
	c := &model.Case{PublicID: model.NewPublicID(), RoundID: r.ID, Scheme: r.Scheme, Type: model.CaseMarkExited, Version: 1, Area: place.Area,
		Village: regionCode(place.Area.Up(model.LevelVillage)), Group: place.Code, Householder: h.Householder, Persons: h.Persons,
		Masked: h.Number.Minor(s.today()), State: sch.Initial(model.MachineCase), CreatedAt: s.now()}
	category, ok := sch.CategoryOf(model.CaseMarkExited)
	if !ok {
		return nil, model.Conflict("这个方案没有标注脱贫户")
	}
	c.Category = category
	c.NumberIndex = tx.Seal().Index("number", h.Number.Reveal())
	if c.NumberSealed, err = tx.Seal().Seal(caseCell(c, "number"), []byte(h.Number.Reveal())); err != nil {
		return nil, err
	}
	key := c.NumberIndex
	c.OpenKey = &key
	sub, err := s.ofCase(tx, c, nil)
	if err != nil {
		return nil, err
	}
	rule, ok := sch.Rule(model.MachineCase, c.State, "mark")
	if !ok {
		return nil, model.Conflict("这个方案没有标注脱贫户")
	}
	m := &move{s: s, tx: tx, actor: actor, sub: sub, rule: rule, at: s.now(), from: c.State, was: 1,
		act: model.Act{Object: sub.ref(), Do: rule.Do, Request: request}}
	m.right, err = actor.May(model.OpenMarked, sub.object())
	m.asked = m.right.Role
	return m, err
}

// doMark stores the marked household with its receipt number.
func (m *move) doMark() error {
	c := m.sub.cas
	n, err := m.tx.Next("mark:" + c.Village + ":" + string(m.s.today()))
	if err != nil {
		return err
	}
	c.ReceiptNo = "TP-" + dayDigits(m.s.today()) + "-" + tail6(c.Village) + "-" + strconv.FormatInt(n, 10)
	c.ReportedAt, c.StateAt = m.at, m.at
	if c.KinMark, err = m.tx.CadreKin(c.NumberIndex); err != nil {
		return err
	}
	if err := m.storeCase(c); err != nil {
		return err
	}
	m.out.Number = c.ReceiptNo
	return nil
}
