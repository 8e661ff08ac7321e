package casework

import (
	"bangfu/model"
	"bangfu/model/store"
)

// deskArea returns the area of the desk of a role that serves an area: a village
// role's desk is the village, a township role's the township.
func deskArea(role model.Role, area model.Area) model.Area {
	f, ok := role.Facts()
	if !ok || f.Level < model.LevelGroup {
		return area
	}
	up := area.Up(f.Level)
	if up == "" {
		return area
	}
	return up
}

// desksOf returns the desks an actor holds.
func desksOf(a model.Actor) []store.Desk {
	var desks []store.Desk
	seen := map[store.Desk]bool{}
	for _, r := range a.Rights {
		d := store.Desk{Role: r.Role, Area: r.Area}
		if !seen[d] {
			seen[d] = true
			desks = append(desks, d)
		}
	}
	return desks
}

// heldBy reports whether the actor is asked by a task: named, or a holder of its desk.
func heldBy(a model.Actor, k *model.Task) bool {
	if k.PersonID != 0 && (k.PersonID != a.PersonID || k.Role == model.RoleSurveyor) {
		return k.PersonID == a.PersonID // a surveyor's right is the appointment itself
	}
	for _, r := range a.Rights {
		if r.Role == k.Role && r.Area == k.DeskArea {
			return true
		}
	}
	return false
}

// holdersFor returns who is asked: the person named, or the desk's holders who
// are not near kin of a single household; climbing a level when all of them are.
func (s *Service) holdersFor(tx *store.Tx, sub *subject, k *model.Task) ([]int64, error) {
	if k.PersonID != 0 {
		return []int64{k.PersonID}, nil
	}
	for {
		ids, err := tx.Holders(k.Role, k.DeskArea, s.today())
		if err != nil {
			return nil, err
		}
		free, err := s.withoutKin(tx, sub, ids)
		if err != nil || len(free) > 0 || len(ids) == 0 {
			return free, err
		}
		f, _ := k.Role.Facts()
		if f.Above == "" {
			return nil, nil
		}
		k.Role, k.DeskArea = f.Above, deskArea(f.Above, sub.area)
	}
}

func (s *Service) withoutKin(tx *store.Tx, sub *subject, ids []int64) ([]int64, error) {
	cases, err := s.singleCase(tx, sub)
	if err != nil || len(cases) == 0 {
		return ids, err
	}
	var free []int64
	for _, id := range ids {
		kin, err := tx.KinCases([]int64{id}, cases)
		if err != nil {
			return nil, err
		}
		if len(kin) == 0 {
			free = append(free, id)
		}
	}
	return free, nil
}

// singleCase returns the household a matter is about when it is one household's:
// a case, a review, an objection to a row.
func (s *Service) singleCase(tx *store.Tx, sub *subject) ([]model.Case, error) {
	switch {
	case sub.cas != nil:
		return []model.Case{*sub.cas}, nil
	case sub.objection != nil && sub.objection.CaseID != 0:
		return tx.CasesByID([]int64{sub.objection.CaseID})
	}
	return nil, nil
}

// askToAppoint alarms the desk above one that nobody holds: the step waits, it is
// never skipped and never moves up silently.
func (s *Service) askToAppoint(tx *store.Tx, sub *subject, role model.Role, at model.Instant) error {
	f, _ := role.Facts()
	above := f.Above
	for above != "" {
		ids, err := tx.Holders(above, deskArea(above, sub.area), s.today())
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			break
		}
		f, _ = above.Facts()
		above = f.Above
	}
	if above == "" {
		s.log.Warn("a desk has no holder and nobody above it", "role", string(role))
		return nil
	}
	return s.openTask(tx, sub, model.Task{Kind: "appoint", Do: model.Do("appoint:" + string(role)), ForRole: above, Role: above,
		DeskArea: deskArea(above, sub.area), Status: store.TaskOpen}, at)
}
