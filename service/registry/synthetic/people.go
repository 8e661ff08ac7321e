package synthetic

import (
	"fmt"
	"strings"
	"time"

	"bangfu/model"
)

// Person is somebody who does not exist.
type Person struct {
	Name   string
	Number model.IDNumber // well formed, of a birth year in which nobody living was born
	Phone  model.Phone    // 1990000xxxx
}

// Streams of the generator: what is drawn in one place moves nothing in another.
const (
	streamPerson   uint64 = 0x9e3779b97f4a7c15
	streamDelegate uint64 = 0x3c6ef372fe94f82b
)

// days of 1900–1909; with three digits of sequence 3,652,000 distinct numbers.
const (
	birthDays = 3652
	numbers   = birthDays * 1000
	stride    = 1299709 // prime and no divisor of numbers: a walk through all of them without a repeat
)

// Person returns the i-th adult, i ≥ 0. Numbers are distinct for the first
// 3,652,000, phones for the first 10,000.
func (c *County) Person(i int) Person {
	slot := (uint64(i)*stride + c.seed%numbers) % numbers //nolint:gosec // a running number of invented people
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(slot/1000))
	return c.invent(i, "621025"+day.Format("20060102")+fmt.Sprintf("%03d", slot%1000))
}

// Minor returns the i-th child, i ≥ 0, between 3 and 14 years old on the day
// given. The number carries a county that never was (629999), for a child's
// birth year could be a living child's. Distinct for the first 1,000 of a day.
func (c *County) Minor(i int, today model.Date) Person {
	birth := today.AddDays(-365*(4+i%10) - 20)
	return c.invent(i, "629999"+strings.ReplaceAll(string(birth), "-", "")+fmt.Sprintf("%03d", i%1000))
}

func (c *County) invent(i int, first17 string) Person {
	check, _ := model.CheckDigit(first17)
	number := model.NewIDNumber(first17 + string(check))
	random := c.random(streamPerson, i)
	given := givenMale
	if number.Female() {
		given = givenFemale
	}
	return Person{
		Name:   surnames[random.IntN(len(surnames))] + given[random.IntN(len(given))],
		Number: number,
		Phone:  model.NewPhone(fmt.Sprintf("1990000%04d", i%10000)),
	}
}

// Surnames that are met in the county, and given names out of the farming year.
var (
	surnames    = strings.Fields("解 王 李 张 刘 赵 巩 杨 罗 马 郭 石 冯 周 高 任 何 孙 樊 彭")
	givenMale   = strings.Fields("春耕 青山 石川 禾丰 大川 向阳 松林 田野 长河 远山 晓峰 麦收 谷雨 柏青 泽农 惊蛰 启明 云岭 守田 永麦")
	givenFemale = strings.Fields("春禾 麦香 秋叶 杏花 月圆 清泉 小满 雨荷 桂枝 禾苗 晚霞 白露 梨花 喜雨 素秋 新月 果果 朝霞 夏至 榆叶")
)

// Kinds of registers.
const (
	RegisterDelegates   = "delegates"   // 村民代表, of a village
	RegisterGroup       = "group"       // 小组代表, of a group
	RegisterSupervision = "supervision" // 村务监督委员会, of a village
)

// Register is a register of representatives (代表名册) with distinct names.
type Register struct {
	Area  model.Area
	Kind  string // delegates, group, supervision
	Names []string
}

// Registers returns every register of a village: 15–30 delegates, 3–5 members of
// the supervision committee, and 5–12 representatives of each group. No
// name stands twice in a village.
func (c *County) Registers(v Village) []Register {
	random := c.random(streamDelegate, atoi(v.Region.Code))
	names := make([]string, 0, len(surnames)*(len(givenMale)+len(givenFemale)))
	for _, s := range surnames {
		for _, g := range givenMale {
			names = append(names, s+g)
		}
		for _, g := range givenFemale {
			names = append(names, s+g)
		}
	}
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	take := func(area model.Area, kind string, n int) Register {
		r := Register{area, kind, names[:n:n]}
		names = names[n:]
		return r
	}
	registers := []Register{
		take(v.Region.Area, RegisterDelegates, 15+random.IntN(16)),
		take(v.Region.Area, RegisterSupervision, 3+random.IntN(3)),
	}
	for _, g := range v.Groups {
		registers = append(registers, take(g.Area, RegisterGroup, 5+random.IntN(8)))
	}
	return registers
}
