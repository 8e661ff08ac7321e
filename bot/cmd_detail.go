package bot

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// detailCommand shows one task in numbers with the link that opens exactly it (详情).
type detailCommand struct{}

func (detailCommand) help(who asker) string {
	if !who.cadre {
		return ""
	}
	if !who.types {
		return "详情 " + example(who) + "：看这一件，点开链接办"
	}
	return "详情 " + example(who) + "：看这一件和链接（只发编号也行）"
}

// example is a number to show how a command is typed.
func example(who asker) string {
	if who.first != 0 {
		return code(who.first)
	}
	return "3721"
}

func (detailCommand) parse(_ grammar, s said) order {
	t := s.whole
	for _, w := range []string{"查看详情", "详情", "看看", "查看"} {
		if rest, ok := strings.CutPrefix(t, w); ok {
			t = strings.TrimLeft(rest, " :,")
			break
		}
	}
	t = strings.TrimPrefix(t, "编号")
	n, rest, ok := leadingNumber(strings.TrimSpace(t))
	if !ok || rest != "" {
		return nil
	}
	return detailOrder{n}
}

type detailOrder struct{ number int }

func (o detailOrder) run(ctx context.Context, v *visit) (string, error) {
	t, err := v.cases.TaskByNumber(ctx, v.actor, o.number)
	if model.KindOf(err) == model.KindNotFound || model.KindOf(err) == model.KindUnauthenticated {
		return v.noSuchNumber(ctx, o.number)
	}
	if err != nil {
		return "", err
	}
	return v.show(ctx, t)
}

// show tells of one task and notes that exactly this version was shown.
func (v *visit) show(ctx context.Context, t casework.TaskView) (string, error) {
	fresh, err := v.cases.Task(ctx, v.actor, t.ID) // as it is now, not as it was last shown
	if err != nil {
		return "", err
	}
	fresh.Number = t.Number
	switch fresh.Status {
	case statusOpen:
	case statusSleeping:
		return v.asleep(ctx, fresh)
	default:
		return v.over(ctx, fresh)
	}
	cards := []casework.TaskCard{fresh.TaskCard}
	marks, err := v.cases.Marks(ctx, cards)
	if err != nil {
		return "", err
	}
	if err := v.shown(ctx, cards); err != nil {
		return "", err
	}
	return strings.Join(append([]string{cardLine(v.now(), fresh.TaskCard, marks[fresh.ID])}, v.choices(fresh)...), "\n"), nil
}

// Status of a task, as the view names them.
const (
	statusOpen     = "open"
	statusSleeping = "sleeping"
)

// choices says what may be typed for a task, derived from its acts, and the link.
func (v *visit) choices(t casework.TaskView) []string {
	n := code(t.Number)
	var lines, elsewhere []string
	for _, a := range t.Acts {
		switch {
		case a.Chat == model.StrengthOpen:
			elsewhere = append(elsewhere, a.Say)
		case a.Positive:
			line := "要" + a.Say + "，请回：" + typed(a) + " " + n
			if len(a.Rows) > 1 {
				line += "；有几行要暂缓：同意 " + n + " 除 7,12 理由"
			}
			lines = append(lines, line)
		case len(a.Rows) > 0:
			elsewhere = append(elsewhere, a.Say)
		case a.Reason:
			lines = append(lines, "要"+backWords(t, a)+"，请回：退回 "+n+" "+reasonHint(a))
		default:
			lines = append(lines, "要"+a.Say+"，请回："+a.Say+" "+n)
		}
	}
	last := "看材料点开：" + v.links.task(t.ID)
	if len(elsewhere) > 0 {
		last = strings.Join(elsewhere, "、") + "要点开办：" + v.links.task(t.ID)
	}
	return append(lines, last)
}

// typed is the word people type for a positive act: its own when it has one.
func typed(a casework.ActView) string {
	if len(a.Words) > 0 && a.Words[0] == a.Say {
		return a.Say
	}
	return "同意"
}

// noSuchNumber answers a number this person was never given.
func (v *visit) noSuchNumber(ctx context.Context, number int) (string, error) {
	if !v.actor.Cadre() {
		return noCadre(v.asker()), nil
	}
	have, err := v.openNumbers(ctx)
	if err != nil {
		return "", err
	}
	text := "没有办。您手里没有编号" + code(number) + "。"
	if len(have) == 0 {
		return text + "您现在没有待办，不用再办了。", nil
	}
	return text + "您现有：" + codes(have) + "。看内容请回：详情 " + code(have[0]), nil
}

// openNumbers are the numbers of the first open tasks.
func (v *visit) openNumbers(ctx context.Context) ([]int, error) {
	if v.actor.PersonID == 0 {
		return nil, nil
	}
	cards, _, err := v.window(ctx, 0)
	var ns []int
	for _, c := range cards {
		ns = append(ns, c.Number)
	}
	return ns, err
}
