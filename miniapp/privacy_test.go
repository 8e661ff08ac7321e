package miniapp_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"bangfu/miniapp"
	"bangfu/model"
)

// keys lists every key of a JSON answer, once.
func keys(t *testing.T, body []byte) []string {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				found[k] = true
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	var all []string
	for k := range found {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// What an audience may read, key by key (spec §10.2): a field that is added to a
// view and not to this table is refused here.
func TestEachAudienceReadsItsFieldsAndNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.house()
	public := strings.Fields("id title place first_day last_day days_left version hash rows corrected notice row group householder persons category")
	showing := strings.Fields(`items id roster title place category state posted first_day last_day days_left moves_on shifted end_photo households`)
	var p struct{ Pass string }
	w.decode(w.send(ask{who: "neighbour", method: "POST", path: "/publicities/" + string(o["publicity"]) + "/pass"}), 200, &p)
	own := strings.Fields(`id version type category state step receipt_no accept_no village group place householder number phone persons hardship words
		for_other relation marks photos survey votes steps now acts end referrals previous created_at purpose kind serial day methods per_head_fen line_fen
		below_line has_labour housing water_safe incomes members signed_by filled surveyors person name township signed me labour wage_fen business_fen
		property_fen transfer_fen cost_fen meeting yes no abstain passed reason status office at due since days_left missing next sentence last_day do say
		words positive ends chat pin reasons rows targets form title help fields label unit required when choices value min max page review_until review
		answer`)
	for _, c := range []struct {
		who, path string
		may       []string
	}{
		{"", "/lists/" + p.Pass, public},
		{"neighbour", "/publicities", showing},
		{"wu", "/cases/" + string(o["case"]), own},
		{"wang", "/applications", append(slices.Clone(own), "items")},
		{"neighbour", "/objections", strings.Fields("items id version receipt_no state step place kind row words received result answer photos roster purpose")},
	} {
		rec := w.send(ask{who: c.who, method: "GET", path: c.path})
		if rec.Code != 200 {
			t.Fatalf("%s: %d", c.path, rec.Code)
		}
		for _, k := range keys(t, rec.Body.Bytes()) {
			if !slices.Contains(c.may, k) {
				t.Errorf("%s shows %q in %s", c.path, k, c.who)
			}
		}
	}
}

// A number is masked 6+4 with its length kept, a phone in the middle for the county.
func TestNumbersAndPhonesAreMaskedForWhomItMust(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	ref := w.apply("zhang", group11)
	number := w.numbers["zhang"].Reveal()
	masked := number[:6] + "********" + number[14:]
	for who, phone := range map[string]string{"zhang": phoneNumber, "clerk209": phoneNumber, "officer100": phoneNumber, "county": "199****0010"} {
		var c struct{ Number, Phone string }
		w.get(who, "/cases/"+string(ref.ID), &c)
		if c.Number != masked || c.Phone != phone {
			t.Errorf("%s reads %s and %s, want %s and %s", who, c.Number, c.Phone, masked, phone)
		}
	}
}

// No answer depends on whether a number is known (T38).
func TestNoAnswerTellsWhetherANumberIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openRound()
	w.apply("zhang", group11)
	declare := func(who string, n model.IDNumber) (int, string) {
		rec := w.send(ask{who: who, method: "POST", path: "/me/declaration", body: form{"name": "解春旺", "number": n.Reveal(), "phone": phoneNumber, "region": group11}})
		return rec.Code, rec.Body.String()
	}
	fresh := w.number()
	statusA, a := declare("first", fresh)
	statusB, b := declare("second", w.numbers["zhang"])
	if statusA != 200 || statusA != statusB || a != b {
		t.Errorf("unknown %d %s\nknown %d %s", statusA, a, statusB, b)
	}
	apply := func(who string, n model.IDNumber) (int, []string, int) {
		body := w.application("zhang", group11)
		body["number"] = n.Reveal()
		rec := w.send(ask{who: who, method: "POST", path: "/applications", body: body})
		return rec.Code, keys(t, rec.Body.Bytes()), rec.Body.Len()
	}
	codeA, keysA, sizeA := apply("first", fresh)
	codeB, keysB, sizeB := apply("second", w.numbers["zhang"])
	if codeA != 201 || codeA != codeB || !slices.Equal(keysA, keysB) || sizeA != sizeB {
		t.Errorf("unknown %d %v %d\nknown %d %v %d", codeA, keysA, sizeA, codeB, keysB, sizeB)
	}
}

// columns names every column of the register, as a request would have to write it.
func columns() []string {
	found := map[string]bool{}
	for _, rec := range []any{model.Case{}, model.Survey{}, model.Roster{}, model.RosterRow{}, model.Publicity{}, model.Objection{}, model.Review{},
		model.Person{}, model.Account{}, model.RoleGrant{}, model.Session{}, model.Round{}, model.Quota{}, model.Task{}, model.Decision{},
		model.Bundle{}, model.GroupSheet{}, model.Meeting{}, model.Vote{}, model.File{}, model.SealedSheet{}, model.Message{}, model.Audit{}} {
		for t, i := reflect.TypeOf(rec), 0; i < t.NumField(); i++ {
			found[snake(t.Field(i).Name)] = true
		}
	}
	var all []string
	for c := range found {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}

func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Only the fields of a request are read: any column of the register, sent along to
// any write, is refused (T34, G10).
func TestNoColumnIsSetByARequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := spec(t)
	tried := 0
	for _, r := range miniapp.Routes() {
		if !strings.HasPrefix(r.Path, api) || r.Method == "GET" || r.Policy != miniapp.Session {
			continue
		}
		op := doc.Paths.Value(template(r.Path)).GetOperation(r.Method)
		if op.RequestBody == nil || op.RequestBody.Value.Content["application/json"] == nil {
			continue
		}
		known := op.RequestBody.Value.Content["application/json"].Schema.Value.Properties
		for _, column := range columns() {
			if known[column] != nil || column == "request" {
				continue
			}
			tried++
			rec := w.send(ask{who: "county", method: r.Method, path: strings.TrimPrefix(fill(r.Path), api), raw: []byte(`{"` + column + `":null}`), wrong: true})
			if p := refusal(t, rec); rec.Code != 400 || p.Type != "urn:bangfu:unknown_field" {
				t.Errorf("%s %s takes %q: %d %s", r.Method, r.Path, column, rec.Code, p.Type)
			}
		}
	}
	if tried < 2000 {
		t.Errorf("only %d pairs tried", tried)
	}
}

// The schema of a request names exactly the fields the server reads.
func TestARequestOfOnlyKnownFieldsIsUnderstood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := spec(t)
	for _, r := range miniapp.Routes() {
		if !strings.HasPrefix(r.Path, api) || r.Method == "GET" {
			continue
		}
		op := doc.Paths.Value(template(r.Path)).GetOperation(r.Method)
		if op.RequestBody == nil || op.RequestBody.Value.Content["application/json"] == nil {
			continue
		}
		for field := range op.RequestBody.Value.Content["application/json"].Schema.Value.Properties {
			rec := w.send(ask{who: "county", method: r.Method, path: strings.TrimPrefix(fill(r.Path), api), raw: []byte(`{"` + field + `":null}`), wrong: true})
			if strings.Contains(rec.Body.String(), "unknown_field") {
				t.Errorf("%s %s is described with %q, which the server does not know", r.Method, r.Path, field)
			}
		}
	}
}
