package bot

import (
	"context"
	"slices"
	"strings"
)

// needCommand answers a villager who tells of a need instead of a command (低保,
// 没钱, 上学): where to apply and whom to ask.
type needCommand struct{}

func (needCommand) help(asker) string { return "" }

var needs = []string{
	"低保", "五保", "特困", "困难", "没钱", "没有钱", "缺钱", "要钱", "上学", "学费", "读书", "看病", "生病", "住院", "药费", "残疾", "房子", "危房", "没水", "没饭", "没吃", "失业", "没活干", "养老",
	"老人", "孤儿", "救助", "救济", "补助", "补贴", "扶贫", "帮扶", "贫困户", "贷款", "受灾",
}

// needMost is the longest text, in characters, that is taken for a need.
const needMost = 40

func (needCommand) parse(_ grammar, s said) order {
	if len([]rune(s.whole)) <= needMost && slices.ContainsFunc(needs, func(w string) bool { return strings.Contains(s.whole, w) }) {
		return needOrder{}
	}
	return nil
}

type needOrder struct{}

func (needOrder) run(ctx context.Context, v *visit) (string, error) {
	if v.actor.Cadre() {
		return unknown{}.run(ctx, v)
	}
	return "家里有困难，要申请帮扶，请回“申请”。\n低保、看病、上学、住房这些事归谁管，请回“找人”，打电话问村上、镇上。\n已经申请的，看到哪一步请回“进度”。不要在这里写病情。", nil
}
