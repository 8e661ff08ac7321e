package miniapp_test

import (
	"slices"
	"testing"

	"bangfu/model"
)

type me struct {
	App      string
	Bound    bool
	Verified bool
	Village  string
	Group    string
	Rights   []struct{ Role, Title, Region, Level string }
	PINToday bool `json:"pin_today"`
}

// Somebody new logs in, may do nothing yet and is told what to do, says who she
// is, and is unproven until the acceptance (decisions 16).
func TestANewcomerSaysWhoSheIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	var m me
	w.get("newcomer", "/me", &m)
	if m.Bound || m.Verified || len(m.Rights) != 0 {
		t.Fatalf("a newcomer is %+v", m)
	}
	n := w.number()
	w.numbers["newcomer"] = n
	rec := w.send(ask{who: "newcomer", method: "POST", path: "/applications", body: w.application("newcomer", group11)})
	if p := refusal(t, rec); rec.Code != 403 || p.Type != "urn:bangfu:forbidden" {
		t.Errorf("before she says who she is: %d %+v", rec.Code, p)
	}
	w.decode(w.send(ask{who: "newcomer", method: "POST", path: "/me/declaration", body: form{"name": "解春旺", "number": n.Reveal(),
		"phone": "19900000077", "region": group11}}), 200, &m)
	if !m.Bound || m.Verified || m.Village != village1 || m.Group != group11 {
		t.Errorf("after it: %+v", m)
	}
	w.post("newcomer", "/applications", w.application("newcomer", group11))
}

// Without WeChat: phone and PIN (decisions 26).
func TestAPersonLogsInByPhoneAndPIN(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.number()
	w.post("anna", "/me/declaration", form{"name": "解春旺", "number": n.Reveal(), "phone": "19900000078", "region": group11})
	w.post("anna", "/me/pin", form{"pin": "739164"})
	login := func(pin string, status int) string {
		var in struct {
			Token string
			Me    me
		}
		w.decode(w.send(ask{method: "POST", path: "/login/pin", body: form{"phone": "19900000078", "pin": pin}}), status, &in)
		if status == 200 && (!in.Me.Bound || in.Me.App != "h5" || !in.Me.PINToday) {
			t.Errorf("logged in as %+v", in.Me)
		}
		return in.Token
	}
	login("739165", 401)
	w.tokens["anna"] = login("739164", 200)
	w.decode(w.send(ask{who: "anna", method: "PUT", path: "/me/pin", body: form{"old": "739164", "pin": "482915"}}), 200, nil)
	w.post("anna", "/me/pin/check", form{"pin": "482915"})
	if rec := w.send(ask{who: "anna", method: "POST", path: "/me/pin", body: form{"pin": "111111"}}); rec.Code != 409 {
		t.Errorf("a second first PIN: %d", rec.Code)
	}
	w.decode(w.send(ask{who: "anna", method: "DELETE", path: "/session"}), 204, nil)
	if rec := w.send(ask{who: "anna", method: "GET", path: "/me"}); rec.Code != 401 || rec.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("after logging out: %d", rec.Code)
	}
}

func TestNobodyIsLoggedInByABadCodeOrToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		body   form
		status int
	}{{form{"app": "mp", "code": "bad"}, 401}, {form{"app": "mp", "code": ""}, 401}, {form{"app": "oa", "code": "clerk209"}, 422}} {
		if rec := w.send(ask{method: "POST", path: "/login", body: c.body, wrong: true}); rec.Code != c.status {
			t.Errorf("%v: %d", c.body, rec.Code)
		}
	}
	for _, header := range []string{"", "Bearer", "Bearer ", "Bearer x", "Basic x", "bearer " + w.token("clerk209")} {
		rec := w.send(ask{method: "GET", path: "/me", header: map[string]string{"Authorization": header}})
		if refusal(t, rec); rec.Code != 401 {
			t.Errorf("%q: %d", header, rec.Code)
		}
	}
}

// A desk is given by one officer and woken by another; who leaves is out with the
// next request (A6, T37).
func TestADeskIsGivenByTwoAndTakenAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var g struct {
		Grant model.PublicID
		Code  string
		Awake bool
	}
	w.decode(w.send(ask{who: "county", method: "POST", path: "/grants", body: form{"name": "新信息员", "role": "village_clerk", "region": village1}}), 201, &g)
	if g.Code == "" || g.Awake {
		t.Fatalf("granted %+v", g)
	}
	w.decode(w.send(ask{who: "newclerk", method: "POST", path: "/me/bind", body: form{"code": g.Code}}), 200, nil)
	var m me
	w.get("newclerk", "/me", &m)
	if len(m.Rights) != 0 {
		t.Errorf("before the second officer: %+v", m)
	}
	if rec := w.send(ask{who: "county", method: "POST", path: "/grants/" + string(g.Grant) + "/confirm"}); rec.Code != 403 {
		t.Errorf("the same hand: %d", rec.Code)
	}
	w.decode(w.send(ask{who: "county2", method: "POST", path: "/grants/" + string(g.Grant) + "/confirm"}), 204, nil)
	w.get("newclerk", "/me", &m)
	if len(m.Rights) != 1 || m.Rights[0].Region != village1 || m.Rights[0].Level != "village" {
		t.Errorf("after the second officer: %+v", m)
	}
	person := w.holder("county", village1, g.Grant)
	w.decode(w.send(ask{who: "newclerk", method: "POST", path: "/me/pin", body: form{"pin": "739164"}}), 200, nil)
	w.decode(w.send(ask{who: "newclerk", method: "POST", path: "/me/code"}), 200, nil)
	var office struct {
		Items []struct{ Person model.PublicID }
	}
	w.get("newclerk", "/colleagues", &office)
	if !slices.ContainsFunc(office.Items, func(x struct{ Person model.PublicID }) bool { return x.Person == w.people["clerk209"].PublicID }) {
		t.Errorf("the colleague who stands in is not offered: %+v", office)
	}
	w.decode(w.send(ask{who: "newclerk", method: "POST", path: "/stand-ins", body: form{"person": w.people["clerk209"].PublicID, "to": today.AddDays(3)}}), 204, nil)
	w.decode(w.send(ask{who: "county", method: "POST", path: "/kin", body: form{"cadre": person, "number": w.number().Reveal(), "relation": "兄弟"}}), 204, nil)
	w.decode(w.send(ask{who: "county", method: "POST", path: "/people/" + string(person) + "/pin-reset"}), 204, nil)
	if rec := w.send(ask{who: "newclerk", method: "GET", path: "/me"}); rec.Code != 401 {
		t.Errorf("after the reset: %d", rec.Code)
	}
	w.decode(w.send(ask{who: "county", method: "POST", path: "/people/" + string(person) + "/rebind"}), 200, nil)
	w.decode(w.send(ask{who: "county", method: "POST", path: "/people/" + string(person) + "/leave"}), 204, nil)
	w.decode(w.send(ask{who: "county", method: "POST", path: "/grants", body: form{"person": w.people["team209"].PublicID, "role": "delegate", "region": village1}}), 201, &g)
	w.decode(w.send(ask{who: "county", method: "DELETE", path: "/grants/" + string(g.Grant)}), 204, nil)
	w.decode(w.send(ask{who: "team209", method: "DELETE", path: "/me/bind"}), 204, nil)
	w.noNumberLeft()
}

func (w *world) holder(who, region string, grant model.PublicID) model.PublicID {
	w.t.Helper()
	var list struct {
		Items []struct{ Grant, Person model.PublicID }
	}
	w.get(who, "/grants?region="+region, &list)
	for _, h := range list.Items {
		if h.Grant == grant {
			return h.Person
		}
	}
	w.t.Fatal("the grant is not listed")
	return ""
}
