// Package synthetic invents the people of a real map: a county of made-up
// households, cadres and registers for the demo and the tests. Regions come from
// the public code list; nothing else in it is real (spec §9.6): birth years of
// 1900–1909, phones of a range nobody holds, office lines nobody answers. The
// same seed always gives the same county.
package synthetic

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"bangfu/model"
)

// County is a synthetic county (演示县): the places, their offices and how many live there.
type County struct {
	Area     model.Area
	Regions  []model.Region // county's ancestors, county, townships, villages and other places, groups; ValidFrom and ids are the caller's
	Organs   []model.Organ  // without Parent: the caller links them by area
	Villages []Village      // of village committees only: they alone take part in the procedure
	seed     uint64
}

// Village is a village with a committee (行政村) and its invented size.
type Village struct {
	Region     model.Region
	Township   model.Region
	Groups     []model.Region // 村民小组, in order
	Households int64          // rural households (农业户数)
	Population int64          // rural population (农业人口)
}

// Build reads the region list (code,name,level,parent_code) and invents the
// rest. KindInvalid when a line is not as expected, with its number.
func Build(list []byte, seed uint64) (*County, error) {
	c := &County{seed: seed}
	rows, err := csv.NewReader(bytes.NewReader(list)).ReadAll()
	if err != nil {
		return nil, model.Invalid("行政区划表读不出来，请检查文件").Because(err)
	}
	areas := map[string]model.Region{}
	for i, row := range rows {
		if i == 0 {
			continue // headings
		}
		r, err := region(row, areas)
		if err != nil {
			return nil, model.Invalid(fmt.Sprintf("行政区划表第%d行不对，请检查代码、级别和上级", i+1)).Because(err)
		}
		areas[r.Code] = r
		c.Regions = append(c.Regions, r)
	}
	c.people(areas)
	c.offices()
	if c.Area == "" || len(c.Villages) == 0 {
		return nil, model.Invalid("行政区划表里没有县或没有村，请检查文件")
	}
	return c, nil
}

// levels of the list: 1 province … 5 village.
var levels = map[string]model.Level{
	"1": model.LevelProvince, "2": model.LevelCity, "3": model.LevelCounty, "4": model.LevelTownship, "5": model.LevelVillage,
}

func region(row []string, above map[string]model.Region) (model.Region, error) {
	if len(row) != 4 || len(row[0]) != 12 || strings.Trim(row[0], "0123456789") != "" {
		return model.Region{}, fmt.Errorf("synthetic: want code of 12 digits, name, level, parent")
	}
	level, ok := levels[row[2]]
	if !ok {
		return model.Region{}, fmt.Errorf("synthetic: level %q", row[2])
	}
	parent, ok := above[row[3]]
	if !ok && level != model.LevelProvince {
		return model.Region{}, fmt.Errorf("synthetic: parent %q does not stand above", row[3])
	}
	name, committee := shortName(row[1])
	return model.Region{
		Code: row[0], Name: name, FullName: row[1], Level: level, Parent: row[3], Committee: committee,
		Area: parent.Area.Join(model.ShortCode(row[0], level)),
	}, nil
}

// shortName turns the bureau's name into what people say: 解家川村委会 is 解家川村,
// 雷村村委会 is 雷村. It also tells whether the place has a village committee.
func shortName(full string) (name string, committee bool) {
	for _, end := range []string{"村委会", "村委员会", "村民委员会"} {
		if stem, ok := strings.CutSuffix(full, end); ok {
			return strings.TrimSuffix(stem, "村") + "村", true
		}
	}
	for _, end := range []string{"居民委员会", "居委会"} {
		if stem, ok := strings.CutSuffix(full, end); ok {
			return stem, false
		}
	}
	return full, false
}

// people divides the villages into groups and invents how many live in them.
func (c *County) people(areas map[string]model.Region) {
	random := rand.New(rand.NewPCG(c.seed, 0))
	for _, r := range c.Regions {
		if r.Level == model.LevelCounty {
			c.Area = r.Area
		}
		if !r.Committee {
			continue
		}
		v := Village{Region: r, Township: areas[r.Parent], Households: 320 + random.Int64N(400)}
		v.Population = v.Households*4 + random.Int64N(v.Households/2)
		for n := 1; n <= 3+random.IntN(6); n++ {
			code := fmt.Sprintf("%s-%02d", r.Code, n)
			name := groupNames[n-1] + "组"
			v.Groups = append(v.Groups, model.Region{
				Code: code, Name: name, FullName: r.Name + name, Level: model.LevelGroup, Parent: r.Code, Area: r.Area.Join(code),
			})
		}
		c.Villages = append(c.Villages, v)
	}
	for _, v := range c.Villages {
		c.Regions = append(c.Regions, v.Groups...)
	}
}

var groupNames = []string{"一", "二", "三", "四", "五", "六", "七", "八"}

// Kinds of organs.
const (
	OrganVillage  = "village_committee"   // 村民委员会
	OrganTownship = "township_government" // 乡镇人民政府
	OrganOffice   = "county_office"       // 县扶贫办
	OrganGroup    = "county_group"        // 县扶贫开发领导小组
)

// offices names the work organs of every level, each with an office line of a
// range nobody answers (0934-0000001 …).
func (c *County) offices() {
	add := func(r model.Region, kind, name string) {
		phone := fmt.Sprintf("0934-%07d", len(c.Organs)+1)
		c.Organs = append(c.Organs, model.Organ{Area: r.Area, Kind: kind, Name: name, Phone: phone})
	}
	for _, r := range c.Regions {
		switch {
		case r.Level == model.LevelCounty:
			add(r, OrganOffice, r.Name+"扶贫办")
			add(r, OrganGroup, r.Name+"扶贫开发领导小组")
		case r.Level == model.LevelTownship:
			add(r, OrganTownship, r.Name+"人民政府")
		case r.Committee:
			add(r, OrganVillage, r.FullName)
		}
	}
}

// Village returns the village with the code or the short name; false when there is none.
func (c *County) Village(codeOrName string) (Village, bool) {
	for _, v := range c.Villages {
		if v.Region.Code == codeOrName || v.Region.Name == codeOrName {
			return v, true
		}
	}
	return Village{}, false
}

func (c *County) random(stream uint64, n int) *rand.Rand {
	return rand.New(rand.NewPCG(c.seed^stream, uint64(n))) //nolint:gosec // a running number of an invented county
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
