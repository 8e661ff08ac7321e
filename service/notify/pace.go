package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// Hours of the day, Asia/Shanghai (product §7).
const (
	quietFrom = 21
	quietTo   = 7
	soon      = 24 * time.Hour // what is due within it goes at once
)

// digestHours are when a cadre gets the rest in one card.
var digestHours = []int{8, 15}

// cards are the kinds that ask a cadre for something.
func cards() []string { return []string{model.NoticeTask, model.NoticeAlert, KindDigest} }

// pace says when a person's messages may go.
type pace struct {
	cadre  bool
	unseen bool      // a card waits to be looked at
	slot   time.Time // the last digest hour that has come
	taken  bool      // its digest was made
	next   time.Time // the digest hour to come
	digest []model.Message
	key    string
}

// paceOf finds out how fast a person may be told things.
func paceOf(tx *store.Tx, person int64, open []model.Message, now time.Time) (pace, error) {
	var p pace
	var err error
	if p.cadre, err = awake(tx, person, model.DateOf(now)); err != nil || !p.cadre {
		return p, err
	}
	if p.unseen, err = unseenCard(tx, person); err != nil {
		return p, err
	}
	p.slot, p.next = slots(now)
	p.key = fmt.Sprintf("digest:%d:%s", person, p.slot.In(model.Shanghai()).Format("2006-01-02T15"))
	if _, p.taken, err = tx.Claimed(p.key); err != nil {
		return p, err
	}
	if held := p.collected(open, now); len(held) > 1 && !p.taken && !quiet(now) { // a single one is its own card
		p.digest = held
	}
	return p, nil
}

// awake reports whether a person holds a role that is in force and confirmed.
func awake(tx *store.Tx, person int64, day model.Date) (bool, error) {
	grants, err := tx.GrantsOf(person, day)
	return slices.ContainsFunc(grants, func(g model.RoleGrant) bool { return g.ConfirmedBy != 0 }), err
}

// collected returns what has waited for the digest of the hour that has come.
func (p pace) collected(open []model.Message, now time.Time) []model.Message {
	var held []model.Message
	for _, m := range open {
		if p.patient(m, now) && m.CreatedAt.Time().Before(p.slot) {
			held = append(held, m)
		}
	}
	return held
}

// unseenCard reports whether a card about something still open was not looked at.
func unseenCard(tx *store.Tx, person int64) (bool, error) {
	sent, err := tx.UnseenCards(person, cards())
	if err != nil {
		return false, err
	}
	tasks, err := tasksOf(tx, sent)
	if err != nil {
		return false, err
	}
	for _, m := range sent {
		status := tasks[m.TaskID].Status
		if m.TaskID == 0 || status == store.TaskOpen || status == store.TaskSleeping {
			return true, nil
		}
	}
	return false, nil
}

// patient reports whether a message may wait for the digest: one of a desk, not
// urgent, not due within a day.
func (p pace) patient(m model.Message, now time.Time) bool {
	desk := m.Kind == model.NoticeTask || m.Kind == model.NoticeAlert || m.Kind == model.NoticeDecided && m.TaskID != 0
	if !desk || m.Urgent || m.Attempts > 0 || m.State != store.MessageQueued {
		return false
	}
	due := factsOf(m).Due
	return !due.Set() || due.Time().Sub(now) > soon
}

// heldUntil returns until when a message may not go: to the end of the night, or,
// when it was never tried, to the next digest; the zero time when it may go.
func (p pace) heldUntil(m model.Message, now time.Time) time.Time {
	if quiet(now) && !m.Urgent && m.State == store.MessageQueued {
		return quietEnd(now)
	}
	if m.Attempts == 0 && p.cadre && p.unseen && p.patient(m, now) && (p.taken || !m.CreatedAt.Time().Before(p.slot)) {
		return p.next
	}
	return time.Time{}
}

func quiet(now time.Time) bool {
	h := now.In(model.Shanghai()).Hour()
	return h >= quietFrom || h < quietTo
}

// quietEnd returns the end of the quiet night the moment lies in.
func quietEnd(now time.Time) time.Time {
	day := model.DateOf(now)
	if now.In(model.Shanghai()).Hour() >= quietFrom {
		day = day.AddDays(1)
	}
	return day.At(quietTo, 0)
}

// slots returns the last digest hour that has come and the next one.
func slots(now time.Time) (last, next time.Time) {
	day := model.DateOf(now)
	for _, d := range []model.Date{day.AddDays(-1), day, day.AddDays(1)} {
		for _, h := range digestHours {
			at := d.At(h, 0)
			if at.After(now) {
				return last, at
			}
			last = at
		}
	}
	return last, next
}

// digest makes one card of many, once per person, day and hour; the many are
// superseded by it and stay in the task list.
func (w *Worker) digest(ctx context.Context, person int64, n next) error {
	now := model.InstantOf(w.clock.Now())
	_, _, err := w.store.Once(ctx, store.Claim{Key: n.key, Hash: "digest", At: now}, func(tx *store.Tx) ([]byte, error) {
		facts := model.NoticeFacts{Title: "您有待办，请回“待办”"}
		for i := range n.digest {
			m := &n.digest[i]
			if m.Kind != model.NoticeDecided {
				facts.Count++
			}
			if due := factsOf(*m).Due; due.Set() && (!facts.Due.Set() || due < facts.Due) {
				facts.Due = due
			}
			m.State, m.EndAt = store.MessageSuperseded, now
			if err := tx.PutMessageFrom(m, store.MessageQueued); err != nil {
				return nil, err
			}
		}
		if facts.Count == 0 {
			facts = model.NoticeFacts{Title: "有待办已由他人办理", Count: int64(len(n.digest))}
		}
		packed, err := json.Marshal(facts)
		if err != nil {
			return nil, model.Internal(err)
		}
		id := model.NewPublicID()
		return nil, tx.AddMessage(&model.Message{
			PublicID: id, ClientID: string(id), PersonID: person, Kind: KindDigest, Facts: packed, Link: "/tasks",
			State: store.MessageQueued, Due: now, CreatedAt: now,
		})
	})
	return err
}

// factsOf reads a message's facts; damaged ones say nothing.
func factsOf(m model.Message) model.NoticeFacts {
	var f model.NoticeFacts
	if err := json.Unmarshal(m.Facts, &f); err != nil {
		return model.NoticeFacts{}
	}
	return withoutNumbers(f)
}
