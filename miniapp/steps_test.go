package miniapp_test

import (
	"context"
	"fmt"
	"time"

	"bangfu/model"
)

// openRound lets the county open the year's round, with quota for everybody.
func (w *world) openRound() {
	w.t.Helper()
	out := w.post("county", "/rounds", form{"scheme": "zhengning-2014", "county": countyCode, "base_year": 2013, "year": 2014})
	w.round = out.Object.ID
	for _, v := range []string{village1, village2, village3} {
		for _, g := range []string{"1", "2"} {
			w.post("head"+v[9:]+g, "/rounds/"+string(w.round)+"/policy-told", form{"groups": []string{v + "-0" + g}, "day": today})
		}
	}
	w.act("countyleader", out.Object, "open", nil)
	for _, cat := range []string{"poor", "exited"} {
		for _, q := range []struct {
			region  string
			persons int
		}{{countyCode, 200}, {township1, 100}, {township2, 100}, {village1, 50}, {village2, 50}, {village3, 50}} {
			w.post("county", "/rounds/"+string(w.round)+"/quotas", form{"region": q.region, "category": cat, "persons": q.persons})
		}
	}
}

func (w *world) application(who, group string) form {
	return form{"householder": "解春旺", "number": w.numbers[who].Reveal(), "phone": phoneNumber, "group": group,
		"hardship": []string{"money", "illness"}, "health_consent": true, "words": "家里没有本钱，老人有病"}
}

// apply lets a new villager of a group apply.
func (w *world) apply(who, group string) model.Ref {
	w.t.Helper()
	w.person(who, group)
	body := w.application(who, group)
	body["photos"] = []model.PublicID{w.upload(who)}
	return w.post(who, "/applications", body).Object
}

// task opens the one task of a person that asks for the act.
func (w *world) task(who, do string) taskView {
	w.t.Helper()
	var list struct {
		Items []struct {
			ID     model.PublicID
			Do     string
			Number int
		}
		Total int
	}
	w.get(who, "/tasks", &list)
	for _, c := range list.Items {
		if c.Do == do {
			var v, same taskView
			w.get(who, "/tasks/"+string(c.ID), &v)
			w.get(who, fmt.Sprintf("/tasks/number/%04d", c.Number), &same)
			if v.ID != same.ID {
				w.t.Errorf("%s: the number leads to another task", who)
			}
			return v
		}
	}
	w.t.Fatalf("%s is not asked to %s: %+v", who, do, list)
	return taskView{}
}

type taskView struct {
	ID      model.PublicID
	Object  model.Ref
	Version int64
	Do      string
	Acts    []struct{ Do string }
	Sheet   *sheetView
	Roster  *rosterView
}

type register []struct{ ID model.PublicID }

func (r register) first(n int) []model.PublicID {
	var ids []model.PublicID
	for _, e := range r[:n] {
		ids = append(ids, e.ID)
	}
	return ids
}

type sheetView struct {
	ID       model.PublicID
	Version  int64
	Register register
	Cases    []struct{ ID model.PublicID }
}

type rosterView struct {
	ID          model.PublicID
	Version     int64
	Category    string
	State       string
	Bundle      model.PublicID
	Rows        []struct{ Case model.PublicID }
	Register    register
	Supervision register
	Questions   []struct{ Subject string }
}

// do does what a task of the person asks for, as the task shows it.
func (w *world) do(who, do string, more form) model.Outcome {
	w.t.Helper()
	v := w.task(who, do)
	body := form{"task": v.ID, "version": v.Version}
	for k, x := range more {
		body[k] = x
	}
	return w.act(who, v.Object, do, body)
}

// survey lets both surveyors of a case visit and sign.
func (w *world) survey(clerk string, object model.Ref, number model.IDNumber) {
	w.t.Helper()
	var c struct {
		Survey struct {
			Surveyors []struct{ Person model.PublicID }
		}
	}
	w.get(clerk, "/cases/"+string(object.ID), &c)
	if len(c.Survey.Surveyors) != 2 {
		w.t.Fatalf("surveyors %+v", c)
	}
	for i, s := range c.Survey.Surveyors {
		who := w.called(s.Person)
		var input form
		if i == 0 {
			input = form{"input": form{"survey": form{"day": w.day(), "methods": []string{"income_estimate"}, "housing": "C", "water_safe": true,
				"members": []form{{"name": "解春旺", "number": number.Reveal(), "relation": "01", "labour": true},
					{"name": "王小满", "number": w.number().Reveal(), "relation": "02", "labour": false}},
				"incomes": form{"wage_fen": 300000, "business_fen": 100000, "property_fen": 0, "transfer_fen": 20000, "cost_fen": 50000},
				"words":   "房子漏雨", "signed_by": "householder", "signature": w.upload(who), "evidence": []model.PublicID{w.upload(who)}}}}
		}
		w.act(who, object, "survey", input)
	}
}

func (w *world) called(id model.PublicID) string {
	w.t.Helper()
	for k, p := range w.people {
		if p.PublicID == id {
			return k
		}
	}
	w.t.Fatal("nobody has this id")
	return ""
}

func (w *world) day() model.Date { return model.DateOf(w.clock.Now()) }

// to moves the clock; logins are made anew, as after weeks they must be.
func (w *world) to(day model.Date, hour int) {
	w.clock.Set(day.At(hour, 0))
	w.tokens = map[string]string{}
}

// surveyed brings a new household through acceptance and survey.
func (w *world) surveyed(who, group string) model.Ref {
	w.t.Helper()
	ref := w.apply(who, group)
	clerk := "clerk" + group[9:12]
	w.do(clerk, "accept", nil)
	w.survey(clerk, ref, w.numbers[who])
	return ref
}

// report lets a group meet; households in against are voted down.
func (w *world) report(head string, against ...model.PublicID) {
	w.t.Helper()
	v := w.task(head, "report")
	var sheet sheetView
	w.get(head, "/sheets/"+string(v.Object.ID), &sheet)
	votes := []form{}
	for _, c := range sheet.Cases {
		vote := form{"case": c.ID, "yes": 5, "no": 0, "abstain": 0}
		for _, id := range against {
			if id == c.ID {
				vote = form{"case": c.ID, "yes": 1, "no": 4, "abstain": 0, "reason": "收入高于标准"}
			}
		}
		votes = append(votes, vote)
	}
	w.act(head, v.Object, "report", form{"task": v.ID, "version": v.Version, "input": form{"meeting": form{"day": w.day(), "place": "组长家",
		"chair": "组长", "present": sheet.Register.first(5), "votes": votes}}})
}

// roster finds a village's list of poor households.
func (w *world) roster(who, state string) rosterView {
	w.t.Helper()
	var list struct{ Items []rosterView }
	w.get(who, "/rosters?state="+state, &list)
	for _, r := range list.Items {
		if r.Category == "poor" {
			var v rosterView
			w.get(who, "/rosters/"+string(r.ID), &v)
			return v
		}
	}
	w.t.Fatalf("%s sees no list in %s", who, state)
	return rosterView{}
}

func (r rosterView) ref() model.Ref { return model.Ref{Kind: model.ObjectRoster, ID: r.ID} }

// vote lets the assembly pass every household.
func (w *world) vote(village string) rosterView {
	w.t.Helper()
	clerk := "clerk" + village[9:]
	r := w.roster(clerk, "village_review")
	votes, coverage := []form{}, []form{}
	for _, row := range r.Rows {
		votes = append(votes, form{"case": row.Case, "yes": 11, "no": 1, "abstain": 0})
	}
	for _, q := range r.Questions {
		coverage = append(coverage, form{"subject": q.Subject, "answer": "会上议过，收入高于标准"})
	}
	w.act(clerk, r.ref(), "vote", form{"task": w.task(clerk, "vote").ID, "version": r.Version, "input": form{"meeting": form{"day": w.day(), "place": "村委会", "chair": "主任",
		"present": r.Register.first(12), "witness": r.Supervision[0].ID, "votes": votes, "coverage": coverage}}})
	return r
}

func (w *world) sign(village string, r rosterView) {
	w.t.Helper()
	for _, who := range []string{"committee" + village[9:], "officer" + village[6:9], "cadre" + village[9:]} {
		w.do(who, "sign", nil)
	}
}

// publish posts the list, with its sealed sheet.
func (w *world) publish(village string, r rosterView) model.Outcome {
	w.t.Helper()
	clerk := "clerk" + village[9:]
	sheet := struct {
		ID    model.PublicID
		Filed bool
	}{}
	w.decode(w.send(ask{who: clerk, method: "POST", path: "/sealed-sheets", body: form{"object": r.ref(), "purpose": "publish"}}), 200, &sheet)
	if !sheet.Filed {
		w.post(clerk, "/sealed-sheets/"+string(sheet.ID)+"/photo", form{"photo": w.upload(clerk)})
	}
	return w.act(clerk, r.ref(), "publish", form{"input": form{"posting": form{"photos": []model.PublicID{w.upload(clerk)}, "sheet": sheet.ID}}})
}

// runOut files the end photo on the last day and lets the timer close the showing.
func (w *world) runOut(village string, r rosterView, last model.Date, movesOn time.Time) {
	w.t.Helper()
	w.to(last, 17)
	clerk := "clerk" + village[9:]
	w.post(clerk, "/rosters/"+string(r.ID)+"/end-photo", form{"photo": w.upload(clerk)})
	w.clock.Set(movesOn.Add(time.Minute))
	w.tokens = map[string]string{}
	_, err := w.cases.CloseDue(context.Background())
	w.must(err)
}

// pin lets a cadre enter the PIN of the day, and set one first.
func (w *world) pin(who string) {
	w.t.Helper()
	rec := w.send(ask{who: who, method: "POST", path: "/me/pin", body: form{"pin": "739164"}})
	if rec.Code == 409 {
		w.post(who, "/me/pin/check", form{"pin": "739164"})
	}
}
