package casework

import (
	"context"
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// reserveQuota takes the places of rows that are kept; a list above its quota
// does not go on. Only categories the quota binds are counted.
func (m *move) reserveQuota(r *model.Roster, caseID, persons int64) error {
	if persons == 0 || !m.sub.scheme.Quota.Binds(r.Category) {
		return nil
	}
	q, err := m.tx.Quota(r.RoundID, r.Village, r.Category)
	if err != nil {
		if model.KindOf(err) == model.KindNotFound {
			return model.Conflict("这个村还没有分到规模，请先请乡镇分解规模")
		}
		return err
	}
	ok, err := m.tx.Reserve(q.ID, persons)
	if err != nil {
		return err
	}
	if !ok {
		free := q.Cap - q.Reserved - q.Used
		return model.Conflict("超过规模：本村还可以评" + strconv.FormatInt(free, 10) + "人，这份名单有" + strconv.FormatInt(persons, 10) + "人。请会上再议，减到规模以内")
	}
	return m.tx.AddQuotaMove(&model.QuotaMove{QuotaID: q.ID, RosterID: r.ID, CaseID: caseID, Kind: "reserve", Persons: persons, At: m.at})
}

// releaseQuota gives the places of rows back that were held, refused or withdrawn.
func (m *move) releaseQuota(r *model.Roster, caseID, persons int64) error {
	return m.changeQuota(r, caseID, persons, "release", m.tx.Release)
}

// useQuota turns reserved places into used ones at registration.
func (m *move) useQuota(r *model.Roster, caseID, persons int64) error {
	return m.changeQuota(r, caseID, persons, "use", m.tx.Use)
}

// giveBackQuota frees the used places of a household that was announced and is taken out.
func (m *move) giveBackQuota(r *model.Roster, caseID, persons int64) error {
	return m.changeQuota(r, caseID, persons, "give_back", m.tx.GiveBack)
}

func (m *move) changeQuota(r *model.Roster, caseID, persons int64, kind string, change func(id, persons int64) (bool, error)) error {
	if persons == 0 || !m.sub.scheme.Quota.Binds(r.Category) {
		return nil
	}
	q, err := m.tx.Quota(r.RoundID, r.Village, r.Category)
	if err != nil {
		return err
	}
	ok, err := change(q.ID, persons)
	if err != nil {
		return err
	}
	if !ok {
		return model.Conflict("规模账对不上，请县上先核对这个村的规模")
	}
	return m.tx.AddQuotaMove(&model.QuotaMove{QuotaID: q.ID, RosterID: r.ID, CaseID: caseID, Kind: kind, Persons: persons, At: m.at})
}

// QuotaInput hands quota to a place in a category.
type QuotaInput struct {
	Round    model.PublicID `json:"round"`
	Region   string         `json:"region"` // code of the township or village; the county for its own
	Category model.Category `json:"category"`
	Persons  int64          `json:"persons"`
}

// AllotQuota sets the quota of a place within what its parent has left (规模分解,
// the county's own row first, then townships, then villages. Errors:
// KindConflict when children would exceed the parent or the place would fall
// below what it has used, reserved or handed down.
func (s *Service) AllotQuota(ctx context.Context, actor model.Actor, request string, in QuotaInput) (model.Outcome, error) {
	if in.Persons < 0 {
		return model.Outcome{}, model.InvalidField("persons", "人数不能是负数")
	}
	return s.once(ctx, actor, request, s.imprint("allot", string(in.Round), in.Region, string(in.Category), strconv.FormatInt(in.Persons, 10)), func(tx *store.Tx) (model.Outcome, error) {
		round, err := tx.RoundByPublic(in.Round)
		if err != nil {
			return model.Outcome{}, err
		}
		place, err := tx.Region(in.Region)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.AllotQuota, model.Object{Area: place.Area})
		if err != nil {
			return model.Outcome{}, err
		}
		if f, _ := right.Role.Facts(); f.Level <= place.Level && place.Level < model.LevelCounty {
			return model.Outcome{}, model.Forbidden("规模由上一级来分，不能自己给自己分")
		}
		q, err := s.allot(tx, round, place, in)
		if err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "quota.allot", Kind: "quota", ID: q.ID, Area: place.Area,
			Version: q.Version, Scheme: round.Scheme, RequestKey: request, Note: string(in.Category) + ":" + strconv.FormatInt(in.Persons, 10)})
		return model.Outcome{Kind: "done", Do: "allot", Say: "分解规模", Count: in.Persons, Digest: digest}, err
	})
}

func (s *Service) allot(tx *store.Tx, round model.Round, place model.Region, in QuotaInput) (model.Quota, error) {
	have, err := tx.Quota(round.ID, place.Code, in.Category)
	fresh := model.KindOf(err) == model.KindNotFound
	if err != nil && !fresh {
		return have, err
	}
	if place.Level < model.LevelCounty {
		parent, err := tx.Quota(round.ID, place.Parent, in.Category)
		if err != nil {
			return have, model.Conflict("上一级还没有分到规模，请先分解到上一级")
		}
		ok, err := tx.Allocate(parent.ID, in.Persons-have.Cap)
		if err != nil {
			return have, err
		}
		if !ok {
			free := parent.Cap - parent.Allocated
			return have, model.Conflict("超过上一级的规模：上一级还剩" + strconv.FormatInt(free, 10) + "人可分")
		}
	}
	if fresh {
		have = model.Quota{RoundID: round.ID, Code: place.Code, Category: in.Category, Area: place.Area, Level: place.Level, Cap: in.Persons, Version: 1}
		err = tx.AddQuota(&have)
	} else {
		var ok bool
		if ok, err = tx.Recap(have.ID, have.Version, in.Persons); err == nil && !ok {
			err = model.Conflict("不能低于已经分下去、占用或用掉的人数")
		}
	}
	if err != nil {
		return have, err
	}
	return have, tx.AddQuotaMove(&model.QuotaMove{QuotaID: have.ID, Kind: "allocate", Persons: in.Persons, At: s.now()})
}
