package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/audit"
	"bangfu/service/casework"
	"bangfu/service/workflow"
)

const (
	benchDay      = model.Date("2014-05-12")
	benchCounty   = model.Area("/62/6210/621025/")
	benchTownship = benchCounty + "621025100/"
	benchVillage  = "621025100209"
	benchGroup    = benchVillage + "-01"
)

// county is a small county for measuring: one township, one village, one group,
// somebody at every desk, and a round that is open.
type county struct {
	b       testing.TB
	ctx     context.Context
	st      *store.Store
	clock   *model.FixedClock
	library *workflow.Library
	audit   *audit.Log
	svc     *casework.Service
	cadres  map[string]model.Actor
	round   model.PublicID
	seq     atomic.Int64
}

// villager is somebody who may apply: what a request brings along.
type villager struct {
	actor  model.Actor
	number model.IDNumber
}

func newCounty(b testing.TB, st *store.Store) *county {
	b.Helper()
	c := &county{b: b, ctx: context.Background(), st: st, clock: model.NewFixedClock(benchDay.At(9, 0)), cadres: map[string]model.Actor{}}
	cal, err := workflow.ParseCalendar(c.read("holidays", "2014"), c.read("holidays", "2015"))
	c.must(err)
	scheme, err := workflow.Parse("zhengning-2014.yaml", c.read("schemes", "zhengning-2014"))
	c.must(err)
	c.library, err = workflow.NewLibrary(cal, scheme)
	c.must(err)
	c.audit = audit.New(c.clock)
	c.svc = casework.New(casework.Options{Store: st, Clock: c.clock, Library: c.library, Calendar: cal, Audit: c.audit})
	c.places()
	c.desks()
	c.openRound(scheme.Key)
	return c
}

// onEveryServer runs fn on SQLite, and on MariaDB when a server is named.
func onEveryServer(b *testing.B, fn func(b *testing.B, open func(testing.TB) *store.Store)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { fn(b, storetest.OpenSQLite) })
	if os.Getenv(storetest.EnvMySQL) != "" {
		b.Run("mariadb", func(b *testing.B) { fn(b, storetest.Open) })
	}
}

func (c *county) must(err error) {
	c.b.Helper()
	if err != nil {
		c.b.Fatal(err)
	}
}

func (c *county) read(folder, name string) []byte {
	c.b.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "configs", folder, name+".yaml"))
	c.must(err)
	return raw
}

func (c *county) in(fn func(tx *store.Tx) error) {
	c.b.Helper()
	c.must(c.st.InTx(c.ctx, fn))
}

func (c *county) places() {
	village := benchTownship.Join(benchVillage)
	c.in(func(tx *store.Tx) error {
		for _, o := range []model.Organ{
			{Area: benchCounty, Kind: "county_office", Name: "正宁县扶贫办"}, {Area: benchCounty, Kind: "county_group", Name: "正宁县扶贫开发领导小组"},
			{Area: benchTownship, Kind: "township_government", Name: "山河镇人民政府"}, {Area: village, Kind: "village_committee", Name: "解家川村委会"},
		} {
			if err := tx.AddOrgan(&o); err != nil {
				return err
			}
		}
		return tx.AddRegions([]model.Region{
			{Code: "620000000000", Area: "/62/", Name: "甘肃省", Level: model.LevelProvince},
			{Code: "621000000000", Area: "/62/6210/", Name: "庆阳市", Level: model.LevelCity, Parent: "620000000000"},
			{Code: "621025000000", Area: benchCounty, Name: "正宁县", Level: model.LevelCounty, Parent: "621000000000"},
			{Code: "621025100000", Area: benchTownship, Name: "山河镇", Level: model.LevelTownship, Parent: "621025000000"},
			{Code: benchVillage, Area: village, Name: "解家川村", Level: model.LevelVillage, Parent: "621025100000", Committee: true},
			{Code: benchGroup, Area: village.Join(benchGroup), Name: "一组", Level: model.LevelGroup, Parent: benchVillage},
		})
	})
}

func (c *county) desks() {
	village := benchTownship.Join(benchVillage)
	for _, d := range []struct {
		key  string
		role model.Role
		area model.Area
	}{
		{"clerk", model.RoleVillageClerk, village}, {"committee", model.RoleVillageCommittee, village}, {"team", model.RoleResidentTeam, village},
		{"cadre", model.RoleVillageCadreTsp, village}, {"head", model.RoleGroupHead, village.Join(benchGroup)},
		{"officer", model.RoleTownshipOfficer, benchTownship}, {"reviewer", model.RoleTownshipReviewer, benchTownship},
		{"leader", model.RoleTownshipLeader, benchTownship}, {"county", model.RoleCountyOfficer, benchCounty},
		{"countyleader", model.RoleCountyLeader, benchCounty}, {"countygroup", model.RoleCountyGroup, benchCounty},
	} {
		who := c.villagers(1)[0].actor
		c.in(func(tx *store.Tx) error {
			g := model.RoleGrant{PublicID: model.NewPublicID(), PersonID: who.PersonID, Role: d.role, Area: d.area, ValidFrom: "2000-01-01",
				ConfirmedBy: who.PersonID, Version: 1}
			err := tx.AddGrant(&g)
			who.Area, who.Rights = d.area, []model.Right{{GrantID: g.ID, Role: d.role, Area: d.area}}
			return err
		})
		c.cadres[d.key] = who
	}
}

func (c *county) openRound(scheme string) {
	out, err := c.svc.CreateRound(c.ctx, c.cadres["county"], request(), casework.RoundInput{Scheme: scheme, County: "621025000000", BaseYear: 2013, Year: 2014})
	c.must(err)
	c.round = out.Object.ID
	_, err = c.svc.TellPolicy(c.ctx, c.cadres["head"], request(), c.round, []string{benchGroup}, benchDay)
	c.must(err)
	_, err = c.svc.Act(c.ctx, c.cadres["countyleader"], model.Act{Object: out.Object, Do: "open", Request: request()})
	c.must(err)
}

func request() string { return string(model.NewPublicID()) }

// villagers makes people of the group, in one transaction. Their numbers are well
// formed and of birth years in which nobody living was born.
func (c *county) villagers(n int) []villager {
	c.b.Helper()
	people := make([]villager, n)
	c.in(func(tx *store.Tx) error {
		for i := range people {
			seq := c.seq.Add(1)
			body := fmt.Sprintf("6210251900%02d%02d%03d", seq/28%12+1, seq%28+1, seq/336%1000)
			digit, _ := model.CheckDigit(body)
			number := model.NewIDNumber(body + string(digit))
			p := model.Person{PublicID: model.NewPublicID(), Name: "测试" + fmt.Sprint(seq), Area: benchTownship.Join(benchVillage).Join(benchGroup),
				NumberIndex: tx.Seal().Index("number", number.Reveal()), Verified: true, Version: 1, PINOn: benchDay}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			people[i] = villager{model.Actor{PersonID: p.ID, Door: model.DoorAPI, Area: p.Area, Verified: true, PINOn: benchDay, Index: p.NumberIndex}, number}
		}
		return nil
	})
	return people
}

func (c *county) application(v villager) casework.Application {
	return casework.Application{Householder: "解测旺", Number: v.number, Phone: model.NewPhone("19900000001"), Group: benchGroup,
		Hardship: []string{"money"}, Words: model.NewSensitive("家里没有本钱，想养几头牛")}
}

func (c *county) submit(v villager) (model.Outcome, error) {
	return c.svc.Submit(c.ctx, v.actor, request(), c.application(v))
}

func (c *county) accept(object model.Ref) (model.Outcome, error) {
	return c.svc.Act(c.ctx, c.cadres["clerk"], model.Act{Object: object, Do: "accept", Request: request()})
}
