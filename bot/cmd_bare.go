package bot

import (
	"context"

	"bangfu/model"
	"bangfu/service/casework"
)

// bareCommand is 同意 without a number: it counts only when exactly one task is
// open and that one was last shown in this version; else it asks back.
type bareCommand struct{}

func (bareCommand) help(asker) string { return "" }

func (bareCommand) parse(g grammar, s said) order {
	if g.verbs[s.whole] && !isReturn(s.whole) {
		return bareOrder{s.whole}
	}
	return nil
}

type bareOrder struct{ word string }

func (o bareOrder) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() {
		return noCadre(v.asker()), nil
	}
	last, err := v.cases.LastShown(ctx, v.actor)
	if err != nil {
		return "", err
	}
	if v.in.Repeat && len(last.Numbers) == 1 {
		if text, ok, err := o.again(ctx, v, last.Numbers[0]); ok || err != nil {
			return text, err
		}
	}
	number, err := o.meant(ctx, v, last)
	if err != nil {
		return "", err
	}
	if number == 0 {
		return unknown{}.run(ctx, v)
	}
	return approveOrder{word: o.word, number: number}.run(ctx, v)
}

// meant is the number of the one task a bare word can only mean; 0 when it could
// mean another one, or something waits for its 确认.
func (o bareOrder) meant(ctx context.Context, v *visit, last casework.Remembered) (int, error) {
	w, err := v.waiting(ctx)
	if err != nil || len(w.Acts) > 0 {
		return 0, err
	}
	cards, total, err := v.window(ctx, 0)
	if err != nil || total != 1 || len(cards) != 1 || last.Sole == 0 || len(last.Numbers) != 1 {
		return 0, err
	}
	if last.Numbers[0] != cards[0].Number || last.Version != cards[0].Version {
		return 0, nil
	}
	return cards[0].Number, nil
}

// again answers a repeat whose task is closed by now: perhaps by this very message.
func (o bareOrder) again(ctx context.Context, v *visit, number int) (string, bool, error) {
	t, err := v.cases.TaskByNumber(ctx, v.actor, number)
	if model.KindOf(err) == model.KindNotFound {
		return "", false, nil
	}
	if err != nil || t.Status == statusOpen {
		return "", false, err
	}
	t.Number = number
	text, err := v.over(ctx, t)
	return text, true, err
}
