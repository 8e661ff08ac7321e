package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

func TestRoundsAreShownToTheCountyAndEndedByItsLeader(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("villager", areaTownship.Join(village1).Join(group11))
	for who, want := range map[string]string{"countyleader": "[close]", "county": "[]", "villager": "[]"} {
		rs, err := c.svc.Rounds(c.ctx, c.as(who))
		if err != nil || len(rs) != 1 || rs[0].Step != "进行中" || rs[0].LineFen != 273600 || fmt.Sprint(dos(rs[0].Acts)) != want {
			t.Errorf("%s: %+v, %v", who, rs, err)
		}
	}
	_, err := c.svc.CreateRound(c.ctx, c.as("county"), c.key(), casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: 2013, Year: 2014})
	c.must(err)
	if rs, err := c.svc.Rounds(c.ctx, c.as("villager")); err != nil || len(rs) != 1 {
		t.Errorf("a villager is shown a round that is prepared: %d, %v", len(rs), err)
	}
	if rs, err := c.svc.Rounds(c.ctx, c.as("countyleader")); err != nil || len(rs) != 2 || fmt.Sprint(dos(rs[1].Acts)) != "[open]" {
		t.Errorf("the county prepares: %+v, %v", rs, err)
	}
}

func TestAnAssumedValueIsSaidToBeAssumed(t *testing.T) {
	t.Parallel()
	c := newCounty(t, "normal-2026", "2026-03-02")
	rs, err := c.svc.Rounds(c.ctx, c.as("county"))
	if err != nil || len(rs) != 1 || !rs[0].Draft || len(rs[0].Assumed) == 0 {
		t.Errorf("%+v, %v", rs, err)
	}
}

func TestTheBackPlanningSaysWhatIsDoneWhatIsOnAndWhatIsLate(t *testing.T) {
	t.Parallel()
	c := begin(t)
	plan := func(who string) map[string]casework.PlanView {
		c.t.Helper()
		views, err := c.svc.Plan(c.ctx, c.as(who), c.round, village1)
		c.must(err)
		by := map[string]casework.PlanView{}
		now := 0
		for _, v := range views {
			by[v.Say+" "+v.Step] = v
			if v.Status == "now" {
				now++
			}
		}
		if now != 1 {
			t.Errorf("%d steps are on now", now)
		}
		return by
	}
	if p := plan("clerk209"); p["提交 草稿"].Status != "now" || p["代表会议 等村民代表会议评议"].Latest == "" || p["代表会议 等村民代表会议评议"].Status != "next" {
		t.Errorf("at the start: %+v", p)
	}
	c.surveyed("household", group11)
	if p := plan("officer"); p["受理 等村上受理"].Status != "done" || p["完成调查 入户调查中"].Status != "done" || p["小组评议 等小组评议"].Status != "now" {
		t.Errorf("surveyed: %+v", p)
	}
	c.reportAll(village1)
	if p := plan("clerk209"); p["小组评议 等小组评议"].Status != "done" || p["代表会议 等村民代表会议评议"].Status != "now" {
		t.Errorf("reported: %+v", p)
	}
	c.to("2014-06-27", 9)
	if p := plan("clerk209"); !p["代表会议 等村民代表会议评议"].Late || p["受理 等村上受理"].Late {
		t.Errorf("three days before the deadline: %+v", p)
	}
	for _, who := range []string{"clerk210", "household"} {
		if _, err := c.svc.Plan(c.ctx, c.as(who), c.round, village1); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%s: %v", who, err)
		}
	}
}

func TestAPlacesQuotaComesWithItsChildren(t *testing.T) {
	t.Parallel()
	c := begin(t)
	qs, err := c.svc.Quotas(c.ctx, c.as("reviewer"), c.round, "621025100000")
	c.must(err)
	var lines []string
	for _, q := range qs {
		if q.Category == model.CategoryPoor {
			lines = append(lines, fmt.Sprint(q.Place, q.Cap, " ", q.Free))
		}
	}
	if want := []string{"山河镇100 0", "山河镇解家川村50 50", "山河镇蔡峪村50 50"}; !slices.Equal(lines, want) {
		t.Errorf("%v, want %v", lines, want)
	}
	if qs, err := c.svc.Quotas(c.ctx, c.as("county"), c.round, "621025000000"); err != nil || len(qs) != 4 {
		t.Errorf("the county: %d rows, %v", len(qs), err)
	}
	if _, err := c.svc.Quotas(c.ctx, c.as("clerk209"), c.round, "621025100000"); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a village reads the township's: %v", err)
	}
}

func TestAlertsClimbAndEndWithTheTask(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	c.to("2014-05-15", 20)
	_, err := c.svc.AlertLate(c.ctx)
	c.must(err)
	c.to("2014-05-16", 20)
	_, err = c.svc.AlertLate(c.ctx)
	c.must(err)
	as, err := c.svc.Alerts(c.ctx, c.as("officer"))
	if err != nil || len(as) != 1 || as[0].Title != "新申请待受理" || as[0].Place != "山河镇解家川村" || as[0].Office != "解家川村委会" || as[0].Step < 2 {
		t.Fatalf("the township: %+v, %v", as, err)
	}
	if as, err = c.svc.Alerts(c.ctx, c.as("clerk210")); err != nil || len(as) != 0 {
		t.Errorf("another village: %+v, %v", as, err)
	}
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	if as, err = c.svc.Alerts(c.ctx, c.as("officer")); err != nil || len(as) != 0 {
		t.Errorf("after it was done: %+v, %v", as, err)
	}
}

func TestWhomToAskIsTheVillageTheTownshipAnd12317(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("villager", areaTownship.Join(village1).Join(group11))
	for _, row := range []struct {
		actor model.Actor
		want  string
	}{{c.as("villager"), "解家川村委会 山河镇人民政府 全国扶贫监督举报电话"}, {c.as("county"), "全国扶贫监督举报电话"}, {model.Actor{}, "全国扶贫监督举报电话"}} {
		offices, err := c.svc.Offices(c.ctx, row.actor)
		var names []string
		for _, o := range offices {
			names = append(names, o.Name)
		}
		if err != nil || strings.Join(names, " ") != row.want || offices[len(offices)-1].Phone != "12317" {
			t.Errorf("%+v, %v, want %s", offices, err, row.want)
		}
	}
}

func TestARegisterIsForTheCadresOfThePlace(t *testing.T) {
	t.Parallel()
	c := begin(t)
	for register, want := range map[string]int{"delegates": 15, "supervision": 3} {
		if es, err := c.svc.Registers(c.ctx, c.as("clerk209"), village1, register); err != nil || len(es) != want {
			t.Errorf("%s: %d, %v", register, len(es), err)
		}
	}
	if es, err := c.svc.Registers(c.ctx, c.as("head2091"), group11, "group"); err != nil || len(es) != 6 {
		t.Errorf("group: %d, %v", len(es), err)
	}
	c.person("villager", areaTownship.Join(village1).Join(group11))
	for who, kind := range map[string]model.Kind{"clerk210": model.KindNotFound, "villager": model.KindNotFound} {
		if _, err := c.svc.Registers(c.ctx, c.as(who), village1, "delegates"); model.KindOf(err) != kind {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, err := c.svc.Registers(c.ctx, c.as("clerk209"), village1, "cadres"); model.KindOf(err) != model.KindInvalid {
		t.Errorf("a register that is none: %v", err)
	}
}

func TestPlacesSayWhereApplicationsAreTaken(t *testing.T) {
	t.Parallel()
	c := begin(t)
	say := func(parent string) string {
		c.t.Helper()
		ps, err := c.svc.Places(c.ctx, parent)
		c.must(err)
		var out []string
		for _, p := range ps {
			out = append(out, fmt.Sprint(p.Name, " ", p.Level, " ", p.Open))
		}
		return strings.Join(out, ", ")
	}
	for parent, want := range map[string]string{
		"621025000000": "山河镇 township true", "621025100000": "解家川村 village true, 蔡峪村 village true",
		village1: "一组 group true, 二组 group true",
	} {
		if got := say(parent); got != want {
			t.Errorf("below %s: %s, want %s", parent, got, want)
		}
	}
	r, err := c.st.Read(c.ctx).RoundByPublic(c.round)
	c.must(err)
	c.act("countyleader", model.Act{Object: model.Ref{Kind: model.ObjectRound, ID: c.round}, Do: "close", Reason: "本年度已经办完", Version: r.Version})
	if got := say(village1); got != "一组 group false, 二组 group false" {
		t.Errorf("after the round: %s", got)
	}
}

func TestTheMessageBoxIsOnesOwn(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	items, next, err := c.svc.Messages(c.ctx, c.as("household"), "")
	c.must(err)
	if len(items) != 1 || next != "" || items[0].Title != "您家的申请有新进展" || items[0].State != "等待发送" || items[0].Seen || !strings.Contains(items[0].Text, "受理") {
		t.Fatalf("box %+v", items)
	}
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		msg, err := tx.MessageByPublic(items[0].ID)
		if err != nil {
			return err
		}
		msg.State = store.MessageDelivered
		return tx.PutMessage(&msg)
	}))
	if err := c.svc.Seen(c.ctx, c.as("clerk209"), items[0].ID); model.KindOf(err) != model.KindNotFound {
		t.Errorf("somebody else marks it: %v", err)
	}
	c.must(c.svc.Seen(c.ctx, c.as("household"), items[0].ID))
	c.must(c.svc.Seen(c.ctx, c.as("household"), items[0].ID))
	if items, _, err = c.svc.Messages(c.ctx, c.as("household"), ""); err != nil || !items[0].Seen || items[0].State != "已送达" {
		t.Errorf("seen: %+v, %v", items, err)
	}
	if _, _, err := c.svc.Messages(c.ctx, c.as("clerk209"), string(items[0].ID)); model.KindOf(err) != model.KindInvalid {
		t.Errorf("another person's cursor: %v", err)
	}
	if _, _, err := c.svc.Messages(c.ctx, model.Actor{}, ""); model.KindOf(err) != model.KindUnauthenticated {
		t.Errorf("nobody: %v", err)
	}
}
