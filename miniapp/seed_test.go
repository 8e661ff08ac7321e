package miniapp_test

import (
	"fmt"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/account"
)

func (w *world) places() {
	county := countyArea
	regions := []model.Region{
		{Code: "620000000000", Area: "/62/", Name: "甘肃省", Level: model.LevelProvince},
		{Code: "621000000000", Area: "/62/6210/", Name: "庆阳市", Level: model.LevelCity, Parent: "620000000000"},
		{Code: countyCode, Area: county, Name: "正宁县", Level: model.LevelCounty, Parent: "621000000000"},
	}
	organs := []model.Organ{{Area: county, Kind: "county_office", Name: "正宁县扶贫办", Phone: "0934-0000001"},
		{Area: county, Kind: "county_group", Name: "正宁县扶贫开发领导小组"}}
	for _, town := range []struct {
		code, name string
		villages   map[string]string
	}{{township1, "山河镇", map[string]string{village1: "解家川村", village2: "蔡峪村"}}, {township2, "榆林子镇", map[string]string{village3: "高家村"}}} {
		area := county.Join(town.code[:9])
		regions = append(regions, model.Region{Code: town.code, Area: area, Name: town.name, Level: model.LevelTownship, Parent: countyCode})
		organs = append(organs, model.Organ{Area: area, Kind: "township_government", Name: town.name + "人民政府", Phone: "0934-0000002"})
		for code, name := range town.villages {
			v := area.Join(code)
			regions = append(regions, model.Region{Code: code, Area: v, Name: name, Level: model.LevelVillage, Parent: town.code, Committee: true})
			organs = append(organs, model.Organ{Area: v, Kind: "village_committee", Name: name + "委会", Phone: "0934-0000003"})
			for i, g := range []string{"-01", "-02"} {
				regions = append(regions, model.Region{Code: code + g, Area: v.Join(code + g), Name: []string{"一组", "二组"}[i], Level: model.LevelGroup, Parent: code})
			}
		}
	}
	w.in(func(tx *store.Tx) error {
		for i := range organs {
			if err := tx.AddOrgan(&organs[i]); err != nil {
				return err
			}
		}
		return tx.AddRegions(regions)
	})
}

func areaOf(code string) model.Area {
	area := countyArea
	if code != countyCode {
		area = area.Join(code[:9])
	}
	if code != countyCode && !strings.HasSuffix(code, "000") {
		area = area.Join(code[:12])
	}
	if len(code) > 12 {
		area = area.Join(code)
	}
	return area
}

// number invents a well-formed number; nobody living was born in those years.
func (w *world) number() model.IDNumber {
	w.seq++
	body := fmt.Sprintf("6210251900%02d%02d%03d", w.seq/28%12+1, w.seq%28+1, w.seq%1000)
	d, _ := model.CheckDigit(body)
	return model.NewIDNumber(body + string(d))
}

// person seeds somebody with a bound account, whose login code is the key.
func (w *world) person(key, home string) {
	w.t.Helper()
	n := w.number()
	p := model.Person{PublicID: model.NewPublicID(), Name: "测试" + key, Area: areaOf(home), Verified: true, Version: 1, PINOn: today}
	w.in(func(tx *store.Tx) error {
		p.NumberIndex = tx.Seal().Index("number", n.Reveal())
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		return tx.AddAccount(&model.Account{PersonID: p.ID, App: account.AppMP, OpenID: key, CreatedAt: 1, BoundAt: 1})
	})
	w.people[key], w.numbers[key] = p, n
}

func (w *world) cadre(key string, role model.Role, code string) {
	w.t.Helper()
	w.person(key, code)
	w.in(func(tx *store.Tx) error {
		return tx.AddGrant(&model.RoleGrant{PublicID: model.NewPublicID(), PersonID: w.people[key].ID, Role: role, Area: areaOf(code),
			ValidFrom: "2000-01-01", ConfirmedBy: w.people[key].ID, Version: 1})
	})
}

func (w *world) cadres() {
	for _, v := range []string{village1, village2, village3} {
		n := v[9:]
		w.cadre("clerk"+n, model.RoleVillageClerk, v)
		w.cadre("committee"+n, model.RoleVillageCommittee, v)
		w.cadre("team"+n, model.RoleResidentTeam, v)
		w.cadre("cadre"+n, model.RoleVillageCadreTsp, v)
		w.cadre("head"+n+"1", model.RoleGroupHead, v+"-01")
		w.cadre("head"+n+"2", model.RoleGroupHead, v+"-02")
	}
	for _, town := range []string{township1, township2} {
		n := town[6:9]
		w.cadre("officer"+n, model.RoleTownshipOfficer, town)
		w.cadre("reviewer"+n, model.RoleTownshipReviewer, town)
		w.cadre("leader"+n, model.RoleTownshipLeader, town)
	}
	w.cadre("county", model.RoleCountyOfficer, countyCode)
	w.cadre("county2", model.RoleCountyOfficer, countyCode)
	w.cadre("countyleader", model.RoleCountyLeader, countyCode)
	w.cadre("countygroup", model.RoleCountyGroup, countyCode)
	w.cadre("admin", model.RoleSysAdmin, countyCode)
	w.in(func(tx *store.Tx) error {
		for _, v := range []string{village1, village2, village3} {
			for _, r := range []struct {
				register string
				code     string
				n        int
			}{{"delegates", v, 15}, {"supervision", v, 3}, {"group", v + "-01", 6}, {"group", v + "-02", 6}} {
				var ds []model.Delegate
				for i := range r.n {
					ds = append(ds, model.Delegate{PublicID: model.NewPublicID(), Area: areaOf(r.code), Register: r.register, Name: fmt.Sprintf("代表%d", i), ValidFrom: "2011-01-01"})
				}
				if err := tx.AddDelegates(ds); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
