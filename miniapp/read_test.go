package miniapp_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"strings"
	"testing"

	"bangfu/model"
)

// What a client needs before anybody is logged in.
func TestPlacesAndFormsAreForAnybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	var places struct {
		Items []struct {
			Code, Name, Level string
			Open              bool
		}
	}
	w.get("", "/places?parent="+village1, &places)
	if len(places.Items) != 2 || places.Items[0].Level != "group" || !places.Items[0].Open {
		t.Errorf("groups: %+v", places)
	}
	w.get("", "/forms/application", nil)
	for _, who := range []string{"newcomer", "clerk209"} {
		var offices struct {
			Items []struct{ Name, Phone string }
		}
		w.get(who, "/offices", &offices)
		if len(offices.Items) == 0 {
			t.Errorf("%s finds nobody to ask", who)
		}
	}
}

// A photo is taken in as a form or as bytes, cleaned, and shown to who may see it.
func TestAPhotoIsTakenInAndShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("zhang", group11)
	var c struct {
		Photos []struct{ ID model.PublicID }
	}
	w.get("clerk209", "/cases/"+string(ref.ID), &c)
	if len(c.Photos) != 1 {
		t.Fatalf("photos: %+v", c)
	}
	path := "/files/" + string(c.Photos[0].ID)
	for who, status := range map[string]int{"zhang": 200, "clerk209": 200, "clerk210": 404, "head2101": 404, "officer101": 404, "admin": 404, "county": 200} {
		rec := w.send(ask{who: who, method: "GET", path: path})
		if rec.Code != status {
			t.Errorf("%s: %d, want %d", who, rec.Code, status)
		}
		if status == 200 && (rec.Header().Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(rec.Header().Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("%s: %v", who, rec.Header())
		}
	}
	body, kind := multipartOf(t, "file", w.photo())
	w.decode(w.send(ask{who: "zhang", method: "POST", path: "/files", raw: body, kind: kind}), 201, nil)
	for name, a := range map[string]ask{
		"no part of that name": {raw: first(multipartOf(t, "photo", w.photo())), kind: kind},
		"no photo":             {raw: []byte("hello"), kind: "image/jpeg"},
		"a page":               {raw: []byte("<script>alert(1)</script>"), kind: "text/html"},
		"no type":              {raw: w.photo(), kind: "x"},
	} {
		a.who, a.method, a.path, a.wrong = "zhang", "POST", "/files", true
		if rec := w.send(a); rec.Code != 422 && rec.Code != 400 {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
	large := bytes.Repeat([]byte{0xff, 0xd8, 0xff, 0xe0}, (21<<20)/4)
	if rec := w.send(ask{who: "zhang", method: "POST", path: "/files", raw: large, kind: "image/jpeg", wrong: true}); rec.Code != 413 {
		t.Errorf("21 MB: %d %s", rec.Code, rec.Body)
	}
}

func first(b []byte, _ string) []byte { return b }

func multipartOf(t *testing.T, name string, content []byte) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.SetBoundary("stillthesameboundary"); err != nil {
		t.Fatal(err)
	}
	if err := m.WriteField("captured_at", "2014-05-12T08:00:00+08:00"); err != nil {
		t.Fatal(err)
	}
	part, err := m.CreateFormFile(name, "../../etc/passwd")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m.FormDataContentType()
}

// An application may be changed until it is accepted (decisions 8).
func TestAnApplicationIsChangedUntilItIsAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("zhang", group11)
	body := w.application("zhang", group11)
	body["words"] = "家里没有本钱，孩子要上学"
	change := ask{who: "zhang", method: "PUT", path: "/applications/" + string(ref.ID), body: body}
	w.decode(w.send(change), 200, nil)
	w.do("clerk209", "accept", nil)
	change.body = w.application("zhang", group11)
	if rec := w.send(change); rec.Code != 409 {
		t.Errorf("after the acceptance: %d %s", rec.Code, rec.Body)
	}
}

// A full number is shown in one answer only, for a purpose, and the household
// reads who looked (A23, A27).
func TestAFullNumberIsShownForAPurposeOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("zhang", group11)
	path := "/cases/" + string(ref.ID)
	var c struct{ Number string }
	w.get("clerk209", path, &c)
	if len(c.Number) != 18 || !strings.Contains(c.Number, "********") {
		t.Errorf("the clerk reads %q", c.Number)
	}
	w.decode(w.send(ask{who: "clerk209", method: "POST", path: path + "/number", body: form{"purpose": "accept"}}), 200, &c)
	if c.Number != w.numbers["zhang"].Reveal() {
		t.Error("the number is not the householder's")
	}
	for who, status := range map[string]int{"clerk210": 404, "officer101": 404, "admin": 404, "head2091": 403} {
		if rec := w.send(ask{who: who, method: "POST", path: path + "/number", body: form{"purpose": "accept"}}); rec.Code != status {
			t.Errorf("%s: %d, want %d", who, rec.Code, status)
		}
	}
	if rec := w.send(ask{who: "clerk209", method: "POST", path: path + "/number", body: form{"purpose": "看看"}}); rec.Code != 422 {
		t.Errorf("without a known purpose: %d", rec.Code)
	}
	var looks struct {
		Items []struct{ Office, Purpose string }
	}
	w.get("zhang", path+"/looks", &looks)
	if len(looks.Items) < 2 || !strings.Contains(looks.Items[0].Purpose, "身份证号") {
		t.Errorf("the household reads %+v", looks)
	}
	w.noNumberLeft()
}

// A list comes page by page; together the pages are the whole, each once.
func TestAListComesPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	want := map[model.PublicID]bool{}
	for _, who := range []string{"zhang", "wang", "zhao", "liu", "chen"} {
		want[w.apply(who, group11).ID] = true
	}
	w.apply("elsewhere", village2+"-01")
	after, pages := "", 0
	for {
		var page struct {
			Items []struct{ ID model.PublicID }
			Next  string
		}
		w.get("clerk209", "/cases?limit=2&region="+village1+"&after="+after, &page)
		for _, c := range page.Items {
			if !want[c.ID] {
				t.Fatalf("page %d shows a case twice, or another village's", pages)
			}
			delete(want, c.ID)
		}
		pages++
		if after = page.Next; after == "" {
			break
		}
	}
	if len(want) != 0 || pages != 3 {
		t.Errorf("%d cases missing after %d pages", len(want), pages)
	}
	for _, q := range []string{"limit=0", "limit=-1", "limit=x", "limit=99999999"} {
		if rec := w.send(ask{who: "clerk209", method: "GET", path: "/cases?" + q, wrong: true}); rec.Code != 422 {
			t.Errorf("%s: %d", q, rec.Code)
		}
	}
	if rec := w.send(ask{who: "clerk209", method: "GET", path: "/cases?after=" + key()}); rec.Code >= 500 {
		t.Errorf("a cursor nobody gave: %d", rec.Code)
	}
}

// Rounds, plan, quota, registers, alerts: what a cadre reads beside the tasks.
func TestACadreReadsTheWayOfTheRound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("zhang", group11)
	var rounds struct{ Items []struct{ ID model.PublicID } }
	w.get("clerk209", "/rounds", &rounds)
	if len(rounds.Items) != 1 {
		t.Fatalf("rounds: %+v", rounds)
	}
	round := "/rounds/" + string(rounds.Items[0].ID)
	w.get("clerk209", round+"/plan?region="+village1, nil)
	w.get("officer100", round+"/quotas?region="+township1, nil)
	w.get("clerk209", "/registers?register=delegates&region="+village1, nil)
	w.do("clerk209", "accept", nil)
	var c struct {
		Survey struct {
			Surveyors []struct {
				Person   model.PublicID
				Township bool
			}
		}
	}
	w.get("clerk209", "/cases/"+string(ref.ID), &c)
	for _, s := range c.Survey.Surveyors {
		if !s.Township {
			other := "team209"
			if w.called(s.Person) == other {
				other = "committee209"
			}
			w.post("clerk209", "/cases/"+string(ref.ID)+"/surveyors", form{"out": s.Person, "in": w.people[other].PublicID})
		}
	}
	w.to("2014-06-20", 10)
	_, err := w.cases.AlertLate(context.Background())
	w.must(err)
	w.get("officer100", "/alerts", nil)
}

// Notices lie in the box whatever WeChat did; whom none reached is called or
// visited, and that is recorded.
func TestANoticeIsReadOrToldInPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	w.apply("zhang", group11)
	w.do("clerk209", "accept", nil)
	_, err := w.notices.Run1(context.Background())
	w.must(err)
	var lost struct {
		Items []struct {
			Message model.PublicID
			Person  model.PublicID
			Reason  string
		}
	}
	w.get("clerk209", "/unreached?region="+village1, &lost)
	told := false
	for _, l := range lost.Items {
		if l.Person == w.people["zhang"].PublicID && !told {
			w.post("clerk209", "/messages/"+string(l.Message)+"/told", form{"how": "phone"})
			told = true
		}
	}
	if !told {
		t.Errorf("nobody has to be called: %+v", lost)
	}
	var box struct {
		Items []struct {
			ID   model.PublicID
			Seen bool
		}
	}
	w.get("zhang", "/messages", &box)
	if len(box.Items) == 0 {
		t.Fatal("the box is empty")
	}
	w.post("zhang", "/messages/"+string(box.Items[0].ID)+"/seen", nil)
	if rec := w.send(ask{who: "clerk210", method: "POST", path: "/messages/" + string(box.Items[0].ID) + "/seen"}); rec.Code != 404 {
		t.Errorf("another person's notice: %d", rec.Code)
	}
	if rec := w.send(ask{who: "clerk209", method: "GET", path: "/unreached?region=1"}); rec.Code != 422 {
		t.Errorf("a region that is none: %d", rec.Code)
	}
}

// Two offices at once: the second reads who was faster and when (house law 3).
func TestWhoComesSecondReadsWhoWasFaster(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("zhang", group11)
	v := w.task("clerk209", "accept")
	w.act("clerk209", ref, "accept", form{"version": v.Version})
	rec := w.send(ask{who: "clerk209", method: "POST", path: "/acts", body: form{"object": ref, "do": "return", "version": v.Version, "reason": "户口簿看不清"}})
	p := refusal(t, rec)
	if rec.Code != 409 || p.Office == "" || p.When == "" {
		t.Errorf("%d %+v", rec.Code, p)
	}
}

// The county keeps its registers of delegates up itself; nobody below does.
func TestTheCountySetsARegisterAndAVillageDoesNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := form{"area": village1, "register": "delegates", "entries": []form{{"name": "王代表"}, {"name": "李代表"}, {"name": "解代表"}}}
	if rec := w.send(ask{who: "clerk209", method: "PUT", path: "/registers", body: body}); rec.Code != 403 && rec.Code != 404 {
		t.Errorf("a village set its own register: %d", rec.Code)
	}
	if rec := w.send(ask{who: "county", method: "PUT", path: "/registers", body: body}); rec.Code != 204 {
		t.Fatalf("the county: %d %s", rec.Code, rec.Body)
	}
	var now struct{ Items []struct{ Name string } }
	w.get("clerk209", "/registers?register=delegates&region="+village1, &now)
	if len(now.Items) != 3 {
		t.Errorf("the register holds %+v", now.Items)
	}
	body["register"] = "unknown"
	if rec := w.send(ask{who: "county", method: "PUT", path: "/registers", body: body, wrong: true}); rec.Code != 422 {
		t.Errorf("an unknown register: %d", rec.Code)
	}
}
