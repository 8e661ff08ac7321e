package miniapp_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"bangfu/miniapp"
	"bangfu/model"
)

// problem is a refusal as a client reads it.
type problem struct {
	Type   string
	Title  string
	Status int
	Errors []model.FieldError
	Office string
	When   string
}

func refusal(t testing.TB, rec *httptest.ResponseRecorder) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
		t.Fatalf("%d is no problem: %s", rec.Code, rec.Body)
	}
	if p.Status != rec.Code || p.Title == "" || !strings.HasPrefix(rec.Header().Get("Content-Type"), "application/problem+json") {
		t.Errorf("problem %+v with status %d and type %s", p, rec.Code, rec.Header().Get("Content-Type"))
	}
	return p
}

// What no form asks for is refused in words, and nothing of it is repeated.
func TestARequestThatIsNotOursIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const good = `{"householder":"解春旺","number":"621025190001010010","phone":"19900000001","group":"621025100209-01","hardship":["money"]}`
	for _, c := range []struct {
		name   string
		path   string
		body   string
		kind   string
		key    string
		status int
		typ    string
	}{
		{"unknown field", "/applications", strings.Replace(good, "{", `{"status":"registered",`, 1), "", "", 400, "unknown_field"},
		{"unknown field inside", "/acts", `{"object":{"kind":"case","id":"` + key() + `","area":"/"},"do":"accept"}`, "", "", 400, "unknown_field"},
		{"a column of the table", "/applications", strings.Replace(good, "{", `{"accept_no":"SL-1",`, 1), "", "", 400, "unknown_field"},
		{"key in other case", "/applications", strings.Replace(good, `"number"`, `"Number"`, 1), "", "", 400, "unknown_field"},
		{"the same key twice", "/applications", strings.Replace(good, "{", `{"householder":"别人",`, 1), "", "", 400, "invalid"},
		{"twice, deep inside", "/acts", `{"object":{"kind":"case","kind":"roster","id":"x"},"do":"accept"}`, "", "", 400, "invalid"},
		{"something behind the end", "/applications", good + `{}`, "", "", 400, "invalid"},
		{"text behind the end", "/applications", good + `x`, "", "", 400, "invalid"},
		{"cut off", "/applications", good[:40], "", "", 400, "invalid"},
		{"a list", "/applications", `[` + good + `]`, "", "", 400, "invalid"},
		{"null", "/applications", `null`, "", "", 400, "invalid"},
		{"nothing", "/applications", ``, "application/json", "", 400, "invalid"},
		{"no JSON by its type", "/applications", good, "text/plain", "", 400, "invalid"},
		{"broken characters", "/applications", strings.Replace(good, "解", "\xff", 1), "", "", 400, "invalid"},
		{"nested without end", "/acts", strings.Repeat(`{"input":`, 40) + `{}` + strings.Repeat("}", 40), "", "", 400, "invalid"},
		{"wrong type", "/applications", strings.Replace(good, `["money"]`, `"money"`, 1), "", "", 422, "invalid"},
		{"number for text", "/applications", strings.Replace(good, `"解春旺"`, `5`, 1), "", "", 422, "invalid"},
		{"number for a secret", "/applications", strings.Replace(good, `"621025190001010010"`, `621025190001010010`, 1), "", "", 400, "invalid"},
		{"fraction of a person", "/rounds/" + key() + "/quotas", `{"region":"621025000000","category":"poor","persons":1.5}`, "", "", 422, "invalid"},
		{"field wrong", "/applications", strings.Replace(good, "19900000001", "1", 1), "", "", 422, "invalid"},
		{"too large", "/applications", `{"words":"` + strings.Repeat("长", 400_000) + `"}`, "", "", 413, "too_large"},
		{"no key", "/applications", good, "", "-", 400, "invalid"},
		{"key too short", "/applications", good, "", "1", 400, "invalid"},
		{"key too long", "/applications", good, "", strings.Repeat("k", 101), 400, "invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := w.send(ask{who: "clerk209", method: "POST", path: c.path, raw: []byte(c.body), kind: c.kind, key: c.key, wrong: true})
			p := refusal(t, rec)
			if rec.Code != c.status || p.Type != "urn:bangfu:"+c.typ {
				t.Errorf("%d %s, want %d %s: %s", rec.Code, p.Type, c.status, c.typ, rec.Body)
			}
			if strings.Contains(rec.Body.String(), "19000101") || strings.Contains(rec.Body.String(), "registered") {
				t.Errorf("repeats what was sent: %s", rec.Body)
			}
		})
	}
	if strings.Contains(w.log.String(), "19000101") {
		t.Error("the log holds a number")
	}
}

// Every write asks for its key before anything else is looked at.
func TestEveryWriteNeedsItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, r := range miniapp.Routes() {
		if !r.Writes() {
			continue
		}
		rec := w.send(ask{who: "county", method: r.Method, path: strings.TrimPrefix(fill(r.Path), api), raw: []byte(`{}`), key: "-", wrong: true})
		if rec.Code != 400 {
			t.Errorf("%s %s without a key: %d", r.Method, r.Path, rec.Code)
		}
	}
}

// fill puts ids nobody has into a template.
func fill(path string) string { return param.ReplaceAllString(path, key()) }

// The same key is the same act: a repeat answers the same, other content is refused.
func TestTheSameKeyIsTheSameAct(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	w.person("villager", group11)
	body, k := w.application("villager", group11), key()
	first := w.send(ask{who: "villager", method: "POST", path: "/applications", body: body, key: k})
	again := w.send(ask{who: "villager", method: "POST", path: "/applications", body: body, key: k})
	if first.Code != 201 || again.Code != 201 || first.Body.String() != again.Body.String() {
		t.Errorf("first %d %s\nagain %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	if first.Header().Get("Idempotency-Replayed") != "" || again.Header().Get("Idempotency-Replayed") != "true" {
		t.Error("a repeat does not say that it is one")
	}
	grant, k2 := form{"name": "新信息员", "role": "village_clerk", "region": village1}, key()
	given := w.send(ask{who: "county", method: "POST", path: "/grants", body: grant, key: k2})
	tapped := w.send(ask{who: "county", method: "POST", path: "/grants", body: grant, key: k2})
	if given.Code != 201 || given.Body.String() != tapped.Body.String() || tapped.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("given %d %s\ntapped again %d %s", given.Code, given.Body, tapped.Code, tapped.Body)
	}
	body["words"] = "别的话"
	other := w.send(ask{who: "villager", method: "POST", path: "/applications", body: body, key: k})
	if p := refusal(t, other); other.Code != 409 || p.Type != "urn:bangfu:conflict" {
		t.Errorf("same key, other words: %d %+v", other.Code, p)
	}
}

// T2: a decision carries the version the person saw; none means nobody looked.
func TestACadreDecidesOnlyOnAVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("li", group11)
	object := form{"kind": ref.Kind, "id": ref.ID}
	for name, body := range map[string]form{"none": {"object": object, "do": "accept"}, "zero": {"object": object, "do": "accept", "version": 0}} {
		rec := w.send(ask{who: "clerk209", method: "POST", path: "/acts", body: body})
		if p := refusal(t, rec); rec.Code != 422 || len(p.Errors) != 1 || p.Errors[0].Field != "version" {
			t.Errorf("version %s: %d %s", name, rec.Code, rec.Body)
		}
	}
	if rec := w.send(ask{who: "clerk209", method: "POST", path: "/acts", body: form{"object": object, "do": "accept", "version": 99}}); rec.Code != 409 {
		t.Errorf("another version: %d %s", rec.Code, rec.Body)
	}
	w.act("clerk209", ref, "accept", nil)
	if rec := w.send(ask{who: "li", method: "POST", path: "/acts", body: form{"object": object, "do": "withdraw"}}); rec.Code != 200 {
		t.Errorf("a household withdraws its own matter: %d %s", rec.Code, rec.Body)
	}
}

// The number is masked in every other form of an act; the fingerprint tells two
// of them apart all the same.
func TestTheSameKeyWithAnotherNumberIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	w.person("villager", group11)
	body, k := w.application("villager", group11), key()
	w.send(ask{who: "villager", method: "POST", path: "/applications", body: body, key: k})
	body["number"] = w.number().Reveal()
	if rec := w.send(ask{who: "villager", method: "POST", path: "/applications", body: body, key: k}); rec.Code != 409 {
		t.Errorf("same key, another number: %d %s", rec.Code, rec.Body)
	}
}

func TestAnAddressNobodyServesIsAbsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, status := range map[string]int{"/nothing": 404, "/": 404, "/tasks/": 404, "/Tasks": 404, "/cases/621025190001010010": 404, "/tasks/number/12345": 404} {
		rec := w.send(ask{who: "clerk209", method: "GET", path: path})
		if rec.Code != status {
			t.Errorf("%s: %d", path, rec.Code)
		}
		refusal(t, rec)
	}
	rec := w.send(ask{who: "clerk209", method: "PATCH", path: "/tasks"})
	if refusal(t, rec); rec.Code != 405 || rec.Header().Get("Allow") == "" {
		t.Errorf("PATCH: %d, Allow %q", rec.Code, rec.Header().Get("Allow"))
	}
}
