package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// exceptCommand lets a list go on without some of its rows: 同意 4102 除 7,12 理由.
type exceptCommand struct{}

func (exceptCommand) help(asker) string { return "" }

func (exceptCommand) parse(g grammar, s said) order {
	t, ok := g.readSentence(s.kept)
	if !ok || !t.except || t.several || !g.verbs[t.word] || isReturn(t.word) {
		return nil
	}
	return exceptOrder{word: t.word, number: t.numbers[0], rows: t.rows, reason: strings.TrimLeft(strings.TrimPrefix(t.rest, "理由"), " :,")}
}

type exceptOrder struct {
	word   string
	number int
	rows   []int
	reason string
}

func (o exceptOrder) run(ctx context.Context, v *visit) (string, error) {
	t, answer, err := v.found(ctx, o.number)
	if answer != "" || err != nil {
		return answer, err
	}
	a, ok := byWord(t, o.word)
	if !ok || !a.Positive || !slices.Contains(a.Rows, "hold") || t.Roster == nil {
		return "还没办。这一步不能只暂缓几行。看内容请回：详情 " + code(o.number), nil
	}
	if a.Chat != model.StrengthAct && a.Chat != model.StrengthConfirm {
		return v.openPage(t, a), nil
	}
	held, why := heldRows(t.Roster, o.rows)
	if why != "" {
		return "还没办。" + why, nil
	}
	reason, why := v.reason(o.reason, nil, t)
	if why != "" {
		return "还没办。" + why, nil
	}
	act := v.act(t, a.Do)
	for _, r := range held {
		act.Input.Rows = append(act.Input.Rows, model.RowJudgement{Row: r.Row, Verdict: model.VerdictHeld, Reason: reason})
	}
	if err := v.hold(ctx, t.Number, act); err != nil {
		return "", err
	}
	return heard(v) + goesOn(t, a, held) + "对就回：确认 " + code(t.Number), nil
}

// heldRows finds the rows named on the list.
func heldRows(list *casework.RosterView, rows []int) (held []casework.RowView, why string) {
	for i, n := range rows {
		at := slices.IndexFunc(list.Rows, func(r casework.RowView) bool { return r.Row == n && r.Verdict.Live() })
		switch {
		case at < 0:
			return nil, "名单上没有第" + code(n) + "行，请核对。"
		case slices.Contains(rows[:i], n):
			return nil, "第" + code(n) + "行写了两次，请核对。"
		case list.Rows[at].Kin:
			return nil, "第" + code(n) + "行您要回避，请不要选它。"
		}
		held = append(held, list.Rows[at])
	}
	return held, ""
}
