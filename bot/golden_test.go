package bot

import (
	"strings"
	"testing"

	"bangfu/model"
)

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func noBreaks(s string) string { return strings.NewReplacer("\n", "", " ", "").Replace(s) }

// goldenTight compares an answer with a transcript of product §6.2, in which numbers
// and line breaks stand for those of the test.
func goldenTight(t *testing.T, name, got, want string, numbers ...string) {
	t.Helper()
	want = strings.NewReplacer(numbers...).Replace(want)
	if noBreaks(got) != noBreaks(want) {
		t.Errorf("%s\n got: %s\nwant: %s", name, noBreaks(got), noBreaks(want))
	}
}

func TestTranscript1TheClerkAccepts(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	first := c.apply("a", groupOne)
	c.apply("bb", groupOne)
	c.apply("ccc", groupTwo)
	n := c.numberOf("clerk", first)
	goldenTight(t, "accept", c.say("clerk", "受理"+n), `已受理 3721，受理号 SL-20140512-100209-001。
下一步：2名干部上门（含1名乡镇干部），5月19日前。会通知申请人备好户口簿、身份证。
您还有2件待办，回“下一个”。`, "3721", n)
	if got := c.state(first); got != "surveying" {
		t.Errorf("the case is %s", got)
	}
}

func TestTranscript2SendingBackIsNotRefusing(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	first := c.apply("a", groupOne)
	c.apply("bb", groupOne)
	n := c.numberOf("clerk", first)
	goldenTight(t, "no reason", c.say("clerk", "退回"+n), "退回要选一个理由，请回：退回 3722 ①（①户口簿看不清 ②缺身份证 ③不是本村 ④其他，要写5个字以上）", "3722", n)
	goldenTight(t, "reason", c.say("clerk", "退回 "+n+" ①"), `3722 将退给申请人补材料（不是不通过）。理由：户口簿看不清，请重拍。
对就回：确认 3722（10分钟内有效）`, "3722", n)
	if got := c.state(first); got != "submitted" {
		t.Fatalf("before 确认 the case is %s", got)
	}
	goldenTight(t, "confirm", c.say("clerk", "确认"+n), "已退回 3722。请他从收到之日起5个工作日内补，村上会提醒。下一件请回“下一个”。", "3722", n)
	if got := c.state(first); got != "returned" {
		t.Errorf("the case is %s", got)
	}
}

func TestTranscript3SomebodyWasFaster(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(2)
	day := model.DateOf(c.clock.Now())
	n := c.numberOf("reviewer", listRef(list))
	c.to(day.AddDays(1), 9, 41)
	c.act("second", model.Act{Object: listRef(list), Do: "examine"})
	c.to(day.AddDays(1), 10, 5)
	goldenTight(t, "faster", c.say("reviewer", "同意 "+n), "3725 已由山河镇人民政府在今天09:41办理：同意。不用再办了。", "3725", n)
	c.to(day.AddDays(2), 8, 0)
	goldenTight(t, "next day", c.say("reviewer", "同意 "+n), "3725 已由山河镇人民政府在6月5日09:41办理：同意。不用再办了。", "3725", n)
}

func TestTranscript4NeverGuess(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	first := c.apply("a", groupOne)
	second := c.apply("bb", groupOne)
	n, m := c.numberOf("clerk", first), c.numberOf("clerk", second)
	both := []string{"3721", n, "3730", m}
	goldenTight(t, "question", c.say("clerk", "同意吗"), "还没办。要同意，请回：同意 3721。您现有：3721、3730。", both...)
	goldenTight(t, "received", c.say("clerk", "收到"), "收到，3721 还没办。要同意，请回：同意 3721；看内容请回：详情 3721。", both...)
	goldenTight(t, "refusing", c.say("clerk", "不同意"+n+"吧"), `还没办。受理这一步没有“不通过”。要退给申请人补材料，请回：退回 3721 ①；
是别的村的，请回：详情 3721，点开转村。`, both...)
	if a, b := c.state(first), c.state(second); a != "submitted" || b != "submitted" {
		t.Errorf("cases are %s, %s", a, b)
	}
}

func TestTranscript5AListWithTwoRowsHeldBack(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(38)
	n := c.numberOf("reviewer", listRef(list))
	goldenTight(t, "except", c.say("reviewer", "同意 "+n+" 除 7,12 收入要再核"), `按5月24日第2版名单：36户报镇领导签批；2户暂缓，退村重新核实：
第7行（二组4人）、第12行（三组2人）。对就回：确认 4102`, "4102", n)
	if got := c.state(listRef(list)); got != "township_review" {
		t.Fatalf("before 确认 the list is %s", got)
	}
	got := c.say("reviewer", "确认"+n)
	if !strings.HasPrefix(got, "已审核同意 "+n+"：36户往下走，2户暂缓。") || c.state(listRef(list)) != "township_sign" {
		t.Errorf("%s; the list is %s", got, c.state(listRef(list)))
	}
}

func TestTranscript6TooEarly(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.posted(2, "2014-05-23")
	n := c.numberOf("reviewer", listRef(list))
	c.to("2014-05-28", 9, 0)
	goldenTight(t, "early", c.say("reviewer", "同意 "+n), `还不能办。公示到5月30日当天为止，今天第5天；村上传了期满照片后，
最早6月3日12点可以办（端午放假）。到时会再提醒您。`)
}

func TestTranscript7TheVillagerAsks(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	c.act("clerk", model.Act{Object: ref, Do: "accept"})
	goldenTight(t, "progress", c.say("a", "进度"), `您家的申请（尾号001）：5月19日前有2名干部上门，请家里留人，备好户口簿、身份证。不收钱。
现在由解家川村委会办理。有事找人请回“找人”。`)
}

func TestTranscript8WeChatRepeatsAndThePersonSeesOneAnswer(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	first := c.apply("a", groupOne)
	c.apply("bb", groupOne)
	n := c.numberOf("clerk", first)
	for _, text := range []string{"受理 " + n, "待办", "帮助", "收到", "同意吗"} {
		in := c.message("clerk", text)
		want := c.hand(in)
		for range 3 {
			in.Repeat = true
			if got := c.hand(in); got != want {
				t.Errorf("%s repeated: %s, first %s", text, got, want)
			}
		}
	}
	if got := c.decisions(first); got != 2 { // the application and its acceptance
		t.Errorf("%d decisions, want 2", got)
	}
}
