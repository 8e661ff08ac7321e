package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/service/casework"
)

// helpCommand tells what this person can say (帮助): derived from the list of
// commands, at most eight lines.
type helpCommand struct{}

func (helpCommand) help(asker) string { return "" }

func (helpCommand) parse(_ grammar, s said) order {
	if s.is("帮助", "?", "??", "help", "h", "怎么用", "菜单", "功能", "说明", "你好", "您好", "在吗") {
		return helpOrder{}
	}
	return nil
}

type helpOrder struct{}

// helpMost is how many lines 帮助 has at most, its heading included.
const helpMost = 8

func (helpOrder) run(ctx context.Context, v *visit) (string, error) {
	who := v.asker()
	if who.cadre {
		have, err := v.openNumbers(ctx)
		if err != nil {
			return "", err
		}
		if len(have) > 0 {
			who.first = have[0]
		}
	}
	lines := []string{"您可以这样回："}
	for _, c := range commands() {
		if line := c.help(who); line != "" && len(lines) < helpMost {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n"), nil
}

// unknown asks back: never decides, says what may be meant.
type unknown struct{}

func (unknown) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() || !speaksOfDeciding(v.words, v.said.kept) {
		text, err := helpOrder{}.run(ctx, v)
		return heard(v) + "没有看懂您的意思。" + text, err
	}
	c, ok, err := v.spokenOf(ctx)
	if err != nil {
		return "", err
	}
	if !ok {
		return heard(v) + "没有办。您现在没有待办，不用再办了。", nil
	}
	have, err := v.openNumbers(ctx)
	if err != nil {
		return "", err
	}
	return heard(v) + "还没办。要同意，请回：同意 " + code(c.Number) + "。您现有：" + codes(have) + "。", nil
}

// speaksOfDeciding reports whether a text that was not understood is about a task.
func speaksOfDeciding(g grammar, s string) bool {
	for w := range g.verbs {
		if strings.Contains(s, w) {
			return true
		}
	}
	return slices.ContainsFunc([]string{"退回", "通过", "确认", "批", "办", "审", "签"}, func(w string) bool { return strings.Contains(s, w) }) ||
		strings.ContainsAny(s, "0123456789")
}

// spokenOf is the task people most likely mean: the one last shown while it is
// open, else the first by deadline.
func (v *visit) spokenOf(ctx context.Context) (casework.TaskCard, bool, error) {
	cards, _, err := v.window(ctx, 0)
	if err != nil || len(cards) == 0 {
		return casework.TaskCard{}, false, err
	}
	last, err := v.cases.LastShown(ctx, v.actor)
	if err != nil {
		return casework.TaskCard{}, false, err
	}
	if len(last.Numbers) > 0 {
		for _, c := range cards {
			if c.Number == last.Numbers[0] {
				return c, true, nil
			}
		}
	}
	return cards[0], true, nil
}
