package casework

import (
	"errors"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

var errUnknownScheme = errors.New("casework: a record names a scheme version this server does not have")

// subject is the object of an act as it stands in the transaction: one of the
// records below, with what every machine has in common.
type subject struct {
	kind    string
	id      int64
	public  model.PublicID
	machine model.Machine
	state   model.State
	version int64
	area    model.Area
	round   int64
	scheme  *workflow.Scheme

	rnd       *model.Round
	cas       *model.Case
	sheet     *model.GroupSheet
	roster    *model.Roster
	bundle    *model.Bundle
	objection *model.Objection
	review    *model.Review

	survey    *model.Survey // the newest of a case, nil = none
	appointed []int64       // who surveys
	surveyed  bool          // both have been read

	fresh  bool         // a case stored by this very act, in the state it comes to
	opened []model.Task // by this act
	card   struct {     // the place its cards name
		area model.Area
		name string
	}
}

// load reads the object of an act; KindNotFound when there is none.
func (s *Service) load(tx *store.Tx, ref model.Ref) (*subject, error) {
	switch ref.Kind {
	case model.ObjectRound:
		r, err := tx.RoundByPublic(ref.ID)
		return s.ofRound(&r, err)
	case model.ObjectCase:
		c, err := tx.CaseByPublic(ref.ID)
		return s.ofCase(tx, &c, err)
	case model.ObjectSheet:
		sh, err := tx.SheetByPublic(ref.ID)
		return s.ofSheet(&sh, err)
	case model.ObjectRoster:
		r, err := tx.RosterByPublic(ref.ID)
		return s.ofRoster(&r, err)
	case model.ObjectBundle:
		b, err := tx.BundleByPublic(ref.ID)
		return s.ofBundle(&b, err)
	case model.ObjectObjection:
		o, err := tx.ObjectionByPublic(ref.ID)
		return s.ofObjection(&o, err)
	case model.ObjectReview:
		r, err := tx.ReviewByPublic(ref.ID)
		return s.ofReview(tx, &r, err)
	}
	return nil, model.NotFound()
}

// loadID reads an object by its row id: what a task points to.
func (s *Service) loadID(tx *store.Tx, kind string, id int64) (*subject, error) {
	switch kind {
	case model.ObjectRound:
		r, err := tx.Round(id)
		return s.ofRound(&r, err)
	case model.ObjectCase:
		c, err := tx.Case(id)
		return s.ofCase(tx, &c, err)
	case model.ObjectSheet:
		sh, err := tx.Sheet(id)
		return s.ofSheet(&sh, err)
	case model.ObjectRoster:
		r, err := tx.Roster(id)
		return s.ofRoster(&r, err)
	case model.ObjectBundle:
		b, err := tx.Bundle(id)
		return s.ofBundle(&b, err)
	case model.ObjectObjection:
		o, err := tx.Objection(id)
		return s.ofObjection(&o, err)
	case model.ObjectReview:
		r, err := tx.Review(id)
		return s.ofReview(tx, &r, err)
	}
	return nil, model.NotFound()
}

func (s *Service) subjectOf(base subject, hash string, err error) (*subject, error) {
	if err != nil {
		return nil, err
	}
	base.scheme, err = s.schemeOf(hash)
	if err != nil {
		return nil, err
	}
	return &base, nil
}

func (s *Service) ofRound(r *model.Round, err error) (*subject, error) {
	return s.subjectOf(subject{kind: model.ObjectRound, id: r.ID, public: r.PublicID, machine: model.MachineRound, state: r.State,
		version: r.Version, area: r.Area, round: r.ID, rnd: r}, r.Scheme, err)
}

func (s *Service) ofCase(tx *store.Tx, c *model.Case, err error) (*subject, error) {
	sub, err := s.subjectOf(subject{kind: model.ObjectCase, id: c.ID, public: c.PublicID, machine: model.MachineCase, state: c.State,
		version: c.Version, area: c.Area, round: c.RoundID, cas: c}, c.Scheme, err)
	if err != nil {
		return nil, err
	}
	return sub, s.readSurvey(tx, sub)
}

func (s *Service) ofSheet(sh *model.GroupSheet, err error) (*subject, error) {
	return s.subjectOf(subject{kind: model.ObjectSheet, id: sh.ID, public: sh.PublicID, machine: model.MachineGroup, state: sh.State,
		version: sh.Version, area: sh.Area, round: sh.RoundID, sheet: sh}, sh.Scheme, err)
}

func (s *Service) ofRoster(r *model.Roster, err error) (*subject, error) {
	return s.subjectOf(subject{kind: model.ObjectRoster, id: r.ID, public: r.PublicID, machine: model.MachineRoster, state: r.State,
		version: r.Version, area: r.Area, round: r.RoundID, roster: r}, r.Scheme, err)
}

func (s *Service) ofBundle(b *model.Bundle, err error) (*subject, error) {
	return s.subjectOf(subject{kind: model.ObjectBundle, id: b.ID, public: b.PublicID, machine: model.MachineRoster, state: b.State,
		version: b.Version, area: b.Area, round: b.RoundID, bundle: b}, b.Scheme, err)
}

func (s *Service) ofObjection(o *model.Objection, err error) (*subject, error) {
	return s.subjectOf(subject{kind: model.ObjectObjection, id: o.ID, public: o.PublicID, machine: model.MachineObjection, state: o.State,
		version: o.Version, area: o.Area, objection: o}, o.Scheme, err)
}

func (s *Service) ofReview(tx *store.Tx, r *model.Review, err error) (*subject, error) {
	sub, err := s.subjectOf(subject{kind: model.ObjectReview, id: r.ID, public: r.PublicID, machine: model.MachineReview, state: r.State,
		version: r.Version, area: r.Area, review: r}, r.Scheme, err)
	if err != nil {
		return nil, err
	}
	c, err := tx.Case(r.CaseID)
	sub.cas, sub.round = &c, c.RoundID
	return sub, err
}

// readSurvey reads a case's newest survey and who is appointed to it; a case that
// is not stored yet has none.
func (s *Service) readSurvey(tx *store.Tx, sub *subject) error {
	sub.survey, sub.appointed, sub.surveyed = nil, nil, true
	if sub.cas.ID == 0 {
		return nil
	}
	sv, err := tx.SurveyOf(sub.cas.ID)
	if model.KindOf(err) == model.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := tx.Surveyors(sub.cas.ID, sv.Serial)
	if err != nil {
		return err
	}
	for _, x := range list { // an appointment lasts as long as the right it rests on (T11)
		_, ok, err := s.maySurvey(tx, sub.cas, x.PersonID)
		if err != nil {
			return err
		}
		if ok {
			sub.appointed = append(sub.appointed, x.PersonID)
		}
	}
	sub.survey = &sv
	return nil
}

// object tells the permission function where the subject lies and whose it is.
func (sub *subject) object() model.Object {
	o := model.Object{Area: sub.area, Appointed: sub.appointed}
	if sub.cas != nil {
		o.ApplicantID = sub.cas.ApplicantID
	}
	return o
}

// seen is the version people decide on: what they were shown, not what only
// guards the row against a race.
func (sub *subject) seen() int64 {
	if sub.roster != nil {
		return sub.roster.Seen()
	}
	return sub.version
}

// ref names the subject for the outside.
func (sub *subject) ref() model.Ref { return model.Ref{Kind: sub.kind, ID: sub.public} }

// put writes the subject back in its new state, guarded by the old one, and
// takes over the raised version.
func (sub *subject) put(tx *store.Tx, to model.State, at model.Instant) error {
	from := sub.state
	var err error
	switch sub.kind {
	case model.ObjectRound:
		sub.rnd.State = to
		err = tx.PutRound(sub.rnd, from)
		sub.version = sub.rnd.Version
	case model.ObjectCase:
		err = sub.putCase(tx, to, at)
	case model.ObjectSheet:
		sub.sheet.State, sub.sheet.StateAt = to, at
		err = tx.PutSheet(sub.sheet, from)
		sub.version = sub.sheet.Version
	case model.ObjectRoster:
		err = sub.putRoster(tx, to, at)
	case model.ObjectBundle:
		err = sub.putBundle(tx, to, at)
	case model.ObjectObjection:
		sub.objection.State, sub.objection.StateAt = to, at
		err = tx.PutObjection(sub.objection, from)
		sub.version = sub.objection.Version
	case model.ObjectReview:
		sub.review.State, sub.review.StateAt = to, at
		err = tx.PutReview(sub.review, from)
		sub.version = sub.review.Version
	}
	if err != nil {
		return err
	}
	sub.state = to
	return nil
}

// putCase writes a case back. One that this very act has stored in the state it
// comes to need not be written twice: there was nobody to race with.
func (sub *subject) putCase(tx *store.Tx, to model.State, at model.Instant) error {
	from := sub.state
	if sub.fresh {
		if from = sub.cas.State; from == to {
			sub.fresh, sub.version = false, sub.cas.Version
			return nil
		}
	}
	if to != from {
		sub.cas.StateAt = at
	}
	sub.cas.State = to
	err := tx.PutCase(sub.cas, from)
	sub.version = sub.cas.Version
	return err
}

// putRoster writes a list back; each entry into a state is counted, so that what
// was signed at an earlier one does not count at this.
func (sub *subject) putRoster(tx *store.Tx, to model.State, at model.Instant) error {
	from := sub.state
	if to != from {
		sub.roster.StateSeq++
		sub.roster.StateAt = at
	}
	sub.roster.State = to
	err := tx.PutRoster(sub.roster, from)
	sub.version = sub.roster.Version
	return err
}

func (sub *subject) putBundle(tx *store.Tx, to model.State, at model.Instant) error {
	from := sub.state
	if to != from {
		sub.bundle.StateSeq++
		sub.bundle.StateAt = at
	}
	sub.bundle.State = to
	err := tx.PutBundle(sub.bundle, from)
	sub.version = sub.bundle.Version
	return err
}
