package notify

import (
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// codeNotGranted says that our account may not use an API at all.
const codeNotGranted = 48001

// failed writes down a failure and what follows from its class (wechat §10).
// goOn is true when the same message goes on by another channel, or has ended.
func (w *Worker) failed(tx *store.Tx, s *shot, e SendError) (goOn bool, err error) {
	now, m, channel := w.clock.Now(), &s.message, s.attempt.Channel
	if err := tx.EndAttempt(s.attempt.ID, e.Code, string(e.Class)); err != nil {
		return false, err
	}
	switch {
	case e.Code == codeNotGranted:
		w.alarm(e, channel)
		w.health.restUntil(off(channel, m.Kind), now.Add(templateRest))
		return w.otherWay(tx, s, e)
	case e.Class == ClassConfiguration, e.Class == ClassBug:
		w.alarm(e, channel)
		if e.Class == ClassConfiguration {
			w.health.restUntil(off(channel, m.Kind), now.Add(templateRest))
		}
		return w.otherWay(tx, s, e)
	case e.Class == ClassPermanent:
		if err := correct(tx, s.account.ID, e.Code); err != nil {
			return false, err
		}
		return w.otherWay(tx, s, e)
	case now.Sub(m.CreatedAt.Time()) > giveUp:
		return true, w.settle(tx, m, store.MessageDead, reasonTooLong, now)
	case e.Class == ClassQuota:
		until := quotaRest(e.Code, now)
		w.health.restUntil(channel, until)
		return false, w.again(tx, m, store.MessageQueued, until)
	case e.Class == ClassAccount:
		w.alarm(e, channel)
		w.health.restUntil(channel, now.Add(accountRest))
		return false, w.again(tx, m, store.MessageQueued, now.Add(accountRest))
	case e.Class == ClassUnknown:
		w.health.outage(channel, now)
		return false, w.again(tx, m, store.MessageSending, now.Add(unknownAgain))
	}
	w.health.outage(channel, now)
	return false, w.again(tx, m, store.MessageQueued, now.Add(backoff(m.Attempts, m.ID)))
}

// off names what a refusal of our set-up switches off: one template, or the
// customer-service messages as a whole.
func off(channel, kind string) string {
	if channel == ChannelText {
		return ChannelText + " off"
	}
	return ChannelTemplate + " " + kind
}

// alarm tells the operator of what only we can put right.
func (w *Worker) alarm(e SendError, channel string) {
	w.log.Error("WeChat refuses our set-up", "channel", channel, "class", string(e.Class), "code", e.Code)
}

// otherWay sends a message on by the next channel; after the last it cannot
// arrive, and why is there to be seen.
func (w *Worker) otherWay(tx *store.Tx, s *shot, e SendError) (bool, error) {
	m, now := &s.message, w.clock.Now()
	if m.Reason == "" || e.Code == 43004 {
		m.Reason = reason(e.Code)
	}
	if s.attempt.Channel == ChannelText {
		return true, w.settle(tx, m, store.MessageDead, m.Reason, now)
	}
	m.Channel = ChannelText
	return true, w.again(tx, m, store.MessageQueued, now)
}

func (w *Worker) settle(tx *store.Tx, m *model.Message, state, why string, now time.Time) error {
	m.State, m.Reason, m.EndAt = state, why, model.InstantOf(now)
	return tx.PutMessageFrom(m, store.MessageSending)
}

func (w *Worker) again(tx *store.Tx, m *model.Message, state string, due time.Time) error {
	m.State, m.Due = state, model.InstantOf(due)
	return tx.PutMessageFrom(m, store.MessageSending)
}

// correct puts our estimates about an account right: WeChat's code wins.
func correct(tx *store.Tx, account int64, code int) error {
	switch code {
	case 43004, 43019, 40003:
		return tx.Unfollow(account)
	case 45015, 45047:
		return tx.CloseWindow(account)
	}
	return nil
}

// quotaRest returns until when a channel rests whose quota is used up: a day's
// quota until midnight in Shanghai, a minute's until the next minute.
func quotaRest(code int, now time.Time) time.Time {
	if code == 45011 {
		return now.Truncate(time.Minute).Add(time.Minute)
	}
	return model.DateOf(now).End()
}

// backoff returns the pause before the next attempt: 10 s, doubled up to ten
// minutes, and up to a quarter more by the message's id, so that a thousand lanes
// do not come back in the same second.
func backoff(attempts int, id int64) time.Duration {
	pause := min(10*time.Second<<min(attempts-1, 6), 10*time.Minute)
	return pause + pause*time.Duration(id%16)/64
}
