package casework

import (
	"context"
	"encoding/json"

	"bangfu/model"
	"bangfu/model/store"
)

// Case returns a household's matter as far as the reader may see it (spec §10.2);
// a cadre's look is recorded. Errors: KindNotFound when it is absent or outside
// everything the reader sees.
func (s *Service) Case(ctx context.Context, actor model.Actor, id model.PublicID) (CaseView, error) {
	tx := s.store.Read(ctx)
	c, err := tx.CaseByPublic(id)
	if err != nil {
		return CaseView{}, err
	}
	sub, err := s.ofCase(tx, &c, nil)
	if err != nil {
		return CaseView{}, err
	}
	if !visible(actor, sub) {
		return CaseView{}, model.NotFound()
	}
	if err := s.looked(ctx, actor, sub, "look.case", []model.Case{c}); err != nil {
		return CaseView{}, err
	}
	return s.caseView(tx, actor, sub)
}

// visible reports whether the actor may see a matter at all.
func visible(actor model.Actor, sub *subject) bool {
	return actor.PersonID != 0 && actor.Sees(sub.object())
}

// MyCases returns the actor's own matters, the newest first.
func (s *Service) MyCases(ctx context.Context, actor model.Actor) ([]CaseView, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	cases, err := tx.CasesOfApplicant(actor.PersonID)
	if err != nil {
		return nil, err
	}
	views := make([]CaseView, 0, len(cases))
	for i := range cases {
		sub, err := s.ofCase(tx, &cases[i], nil)
		if err != nil {
			return nil, err
		}
		v, err := s.caseView(tx, actor, sub)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// Cases lists the matters in the actor's scope, in short: no sealed field, no
// step. next is the cursor of the next page, "" at the end. A cadre's look is
// recorded once for the page. Errors: KindInvalid for a place or cursor that is none.
func (s *Service) Cases(ctx context.Context, actor model.Actor, f CaseFilter) (items []CaseView, next string, err error) {
	if actor.PersonID == 0 {
		return nil, "", model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	page := store.Page{Limit: f.Limit}
	if f.After != "" {
		last, err := tx.CaseByPublic(model.PublicID(f.After))
		if err != nil || !actor.Sees(model.Object{Area: last.Area, ApplicantID: last.ApplicantID}) {
			return nil, "", model.Invalid("翻页的位置不对，请从头再看")
		}
		page.After = last.ID
	}
	var area model.Area
	if f.Area != "" {
		place, err := tx.Region(f.Area)
		if err != nil {
			return nil, "", model.InvalidField("area", "没有这个地方，请重新选")
		}
		area = place.Area
	}
	cases, err := tx.Cases(store.ScopeOf(actor), f.State, area, page)
	if err != nil || len(cases) == 0 {
		return []CaseView{}, "", err
	}
	if items, err = s.briefCases(tx, actor, cases); err != nil {
		return nil, "", err
	}
	if len(cases) == pageLimit(f.Limit) {
		next = string(cases[len(cases)-1].PublicID)
	}
	return items, next, s.lookedAtAll(ctx, actor, cases)
}

// pageLimit is how many a listing returns at most, as the store counts it.
func pageLimit(n int) int {
	if n < 1 || n > 200 {
		return 50
	}
	return n
}

// lookedAtAll records one look at a page of cases; own ones are not looked at.
func (s *Service) lookedAtAll(ctx context.Context, actor model.Actor, cases []model.Case) error {
	var others []model.Case
	for _, c := range cases {
		if c.ApplicantID != actor.PersonID {
			others = append(others, c)
		}
	}
	if len(others) == 0 {
		return nil
	}
	at := &subject{kind: model.ObjectCase, area: others[0].Area}
	return s.looked(ctx, actor, at, "look.cases", others)
}

// briefCases writes cases as they stand in a listing, their lists and places in
// one query each.
func (s *Service) briefCases(tx *store.Tx, actor model.Actor, cases []model.Case) ([]CaseView, error) {
	var ids []int64
	areas := make([]model.Area, len(cases))
	for i, c := range cases {
		areas[i] = c.Area
		if c.RosterID != 0 {
			ids = append(ids, c.RosterID)
		}
	}
	rosters, err := tx.RostersByID(ids)
	if err != nil {
		return nil, err
	}
	places, err := s.placeNames(tx, areas)
	if err != nil {
		return nil, err
	}
	views := make([]CaseView, 0, len(cases))
	for i := range cases {
		c := &cases[i]
		sch, err := s.schemeOf(c.Scheme)
		if err != nil {
			return nil, err
		}
		sub := &subject{kind: model.ObjectCase, id: c.ID, public: c.PublicID, machine: model.MachineCase, state: c.State, version: c.Version,
			area: c.Area, round: c.RoundID, scheme: sch, cas: c}
		v := s.caseHead(audienceOf(actor, sub), sub, places[c.Area])
		if r, ok := rosters[c.RosterID]; ok && onRoster(sub) {
			v.Step = sch.Step(model.MachineRoster, r.State)
		}
		v.Now = NowView{Since: c.StateAt.Time()}
		views = append(views, v)
	}
	return views, nil
}

// caseHead writes what needs no further reading.
func (s *Service) caseHead(who audience, sub *subject, place string) CaseView {
	c := sub.cas
	v := CaseView{ID: c.PublicID, Version: c.Version, Type: c.Type, Category: c.Category, State: c.State, Step: sub.scheme.Step(model.MachineCase, c.State),
		ReceiptNo: c.ReceiptNo, AcceptNo: c.AcceptNo, Village: c.Village, Group: c.Group, Place: place, ForOther: c.Relation != "", Relation: c.Relation, ProxyReason: c.ProxyReason,
		Steps: []StepView{}, Acts: []ActView{}, CreatedAt: c.CreatedAt.Time()}
	if who.sees(fieldHouseholder) == clear {
		v.Householder = c.Householder
	}
	if who.sees(fieldPersons) == clear {
		v.Persons = c.Persons
	}
	v.Marks = who.marks(c, sub)
	return v
}

// caseView writes a case in full for the reader.
func (s *Service) caseView(tx *store.Tx, actor model.Actor, sub *subject) (CaseView, error) {
	c, who := sub.cas, audienceOf(actor, sub)
	v := s.caseHead(who, sub, s.placeName(tx, c.Area))
	for _, part := range []func(*store.Tx, audience, *subject, *CaseView) error{s.addSealed, s.addPhotos, s.addVotes, s.addWay, s.addEnd, s.addPrevious} {
		if err := part(tx, who, sub, &v); err != nil {
			return v, err
		}
	}
	survey, err := s.surveyView(tx, actor, who, sub)
	if err != nil {
		return v, err
	}
	v.Survey = survey
	if v.Acts, err = s.actsOf(tx, actor, sub, nil); err != nil {
		return v, err
	}
	extra, err := s.householdActs(tx, actor, sub)
	v.Acts = append(v.Acts, extra...)
	return v, err
}

// addSealed opens what is sealed and the reader may see.
func (s *Service) addSealed(tx *store.Tx, who audience, sub *subject, v *CaseView) error {
	c := sub.cas
	open := func(f field, column string, sealed []byte) (string, error) {
		if who.sees(f) == hidden || len(sealed) == 0 {
			return "", nil
		}
		plain, err := tx.Seal().Open(caseCell(c, column), sealed)
		return string(plain), err
	}
	number, err := open(fieldNumber, "number", c.NumberSealed)
	if err != nil {
		return err
	}
	if number != "" {
		v.Number = model.NewIDNumber(number).String()
	}
	phone, err := open(fieldPhone, "phone", c.PhoneSealed)
	if err != nil {
		return err
	}
	if phone != "" {
		v.Phone = who.phone(model.NewPhone(phone))
	}
	if v.Words, err = open(fieldHealth, "words", c.WordsSealed); err != nil {
		return err
	}
	hardship, err := open(fieldHardship, "hardship", c.HardshipSealed)
	if err != nil || hardship == "" {
		return err
	}
	v.Hardship, err = hardshipLabels(hardship)
	return err
}

// hardshipLabels puts the kinds of hardship, as they are sealed, into everyday words.
func hardshipLabels(sealed string) ([]string, error) {
	var kinds, labels []string
	if err := json.Unmarshal([]byte(sealed), &kinds); err != nil {
		return nil, model.Internal(err)
	}
	for _, k := range kinds {
		if label, ok := labelOf(Hardships(), k); ok {
			labels = append(labels, label)
		}
	}
	return labels, nil
}

func (s *Service) addPhotos(tx *store.Tx, who audience, sub *subject, v *CaseView) error {
	if who.sees(fieldPhotos) != clear {
		return nil
	}
	var err error
	v.Photos, err = filesOf(tx, sub.kind, sub.id)
	return err
}

// filesOf returns the files tied to an object.
func filesOf(tx *store.Tx, kind string, id int64) ([]FileView, error) {
	ties, err := tx.Attachments(kind, id, "")
	if err != nil || len(ties) == 0 {
		return nil, err
	}
	ids := make([]int64, len(ties))
	for i, t := range ties {
		ids[i] = t.FileID
	}
	files, err := tx.FilesByID(ids)
	if err != nil {
		return nil, err
	}
	views := make([]FileView, 0, len(ties))
	for _, t := range ties {
		if f, ok := files[t.FileID]; ok {
			views = append(views, FileView{ID: f.PublicID, Purpose: t.Purpose, Kind: f.Kind})
		}
	}
	return views, nil
}

func (s *Service) addPrevious(tx *store.Tx, who audience, sub *subject, v *CaseView) error {
	if sub.cas.PreviousID == 0 || who == audienceProxy {
		return nil
	}
	public, err := tx.PublicIDs(model.ObjectCase, []int64{sub.cas.PreviousID})
	v.Previous = public[sub.cas.PreviousID]
	return err
}
