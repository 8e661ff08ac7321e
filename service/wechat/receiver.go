package wechat

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"bangfu/model"
)

// Counter takes what a person did and answers it. The bot implements it. It is
// called again for a repeat (Inbound.Repeat) and for a message that waited in
// the spool (Inbound.Late), and then answers from the stored outcome.
type Counter interface {
	Handle(ctx context.Context, in model.Inbound) (model.Outbound, error)
}

// Late gets the answer to a message that waited in the spool: the exchange it
// belonged to is over, so it travels as a message of its own (客服消息).
type Late func(ctx context.Context, in model.Inbound, out model.Outbound) error

// Options are what a Receiver is built from.
type Options struct {
	Account   Account
	Clock     model.Clock
	Counter   Counter
	Spool     *Spool
	Log       *slog.Logger
	Late      Late          // nil: late answers are dropped, their effect stays
	Commit    time.Duration // how long a commit may take before the message is spooled; 0 means 700 ms
	PerMinute int           // messages one person may send per minute; 0 means 60
}

// Receiver is the callback door of one account (消息推送), a plain http.Handler.
// It runs the counter for nothing that is not signed, encrypted, fresh and
// meant for this account (wechat.md §2).
type Receiver struct {
	acc        Account
	clock      model.Clock
	counter    Counter
	spool      *Spool
	log        *slog.Logger
	late       Late
	commit     time.Duration
	keyVersion string
	flights    *flights
	lanes      *lanes
	gate       *gate
	seen       *seenKeys
	limits     *limits
	counts     *counts
}

// NewReceiver returns the callback handler of one account; the handler is a
// *Receiver. A wrong account is refused with KindInvalid.
func NewReceiver(o Options) (*Receiver, error) {
	if err := o.Account.Check(false); err != nil {
		return nil, err
	}
	if o.Clock == nil || o.Counter == nil || o.Spool == nil || o.Log == nil {
		return nil, errors.New("wechat: a receiver needs clock, counter, spool and log")
	}
	if o.Commit <= 0 {
		o.Commit = 700 * time.Millisecond
	}
	if o.PerMinute <= 0 {
		o.PerMinute = 60
	}
	return &Receiver{
		acc: o.Account, clock: o.Clock, counter: o.Counter, spool: o.Spool, log: o.Log, late: o.Late, commit: o.Commit,
		keyVersion: fingerprint(o.Account.AESKey.Reveal()),
		flights:    newFlights(), lanes: newLanes(), gate: newGate(o.Clock), seen: newSeenKeys(),
		limits: newLimits(o.PerMinute), counts: newCounts(),
	}, nil
}

// Counts returns how often each outcome came, by its word, since the start.
func (r *Receiver) Counts() map[string]int64 { return r.counts.all() }

// ServeHTTP answers one callback.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	began := r.clock.Now()
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	var env *envelope
	defer func() {
		if p := recover(); p != nil {
			r.rescue(w, env, debug.Stack())
		}
	}()
	q, no := r.readQuery(req)
	if no.no() {
		r.refuse(w, no)
		return
	}
	if req.Method == http.MethodGet {
		r.counts.add("echo")
		write(w, http.StatusOK, []byte(q.echo))
		return
	}
	if env, no = r.readEnvelope(w, req, q); no.no() {
		r.refuse(w, no)
		return
	}
	ins, no := r.open(env)
	if no.no() {
		r.refuse(w, no)
		return
	}
	out := r.take(req.Context(), env, ins)
	r.note(ins[0], out.word, began)
	r.answer(w, ins[0].OpenID, out)
}

// note logs what became of a push: never its body, its answer or its person.
func (r *Receiver) note(in model.Inbound, word string, began time.Time) {
	r.counts.add(word)
	if in.Kind == KindUnknown {
		r.counts.add("unknown")
	}
	r.log.Info("callback", "app_id", r.acc.AppID, "kind", in.Kind, "key", in.Key[:12],
		"outcome", word, "ms", r.clock.Now().Sub(began).Milliseconds())
}

func (r *Receiver) refuse(w http.ResponseWriter, no refusal) {
	r.counts.add("refused " + no.word)
	write(w, no.status, []byte(no.word))
}

// answer writes the outcome; a client that has gone changes nothing.
func (r *Receiver) answer(w http.ResponseWriter, to string, out outcome) {
	if out.refusal.no() {
		write(w, out.refusal.status, []byte(out.refusal.word))
		return
	}
	body, err := r.reply(to, out.text)
	if err != nil {
		r.log.Error("reply could not be encrypted", "app_id", r.acc.AppID)
	}
	if body == nil {
		write(w, http.StatusOK, []byte("success"))
		return
	}
	w.Header().Set("Content-Type", replyType(r.acc.Format))
	write(w, http.StatusOK, body)
}

func write(w http.ResponseWriter, status int, body []byte) {
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// rescue answers after a fault of ours: what was verified is put aside for
// people to look at, and WeChat is told that it need not repeat.
func (r *Receiver) rescue(w http.ResponseWriter, env *envelope, stack []byte) {
	r.counts.add("panic")
	r.log.Error("callback panicked", "app_id", r.acc.AppID, "stack", string(stack))
	if env == nil {
		r.refuse(w, refuseMalformed)
		return
	}
	r.answer(w, "", r.putAside(env, "panic"))
}

// putAside keeps an envelope in quarantine.
func (r *Receiver) putAside(env *envelope, why string) outcome {
	env.Reason = why
	if err := r.spool.quarantine(env); err != nil {
		r.log.Error("quarantine failed", "app_id", r.acc.AppID, "err", err.Error())
		return outcome{word: "unkept", refusal: refuseUnkept}
	}
	r.log.Error("callback put into quarantine", "app_id", r.acc.AppID, "why", why)
	return outcome{word: "quarantined"}
}
