package miniapp_test

import (
	"strings"
	"testing"

	"bangfu/model"
)

// A household travels from its application to the county's announcement, every
// step through the counter, everything read as the one sees it whose turn it is.
func TestAHouseholdTravelsThroughTheCounter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.surveyed("zhang", group11)
	refused := w.surveyed("wang", group11)
	w.report("head2091", refused.ID)
	w.report("head2092")
	w.refusedHouseholdGoesOn(refused)
	r := w.vote(village1)
	w.sign(village1, r)
	out := w.publish(village1, r)
	w.publicReads(r, out)
	w.runOut(village1, r, out.LastDay, out.MovesOn)
	w.do("reviewer100", "examine", nil)
	w.do("leader100", "approve", nil)
	w.act("reviewer100", r.ref(), "issue", nil)
	out = w.publish(village1, r)
	w.runOut(village1, r, out.LastDay, out.MovesOn)
	w.act("reviewer100", r.ref(), "hand_in", nil)
	w.get("county", "/rosters/"+string(r.ID), &r)
	bundle := model.Ref{Kind: model.ObjectBundle, ID: r.Bundle}
	w.get("county", "/bundles/"+string(r.Bundle), nil)
	w.pin("county")
	w.pin("countyleader")
	w.act("county", bundle, "recheck", nil)
	w.act("countyleader", bundle, "announce", nil)
	var mine struct{ Items []struct{ State string } }
	w.get("zhang", "/applications", &mine)
	if len(mine.Items) != 1 || mine.Items[0].State != "registered" {
		t.Errorf("the household reads %+v", mine)
	}
	w.announcementIsForAnybody()
	w.get("zhang", "/applications/"+string(ref.ID), nil)
	w.get("zhang", "/cases/"+string(ref.ID)+"/looks", nil)
	w.noNumberLeft()
}

// refusedHouseholdGoesOn asks for another look and for a referral.
func (w *world) refusedHouseholdGoesOn(ref model.Ref) {
	w.t.Helper()
	review := w.post("wang", "/cases/"+string(ref.ID)+"/reviews", form{"words": "请再核一次我家收入"}).Object
	w.get("reviewer100", "/reviews/"+string(review.ID), nil)
	referral := w.post("wang", "/cases/"+string(ref.ID)+"/referrals", form{"office": "civil_affairs", "consent": true}).Object
	w.post("clerk209", "/referrals/"+string(referral.ID)+"/answer", form{"answer": "已纳入临时救助"})
	w.act("reviewer100", review, "decide", form{"reason": "收入核实无误，维持", "input": form{"verdict": "dismissed"}})
	w.get("wang", "/applications/"+string(ref.ID), nil)
}

// publicReads reads the list in every way it may be read, and objects to a row.
func (w *world) publicReads(r rosterView, out model.Outcome) {
	w.t.Helper()
	w.person("neighbour", group12)
	var shown struct {
		Items []struct {
			ID   model.PublicID
			Link string
		}
	}
	w.get("neighbour", "/publicities", &shown)
	if len(shown.Items) != 1 || shown.Items[0].Link != "" {
		w.t.Fatalf("a villager is shown %+v", shown)
	}
	id := shown.Items[0].ID
	var p struct{ Pass string }
	w.decode(w.send(ask{who: "neighbour", method: "POST", path: "/publicities/" + string(id) + "/pass"}), 200, &p)
	first := w.send(ask{method: "GET", path: "/lists/" + p.Pass})
	if first.Code != 200 || first.Header().Get("ETag") == "" || !strings.HasPrefix(first.Header().Get("Cache-Control"), "private, max-age=") {
		w.t.Errorf("the list: %d %v %s", first.Code, first.Header(), first.Body)
	}
	again := w.send(ask{method: "GET", path: "/lists/" + p.Pass, header: map[string]string{"If-None-Match": first.Header().Get("ETag")}})
	if again.Code != 304 || again.Body.Len() != 0 {
		w.t.Errorf("unchanged: %d %s", again.Code, again.Body)
	}
	w.get("clerk209", "/publicities", &shown)
	w.decode(w.send(ask{method: "POST", path: "/posters/" + shown.Items[0].Link + "/pass"}), 200, &p)
	w.get("", "/lists/"+p.Pass, nil)
	o := w.post("neighbour", "/objections", form{"publicity": id, "row": 1, "words": "他家有一辆小汽车", "secrecy": "township", "photos": []model.PublicID{w.upload("neighbour")}})
	w.get("neighbour", "/objections", nil)
	w.get("reviewer100", "/objections/"+string(o.Object.ID), nil)
	w.act("reviewer100", o.Object, "answer", form{"input": form{"verdict": "rejected", "answer": "经核实是亲戚的车"}})
	w.get("neighbour", "/objections/"+string(o.Object.ID), nil)
}

// announcementIsForAnybody reads the county's announcement without a login.
func (w *world) announcementIsForAnybody() {
	w.t.Helper()
	var all struct{ Items []struct{ ID model.PublicID } }
	w.get("", "/announcements?county="+countyCode, &all)
	if len(all.Items) != 1 {
		w.t.Fatalf("announcements %+v", all)
	}
	id := string(all.Items[0].ID)
	w.get("", "/announcements/"+id, nil)
	for path, kind := range map[string]string{"/announcements/" + id + "/draft": "text/plain", "/gonggao/" + id: "text/html"} {
		rec := w.send(ask{method: "GET", path: path})
		if rec.Code != 200 || !strings.HasPrefix(rec.Header().Get("Content-Type"), kind) || !strings.Contains(rec.Body.String(), "解春旺") {
			w.t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

// noNumberLeft looks for a full number in everything that was answered and logged.
func (w *world) noNumberLeft() {
	w.t.Helper()
	for who, n := range w.numbers {
		for _, e := range w.said {
			if strings.Contains(e.answer, n.Reveal()) && !strings.HasSuffix(e.what, "/number") {
				w.t.Errorf("%s answers the number of %s", e.what, who)
			}
		}
		if strings.Contains(w.log.String(), n.Reveal()) {
			w.t.Errorf("the log holds the number of %s", who)
		}
	}
}
