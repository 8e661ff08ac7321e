package notify

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
)

// Notice is what a use case wants a person to be told (告知).
type Notice struct {
	PersonID int64
	Kind     string // model.NoticeTask …
	TaskID   int64  // the task it is about, 0 for none
	CaseID   int64  // the case it is about, 0 for none
	Facts    model.NoticeFacts
	Link     string // path that opens exactly this: /task/…
	Urgent   bool   // returned, or due within a day: goes at once, also at night
	At       model.Instant
}

// Queue puts a notice into the outbox, in the transaction of the act it tells of.
// A newer notice about the same task or case takes the place of an unsent older
// one. Numbers of people that slipped into a text are left out, for the act must
// not fail for them. KindInternal for a notice to nobody.
func Queue(tx *store.Tx, n Notice) error {
	if n.PersonID == 0 || n.Kind == "" {
		return model.Internal(errors.New("notify: a notice needs a person and a kind"))
	}
	facts, err := json.Marshal(withoutNumbers(n.Facts))
	if err != nil {
		return model.Internal(err)
	}
	id := model.NewPublicID()
	return tx.AddMessage(&model.Message{
		PublicID: id, ClientID: string(id), PersonID: n.PersonID, Kind: n.Kind, TaskID: n.TaskID, CaseID: n.CaseID, Facts: facts,
		Link: n.Link, Urgent: n.Urgent, State: store.MessageQueued, Due: n.At, CreatedAt: n.At,
	})
}

// Supersede ends the unsent notices about a task that is no longer asked
// (已被更新的消息取代), in the transaction that closes the task.
func Supersede(tx *store.Tx, task int64, at model.Instant) error {
	_, err := tx.Supersede(task, at)
	return err
}

// Mailing is a notice to everybody of an area: one row in the act's transaction,
// expanded after it (decisions 33).
type Mailing struct {
	Kind  string
	Area  model.Area
	Facts model.NoticeFacts
	Link  string
	At    model.Instant
}

// QueueArea puts a notice to an area into the outbox.
func QueueArea(tx *store.Tx, m Mailing) error {
	if m.Area == "" || m.Kind == "" {
		return model.Internal(errors.New("notify: a mailing needs an area and a kind"))
	}
	facts, err := json.Marshal(model.MailingFacts{NoticeFacts: withoutNumbers(m.Facts), Link: m.Link})
	if err != nil {
		return model.Internal(err)
	}
	return tx.AddMailing(&model.Mailing{Kind: m.Kind, Area: m.Area, Facts: facts, CreatedAt: m.At})
}

// personal finds what must not stand in a message: eleven or more digits in a
// row (a phone, a citizen's number, an account), also with blanks between.
var personal = regexp.MustCompile(`[0-9０-９](?:[ 　-]?[0-9０-９]){10,}[xXｘＸ]?`)

// ours are numbers that may stand there: a receipt's SL-20140512-100209-001 and an
// office's line 0934-1234567.
var ours = regexp.MustCompile(`[A-Z]{2}-[0-9]{8}-[0-9]{6}-[0-9]+|\b0[0-9]{2,3}-[0-9]{7,8}\b`)

// Leaks reports whether a text holds a number of a person.
func Leaks(text string) bool { return personal.MatchString(ours.ReplaceAllString(text, "")) }

func withoutNumbers(f model.NoticeFacts) model.NoticeFacts {
	for _, s := range []*string{&f.Title, &f.Say, &f.Place, &f.Office, &f.Next, &f.Reason, &f.Note, &f.HowToAsk, &f.Receipt} {
		if Leaks(*s) {
			*s = ""
		}
		*s = strings.TrimSpace(*s)
	}
	return f
}
