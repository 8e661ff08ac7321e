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
	a, why := o.exceptable(v, t)
	if why != "" {
		return why, nil
	}
	held, why := heldRows(t.Roster, o.rows)
	if why != "" {
		return "还没办。" + why, nil
	}
	reason, why := v.reason(o.reason, nil, t)
	switch {
	case why != "":
		return why, nil
	case reason == "":
		return "还没办。" + rowsWords(o.rows) + "为什么暂缓，请写明理由，至少5个字，请回：" + o.word + " " + code(o.number) + " 除 " + commas(o.rows) + " 理由", nil
	}
	act := v.act(t, a.Do)
	for _, r := range held {
		act.Input.Rows = append(act.Input.Rows, model.RowJudgement{Row: r.Row, Verdict: model.VerdictHeld, Reason: reason})
	}
	text, err := v.proposal(ctx, t, a, act)
	if err != nil {
		return "", err
	}
	if err := v.hold(ctx, t.Number, act); err != nil {
		return "", err
	}
	return heard(v) + text + v.confirmAsk(t.Number, a), nil
}

// exceptable is the act that lets a list go on without some rows, or why there is none.
func (o exceptOrder) exceptable(v *visit, t casework.TaskView) (a casework.ActView, why string) {
	a, ok := byWord(t, o.word)
	switch {
	case !ok || !a.Positive || !slices.Contains(a.Rows, "hold") || t.Roster == nil:
		return a, "还没办。这一步不能只暂缓几行。看内容请回：详情 " + code(o.number)
	case a.Chat != model.StrengthAct && a.Chat != model.StrengthConfirm:
		return a, v.openPage(t, a)
	}
	return a, ""
}

func commas(ns []int) string { return strings.ReplaceAll(codes(ns), "、", ",") }

// rowsWords names rows of a list: 第7行、第12行.
func rowsWords(rows []int) string {
	var parts []string
	for _, n := range rows {
		parts = append(parts, "第"+code(n)+"行")
	}
	return strings.Join(parts, "、")
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
