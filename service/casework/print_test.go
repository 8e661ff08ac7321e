package casework_test

import (
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/casework"
)

// toPrint asks for a sealed sheet and what stands on it.
func (c *county) toPrint(who string, object model.Ref, purpose string) (casework.SheetPrint, error) {
	c.t.Helper()
	sheet, err := c.svc.PrintSheet(c.ctx, c.as(who), casework.SheetInput{Object: object, Purpose: purpose})
	c.must(err)
	return c.svc.SheetToPrint(c.ctx, c.as(who), sheet.PublicID)
}

// signedOff brings a list of n households to the step before it is posted.
func (c *county) signedOff(n int) model.Roster {
	c.t.Helper()
	r, _ := c.onList(n)
	c.vote(r)
	c.sign(r)
	return r
}

// The board is photographed before the posting can be entered, so the poster has
// to be printed, with its code, before it is posted.
func TestThePosterIsPrintedBeforeTheListIsPostedAndItsCodeOpensTheListAfterwards(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.signedOff(2)
	sheet, err := c.toPrint("clerk209", rosterRef(r), "publish")
	c.must(err)
	early := sheet.Poster
	if early == nil || !early.Early || early.Showing != "第一次公示" || early.Name != "贫困户名单" || len(early.List.Rows) != 2 || early.Posted != "2014-05-12" {
		t.Fatalf("poster %+v", early)
	}
	if !slices.Equal(early.Show, []string{"group", "householder", "persons", "category"}) || len(early.Signers) != 3 || early.Issuer != "解家川村委会" {
		t.Errorf("shows %v, signed by %v, sealed by %s", early.Show, early.Signers, early.Issuer)
	}
	if last := early.Offices[len(early.Offices)-1]; len(early.Offices) != 4 || last.Phone != "12317" {
		t.Errorf("where to object: %+v", early.Offices)
	}
	if _, _, err := c.svc.PassByLink(c.ctx, early.Link); model.KindOf(err) != model.KindNotFound {
		t.Errorf("before it is posted the code opens nothing: %v", err)
	}
	c.publish(r)
	p := c.running(r)
	hung, err := c.svc.Poster(c.ctx, c.as("clerk209"), p.PublicID)
	c.must(err)
	if hung.Early || hung.Link != early.Link || hung.List.Hash != early.List.Hash || hung.List.FirstDay != early.List.FirstDay || hung.List.LastDay != early.List.LastDay {
		t.Errorf("what hangs is not what was printed: %+v, %+v", hung, early)
	}
	if _, _, err := c.svc.PassByLink(c.ctx, early.Link); err != nil {
		t.Errorf("once it is posted the code opens the list: %v", err)
	}
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "void", Reason: "少写了一户人家"})
	again, err := c.toPrint("clerk209", rosterRef(r), "publish")
	c.must(err)
	if again.Poster.Link == early.Link {
		t.Error("a list posted anew has the code of the void one")
	}
}

func TestAPosterOfAnOlderListIsNotPrintedAndOneThatIsNotFrozenNeither(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.onList(2)
	c.vote(r)
	if _, err := c.toPrint("clerk209", rosterRef(r), "publish"); model.KindOf(err) != model.KindConflict {
		t.Errorf("not signed yet: %v", err)
	}
	c.sign(r)
	sheet, err := c.svc.PrintSheet(c.ctx, c.as("clerk209"), casework.SheetInput{Object: rosterRef(r), Purpose: "publish"})
	c.must(err)
	c.publish(r)
	c.act("clerk209", model.Act{Object: rosterRef(r), Do: "correct", Reason: "姓写错了一个字",
		Input: model.Input{Correction: &model.CorrectionInput{Row: 2, Field: "householder", Value: "谢b旺"}}})
	if _, err := c.svc.SheetToPrint(c.ctx, c.as("clerk209"), sheet.PublicID); model.KindOf(err) != model.KindConflict {
		t.Errorf("the list has changed since: %v", err)
	}
	v, err := c.svc.Poster(c.ctx, c.as("clerk209"), c.running(r).PublicID)
	c.must(err)
	if len(v.Corrections) != 1 {
		t.Fatalf("corrections %+v", v.Corrections)
	}
	want := casework.PublicRow{Row: 2, Group: 1, Householder: "谢b旺", Persons: 2, Category: "贫困户"}
	if k := v.Corrections[0]; k.Row != want || k.Posted != "2014-05-12" || k.First != "2014-05-13" || k.Last != "2014-05-19" {
		t.Errorf("correction %+v", k)
	}
}

func TestWhoMayPrintAndThatItIsRecorded(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.signedOff(1)
	sheet, err := c.svc.PrintSheet(c.ctx, c.as("clerk209"), casework.SheetInput{Object: rosterRef(r), Purpose: "publish"})
	c.must(err)
	_, err = c.svc.SheetToPrint(c.ctx, c.as("clerk209"), sheet.PublicID)
	c.must(err)
	c.publish(r)
	p := c.running(r)
	c.person("neighbour", areaTownship.Join(village1).Join(group12))
	for who, kind := range map[string]model.Kind{"clerk209": "", "county": "", "clerk210": model.KindNotFound, "neighbour": model.KindNotFound} {
		if _, err := c.svc.Poster(c.ctx, c.as(who), p.PublicID); model.KindOf(err) != kind {
			t.Errorf("%s prints the poster: %v, want %q", who, err, kind)
		}
		if _, err := c.svc.SheetToPrint(c.ctx, c.as(who), sheet.PublicID); model.KindOf(err) != kind {
			t.Errorf("%s prints the sheet: %v, want %q", who, err, kind)
		}
	}
	prints := 0
	audits, err := c.st.Read(c.ctx).AuditsAfter(0, 10000)
	c.must(err)
	for _, a := range audits {
		if a.PersonID != 0 && (a.Action == "look.print" && a.Note == "publish" || a.Action == "look.publicity" && a.Note == "print") {
			prints++
		}
	}
	if prints != 5 {
		t.Errorf("%d prints are recorded, want 5", prints)
	}
	c.clock.Set(p.LastDay.End())
	if _, err := c.svc.Poster(c.ctx, c.as("clerk209"), p.PublicID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("after the last day: %v", err)
	}
}

func TestAMeetingsSheetHasItsRegisterItsQuorumAndItsHouseholds(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.surveyed("household", group11)
	group := c.find("head2091", "report").Object
	sheet, err := c.toPrint("head2091", group, "report")
	c.must(err)
	m := sheet.Meeting
	if m == nil || len(m.Register) != 6 || m.Quorum != 4 || m.Place != "山河镇解家川村一组" || len(m.Households) != 1 || m.Households[0].Householder != "解h旺" || len(m.Hash) != 12 {
		t.Fatalf("the group's sheet %+v", m)
	}
	c.reportAll(village1)
	if _, err := c.toPrint("head2091", group, "report"); model.KindOf(err) != model.KindConflict {
		t.Errorf("the meeting is over: %v", err)
	}
	r := c.roster(village1, model.CategoryPoor)
	sheet, err = c.toPrint("clerk209", rosterRef(r), "vote")
	c.must(err)
	m = sheet.Meeting
	if m == nil || len(m.Register) != 15 || m.Quorum != 10 || len(m.Witnesses) == 0 || len(m.Households) != 1 || m.Issuer != "解家川村委会" {
		t.Fatalf("the assembly's sheet %+v", m)
	}
	for _, secret := range []string{c.sealed["household"].Reveal(), "250000", "没有本钱"} {
		if strings.Contains(strings.Join(m.Households[0].Marks, "")+m.Households[0].Householder, secret) {
			t.Errorf("the sheet says %q", secret)
		}
	}
	if _, err := c.toPrint("clerk209", rosterRef(r), "report"); model.KindOf(err) != model.KindConflict {
		t.Errorf("a village's list has no group's sheet: %v", err)
	}
}

// The harness names everybody 解h旺 by the first letter of the key.
func TestNamesakesAreToldApartOnAMeetingsSheet(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.surveyed("household", group11)
	c.surveyed("house", group11)
	sheet, err := c.toPrint("head2091", c.find("head2091", "report").Object, "report")
	c.must(err)
	hs := sheet.Meeting.Households
	if len(hs) != 2 || hs[0].Householder != "解h旺（一）" || hs[1].Householder != "解h旺（二）" {
		t.Errorf("households %+v", hs)
	}
}

func TestAnAnnouncementIsPrintedWithTheVillageAndWithoutTheGroup(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household")
	c.toAnnouncement(r)
	v, err := c.svc.Poster(c.ctx, c.as("county"), c.showing(r).PublicID)
	c.must(err)
	if v.Showing != "公告" || v.Link != "" || v.Signers != nil || !slices.Equal(v.Show, []string{"village", "householder", "persons", "category"}) {
		t.Errorf("poster %+v", v)
	}
	if row := v.List.Rows[0]; row.Group != 0 || row.Village != "解家川村" {
		t.Errorf("row %+v", row)
	}
}
