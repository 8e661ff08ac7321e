package audit

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// Query asks for a part of the record: of one object, or else of an area.
type Query struct {
	Area   model.Area // what is read of; an area of the reader's right when empty
	Kind   string     // with ID: only the records of this object
	ID     int64      // row id of the object
	Page   store.Page
	Reason string // purpose code
}

// Read lists the record of an area for those who may read it (model.ReadAudit),
// and records the reading itself (A27). Errors: those of Actor.May, and of Write.
func (l *Log) Read(tx *store.Tx, actor model.Actor, q Query) ([]model.Audit, error) {
	reader := actor
	reader.Rights = readRights(actor)
	if q.Area == "" && len(reader.Rights) > 0 {
		q.Area = reader.Rights[0].Area
	}
	right, err := actor.May(model.ReadAudit, model.Object{Area: q.Area})
	if err != nil {
		return nil, err
	}
	reader.Rights = []model.Right{{Role: right.Role, Area: q.Area}} // the listing is of this area, no wider
	rows, err := l.list(tx, reader, q)
	if err != nil {
		return nil, err
	}
	_, err = l.Write(tx, Entry{
		Actor: actor, Right: right, Action: "look.audit", Kind: q.Kind, ID: q.ID, Area: q.Area, Note: q.Reason,
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func (l *Log) list(tx *store.Tx, reader model.Actor, q Query) ([]model.Audit, error) {
	if q.Kind == "" {
		return tx.AuditsIn(store.ScopeOf(reader), q.Page)
	}
	rows, err := tx.AuditsOfObject(q.Kind, q.ID)
	if err != nil {
		return nil, err
	}
	var inside []model.Audit
	for _, a := range rows {
		if q.Area.Contains(a.Area) {
			inside = append(inside, a)
		}
	}
	return inside, nil
}

func readRights(a model.Actor) []model.Right {
	var rights []model.Right
	for _, r := range a.Rights {
		for _, role := range model.ReadAudit.By {
			if r.Role == role {
				rights = append(rights, r)
			}
		}
	}
	return rights
}

// Forget removes whom acts were about where the time is over (decisions 40) and
// returns how many links went; the records themselves stay. For a timer.
func (l *Log) Forget(ctx context.Context, st *store.Store) (int64, error) {
	var n int64
	err := st.InTx(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.ExpireAuditPersons(model.DateOf(l.clock.Now()))
		if err != nil || n == 0 {
			return err
		}
		_, err = l.Write(tx, Entry{Actor: model.Timer(), Right: model.Timer().Rights[0], Action: "audit.forget", Note: "n=" + number(n)})
		return err
	})
	return n, err
}
