package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
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
	waits, err := v.stillWaits(ctx)
	switch {
	case err != nil:
		return "", err
	case waits != "":
		return heard(v) + "还没办。" + waits, nil
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
	end := "。"
	if c.Chat == model.StrengthOpen {
		end = "\n" // a link ends with its line
	}
	return heard(v) + "还没办。" + v.howToDo(c) + end + "您现有：" + codes(have) + "。", nil
}

// speaksOfDeciding reports whether a text that was not understood is about a task.
func speaksOfDeciding(g grammar, s string) bool {
	for w := range g.verbs {
		if strings.Contains(s, w) {
			return true
		}
	}
	return slices.ContainsFunc([]string{"退回", "通过", "确认", "批", "办", "审", "签", "榜", "贴", "拍照"}, func(w string) bool { return strings.Contains(s, w) }) ||
		strings.ContainsAny(s, "0123456789")
}

// spokenOf is the task people most likely mean: the one whose number they wrote,
// the one last shown while it is open, else the first by deadline.
func (v *visit) spokenOf(ctx context.Context) (casework.TaskCard, bool, error) {
	cards, _, err := v.window(ctx, 0)
	if err != nil || len(cards) == 0 {
		return casework.TaskCard{}, false, err
	}
	last, err := v.cases.LastShown(ctx, v.actor)
	if err != nil {
		return casework.TaskCard{}, false, err
	}
	for _, n := range append(numbersIn(v.said.kept), last.Numbers...) {
		for _, c := range cards {
			if c.Number == n {
				return c, true, nil
			}
		}
	}
	return cards[0], true, nil
}

// numbersIn are the task numbers written anywhere in a text.
func numbersIn(text string) []int {
	var ns []int
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, rest, ok := leadingNumber(part); ok && rest == "" {
			ns = append(ns, n)
		}
	}
	return ns
}
