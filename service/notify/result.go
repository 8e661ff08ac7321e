package notify

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
)

// eventFinished reports what became of a template message.
const eventFinished = "TEMPLATESENDJOBFINISH"

// maxResent is how often a card is sent anew that WeChat took and then lost.
const maxResent = 3

// Result takes in what WeChat reports about a card it has taken; other events
// and repeats change nothing. A report that is here before our own answer, or
// whose answer was lost, is matched by its recipient.
func (w *Worker) Result(ctx context.Context, in model.Inbound) error {
	if in.Event != eventFinished || in.ResultID == "" {
		return nil
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByMsgID(in.ResultID)
		if model.KindOf(err) == model.KindNotFound {
			return w.lateResult(tx, in)
		}
		if err != nil || m.State != store.MessageAccepted && m.State != store.MessageUnknown {
			return err
		}
		from := m.State
		verdict := strings.ToLower(in.ResultErr)
		switch {
		case delivered(verdict):
			m.State, m.Reason, m.EndAt = store.MessageDelivered, "", model.InstantOf(w.clock.Now())
		case strings.Contains(verdict, "block"), strings.Contains(verdict, "user"):
			m.State, m.Channel, m.Reason, m.EndAt = store.MessageQueued, ChannelText, reason(43101), 0
		case m.Attempts >= maxResent:
			m.State, m.Channel, m.Reason, m.EndAt = store.MessageQueued, ChannelText, reason(0), 0
		default: // lost inside WeChat: a new card, for the old key is used up
			m.State, m.ClientID, m.EndAt = store.MessageQueued, string(model.NewPublicID()), 0
			m.MsgID = ""
		}
		if m.State == store.MessageQueued {
			m.Due = model.InstantOf(w.clock.Now())
		}
		return tx.PutMessageFrom(&m, from)
	})
}

func delivered(verdict string) bool { return verdict == "" || verdict == "success" }

// lateResult matches a report about a message id we never got.
func (w *Worker) lateResult(tx *store.Tx, in model.Inbound) error {
	if !delivered(strings.ToLower(in.ResultErr)) {
		return nil // it will be sent again anyway
	}
	account, err := tx.Account("oa", in.OpenID)
	if err != nil || account.PersonID == 0 {
		return notFoundIsNothing(err)
	}
	waiting, err := tx.AwaitingResult(account.PersonID, ChannelTemplate)
	if err != nil || len(waiting) == 0 {
		return err
	}
	m := waiting[0]
	from := m.State
	m.State, m.MsgID, m.Reason, m.EndAt = store.MessageDelivered, in.ResultID, "", model.InstantOf(w.clock.Now())
	return tx.PutMessageFrom(&m, from)
}

func notFoundIsNothing(err error) error {
	if model.KindOf(err) == model.KindNotFound {
		return nil
	}
	return err
}
