package bot

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// approveCommand carries out the verb of a step on one task: 同意 everywhere, or
// the step's own word; only standard opinions may follow.
type approveCommand struct{}

func (approveCommand) help(who asker) string {
	if !who.types {
		return ""
	}
	return "同意 " + example(who) + "：办这一件（受理、签字等也可以这样说）"
}

func (approveCommand) parse(g grammar, s said) order {
	t, ok := g.readSentence(s.whole)
	if !ok || t.several || t.except || !g.verbs[t.word] || isReturn(t.word) {
		return nil
	}
	o := approveOrder{word: t.word, number: t.numbers[0]}
	if t.rest != "" {
		if o.opinion, ok = g.opinion(t.rest); !ok {
			return nil
		}
	}
	return o
}

type approveOrder struct {
	word    string
	number  int
	opinion string
}

func (o approveOrder) run(ctx context.Context, v *visit) (string, error) {
	t, answer, err := v.found(ctx, o.number)
	if answer != "" || err != nil {
		return answer, err
	}
	a, ok := byWord(t, o.word)
	if !ok {
		return v.noSuchVerb(t, o.word), nil
	}
	return v.decide(ctx, t, a, o)
}

// decide does an act as far as typing may do it (decisions 21).
func (v *visit) decide(ctx context.Context, t casework.TaskView, a casework.ActView, o approveOrder) (string, error) {
	switch {
	case a.Chat == model.StrengthOpen || a.Chat == "", !a.Positive && len(a.Rows) > 0: // which rows is asked on the page
		return v.openPage(t, a), nil
	case !a.Positive && a.Reason:
		return askReason(t, a, "退回"), nil
	}
	act := v.act(t, a.Do)
	act.Opinion = o.opinion
	switch {
	case v.spoken:
		if err := v.hold(ctx, t.Number, act); err != nil {
			return "", err
		}
		return "听到：" + o.word + " " + code(t.Number) + "。对就回：确认 " + code(t.Number), nil
	case a.Chat == model.StrengthConfirm:
		return v.propose(ctx, t, a, act)
	}
	return v.perform(ctx, t, act)
}

// noSuchVerb answers a word the present step does not know.
func (v *visit) noSuchVerb(t casework.TaskView, word string) string {
	text := "还没办。" + code(t.Number) + " 这一步不能“" + word + "”。"
	return text + strings.Join(v.choices(t), "；")
}
