package bot

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bangfu/model"
)

// TestChatDecidesNoVersionItHasNotShown holds the guard "version" at this door
// (T2, A38): a list that changed after it was shown is not signed by an old look.
func TestChatDecidesNoVersionItHasNotShown(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.verifying(2)
	ref := listRef(list)
	n := c.numberOf("officer", ref)
	c.say("officer", "详情 "+n)
	c.hold(list, 2)
	before := c.decisions(ref)
	got := c.say("officer", "签字 "+n)
	if !strings.Contains(got, "刚才有变动（解家川村委会在今天09:00办理：暂缓）") || !strings.Contains(got, "详情 "+n) {
		t.Errorf("after a change: %s", got)
	}
	if c.decisions(ref) != before {
		t.Fatal("a version that was never shown was signed")
	}
	c.say("officer", "详情 "+n)
	if got := c.say("officer", "签字 "+n); !strings.HasPrefix(got, "已记下您的核实签字（"+n+"）。还要等：") {
		t.Errorf("after a second look: %s", got)
	}
}

// TestConfirmCountsOnceForTenMinutesForOnePerson holds the guard "confirm".
func TestConfirmCountsOnceForTenMinutesForOnePerson(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	other := c.apply("bb", groupOne)
	n, m := c.numberOf("clerk", ref), c.numberOf("clerk", other)
	start := c.clock.Now()
	const no = "没有办。没有等您确认的"

	c.say("clerk", "退回 "+n+" ②")
	c.clock.Set(start.Add(10*time.Minute + time.Second))
	if got := c.say("clerk", "确认 "+n); !strings.HasPrefix(got, no) || c.state(ref) != "submitted" {
		t.Errorf("after 10:01 minutes: %s; the case is %s", got, c.state(ref))
	}
	c.say("clerk", "退回 "+n+" ②")
	for _, who := range []string{"committee", "reviewer", "a"} {
		if got := c.say(who, "确认 "+n); !strings.HasPrefix(got, no) || c.state(ref) != "submitted" {
			t.Errorf("确认 by %s: %s; the case is %s", who, got, c.state(ref))
		}
	}
	if got := c.say("clerk", "确认 "+m); !strings.HasPrefix(got, no) {
		t.Errorf("确认 of another number: %s", got)
	}
	c.say("clerk", "退回 "+m+" ②") // a new one replaces the old
	if got := c.say("clerk", "确认 "+n); !strings.HasPrefix(got, no) || c.state(ref) != "submitted" {
		t.Errorf("确认 of what was replaced: %s", got)
	}
	if got := c.say("clerk", "确认 "+m); !strings.HasPrefix(got, "已退回 "+m) || c.state(other) != "returned" {
		t.Errorf("确认: %s", got)
	}
	if got := c.say("clerk", "确认 "+m); !strings.HasPrefix(got, no) {
		t.Errorf("确认 twice: %s", got)
	}
}

func TestAConfirmationInTimeWorksAfterARestartAndOnARepeat(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	c.say("clerk", "退回 "+n+" 不是本村")
	c.clock.Advance(9*time.Minute + 59*time.Second)
	lib, _ := readLibrary(t)
	c.bot = New(Options{Casework: c.cases, Accounts: c.bot.accounts, Library: lib, Clock: c.clock, BaseURL: testBaseURL}) // another server
	in := c.message("clerk", "确认 "+n)
	want := c.hand(in)
	if !strings.HasPrefix(want, "已退回 "+n) {
		t.Fatal(want)
	}
	in.Repeat = true
	c.clock.Advance(time.Hour)
	if got := c.hand(in); got != want {
		t.Errorf("repeated: %s, first %s", got, want)
	}
}

// TestOneOfManyEqualMessagesWins holds A8 and A36 at this door.
func TestOneOfManyEqualMessagesWins(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	same := c.apply("bb", groupOne)
	n, m := c.numberOf("clerk", ref), c.numberOf("clerk", same)
	repeated := c.message("clerk", "同意 "+m)
	answers, repeats := make([]string, 32), make([]string, 32)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Add(2)
		go func() { defer wg.Done(); answers[i] = c.hand(c.message("clerk", "同意 "+n)) }()
		go func() { defer wg.Done(); repeats[i] = c.hand(repeated) }()
	}
	wg.Wait()
	won := 0
	for i, a := range answers {
		switch {
		case strings.HasPrefix(a, "已受理 "+n):
			won++
		case !strings.HasPrefix(a, n+" 已由解家川村委会在今天09:00办理：受理。"):
			t.Errorf("a loser reads: %s", a)
		}
		if !strings.HasPrefix(repeats[i], "已受理 "+m) {
			t.Errorf("a repeat reads: %s", repeats[i])
		}
	}
	if won != 1 {
		t.Errorf("%d messages won", won)
	}
	if a, b := c.decisions(ref), c.decisions(same); a != 2 || b != 2 {
		t.Errorf("%d and %d decisions, want the application and one acceptance each", a, b)
	}
}

// TestListDecisionsNeedTheDaysPIN holds the guard "pin" at this door.
func TestListDecisionsNeedTheDaysPIN(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(2)
	n := c.numberOf("reviewer", listRef(list))
	c.to(model.DateOf(c.clock.Now()).AddDays(1), 9, 0)
	c.say("reviewer", "同意 "+n)
	got := c.say("reviewer", "确认 "+n)
	if !strings.Contains(got, "今天还没有输过办理密码") || !strings.Contains(got, testBaseURL+"/h5/#/me") || c.state(listRef(list)) != "township_review" {
		t.Errorf("without the PIN: %s; the list is %s", got, c.state(listRef(list)))
	}
	c.pin("reviewer")
	c.say("reviewer", "同意 "+n)
	if got := c.say("reviewer", "确认 "+n); !strings.HasPrefix(got, "已审核同意 "+n) || c.state(listRef(list)) != "township_sign" {
		t.Errorf("with the PIN: %s; the list is %s", got, c.state(listRef(list)))
	}
}
