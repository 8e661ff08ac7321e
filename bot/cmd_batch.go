package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
)

// batchCommand carries out several tasks of the list last shown, after 确认.
type batchCommand struct{}

func (batchCommand) help(asker) string { return "" }

func (batchCommand) parse(g grammar, s said) order {
	t, ok := g.readSentence(s.whole)
	if !ok || !t.several || t.except || !g.verbs[t.word] || isReturn(t.word) {
		return nil
	}
	o := batchOrder{word: t.word, numbers: t.numbers}
	if t.rest != "" {
		if o.opinion, ok = g.opinion(t.rest); !ok {
			return nil
		}
	}
	return o
}

type batchOrder struct {
	word    string
	numbers []int
	opinion string
}

func (o batchOrder) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() {
		return noCadre(v.asker()), nil
	}
	if len(o.numbers) > batchMost {
		return "还没办。一次最多办" + code(batchMost) + "件，请分几次发。", nil
	}
	last, err := v.cases.LastShown(ctx, v.actor)
	if err != nil {
		return "", err
	}
	for i, n := range o.numbers {
		if !slices.Contains(last.Numbers, n) || slices.Contains(o.numbers[:i], n) {
			return "还没办。" + code(n) + " 不在刚才给您看的名单上（或写了两次）。请先回“待办”，看过再发。", nil
		}
	}
	var acts []model.Act
	var can []int
	var not []string
	for _, n := range o.numbers {
		act, why, err := o.one(ctx, v, n)
		if err != nil {
			return "", err
		}
		if why != "" {
			not = append(not, why)
			continue
		}
		acts, can = append(acts, act), append(can, n)
	}
	if len(acts) == 0 {
		return "还没办。\n" + strings.Join(not, "\n"), nil
	}
	if err := v.hold(ctx, can[0], acts...); err != nil {
		return "", err
	}
	text := heard(v) + "要" + o.word + code(len(can)) + "件：" + codes(can) + "。"
	if len(not) > 0 {
		text += "\n" + strings.Join(not, "\n") + "\n"
	}
	return text + confirmLine(can[0]), nil
}

// one writes the act for one number, or says why it cannot be in a batch.
func (o batchOrder) one(ctx context.Context, v *visit, number int) (act model.Act, why string, err error) {
	t, answer, err := v.found(ctx, number)
	if err != nil || answer != "" {
		return act, answer, err
	}
	a, ok := byWord(t, o.word)
	switch {
	case !ok || a.Reason && !a.Positive:
		return act, code(number) + " 这一步不能“" + o.word + "”。", nil
	case a.Chat != model.StrengthAct && a.Chat != model.StrengthConfirm:
		return act, code(number) + " 要点开办。", nil
	}
	act = v.act(t, a.Do)
	act.Opinion = o.opinion
	return act, "", nil
}

// heard begins an answer to a voice with what was recognised.
func heard(v *visit) string {
	if !v.spoken {
		return ""
	}
	return "听到：" + v.said.whole + "。\n"
}
