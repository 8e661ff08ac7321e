package notify

import (
	"context"
	"encoding/json"
	"errors"

	"bangfu/model"
	"bangfu/model/store"
)

// Sizes of an expansion.
const (
	chunk         = 500 // people in one transaction
	chunksPerPass = 20  // so that one mailing to the county does not hold up the lanes
)

// expand turns mailings into messages, chunk by chunk. A chunk belongs to who
// moves the mailing's progress first; UNIQUE mailing + person holds besides.
func (w *Worker) expand(ctx context.Context) error {
	for range chunksPerPass {
		open, err := w.store.Read(ctx).MailingsOpen(1)
		if err != nil || len(open) == 0 {
			return err
		}
		if err := w.store.InTx(ctx, func(tx *store.Tx) error { return w.expandChunk(tx, open[0]) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *Worker) expandChunk(tx *store.Tx, m model.Mailing) error {
	people, err := tx.ResidentsOf(m.Area, m.Progress, chunk)
	if err != nil {
		return err
	}
	now, last, done := model.InstantOf(w.clock.Now()), m.Progress, model.Instant(0)
	if len(people) > 0 {
		last = people[len(people)-1].ID
	}
	if len(people) < chunk {
		done = now
	}
	mine, err := tx.AdvanceMailing(m.ID, m.Progress, last, done)
	if err != nil || !mine {
		return err
	}
	var facts model.MailingFacts
	if err := json.Unmarshal(m.Facts, &facts); err != nil {
		return model.Internal(err)
	}
	plain, err := json.Marshal(withoutNumbers(facts.NoticeFacts))
	if err != nil {
		return model.Internal(err)
	}
	for _, p := range people {
		id := model.NewPublicID()
		err := tx.AddMessage(&model.Message{
			PublicID: id, ClientID: string(id), PersonID: p.ID, MailingID: &m.ID, MailTo: &p.ID, Kind: m.Kind, Facts: plain,
			Link: facts.Link, State: store.MessageQueued, Due: now, CreatedAt: now,
		})
		if err != nil && !errors.Is(err, store.ErrDuplicate) {
			return err
		}
	}
	return nil
}
