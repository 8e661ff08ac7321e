package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// EndPhoto files the photo that the list hung to its last day (期满照片). It may be
// taken on the last day or later; the list moves on when the photo and the hour
// are both there, whichever comes later.
func (s *Service) EndPhoto(ctx context.Context, actor model.Actor, request string, roster, photo model.PublicID) (model.Outcome, error) {
	return s.once(ctx, actor, request, seal.Hash([]byte(string(roster)+string(photo))), func(tx *store.Tx) (model.Outcome, error) {
		r, err := tx.RosterByPublic(roster)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.ofRoster(&r, nil)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.Action{Name: "roster.end_photo", By: postingRoles(sub)}, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		p, err := tx.RunningPublicity(r.ID)
		if err != nil {
			return model.Outcome{}, model.Conflict("这份名单现在没有在公示")
		}
		if s.today() < p.LastDay {
			return model.Outcome{}, model.TooEarly("公示到" + p.LastDay.Words() + "当天为止，期满照片要在那天或以后拍").With(model.Facts{LastDay: p.LastDay, Earliest: p.LastDay.Start()})
		}
		f, err := provesLastDay(tx, actor, &p, photo)
		if err != nil {
			return model.Outcome{}, err
		}
		return s.keepEndPhoto(tx, actor, right, sub, &p, f, request)
	})
}

// provesLastDay returns the file of an end photo: the actor's own, taken on the
// last day or later, and used for nothing else.
func provesLastDay(tx *store.Tx, actor model.Actor, p *model.Publicity, photo model.PublicID) (model.File, error) {
	f, err := tx.File(photo)
	if err != nil || f.UploadedBy != actor.PersonID {
		return f, model.InvalidField("photo", "照片没有传上来，请重新拍一次")
	}
	if model.DateOf(f.CreatedAt.Time()) < p.LastDay || f.CapturedAt.Set() && model.DateOf(f.CapturedAt.Time()) < p.LastDay {
		return f, model.InvalidField("photo", "这张照片是期满以前拍的，请在"+p.LastDay.Words()+"或以后再拍")
	}
	if used, err := tx.AttachmentsOfFile(f.ID); err != nil || len(used) > 0 {
		return f, model.InvalidField("photo", "这张照片已经用过，期满照片要另拍一张")
	}
	return f, nil
}

func (s *Service) keepEndPhoto(tx *store.Tx, actor model.Actor, right model.Right, sub *subject, p *model.Publicity, f model.File, request string) (model.Outcome, error) {
	p.EndPhoto, p.EndPhotoOn = f.ID, s.today()
	if err := tx.PutPublicity(p); err != nil {
		return model.Outcome{}, err
	}
	if err := tx.Attach(&model.Attachment{FileID: f.ID, ObjectKind: sub.kind, ObjectID: sub.id, Purpose: "board_end", At: s.now()}); err != nil {
		return model.Outcome{}, err
	}
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return model.Outcome{}, err
	}
	for _, k := range tasks {
		if k.Kind == "end_photo" {
			if _, err := tx.CloseTask(k.ID, store.TaskDone, actor.PersonID, "end_photo", s.now()); err != nil {
				return model.Outcome{}, err
			}
		}
	}
	digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "photo.end", Kind: sub.kind, ID: sub.id, Area: sub.area,
		From: sub.state, To: sub.state, Version: sub.version, Scheme: sub.scheme.Hash, RequestKey: request})
	return model.Outcome{Kind: "done", Object: sub.ref(), Do: "end_photo", Say: "期满照片", Version: sub.seen(), LastDay: p.LastDay,
		MovesOn: p.MovesOn.Time(), Digest: digest}, err
}

// postingRoles are the roles that post a list at this state's publicity.
func postingRoles(sub *subject) []model.Role {
	for _, r := range sub.scheme.Rules(model.MachineRoster) {
		if r.Publicity != nil && r.Leads(sub.state) {
			return r.By
		}
	}
	return nil
}

// needEndPhoto keeps the list until its end photo is there.
func (m *move) needEndPhoto() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	if p.EndPhoto == 0 && model.GuardEndPhoto.On() {
		return model.TooEarly("还缺期满照片，请村上拍照上传").With(model.Facts{Waiting: "end_photo", LastDay: p.LastDay, Earliest: p.MovesOn.Time()})
	}
	return nil
}
