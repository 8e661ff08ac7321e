package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"bangfu/model"
	"bangfu/service/casework"
)

// found looks a number up and tells what else to say when it cannot be acted on.
func (v *visit) found(ctx context.Context, number int) (t casework.TaskView, answer string, err error) {
	t, err = v.cases.TaskByNumber(ctx, v.actor, number)
	switch model.KindOf(err) {
	case "":
	case model.KindNotFound, model.KindUnauthenticated:
		answer, err = v.noSuchNumber(ctx, number)
		return t, answer, err
	default:
		return t, "", err
	}
	t.Number = number
	switch {
	case t.Early != nil:
		answer = early(v.now(), *t.Early)
	case t.Status == statusOpen:
	case t.Status == statusSleeping:
		answer, err = v.asleep(ctx, t)
	default:
		answer, err = v.over(ctx, t)
	}
	return t, answer, err
}

// act writes the act of a message on a task, in the version this person was last
// shown under its number: nothing is decided unseen (T2).
func (v *visit) act(t casework.TaskView, do model.Do) model.Act {
	version := t.Version
	if t.Shown != 0 {
		version = t.Shown
	}
	return model.Act{Object: t.Object, Do: do, Version: version, Task: t.ID, Request: v.in.Key, Fingerprint: fingerprint(v.said)}
}

// fingerprint tells a repeat from another text under the same key.
func fingerprint(s said) string {
	h := sha256.Sum256([]byte("chat:" + s.kept))
	return hex.EncodeToString(h[:])
}

// perform does an act at once and puts what became of it into words.
func (v *visit) perform(ctx context.Context, t casework.TaskView, act model.Act) (string, error) {
	out, err := v.cases.Act(ctx, v.actor, act)
	if err != nil {
		return v.refusal(ctx, t, err)
	}
	return done(t.Number, out), nil
}

// over answers for a task that is closed: the outcome of this very message when
// it is a repeat, else who has done it and when (A38). The act is asked of the
// use case, for only it knows; in a closed task nothing can be decided.
func (v *visit) over(ctx context.Context, t casework.TaskView) (string, error) {
	if t.Kind != "step" {
		return code(t.Number) + " 已经办完，不用再办了。", nil
	}
	act := v.act(t, t.Do)
	act.Version = t.Version
	if t.Version == 0 {
		return code(t.Number) + " 已经办完，不用再办了。", nil
	}
	return v.perform(ctx, t, act)
}

// asleep answers for a task whose day has not come.
func (v *visit) asleep(ctx context.Context, t casework.TaskView) (string, error) {
	if t.Early != nil {
		return early(v.now(), *t.Early), nil
	}
	return v.over(ctx, t)
}

// positive returns the act 同意 means.
func positive(t casework.TaskView) (casework.ActView, bool) {
	for _, a := range t.Acts {
		if a.Positive {
			return a, true
		}
	}
	return casework.ActView{}, false
}

// byWord returns the act people call by the word: 同意 is the positive one
// everywhere, else the act's own everyday words.
func byWord(t casework.TaskView, word string) (casework.ActView, bool) {
	if word == "同意" {
		return positive(t)
	}
	for _, a := range t.Acts {
		if fold(a.Say).whole == word || slices.ContainsFunc(a.Words, func(w string) bool { return fold(w).whole == word }) {
			return a, true
		}
	}
	return casework.ActView{}, false
}

// openPage answers for what is not done by typing.
func (v *visit) openPage(t casework.TaskView, a casework.ActView) string {
	return "还没办。" + a.Say + "不能在这里办，请点开：" + v.links.task(t.ID)
}

// onThePage leads to the page of a task that is not done by typing: no word typed
// here goes further.
func (v *visit) onThePage(c casework.TaskCard) string {
	return code(c.Number) + " " + c.Say + "要点开页面办，不用在这里回：" + v.links.task(c.ID)
}

// howToDo says how a task is done: what to type, or its page.
func (v *visit) howToDo(c casework.TaskCard) string {
	if c.Chat == model.StrengthOpen {
		return v.onThePage(c)
	}
	return "要同意，请回：同意 " + code(c.Number)
}
