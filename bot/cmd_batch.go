package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
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
	b, err := o.gather(ctx, v)
	if err != nil {
		return "", err
	}
	if len(b.acts) == 0 {
		return "还没办。\n" + strings.Join(b.not, "\n"), nil
	}
	if err := v.hold(ctx, b.can[0], b.acts...); err != nil {
		return "", err
	}
	return heard(v) + b.words(v, o.word), nil
}

// batch is what of several numbers can be done by one 确认.
type batch struct {
	acts []model.Act
	can  []int
	not  []string         // why the others cannot
	pin  casework.ActView // one that asks for the day's PIN, if any does
}

func (o batchOrder) gather(ctx context.Context, v *visit) (b batch, err error) {
	for _, n := range o.numbers {
		act, a, why, err := o.one(ctx, v, n)
		if err != nil {
			return b, err
		}
		if why != "" {
			b.not = append(b.not, why)
			continue
		}
		b.acts, b.can = append(b.acts, act), append(b.can, n)
		if a.PIN {
			b.pin = a
		}
	}
	return b, nil
}

// words says what the one 确认 of a batch covers.
func (b batch) words(v *visit, word string) string {
	text := "要" + word + code(len(b.can)) + "件：" + codes(b.can) + "。"
	if len(b.not) > 0 {
		text += "\n" + strings.Join(b.not, "\n") + "\n"
	}
	text += v.confirmAsk(b.can[0], b.pin)
	if len(b.can) == 1 {
		return text + tenMinutes
	}
	return text + "（" + code(len(b.can)) + "件一起办，10分钟内有效）"
}

// one writes the act for one number, or says why it cannot be in a batch.
func (o batchOrder) one(ctx context.Context, v *visit, number int) (act model.Act, a casework.ActView, why string, err error) {
	t, answer, err := v.found(ctx, number)
	if err != nil || answer != "" {
		return act, a, answer, err
	}
	a, ok := byWord(t, o.word)
	switch {
	case !ok || a.Reason && !a.Positive:
		return act, a, code(number) + " 这一步不能“" + o.word + "”。", nil
	case a.Chat != model.StrengthAct && a.Chat != model.StrengthConfirm:
		return act, a, code(number) + " " + a.Say + "要点开办：" + v.links.task(t.ID), nil
	}
	act = v.act(t, a.Do)
	act.Opinion = o.opinion
	return act, a, "", nil
}

// heard begins an answer to a voice with what was recognised.
func heard(v *visit) string {
	if !v.spoken {
		return ""
	}
	if model.ScanPublic(v.said.whole) != nil {
		return "听到了。\n" // what it tells is not written down again
	}
	return "听到：" + v.said.whole + "。\n"
}
