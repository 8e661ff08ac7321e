package casework

import (
	"bangfu/model"
	"bangfu/model/store"
)

// officeName names the office of a role in an area as people know it.
func (s *Service) officeName(tx *store.Tx, role model.Role, area model.Area) string {
	f, ok := role.Facts()
	if !f.Granted && role != model.RoleSurveyor {
		return f.Title // a household, a villager, the clock: no office
	}
	kind := map[model.Level]string{model.LevelGroup: "village_committee", model.LevelVillage: "village_committee",
		model.LevelTownship: "township_government", model.LevelCounty: "county_office"}[f.Level]
	level := f.Level
	if level == model.LevelGroup {
		level = model.LevelVillage
	}
	if role == model.RoleCountyGroup {
		kind = "county_group"
	}
	if ok && kind != "" {
		if o, err := tx.OrganOf(area.Up(level), kind); err == nil {
			return o.Name
		}
	}
	return f.Title
}

// placeName names a village or group with its township: 山河镇解家川村.
func (s *Service) placeName(tx *store.Tx, area model.Area) string {
	var codes []string
	for _, level := range []model.Level{model.LevelTownship, model.LevelVillage, model.LevelGroup} {
		up := area.Up(level)
		if up == "" {
			break
		}
		codes = append(codes, regionCode(up))
	}
	places, err := tx.RegionsByCode(codes)
	name := ""
	for _, code := range codes {
		r, known := places[code]
		if err != nil || !known {
			break
		}
		name += r.Name
	}
	return name
}

// regionCode returns the code a place has in the region table: the statistics
// code with its twelve digits, or a group's own.
func regionCode(a model.Area) string {
	code := a.Code()
	for len(code) < 12 && a.Level() >= model.LevelVillage {
		code += "0"
	}
	return code
}
