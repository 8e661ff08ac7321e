package bot

import (
	"context"
	"slices"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
)

// answer reads what was said and runs it. A request that puts nothing before the
// person for 确认, refused ones too, takes back what waited before: a number never
// confirms more than the last answer spoke of.
func (v *visit) answer(ctx context.Context) (string, error) {
	o := read(v.words, v.said)
	text, err := o.run(ctx, v)
	if err != nil || v.held || !requests(o) || v.actor.PersonID == 0 {
		return text, err
	}
	return text, v.cases.Drop(ctx, v.actor, v.before())
}

// requests reports whether an order asks for an act on a number.
func requests(o order) bool {
	switch o.(type) {
	case approveOrder, batchOrder, exceptOrder, returnOrder, refuseOrder:
		return true
	}
	return false
}

// before is the moment up to which this message takes back what waits: a repeat of
// it leaves what was asked for since.
func (v *visit) before() time.Time {
	if v.in.Repeat {
		return v.in.At
	}
	return v.now()
}

// hold keeps acts for 确认. The claim of the holding is apart from that of the act.
func (v *visit) hold(ctx context.Context, number int, acts ...model.Act) error {
	v.held = true
	return v.cases.Hold(ctx, v.actor, v.in.Key+":hold", number, acts)
}

// propose holds an act and says what 确认 will do.
func (v *visit) propose(ctx context.Context, t casework.TaskView, a casework.ActView, act model.Act) (string, error) {
	text, err := v.proposal(ctx, t, a, act)
	if err != nil {
		return "", err
	}
	if err := v.hold(ctx, t.Number, act); err != nil {
		return "", err
	}
	return heard(v) + text + v.confirmAsk(t.Number, a) + tenMinutes, nil
}

// proposal says what a held act will do, the same words whenever it is asked about.
func (v *visit) proposal(ctx context.Context, t casework.TaskView, a casework.ActView, act model.Act) (string, error) {
	if act.Reason != "" {
		return code(t.Number) + " 将" + backWords(t, a) + notRefused(t, a) + "。理由：" + sentenceEnd(act.Reason) + "\n", nil
	}
	if t.Roster == nil {
		return goesOn(t, a, nil), nil
	}
	all, err := v.cases.Along(ctx, v.actor, t.Object, a.Do)
	if err != nil {
		return "", err
	}
	if all.Lists > 0 {
		return goAlong(t, a, all), nil
	}
	var held []casework.RowView
	for _, j := range act.Input.Rows {
		if at := slices.IndexFunc(t.Roster.Rows, func(r casework.RowView) bool { return r.Row == j.Row }); at >= 0 {
			held = append(held, t.Roster.Rows[at])
		}
	}
	return goesOn(t, a, held), nil
}

// tenMinutes is how long a 确认 is waited for (decisions 21).
const tenMinutes = "（10分钟内有效）"

// confirmAsk says what to type so that what was held is carried out, and that the
// day's PIN comes first where the step asks for it and it was not entered.
func (v *visit) confirmAsk(number int, a casework.ActView) string {
	if !v.lacksPIN(a) {
		return "对就回：确认 " + code(number)
	}
	return v.pinAsk() + "输好了，对就回：确认 " + code(number)
}

// lacksPIN foresees that the use case will ask for the day's PIN.
func (v *visit) lacksPIN(a casework.ActView) bool {
	return a.PIN && v.actor.PINOn != model.DateOf(v.now())
}

func (v *visit) pinAsk() string {
	return "今天还没有输过办理密码，请先点开“我的”输6位数（没设过的先设）：" + v.links.me() + "\n"
}

// byDo returns the act of a task by its name in the procedure.
func byDo(t casework.TaskView, do model.Do) (casework.ActView, bool) {
	at := slices.IndexFunc(t.Acts, func(a casework.ActView) bool { return a.Do == do })
	if at < 0 {
		return casework.ActView{}, false
	}
	return t.Acts[at], true
}

// stillWaits says what waits for this person's 确认 and what to type; "" when
// nothing does.
func (v *visit) stillWaits(ctx context.Context) (string, error) {
	w, err := v.waiting(ctx)
	if err != nil || len(w.Acts) == 0 {
		return "", err
	}
	until := "（" + w.Until.In(model.Shanghai()).Format("15:04") + "以前有效）"
	if len(w.Acts) > 1 {
		return "等您确认的是" + code(len(w.Acts)) + "件：" + codes(w.Numbers) + "。对就回：确认 " + code(w.Number) + until, nil
	}
	t, err := v.cases.Task(ctx, v.actor, w.Acts[0].Task)
	if model.KindOf(err) == model.KindNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	t.Number = w.Number
	a, ok := byDo(t, w.Acts[0].Do)
	if !ok {
		return "", nil // the matter has moved on
	}
	text, err := v.proposal(ctx, t, a, w.Acts[0])
	return "等您确认的是：" + text + v.confirmAsk(w.Number, a) + until, err
}

// waiting is what waits for this person's 确认; the zero value when nothing does.
func (v *visit) waiting(ctx context.Context) (casework.Waiting, error) {
	if v.actor.PersonID == 0 {
		return casework.Waiting{}, nil
	}
	w, err := v.cases.Waiting(ctx, v.actor)
	if model.KindOf(err) == model.KindNotFound {
		return casework.Waiting{}, nil
	}
	return w, err
}
