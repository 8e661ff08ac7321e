package casework

import (
	"context"
	"errors"

	"bangfu/model"
	"bangfu/model/store"
)

// CloseDue moves every list on whose days are full and whose end photo is there
// (公示期满). Any number of servers may run it: the guarded step decides. It
// returns how many lists moved; one village's trouble does not stop the others.
func (s *Service) CloseDue(ctx context.Context) (int, error) {
	due, err := s.store.Read(ctx).PublicitiesDue(s.now())
	if err != nil {
		return 0, err
	}
	n := 0
	var failed []error
	for _, p := range due {
		moved, err := s.closeOne(ctx, p)
		if err != nil {
			failed = append(failed, err)
		}
		if moved {
			n++
		}
	}
	return n, errors.Join(failed...)
}

func (s *Service) closeOne(ctx context.Context, p model.Publicity) (bool, error) {
	if p.BundleID != 0 {
		return s.takeDown(ctx, p)
	}
	if p.EndPhoto == 0 {
		return false, nil // waits for its photo
	}
	r, err := s.store.Read(ctx).Roster(p.RosterID)
	if err != nil {
		return false, err
	}
	act := model.Act{Object: model.Ref{Kind: model.ObjectRoster, ID: r.PublicID}, Do: "close", Request: "close:" + string(p.PublicID)}
	out, err := s.Act(ctx, model.Timer(), act)
	switch model.KindOf(err) {
	case "":
		return !out.Repeat, nil
	case model.KindConflict, model.KindTooEarly:
		return false, nil // another server was faster, or the clock of this one was
	}
	return false, err
}

// takeDown ends an announcement whose days are over.
func (s *Service) takeDown(ctx context.Context, p model.Publicity) (bool, error) {
	err := s.store.InTx(ctx, func(tx *store.Tx) error {
		p.State = publicityClosed
		return tx.PutPublicity(&p)
	})
	if model.KindOf(err) == model.KindConflict {
		return false, nil
	}
	return err == nil, err
}

// Steps of an alert, climbing with lateness: a day before, when late, a
// day late to the level above, two days later to the county.
var alertSteps = []struct {
	step  int
	after int64 // hours after the deadline
	level model.Level
}{{1, -24, model.LevelHousehold}, {2, 0, model.LevelVillage}, {3, 24, model.LevelTownship}, {4, 72, model.LevelCounty}}

const hour = 3600 * 1000

// AlertLate tells the desk, then the levels above it, of tasks that are late or
// will be; each step is raised once, whichever server does it.
func (s *Service) AlertLate(ctx context.Context) (int, error) {
	n := 0
	for _, a := range alertSteps {
		late, err := s.store.Read(ctx).TasksLate(s.now()-model.Instant(a.after*hour), a.step, 500)
		if err != nil {
			return n, err
		}
		for _, k := range late {
			if k.Alerted != a.step-1 && a.step != 1 {
				continue
			}
			err := s.store.InTx(ctx, func(tx *store.Tx) error { return s.raise(tx, k, a.step, a.level) })
			if err != nil && model.KindOf(err) != model.KindConflict {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// raise raises one step of a task's alert, whoever comes first, and tells the desk it climbs to.
func (s *Service) raise(tx *store.Tx, k model.Task, step int, level model.Level) error {
	ok, err := tx.RaiseAlert(k.ID, k.Alerted, step)
	if err != nil || !ok {
		return err
	}
	role, area := climb(k, level)
	if err := tx.AddAlert(&model.Alert{TaskID: k.ID, Step: step, Role: role, Area: area, At: s.now()}); err != nil {
		return err
	}
	ids, err := tx.Holders(role, area, s.today())
	if err != nil {
		return err
	}
	if k.PersonID != 0 && step <= 2 {
		ids = []int64{k.PersonID}
	}
	return s.tellLate(tx, k, step, ids)
}

// climb finds the desk of a level above a task's own.
func climb(k model.Task, level model.Level) (model.Role, model.Area) {
	role, area := k.Role, k.DeskArea
	for {
		f, _ := role.Facts()
		if f.Level >= level || f.Above == "" {
			return role, area
		}
		role, area = f.Above, deskArea(f.Above, k.Area)
	}
}

// tellLate queues the notice of an alert to the people of a desk.
func (s *Service) tellLate(tx *store.Tx, k model.Task, step int, people []int64) error {
	sub, err := s.loadID(tx, k.ObjectKind, k.ObjectID)
	if err != nil {
		return err
	}
	title := "有事快到期了"
	if step > 1 {
		title = "有事超期了"
	}
	for _, id := range people {
		if err := s.notify(tx, model.Message{PersonID: id, Kind: model.NoticeAlert, TaskID: k.ID, Urgent: step > 1, Link: "/t/" + string(k.PublicID)},
			model.NoticeFacts{Title: title, Say: s.sayOf(sub, &k), Place: s.placeName(tx, deskPlace(sub)), Count: k.Count, Unit: unitOf(sub.kind), Due: k.Due,
				Office: s.officeName(tx, k.Role, k.DeskArea)}, s.now()); err != nil {
			return err
		}
	}
	return nil
}
