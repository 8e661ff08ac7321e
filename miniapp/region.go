package miniapp

import (
	"strings"

	"bangfu/model"
)

// codeOf returns the statistics code of a place, twelve digits; a group's is the
// village's with its own two behind a dash.
func codeOf(a model.Area) string {
	if a == "" {
		return ""
	}
	code := a.Code()
	if a.Level() >= model.LevelVillage && len(code) < 12 {
		code += strings.Repeat("0", 12-len(code))
	}
	return code
}

// areaOf returns the place a code names; "" for what is no code. Whether there is
// such a place, and whether it is the actor's, the use case finds out.
func areaOf(code string) model.Area {
	twelve, group, grouped := strings.Cut(code, "-")
	if len(twelve) != 12 || strings.Trim(twelve+group, "0123456789") != "" || grouped && len(group) != 2 {
		return ""
	}
	area := model.Area("")
	for l := model.LevelProvince; l >= model.LevelVillage; l-- {
		short := model.ShortCode(twelve, l)
		area = area.Join(short)
		if !grouped && strings.Trim(twelve[len(short):], "0") == "" {
			return area
		}
	}
	return area.Join(code)
}
