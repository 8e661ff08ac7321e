package account_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/cache"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/account"
	"bangfu/service/audit"
)

// Places of the tests.
const (
	county   = "621025"
	township = "621025100"
	village  = "621025100209"
	group    = "621025100209-02"
)

// An invented number and another, both well formed.
var (
	numberA = model.NewIDNumber("621025190001010010")
	numberB = model.NewIDNumber("621025190001010029")
	phoneA  = model.NewPhone("13900000010")
)

// wechat plays the login of WeChat: the code is app:openid:unionid.
type wechat struct{}

func (wechat) Identify(_ context.Context, _, code string) (openID, unionID string, err error) {
	parts := strings.Split(code, ":")
	if len(parts) != 2 {
		return "", "", model.Unauthenticated("登录没有成功，请重新打开再试")
	}
	return parts[0], parts[1], nil
}

// house is a register with its accounts, on a clock that stands.
type house struct {
	*account.Accounts
	t     testing.TB
	st    *store.Store
	clock *model.FixedClock
	log   *audit.Log
}

func open(t testing.TB, st *store.Store) *house {
	t.Helper()
	clock := model.NewFixedClock(model.Date("2014-05-12").At(9, 30))
	log := audit.New(clock)
	h := &house{t: t, st: st, clock: clock, log: log}
	h.Accounts = account.New(account.Options{Store: st, Clock: clock, Audit: log, Identifier: wechat{}})
	area := model.Area("/62/6210/")
	h.in(func(tx *store.Tx) error {
		var rs []model.Region
		for i, code := range []string{county, township, village, group} {
			area = area.Join(code)
			rs = append(rs, model.Region{Code: code, Area: area, Name: code, Level: model.LevelCounty - model.Level(i)})
		}
		rs = append(rs, model.Region{Code: "621025101", Area: rs[0].Area.Join("621025101"), Level: model.LevelTownship})
		return tx.AddRegions(rs)
	})
	return h
}

func newHouse(t testing.TB) *house { t.Helper(); return open(t, storetest.Open(t)) }

// onEachStore runs the test on SQLite, and on MySQL/MariaDB where one is named.
func onEachStore(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); f(t, open(t, storetest.OpenSQLite(t))) })
	if os.Getenv(storetest.EnvMySQL) != "" {
		t.Run("mysql", func(t *testing.T) { t.Parallel(); f(t, open(t, storetest.Open(t))) })
	}
}

func (h *house) in(fn func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.st.InTx(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// Grant gives a role by a request of its own.
func (h *house) Grant(ctx context.Context, actor model.Actor, in account.GrantInput) (model.RoleGrant, string, error) {
	given, err := h.Accounts.Grant(ctx, actor, string(model.NewPublicID()), in)
	return given.Grant, given.Code, err
}

// chat returns who writes from an openid.
func (h *house) chat(openID string) model.Actor {
	h.t.Helper()
	a, err := h.ActorByOpenID(context.Background(), account.AppOA, openID)
	h.must(err)
	return a
}

// bound binds an openid by a code and returns the actor.
func (h *house) bound(openID, code string) model.Actor {
	h.t.Helper()
	a, err := h.Bind(context.Background(), h.chat(openID), code)
	h.must(err)
	return a
}

// officers returns the two first people of an empty register: a county officer
// and the keeper of the accounts.
func (h *house) officers() (officer, keeper model.Actor) {
	h.t.Helper()
	ctx := context.Background()
	code, err := h.GrantFirst(ctx, "甲一", model.RoleCountyOfficer, county)
	h.must(err)
	officer = h.bound("officer", code)
	code, err = h.GrantFirst(ctx, "乙二", model.RoleSysAdmin, county)
	h.must(err)
	return officer, h.bound("keeper", code)
}

// cadre returns somebody with a confirmed role, bound to the openid.
func (h *house) cadre(openID string, officer, keeper model.Actor, role model.Role, region string) (model.Actor, model.RoleGrant) {
	h.t.Helper()
	g, code, err := h.Grant(context.Background(), officer, account.GrantInput{Name: "丙三", Role: role, Region: region})
	h.must(err)
	if g.ConfirmedBy == 0 {
		h.must(h.ConfirmGrant(context.Background(), keeper, g.PublicID))
	}
	return h.bound(openID, code), g
}

func (h *house) person(id int64) model.Person {
	h.t.Helper()
	p, err := h.st.Read(context.Background()).Person(id)
	h.must(err)
	return p
}

// want fails unless the refusal is of the kind; "" is none.
func want(t testing.TB, what string, err error, kind model.Kind) {
	t.Helper()
	if model.KindOf(err) != kind {
		t.Errorf("%s: %v, want kind %q", what, err, kind)
	}
}

// recorded returns how many rows of the action stand in the record of acts.
func (h *house) recorded(action string) int {
	h.t.Helper()
	rows, err := h.st.Read(context.Background()).AuditsAfter(0, 10_000)
	h.must(err)
	n := 0
	for _, r := range rows {
		if r.Action == action {
			n++
		}
	}
	return n
}

func withCache(h *house, t testing.TB) *account.Accounts {
	t.Helper()
	c, err := cache.Open(cache.Config{Embedded: true, Clock: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return account.New(account.Options{Store: h.st, Clock: h.clock, Audit: h.log, Cache: c, Identifier: wechat{}})
}
