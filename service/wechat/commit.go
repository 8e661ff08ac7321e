package wechat

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"bangfu/model"
)

// outcome is what became of a push: a text for the person, or a refusal; word
// is for counts and logs.
type outcome struct {
	text    string
	word    string
	refusal refusal
}

// result is what the counter said of one push.
type result struct {
	texts []model.Outbound // one per Inbound
	err   error
}

var errPanicked = errors.New("wechat: the counter panicked")

const busyText = "您发得太快了，请过一分钟再发"

// take runs a push once, whoever repeats it at the same time: the others wait
// for the first and give the same answer.
func (r *Receiver) take(ctx context.Context, env *envelope, ins []model.Inbound) outcome {
	f, first := r.flights.join(env.Key)
	if first {
		defer r.flights.land(env.Key, f)
		f.out = outcome{word: "quarantined"} // what the waiting ones say if this one panics
		f.out = r.first(ctx, env, ins)
		return f.out
	}
	timer := time.NewTimer(r.commit)
	defer timer.Stop()
	select {
	case <-f.done:
		return f.out
	case <-timer.C:
		return outcome{word: "still running"}
	}
}

func (r *Receiver) first(ctx context.Context, env *envelope, ins []model.Inbound) outcome {
	repeat := r.seen.mark(env.Key)
	for i := range ins {
		ins[i].Repeat = repeat
	}
	if r.spool.holds(env.Key) {
		return outcome{word: "already spooled"}
	}
	if !repeat && limited(ins[0]) && !r.limits.allow(env.Person, r.clock.Now()) {
		r.seen.forget(env.Key)
		return outcome{word: "too many", text: busyText}
	}
	if r.spool.waiting(env.Person) {
		return r.keep(env, "order")
	}
	if !r.gate.enter() {
		return r.keep(env, "commits are slow")
	}
	return r.try(ctx, env, ins)
}

// try gives the commit its time. The lane stays locked until the counter has
// returned and, if need be, the envelope is on disk: the person's next message
// can overtake neither.
func (r *Receiver) try(ctx context.Context, env *envelope, ins []model.Inbound) outcome {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.commit)
	defer cancel()
	unlock, ok := r.lanes.lock(ctx, env.Person)
	if !ok {
		r.gate.leave(gateIdle)
		return r.keep(env, "order")
	}
	if r.spool.waiting(env.Person) {
		unlock()
		r.gate.leave(gateIdle)
		return r.keep(env, "order")
	}
	results, settled := make(chan result, 1), make(chan struct{})
	go func() {
		defer unlock()
		results <- r.run(ctx, ins)
		<-settled
	}()
	defer close(settled)
	select {
	case res := <-results:
		return r.settle(env, res)
	case <-ctx.Done():
		r.gate.leave(gateSlow)
		return r.keep(env, "slow")
	}
}

// run calls the counter for everything the push says.
func (r *Receiver) run(ctx context.Context, ins []model.Inbound) (res result) {
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("counter panicked", "app_id", r.acc.AppID, "stack", string(debug.Stack()))
			res = result{err: errPanicked}
		}
	}()
	for _, in := range ins {
		out, err := r.counter.Handle(ctx, in)
		if err != nil {
			return result{err: err}
		}
		res.texts = append(res.texts, out)
	}
	return res
}

func unavailable(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || model.KindOf(err) == model.KindUnavailable
}

// settle turns the counter's word into an answer. A refusal is an answer like
// any other: the person reads its notice.
func (r *Receiver) settle(env *envelope, res result) outcome {
	switch {
	case res.err == nil:
		r.gate.leave(gateDone)
		return outcome{word: "handled", text: firstText(res.texts)}
	case errors.Is(res.err, errPanicked):
		r.gate.leave(gateIdle)
		return r.putAside(env, "panic")
	case unavailable(res.err):
		r.gate.leave(gateSlow)
		return r.keep(env, "unavailable")
	}
	r.gate.leave(gateDone)
	refused := model.AsError(res.err)
	if refused.Kind == model.KindInternal {
		out := r.putAside(env, "internal")
		out.text = refused.Notice
		return out
	}
	return outcome{word: "refused by the counter", text: refused.Notice}
}

func firstText(outs []model.Outbound) string {
	for _, o := range outs {
		if o.Text != "" {
			return o.Text
		}
	}
	return ""
}

// keep puts the envelope on disk; only when that fails, too, WeChat is asked to
// repeat.
func (r *Receiver) keep(env *envelope, why string) outcome {
	env.Reason = why
	if err := r.spool.put(env); err != nil {
		r.log.Error("spool failed", "app_id", r.acc.AppID, "err", err.Error())
		r.seen.forget(env.Key)
		return outcome{word: "unkept", refusal: refuseUnkept}
	}
	return outcome{word: "spooled"}
}

// limited says which acts count against a person's limit: never a result event,
// which WeChat sends in numbers of its own.
func limited(in model.Inbound) bool {
	return in.Kind != KindEvent || in.Event == "CLICK" || in.Event == "SCAN"
}
