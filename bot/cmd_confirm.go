package bot

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// confirmCommand carries out what waits for its 确认: same person, once, ten minutes.
type confirmCommand struct{}

func (confirmCommand) help(asker) string { return "" }

func (confirmCommand) parse(g grammar, s said) order {
	if s.is("确认", "确定") {
		return whichOrder{}
	}
	t, ok := g.readSentence(s.whole)
	if !ok || t.word != "确认" || t.several || t.rest != "" {
		return nil
	}
	return confirmOrder{t.numbers[0]}
}

// whichOrder is 确认 without its number: it confirms nothing and names what waits
// (decisions 21: 确认 and the number).
type whichOrder struct{}

func (whichOrder) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() {
		return noCadre(v.asker()), nil
	}
	waits, err := v.stillWaits(ctx)
	switch {
	case err != nil:
		return "", err
	case waits != "":
		return heard(v) + "还没办，确认要带编号。" + waits, nil
	}
	c, ok, err := v.spokenOf(ctx)
	if err != nil {
		return "", err
	}
	if !ok {
		return "没有等您确认的。您现在没有待办，不用再办了。", nil
	}
	return "还没办，现在没有等您确认的。" + v.howToDo(c), nil
}

type confirmOrder struct{ number int }

func (o confirmOrder) run(ctx context.Context, v *visit) (string, error) {
	if v.spoken {
		return "语音不能确认。请打字回：确认 " + code(o.number), nil
	}
	if v.actor.PersonID == 0 {
		return noCadre(v.asker()), nil
	}
	results, err := v.cases.Confirm(ctx, v.actor, v.in.Key, o.number)
	if model.KindOf(err) == model.KindNotFound {
		return o.nothing(ctx, v)
	}
	if err != nil {
		return "", err
	}
	all, err := o.look(ctx, v, results)
	if err != nil {
		return "", err
	}
	kept, err := waitForPIN(ctx, v, all)
	switch {
	case err != nil:
		return "", err
	case kept != "" && len(all) == 1:
		return "还没办，" + kept, nil
	case len(all) == 1:
		return v.became(ctx, all[0])
	}
	text, err := o.lines(ctx, v, all)
	if kept != "" {
		text += "\n" + kept
	}
	return text, err
}

// nothing answers a number for which nothing waits, and names what does.
func (o confirmOrder) nothing(ctx context.Context, v *visit) (string, error) {
	waits, err := v.stillWaits(ctx)
	if err != nil {
		return "", err
	}
	if waits != "" {
		return "没有办。没有等您确认的 " + code(o.number) + "。" + waits, nil
	}
	return "没有办。没有等您确认的 " + code(o.number) + "，可能已过10分钟、已经确认过，或又发了别的。请重新发一次，再确认。", nil
}

// confirmed is one act that was confirmed, with its task as it is now.
type confirmed struct {
	casework.Confirmed
	task casework.TaskView
}

// look finds the tasks of what was confirmed.
func (o confirmOrder) look(ctx context.Context, v *visit, results []casework.Confirmed) ([]confirmed, error) {
	all := make([]confirmed, 0, len(results))
	for _, r := range results {
		t, err := v.cases.Task(ctx, v.actor, r.Act.Task)
		if model.KindOf(err) == model.KindNotFound { // moved out of sight: the answer still has its number
			t, err = casework.TaskView{TaskCard: casework.TaskCard{ID: r.Act.Task, Object: r.Act.Object}}, nil
		}
		if err != nil {
			return nil, err
		}
		if t.Number == 0 {
			t.Number = o.number
		}
		all = append(all, confirmed{r, t})
	}
	return all, nil
}

// waitForPIN keeps what was refused for want of the day's PIN alone: once it is
// entered, the same 确认 works. "" when nothing was.
func waitForPIN(ctx context.Context, v *visit, all []confirmed) (string, error) {
	var acts []model.Act
	var numbers []int
	for _, c := range all {
		a, ok := byDo(c.task, c.Act.Do)
		if ok && v.lacksPIN(a) && model.KindOf(c.Err) == model.KindForbidden {
			acts, numbers = append(acts, c.Act), append(numbers, c.task.Number)
		}
	}
	if len(acts) == 0 {
		return "", nil
	}
	if err := v.hold(ctx, numbers[0], acts...); err != nil {
		return "", err
	}
	return codes(numbers) + " 给您留着。" + v.pinAsk() + "输好了再回：确认 " + code(numbers[0]) + tenMinutes, nil
}

func (v *visit) became(ctx context.Context, c confirmed) (string, error) {
	if c.Err != nil {
		return v.refusal(ctx, c.task, c.Err)
	}
	return done(c.task.Number, c.Outcome), nil
}

// lines is one answer line for each task of a batch.
func (o confirmOrder) lines(ctx context.Context, v *visit, all []confirmed) (string, error) {
	var lines []string
	left := int64(-1)
	for _, c := range all {
		if c.Err == nil {
			lines = append(lines, shortDone(c.task.Number, c.Outcome))
			left = c.Outcome.TasksLeft
			continue
		}
		text, err := v.refusal(ctx, c.task, c.Err)
		if err != nil {
			return "", err
		}
		if !strings.Contains(text, code(c.task.Number)) {
			text = code(c.task.Number) + " " + text
		}
		lines = append(lines, firstSentence(text))
	}
	if left < 0 {
		return strings.Join(append(lines, "看现有的请回“待办”。"), "\n"), nil
	}
	return strings.Join(append(lines, tasksLeft(left)), "\n"), nil
}

func firstSentence(s string) string {
	if i := strings.Index(s, "。"); i >= 0 {
		return s[:i+len("。")]
	}
	return s
}
