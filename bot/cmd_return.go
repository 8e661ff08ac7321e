package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// returnCommand sends a matter back (退回补正): it goes on, it is no refusal.
type returnCommand struct{}

func isReturn(word string) bool {
	return slices.Contains([]string{"退回", "退回补正", "退件", "退回去"}, word)
}

func (returnCommand) help(who asker) string {
	if !who.types {
		return ""
	}
	return "退回 " + example(who) + " ①：退给申请人补材料，不是不通过"
}

func (returnCommand) parse(g grammar, s said) order {
	t, ok := g.readSentence(s.kept)
	if !ok || t.several || t.except || !isReturn(t.word) {
		return nil
	}
	return returnOrder{t.numbers[0], t.rest}
}

type returnOrder struct {
	number int
	reason string
}

func (o returnOrder) run(ctx context.Context, v *visit) (string, error) {
	t, answer, err := v.found(ctx, o.number)
	if answer != "" || err != nil {
		return answer, err
	}
	at := slices.IndexFunc(t.Acts, func(a casework.ActView) bool { return isReturn(a.Say) || slices.ContainsFunc(a.Words, isReturn) })
	if at < 0 {
		return v.noSuchVerb(t, "退回"), nil
	}
	return v.withReason(ctx, t, t.Acts[at], "退回", o.reason)
}

// withReason holds an act that needs a reason, and always asks for 确认.
func (v *visit) withReason(ctx context.Context, t casework.TaskView, a casework.ActView, word, text string) (string, error) {
	if a.Chat != model.StrengthAct && a.Chat != model.StrengthConfirm {
		return v.openPage(t, a), nil
	}
	if strings.Trim(text, " 吧了。.!") == "" {
		return askReason(t, a, word), nil
	}
	reason, why := v.reason(text, a.Reasons, t)
	switch {
	case why != "":
		return why, nil
	case reason == "":
		return "还没办。请写明理由，至少5个字，请回：" + word + " " + code(t.Number) + " 理由", nil
	}
	act := v.act(t, a.Do)
	act.Reason = reason
	return v.propose(ctx, t, a, act)
}

func notRefused(t casework.TaskView, a casework.ActView) string {
	if t.Object.Kind == model.ObjectCase && !a.Ends {
		return "（不是不通过）"
	}
	return ""
}

// backWords says in words where a matter is sent.
func backWords(t casework.TaskView, a casework.ActView) string {
	switch {
	case a.Ends:
		return "定为不通过"
	case t.Object.Kind == model.ObjectCase:
		return "退给申请人补材料"
	case len(a.Targets) > 0:
		return "退回到“" + a.Targets[0].Say + "”"
	}
	return a.Say
}

func reasonHint(a casework.ActView) string {
	if len(a.Reasons) > 0 {
		return "①"
	}
	return "理由"
}

// askReason lists the reasons one may pick by number.
func askReason(t casework.TaskView, a casework.ActView, word string) string {
	head := word + "要选一个理由，请回：" + word + " " + code(t.Number)
	if len(a.Reasons) == 0 {
		return word + "要写明理由，至少5个字，请回：" + word + " " + code(t.Number) + " 理由"
	}
	var parts []string
	for i, r := range a.Reasons {
		parts = append(parts, circles(i+1)+shortReason(r))
	}
	parts = append(parts, circles(len(a.Reasons)+1)+"其他，要写5个字以上")
	return head + " ①（" + strings.Join(parts, " ") + "）"
}
