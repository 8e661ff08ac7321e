package evidence

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// readEvidence opens what is attached to a household's matter: whoever reads the
// household, the applicant, and the surveyors appointed to it.
var readEvidence = model.Action{
	Name: "read_evidence",
	By:   append([]model.Role{model.RoleApplicant, model.RoleSurveyor}, model.ReadHousehold.By...),
}

// readObjection opens what an objector sent: the handling desk, and the objector.
var readObjection = model.Action{
	Name: "read_objection",
	By:   append([]model.Role{model.RoleApplicant}, model.ReadObjector.By...),
}

// Open returns the cleaned bytes and their kind (jpeg, pdf). A file that nobody
// attached is its uploader's alone; an attached one is open to who may read what
// it proves, and each such look is recorded before the bytes leave. KindNotFound
// for an absent file and for one outside the scope, alike.
func (e *Evidence) Open(ctx context.Context, actor model.Actor, id model.PublicID) (content []byte, kind string, err error) {
	if actor.PersonID == 0 && actor.Door != model.DoorTimer {
		return nil, "", model.Unauthenticated("请先登录")
	}
	if !id.Valid() {
		return nil, "", model.NotFound()
	}
	tx := e.store.Read(ctx)
	f, err := tx.File(id)
	if err != nil {
		return nil, "", err
	}
	attached, err := tx.AttachmentsOfFile(f.ID)
	if err != nil {
		return nil, "", err
	}
	if len(attached) == 0 {
		if f.UploadedBy != actor.PersonID {
			return nil, "", model.NotFound()
		}
		content, err = e.files.Get(ctx, f.Key)
		return content, f.Kind, err
	}
	right, s, err := allowed(tx, actor, f, attached)
	if err != nil {
		return nil, "", err
	}
	if content, err = e.files.Get(ctx, f.Key); err != nil {
		return nil, "", err
	}
	err = e.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := e.audit.Write(tx, audit.Entry{
			Actor: actor, Right: right, Action: "look.file", Kind: model.ObjectFile, ID: f.ID, Area: s.object.Area,
			Note: s.kind, About: s.about,
		})
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return content, f.Kind, nil
}

// allowed returns the right by which the actor may read one of the things the file proves.
func allowed(tx *store.Tx, actor model.Actor, f model.File, attached []model.Attachment) (model.Right, subject, error) {
	for _, a := range attached {
		s, err := subjectOf(tx, a, f)
		if model.KindOf(err) == model.KindNotFound {
			continue
		}
		if err != nil {
			return model.Right{}, subject{}, err
		}
		if right, err := actor.May(s.action, s.object); err == nil {
			return right, s, nil
		}
	}
	return model.Right{}, subject{}, model.NotFound() // also where May says forbidden: that an objection has papers is a secret
}

// subject is what a file proves, as permission and record see it.
type subject struct {
	kind   string
	action model.Action
	object model.Object
	about  []string // number indexes
}

func subjectOf(tx *store.Tx, a model.Attachment, f model.File) (subject, error) {
	s := subject{kind: a.ObjectKind, action: readEvidence, object: model.Object{Area: f.Area}}
	var err error
	switch a.ObjectKind {
	case model.ObjectCase:
		return caseSubject(tx, a.ObjectID)
	case model.ObjectReview:
		var r model.Review
		if r, err = tx.Review(a.ObjectID); err != nil {
			return s, err
		}
		return caseSubject(tx, r.CaseID)
	case model.ObjectObjection:
		return objectionSubject(tx, a.ObjectID)
	case model.ObjectSheet:
		var g model.GroupSheet
		g, err = tx.Sheet(a.ObjectID)
		s.object.Area = g.Area
	case model.ObjectRoster:
		var r model.Roster
		r, err = tx.Roster(a.ObjectID)
		s.object.Area = r.Area
	case model.ObjectBundle:
		var b model.Bundle
		b, err = tx.Bundle(a.ObjectID)
		s.object.Area = b.Area
	case model.ObjectPublicity:
		var p model.Publicity
		p, err = tx.Publicity(a.ObjectID)
		s.object.Area = p.Area
	case model.ObjectPerson:
		var p model.Person
		p, err = tx.Person(a.ObjectID)
		s.object = model.Object{Area: p.Area, ApplicantID: p.ID}
		s.about = []string{p.NumberIndex}
	}
	return s, err
}

func caseSubject(tx *store.Tx, id int64) (subject, error) {
	c, err := tx.Case(id)
	if err != nil {
		return subject{}, err
	}
	appointed, err := tx.Appointed(id)
	return subject{
		model.ObjectCase, readEvidence,
		model.Object{Area: c.Area, ApplicantID: c.ApplicantID, Appointed: appointed}, []string{c.NumberIndex},
	}, err
}

// objectionSubject keeps the papers of an objection from the village, and from the
// township too when the objector chose 只让县上知道 (decisions 15c).
func objectionSubject(tx *store.Tx, id int64) (subject, error) {
	o, err := tx.Objection(id)
	if err != nil {
		return subject{}, err
	}
	area := o.Area
	if o.Secrecy == "county" {
		area = area.Up(model.LevelCounty)
	}
	return subject{model.ObjectObjection, readObjection, model.Object{Area: area, ApplicantID: o.ObjectorID}, nil}, nil
}
