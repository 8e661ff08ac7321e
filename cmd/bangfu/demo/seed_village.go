package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
	"bangfu/service/registry"
	"bangfu/service/registry/synthetic"
)

// home is a household of the seeding.
type home struct {
	who       synthetic.Person
	family    []synthetic.Person
	group     string
	applicant model.PublicID
	clerk     bool // 村上帮填
	ref       model.Ref
	version   int64
	above     bool // earns above the line
	surveyed  bool // the sheet is filled in
}

// way is a trail under way.
type way struct {
	*seeding
	trail
	village synthetic.Village
	homes   []home
	rosters []model.Ref
	bundle  model.Ref
	movesOn time.Time
	gone    map[model.PublicID]bool // cases that are off the way
}

// way prepares a village's trail: its households are in the old register.
func (s *seeding) way(t trail) (*way, error) {
	n := t.nth
	for _, v := range s.county.Villages {
		if v.Township.Name != t.township || v.Region.Name == storyVillage {
			continue
		}
		if n == 0 {
			homes, err := s.homes(v, t.homes)
			return &way{seeding: s, trail: t, village: v, homes: homes, gone: map[model.PublicID]bool{}}, err
		}
		n--
	}
	return nil, fmt.Errorf("%s has no village %d", t.township, t.nth)
}

// homes invents households of a village and enters their applicants as residents
// the register knows.
func (s *seeding) homes(v synthetic.Village, n int) ([]home, error) {
	officer, err := s.as(s.at(model.RoleCountyOfficer, s.countyCode(), 0))
	if err != nil {
		return nil, err
	}
	homes := make([]home, n)
	residents := make([]registry.Resident, n)
	for i := range homes {
		h := &homes[i]
		h.who, h.group = s.somebody(), v.Groups[i%len(v.Groups)].Code
		for range 1 + (i*7+s.people)%4 {
			h.family = append(h.family, s.somebody())
		}
		h.clerk, h.above = i%4 == 3, i%5 == 4
		residents[i] = registry.Resident{Name: h.who.Name, Number: h.who.Number, Phone: h.who.Phone, Region: h.group}
	}
	ids, err := s.Registry.AddResidents(s.ctx, officer, residents)
	for i := range ids {
		homes[i].applicant = ids[i]
	}
	return homes, err
}

func (s *seeding) somebody() synthetic.Person {
	s.people++
	return s.county.Person(s.people)
}

// step does the i-th step of the way and plans the next one.
func (w *way) step(i int) error {
	steps := w.steps()
	name := steps[i]
	final := strings.TrimSuffix(w.last, "_some")
	if err := w.take(name); err != nil {
		return fmt.Errorf("%s %s: %w", w.village.Region.Name, name, err)
	}
	if name == final || i+1 == len(steps) {
		return w.end()
	}
	next := halfDay(w.Clock.Now())
	if strings.HasPrefix(steps[i+1], "close") {
		next = w.movesOn.Add(time.Minute)
	}
	w.events.add(next, func() error { return w.step(i + 1) })
	return nil
}

// take does one step.
func (w *way) take(name string) error {
	if do, ok := w.doing()[name]; ok {
		return do()
	}
	return w.afterwards(name)
}

// doing says how each step up to the announcement is done.
func (w *way) doing() map[string]func() error {
	township := w.village.Township.Code
	return map[string]func() error{
		"apply":    w.applyAll,
		"accept":   w.acceptAll,
		"compare":  w.compareAll,
		"survey":   w.surveyAll,
		"report":   w.reportAll,
		"vote":     w.voteAll,
		"sign":     w.signAll,
		"publish":  w.publishAll,
		"close":    w.closeDue,
		"examine":  w.examineAll,
		"approve":  func() error { return w.lists("approve", w.at(model.RoleTownshipLeader, township, 0)) },
		"issue":    func() error { return w.lists("issue", w.at(model.RoleTownshipReviewer, township, 0)) },
		"publish2": w.publishAll,
		"close2":   w.closeDue,
		"hand_in":  w.handIn,
		"recheck":  func() error { return w.onBundle("recheck", model.RoleCountyOfficer) },
		"announce": func() error { return w.onBundle("announce", model.RoleCountyLeader) },
	}
}

func (w *way) compareAll() error {
	return w.each("compare", w.at(model.RoleTownshipOfficer, w.village.Township.Code, 0),
		func(*home) (model.Input, error) { return model.Input{Comparison: &model.ComparisonInput{}}, nil })
}

func (w *way) closeDue() error {
	_, err := w.Casework.CloseDue(w.ctx)
	return err
}

// afterwards does a step of registered households; each stops one step later than
// the one before, so that one stands at every step.
func (w *way) afterwards(name string) error {
	steps := w.steps()
	done := slices.Index(steps, name) - slices.Index(steps, "announce")
	by := map[string]holder{
		"pair": w.at(model.RoleCountyOfficer, w.countyCode(), 0), "go_online": w.at(model.RoleCountyOfficer, w.countyCode(), 0),
		"plan": w.at(model.RoleVillageClerk, w.village.Region.Code, 0), "fill_form": w.at(model.RoleVillageClerk, w.village.Region.Code, 0),
		"hand_out": w.at(model.RoleVillageClerk, w.village.Region.Code, 0), "enter": w.at(model.RoleTownshipOfficer, w.village.Township.Code, 0),
		"update": w.at(model.RoleTownshipOfficer, w.village.Township.Code, 0),
	}
	actor, err := w.as(by[name])
	if err != nil {
		return err
	}
	for i := range w.homes {
		if i < done || w.gone[w.homes[i].ref.ID] {
			continue
		}
		if _, err := w.Casework.Act(w.ctx, actor, model.Act{Object: w.homes[i].ref, Do: model.Do(name), Request: w.key()}); err != nil {
			return err
		}
	}
	return nil
}

// end does what is particular about a trail once it has come to its last step.
func (w *way) end() error {
	switch w.twist {
	case contested:
		w.events.add(halfDay(w.Clock.Now().Add(24*time.Hour)), w.object)
	case corrected:
		w.events.add(w.Clock.Now().Add(time.Hour), w.putRight)
	}
	return nil
}

// applyAll hands the applications in, and marks the exited households of the old register.
func (w *way) applyAll() error {
	for i := range w.homes {
		if err := w.apply(&w.homes[i]); err != nil {
			return err
		}
	}
	if w.marked == 0 {
		return nil
	}
	officer, err := w.as(w.at(model.RoleCountyOfficer, w.countyCode(), 0))
	if err != nil {
		return err
	}
	var old []casework.Marked
	for i := range w.marked {
		p := w.somebody()
		old = append(old, casework.Marked{Householder: p.Name, Number: p.Number, Group: w.village.Groups[i%len(w.village.Groups)].Code, Persons: int64(2 + i)})
	}
	_, err = w.Casework.OpenMarked(w.ctx, officer, w.key(), w.round, old)
	return err
}

// apply hands one application in: by the household's own phone, or filled in by
// the clerk with a photo of the consent.
func (s *seeding) apply(h *home) error {
	in := casework.Application{Householder: h.who.Name, Number: h.who.Number, Phone: h.who.Phone, Group: h.group,
		Hardship: [][]string{{"money"}, {"land", "skill"}, {"school"}, {"water"}}[s.people%4], Words: model.NewSensitive("地少，家里缺本钱")}
	who := holder{person: h.applicant}
	if h.clerk {
		who = s.at(model.RoleVillageClerk, h.group[:12], 0)
	}
	actor, err := s.as(who)
	if err != nil {
		return err
	}
	if h.clerk {
		picture, err := s.photo(actor)
		if err != nil {
			return err
		}
		in.Proof, in.Applicant = []model.PublicID{picture}, h.applicant
	}
	out, err := s.Casework.Submit(s.ctx, actor, s.key(), in)
	h.ref, h.version = out.Object, out.Version
	return err
}

// acceptAll lets the clerk accept; of some trails only the first half.
func (w *way) acceptAll() error {
	homes := w.homes
	if w.last == "accept_some" || w.twist == corrected {
		homes = homes[:len(homes)/2]
	}
	clerk, err := w.as(w.at(model.RoleVillageClerk, w.village.Region.Code, 0))
	if err != nil {
		return err
	}
	for i := range homes {
		out, err := w.Casework.Act(w.ctx, clerk, model.Act{Object: homes[i].ref, Do: "accept", Version: homes[i].version, Request: w.key()})
		if err != nil {
			return err
		}
		homes[i].version = out.Version
	}
	return nil
}

// each lets a desk do one act on every household that is on its way.
func (w *way) each(do model.Do, h holder, input func(*home) (model.Input, error)) error {
	actor, err := w.as(h)
	if err != nil {
		return err
	}
	for i := range w.homes {
		x := &w.homes[i]
		if w.gone[x.ref.ID] {
			continue
		}
		in, err := input(x)
		if err != nil {
			return err
		}
		out, err := w.Casework.Act(w.ctx, actor, model.Act{Object: x.ref, Do: do, Version: x.version, Request: w.key(), Input: in})
		if err != nil {
			return err
		}
		x.version = out.Version
	}
	return nil
}
