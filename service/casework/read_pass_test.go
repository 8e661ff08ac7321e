package casework_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/casework"
)

func (c *county) pass(who string, p model.Publicity) string {
	c.t.Helper()
	pass, _, err := c.svc.Pass(c.ctx, c.as(who), p.PublicID)
	c.must(err)
	return pass
}

func (c *county) readList(pass string) casework.PublicList {
	c.t.Helper()
	body, etag, err := c.svc.ReadPass(pass)
	c.must(err)
	if len(etag) < 10 || etag[0] != '"' {
		c.t.Errorf("entity tag %s", etag)
	}
	var list casework.PublicList
	c.must(json.Unmarshal(body, &list))
	return list
}

// Decisions 20: villagers of the village whose binding is proven, cadres in
// scope, the poster's QR.
func TestWhoMayReadAVillagesList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	p := c.showing(c.onBoard("household"))
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	c.person("stranger", areaTownship.Join(village2).Join(group21))
	unproven := c.as("neighbour")
	unproven.Verified = false
	for name, row := range map[string]struct {
		actor model.Actor
		kind  model.Kind
	}{
		"a villager": {c.as("neighbour"), ""}, "not proven": {unproven, model.KindNotFound}, "another village": {c.as("stranger"), model.KindNotFound},
		"the clerk": {c.as("clerk209"), ""}, "the county": {c.as("county"), ""}, "a clerk of another village": {c.as("clerk210"), model.KindNotFound},
		"nobody": {model.Actor{}, model.KindUnauthenticated},
	} {
		if _, _, err := c.svc.Pass(c.ctx, row.actor, p.PublicID); model.KindOf(err) != row.kind {
			t.Errorf("%s: %v, want %q", name, err, row.kind)
		}
	}
	pass, _, err := c.svc.PassByLink(c.ctx, p.Link)
	c.must(err)
	if list := c.readList(pass); len(list.Rows) != 1 {
		t.Errorf("by the QR: %+v", list)
	}
	for _, link := range []string{"", "abc", string(p.PublicID)} {
		if _, _, err := c.svc.PassByLink(c.ctx, link); model.KindOf(err) != model.KindNotFound {
			t.Errorf("link %q: %v", link, err)
		}
	}
	for who, want := range map[string]int{"neighbour": 1, "stranger": 0, "clerk209": 1, "county": 1} {
		if ps, err := c.svc.Publicities(c.ctx, c.as(who)); err != nil || len(ps) != want {
			t.Errorf("%s is shown %d lists, want %d, %v", who, len(ps), want, err)
		}
	}
	if ps, err := c.svc.Publicities(c.ctx, unproven); err != nil || len(ps) != 0 {
		t.Errorf("not proven: %d, %v", len(ps), err)
	}
	ps, err := c.svc.Publicities(c.ctx, c.as("neighbour"))
	if err != nil || ps[0].Link != "" || ps[0].Title != "贫困户名单（第一次公示）" || ps[0].Place != "山河镇解家川村" || ps[0].Households != 1 || ps[0].LastDay != "2014-05-19" || ps[0].DaysLeft != 7 {
		t.Errorf("%+v, %v", ps, err)
	}
	if ps, err = c.svc.Publicities(c.ctx, c.as("clerk209")); err != nil || ps[0].Link != p.Link {
		t.Errorf("who prints the poster needs its link: %+v, %v", ps, err)
	}
}

// House law 6 and spec §10.2: the public list has these fields and no other.
func TestAPublicListHasNoFieldForWhatMayNotBePublished(t *testing.T) {
	t.Parallel()
	var fields []string
	row := reflect.TypeFor[casework.PublicRow]()
	for i := range row.NumField() {
		fields = append(fields, row.Field(i).Name)
	}
	if want := []string{"Row", "Group", "Village", "Householder", "Persons", "Category"}; !slices.Equal(fields, want) {
		t.Errorf("a public row has %v, want %v", fields, want)
	}
	c := begin(t)
	r := c.onBoard("household")
	body, _, err := c.svc.ReadPass(c.pass("clerk209", c.showing(r)))
	c.must(err)
	for _, secret := range []string{c.sealed["household"].Reveal(), "19900000001", "没有本钱", "没本钱", "250000", "王某某", string(c.people["household"].PublicID)} {
		if strings.Contains(string(body), secret) {
			t.Errorf("the public list says %q: %s", secret, body)
		}
	}
	var list casework.PublicList
	c.must(json.Unmarshal(body, &list))
	if want := (casework.PublicRow{Row: 1, Group: 1, Householder: "解h旺", Persons: 2, Category: "贫困户"}); list.Rows[0] != want {
		t.Errorf("row %+v, want %+v", list.Rows[0], want)
	}
	if list.Title != "山河镇解家川村贫困户名单（第一次公示）" || list.FirstDay != "2014-05-13" || list.LastDay != "2014-05-19" || list.DaysLeft != 7 || len(list.Hash) != 12 || !strings.Contains(list.Notice, "5月19日24:00前") {
		t.Errorf("list %+v", list)
	}
}

func TestAMinorsNameIsMaskedAndNamesakesAreToldApart(t *testing.T) {
	t.Parallel()
	c := begin(t)
	// the harness names people 解h旺 by the first letter of their key
	c.surveyed("ha", group11)
	c.surveyed("hb", group11)
	c.surveyed("hc", group12)
	orphan := c.apply("ox", group11)
	c.act("clerk209", model.Act{Object: orphan, Do: "accept"})
	first, second := c.surveyors(orphan)
	in := c.surveyInput(first, c.sealed["ox"], 100000)
	in.Members[0].Orphan = true
	c.act(first, model.Act{Object: orphan, Do: "survey", Input: model.Input{Survey: in}})
	c.act(second, model.Act{Object: orphan, Do: "survey"})
	r := c.onBoard()
	list := c.readList(c.pass("clerk209", c.showing(r)))
	names := map[string]int{}
	for _, row := range list.Rows {
		names[fmt.Sprint(row.Group, row.Householder)]++
	}
	for _, want := range []string{"1解h旺（一）", "1解h旺（二）", "2解h旺", "1解*"} {
		if names[want] != 1 {
			t.Errorf("%s stands %d times in %v", want, names[want], names)
		}
	}
}

func TestAPublicListIsTheFrozenOneWhateverTheRecordsSayLater(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		rows, err := tx.Rows(r.ID)
		if err != nil {
			return err
		}
		rows[0].Householder, rows[0].Persons = "后来改的", 9
		return tx.PutRow(&rows[0])
	}))
	if list := c.readList(c.pass("clerk209", c.showing(r))); list.Rows[0].Householder != "解h旺" || list.Rows[0].Persons != 2 {
		t.Errorf("the list shows live records: %+v", list.Rows[0])
	}
}

func TestAPassLastsTenMinutesAndNeverPastTheLastDay(t *testing.T) {
	t.Parallel()
	c := begin(t)
	p := c.showing(c.onBoard("household"))
	pass, until, err := c.svc.Pass(c.ctx, c.as("clerk209"), p.PublicID)
	c.must(err)
	if want := c.clock.Now().Add(10 * time.Minute); !until.Equal(want) {
		t.Errorf("until %s, want %s", until, want)
	}
	c.clock.Advance(10 * time.Minute)
	if _, _, err := c.svc.ReadPass(pass); model.KindOf(err) != model.KindUnauthenticated {
		t.Errorf("after ten minutes: %v", err)
	}
	c.clock.Set(p.LastDay.At(23, 55))
	pass, until, err = c.svc.Pass(c.ctx, c.as("clerk209"), p.PublicID)
	c.must(err)
	if !until.Equal(p.LastDay.End()) {
		t.Errorf("on the last evening until %s", until)
	}
	c.readList(pass)
	c.clock.Set(p.LastDay.End())
	if _, _, err := c.svc.ReadPass(pass); err == nil {
		t.Error("a list is read after its last day")
	}
	if _, _, err := c.svc.PassByLink(c.ctx, p.Link); model.KindOf(err) != model.KindNotFound {
		t.Errorf("the poster's QR after the last day: %v", err)
	}
	if ps, err := c.svc.Publicities(c.ctx, c.as("household")); err != nil || len(ps) != 0 {
		t.Errorf("after the last day: %+v, %v", ps, err)
	}
}

func TestAForgedPassReadsNothing(t *testing.T) {
	t.Parallel()
	c := begin(t)
	p := c.showing(c.onBoard("household"))
	pass := c.pass("clerk209", p)
	other, err := seal.New(otherKeys(t))
	c.must(err)
	payload := string(p.PublicID) + ".1." + fmt.Sprint(c.clock.Now().Add(time.Hour).Unix())
	for name, forged := range map[string]string{"empty": "", "cut": pass[:len(pass)-2], "another house": other.SignPass([]byte(payload)),
		"another payload": c.st.Sealer().SignPass([]byte("x")), "an id that is none": c.st.Sealer().SignPass([]byte("x.1.99999999999"))} {
		if _, _, err := c.svc.ReadPass(forged); model.KindOf(err) != model.KindUnauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func otherKeys(t *testing.T) seal.KeyService {
	t.Helper()
	ks, err := seal.CreateKeyFile(t.TempDir()+"/keys", seal.ForDemo)
	if err != nil {
		t.Fatal(err)
	}
	return ks
}

func TestReadingUnderAPassAsksNoStore(t *testing.T) {
	t.Parallel()
	c := begin(t)
	pass := c.pass("clerk209", c.showing(c.onBoard("household")))
	c.must(c.st.Close())
	c.clock.Advance(29 * time.Second)
	if list := c.readList(pass); len(list.Rows) != 1 {
		t.Errorf("%+v", list)
	}
	c.clock.Advance(30 * time.Second) // 59 s: what was true less than a minute ago
	c.readList(pass)
	c.clock.Advance(time.Second)
	if _, _, err := c.svc.ReadPass(pass); model.KindOf(err) != model.KindUnavailable {
		t.Errorf("a list nobody can vouch for: %v", err)
	}
}

func TestAVoidedListIsGoneWithinAMinute(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	p := c.showing(r)
	pass := c.pass("clerk209", p)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "void", Reason: "名单贴错了，要重贴"})
	c.clock.Advance(31 * time.Second)
	for range 2 {
		if _, _, err := c.svc.ReadPass(pass); model.KindOf(err) != model.KindNotFound {
			t.Errorf("a voided list: %v", err)
		}
	}
	if _, _, err := c.svc.PassByLink(c.ctx, p.Link); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a new pass for a voided list: %v", err)
	}
}

func TestACorrectedListIsShownInItsNewWordingOnly(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	p := c.showing(r)
	old := c.pass("clerk209", p)
	c.act("clerk209", model.Act{Object: rosterRef(r), Do: "correct", Reason: "名字写错了一个字", Input: model.Input{Correction: &model.CorrectionInput{Row: 1, Field: "householder", Value: "解小旺"}}})
	c.clock.Advance(31 * time.Second)
	if _, _, err := c.svc.ReadPass(old); model.KindOf(err) != model.KindNotFound {
		t.Errorf("the old wording: %v", err)
	}
	list := c.readList(c.pass("clerk209", c.showing(r)))
	if list.Rows[0].Householder != "解小旺" || len(list.Corrected) != 1 || list.Corrected[0] != "第1行已更正，这一行公示到5月19日" {
		t.Errorf("corrected: %+v", list)
	}
	if strings.Contains(fmt.Sprint(list.Corrected), "解h旺") {
		t.Error("the correction repeats the wrong name")
	}
}

func TestIssuingAPassWritesTheAuditedReadAndReadingWritesNothing(t *testing.T) {
	t.Parallel()
	c := begin(t)
	p := c.showing(c.onBoard("household"))
	pass := c.pass("clerk209", p)
	_, _, err := c.svc.PassByLink(c.ctx, p.Link)
	c.must(err)
	for range 5 {
		c.readList(pass)
	}
	rows, err := c.st.Read(c.ctx).AuditsOfObject(model.ObjectPublicity, p.ID)
	c.must(err)
	var notes []string
	for _, a := range rows {
		notes = append(notes, fmt.Sprint(a.Action, " ", a.Note, " ", a.PersonID != 0))
	}
	if want := []string{"look.publicity account true", "look.publicity qr false"}; !slices.Equal(notes, want) {
		t.Errorf("audited %v, want %v", notes, want)
	}
}

func TestManyReadersAreServedWhileOneAsksTheRegister(t *testing.T) {
	t.Parallel()
	c := begin(t)
	pass := c.pass("clerk209", c.showing(c.onBoard("household")))
	c.clock.Advance(40 * time.Second)
	failed := make(chan error, 32)
	for range 32 {
		go func() {
			_, _, err := c.svc.ReadPass(pass)
			failed <- err
		}()
	}
	for range 32 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}

func TestTheCountysAnnouncementIsForAnybodyWithVillageInsteadOfGroup(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	board := c.showing(r)
	if _, _, err := c.svc.Announcement(context.Background(), board.PublicID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a village's list as an announcement: %v", err)
	}
	c.toAnnouncement(r)
	ps, err := c.svc.Announcements(c.ctx, "621025000000")
	if err != nil || len(ps) != 1 || ps[0].Title != "贫困户名单（公告）" || ps[0].Link != "" {
		t.Fatalf("announcements %+v, %v", ps, err)
	}
	list, text, err := c.svc.Announcement(c.ctx, ps[0].ID)
	c.must(err)
	if want := (casework.PublicRow{Row: 1, Village: "解家川村", Householder: "解h旺", Persons: 2, Category: "贫困户"}); list.Rows[0] != want {
		t.Errorf("row %+v, want %+v", list.Rows[0], want)
	}
	for _, want := range []string{"正宁县山河镇解家川村贫困户名单（公告）", "1户2人", "1．解家川村　解h旺　2人　贫困户", "12317", "正宁县扶贫办", list.Hash} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if _, _, err := c.svc.Pass(c.ctx, c.as("household"), ps[0].ID); err != nil {
		t.Errorf("anybody reads the announcement: %v", err)
	}
	if all, err := c.svc.Publicities(c.ctx, c.as("household")); err != nil || len(all) != 1 || all[0].ID != ps[0].ID {
		t.Errorf("under 看公示: %+v, %v", all, err)
	}
	c.person("elsewhere", areaTownship.Join(village2).Join(group21))
	for who, want := range map[string]int{"elsewhere": 0, "clerk210": 0, "clerk209": 1, "reviewer": 1, "county": 1} {
		if all, err := c.svc.Publicities(c.ctx, c.as(who)); err != nil || len(all) != want {
			t.Errorf("%s is shown %d announcements, want %d, %v", who, len(all), want, err)
		}
	}
	c.clock.Set(ps[0].LastDay.End())
	if _, _, err := c.svc.Announcement(c.ctx, ps[0].ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("after its days: %v", err)
	}
}
