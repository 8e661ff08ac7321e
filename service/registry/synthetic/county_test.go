package synthetic

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bangfu/model"
)

const today model.Date = "2014-05-12"

func build(t *testing.T, seed uint64) *County {
	t.Helper()
	list, err := os.ReadFile("../../../configs/regions_621025.csv")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Build(list, seed)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCountyHasTenTownshipsNinetyFourVillagesAndFourteenOtherPlaces(t *testing.T) {
	c := build(t, 1)
	count := map[string]int{}
	for _, r := range c.Regions {
		switch {
		case r.Level == model.LevelTownship:
			count["townships"]++
		case r.Level == model.LevelVillage && r.Committee:
			count["villages"]++
		case r.Level == model.LevelVillage:
			count["others"]++
		}
	}
	want := map[string]int{"townships": 10, "villages": 94, "others": 14}
	if !reflect.DeepEqual(count, want) {
		t.Errorf("got %v, want %v", count, want)
	}
	if c.Area != "/62/6210/621025/" {
		t.Errorf("county lies at %s", c.Area)
	}
}

func TestPlacesAreNamedAsPeopleSay(t *testing.T) {
	c := build(t, 1)
	names := map[string]string{}
	for _, r := range c.Regions {
		names[r.FullName] = r.Name
	}
	for full, want := range map[string]string{
		"解家川村委会": "解家川村", "雷村村委会": "雷村", "中巷村委员会": "中巷村", "东城社区居民委员会": "东城社区",
		"月明街道社区居委会": "月明街道社区", "西坡林场生活区": "西坡林场生活区", "解家川村二组": "二组",
	} {
		if names[full] != want {
			t.Errorf("%s is called %q, want %q", full, names[full], want)
		}
	}
}

func TestEveryVillageHasThreeToEightGroupsAtItsPlace(t *testing.T) {
	for _, v := range build(t, 3).Villages {
		if n := len(v.Groups); n < 3 || n > 8 {
			t.Errorf("%s has %d groups", v.Region.Name, n)
		}
		for _, g := range v.Groups {
			if !v.Region.Area.Contains(g.Area) || g.Area.Level() != model.LevelGroup || g.Area.Code() != g.Code {
				t.Errorf("group %s lies at %s", g.Code, g.Area)
			}
		}
	}
	v, _ := build(t, 1).Village("解家川村")
	if v.Groups[1].Area != "/62/6210/621025/621025100/621025100209/621025100209-02/" {
		t.Errorf("second group lies at %s", v.Groups[1].Area)
	}
}

func TestTheQuotaOfTheVillagesAddsUpToThePerson(t *testing.T) {
	for seed := range uint64(20) {
		c := build(t, seed)
		for _, total := range []int64{12300, 38200, 50500, 1, 93, 0} {
			var sum int64
			q := c.Quota(total)
			for _, n := range q {
				sum += n
			}
			if sum != total || len(q) != 94 {
				t.Errorf("seed %d: %d persons over %d villages, want %d over 94", seed, sum, len(q), total)
			}
			var towns int64
			for _, n := range c.ByTownship(q) {
				towns += n
			}
			if towns != total {
				t.Errorf("seed %d: townships have %d, want %d", seed, towns, total)
			}
		}
	}
}

func TestNoVillageIsMoreThanOnePersonAwayFromItsShare(t *testing.T) {
	c := build(t, 5)
	var population int64
	for _, v := range c.Villages {
		population += v.Population
	}
	for code, n := range c.Quota(50500) {
		v, _ := c.Village(code)
		exact := float64(50500) * float64(v.Population) / float64(population)
		if diff := float64(n) - exact; diff <= -1 || diff >= 1 {
			t.Errorf("%s got %d of %.2f", v.Region.Name, n, exact)
		}
	}
}

func TestNumbersOfPeopleAreWellFormedDistinctAndNobodys(t *testing.T) {
	c := build(t, 7)
	seen := map[string]bool{}
	note := func(p Person) {
		if err := p.Number.Check(today); err != nil {
			t.Fatalf("number refused: %v", err)
		}
		if err := p.Phone.Check(); err != nil {
			t.Fatalf("phone refused: %v", err)
		}
		if seen[p.Number.Reveal()] {
			t.Fatal("a number was given twice")
		}
		seen[p.Number.Reveal()] = true
	}
	for i := range 20000 {
		p := c.Person(i)
		note(p)
		if birth, _ := p.Number.Birth(); birth > "1909-12-31" {
			t.Fatalf("born %s: somebody living could have the number", birth)
		}
		if p.Number.Minor(today) {
			t.Fatal("an adult is a minor")
		}
	}
	for _, k := range c.Cadres() {
		note(k.Person)
	}
	for i := range 1000 {
		p := c.Minor(i, today)
		note(p)
		if age := p.Number.AgeOn(today); age < 3 || age > 14 {
			t.Fatalf("a child of %d", age)
		}
		if !strings.HasPrefix(p.Number.Reveal(), "629999") {
			t.Fatal("a child's number could be a living child's")
		}
	}
}

func TestEveryDeskOfTheProcedureHasItsOwnHolder(t *testing.T) {
	c := build(t, 1)
	held := map[string]int{}
	for _, k := range c.Cadres() {
		held[string(k.Role)+" "+k.RegionCode]++
		if k.Area.Level() != mustFacts(t, k.Role).Level {
			t.Errorf("%s sits at %s", k.Title, k.Area)
		}
	}
	for _, r := range c.Regions {
		if r.Level == model.LevelVillage && !r.Committee {
			continue
		}
		for _, f := range model.Roles() {
			if f.Granted && f.Level == r.Level && held[string(f.Role)+" "+r.Code] == 0 {
				t.Errorf("%s has no %s", r.Name, f.Title)
			}
		}
	}
	for _, code := range []string{"township_reviewer 621025100000", "township_officer 621025100000", "county_officer 621025000000"} {
		if held[code] < 2 {
			t.Errorf("%s: nobody to leave near kin to", code)
		}
	}
}

func mustFacts(t *testing.T, r model.Role) model.RoleFacts {
	t.Helper()
	f, ok := r.Facts()
	if !ok {
		t.Fatalf("no role %q", r)
	}
	return f
}

func TestRegistersHaveTheirSizesAndNoNameTwice(t *testing.T) {
	c := build(t, 2)
	sizes := map[string][2]int{RegisterDelegates: {15, 30}, RegisterSupervision: {3, 5}, RegisterGroup: {5, 12}}
	for _, v := range c.Villages {
		seen := map[string]bool{}
		registers := c.Registers(v)
		if len(registers) != 2+len(v.Groups) {
			t.Errorf("%s has %d registers", v.Region.Name, len(registers))
		}
		for _, r := range registers {
			if n := len(r.Names); n < sizes[r.Kind][0] || n > sizes[r.Kind][1] {
				t.Errorf("%s: %s has %d", v.Region.Name, r.Kind, n)
			}
			for _, name := range r.Names {
				if seen[name] {
					t.Errorf("%s: %s stands twice", v.Region.Name, name)
				}
				seen[name] = true
			}
		}
	}
}

func TestOfficesHaveNamesAndLinesNobodyAnswers(t *testing.T) {
	c := build(t, 1)
	names, lines := []string{}, map[string]bool{}
	for _, o := range c.Organs {
		names = append(names, o.Name)
		if !strings.HasPrefix(o.Phone, "0934-00") || lines[o.Phone] {
			t.Errorf("%s has line %s", o.Name, o.Phone)
		}
		lines[o.Phone] = true
	}
	for _, want := range []string{"正宁县扶贫办", "正宁县扶贫开发领导小组", "山河镇人民政府", "解家川村委会", "五顷塬回族乡人民政府"} {
		if !slices.Contains(names, want) {
			t.Errorf("no office %s", want)
		}
	}
	if len(c.Organs) != 1+1+10+94 {
		t.Errorf("%d offices", len(c.Organs))
	}
}

func TestTheSameSeedBuildsTheSameCounty(t *testing.T) {
	a, b, other := build(t, 9), build(t, 9), build(t, 10)
	if !reflect.DeepEqual(a, b) || !slices.Equal(written(a), written(b)) {
		t.Error("two builds of one seed differ")
	}
	if !reflect.DeepEqual(a.Registers(a.Villages[0]), b.Registers(b.Villages[0])) {
		t.Error("two registers of one seed differ")
	}
	if reflect.DeepEqual(a.Villages, other.Villages) {
		t.Error("the seed changes nothing")
	}
}

// written spells out every cadre: secrets cannot be compared as values.
func written(c *County) []string {
	var lines []string
	for _, k := range c.Cadres() {
		lines = append(lines, strings.Join([]string{k.Name, k.Number.Reveal(), k.Phone.Reveal(), string(k.Role), k.RegionCode, k.Title}, " "))
	}
	return lines
}

func TestABrokenListIsRefusedWithItsLine(t *testing.T) {
	for name, list := range map[string]string{
		"short code":     "code,name,level,parent_code\n62,甘肃省,1,\n",
		"no parent":      "code,name,level,parent_code\n621000000000,庆阳市,2,620000000000\n",
		"no such level":  "code,name,level,parent_code\n620000000000,甘肃省,9,\n",
		"nothing":        "",
		"no village":     "code,name,level,parent_code\n620000000000,甘肃省,1,\n",
		"missing column": "code,name,level\n620000000000,甘肃省,1\n",
	} {
		if _, err := Build([]byte(list), 1); model.KindOf(err) != model.KindInvalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
