package workflow

import (
	"strconv"
	"time"

	"bangfu/model"

	"go.yaml.in/yaml/v3"
)

// weekend is the name of an ordinary weekly rest day.
const weekend = "周末"

// dayEnds is the hour at which a limit ends on its last day (decisions 9).
const dayEnds = 18

// Calendar knows the holidays and make-up working days of the years loaded
// (国务院办公厅放假安排, R-37).
type Calendar struct {
	years    map[int]bool
	holidays map[model.Date]string
	work     map[model.Date]bool
}

// ParseCalendar reads one file per year. The error is *Problems.
func ParseCalendar(srcs ...[]byte) (*Calendar, error) {
	c := &Calendar{years: map[int]bool{}, holidays: map[model.Date]string{}, work: map[model.Date]bool{}}
	all := &ledger{}
	for _, src := range srcs {
		l := &ledger{file: "holidays"}
		if doc := l.document(src); doc != nil {
			c.read(l, doc)
		}
		all.list = append(all.list, l.list...)
	}
	if err := all.err(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Calendar) read(l *ledger, doc *yaml.Node) {
	t := l.table(doc, "放假安排", []string{"year", "source", "holidays", "work"})
	year := t.count("year", 1949, 0)
	if year == 0 {
		l.refuse(doc.Line, "放假安排缺少“year”，请补上年份")
		return
	}
	l.file = "holidays/" + strconv.Itoa(year)
	if c.years[year] {
		l.refuse(t.line("year"), "%d年的放假安排装了两遍，请删去一份", year)
		return
	}
	c.years[year] = true
	t.must("source")
	for _, n := range list(t, "holidays") {
		c.holiday(l, n, year)
	}
	for _, day := range t.words("work") {
		if d, ok := dayIn(l, t.line("work"), day, year); ok {
			c.work[d] = true
			if c.holidays[d] != "" {
				l.refuse(t.line("work"), "%s既是假日又是补班，请改正一处", day)
			}
		}
	}
}

func (c *Calendar) holiday(l *ledger, n *yaml.Node, year int) {
	h := l.table(n, "假日", []string{"name", "from", "to"})
	name := h.must("name")
	from, okFrom := dayIn(l, n.Line, h.must("from"), year)
	to, okTo := dayIn(l, n.Line, h.must("to"), year)
	if !okFrom || !okTo {
		return
	}
	if to < from {
		l.refuse(n.Line, "%s的结束在开始之前，请改正", name)
		return
	}
	for d := from; d <= to; d = d.AddDays(1) {
		c.holidays[d] = name
	}
}

func dayIn(l *ledger, line int, day string, year int) (model.Date, bool) {
	d, err := model.ParseDate(day)
	if err != nil || d.Year() != year {
		l.refuse(line, "“%s”不是%d年的日期，要写成 %d-05-01 这样", day, year, year)
		return "", false
	}
	return d, true
}

// Loaded reports whether the year's arrangement is known.
func (c *Calendar) Loaded(year int) bool { return c.years[year] }

// Need refuses a year that is not loaded, naming it (KindInvalid); a round asks
// it for every year of its span before it opens (decisions 15).
func (c *Calendar) Need(year int) error {
	if c.years[year] {
		return nil
	}
	return model.Invalid(strconv.Itoa(year) + "年的放假安排还没有装入，请先装入这一年的放假安排")
}

// Workday reports whether people work on the day. Of a year that is not loaded it
// knows the weekends only; what must be right asks AddWorkdays, Due or Period.
func (c *Calendar) Workday(d model.Date) bool {
	_, rest := c.Rest(d)
	return !rest
}

// Rest returns whether the day is one of rest, and why: 端午, 周末.
func (c *Calendar) Rest(d model.Date) (string, bool) {
	if name := c.holidays[d]; name != "" {
		return name, true
	}
	if c.work[d] {
		return "", false
	}
	if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return weekend, true
	}
	return "", false
}

// AddWorkdays returns the n-th working day after the day, which itself does not
// count; before it for n < 0; the day itself for n = 0. A year that is not loaded
// is KindInvalid.
func (c *Calendar) AddWorkdays(d model.Date, n int) (model.Date, error) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	if err := c.Need(d.Year()); err != nil {
		return "", err
	}
	for n > 0 {
		d = d.AddDays(step)
		if err := c.Need(d.Year()); err != nil {
			return "", err
		}
		if c.Workday(d) {
			n--
		}
	}
	return d, nil
}

// LastWorkday returns the day itself or the last working day before it.
func (c *Calendar) LastWorkday(d model.Date) (model.Date, error) {
	if err := c.Need(d.Year()); err != nil {
		return "", err
	}
	if c.Workday(d) {
		return d, nil
	}
	return c.AddWorkdays(d, -1)
}

// Due returns when a limit that starts at the instant ends: its first day does not
// count, and it ends at 18:00 of the last, Asia/Shanghai. Civil days do not shift.
func (c *Calendar) Due(from time.Time, l Limit) (time.Time, error) {
	day := model.DateOf(from)
	if l.Unit == CivilDays {
		return day.AddDays(l.N).At(dayEnds, 0), nil
	}
	last, err := c.AddWorkdays(day, l.N)
	if err != nil {
		return time.Time{}, err
	}
	return last.At(dayEnds, 0), nil
}
