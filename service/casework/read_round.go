package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// Rounds returns the rounds of the counties the actor lives or works in, newest
// last; who is no cadre sees no round that is still prepared.
func (s *Service) Rounds(ctx context.Context, actor model.Actor) ([]RoundView, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	views := []RoundView{}
	for _, county := range countiesOf(actor) {
		rounds, err := tx.Rounds(county)
		if err != nil {
			return nil, err
		}
		for i := range rounds {
			sub, err := s.ofRound(&rounds[i], nil)
			if err != nil {
				return nil, err
			}
			if sub.state == sub.scheme.Initial(model.MachineRound) && !actor.Cadre() {
				continue
			}
			v, err := s.roundView(tx, actor, sub)
			if err != nil {
				return nil, err
			}
			views = append(views, v)
		}
	}
	return views, nil
}

// countiesOf returns the counties an actor lives or works in.
func countiesOf(actor model.Actor) []model.Area {
	var counties []model.Area
	seen := map[model.Area]bool{"": true}
	add := func(a model.Area) {
		if c := a.Up(model.LevelCounty); !seen[c] {
			seen[c] = true
			counties = append(counties, c)
		}
	}
	add(actor.Area)
	for _, r := range actor.Rights {
		add(r.Area)
	}
	return counties
}

func (s *Service) roundView(tx *store.Tx, actor model.Actor, sub *subject) (RoundView, error) {
	r, sch := sub.rnd, sub.scheme
	v := RoundView{ID: r.PublicID, Version: r.Version, Title: r.Title, Scheme: sch.Key, Draft: sch.Draft, State: r.State,
		Step: sch.Step(model.MachineRound, r.State), BaseYear: r.BaseYear, Year: r.Year, LineFen: r.LineFen}
	for _, a := range sch.Assumed {
		note := a.Path
		if a.Note != "" {
			note += "：" + a.Note
		}
		v.Assumed = append(v.Assumed, note)
	}
	var err error
	v.Acts, err = s.actsOf(tx, actor, sub, nil)
	return v, err
}

// Plan returns the back-planning of a village in a round (倒排工期, R-104): the latest
// day of each step that still meets the deadlines, what is done, what is on now.
// A scheme without deadlines has no plan. Errors: KindNotFound outside the scope.
func (s *Service) Plan(ctx context.Context, actor model.Actor, round model.PublicID, village string) ([]PlanView, error) {
	tx := s.store.Read(ctx)
	r, err := tx.RoundByPublic(round)
	if err != nil {
		return nil, err
	}
	place, err := tx.Region(village)
	if err != nil {
		return nil, err
	}
	if _, err := actor.May(model.ReadProgress, model.Object{Area: place.Area}); err != nil || !r.Area.Contains(place.Area) {
		return nil, model.NotFound()
	}
	sch, err := s.schemeOf(r.Scheme)
	if err != nil {
		return nil, err
	}
	steps, err := sch.BackPlan(r.Year, s.cal)
	if err != nil {
		return nil, err
	}
	at, err := s.progressOf(tx, &r, sch, village)
	if err != nil {
		return nil, err
	}
	views := make([]PlanView, 0, len(steps))
	now := false
	for _, step := range steps {
		v := PlanView{Step: sch.Step(step.Machine, step.State), Say: step.Say, Latest: step.Latest, For: step.For, Status: "next"}
		switch {
		case at.done(step):
			v.Status = "done"
		case !now:
			v.Status, now = "now", true
		}
		v.Late = v.Status != "done" && step.Latest < s.today()
		views = append(views, v)
	}
	return views, nil
}

// progress is how far a village is in a round.
type progress struct {
	machine model.Machine // on whose way it is now
	order   map[model.State]int
	state   int // place of its state in the order
	waiting map[model.State]int64
}

// progressOf looks at the first lists of a village, else at its groups, else at
// its cases.
func (s *Service) progressOf(tx *store.Tx, r *model.Round, sch *workflow.Scheme, village string) (progress, error) {
	p := progress{machine: model.MachineCase, order: map[model.State]int{}}
	for _, category := range sch.Categories {
		lists, err := tx.RostersOf(r.ID, village, category)
		if err != nil {
			return p, err
		}
		for _, list := range lists {
			if list.Serial != 1 {
				continue
			}
			if p.machine != model.MachineRoster {
				p.machine, p.order, p.state = model.MachineRoster, orderOf(sch, model.MachineRoster), len(sch.States(model.MachineRoster))
			}
			p.state = min(p.state, p.order[list.State]) // the slower of a village's lists counts
		}
	}
	if p.machine == model.MachineRoster {
		return p, nil
	}
	var err error
	p.waiting, err = tx.CountCasesAt(r.ID, village)
	return p, err
}

func orderOf(sch *workflow.Scheme, m model.Machine) map[model.State]int {
	order := map[model.State]int{}
	for i, st := range sch.States(m) {
		order[st] = i
	}
	return order
}

// done reports whether the village has a step of the plan behind it.
func (p progress) done(step workflow.PlanStep) bool {
	if p.machine == model.MachineRoster {
		return p.doneByLists(step)
	}
	return p.doneByCases(step)
}

// doneByLists reads it from the village's lists: with them, all that leads up to
// a list is done.
func (p progress) doneByLists(step workflow.PlanStep) bool {
	if step.Machine == model.MachineRoster {
		return p.order[step.State] < p.state
	}
	return step.Machine == model.MachineGroup || step.Do == "submit" || step.Do == "accept" || step.Do == "survey"
}

// doneByCases reads it from the cases while there is no list: somebody has come
// further, and nobody waits here.
func (p progress) doneByCases(step workflow.PlanStep) bool {
	if step.Machine != model.MachineCase || len(p.waiting) == 0 {
		return false
	}
	if step.Do == "submit" {
		return true
	}
	further := false
	for st, n := range p.waiting {
		further = further || st != step.State && st != "submitted" && n > 0
	}
	return further && p.waiting[step.State] == 0 && p.waiting["submitted"] == 0
}

// Quotas returns the quota of a place and of the places directly below it in a
// round. Errors: KindNotFound outside the scope.
func (s *Service) Quotas(ctx context.Context, actor model.Actor, round model.PublicID, region string) ([]QuotaView, error) {
	tx := s.store.Read(ctx)
	r, err := tx.RoundByPublic(round)
	if err != nil {
		return nil, err
	}
	place, err := tx.Region(region)
	if err != nil {
		return nil, err
	}
	if _, err := actor.May(model.ReadProgress, model.Object{Area: place.Area}); err != nil {
		return nil, model.NotFound()
	}
	all, err := tx.QuotasIn(r.ID, place.Area)
	if err != nil {
		return nil, err
	}
	var quotas []model.Quota
	var areas []model.Area
	for _, q := range all {
		if q.Code == region || q.Level == place.Level-1 {
			quotas, areas = append(quotas, q), append(areas, q.Area)
		}
	}
	places, err := s.placeNames(tx, areas)
	if err != nil {
		return nil, err
	}
	views := make([]QuotaView, len(quotas))
	for i := range quotas {
		views[i] = quotaView(&quotas[i], places[quotas[i].Area])
	}
	return views, nil
}
