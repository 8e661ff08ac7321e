package casework_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/audit"
	"bangfu/service/casework"
	"bangfu/service/workflow"
)

// county is a small county of its own for one test: one township, two villages,
// two groups each, and somebody at every desk.
type county struct {
	t       *testing.T
	ctx     context.Context
	st      *store.Store
	clock   *model.FixedClock
	svc     *casework.Service
	scheme  *workflow.Scheme
	round   model.PublicID
	people  map[string]model.Person
	members map[string][]model.Delegate // register by area code
	seq     int
	sealed  map[string]model.IDNumber
}

const (
	village1, village2 = "621025100209", "621025100210"
	group11, group12   = village1 + "-01", village1 + "-02"
	group21, group22   = village2 + "-01", village2 + "-02"
)

func readScheme(t *testing.T, key string) *workflow.Scheme {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("..", "..", "configs", "schemes", key+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := workflow.Parse(key+".yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readCalendar(t *testing.T) *workflow.Calendar {
	t.Helper()
	var srcs [][]byte
	for _, y := range []string{"2014", "2015", "2024", "2025", "2026"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "configs", "holidays", y+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		srcs = append(srcs, b)
	}
	cal, err := workflow.ParseCalendar(srcs...)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// newCounty opens a county in which a round of the scheme is open since the day given.
func newCounty(t *testing.T, scheme string, day model.Date) *county {
	t.Helper()
	c := &county{t: t, ctx: context.Background(), st: storetest.Open(t), clock: model.NewFixedClock(day.At(9, 0)),
		scheme: readScheme(t, scheme), people: map[string]model.Person{}, members: map[string][]model.Delegate{}, sealed: map[string]model.IDNumber{}}
	cal := readCalendar(t)
	lib, err := workflow.NewLibrary(cal, c.scheme)
	if err != nil {
		t.Fatal(err)
	}
	c.svc = casework.New(casework.Options{Store: c.st, Clock: c.clock, Library: lib, Calendar: cal, Audit: audit.New(c.clock)})
	c.places()
	c.desks()
	c.registers()
	c.openRound(day)
	return c
}

var (
	areaProvince = model.Area("/62/")
	areaCounty   = model.Area("/62/6210/621025/")
	areaTownship = areaCounty.Join("621025100")
)

func (c *county) places() {
	regions := []model.Region{
		{Code: "620000000000", Area: areaProvince, Name: "甘肃省", Level: model.LevelProvince},
		{Code: "621000000000", Area: "/62/6210/", Name: "庆阳市", Level: model.LevelCity, Parent: "620000000000"},
		{Code: "621025000000", Area: areaCounty, Name: "正宁县", Level: model.LevelCounty, Parent: "621000000000"},
		{Code: "621025100000", Area: areaTownship, Name: "山河镇", Level: model.LevelTownship, Parent: "621025000000"},
	}
	for v, name := range map[string]string{village1: "解家川村", village2: "蔡峪村"} {
		area := areaTownship.Join(v)
		regions = append(regions, model.Region{Code: v, Area: area, Name: name, Level: model.LevelVillage, Parent: "621025100000", Committee: true})
		for i, g := range []string{"-01", "-02"} {
			regions = append(regions, model.Region{Code: v + g, Area: area.Join(v + g), Name: []string{"一组", "二组"}[i], Level: model.LevelGroup, Parent: v})
		}
	}
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		if err := tx.AddRegions(regions); err != nil {
			return err
		}
		for _, o := range []model.Organ{
			{Area: areaCounty, Kind: "county_office", Name: "正宁县扶贫办"}, {Area: areaCounty, Kind: "county_group", Name: "正宁县扶贫开发领导小组"},
			{Area: areaTownship, Kind: "township_government", Name: "山河镇人民政府"},
			{Area: areaTownship.Join(village1), Kind: "village_committee", Name: "解家川村委会"},
			{Area: areaTownship.Join(village2), Kind: "village_committee", Name: "蔡峪村委会"},
		} {
			if err := tx.AddOrgan(&o); err != nil {
				return err
			}
		}
		return nil
	}))
}

// number invents a well-formed number; the birth years lie in 1900–1909, so that nobody has it.
func (c *county) number() model.IDNumber {
	c.seq++
	body := fmt.Sprintf("6210251900%02d%02d%03d", c.seq/28%12+1, c.seq%28+1, c.seq%1000)
	d, _ := model.CheckDigit(body)
	return model.NewIDNumber(body + string(d))
}

func (c *county) person(key string, area model.Area) model.Person {
	c.t.Helper()
	if p, ok := c.people[key]; ok {
		return p
	}
	n := c.number()
	p := model.Person{PublicID: model.NewPublicID(), Name: "测试" + key, Area: area, Verified: true, Version: 1, PINOn: model.DateOf(c.clock.Now())}
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		p.NumberIndex = tx.Seal().Index("number", n.Reveal())
		return tx.AddPerson(&p)
	}))
	c.people[key], c.sealed[key] = p, n
	return p
}

func (c *county) grant(key string, role model.Role, area model.Area) {
	c.t.Helper()
	p := c.person(key, area)
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		g := model.RoleGrant{PublicID: model.NewPublicID(), PersonID: p.ID, Role: role, Area: area, ValidFrom: "2000-01-01", ConfirmedBy: p.ID, Version: 1}
		if err := tx.AddGrant(&g); err != nil {
			return err
		}
		_, err := audit.New(c.clock).Write(tx, audit.Entry{Action: "account.grant", Kind: audit.KindGrant, ID: g.ID, Area: area, After: audit.GrantContent(g)})
		return err
	}))
}

func (c *county) desks() {
	for _, v := range []string{village1, village2} {
		area := areaTownship.Join(v)
		short := v[len(v)-3:]
		c.grant("clerk"+short, model.RoleVillageClerk, area)
		c.grant("committee"+short, model.RoleVillageCommittee, area)
		c.grant("team"+short, model.RoleResidentTeam, area)
		c.grant("cadre"+short, model.RoleVillageCadreTsp, area)
		c.grant("head"+short+"1", model.RoleGroupHead, area.Join(v+"-01"))
		c.grant("head"+short+"2", model.RoleGroupHead, area.Join(v+"-02"))
	}
	c.grant("officer", model.RoleTownshipOfficer, areaTownship)
	c.grant("reviewer", model.RoleTownshipReviewer, areaTownship)
	c.grant("leader", model.RoleTownshipLeader, areaTownship)
	c.grant("county", model.RoleCountyOfficer, areaCounty)
	c.grant("countyleader", model.RoleCountyLeader, areaCounty)
	c.grant("countygroup", model.RoleCountyGroup, areaCounty)
}

func (c *county) registers() {
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		for _, v := range []string{village1, village2} {
			area := areaTownship.Join(v)
			for register, list := range map[string]struct {
				areas []model.Area
				n     int
			}{
				"delegates": {[]model.Area{area}, 15}, "supervision": {[]model.Area{area}, 3},
				"group": {[]model.Area{area.Join(v + "-01"), area.Join(v + "-02")}, 6},
			} {
				for _, a := range list.areas {
					var ds []model.Delegate
					for i := range list.n {
						ds = append(ds, model.Delegate{PublicID: model.NewPublicID(), Area: a, Register: register, Name: fmt.Sprintf("代表%d", i), ValidFrom: "2011-01-01"})
					}
					if err := tx.AddDelegates(ds); err != nil {
						return err
					}
					c.members[register+a.Code()] = ds
				}
			}
		}
		return nil
	}))
}

func (c *county) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// as returns a person acting through the API, with the rights of this moment.
func (c *county) as(key string) model.Actor {
	c.t.Helper()
	p, ok := c.people[key]
	if !ok {
		c.t.Fatalf("nobody called %s", key)
	}
	a := model.Actor{PersonID: p.ID, Door: model.DoorAPI, Area: p.Area, Verified: true, PINOn: model.DateOf(c.clock.Now()), Index: p.NumberIndex}
	gs, err := c.st.Read(c.ctx).GrantsOf(p.ID, model.DateOf(c.clock.Now()))
	c.must(err)
	for _, g := range gs {
		a.Rights = append(a.Rights, model.Right{GrantID: g.ID, Role: g.Role, Area: g.Area})
	}
	return a
}

func (c *county) key() string { return string(model.NewPublicID()) }

func (c *county) openRound(day model.Date) {
	base, year := day.Year()-1, day.Year()
	in := casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: base, Year: year}
	if c.scheme.LineFromCounty {
		in.LineFen = 700000
	}
	out, err := c.svc.CreateRound(c.ctx, c.as("county"), c.key(), in)
	c.must(err)
	c.round = out.Object.ID
	for head, group := range map[string]string{"head2091": group11, "head2092": group12, "head2101": group21, "head2102": group22} {
		_, err := c.svc.TellPolicy(c.ctx, c.as(head), c.key(), c.round, []string{group}, day)
		c.must(err)
	}
	_, err = c.svc.Act(c.ctx, c.as("countyleader"), model.Act{Object: out.Object, Do: "open", Request: c.key()})
	c.must(err)
	if c.scheme.Quota.Mode != workflow.QuotaStrict {
		return
	}
	for _, cat := range c.scheme.Categories {
		for _, q := range []struct {
			region  string
			persons int64
		}{{"621025000000", 200}, {"621025100000", 100}, {village1, 50}, {village2, 50}} {
			_, err := c.svc.AllotQuota(c.ctx, c.as("county"), c.key(), casework.QuotaInput{Round: c.round, Region: q.region, Category: cat, Persons: q.persons})
			c.must(err)
		}
	}
}

// photo puts a file row as if the person had uploaded it just now.
func (c *county) photo(key string) model.PublicID {
	c.t.Helper()
	f := model.File{PublicID: model.NewPublicID(), Key: c.key(), Kind: "jpeg", UploadedBy: c.people[key].ID, CreatedAt: model.InstantOf(c.clock.Now())}
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error { return tx.AddFile(&f) }))
	return f.PublicID
}

// to moves the clock to an hour of a day.
func (c *county) to(day model.Date, hour int) { c.clock.Set(day.At(hour, 0)) }

func (c *county) act(who string, act model.Act) model.Outcome {
	c.t.Helper()
	if act.Request == "" {
		act.Request = c.key()
	}
	out, err := c.svc.Act(c.ctx, c.as(who), act)
	if err != nil {
		c.t.Fatalf("%s %s: %v", who, act.Do, err)
	}
	return out
}

func (c *county) refused(kind model.Kind, who string, act model.Act) model.Error {
	c.t.Helper()
	if act.Request == "" {
		act.Request = c.key()
	}
	_, err := c.svc.Act(c.ctx, c.as(who), act)
	if model.KindOf(err) != kind {
		c.t.Fatalf("%s %s: %v, want %s", who, act.Do, err, kind)
	}
	return *model.AsError(err)
}

// apply submits an application of a new villager of the group.
func (c *county) apply(key, group string) model.Ref {
	c.t.Helper()
	c.person(key, areaTownship.Join(group[:12]).Join(group))
	out, err := c.svc.Submit(c.ctx, c.as(key), c.key(), c.application(key, group))
	c.must(err)
	return out.Object
}

func (c *county) application(key, group string) casework.Application {
	return casework.Application{Householder: "解" + key[:1] + "旺", Number: c.sealed[key], Phone: model.NewPhone("19900000001"), Group: group,
		Hardship: []string{"money"}, Words: model.NewSensitive("家里没有本钱")}
}

// surveyed brings an application through acceptance and survey.
func (c *county) surveyed(key, group string) model.Ref {
	c.t.Helper()
	ref := c.apply(key, group)
	c.act("clerk"+group[9:12], model.Act{Object: ref, Do: "accept"})
	c.survey(ref, group, c.sealed[key], 250000)
	return ref
}

func (c *county) survey(ref model.Ref, group string, number model.IDNumber, perHead int64) {
	c.t.Helper()
	first, second := c.surveyors(ref)
	c.act(first, model.Act{Object: ref, Do: "survey", Input: model.Input{Survey: c.surveyInput(first, number, perHead)}})
	c.act(second, model.Act{Object: ref, Do: "survey"})
}

func (c *county) surveyInput(who string, number model.IDNumber, perHead int64) *model.SurveyInput {
	return &model.SurveyInput{Day: model.DateOf(c.clock.Now()), Methods: []string{"income_estimate"}, Members: []model.MemberInput{
		{Name: "解某某", Number: number, Relation: "01", Labour: true}, {Name: "王某某", Number: c.number(), Relation: "02"}},
		Incomes: model.IncomeInput{WageFen: perHead * 2}, Housing: "C", Water: true, SignedBy: "householder", Signature: c.photo(who)}
}

// surveyors returns the keys of the two people appointed to a case.
func (c *county) surveyors(ref model.Ref) (string, string) {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	cs, err := tx.CaseByPublic(ref.ID)
	c.must(err)
	sv, err := tx.SurveyOf(cs.ID)
	c.must(err)
	list, err := tx.Surveyors(cs.ID, sv.Serial)
	c.must(err)
	var keys []string
	for _, x := range list {
		for k, p := range c.people {
			if p.ID == x.PersonID {
				keys = append(keys, k)
			}
		}
	}
	if len(keys) != 2 {
		c.t.Fatalf("surveyors %v, want two", keys)
	}
	return keys[0], keys[1]
}

func present(list []model.Delegate, n int) []model.PublicID {
	var ids []model.PublicID
	for _, d := range list[:n] {
		ids = append(ids, d.PublicID)
	}
	return ids
}

// reportAll lets every group of a village report, passing every case.
func (c *county) reportAll(village string) {
	c.t.Helper()
	for i, g := range []string{"-01", "-02"} {
		c.report(village+g, fmt.Sprintf("head%s%d", village[9:12], i+1))
	}
}

func (c *county) report(group, head string) model.Outcome {
	c.t.Helper()
	return c.act(head, c.reportAct(group))
}

// reportAct is a group's report that passes every case.
func (c *county) reportAct(group string) model.Act {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	r, err := tx.RoundByPublic(c.round)
	c.must(err)
	sh, err := tx.LastSheet(r.ID, group)
	c.must(err)
	cases, err := tx.CasesOfGroup(r.ID, group, "surveyed")
	c.must(err)
	in := model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "组长家", Chair: "组长", Present: present(c.members["group"+group], 5)}
	for _, k := range cases {
		in.Votes = append(in.Votes, model.VoteInput{Case: k.PublicID, Yes: 5})
	}
	return model.Act{Object: model.Ref{Kind: model.ObjectSheet, ID: sh.PublicID}, Do: "report", Request: c.key(), Input: model.Input{Meeting: &in}}
}

// roster returns the newest list of a village and category.
func (c *county) roster(village string, cat model.Category) model.Roster {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	r, err := tx.RoundByPublic(c.round)
	c.must(err)
	rs, err := tx.RostersOf(r.ID, village, cat)
	c.must(err)
	if len(rs) == 0 {
		c.t.Fatalf("no list of %s in %s", cat, village)
	}
	return rs[len(rs)-1]
}

func rosterRef(r model.Roster) model.Ref { return model.Ref{Kind: model.ObjectRoster, ID: r.PublicID} }

// assembly is the record of a village assembly that passes every row.
func (c *county) assembly(r model.Roster) *model.MeetingInput {
	c.t.Helper()
	area := areaTownship.Join(r.Village)
	in := &model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "村委会", Chair: "主任", Present: present(c.members["delegates"+area.Code()], 12),
		Witness: c.members["supervision"+area.Code()][0].PublicID}
	rows, err := c.st.Read(c.ctx).Rows(r.ID)
	c.must(err)
	for _, row := range rows {
		k, err := c.st.Read(c.ctx).Case(row.CaseID)
		c.must(err)
		in.Votes = append(in.Votes, model.VoteInput{Case: k.PublicID, Yes: 11, No: 1})
	}
	return in
}

func (c *county) vote(r model.Roster) {
	c.t.Helper()
	c.act("clerk"+r.Village[9:12], model.Act{Object: rosterRef(r), Do: "vote", Input: model.Input{Meeting: c.assembly(r)}})
}

func (c *county) sign(r model.Roster) {
	c.t.Helper()
	short := r.Village[9:12]
	for _, who := range []string{"committee" + short, "officer", "cadre" + short} {
		c.act(who, model.Act{Object: rosterRef(r), Do: "sign"})
	}
}

// publish posts a list today, with its sealed sheet where the step asks for one.
func (c *county) publish(r model.Roster) model.Outcome {
	c.t.Helper()
	clerk := "clerk" + r.Village[9:12]
	sheet, err := c.svc.PrintSheet(c.ctx, c.as(clerk), casework.SheetInput{Object: rosterRef(r), Purpose: "publish"})
	c.must(err)
	if sheet.FileID == 0 {
		_, err = c.svc.FileSheet(c.ctx, c.as(clerk), c.key(), sheet.PublicID, c.photo(clerk))
		c.must(err)
	}
	return c.act(clerk, model.Act{Object: rosterRef(r), Do: "publish", Input: model.Input{Posting: &model.PostingInput{Photos: []model.PublicID{c.photo(clerk)}, Sheet: sheet.PublicID}}})
}

// runOut moves the clock to the hour the list moves on, files the end photo and lets the timer run.
func (c *county) runOut(r model.Roster) {
	c.t.Helper()
	p, err := c.st.Read(c.ctx).RunningPublicity(r.ID)
	c.must(err)
	c.to(p.LastDay, 17)
	clerk := "clerk" + r.Village[9:12]
	_, err = c.svc.EndPhoto(c.ctx, c.as(clerk), c.key(), r.PublicID, c.photo(clerk))
	c.must(err)
	c.clock.Set(p.MovesOn.Time().Add(time.Minute))
	if _, err := c.svc.CloseDue(c.ctx); err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) state(r model.Roster) model.State {
	c.t.Helper()
	now, err := c.st.Read(c.ctx).Roster(r.ID)
	c.must(err)
	return now.State
}

func (c *county) caseState(ref model.Ref) model.State {
	c.t.Helper()
	k, err := c.st.Read(c.ctx).CaseByPublic(ref.ID)
	c.must(err)
	return k.State
}

func (c *county) bundle(r model.Roster) model.Ref {
	c.t.Helper()
	now, err := c.st.Read(c.ctx).Roster(r.ID)
	c.must(err)
	b, err := c.st.Read(c.ctx).Bundle(now.BundleID)
	c.must(err)
	return model.Ref{Kind: model.ObjectBundle, ID: b.PublicID}
}

func scopeOf(a model.Actor) store.Scope { return store.ScopeOf(a) }

// revoke ends every grant of a person.
func (c *county) revoke(key string) {
	c.t.Helper()
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		gs, err := tx.GrantsOf(c.people[key].ID, model.DateOf(c.clock.Now()))
		if err != nil {
			return err
		}
		for i := range gs {
			gs[i].RevokedAt = model.InstantOf(c.clock.Now())
			if err := tx.PutGrant(&gs[i]); err != nil {
				return err
			}
		}
		return nil
	}))
}
