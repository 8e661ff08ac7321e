package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/service/casework"
)

// refuseCommand ends a household's matter where the step allows it (不通过), always
// after 确认; elsewhere it says what can be done instead.
type refuseCommand struct{}

func (refuseCommand) help(asker) string { return "" }

func isRefusal(word string) bool {
	return slices.Contains([]string{"不同意", "不通过", "不予通过", "不批准", "不受理", "否决", "驳回"}, word)
}

func (refuseCommand) parse(g grammar, s said) order {
	t, ok := g.readSentence(s.kept)
	if !ok || t.several || t.except || !isRefusal(t.word) {
		return nil
	}
	return refuseOrder{t.numbers[0], t.rest}
}

type refuseOrder struct {
	number int
	reason string
}

func (o refuseOrder) run(ctx context.Context, v *visit) (string, error) {
	t, answer, err := v.found(ctx, o.number)
	if answer != "" || err != nil {
		return answer, err
	}
	at := slices.IndexFunc(t.Acts, func(a casework.ActView) bool { return a.Ends })
	if at < 0 {
		return v.noRefusal(t), nil
	}
	return v.withReason(ctx, t, t.Acts[at], "不通过", o.reason)
}

// noRefusal answers where nobody alone may stop a household (decisions 3).
func (v *visit) noRefusal(t casework.TaskView) string {
	text := "还没办。" + t.Say + "这一步没有“不通过”。"
	ways := v.otherWays(t)
	if len(ways) == 0 {
		return text + "看内容请回：详情 " + code(t.Number)
	}
	return text + strings.Join(ways, "；\n") + "。"
}
