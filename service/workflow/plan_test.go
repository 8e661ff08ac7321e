package workflow_test

import (
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/workflow"
)

func plan(t *testing.T, s *workflow.Scheme, year int, cal *workflow.Calendar) map[string]model.Date {
	t.Helper()
	steps, err := s.BackPlan(year, cal)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]model.Date{}
	last := model.Date("")
	for _, st := range steps {
		if st.Latest < last {
			t.Errorf("%s is due before the step it follows", st.Do)
		}
		if last = st.Latest; !cal.Workday(last) {
			t.Errorf("%s is due on a rest day, %s", st.Do, last)
		}
		out[string(st.State)+"."+string(st.Do)] = st.Latest
	}
	return out
}

// R-104, counted by hand on a calendar of 2014:
// announce by Monday 30 June; recheck has 5 working days (24, 25, 26, 27, 30), so the
// bundle goes up by 23 June; for a list to move on by Monday 23 June it ends by Friday
// 20 June and is posted on 13 June; the leader signs by then, the reviewer, 2 working
// days earlier, by 11 June; his 5 working days (5, 6, 9, 10, 11) begin on 4 June; for
// that the first list ends on 3 June, the day after 端午, and is posted on 27 May; the
// 5 working days of the signatures (21, 22, 23, 26, 27) begin on 20 May: the assembly.
func TestBackPlanningOf2014IsAsCountedByHand(t *testing.T) {
	got := plan(t, scheme(t, "zhengning-2014"), 2014, calendar(t))
	for step, want := range map[string]model.Date{
		"draft.submit": "2014-05-08", "submitted.accept": "2014-05-13", "surveying.survey": "2014-05-20", "open.report": "2014-05-20",
		"village_review.vote": "2014-05-20", "verifying.sign": "2014-05-27", "ready_1.publish": "2014-05-27",
		"public_1.close": "2014-06-04", "township_review.examine": "2014-06-11", "township_sign.approve": "2014-06-13",
		"ready_2.issue": "2014-06-13", "posting_2.publish": "2014-06-13", "public_2.close": "2014-06-23", "to_hand_in.hand_in": "2014-06-23",
		"bundled.recheck": "2014-06-30", "county_sign.announce": "2014-06-30",
		"registered.pair": "2014-07-31", "paired.plan": "2014-07-31",
		"handbook.enter":    "2014-08-29",                                // 31 August is a Sunday
		"entered.go_online": "2014-10-31", "online.update": "2015-01-30", // 31 January 2015 is a Saturday
	} {
		if got[step] != want {
			t.Errorf("%s by %s, want %s", step, got[step], want)
		}
	}
}

// In 2015 端午 (Saturday 20 to Monday 22 June) lies in the second publicity: posted on
// 15 June it would end on the 22nd and move on on the 23rd, if the 22nd were a working
// day. As it is the 12th is the last day, and the assembly meets a day earlier.
func TestTheFestivalMovesTheAssemblysLatestDay(t *testing.T) {
	s := changed(t, scheme(t, "zhengning-2014"),
		"deadlines: {identified: 06-30, planned: 07-31, entered: 08-31, online: 10-31, updated: next 01-31}", "deadlines: {identified: 06-30}")
	src := string(read(t, "..", "..", "configs", "holidays", "2015.yaml"))
	without := strings.Replace(src, "  - {name: 端午, from: 2015-06-20, to: 2015-06-22}\n", "", 1)
	plainCal, err := workflow.ParseCalendar([]byte(without))
	if err != nil || without == src {
		t.Fatalf("the festival was not taken out: %v", err)
	}
	with, plain := plan(t, s, 2015, calendar(t)), plan(t, s, 2015, plainCal)
	for step, want := range map[string][2]model.Date{
		"posting_2.publish":       {"2015-06-12", "2015-06-15"},
		"township_review.examine": {"2015-06-10", "2015-06-11"},
		"ready_1.publish":         {"2015-05-26", "2015-05-27"},
		"village_review.vote":     {"2015-05-19", "2015-05-20"},
	} {
		if with[step] != want[0] || plain[step] != want[1] {
			t.Errorf("%s by %s, without the festival %s; want %v", step, with[step], plain[step], want)
		}
	}
}

func TestASchemeWithoutDeadlinesHasNoPlan(t *testing.T) {
	if steps, err := scheme(t, "gansu-monitor-2023").BackPlan(2026, calendar(t)); err != nil || len(steps) != 0 {
		t.Errorf("%v %v", steps, err)
	}
}

func TestAPlanNeedsItsYears(t *testing.T) {
	_, err := scheme(t, "zhengning-2014").BackPlan(2015, calendar(t)) // its last deadline lies in 2016
	if model.KindOf(err) != model.KindInvalid || !strings.Contains(err.Error(), "2016") {
		t.Errorf("want 2016 named: %v", err)
	}
}

func TestAStepThatIsLeftOutGivesItsDaysBack(t *testing.T) {
	full := scheme(t, "zhengning-2014")
	cal := calendar(t)
	short := plan(t, compiled(t, full, "township_sign"), 2014, cal)
	if got := short["village_review.vote"]; got <= plan(t, full, 2014, cal)["village_review.vote"] {
		t.Errorf("without the leader's two days the assembly may meet later, got %s", got)
	}
}

func TestALimitInCivilDaysCountsBackInCivilDays(t *testing.T) {
	s := changed(t, scheme(t, "zhengning-2014"), "by: township_leader, to: ready_2, level: township, within: 2wd",
		"by: township_leader, to: ready_2, level: township, within: 5d")
	// five days before Friday 13 June is Sunday 8 June: the reviewer is done by the Friday before
	if got := plan(t, s, 2014, calendar(t))["township_review.examine"]; got != "2014-06-06" {
		t.Errorf("examine by %s", got)
	}
}
