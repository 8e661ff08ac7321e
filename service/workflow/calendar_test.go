package workflow_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/workflow"
)

// calendar is the one that ships.
func calendar(t *testing.T) *workflow.Calendar {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "configs", "holidays", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("holidays: %v", err)
	}
	srcs := make([][]byte, 0, len(files))
	for _, f := range files {
		srcs = append(srcs, read(t, f))
	}
	cal, err := workflow.ParseCalendar(srcs...)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func TestTheYearsOfDecision15Ship(t *testing.T) {
	cal := calendar(t)
	for _, y := range []int{2014, 2015, 2024, 2025, 2026} {
		if !cal.Loaded(y) {
			t.Errorf("%d is not loaded", y)
		}
	}
	if cal.Loaded(2016) {
		t.Error("2016 was never published to us")
	}
}

// five working days over the first week of October.
func TestFiveWorkingDaysOverTheFirstWeekOfOctober(t *testing.T) {
	cal := calendar(t)
	for from, want := range map[model.Date]model.Date{
		"2014-09-30": "2014-10-13", // 8, 9, 10, the make-up Saturday 11, 13
		"2015-09-30": "2015-10-13", // 8, 9, the make-up Saturday 10, 12, 13
		"2024-09-30": "2024-10-12", // 8 … 11 and the make-up Saturday 12
		"2025-09-30": "2025-10-14", // eight days: 9, 10, the make-up Saturday 11, 13, 14
		"2026-09-30": "2026-10-13", // 8, 9, the make-up Saturday 10, 12, 13
	} {
		got, err := cal.AddWorkdays(from, 5)
		if err != nil || got != want {
			t.Errorf("5 working days from %s: %s, want %s (%v)", from, got, want, err)
		}
		back, err := cal.AddWorkdays(got, -5)
		if err != nil || back != from {
			t.Errorf("and back: %s, want %s (%v)", back, from, err)
		}
	}
}

func TestALimitDoesNotCountItsFirstDayAndEndsAtSix(t *testing.T) {
	cal := calendar(t)
	for _, c := range []struct {
		from  time.Time
		limit workflow.Limit
		want  string
	}{
		{model.Date("2014-05-12").At(9, 30), workflow.Limit{N: 3, Unit: "wd"}, "2014-05-15 18:00"},  // transcript 1
		{model.Date("2014-05-12").At(23, 59), workflow.Limit{N: 3, Unit: "wd"}, "2014-05-15 18:00"}, // a late hour is the same day
		{model.Date("2014-05-13").At(0, 0), workflow.Limit{N: 3, Unit: "wd"}, "2014-05-16 18:00"},
		{model.Date("2014-04-30").At(10, 0), workflow.Limit{N: 1, Unit: "wd"}, "2014-05-04 18:00"}, // the make-up Sunday
		{model.Date("2014-05-30").At(10, 0), workflow.Limit{N: 1, Unit: "wd"}, "2014-06-03 18:00"}, // 端午
		{model.Date("2014-05-30").At(10, 0), workflow.Limit{N: 10, Unit: "d"}, "2014-06-09 18:00"},
		{model.Date("2014-05-31").At(10, 0), workflow.Limit{N: 1, Unit: "d"}, "2014-06-01 18:00"}, // civil days do not shift
	} {
		got, err := cal.Due(c.from, c.limit)
		if err != nil || got.In(model.Shanghai()).Format("2006-01-02 15:04") != c.want || got.Location() != time.UTC {
			t.Errorf("%+v from %s: %s, want %s (%v)", c.limit, c.from, got, c.want, err)
		}
	}
}

func TestRestDaysHaveNames(t *testing.T) {
	cal := calendar(t)
	for d, want := range map[model.Date]string{
		"2014-06-02": "端午", "2014-06-01": "端午", "2014-06-03": "", "2014-06-07": "周末", "2014-05-04": "", "2014-01-26": "",
		"2015-09-04": "抗战胜利纪念日", "2025-10-06": "国庆、中秋", "2026-02-14": "", "2026-02-23": "春节", "2024-10-12": "",
	} {
		name, rest := cal.Rest(d)
		if name != want || rest != (want != "") || cal.Workday(d) == rest {
			t.Errorf("%s: %q, want %q", d, name, want)
		}
	}
}

func TestAYearThatIsNotLoadedIsNamed(t *testing.T) {
	cal := calendar(t)
	p := workflow.Publicity{Days: 7, MovesOn: workflow.TimeOfDay{Hour: 12}}
	_, add := cal.AddWorkdays("2015-12-31", 1)
	_, back := cal.AddWorkdays("2024-01-02", -2)
	_, due := cal.Due(model.Date("2026-12-31").At(9, 0), workflow.Limit{N: 1, Unit: "wd"})
	_, period := p.Period("2015-12-24", 0, cal) // ends on 31 December, moves on in 2016
	_, inside := p.Period("2015-12-28", 0, cal) // ends in 2016
	for year, err := range map[int]error{2016: add, 2023: back, 2027: due} {
		if model.KindOf(err) != model.KindInvalid || !strings.Contains(err.Error(), strconv.Itoa(year)) {
			t.Errorf("want %d named: %v", year, err)
		}
	}
	for _, err := range []error{period, inside} {
		if model.KindOf(err) != model.KindInvalid || !strings.Contains(err.Error(), "2016") {
			t.Errorf("want 2016 named: %v", err)
		}
	}
}

func TestAFaultyHolidayFileIsToldWhere(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		line int
		say  string
	}{
		"no year":     {"source: x\n", 1, "year"},
		"no source":   {"year: 2030\n", 1, "source"},
		"other year":  {"year: 2030\nsource: x\nwork: [2031-01-04]\n", 3, "2031-01-04"},
		"no such day": {"year: 2030\nsource: x\nholidays:\n  - {name: 元旦, from: 2030-02-30, to: 2030-03-01}\n", 4, "2030-02-30"},
		"backwards":   {"year: 2030\nsource: x\nholidays:\n  - {name: 元旦, from: 2030-01-03, to: 2030-01-01}\n", 4, "元旦"},
		"both":        {"year: 2030\nsource: x\nholidays:\n  - {name: 元旦, from: 2030-01-01, to: 2030-01-01}\nwork: [2030-01-01]\n", 5, "补班"},
		"unknown key": {"year: 2030\nsource: x\nholliday: []\n", 3, "holliday"},
		"no list":     {"year: 2030\nsource: x\nholidays: {}\n", 3, "清单"},
	} {
		_, err := workflow.ParseCalendar([]byte(c.src))
		list := problems(t, err)
		if list[0].Line != c.line || !strings.Contains(list[0].Notice, c.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
	one := []byte("year: 2030\nsource: x\n")
	if _, err := workflow.ParseCalendar(one, one); err == nil {
		t.Error("a year twice is refused")
	}
}

// China had summer time from 1986 to 1991: a civil day of 23 or 25 hours is one day.
func TestSummerTimeDoesNotMoveACivilDay(t *testing.T) {
	cal, err := workflow.ParseCalendar([]byte("year: 1986\nsource: 试验\n"), []byte("year: 1991\nsource: 试验\n"))
	if err != nil {
		t.Fatal(err)
	}
	changes := map[model.Date]time.Duration{ // length of the day
		"1986-05-04": 23 * time.Hour, "1986-09-14": 25 * time.Hour, "1991-04-14": 23 * time.Hour, "1991-09-15": 25 * time.Hour,
	}
	for d, length := range changes {
		if got := d.End().Sub(d.Start()); got != length {
			t.Fatalf("%s has %s, the zone data say otherwise", d, got)
		}
		due, err := cal.Due(d.AddDays(-1).At(23, 30), workflow.Limit{N: 3, Unit: "d"})
		if err != nil || model.DateOf(due) != d.AddDays(2) || due.In(model.Shanghai()).Hour() != 18 {
			t.Errorf("three civil days over %s end %s (%v)", d, due, err)
		}
		p, err := (workflow.Publicity{Days: 7, MovesOn: workflow.TimeOfDay{Hour: 12}}).Period(d.AddDays(-3), 0, cal)
		if err != nil || p.First.DaysUntil(p.Last) < 6 || p.MovesOn.In(model.Shanghai()).Hour() != 12 {
			t.Errorf("seven days over %s: %+v (%v)", d, p, err)
		}
		if want := p.Last.AddDays(1); p.Last.Weekday() < time.Friday && model.DateOf(p.MovesOn) != want {
			t.Errorf("moves on %s, want %s", p.MovesOn, want)
		}
	}
}
