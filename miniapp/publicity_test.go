package miniapp_test

import (
	"strings"
	"testing"
	"time"

	"bangfu/model"
)

// posted lets the village post its list, with one household on it.
func (w *world) posted() (rosterView, model.Outcome) {
	w.t.Helper()
	w.openRound()
	w.surveyed("zhang", group11)
	w.report("head2091")
	w.report("head2092")
	r := w.vote(village1)
	w.sign(village1, r)
	return r, w.publish(village1, r)
}

// Whose binding is not proven reads a list only through the poster's code
// (decisions 20).
func TestAnUnprovenAccountReadsOnlyThroughThePoster(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, out := w.posted()
	var shown struct {
		Items []struct {
			ID   model.PublicID
			Link string
		}
	}
	w.get("clerk209", "/publicities", &shown)
	publicity, link := shown.Items[0].ID, shown.Items[0].Link
	w.post("newcomer", "/me/declaration", form{"name": "解春旺", "number": w.number().Reveal(), "phone": phoneNumber, "region": group11})
	w.get("newcomer", "/publicities", &shown)
	if len(shown.Items) != 0 {
		t.Errorf("an unproven account is shown %+v", shown)
	}
	if rec := w.send(ask{who: "newcomer", method: "POST", path: "/publicities/" + string(publicity) + "/pass"}); rec.Code != 404 {
		t.Errorf("an unproven account gets a pass: %d", rec.Code)
	}
	var p struct {
		Pass  string
		Until time.Time
	}
	poster := ask{method: "POST", path: "/posters/" + link + "/pass"}
	w.decode(w.send(poster), 200, &p)
	if p.Until.After(w.clock.Now().Add(10 * time.Minute)) {
		t.Errorf("the pass runs until %s", p.Until)
	}
	list := ask{method: "GET", path: "/lists/" + p.Pass}
	if rec := w.send(list); rec.Code != 200 || !strings.Contains(rec.Body.String(), "解春旺") {
		t.Fatalf("the poster opens %d %s", rec.Code, rec.Body)
	}
	for name, other := range map[string]string{"cut": p.Pass[:len(p.Pass)-2], "changed": flip(p.Pass, 20), "invented": "x"} {
		if rec := w.send(ask{method: "GET", path: "/lists/" + other}); rec.Code != 401 && rec.Code != 404 || strings.Contains(rec.Body.String(), "解春旺") {
			t.Errorf("a pass that is %s opens the list: %d", name, rec.Code)
		}
	}
	w.clock.Set(p.Until.Add(time.Second))
	if rec := w.send(list); rec.Code < 400 {
		t.Errorf("an old pass opens the list: %d", rec.Code)
	}
	w.decode(w.send(poster), 200, &p)
	w.act("reviewer100", r.ref(), "void", form{"reason": "少写了一户人家"})
	w.clock.Advance(61 * time.Second)
	if rec := w.send(ask{method: "GET", path: "/lists/" + p.Pass}); rec.Code < 400 {
		t.Errorf("a voided list is still read after a minute: %d", rec.Code)
	}
	if rec := w.send(poster); rec.Code != 404 {
		t.Errorf("a voided list's poster: %d", rec.Code)
	}
	w.clock.Set(out.LastDay.End())
	if rec := w.send(ask{method: "POST", path: "/posters/" + key() + key() + "/pass"}); rec.Code != 404 {
		t.Errorf("a poster nobody hung: %d", rec.Code)
	}
}

// When the last day is over the list is gone from every phone.
func TestAListIsGoneAfterItsLastDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.house()
	var p struct{ Pass string }
	open := ask{who: "neighbour", method: "POST", path: "/publicities/" + string(o["publicity"]) + "/pass"}
	w.decode(w.send(open), 200, &p)
	var shown struct {
		Items []struct {
			LastDay model.Date `json:"last_day"`
		}
	}
	w.get("neighbour", "/publicities", &shown)
	w.clock.Set(shown.Items[0].LastDay.End().Add(time.Second))
	w.tokens = map[string]string{}
	w.get("neighbour", "/publicities", &shown)
	if rec := w.send(open); rec.Code != 404 || len(shown.Items) != 0 {
		t.Errorf("after the last day: %d, %d shown", rec.Code, len(shown.Items))
	}
	if rec := w.send(ask{method: "GET", path: "/lists/" + p.Pass}); rec.Code < 400 {
		t.Errorf("the pass of the last day: %d", rec.Code)
	}
}

// flip changes one character.
func flip(s string, at int) string {
	c := "A"
	if s[at] == 'A' {
		c = "B"
	}
	return s[:at] + c + s[at+1:]
}
