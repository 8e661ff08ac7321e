package bot

import (
	"strings"
	"testing"
	"time"

	"bangfu/model"
)

func TestAConfirmationWithoutItsNumberConfirmsNothingAndNamesWhatWaits(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	for _, text := range []string{"确认", "好"} {
		if got := c.say("clerk", text); strings.Contains(got, "确认 ") || !strings.Contains(got, "同意 "+n) {
			t.Errorf("%s while nothing waits: %s", text, got)
		}
	}
	c.say("clerk", "退回 "+n+" ②")
	for _, text := range []string{"确认", "确认吧", "好", "对", "👍", "同意", "同意吗", "确认吗", "确认 1000"} {
		got := c.say("clerk", text)
		want := "等您确认的是：" + n + " 将退给申请人补材料（不是不通过）。理由：缺身份证。\n对就回：确认 " + n + "（09:10以前有效）"
		if !strings.HasSuffix(got, want) || strings.Contains(got, "同意 ") || c.state(ref) != "submitted" {
			t.Errorf("%s: %s; the case is %s", text, got, c.state(ref))
		}
	}
	if got := c.say("clerk", "确认 "+n); !strings.HasPrefix(got, "已退回 "+n) {
		t.Errorf("确认 with its number: %s", got)
	}
	if got := c.say("a", "确认"); !strings.Contains(got, "没有要办的事") {
		t.Errorf("a villager's 确认: %s", got)
	}
}

func TestABatchThatWaitsIsNamedWithAllItsNumbers(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	n, m := c.numberOf("clerk", c.apply("a", groupOne)), c.numberOf("clerk", c.apply("bb", groupOne))
	c.say("clerk", "待办")
	c.say("clerk", "同意 "+n+" "+m)
	if got := c.say("clerk", "确认"); got != "还没办，确认要带编号。等您确认的是2件："+n+"、"+m+"。对就回：确认 "+n+"（09:10以前有效）" {
		t.Error(got)
	}
}

// A number never confirms more than the last answer spoke of.
func TestANewRequestTakesBackWhatWaitedAlsoWhenItIsRefused(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	a, b := c.apply("a", groupOne), c.apply("bb", groupOne)
	n, m := c.numberOf("clerk", a), c.numberOf("clerk", b)
	for _, text := range []string{"同意 9999", "转村 " + n, "签批 " + n, "退回 " + n, "退回 " + n + " 短", "不通过 " + n, "同意 " + n + " 除 7 太多了不行", "同意 " + n + " 9999"} {
		c.say("clerk", "待办")
		c.say("clerk", "同意 "+n+" "+m)
		failed := c.message("clerk", text)
		c.hand(failed)
		if got := c.say("clerk", "确认 "+n); !strings.HasPrefix(got, "没有办。没有等您确认的") || c.state(a) != "submitted" || c.state(b) != "submitted" {
			t.Fatalf("确认 after %s: %s; the cases are %s, %s", text, got, c.state(a), c.state(b))
		}
		c.clock.Advance(time.Minute)
		c.say("clerk", "退回 "+n+" ②")
		failed.Repeat = true // WeChat repeats it after something else was asked for
		c.hand(failed)
		if got := c.say("clerk", "确认"); !strings.Contains(got, "确认 "+n) {
			t.Errorf("a repeat of %s took back what came later: %s", text, got)
		}
	}
	for _, text := range []string{"待办", "帮助", "详情 " + m, "同意吗", "公示"} {
		c.say("clerk", "退回 "+n+" ②")
		c.say("clerk", text)
		if got := c.say("clerk", "确认"); !strings.Contains(got, "确认 "+n) {
			t.Errorf("%s took back what waits: %s", text, got)
		}
	}
}

func TestSayingNoDecidesNothingAndTellsTheWays(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	for _, text := range []string{"不同意", "不行", n + " 不行", "先别同意" + n} {
		got := flat(c.say("clerk", text))
		if got != "还没办。要退给申请人补材料，请回：退回 "+n+" ①； 是别的村的，请回：详情 "+n+"，点开转村。 先不办的，不用回。" {
			t.Errorf("%s: %s", text, got)
		}
	}
	for _, text := range []string{"先不办", n + " 先不办", "等等"} {
		if got := c.say("clerk", text); got != "还没办。"+n+" 还在待办里，5月15日18:00前要办。以后要看，请回：详情 "+n {
			t.Errorf("%s: %s", text, got)
		}
	}
	c.say("clerk", "退回 "+n+" ②")
	if got := c.say("clerk", "算了"); !strings.HasPrefix(got, "好，没有办。等您确认的 "+n+" 不算了。") {
		t.Errorf("算了: %s", got)
	}
	if got := c.say("clerk", "确认 "+n); !strings.HasPrefix(got, "没有办。") || c.state(ref) != "submitted" {
		t.Errorf("确认 after 算了: %s; the case is %s", got, c.state(ref))
	}
	c.say("clerk", "受理 "+n)
	if got := c.say("clerk", n+" 不行"); got != n+" 现在不在您的待办里，没有改动。看现有的请回“待办”。" {
		t.Errorf("no to what is done: %s", got)
	}
	if got := c.say("clerk", "不行"); !strings.HasPrefix(got, "您现在没有待办") {
		t.Errorf("no to nothing: %s", got)
	}
}

func TestSayingNoToAListNamesTheRowsAndTheWayBack(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(2)
	n := c.numberOf("reviewer", listRef(list))
	got := c.say("reviewer", "不同意")
	for _, want := range []string{"还没办。", "有几户要暂缓，请回：同意 " + n + " 除 7,12 理由", "请回：退回 " + n + " 理由"} {
		if !strings.Contains(got, want) || c.state(listRef(list)) != "township_review" {
			t.Errorf("不同意 lacks %s: %s", want, got)
		}
	}
}

func TestAnExceptionWithoutItsReasonAsksForThatReason(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(8)
	n := c.numberOf("reviewer", listRef(list))
	want := "还没办。第7行为什么暂缓，请写明理由，至少5个字，请回：同意 " + n + " 除 7 理由"
	for _, text := range []string{"同意 " + n + " 除 7", "同意 " + n + " 除 7 再核"} {
		if got := c.say("reviewer", text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := c.say("reviewer", "同意 "+n+" 除 2,7"); !strings.Contains(got, "第2行、第7行为什么暂缓") || !strings.Contains(got, "除 2,7 理由") {
		t.Errorf("two rows: %s", got)
	}
	if got := c.say("reviewer", "退回 "+n+" 短"); !strings.HasSuffix(got, "退回 "+n+" 理由") {
		t.Errorf("a short reason of 退回: %s", got)
	}
}

func TestThePINIsAskedAtTheFirstStepAndWhatWaitsStays(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(2)
	n := c.numberOf("reviewer", listRef(list))
	c.to(model.DateOf(c.clock.Now()).AddDays(1), 9, 0)
	for _, text := range []string{"同意 " + n, "确认 " + n, "确认 " + n} {
		got := c.say("reviewer", text)
		if !strings.Contains(got, "今天还没有输过办理密码") || !strings.Contains(got, testBaseURL+"/h5/#/me") || !strings.HasSuffix(got, "确认 "+n+"（10分钟内有效）") {
			t.Errorf("%s without the PIN: %s", text, got)
		}
	}
	if got := c.state(listRef(list)); got != "township_review" {
		t.Fatalf("without the PIN the list is %s", got)
	}
	c.pin("reviewer")
	if got := c.say("reviewer", "确认 "+n); !strings.HasPrefix(got, "已审核同意 "+n) {
		t.Errorf("the same 确认 with the PIN: %s", got)
	}
}

func TestWhoAsksForThePINIsLedToWhereItIsSet(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	for _, text := range []string{"密码", "密码不对", "忘了密码", "371946", "办理密码 371946"} {
		got := c.say("reviewer", text)
		if !strings.Contains(got, "不要在聊天里发密码") || !strings.Contains(got, testBaseURL+"/h5/#/me") || strings.Contains(got, "371946") {
			t.Errorf("%s: %s", text, got)
		}
	}
}
