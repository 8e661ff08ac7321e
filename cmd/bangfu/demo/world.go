// Package demo is what the demonstration is made of: the seeding of its two
// worlds, the story that walks one household through every public door, and the
// two-phone page. It uses the use cases and nothing below them: everything in a
// world came about as it would in a county.
package demo

import (
	"context"
	"net/http"
	"time"

	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/casework"
	"bangfu/service/evidence"
	"bangfu/service/notify"
	"bangfu/service/registry"
	"bangfu/service/wechat/sandbox"
)

// World is one world of the demonstration, joined by cmd (decisions 29).
type World struct {
	Name, Title string
	Start       time.Time // when a seeded world stands ready: Monday, 09:00
	Clock       *model.MovedClock
	Casework    *casework.Service
	Accounts    *account.Accounts
	Evidence    *evidence.Evidence
	Notify      *notify.Worker
	Registry    *registry.Registry
	Sandbox     *sandbox.Sandbox
	Handler     http.Handler                                     // the interface and the callbacks
	Advance     func(ctx context.Context, d time.Duration) error // moves the clock, running what falls due, and keeps it
	RunJobs     func(ctx context.Context) error                  // one pass of every timer
}

// Opener gives the page the world that is open and opens another one.
type Opener interface {
	Current() *World
	Switch(ctx context.Context, name string, progress func(string)) (*World, error)
	Names() []string
}

// Facts are what is fixed about a world before it is opened.
type Facts struct {
	Name, Title string
	Begins      time.Time // where the clock of an EMPTY world must stand: the seeding plays the weeks up to Start
	Start       time.Time // where the seeding leaves it
}

// Worlds lists the worlds, the default first.
func Worlds() []Facts {
	return []Facts{
		{"2014", "2014 建档立卡（历史复现）", model.Date("2014-03-31").At(8, 0), model.Date("2014-05-12").At(9, 0)},
		{"2026", "2026 常态化帮扶", model.Date("2026-01-12").At(8, 0), model.Date("2026-03-02").At(9, 0)},
	}
}

// FactsOf returns what is fixed about the world of a name.
func FactsOf(name string) (Facts, bool) {
	for _, f := range Worlds() {
		if f.Name == name {
			return f, true
		}
	}
	return Facts{}, false
}

// PIN is the PIN of everybody who has a seat in the demonstration.
const PIN = "285714"

// RoleSeat is a seat of the page's role picker: who may hold a phone.
type RoleSeat struct {
	Key   string `json:"key"`   // villager, clerk, leader …
	Title string `json:"title"` // 解家川村村级信息员
	Place string `json:"place"` // 解家川村
	Phone string `json:"phone"` // key of the phone in the sandbox
}

// Roles lists the seats of a world, from the household up.
func Roles() []RoleSeat {
	var seats []RoleSeat
	for _, c := range cast() {
		if c.seat {
			seats = append(seats, RoleSeat{Key: c.phone, Title: c.title, Place: c.place, Phone: c.phone})
		}
	}
	return seats
}

// The village in which the story is told, and its township.
const (
	storyVillage  = "解家川村"
	storyTownship = "山河镇"
	countyName    = "正宁县"
)

// part is somebody of the cast: a phone of the sandbox and the desk behind it.
type part struct {
	phone string
	title string
	place string
	role  model.Role // villager for who holds no desk
	nth   int        // which holder of the desk, from 0; of group heads: which group
	seat  bool       // stands in the role picker
}

// cast lists everybody with a phone. Those without a seat are needed by the story:
// the same desks' other holders.
func cast() []part {
	v, t, c := storyVillage, storyTownship, countyName
	return []part{
		{"villager", "解家川村村民", v, model.RoleVillager, 0, true},
		{"head", "解家川村一组组长", v, model.RoleGroupHead, 0, true},
		{"clerk", "解家川村村级信息员", v, model.RoleVillageClerk, 0, true},
		{"committee", "解家川村“两委”", v, model.RoleVillageCommittee, 0, true},
		{"team", "解家川村驻村工作队", v, model.RoleResidentTeam, 0, true},
		{"cadre", "解家川村包村干部", v, model.RoleVillageCadreTsp, 0, true},
		{"officer", "山河镇扶贫专干", t, model.RoleTownshipOfficer, 0, true},
		{"reviewer", "山河镇审核人", t, model.RoleTownshipReviewer, 0, true},
		{"leader", "山河镇负责人", t, model.RoleTownshipLeader, 0, true},
		{"county", "正宁县经办人", c, model.RoleCountyOfficer, 0, true},
		{"countyleader", "正宁县负责人", c, model.RoleCountyLeader, 0, true},
		{"countygroup", "正宁县领导小组", c, model.RoleCountyGroup, 0, true},
		{"villager2", "解家川村村民（二）", v, model.RoleVillager, 1, true},
		{"villager3", "解家川村村民（三）", v, model.RoleVillager, 2, false},
		{"head2", "解家川村二组组长", v, model.RoleGroupHead, 1, true},
		{"head3", "解家川村三组组长", v, model.RoleGroupHead, 2, true},
		{"committee2", "解家川村“两委”（二）", v, model.RoleVillageCommittee, 1, false},
		{"reviewer2", "山河镇审核人（二）", t, model.RoleTownshipReviewer, 1, false},
		{"county2", "正宁县经办人（二）", c, model.RoleCountyOfficer, 1, false},
		{"admin", "正宁县系统管理员", c, model.RoleSysAdmin, 0, false},
	}
}
