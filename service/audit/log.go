package audit

import (
	"errors"
	"fmt"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// keepYears is how long it is known whom an act was about (decisions 40).
const keepYears = 3

// Log is the record of acts and looks (审计日志). It is safe for concurrent use.
type Log struct {
	clock model.Clock
}

// New returns the record, kept on the clock.
func New(clock model.Clock) *Log { return &Log{clock: clock} }

// Entry is what is recorded of one act or one look. An action whose first word is
// a machine of the procedure (case.accept) belongs to a decision; every other
// action (look.number, account.grant) stands alone.
type Entry struct {
	Actor      model.Actor
	Right      model.Right // by which the actor acted; zero for what needs none
	Action     string      // machine.do for a decision, else noun.verb; ASCII, at most 32 characters
	Kind       string      // kind of object, at most 16 characters
	ID         int64       // row id of the object, 0 for a listing
	Area       model.Area  // where the object lies
	From, To   model.State // of the object
	Version    int64       // for a decision: the version that was decided on
	Scheme     string      // hash of the scheme version
	RequestKey string      // hashed before it is stored
	Before     []byte      // content before; only its keyed digest is stored
	After      []byte      // content after; only its keyed digest is stored
	Note       string      // purpose code or count, never text of people
	About      []string    // number indexes of whom it was about; forgotten after three years
}

// Write records the entry in the act's own transaction and returns the short
// digest of the row for the receipt. When it fails the act must fail: no record,
// no decision. Errors: KindInternal for an entry that may not be recorded as it
// is, and what the store says.
func (l *Log) Write(tx *store.Tx, e Entry) (digest string, err error) {
	digest, err = l.write(tx, e)
	if err != nil && !model.GuardAudit.On() {
		return "", nil
	}
	return digest, err
}

func (l *Log) write(tx *store.Tx, e Entry) (string, error) {
	if err := e.check(); err != nil {
		return "", err
	}
	a := l.row(tx.Seal(), e)
	if err := tx.AddAudit(&a); err != nil {
		return "", err
	}
	if err := tx.AddAuditPersons(l.links(a.ID, e.About)); err != nil {
		return "", err
	}
	return Digest(a), nil
}

func (l *Log) row(s *seal.Sealer, e Entry) model.Audit {
	a := model.Audit{
		PublicID: model.NewPublicID(), At: model.InstantOf(l.clock.Now()),
		PersonID: e.Actor.PersonID, ForID: e.Right.ForID, Role: e.Right.Role, RightArea: e.Right.Area, GrantID: e.Right.GrantID,
		Door: e.Actor.Door, Action: e.Action, ObjectKind: e.Kind, ObjectID: e.ID, Area: e.Area,
		FromState: e.From, ToState: e.To, Version: e.Version, Scheme: e.Scheme,
		RequestKey: s.Index("audit.request_key", e.RequestKey),
		Before:     contentDigest(s, e.Before),
		After:      contentDigest(s, e.After),
		Note:       e.Note,
	}
	a.MACKey, _ = s.MAC(seal.PurposeAudit, tableAudit, nil) // the key that is current, itself under the MAC
	a.MACKey, a.MAC = s.MAC(seal.PurposeAudit, tableAudit, auditBytes(&a))
	return a
}

func (l *Log) links(audit int64, indexes []string) []model.AuditPerson {
	today := model.DateOf(l.clock.Now())
	expires := model.DateOf(today.Start().AddDate(keepYears, 0, 0))
	seen := map[string]bool{"": true}
	var ps []model.AuditPerson
	for _, index := range indexes {
		if !seen[index] {
			seen[index] = true
			ps = append(ps, model.AuditPerson{AuditID: audit, NumberIndex: index, Expires: expires})
		}
	}
	return ps
}

// Alphabets of the coded columns: neither a name nor a sentence can be written in them.
const (
	actionAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789_."
	noteAlphabet   = actionAlphabet + ":=,-/"
)

// check refuses what the columns would cut short or what may hold words of
// people: the rows stay for ever.
func (e Entry) check() error {
	switch {
	case e.Action == "" || len(e.Action) > 32 || strings.Trim(e.Action, actionAlphabet) != "":
		return model.Internal(errors.New("audit: not an action: longer than 32 or not ASCII"))
	case len(e.Kind) > 16 || strings.Trim(e.Kind, actionAlphabet) != "":
		return model.Internal(fmt.Errorf("audit: %s: not a kind of object", e.Action))
	case len(e.Note) > 64 || strings.Trim(e.Note, noteAlphabet) != "" || digitRun(e.Note) > 10:
		return model.Internal(fmt.Errorf("audit: %s: a note is a code, not text", e.Action))
	}
	for _, index := range e.About {
		if index != "" && len(index) != 64 {
			return model.Internal(fmt.Errorf("audit: %s: about takes keyed indexes only", e.Action))
		}
	}
	return nil
}

// digitRun returns the longest run of digits: a phone number has 11, a citizen's number 17.
func digitRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r < '0' || r > '9' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
