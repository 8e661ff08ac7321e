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
	t, ok := g.readSentence(s.whole)
	if !ok || t.word != "确认" || t.several || t.rest != "" {
		return nil
	}
	return confirmOrder{t.numbers[0]}
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
		return "没有办。没有等您确认的 " + code(o.number) + "，可能已过10分钟、已经确认过，或又发了别的。请重新发一次，再确认。", nil
	}
	if err != nil {
		return "", err
	}
	if len(results) == 1 {
		return o.single(ctx, v, results[0])
	}
	return o.lines(ctx, v, results)
}

func (o confirmOrder) single(ctx context.Context, v *visit, r casework.Confirmed) (string, error) {
	t, err := v.confirmed(ctx, r.Act, o.number)
	if err != nil {
		return "", err
	}
	if r.Err != nil {
		return v.refusal(ctx, t, r.Err)
	}
	return done(t.Number, r.Outcome), nil
}

// confirmed finds the task of an act that was held.
func (v *visit) confirmed(ctx context.Context, act model.Act, number int) (casework.TaskView, error) {
	t, err := v.cases.Task(ctx, v.actor, act.Task)
	if model.KindOf(err) == model.KindNotFound { // moved out of sight: the answer still has its number
		t, err = casework.TaskView{TaskCard: casework.TaskCard{ID: act.Task, Number: number}}, nil
	}
	if t.Number == 0 {
		t.Number = number
	}
	return t, err
}

// lines is one answer line for each task of a batch.
func (o confirmOrder) lines(ctx context.Context, v *visit, results []casework.Confirmed) (string, error) {
	var lines []string
	left := int64(-1)
	for _, r := range results {
		t, err := v.confirmed(ctx, r.Act, o.number)
		if err != nil {
			return "", err
		}
		if r.Err == nil {
			lines = append(lines, shortDone(t.Number, r.Outcome))
			left = r.Outcome.TasksLeft
			continue
		}
		text, err := v.refusal(ctx, t, r.Err)
		if err != nil {
			return "", err
		}
		if !strings.Contains(text, code(t.Number)) {
			text = code(t.Number) + " " + text
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
