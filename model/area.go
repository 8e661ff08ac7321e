package model

import "strings"

// Area is the place of a record or of a right as a path from the province down:
// "/62/6210/621025/621025100/621025100209/621025100209-02/" is the second
// villagers' group of 解家川村. A wider area is a prefix of every narrower one,
// so scope is one comparison, also in SQL. A path is fixed when a record is
// made: a list that runs on after a merger keeps the village it began with.
type Area string

// Level is a level of the administration (层级), from household up.
type Level int

// The levels of spec §1.1.
const (
	LevelHousehold Level = 0 // 户
	LevelGroup     Level = 1 // 村民小组
	LevelVillage   Level = 2 // 行政村
	LevelTownship  Level = 3 // 乡镇
	LevelCounty    Level = 4 // 县
	LevelCity      Level = 5 // 市
	LevelProvince  Level = 6 // 省
	LevelNation    Level = 7 // 国家
)

// Name returns the level's ASCII word: group, village, township, county …
func (l Level) Name() string {
	switch l {
	case LevelHousehold:
		return "household"
	case LevelGroup:
		return "group"
	case LevelVillage:
		return "village"
	case LevelTownship:
		return "township"
	case LevelCounty:
		return "county"
	case LevelCity:
		return "city"
	case LevelProvince:
		return "province"
	}
	return "nation"
}

// ParseLevel returns the level with the ASCII word given.
func ParseLevel(name string) (Level, bool) {
	for l := LevelHousehold; l <= LevelNation; l++ {
		if l.Name() == name {
			return l, true
		}
	}
	return 0, false
}

// Contains reports whether other lies in a or is a itself. The empty area contains nothing.
func (a Area) Contains(other Area) bool {
	return a != "" && strings.HasPrefix(string(other), string(a))
}

// Code returns the short region code at the end of the path: 621025100209.
func (a Area) Code() string {
	parts := strings.Split(strings.Trim(string(a), "/"), "/")
	return parts[len(parts)-1]
}

// Level returns the level of the path's end.
func (a Area) Level() Level {
	n := strings.Count(string(a), "/") - 1 // number of parts
	return LevelNation - Level(n)
}

// Up returns the part of the path that ends at the level given, "" when a is wider than that.
func (a Area) Up(l Level) Area {
	n := int(LevelNation - l) // parts to keep
	parts := strings.Split(strings.Trim(string(a), "/"), "/")
	if len(parts) < n || n <= 0 {
		return ""
	}
	return Area("/" + strings.Join(parts[:n], "/") + "/")
}

// Join returns the area one level down with the short code given.
func (a Area) Join(code string) Area {
	if a == "" {
		return Area("/" + code + "/")
	}
	return Area(string(a) + code + "/")
}

// ShortCode cuts the 12-digit statistics code of a level down to its own digits
// (GB/T 10114): 621025100000 at township level is 621025100.
func ShortCode(code12 string, l Level) string {
	cut := map[Level]int{LevelProvince: 2, LevelCity: 4, LevelCounty: 6, LevelTownship: 9, LevelVillage: 12}[l]
	if cut == 0 || len(code12) < cut {
		return code12
	}
	return code12[:cut]
}
