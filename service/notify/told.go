package notify

import (
	"context"
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Ways to tell somebody in person.
const (
	ToldPhone = "phone" // 已电话告知
	ToldDoor  = "door"  // 已上门告知
)

// objectMessage is the kind of object a receipt is attached to.
const objectMessage = "message"

// Told records that a notice was told by phone or at the door, which ends it. At
// the door a receipt (送达回执) with thumb or signature is needed: a photo the actor
// has uploaded. Errors: KindNotFound outside the scope, KindForbidden, KindInvalid,
// KindConflict when it was recorded already.
func (w *Worker) Told(ctx context.Context, actor model.Actor, id model.PublicID, how string, receipt model.PublicID) error {
	if how != ToldPhone && how != ToldDoor {
		return model.InvalidField("how", "请选“已电话告知”或“已上门告知”")
	}
	if how == ToldDoor && receipt == "" {
		return model.InvalidField("receipt", "上门告知要有送达回执，请拍下签字或按手印的回执")
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		m, err := tx.MessageByPublic(id)
		if err != nil {
			return err
		}
		person, err := tx.Person(m.PersonID)
		if err != nil {
			return err
		}
		right, err := actor.May(model.TellInPerson, model.Object{Area: person.Area})
		if err != nil {
			return err
		}
		if m.State == store.MessageTold {
			return model.Conflict("已经登记过告知，不用再办了")
		}
		if err := attachReceipt(tx, actor, m.ID, receipt, model.InstantOf(w.clock.Now())); err != nil {
			return err
		}
		from, now := m.State, model.InstantOf(w.clock.Now())
		m.State, m.ToldHow, m.ToldBy, m.ToldAt, m.EndAt, m.Reason = store.MessageTold, how, actor.PersonID, now, now, ""
		if err := tx.PutMessageFrom(&m, from); err != nil {
			return err
		}
		_, err = w.audit.Write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "message.told", Kind: objectMessage, ID: m.ID, Area: person.Area,
			From: model.State(from), To: model.State(m.State), Version: m.Version, Note: how, About: []string{person.NumberIndex},
		})
		return err
	})
}

// attachReceipt ties the actor's own photo to the notice.
func attachReceipt(tx *store.Tx, actor model.Actor, message int64, receipt model.PublicID, now model.Instant) error {
	if receipt == "" {
		return nil
	}
	f, err := tx.File(receipt)
	if err != nil {
		return err
	}
	if f.UploadedBy != actor.PersonID {
		return model.NotFound()
	}
	return tx.Attach(&model.Attachment{FileID: f.ID, ObjectKind: objectMessage, ObjectID: message, Purpose: "receipt", At: now})
}

// Unreached is somebody who must be reached by phone or visit.
type Unreached struct {
	Message model.PublicID
	Person  model.PublicID
	Name    string
	Area    model.Area
	Kind    string
	Facts   model.NoticeFacts
	Reason  string
	Since   model.Instant
}

// NotReached lists whom no notice reached in an area, newest first, at most 500:
// the part of the day sheet that says whom to call or visit. What hangs on the
// board is left out. The look is recorded. Errors: KindNotFound, KindForbidden.
func (w *Worker) NotReached(ctx context.Context, actor model.Actor, area model.Area) ([]Unreached, error) {
	right, err := actor.May(model.TellInPerson, model.Object{Area: area})
	if err != nil {
		return nil, err
	}
	var list []Unreached
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		list = nil
		ms, err := tx.Unreached(area, model.NoticePublic, 500)
		if err != nil {
			return err
		}
		people, about := map[int64]model.Person{}, []string{}
		for _, m := range ms {
			if m.Kind == model.NoticeAnswer {
				continue // the village must not see that somebody objected
			}
			p, known := people[m.PersonID]
			if !known {
				if p, err = tx.Person(m.PersonID); err != nil {
					return err
				}
				people[m.PersonID] = p
				about = append(about, p.NumberIndex)
			}
			list = append(list, Unreached{m.PublicID, p.PublicID, p.Name, p.Area, m.Kind, factsOf(m), m.Reason, m.EndAt})
		}
		_, err = w.audit.Write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "look.unreached", Kind: objectMessage, Area: area,
			Note: "count:" + strconv.Itoa(len(list)), About: about,
		})
		return err
	})
	return list, err
}
