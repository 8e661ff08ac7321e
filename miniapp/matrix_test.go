package miniapp_test

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"bangfu/miniapp"
	"bangfu/model"
)

// audience is who comes to every route in the matrix. All but the first three
// villagers of the table hold a desk.
var audience = []string{"", "neighbour", "stranger", "clerk209", "clerk210", "reviewer101", "county", "admin"}

// probe says how a route is tried: the object of 解家川村 whose id stands in the
// path, what is sent, and who of the audience finds something there. For everybody
// else the object is absent; free ones may be told that it is not theirs.
type probe struct {
	object string
	query  string
	body   form
	finds  []string // find it: anything but absent
	free   []string // may find it, or not
}

// objects of the tried village, by the name a probe uses.
type objects map[string]model.PublicID

// house sets up every kind of object in the first village.
func (w *world) house() objects {
	w.t.Helper()
	o := objects{}
	w.openRound()
	o["round"] = w.round
	w.person("stranger", village2+"-01")
	w.surveyed("zhang", group11)
	refused := w.surveyed("wang", group11)
	w.report("head2091", refused.ID)
	w.report("head2092")
	o["refused"] = refused.ID
	o["review"] = w.post("wang", "/cases/"+string(refused.ID)+"/reviews", form{"words": "请再核一次我家收入"}).Object.ID
	o["referral"] = w.post("wang", "/cases/"+string(refused.ID)+"/referrals", form{"office": "housing", "consent": true}).Object.ID
	r := w.vote(village1)
	w.sign(village1, r)
	for range 2 {
		out := w.publish(village1, r)
		w.runOut(village1, r, out.LastDay, out.MovesOn)
		if w.roster("clerk209", ""); out.To == "public_1" {
			w.act("reviewer100", r.ref(), "examine", nil)
			w.act("leader100", r.ref(), "approve", nil)
			w.act("reviewer100", r.ref(), "issue", nil)
		}
	}
	w.act("reviewer100", r.ref(), "hand_in", nil)
	w.get("county", "/rosters/"+string(r.ID), &r)
	o["bundle"] = r.Bundle
	w.running(o)
	return o
}

// running sets up what is under way: a list that is shown, an objection, a case.
func (w *world) running(o objects) {
	w.t.Helper()
	w.surveyed("li", group11)
	o["sheet"] = w.task("head2091", "report").Object.ID
	w.report("head2091")
	r := w.vote(village1)
	w.sign(village1, r)
	o["roster"] = r.ID
	sheet := struct{ ID model.PublicID }{}
	w.decode(w.send(ask{who: "clerk209", method: "POST", path: "/sealed-sheets", body: form{"object": r.ref(), "purpose": "publish"}}), 200, &sheet)
	o["sealed"] = sheet.ID
	w.publish(village1, r)
	w.person("neighbour", group12)
	var shown struct{ Items []struct{ ID model.PublicID } }
	w.get("neighbour", "/publicities", &shown)
	o["publicity"] = shown.Items[0].ID
	o["objection"] = w.post("neighbour", "/objections", form{"publicity": o["publicity"], "row": 1, "words": "他家有一辆小汽车", "secrecy": "township"}).Object.ID
	o["case"] = w.apply("wu", group11).ID
	w.do("clerk209", "accept", nil)
	var c struct{ Photos []struct{ ID model.PublicID } }
	w.get("clerk209", "/cases/"+string(o["case"]), &c)
	o["file"] = c.Photos[0].ID
	o["task"] = w.task("clerk209", "end_photo").ID
	var box struct{ Items []struct{ ID model.PublicID } }
	w.get("wu", "/messages", &box)
	o["message"] = box.Items[0].ID
	g := struct{ Grant model.PublicID }{}
	w.decode(w.send(ask{who: "county2", method: "POST", path: "/grants", body: form{"name": "新信息员", "role": "village_clerk", "region": village1}}), 201, &g)
	o["grant"] = g.Grant
	o["person"], o["leaver"] = w.people["team209"].PublicID, w.people["cadre209"].PublicID
}

// probes tells for every route how it is tried; one that is missing fails the test.
func (w *world) probes(o objects) map[string]probe {
	desks, office := []string{"clerk209", "county"}, []string{"county", "admin"}
	files := func(kind, object string, more form) form {
		body := form{"object": form{"kind": kind, "id": o[object]}}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	return map[string]probe{
		"GET /files/:id":                  {object: "file", finds: desks},
		"GET /applications/:id":           {object: "case", finds: desks},
		"PUT /applications/:id":           {object: "case", body: w.application("wu", group11), finds: desks},
		"GET /cases/:id":                  {object: "case", finds: desks},
		"POST /cases/:id/number":          {object: "case", body: form{"purpose": "accept"}, finds: desks},
		"GET /cases/:id/looks":            {object: "case"},
		"POST /cases/:id/reviews":         {object: "refused", body: form{"words": "请再核一次我家收入"}, finds: desks},
		"POST /cases/:id/referrals":       {object: "refused", body: form{"office": "disabled", "consent": true}, finds: desks},
		"POST /cases/:id/surveyors":       {object: "case", body: form{"in": w.people["committee209"].PublicID}, finds: desks},
		"POST /referrals/:id/answer":      {object: "referral", body: form{"answer": "已纳入临时救助"}, finds: desks},
		"GET /reviews/:id":                {object: "review", finds: []string{"county"}, free: []string{"clerk209"}},
		"GET /tasks/:id":                  {object: "task", finds: desks},
		"GET /sheets/:id":                 {object: "sheet", finds: desks},
		"GET /rosters/:id":                {object: "roster", finds: desks},
		"POST /rosters/:id/end-photo":     {object: "roster", body: form{"photo": key()}, finds: desks},
		"GET /bundles/:id":                {object: "bundle", finds: []string{"county"}},
		"POST /sealed-sheets":             {object: "roster", body: files("roster", "roster", form{"purpose": "vote"}), finds: desks},
		"GET /sealed-sheets/:id/pdf":      {object: "sealed", finds: desks},
		"GET /publicities/:id/poster":     {object: "publicity", finds: desks},
		"GET /publicities/:id/correction": {object: "publicity", query: "?row=1", free: desks},
		"POST /sealed-sheets/:id/photo":   {object: "sealed", body: form{"photo": key()}, finds: desks},
		"POST /publicities/:id/pass":      {object: "publicity", finds: append([]string{"neighbour"}, desks...)},
		"GET /objections/:id":             {object: "objection", finds: []string{"neighbour"}, free: []string{"county"}},
		"POST /objections":                {object: "publicity", body: form{"publicity": o["publicity"], "words": "有一户该评没评上", "secrecy": "county"}, finds: []string{"neighbour", "county"}, free: []string{"clerk209"}},
		"POST /rounds/:id/policy-told":    {object: "round", body: form{"groups": []string{group11}, "day": today}, finds: desks},
		"GET /rounds/:id/plan":            {object: "round", query: "?region=" + village1, finds: desks},
		"GET /rounds/:id/quotas":          {object: "round", query: "?region=" + village1, finds: desks},
		"POST /rounds/:id/quotas":         {object: "round", body: form{"region": village1, "category": "poor", "persons": 60}, finds: []string{"county"}, free: []string{"clerk209"}},
		"POST /messages/:id/seen":         {object: "message"},
		"POST /messages/:id/told":         {object: "message", body: form{"how": "phone"}, finds: desks},
		"POST /grants/:id/confirm":        {object: "grant", finds: office, free: []string{"clerk209"}},
		"DELETE /grants/:id":              {object: "grant", finds: office, free: []string{"clerk209"}},
		"POST /people/:id/leave":          {object: "leaver", finds: []string{"county"}, free: []string{"clerk209", "admin"}},
		"POST /people/:id/rebind":         {object: "person", finds: office, free: []string{"clerk209"}},
		"POST /people/:id/pin-reset":      {object: "person", finds: office, free: []string{"clerk209"}},
		"POST /kin":                       {object: "person", body: form{"cadre": o["person"], "number": w.number().Reveal(), "relation": "兄弟"}, finds: desks},
		"POST /acts case survey":          {object: "case", body: files("case", "case", form{"do": "survey"}), finds: desks},
		"POST /acts roster correct":       {object: "roster", body: files("roster", "roster", form{"do": "correct", "reason": "写错了名字", "input": form{"correction": form{"row": 1, "field": "persons", "value": "3"}}}), finds: desks},
		"POST /acts roster nothing":       {object: "roster", body: files("roster", "roster", form{"do": "dance"}), finds: desks},
		"POST /acts bundle recheck":       {object: "bundle", body: files("bundle", "bundle", form{"do": "recheck"}), finds: []string{"county"}},
		"POST /acts objection answer":     {object: "objection", body: files("objection", "objection", form{"do": "answer", "input": form{"verdict": "rejected", "answer": "经核实不属实"}}), finds: []string{"county"}, free: []string{"clerk209"}},
		"POST /acts review decide":        {object: "review", body: files("review", "review", form{"do": "decide", "reason": "收入核实无误", "input": form{"verdict": "dismissed"}}), finds: desks},
		"POST /acts sheet report":         {object: "sheet", body: files("sheet", "sheet", form{"do": "report"}), finds: desks},
		"POST /acts round close":          {object: "round", body: files("round", "round", form{"do": "close", "reason": "全部办完了"}), finds: []string{"county"}},
	}
}

// open lists the routes that have no object of a place in them: everybody's own
// matters, what is public, and lists, which TestListsHoldWhatIsInScope tries.
func open() map[string]bool {
	all := map[string]bool{}
	for _, r := range strings.Fields(`DELETE/session GET/me POST/me/declaration POST/me/bind DELETE/me/bind POST/me/code POST/me/pin PUT/me/pin
		POST/me/pin/check GET/forms POST/files GET/applications POST/applications GET/cases GET/tasks GET/tasks/number/:number GET/registers PUT/registers GET/rosters
		GET/publicities GET/objections GET/rounds POST/rounds GET/alerts GET/messages GET/unreached GET/offices GET/grants POST/grants GET/colleagues POST/stand-ins POST/acts`) {
		method, path, _ := strings.Cut(r, "/")
		all[method+" /"+path] = true
	}
	return all
}

// Every route, tried by everybody: what is foreign is as absent as what never was,
// in status and in every byte (A19, A21, T35, G9).
func TestWhatIsForeignIsAbsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.house()
	probes := w.probes(o)
	tried := map[string]bool{}
	for name, p := range probes {
		fields := strings.Fields(name)
		tried[fields[0]+" "+fields[1]] = true
		for _, who := range audience {
			if !contains(p.finds, who) && !contains(p.free, who) {
				w.absent(name, fields[0], fields[1], who, p, o)
			}
		}
	}
	for name, p := range probes {
		fields := strings.Fields(name)
		for _, who := range p.finds {
			if rec := w.probe(fields[0], fields[1], who, p, o[p.object], o); rec.Code == 404 || rec.Code == 401 || rec.Code >= 500 {
				t.Errorf("%s: %s finds nothing: %d %s", name, who, rec.Code, rec.Body)
			}
		}
	}
	for _, r := range miniapp.Routes() {
		route := r.Method + " " + strings.TrimPrefix(r.Path, api)
		if r.Policy == miniapp.Session && !tried[route] && !open()[route] {
			t.Errorf("%s is in no table of the matrix: say who may find what there", route)
		}
		if r.Policy == miniapp.Session {
			if rec := w.send(ask{method: r.Method, path: strings.TrimPrefix(fill(r.Path), api), raw: []byte(`{}`), wrong: true}); rec.Code != 401 {
				t.Errorf("%s without a login: %d", route, rec.Code)
			}
		}
	}
	w.noNumberLeft()
}

func contains(list []string, who string) bool {
	for _, x := range list {
		if x == who {
			return true
		}
	}
	return false
}

// absent compares the answer for a foreign object with that for one that never was.
func (w *world) absent(name, method, path, who string, p probe, o objects) {
	w.t.Helper()
	want := 404
	if who == "" {
		want = 401
	}
	foreign := w.probe(method, path, who, p, o[p.object], o)
	never := w.probe(method, path, who, p, model.NewPublicID(), o)
	if foreign.Code != want || never.Code != want || !bytes.Equal(foreign.Body.Bytes(), never.Body.Bytes()) {
		w.t.Errorf("%s by %q: foreign %d %s, never was %d %s, want %d twice alike", name, who, foreign.Code, foreign.Body, never.Code, never.Body, want)
	}
}

// probe sends one request on an object; its id stands in the path or in the body.
func (w *world) probe(method, path, who string, p probe, id model.PublicID, o objects) *httptest.ResponseRecorder {
	w.t.Helper()
	a := ask{who: who, method: method, path: strings.Replace(path, ":id", string(id), 1) + p.query, wrong: true}
	if p.body != nil {
		a.body = swap(p.body, o[p.object], id)
	}
	return w.send(a)
}

// swap puts another id in the place of one, wherever it stands in a body.
func swap(body form, old, id model.PublicID) form {
	out := form{}
	for k, v := range body {
		switch v := v.(type) {
		case form:
			out[k] = swap(v, old, id)
		case model.PublicID:
			if v == old {
				v = id
			}
			out[k] = v
		default:
			out[k] = v
		}
	}
	return out
}

// A list holds what is in scope and nothing else, whoever asks (A19).
func TestListsHoldWhatIsInScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.house()
	lists := []string{"/cases", "/cases?region=" + village1, "/cases?state=surveying", "/rosters", "/rosters?state=public_1", "/tasks", "/publicities",
		"/applications", "/objections", "/messages", "/alerts", "/registers?register=delegates&region=" + village1, "/unreached?region=" + village1,
		"/grants?region=" + village1}
	for _, who := range []string{"stranger", "clerk210", "reviewer101", "admin"} {
		for _, path := range lists {
			rec := w.send(ask{who: who, method: "GET", path: path})
			for name, id := range o {
				if !(who == "admin" && strings.HasPrefix(path, "/grants")) && strings.Contains(rec.Body.String(), string(id)) {
					t.Errorf("%s reads %s in %s", who, name, path)
				}
			}
			if strings.Contains(rec.Body.String(), "解春旺") {
				t.Errorf("%s reads a householder in %s", who, path)
			}
		}
	}
	for _, path := range lists[:5] {
		if rec := w.send(ask{who: "clerk209", method: "GET", path: path}); !strings.Contains(rec.Body.String(), `"id"`) {
			t.Errorf("the clerk reads nothing in %s: %d %s", path, rec.Code, rec.Body)
		}
	}
	w.noNumberLeft()
}
