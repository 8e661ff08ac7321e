package synthetic

import "bangfu/model"

// Cadre is a made-up holder of a desk (干部).
type Cadre struct {
	Person
	Role       model.Role
	RegionCode string
	Area       model.Area
	Title      string // 解家川村村级信息员
}

// cadreBase is the first index of Person that is a cadre; below it are villagers.
const cadreBase = 1_000_000

// desks of a place and how many hold each: a desk whose acts near kin must leave
// to somebody else has two.
type desk struct {
	role    model.Role
	holders int
}

var (
	countyDesks = []desk{
		{model.RoleCountyOfficer, 2}, {model.RoleCountyLeader, 1}, {model.RoleCountyGroup, 1}, {model.RoleSysAdmin, 1},
	}
	townshipDesks = []desk{
		{model.RoleTownshipOfficer, 2}, {model.RoleTownshipReviewer, 2}, {model.RoleTownshipLeader, 1},
	}
	villageDesks = []desk{
		{model.RoleVillageClerk, 1}, {model.RoleVillageCommittee, 2}, {model.RoleResidentTeam, 1},
		{model.RoleVillageCadreTsp, 1}, {model.RoleDelegate, 1}, {model.RoleSupervision, 1},
	}
)

// Cadres returns a holder for every desk of the procedure in the county, in each
// township, in each village and group: everybody another person, for nobody
// takes deciding acts of two levels on one household (decisions 5).
func (c *County) Cadres() []Cadre {
	var cadres []Cadre
	seat := func(r model.Region, place string, desks ...desk) {
		for _, d := range desks {
			for range d.holders {
				p := c.Person(cadreBase + len(cadres))
				cadres = append(cadres, Cadre{p, d.role, r.Code, r.Area, place + d.role.Title()})
			}
		}
	}
	for _, r := range c.Regions {
		switch {
		case r.Level == model.LevelCounty:
			seat(r, "", countyDesks...)
		case r.Level == model.LevelTownship:
			seat(r, r.Name, townshipDesks...)
		}
	}
	for _, v := range c.Villages {
		seat(v.Region, v.Region.Name, villageDesks...)
		for _, g := range v.Groups {
			seat(g, g.FullName, desk{model.RoleGroupHead, 1})
		}
	}
	return cadres
}
