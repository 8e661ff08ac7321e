package workflow

import (
	"time"

	"bangfu/model"
)

// RestDay says what a publicity does when its last day is a holiday or a weekend.
type RestDay string

// The two settings (decisions 6).
const (
	RestDayShift RestDay = "shift" // the last day moves to the next working day
	RestDayKeep  RestDay = "keep"  // it stays
)

// The places where a list is shown.
const (
	PlaceBoard     = "board"      // 村务公开栏
	PlaceCountyWeb = "county_web" // 县政府网站
)

// Publicity is how long and where a list is shown (公示, 公告).
type Publicity struct {
	Days         int    // full civil days, the day of posting not counted
	Place        string // board, county_web
	Show         []string
	MovesOn      TimeOfDay // of the next working day after the last; zero: it moves nothing
	EndOnRestDay RestDay
	Source       string
	Line         int
}

// TimeOfDay is an hour and minute, Asia/Shanghai.
type TimeOfDay struct{ Hour, Minute int }

// Period is when a list is shown.
type Period struct {
	First   model.Date // first day that counts
	Last    model.Date // last day, to its 24:00; objections of that day count
	MovesOn time.Time  // earliest instant at which the list goes on; end of the last day for an announcement
	Shifted string     // what moved the last day or the going on: 端午, 周末; "" for nothing
}

// Period counts the days of a publicity: the day of posting does not count, then
// full civil days in Asia/Shanghai, and as many more as the list was hidden. A
// last day of rest moves to the next working day unless the setting keeps it; the
// list goes on at the hour given of the working day after. A year that is not
// loaded is KindInvalid. Source: 民法通则 154, 民法典 201 and 203 (decisions 6).
func (p Publicity) Period(posting model.Date, hiddenDays int, cal *Calendar) (Period, error) {
	if p.Days < 1 || hiddenDays < 0 || posting.Year() == 0 {
		return Period{}, model.Invalid("公示的天数或张贴日期不对，请改正")
	}
	out := Period{First: posting.AddDays(1), Last: posting.AddDays(p.Days + hiddenDays)}
	if err := out.shiftRest(p.EndOnRestDay, cal); err != nil {
		return Period{}, err
	}
	if p.MovesOn == (TimeOfDay{}) {
		out.MovesOn = out.Last.End()
		return out, nil
	}
	next, err := cal.AddWorkdays(out.Last, 1)
	if err != nil {
		return Period{}, err
	}
	if why := cal.because(out.Last.AddDays(1), next); out.Shifted == "" || out.Shifted == weekend && why != "" {
		out.Shifted = why
	}
	out.MovesOn = next.At(p.MovesOn.Hour, p.MovesOn.Minute)
	return out, nil
}

// shiftRest moves a last day of rest to the next working day, unless the setting keeps it.
func (d *Period) shiftRest(on RestDay, cal *Calendar) error {
	if err := cal.Need(d.Last.Year()); err != nil {
		return err
	}
	if on == RestDayKeep || cal.Workday(d.Last) {
		return nil
	}
	next, err := cal.AddWorkdays(d.Last, 1)
	if err != nil {
		return err
	}
	d.Shifted, d.Last = cal.because(d.Last, next), next
	return nil
}

// because names the rest days from the first day up to, without, the last: the
// first holiday among them, else 周末, else nothing.
func (c *Calendar) because(from, to model.Date) string {
	why := ""
	for d := from; d < to; d = d.AddDays(1) {
		name, rest := c.Rest(d)
		if rest && name != weekend {
			return name
		}
		if rest {
			why = name
		}
	}
	return why
}
