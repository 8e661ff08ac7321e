package bot

import (
	"strings"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
)

// cardLine writes a task in one line: number, step, village, count, until when.
// The mark tells it from another of the same step and village.
func cardLine(now time.Time, c casework.TaskCard, m casework.Mark) string {
	parts := []string{code(c.Number) + " " + c.Title}
	if place := c.Place + markWords(m); place != "" {
		parts = append(parts, place)
	}
	if c.Count > 0 {
		parts = append(parts, num(c.Count)+"户")
	}
	switch {
	case c.Due.IsZero():
	case c.Due.Before(now):
		parts = append(parts, "已超期（"+model.ClockWords(c.Due)+"）")
	case c.DaysLeft == 0:
		parts = append(parts, "今天"+c.Due.In(model.Shanghai()).Format("15:04")+"前")
	default:
		parts = append(parts, model.ClockWords(c.Due)+"前，剩"+num(int64(c.DaysLeft))+"个工作日")
	}
	return strings.Join(parts, " · ")
}

// markWords writes a mark: 一组（尾号001）, （贫困户第2份名单）.
func markWords(m casework.Mark) string {
	text := groupWords(m.Group)
	switch {
	case m.Tail != "":
		text += "（尾号" + m.Tail + "）"
	case m.Category != "" && m.Serial > 1:
		text += "（" + m.Category.Title() + "第" + num(m.Serial) + "份名单）"
	case m.Category != "":
		text += "（" + m.Category.Title() + "）"
	}
	return text
}

// done puts the outcome of an act into words, the same on a repeat.
func done(number int, out model.Outcome) string {
	n := code(number)
	switch {
	case out.RemedyDue > 0:
		return "已退回 " + n + "。请他从收到之日起" + num(int64(out.RemedyDue)) + "个工作日内补，村上会提醒。" + nextOne(out.TasksLeft)
	case out.Kind == "recorded":
		return recorded(n, out)
	}
	text := "已" + out.Say + " " + n
	text += numberWords(out)
	if out.Held > 0 {
		text += "：" + num(out.Count) + "户往下走，" + num(out.Held) + "户暂缓"
	}
	if out.Asked > 0 {
		text += "。有" + num(out.Asked) + "户以前暂缓过一次，这次不再停，您的意见转上一级核定"
	}
	return text + "。" + nextStep(out) + tasksLeft(out.TasksLeft)
}

// recorded is an act that others must still take part in.
func recorded(n string, out model.Outcome) string {
	text := "已记下您的" + out.Say + "（" + n + "）。"
	if len(out.Waiting) > 0 {
		text += "还要等：" + strings.Join(out.Waiting, "、") + "。"
	}
	if out.LeftRows > 0 {
		text += "有" + num(out.LeftRows) + "户您要回避，已请别人办。"
	}
	return text + tasksLeft(out.TasksLeft)
}

// shortDone is one line of a batch.
func shortDone(number int, out model.Outcome) string {
	text := code(number) + " 已" + out.Say + numberWords(out)
	if len(out.Waiting) > 0 {
		text += "，还要等" + strings.Join(out.Waiting, "、")
	}
	return text + "。"
}

// numberWords writes the number an act gave: the 受理号 of a household, or which
// bundle of the township the lists are (第1批) and how much went with it.
func numberWords(out model.Outcome) string {
	switch {
	case out.Number == "":
		return ""
	case strings.HasPrefix(out.Number, "第"):
		return "，是本乡镇报的" + out.Number + "，共" + num(out.Count) + "户"
	}
	return "，" + casework.NumberName(out.Number) + " " + out.Number
}

// nextStep says what comes after and until when.
func nextStep(out model.Outcome) string {
	due := ""
	if !out.NextDue.IsZero() {
		due = "，" + dueWords(out.NextDue)
	}
	switch {
	case out.To == "surveying":
		return "\n下一步：2名干部上门（含1名乡镇干部）" + due + "。会通知申请人备好户口簿、身份证。\n"
	case !out.MovesOn.IsZero():
		return "\n公示到" + out.LastDay.Words() + "当天为止，" + hourWords(out.MovesOn) + "以后接着办。\n"
	case out.NextSay != "":
		return "\n下一步：" + out.NextOffice + out.NextSay + due + "。\n"
	}
	return ""
}

func tasksLeft(n int64) string {
	if n > 0 {
		return "您还有" + num(n) + "件待办，回“下一个”。"
	}
	return "您没有别的待办，不用再办了。"
}

func nextOne(left int64) string {
	if left > 0 {
		return "下一件请回“下一个”。"
	}
	return "您没有别的待办，不用再办了。"
}

// goesOn says what 确认 will do; for a list by its version and counts, with the
// rows that are held back by group and persons, never by name.
func goesOn(t casework.TaskView, a casework.ActView, held []casework.RowView) string {
	if t.Roster == nil {
		text := "要" + a.Say + " " + code(t.Number) + "：" + t.Place
		if t.Count > 0 {
			text += "，" + num(t.Count) + "户"
		}
		return text + "。"
	}
	count := int64(-len(held))
	for _, r := range t.Roster.Rows {
		if r.Verdict.Live() {
			count++
		}
	}
	text := "按" + listWords(t) + "：" + num(count) + "户" + onward(a)
	if len(held) == 0 {
		return text + "。"
	}
	text += "；" + num(int64(len(held))) + "户暂缓，退村重新核实："
	for i, r := range held {
		if i > 0 {
			text += "、"
		}
		text += "第" + code(r.Row) + "行（" + groupWords(r.Group) + num(r.Persons) + "人）"
	}
	return text + "。"
}

// goAlong says what goes with a list that is handed in: everything the township
// has ready (decisions 15d).
func goAlong(t casework.TaskView, a casework.ActView, all casework.Along) string {
	if all.Lists == 1 {
		return "要" + a.Say + "到县上：" + t.Place + num(all.Households) + "户，本乡镇准备好的只有这一份。"
	}
	return "要" + a.Say + "到县上：本乡镇准备好的名单一起报，共" + num(int64(all.Villages)) + "个村" + num(int64(all.Lists)) + "份名单、" +
		num(all.Households) + "户，连 " + code(t.Number) + " 在内。"
}

func groupWords(n int) string {
	if n == 0 {
		return ""
	}
	return hanNumber(n) + "组"
}

// listWords names the version of a list people have before them: 5月24日第1版名单.
func listWords(t casework.TaskView) string {
	day := ""
	if p := t.Roster.Publicity; p != nil && p.Posted != "" {
		day = p.Posted.Words()
	}
	return day + "第" + num(t.Roster.ListVersion) + "版名单"
}

// onward says where a list goes by an act.
func onward(a casework.ActView) string {
	switch a.Do {
	case "examine":
		return "报镇领导签批"
	case "approve":
		return "签批通过"
	case "issue":
		return "进行" + a.Say
	case "hand_in":
		return "上报县上"
	}
	return a.Say
}
