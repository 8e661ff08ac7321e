package wechat

import (
	"context"
	"errors"
	"time"

	"bangfu/model"
)

// replayWithin bounds one message of a drain: a database that hangs must not
// hold the drain for ever.
const replayWithin = 10 * time.Second

// verdict says how a replay from the spool went.
type verdict int

const (
	replayDone    verdict = iota // gone through; the envelope may go
	replayBlocked                // this person's lane is busy; others may go on
	replayStopped                // nothing can be committed now; try again later
	replayPoison                 // never will go through; people must look
)

// replay takes an envelope from the spool in at the step after its signature
// was verified, without looking at its age. The signature is looked at again: a
// file is not proof of it.
func (r *Receiver) replay(ctx context.Context, env *envelope) verdict {
	began := r.clock.Now()
	if !r.signed(env) {
		return replayPoison
	}
	ins, no := r.open(env)
	if no.no() {
		return replayPoison
	}
	lockCtx, cancel := context.WithTimeout(ctx, r.commit)
	defer cancel()
	unlock, ok := r.lanes.lock(lockCtx, env.Person)
	if !ok {
		return replayBlocked
	}
	defer unlock()
	repeat := r.seen.mark(env.Key)
	for i := range ins {
		ins[i].Repeat, ins[i].Late = repeat, true
	}
	runCtx, done := context.WithTimeout(ctx, replayWithin)
	defer done()
	res := r.run(runCtx, ins)
	switch {
	case errors.Is(res.err, errPanicked) || (res.err != nil && !unavailable(res.err) && model.KindOf(res.err) == model.KindInternal):
		return replayPoison
	case res.err != nil && unavailable(res.err):
		r.gate.leave(gateSlow)
		return replayStopped
	}
	r.gate.leave(gateDone)
	r.note(ins[0], "late", began)
	text := firstText(res.texts)
	if res.err != nil {
		text = model.AsError(res.err).Notice
	}
	r.sayLate(ctx, ins[0], text)
	return replayDone
}

func (r *Receiver) sayLate(ctx context.Context, in model.Inbound, text string) {
	if text == "" || r.late == nil || in.OpenID == "" {
		return
	}
	if err := r.late(ctx, in, model.Outbound{Text: text}); err != nil {
		r.log.Warn("late answer was not sent", "app_id", r.acc.AppID, "key", in.Key[:12], "err", Scrub(err).Error())
	}
}
