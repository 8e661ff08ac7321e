package notify

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// Entry is a notice as its recipient finds it in the message box (消息).
type Entry struct {
	ID     model.PublicID
	Kind   string
	Line   string // the card in one line
	Facts  model.NoticeFacts
	Link   string
	At     model.Instant
	End    string // 已送达, 已电话告知 …; "" while it is on its way
	Reason string
	Seen   bool
}

// Box returns a page of the actor's own message box, newest first, after the
// entry given ("" = from the start); whatever WeChat did, everything is in it.
func (w *Worker) Box(ctx context.Context, actor model.Actor, after model.PublicID, limit int) ([]Entry, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx, page := w.store.Read(ctx), store.Page{Limit: limit}
	if after != "" {
		m, err := tx.MessageByPublic(after)
		if err != nil {
			return nil, err
		}
		if m.PersonID != actor.PersonID {
			return nil, model.NotFound()
		}
		page.After = m.ID
	}
	ms, err := tx.MessagesOf(actor.PersonID, page)
	var entries []Entry
	for _, m := range ms {
		f := factsOf(m)
		entries = append(entries, Entry{
			m.PublicID, m.Kind, cardOf(m, f, "").Line(), f, m.Link, m.CreatedAt, End(m), m.Reason, m.SeenAt.Set(),
		})
	}
	return entries, err
}

// Saw notes that the actor has looked at 待办 or at the message box: the next card
// may come at once.
func (w *Worker) Saw(ctx context.Context, actor model.Actor) error {
	if actor.PersonID == 0 {
		return nil
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.MarkSeen(actor.PersonID, model.InstantOf(w.clock.Now()))
		return err
	})
}

// End says in people's words how a notice ended (product §7); "" while it has not.
func End(m model.Message) string {
	switch m.State {
	case store.MessageDelivered:
		return "已送达"
	case store.MessageSuperseded:
		return "已被更新的消息取代"
	case store.MessageDead, store.MessageUnknown:
		return "确定送不到"
	case store.MessageTold:
		if m.ToldHow == ToldDoor {
			return "已上门告知"
		}
		return "已电话告知"
	}
	return ""
}
