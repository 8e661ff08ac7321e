package bot

import (
	"context"
	"slices"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// declineCommand is 不行, 先别同意, 先不办: it decides nothing, takes back what
// waits for 确认, and says how a matter is sent back or left.
type declineCommand struct{}

func (declineCommand) help(asker) string { return "" }

var saysNo = []string{
	"不同意", "不行", "不可以", "不能办", "不能同意", "不想同意", "不要同意", "不对", "不成", "不中", "不好", "不通过", "不受理", "不想受理", "不批", "不批准", "不签", "不签字", "不给办",
	"别同意", "先别同意", "别批", "勿同意", "莫同意", "有问题", "有错", "退",
}

var saysLater = []string{
	"先不办", "不办", "暂不办", "暂时不办", "先别办", "别办", "以后再办", "回头再办", "先放着", "先放一放", "放一放", "等等", "等一等", "等一下", "缓一缓", "缓办",
	"暂不同意", "暂时不同意", "先不同意", "不确认", "先不确认", "别确认", "取消", "算", "不用", "先不",
}

func (declineCommand) parse(g grammar, s said) order {
	word, number := s.whole, 0
	if t, ok := g.readSentence(s.whole); ok && !t.several && !t.except && t.rest == "" {
		word, number = t.word, t.numbers[0]
	}
	word = strings.TrimPrefix(word, "我")
	switch {
	case slices.Contains(saysNo, word):
		return declineOrder{number}
	case slices.Contains(saysLater, word):
		return leaveOrder{number}
	}
	return nil
}

// declineOrder says no to a task, 0 = to the one spoken of.
type declineOrder struct{ number int }

func (o declineOrder) run(ctx context.Context, v *visit) (string, error) {
	t, begin, err := v.notDone(ctx, o.number)
	if err != nil || t.Number == 0 {
		return begin, err
	}
	ways := v.otherWays(t)
	if len(ways) == 0 {
		return begin + v.onThePage(t.TaskCard), nil
	}
	return begin + strings.Join(ways, "；\n") + "。\n先不办的，不用回。", nil
}

// leaveOrder leaves a task where it is, 0 = the one spoken of.
type leaveOrder struct{ number int }

func (o leaveOrder) run(ctx context.Context, v *visit) (string, error) {
	t, begin, err := v.notDone(ctx, o.number)
	if err != nil || t.Number == 0 {
		return begin, err
	}
	text := begin + code(t.Number) + " 还在待办里"
	if !t.Due.IsZero() {
		text += "，" + model.ClockWords(t.Due) + "前要办"
	}
	return text + "。以后要看，请回：详情 " + code(t.Number), nil
}

// notDone takes back what waits for the number and finds the task that is not
// done; without one, the whole answer.
func (v *visit) notDone(ctx context.Context, number int) (t casework.TaskView, begin string, err error) {
	if !v.actor.Cadre() {
		return t, noCadre(v.asker()), nil
	}
	begin = "还没办。"
	dropped, err := v.takeBack(ctx, number)
	if err != nil {
		return t, "", err
	}
	if len(dropped) > 0 {
		begin = "好，没有办。等您确认的 " + codes(dropped) + " 不算了。\n"
		if number == 0 {
			number = dropped[0]
		}
	}
	if number == 0 {
		c, ok, err := v.spokenOf(ctx)
		if err != nil || !ok {
			return t, "您现在没有待办，没有改动，不用再办了。", err
		}
		number = c.Number
	}
	return v.openNow(ctx, number, begin)
}

// takeBack drops what waits for its 确认 when the number is among it, or none was
// named, and returns the numbers that no longer wait.
func (v *visit) takeBack(ctx context.Context, number int) ([]int, error) {
	w, err := v.waiting(ctx)
	if err != nil || number != 0 && !slices.Contains(w.Numbers, number) {
		return nil, err
	}
	if len(w.Numbers) == 0 {
		return nil, nil
	}
	return w.Numbers, v.cases.Drop(ctx, v.actor, v.before())
}

// openNow finds a task without asking for anything to be done: the begin of its
// answer while it is open, else the whole answer.
func (v *visit) openNow(ctx context.Context, number int, begin string) (casework.TaskView, string, error) {
	t, err := v.cases.TaskByNumber(ctx, v.actor, number)
	switch {
	case model.KindOf(err) == model.KindNotFound:
		text, err := v.noSuchNumber(ctx, number)
		return casework.TaskView{}, text, err
	case err != nil:
		return casework.TaskView{}, "", err
	case t.Status != statusOpen:
		return casework.TaskView{}, code(number) + " 现在不在您的待办里，没有改动。看现有的请回“待办”。", nil
	}
	t.Number = number
	return t, begin, nil
}

// otherWays says what may be typed for a task instead of 同意.
func (v *visit) otherWays(t casework.TaskView) []string {
	n := code(t.Number)
	var ways []string
	for _, a := range t.Acts {
		switch {
		case a.Do == "pass_on":
			ways = append(ways, "是别的村的，请回：详情 "+n+"，点开转村")
		case a.Chat != model.StrengthAct && a.Chat != model.StrengthConfirm:
		case a.Positive && len(a.Rows) > 1:
			ways = append(ways, "有几户要暂缓，请回：同意 "+n+" 除 7,12 理由")
		case a.Ends:
			ways = append(ways, "要定为不通过，请回：不通过 "+n+" 理由")
		case a.Reason && !a.Positive && len(a.Rows) == 0:
			ways = append(ways, "要"+backWords(t, a)+"，请回：退回 "+n+" "+reasonHint(a))
		}
	}
	return ways
}
