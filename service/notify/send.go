package notify

import (
	"context"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// Times of sending (wechat §11).
const (
	sameClientID = 10 * time.Minute // within it a card sent again is the same card
	unknownAgain = time.Minute      // after an unknown outcome
	crashed      = 2 * time.Minute  // a message whose worker died is looked at again
	resultWait   = 24 * time.Hour   // for the result event of a card
	giveUp       = 72 * time.Hour   // a notice WeChat never took
	accountRest  = 5 * time.Minute  // our account was refused
	templateRest = 10 * time.Minute // a template was refused
)

// Results of an attempt.
const (
	resultSending = "sending" // its outcome was never written: the worker died
	resultOK      = "ok"
)

// shot is one attempt, made ready.
type shot struct {
	message model.Message
	account model.Account
	attempt model.Attempt
	facts   model.NoticeFacts
	text    string
	card    Card
}

// send tries one message. goOn is false when it must be tried again later.
func (w *Worker) send(ctx context.Context, m model.Message) (sent int, goOn bool, err error) {
	var s *shot
	var ended bool
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		s, ended, err = w.aim(tx, m)
		return err
	})
	if err != nil || s == nil {
		return 0, ended, err
	}
	receipt, fault := w.fire(ctx, *s)
	err = w.store.InTx(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		after := *s // a transaction that is tried again starts from the same
		var err error
		if fault == nil {
			err = w.taken(tx, &after, receipt)
		} else {
			goOn, err = w.failed(tx, &after, classify(fault))
		}
		return err
	})
	if fault == nil {
		w.health.well(s.attempt.Channel)
		return 1, true, err
	}
	return 0, goOn, err
}

// aim picks the way of a message and writes down that it is being sent, before
// it is. No shot: the message has ended (ended) or its channel rests.
func (w *Worker) aim(tx *store.Tx, m model.Message) (s *shot, ended bool, err error) {
	now := w.clock.Now()
	by, err := w.route(tx, m, now)
	if err != nil {
		return nil, false, err
	}
	if over, err := w.endUnsent(tx, m, by, now); err != nil || over {
		return nil, over, err
	}
	facts, err := numbered(tx, m)
	if err != nil {
		return nil, false, err
	}
	if m.ClientID == "" {
		m.ClientID = string(m.PublicID)
	}
	card, text := cardOf(m, facts, w.base), textOf(m, facts, w.base)
	if Leaks(strings.ReplaceAll(text, card.URL, "")) {
		w.log.Error("a notice held a number of a person", "message", m.PublicID)
		return nil, true, w.end(tx, &m, store.MessageDead, reasonLeak)
	}
	if !w.health.may(by.channel, now) || !w.flow[by.channel].AllowN(now, 1) {
		return nil, false, nil
	}
	attempt, err := begin(tx, &m, by.channel, now)
	if err != nil {
		return nil, false, err
	}
	return &shot{m, by.account, attempt, facts, text, card}, false, nil
}

// endUnsent ends a message that needs no sending any more, has no way to its
// person, or perhaps arrived and may not be sent again.
func (w *Worker) endUnsent(tx *store.Tx, m model.Message, by route, now time.Time) (ended bool, err error) {
	if m.SeenAt.Set() {
		m.Channel = ChannelBox
		return true, w.end(tx, &m, store.MessageDelivered, "")
	}
	if by.channel == "" {
		return true, w.end(tx, &m, store.MessageDead, by.why)
	}
	lost, err := outOfTime(tx, m, by.channel, now)
	if err != nil || !lost {
		return false, err
	}
	return true, w.end(tx, &m, store.MessageUnknown, reasonUnknown)
}

// numbered returns a message's facts with the number its task has in the person's hands.
func numbered(tx *store.Tx, m model.Message) (model.NoticeFacts, error) {
	facts := factsOf(m)
	if facts.Number != 0 || m.TaskID == 0 {
		return facts, nil
	}
	n, err := tx.NumberOf(m.PersonID, m.TaskID)
	if err != nil && model.KindOf(err) != model.KindNotFound {
		return facts, err
	}
	facts.Number = n.Number
	return facts, nil
}

// begin writes down that a message is being sent.
func begin(tx *store.Tx, m *model.Message, channel string, now time.Time) (model.Attempt, error) {
	from := m.State
	m.State, m.Channel, m.Due, m.Attempts = store.MessageSending, channel, model.InstantOf(now.Add(crashed)), m.Attempts+1
	if err := tx.PutMessageFrom(m, from); err != nil {
		return model.Attempt{}, err
	}
	attempt := model.Attempt{MessageID: m.ID, Channel: channel, Result: resultSending, At: model.InstantOf(now)}
	err := tx.AddAttempt(&attempt) // gives it the id by which it ends
	return attempt, err
}

// route is the way a message takes; without a channel it has none, and why says so.
type route struct {
	channel string
	account model.Account
	why     string
}

// route picks the channel: template, else customer service inside its window with
// the last message kept for a late answer, else none and why.
func (w *Worker) route(tx *store.Tx, m model.Message, now time.Time) (route, error) {
	accounts, err := tx.AccountsOf(m.PersonID)
	if err != nil {
		return route{}, err
	}
	account := chatAccount(accounts)
	switch {
	case account.ID == 0:
		return route{why: reasonNoAccount}, nil
	case !account.Followed:
		return route{why: reasonUnfollow}, nil
	}
	if m.Channel != ChannelText && !w.health.resting(ChannelTemplate+" "+m.Kind, now) {
		return route{channel: ChannelTemplate, account: account}, nil
	}
	if account.WindowN > 1 && account.WindowEnd.Time().After(now) && !w.health.resting(ChannelText+" off", now) {
		return route{channel: ChannelText, account: account}, nil
	}
	if m.Reason == "" {
		m.Reason = reason(0)
	}
	return route{why: m.Reason}, nil
}

// chatAccount returns the account by which the official account reaches a person:
// one that follows it, else any.
func chatAccount(accounts []model.Account) model.Account {
	var account model.Account
	for _, a := range accounts {
		if a.App == "oa" && (account.ID == 0 || a.Followed) {
			account = a
		}
	}
	return account
}

// outOfTime reports whether a message that perhaps arrived may not be sent again:
// a card ten minutes after its first uncertain attempt, a text after the second.
func outOfTime(tx *store.Tx, m model.Message, channel string, now time.Time) (bool, error) {
	if m.Attempts == 0 {
		return false, nil
	}
	attempts, err := tx.AttemptsOf(m.ID)
	if err != nil {
		return false, err
	}
	uncertain, first := 0, now
	for _, a := range attempts {
		if a.Channel == channel && (a.Result == string(ClassUnknown) || a.Result == resultSending) {
			if uncertain == 0 {
				first = a.At.Time()
			}
			uncertain++
		}
	}
	if channel == ChannelText {
		return uncertain >= 2, nil
	}
	return now.Sub(first) > sameClientID, nil
}

func (w *Worker) fire(ctx context.Context, s shot) (Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, w.limits.Timeout)
	defer cancel()
	to := Address{s.account.App, s.account.OpenID}
	if s.attempt.Channel == ChannelText {
		return w.sender.SendText(ctx, to, s.text)
	}
	return w.sender.SendTemplate(ctx, to, s.card)
}

// taken writes down that WeChat has a message. A card waits for its result; a
// customer-service message has none and has arrived as far as anybody can know.
func (w *Worker) taken(tx *store.Tx, s *shot, r Receipt) error {
	now := w.clock.Now()
	if err := tx.EndAttempt(s.attempt.ID, 0, resultOK); err != nil {
		return err
	}
	if err := w.shown(tx, s, now); err != nil {
		return err
	}
	m := &s.message
	m.MsgID, m.Reason = r.MsgID, ""
	if s.attempt.Channel == ChannelText {
		if err := tx.SpendWindow(s.account.ID); err != nil {
			return err
		}
		m.State, m.EndAt = store.MessageDelivered, model.InstantOf(now)
	} else {
		m.State, m.Due = store.MessageAccepted, model.InstantOf(now.Add(resultWait))
	}
	err := tx.PutMessageFrom(m, store.MessageSending)
	if model.KindOf(err) == model.KindConflict {
		return nil // the result event came before our own answer
	}
	return err
}

// shown notes the one task a card has shown, for a bare 同意 (decisions 23).
func (w *Worker) shown(tx *store.Tx, s *shot, now time.Time) error {
	if s.message.Kind != model.NoticeTask || s.message.TaskID == 0 || s.facts.Number == 0 {
		return nil
	}
	task, err := tx.Task(s.message.TaskID)
	if err != nil {
		return err
	}
	last, err := tx.Shown(s.message.PersonID)
	if err != nil {
		return err
	}
	last.SoleTask, last.Version, last.At = task.ID, task.Version, model.InstantOf(now)
	return tx.PutShown(&last)
}

func (w *Worker) end(tx *store.Tx, m *model.Message, state, why string) error {
	from := m.State
	m.State, m.Reason, m.EndAt = state, why, model.InstantOf(w.clock.Now())
	return tx.PutMessageFrom(m, from)
}
