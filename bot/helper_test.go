package bot

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

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
	mu  sync.Mutex
	got []model.Inbound
}

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

// message is a text as the border hands it over.
func (c *county) message(who, text string) model.Inbound {
	return model.Inbound{Key: newKey() + newKey(), App: account.AppOA, OpenID: who, Kind: "text", Text: text, At: c.clock.Now()}
}

// hand gives something to the counter and returns its answer, which must keep
// what every answer keeps: short, no name, no number of a person.
func (c *county) hand(in model.Inbound) string {
	out, err := c.bot.Handle(c.ctx, in)
	if err != nil {
		c.t.Errorf("%s: %v", in.Text, err)
		return ""
	}
	c.proper(in.Text, out.Text)
	return out.Text
}

func (c *county) proper(said, text string) {
	if n := len([]rune(text)); n > 600 {
		c.t.Errorf("answer to %q has %d characters", said, n)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, p := range c.people {
		if strings.Contains(text, p.Name) || strings.Contains(text, "解"+householder(key)) || strings.Contains(text, c.numbers[key].Reveal()) {
			c.t.Errorf("answer to %q names somebody: %s", said, text)
		}
	}
}

func (c *county) say(who, text string) string {
	c.t.Helper()
	return c.hand(c.message(who, text))
}

func householder(key string) string {
	return "明" + string([]rune("甲乙丙丁戊己庚辛壬癸")[len(key)%10]) + "旺"
}

// apply hands in an application of a new villager.
func (c *county) apply(key, group string) model.Ref {
	c.t.Helper()
	c.person(key, areaVillage.Join(group))
	out, err := c.cases.Submit(c.ctx, c.as(key), newKey(), casework.Application{Householder: "解" + householder(key), Number: c.numbers[key],
		Phone: model.NewPhone("19900000001"), Group: group, Hardship: []string{"money"}, Words: model.NewSensitive("家里没有本钱")})
	c.must(err)
	return out.Object
}

// survey brings an accepted application through its survey, with so many members.
func (c *county) survey(ref model.Ref, key string, members int) {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	k, err := tx.CaseByPublic(ref.ID)
	c.must(err)
	sv, err := tx.SurveyOf(k.ID)
	c.must(err)
	list, err := tx.Surveyors(k.ID, sv.Serial)
	c.must(err)
	for i, x := range list {
		who := c.keyOf(x.PersonID)
		act := model.Act{Object: ref, Do: "survey"}
		if i == 0 {
			in := &model.SurveyInput{Day: model.DateOf(c.clock.Now()), Methods: []string{"income_estimate"}, Incomes: model.IncomeInput{WageFen: 100000},
				Housing: "C", Water: true, SignedBy: "householder", Signature: c.photo(who)}
			for m := range members {
				relation := "02"
				if m == 0 {
					relation = "01"
				}
				in.Members = append(in.Members, model.MemberInput{Name: "解某某", Number: c.numbers[key], Relation: relation, Labour: true})
			}
			act.Input.Survey = in
		}
		c.act(who, act)
	}
}

func (c *county) keyOf(person int64) string {
	for k, p := range c.people {
		if p.ID == person {
			return k
		}
	}
	c.t.Fatal("nobody has this row id")
	return ""
}

func (c *county) photo(who string) model.PublicID {
	f := model.File{PublicID: model.NewPublicID(), Key: newKey(), Kind: "jpeg", UploadedBy: c.people[who].ID, CreatedAt: model.InstantOf(c.clock.Now())}
	c.in(func(tx *store.Tx) error { return tx.AddFile(&f) })
	return f.PublicID
}

func present(list []model.Delegate, n int) []model.PublicID {
	var ids []model.PublicID
	for _, d := range list[:n] {
		ids = append(ids, d.PublicID)
	}
	return ids
}

// surveyed makes n households that have passed their survey: rows 1–6 of group
// one, 7–11 of two, the rest of three; each has two members, row 7 four.
func (c *county) surveyed(n int) {
	c.t.Helper()
	for i := 1; i <= n; i++ {
		group, members := groupThree, 2
		switch {
		case i <= 6:
			group = groupOne
		case i <= 11:
			group = groupTwo
		}
		if i == 7 {
			members = 4
		}
		key := fmt.Sprintf("household%d", i)
		ref := c.apply(key, group)
		c.act("clerk", model.Act{Object: ref, Do: "accept"})
		c.survey(ref, key, members)
	}
}

// verifying brings n households to the village's list, before its signatures.
func (c *county) verifying(n int) model.Roster {
	c.t.Helper()
	c.surveyed(n)
	tx := c.st.Read(c.ctx)
	r, err := tx.RoundByPublic(c.round)
	c.must(err)
	for i, g := range []string{groupOne, groupTwo, groupThree} {
		sheet, err := tx.LastSheet(r.ID, g)
		c.must(err)
		cases, err := tx.CasesOfGroup(r.ID, g, "surveyed")
		c.must(err)
		in := model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "组长家", Chair: "组长", Present: present(c.members["group"+g], 5)}
		for _, k := range cases {
			in.Votes = append(in.Votes, model.VoteInput{Case: k.PublicID, Yes: 5})
		}
		c.act(fmt.Sprintf("head%d", i+1), model.Act{Object: model.Ref{Kind: model.ObjectSheet, ID: sheet.PublicID}, Do: "report", Input: model.Input{Meeting: &in}})
	}
	rosters, err := tx.RostersOf(r.ID, village, model.CategoryPoor)
	c.must(err)
	list := rosters[0]
	in := &model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "村委会", Chair: "主任", Present: present(c.members["delegates"+village], 12),
		Witness: c.members["supervision"+village][0].PublicID}
	rows, err := tx.Rows(list.ID)
	c.must(err)
	for _, row := range rows {
		k, err := tx.Case(row.CaseID)
		c.must(err)
		in.Votes = append(in.Votes, model.VoteInput{Case: k.PublicID, Yes: 11, No: 1})
	}
	c.act("clerk", model.Act{Object: listRef(list), Do: "vote", Input: model.Input{Meeting: in}})
	return list
}

// hold lets the committee hold one row back while the list is verified: the list is another one then.
func (c *county) hold(list model.Roster, row int) {
	c.t.Helper()
	c.act("committee", model.Act{Object: listRef(list), Do: "hold",
		Input: model.Input{Rows: []model.RowJudgement{{Row: row, Verdict: model.VerdictHeld, Reason: "外出打工，没有见到人"}}}})
}

func listRef(r model.Roster) model.Ref { return model.Ref{Kind: model.ObjectRoster, ID: r.PublicID} }

// posted brings n households to the first publicity, posted on the day.
func (c *county) posted(n int, day model.Date) model.Roster {
	c.t.Helper()
	list := c.verifying(n)
	for _, who := range []string{"committee", "officer", "cadre"} {
		c.act(who, model.Act{Object: listRef(list), Do: "sign"})
	}
	c.to(day, 10, 0)
	sheet, err := c.cases.PrintSheet(c.ctx, c.as("clerk"), casework.SheetInput{Object: listRef(list), Purpose: "publish"})
	c.must(err)
	_, err = c.cases.FileSheet(c.ctx, c.as("clerk"), newKey(), sheet.PublicID, c.photo("clerk"))
	c.must(err)
	c.act("clerk", model.Act{Object: listRef(list), Do: "publish", Input: model.Input{Posting: &model.PostingInput{Photos: []model.PublicID{c.photo("clerk")}, Sheet: sheet.PublicID}}})
	return list
}

// reviewing brings n households to the township's review.
func (c *county) reviewing(n int) model.Roster {
	c.t.Helper()
	list := c.posted(n, "2014-05-24")
	p, err := c.st.Read(c.ctx).RunningPublicity(list.ID)
	c.must(err)
	c.to(p.LastDay, 17, 0)
	_, err = c.cases.EndPhoto(c.ctx, c.as("clerk"), newKey(), list.PublicID, c.photo("clerk"))
	c.must(err)
	c.clock.Set(p.MovesOn.Time().Add(time.Minute))
	_, err = c.cases.CloseDue(c.ctx)
	c.must(err)
	for _, who := range []string{"reviewer", "second", "leader"} {
		c.pin(who)
	}
	return list
}

// number returns the number of somebody's n-th task, from 0.
func (c *county) number(who string, n int) string {
	c.t.Helper()
	cards, _, err := c.cases.Tasks(c.ctx, c.as(who), 1)
	c.must(err)
	if n >= len(cards) {
		c.t.Fatalf("%s has %d tasks", who, len(cards))
	}
	return code(cards[n].Number)
}

// numberOf returns the number somebody has for a task on the object, open or not.
func (c *county) numberOf(who string, ref model.Ref) string {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	var id int64
	switch ref.Kind {
	case model.ObjectCase:
		k, err := tx.CaseByPublic(ref.ID)
		c.must(err)
		id = k.ID
	default:
		r, err := tx.RosterByPublic(ref.ID)
		c.must(err)
		id = r.ID
	}
	tasks, err := tx.TasksOfObject(ref.Kind, id)
	c.must(err)
	for i := len(tasks) - 1; i >= 0; i-- {
		if n, err := tx.NumberOf(c.people[who].ID, tasks[i].ID); err == nil {
			return code(n.Number)
		}
	}
	c.t.Fatalf("%s has no number for this", who)
	return ""
}

func (c *county) state(ref model.Ref) model.State {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	if ref.Kind == model.ObjectRoster {
		r, err := tx.RosterByPublic(ref.ID)
		c.must(err)
		return r.State
	}
	k, err := tx.CaseByPublic(ref.ID)
	c.must(err)
	return k.State
}

// decisions counts the decisions on a case or list.
func (c *county) decisions(ref model.Ref) int {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	id := int64(0)
	if ref.Kind == model.ObjectRoster {
		r, err := tx.RosterByPublic(ref.ID)
		c.must(err)
		id = r.ID
	} else {
		k, err := tx.CaseByPublic(ref.ID)
		c.must(err)
		id = k.ID
	}
	ds, err := tx.DecisionsOf(ref.Kind, id)
	c.must(err)
	return len(ds)
}
