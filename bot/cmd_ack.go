package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
)

// ackCommand is 好, 收到, 👍 and stickers: polite, and never a decision.
type ackCommand struct{}

func (ackCommand) help(asker) string { return "" }

func (ackCommand) parse(_ grammar, s said) order {
	t := strings.Trim(s.kept, " ,。!~.")
	for _, k := range kindly {
		t = strings.ReplaceAll(t, k, "")
	}
	t = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(t, "吧"), "了"))
	if t == "" && s.kept != "" || slices.Contains(acknowledgements, t) || sticker(t) {
		return ackOrder{}
	}
	return nil
}

var acknowledgements = []string{
	"好", "好的", "好好", "收到", "已收到", "收悉", "ok", "okay", "k", "已阅", "阅", "知道", "明白", "清楚", "嗯", "嗯嗯", "嗯好", "行", "行的", "可以", "中", "成",
	"谢谢", "多谢", "感谢", "辛苦", "辛苦您", "您辛苦", "是", "是的", "对", "没问题", "好嘞", "好滴", "好哒", "已读", "看到", "看过", "嗯呢", "在", "1",
}

// sticker is WeChat's text form of a picture: [微笑], /::).
func sticker(s string) bool {
	if strings.HasPrefix(s, "/:") && len(s) <= 12 {
		return true
	}
	return strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") && strings.Count(s, "[") == strings.Count(s, "]") && len(s) <= 60
}

type ackOrder struct{}

func (ackOrder) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() {
		return "好。要看申请到哪一步请回“进度”，要找人请回“找人”。", nil
	}
	waits, err := v.stillWaits(ctx)
	switch {
	case err != nil:
		return "", err
	case waits != "":
		return "收到，还没办。" + waits, nil
	}
	c, ok, err := v.spokenOf(ctx)
	if err != nil {
		return "", err
	}
	if !ok {
		return "收到。您现在没有待办，不用再办了。", nil
	}
	n := code(c.Number)
	if c.Chat == model.StrengthOpen {
		return "收到，还没办。" + v.onThePage(c), nil
	}
	return "收到，" + n + " 还没办。" + v.howToDo(c) + "；看内容请回：详情 " + n + "。", nil
}
