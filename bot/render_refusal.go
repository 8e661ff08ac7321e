package bot

import (
	"context"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
)

// refusal puts what the use case refused into words. What can be tried again
// unchanged goes back as an error: the border keeps the message.
func (v *visit) refusal(ctx context.Context, t casework.TaskView, err error) (string, error) {
	e := model.AsError(err)
	switch e.Kind {
	case model.KindUnavailable, model.KindInternal:
		return "", err
	case model.KindConflict:
		return v.conflict(ctx, t, e)
	case model.KindTooEarly:
		if e.Facts != nil {
			return early(v.now(), *e.Facts), nil
		}
	case model.KindNotFound:
		return "没有办。" + code(t.Number) + " 现在不归您办了，不用再办了。看现有的请回“待办”。", nil
	case model.KindForbidden:
		return "没有办。" + sentenceEnd(e.Notice) + "点开：" + v.links.task(t.ID), nil
	}
	return "没有办。" + sentenceEnd(e.Notice) + "看内容请回：详情 " + code(t.Number), nil
}

// conflict says what happened, by which office and when (A38); when this person's
// own task is still open, the matter has changed and must be seen again.
func (v *visit) conflict(ctx context.Context, t casework.TaskView, e *model.Error) (string, error) {
	n := code(t.Number)
	open := false
	if t.ID != "" {
		now, err := v.cases.Task(ctx, v.actor, t.ID)
		if model.KindOf(err) == model.KindUnavailable {
			return "", err
		}
		open = err == nil && now.Status == statusOpen
	}
	f := e.Facts
	what := ""
	if f != nil && f.Office != "" {
		what = f.Office + "在" + whenWords(v.now(), f.When) + "办理：" + sayWords(f.Say)
	}
	switch {
	case open && what != "":
		return n + " 刚才有变动（" + what + "），您这一件还没办。请先看过再办，请回：详情 " + n, nil
	case what != "":
		return v.overBy(ctx, t, what)
	}
	return "没有办。" + sentenceEnd(e.Notice) + "看内容请回：详情 " + n, nil
}

// overBy says who has done a task, and under which number the matter is this
// person's again when it came back.
func (v *visit) overBy(ctx context.Context, t casework.TaskView, what string) (string, error) {
	if d := t.Done; d != nil && d.From == d.To && t.Roster != nil && len(t.Roster.Waiting) > 0 { // one signature of several
		return code(t.Number) + " 您这一份已经办过：" + d.Say + "（" + whenWords(v.now(), d.At) + "）。还要等：" + strings.Join(t.Roster.Waiting, "、") + "。不用再办了。", nil
	}
	text := code(t.Number) + " 已由" + what + "。"
	c, err := v.cases.TaskOn(ctx, v.actor, t.Object)
	switch model.KindOf(err) {
	case "":
		return text + "这件又到您这里了，新编号 " + code(c.Number) + "：" + c.Title + "。看内容请回：详情 " + code(c.Number), nil
	case model.KindNotFound:
		return text + "不用再办了。", nil
	}
	return "", err
}

// sayWords is the everyday word of what was decided: 审核同意 is 同意.
func sayWords(say string) string {
	if strings.HasSuffix(say, "同意") {
		return "同意"
	}
	return say
}

// early says from when a list may be decided on, and why not before.
func early(now time.Time, f model.Facts) string {
	var b strings.Builder
	b.WriteString("还不能办。")
	if f.LastDay != "" {
		b.WriteString("公示到" + f.LastDay.Words() + "当天为止")
		if today := model.DateOf(now); f.DayNo > 0 && today <= f.LastDay {
			b.WriteString("，今天第" + code(f.DayNo) + "天")
		}
		b.WriteString("；")
	}
	if f.Waiting == "end_photo" {
		b.WriteString("村上传了期满照片后，")
	}
	if !f.Earliest.IsZero() {
		b.WriteString("最早" + hourWords(f.Earliest) + "可以办")
		if f.Reason != "" {
			b.WriteString("（" + restWords(f.Reason) + "）")
		}
		b.WriteString("。")
	}
	return b.String() + "到时会再提醒您。"
}

// restWords says why a day moved: 端午放假, 周末休息.
func restWords(reason string) string {
	switch {
	case strings.HasSuffix(reason, "放假"):
		return reason
	case reason == "周末":
		return "周末休息"
	}
	return reason + "放假"
}
