package workflow_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/workflow"
)

// Golden: transcript 6. Posted on 23 May 2014, seven days: the last is Friday 30 May,
// the list moves on after 端午, on 3 June at 12:00.
func TestTheListOfXiejiachuanMovesOnAfterTheDragonBoatFestival(t *testing.T) {
	publish, _ := scheme(t, "zhengning-2014").Rule(model.MachineRoster, "ready_1", "publish")
	p, err := publish.Publicity.Period("2014-05-23", 0, calendar(t))
	if err != nil || p.First != "2014-05-24" || p.Last != "2014-05-30" || p.Shifted != "端午" ||
		!p.MovesOn.Equal(model.Date("2014-06-03").At(12, 0)) || p.MovesOn.Location() != time.UTC {
		t.Fatalf("%+v %v", p, err)
	}
	if model.ClockWords(p.MovesOn) != "6月3日12:00" {
		t.Errorf("said as %s", model.ClockWords(p.MovesOn))
	}
}

func TestTheClockOfAPublicityByHand(t *testing.T) {
	cal := calendar(t)
	noon := workflow.TimeOfDay{Hour: 12}
	for _, c := range []struct {
		name    string
		p       workflow.Publicity
		posted  model.Date
		hidden  int
		last    model.Date
		movesOn string
		shifted string
	}{
		{"an ordinary week", workflow.Publicity{Days: 7, MovesOn: noon}, "2014-05-12", 0, "2014-05-19", "2014-05-20 12:00", ""},
		{"the last day is a Saturday", workflow.Publicity{Days: 5, MovesOn: noon}, "2014-05-12", 0, "2014-05-19", "2014-05-20 12:00", "周末"},
		{"and stays one by setting", workflow.Publicity{Days: 5, MovesOn: noon, EndOnRestDay: workflow.RestDayKeep}, "2014-05-12", 0, "2014-05-17", "2014-05-19 12:00", "周末"},
		{"the last day is a holiday", workflow.Publicity{Days: 7, MovesOn: noon}, "2014-05-26", 0, "2014-06-03", "2014-06-04 12:00", "端午"},
		{"a make-up Sunday is a working day", workflow.Publicity{Days: 3, MovesOn: noon}, "2014-05-01", 0, "2014-05-04", "2014-05-05 12:00", ""},
		{"a hidden day is made up for", workflow.Publicity{Days: 7, MovesOn: noon}, "2014-05-12", 2, "2014-05-21", "2014-05-22 12:00", ""},
		{"over the turn of the year", workflow.Publicity{Days: 7, MovesOn: noon}, "2014-12-25", 0, "2015-01-04", "2015-01-05 12:00", "元旦"},
		{"an announcement moves nothing", workflow.Publicity{Days: 30}, "2014-06-30", 0, "2014-07-30", "2014-07-31 00:00", ""},
		{"a Friday before an ordinary weekend", workflow.Publicity{Days: 4, MovesOn: noon}, "2014-05-12", 0, "2014-05-16", "2014-05-19 12:00", "周末"},
	} {
		p, err := c.p.Period(c.posted, c.hidden, cal)
		if got := p.MovesOn.In(model.Shanghai()).Format("2006-01-02 15:04"); err != nil || p.Last != c.last || got != c.movesOn || p.Shifted != c.shifted {
			t.Errorf("%s: last %s, moves on %s, %q (%v)", c.name, p.Last, got, p.Shifted, err)
		}
	}
	for _, bad := range []workflow.Publicity{{}, {Days: -1}} {
		if _, err := bad.Period("2014-05-12", 0, cal); model.KindOf(err) != model.KindInvalid {
			t.Errorf("%+v is no publicity: %v", bad, err)
		}
	}
	if _, err := (workflow.Publicity{Days: 7}).Period("2014-02-30", 0, cal); model.KindOf(err) != model.KindInvalid {
		t.Errorf("30 February: %v", err)
	}
	if _, err := (workflow.Publicity{Days: 7}).Period("2014-05-12", -1, cal); model.KindOf(err) != model.KindInvalid {
		t.Errorf("hidden for less than nothing: %v", err)
	}
}

// The oracle counts by brute force, on its own list of days and its own clock.
func TestThePublicityClockAgainstBruteForce(t *testing.T) {
	cal := calendar(t)
	free, worked := days2014to2026()
	for _, span := range [][2]int{{2014, 2015}, {2024, 2026}} {
		for day := utc(span[0], 1, 1); day.Year() <= span[1]; day = day.AddDate(0, 0, 1) {
			for _, n := range []int{3, 5, 7, 10} {
				for _, keep := range []bool{false, true} {
					against(t, cal, day, n, keep, span[1], func(d time.Time) bool { return resting(d, free, worked) })
				}
			}
		}
	}
}

func utc(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func resting(d time.Time, free, worked string) bool {
	key := d.Format("060102")
	if strings.Contains(free, key) {
		return true
	}
	return (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday) && !strings.Contains(worked, key)
}

func against(t *testing.T, cal *workflow.Calendar, posted time.Time, n int, keep bool, lastYear int, rest func(time.Time) bool) {
	t.Helper()
	end := posted
	for counted := 0; counted < n; counted++ {
		end = end.AddDate(0, 0, 1)
	}
	for !keep && rest(end) {
		end = end.AddDate(0, 0, 1)
	}
	on := end.AddDate(0, 0, 1)
	for rest(on) {
		on = on.AddDate(0, 0, 1)
	}
	p := workflow.Publicity{Days: n, MovesOn: workflow.TimeOfDay{Hour: 12}}
	if keep {
		p.EndOnRestDay = workflow.RestDayKeep
	}
	got, err := p.Period(model.Date(posted.Format(time.DateOnly)), 0, cal)
	if on.Year() > lastYear {
		if err == nil {
			t.Errorf("%s + %d: a year that is not loaded was guessed", posted.Format(time.DateOnly), n)
		}
		return
	}
	noon := on.Add(4 * time.Hour) // 12:00 in Shanghai is 4:00 UTC
	if err != nil || string(got.Last) != end.Format(time.DateOnly) || !got.MovesOn.Equal(noon) {
		t.Errorf("%s + %d, keep %v: %s and %s, want %s and %s (%v)", posted.Format(time.DateOnly), n, keep, got.Last, got.MovesOn,
			end.Format(time.DateOnly), noon, err)
	}
}

// days2014to2026 lists, yymmdd, the free days that are no weekend and the weekend
// days that are worked, typed anew from the notices of the State Council.
func days2014to2026() (free, worked string) {
	free = "140101 140131 140203 140204 140205 140206 140407 140501 140502 140602 140908 141001 141002 141003 141006 141007 " +
		"150101 150102 150218 150219 150220 150223 150224 150406 150501 150622 150903 150904 151001 151002 151005 151006 151007 " +
		"240101 240212 240213 240214 240215 240216 240404 240405 240501 240502 240503 240610 240916 240917 241001 241002 241003 241004 241007 " +
		"250101 250128 250129 250130 250131 250203 250204 250404 250501 250502 250505 250602 251001 251002 251003 251006 251007 251008 " +
		"260101 260102 260216 260217 260218 260219 260220 260223 260406 260501 260504 260505 260619 260925 261001 261002 261005 261006 261007"
	worked = "140126 140208 140504 140928 141011 150104 150215 150228 150906 151010 240204 240218 240407 240428 240511 240914 240929 241012 " +
		"250126 250208 250427 250928 251011 260104 260214 260228 260509 260920 261010"
	return free, worked
}

// The civil calendar of the regulation does not depend on where the server stands.
func TestTheClockIsTheSameWhereverTheServerStands(t *testing.T) {
	for _, zone := range []string{"UTC", "America/New_York"} {
		cmd := exec.Command(os.Args[0], "-test.run=^(TestThePublicityClock|TestTheClockOfAPublicityByHand|TestALimit|TestSummerTime|TestTheListOf|TestBackPlanning)")
		cmd.Env = append(os.Environ(), "TZ="+zone)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("TZ=%s: %v\n%s", zone, err, out)
		}
	}
}
