package bot

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/account"
	"bangfu/service/audit"
	"bangfu/service/casework"
	"bangfu/service/workflow"
)

const (
	village     = "621025100209"
	groupOne    = village + "-01"
	groupTwo    = village + "-02"
	groupThree  = village + "-03"
	testBaseURL = "https://bangfu.example"
)

var (
	areaCounty   = model.Area("/62/6210/621025/")
	areaTownship = areaCounty.Join("621025100")
	areaVillage  = areaTownship.Join(village)
)

// results keeps what was handed to notify.
type results struct {
	saw atomic.Int64
	mu  sync.Mutex
	got []model.Inbound
}

func (r *results) Saw(context.Context, model.Actor) error { r.saw.Add(1); return nil }

func (r *results) Result(_ context.Context, in model.Inbound) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, in)
	return nil
}

// county is a small county of its own: one township, one village with three
// groups, somebody at every desk, and everybody on the phone.
type county struct {
	t       testing.TB
	ctx     context.Context
	st      *store.Store
	clock   *model.FixedClock
	cases   *casework.Service
	bot     *Counter
	results *results
	round   model.PublicID
	people  map[string]model.Person
	numbers map[string]model.IDNumber
	members map[string][]model.Delegate
	mu      sync.Mutex
	seq     int
}

func readLibrary(t testing.TB) (*workflow.Library, *workflow.Calendar) {
	t.Helper()
	var days [][]byte
	for _, y := range []string{"2014", "2015"} {
		b, err := os.ReadFile(filepath.Join("..", "configs", "holidays", y+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, b)
	}
	cal, err := workflow.ParseCalendar(days...)
	if err != nil {
		t.Fatal(err)
	}
	var schemes []*workflow.Scheme
	for _, key := range []string{"zhengning-2014", "gansu-monitor-2023", "normal-2026"} {
		src, err := os.ReadFile(filepath.Join("..", "configs", "schemes", key+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := workflow.Parse(key+".yaml", src)
		if err != nil {
			t.Fatal(err)
		}
		schemes = append(schemes, s)
	}
	lib, err := workflow.NewLibrary(cal, schemes...)
	if err != nil {
		t.Fatal(err)
	}
	return lib, cal
}

// newCounty opens a county whose round runs since 2014-05-12, 09:00.
func newCounty(t testing.TB) *county {
	t.Helper()
	c := &county{t: t, ctx: context.Background(), st: storetest.Open(t), clock: model.NewFixedClock(model.Date("2014-05-12").At(9, 0)),
		results: &results{}, people: map[string]model.Person{}, numbers: map[string]model.IDNumber{}, members: map[string][]model.Delegate{}}
	lib, cal := readLibrary(t)
	log := audit.New(c.clock)
	c.cases = casework.New(casework.Options{Store: c.st, Clock: c.clock, Library: lib, Calendar: cal, Audit: log})
	c.bot = New(Options{Casework: c.cases, Accounts: account.New(account.Options{Store: c.st, Clock: c.clock, Audit: log}), Notify: c.results,
		Library: lib, Clock: c.clock, BaseURL: testBaseURL, Log: slog.New(slog.DiscardHandler)})
	c.places()
	c.desks()
	c.registers()
	c.open()
	return c
}

func (c *county) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) in(fn func(tx *store.Tx) error) {
	c.t.Helper()
	c.must(c.st.InTx(c.ctx, fn))
}

func (c *county) places() {
	regions := []model.Region{
		{Code: "620000000000", Area: "/62/", Name: "甘肃省", Level: model.LevelProvince},
		{Code: "621000000000", Area: "/62/6210/", Name: "庆阳市", Level: model.LevelCity, Parent: "620000000000"},
		{Code: "621025000000", Area: areaCounty, Name: "正宁县", Level: model.LevelCounty, Parent: "621000000000"},
		{Code: "621025100000", Area: areaTownship, Name: "山河镇", Level: model.LevelTownship, Parent: "621025000000"},
		{Code: village, Area: areaVillage, Name: "解家川村", Level: model.LevelVillage, Parent: "621025100000", Committee: true},
	}
	for i, g := range []string{groupOne, groupTwo, groupThree} {
		regions = append(regions, model.Region{Code: g, Area: areaVillage.Join(g), Name: []string{"一组", "二组", "三组"}[i], Level: model.LevelGroup, Parent: village})
	}
	c.in(func(tx *store.Tx) error {
		for _, o := range []model.Organ{
			{Area: areaCounty, Kind: "county_office", Name: "正宁县扶贫办", Phone: "0934-0000001"},
			{Area: areaCounty, Kind: "county_group", Name: "正宁县扶贫开发领导小组"},
			{Area: areaTownship, Kind: "township_government", Name: "山河镇人民政府", Phone: "0934-0000002"},
			{Area: areaVillage, Kind: "village_committee", Name: "解家川村委会", Phone: "0934-0000003"},
		} {
			if err := tx.AddOrgan(&o); err != nil {
				return err
			}
		}
		return tx.AddRegions(regions)
	})
}

// person makes somebody who is bound to the chat under the same key.
func (c *county) person(key string, area model.Area) model.Person {
	c.t.Helper()
	if p, ok := c.people[key]; ok {
		return p
	}
	c.seq++
	body := fmt.Sprintf("6210251900%02d%02d%03d", c.seq/28%12+1, c.seq%28+1, c.seq%1000)
	d, _ := model.CheckDigit(body)
	number := model.NewIDNumber(body + string(d))
	p := model.Person{PublicID: model.NewPublicID(), Name: "测试" + key, Area: area, Verified: true, Version: 1, PINOn: model.DateOf(c.clock.Now())}
	c.in(func(tx *store.Tx) error {
		p.NumberIndex = tx.Seal().Index("number", number.Reveal())
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		return tx.AddAccount(&model.Account{App: account.AppOA, OpenID: key, PersonID: p.ID, Followed: true})
	})
	c.people[key], c.numbers[key] = p, number
	return p
}

func (c *county) grant(key string, role model.Role, area model.Area) {
	c.t.Helper()
	p := c.person(key, area)
	c.in(func(tx *store.Tx) error {
		return tx.AddGrant(&model.RoleGrant{PublicID: model.NewPublicID(), PersonID: p.ID, Role: role, Area: area, ValidFrom: "2000-01-01", ConfirmedBy: p.ID, Version: 1})
	})
}

func (c *county) desks() {
	c.grant("clerk", model.RoleVillageClerk, areaVillage)
	c.grant("committee", model.RoleVillageCommittee, areaVillage)
	c.grant("team", model.RoleResidentTeam, areaVillage)
	c.grant("cadre", model.RoleVillageCadreTsp, areaVillage)
	for i, g := range []string{groupOne, groupTwo, groupThree} {
		c.grant(fmt.Sprintf("head%d", i+1), model.RoleGroupHead, areaVillage.Join(g))
	}
	c.grant("officer", model.RoleTownshipOfficer, areaTownship)
	c.grant("reviewer", model.RoleTownshipReviewer, areaTownship)
	c.grant("second", model.RoleTownshipReviewer, areaTownship)
	c.grant("leader", model.RoleTownshipLeader, areaTownship)
	c.grant("county", model.RoleCountyOfficer, areaCounty)
	c.grant("countyleader", model.RoleCountyLeader, areaCounty)
	c.grant("countygroup", model.RoleCountyGroup, areaCounty)
}

func (c *county) registers() {
	c.in(func(tx *store.Tx) error {
		for _, g := range []struct {
			register string
			area     model.Area
			n        int
		}{{"delegates", areaVillage, 15}, {"supervision", areaVillage, 3}, {"group", areaVillage.Join(groupOne), 6},
			{"group", areaVillage.Join(groupTwo), 6}, {"group", areaVillage.Join(groupThree), 6}} {
			var ds []model.Delegate
			for i := range g.n {
				ds = append(ds, model.Delegate{PublicID: model.NewPublicID(), Area: g.area, Register: g.register, Name: fmt.Sprintf("代表%d", i), ValidFrom: "2011-01-01"})
			}
			if err := tx.AddDelegates(ds); err != nil {
				return err
			}
			c.members[g.register+g.area.Code()] = ds
		}
		return nil
	})
}

// as returns somebody acting in the mini-program, with the rights of this moment.
func (c *county) as(key string) model.Actor {
	c.t.Helper()
	p := c.people[key]
	a := model.Actor{PersonID: p.ID, Door: model.DoorAPI, Area: p.Area, Verified: true, PINOn: model.DateOf(c.clock.Now()), Index: p.NumberIndex}
	gs, err := c.st.Read(c.ctx).GrantsOf(p.ID, model.DateOf(c.clock.Now()))
	c.must(err)
	for _, g := range gs {
		a.Rights = append(a.Rights, model.Right{GrantID: g.ID, Role: g.Role, Area: g.Area})
	}
	return a
}

func newKey() string { return string(model.NewPublicID()) }

func (c *county) open() {
	day := model.DateOf(c.clock.Now())
	out, err := c.cases.CreateRound(c.ctx, c.as("county"), newKey(), casework.RoundInput{Scheme: "zhengning-2014", County: "621025000000", BaseYear: 2013, Year: 2014})
	c.must(err)
	c.round = out.Object.ID
	for i, g := range []string{groupOne, groupTwo, groupThree} {
		_, err := c.cases.TellPolicy(c.ctx, c.as(fmt.Sprintf("head%d", i+1)), newKey(), c.round, []string{g}, day)
		c.must(err)
	}
	c.act("countyleader", model.Act{Object: out.Object, Do: "open"})
	for _, region := range []string{"621025000000", "621025100000", village} {
		_, err := c.cases.AllotQuota(c.ctx, c.as("county"), newKey(), casework.QuotaInput{Round: c.round, Region: region, Category: model.CategoryPoor, Persons: 400})
		c.must(err)
	}
}

// act does something in the mini-program.
func (c *county) act(who string, act model.Act) model.Outcome {
	c.t.Helper()
	act.Request = newKey()
	out, err := c.cases.Act(c.ctx, c.as(who), act)
	if err != nil {
		c.t.Fatalf("%s %s: %v", who, act.Do, err)
	}
	return out
}

func (c *county) to(day model.Date, hour, minute int) { c.clock.Set(day.At(hour, minute)) }

func (c *county) pin(key string) {
	c.in(func(tx *store.Tx) error {
		p, err := tx.Person(c.people[key].ID)
		if err != nil {
			return err
		}
		p.PINOn = model.DateOf(c.clock.Now())
		return tx.PutPerson(&p)
	})
}
