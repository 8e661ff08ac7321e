package casework

import (
	"context"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// RoundInput makes a round of a scheme in a county.
type RoundInput struct {
	Scheme   string `json:"scheme"` // key
	County   string `json:"county"` // region code
	BaseYear int    `json:"base_year"`
	Year     int    `json:"year"`
	Title    string `json:"title,omitempty"`
	LineFen  int64  `json:"line_fen,omitempty"` // where the scheme leaves the line to the county
}

// CreateRound prepares a round (轮次) in its draft state, under the scheme version
// this server ships now; it keeps that version whatever comes later.
func (s *Service) CreateRound(ctx context.Context, actor model.Actor, request string, in RoundInput) (model.Outcome, error) {
	sch, ok := s.law.ByKey(in.Scheme)
	if !ok {
		return model.Outcome{}, model.InvalidField("scheme", "没有这个方案，请从列表里选")
	}
	line, err := sch.LineOf(in.BaseYear)
	if err != nil && in.LineFen == 0 {
		return model.Outcome{}, err
	}
	if in.LineFen != 0 && sch.LineFromCounty {
		line = in.LineFen
	}
	hash := s.imprint("round", in.Scheme, in.County, strconv.Itoa(in.BaseYear), strconv.Itoa(in.Year), in.Title, strconv.FormatInt(in.LineFen, 10))
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		county, err := tx.Region(in.County)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.OpenRound, model.Object{Area: county.Area})
		if err != nil {
			return model.Outcome{}, err
		}
		if err := tx.AddScheme(&model.SchemeVersion{Hash: sch.Hash, Key: sch.Key, Version: sch.Version, Title: sch.Title, Source: sch.Source, CreatedAt: s.now()}); err != nil {
			return model.Outcome{}, err
		}
		title := in.Title
		if title == "" {
			title = strconv.Itoa(in.Year) + "年" + sch.Title
		}
		r := model.Round{PublicID: model.NewPublicID(), Scheme: sch.Hash, Title: title, Area: county.Area, BaseYear: in.BaseYear, Year: in.Year,
			LineFen: line, State: sch.Initial(model.MachineRound), Version: 1, CreatedAt: s.now()}
		if err := tx.AddRound(&r); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "create.round", Kind: model.ObjectRound, ID: r.ID,
			Area: r.Area, To: r.State, Version: r.Version, Scheme: r.Scheme, RequestKey: request})
		return model.Outcome{Kind: "done", Object: model.Ref{Kind: model.ObjectRound, ID: r.PublicID}, Do: "create", Say: "建立轮次", To: r.State,
			Version: r.Version, Digest: digest}, err
	})
}

// TellPolicy records that the policy was told in a group before the round opens its doors.
func (s *Service) TellPolicy(ctx context.Context, actor model.Actor, request string, round model.PublicID, groups []string, day model.Date) (model.Outcome, error) {
	hash := s.imprint("tell", string(round), string(day), strings.Join(groups, ","))
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		r, err := tx.RoundByPublic(round)
		if err != nil {
			return model.Outcome{}, err
		}
		if day == "" || day > s.today() {
			return model.Outcome{}, model.InvalidField("day", "请填告知的日期，不能晚于今天")
		}
		if len(groups) == 0 {
			return model.Outcome{}, model.InvalidField("groups", "请选村民小组")
		}
		var right model.Right
		for _, code := range groups {
			g, err := tx.Region(code)
			if err != nil || g.Level != model.LevelGroup {
				return model.Outcome{}, model.InvalidField("groups", "请选村民小组")
			}
			if right, err = actor.May(model.TellPolicy, model.Object{Area: g.Area}); err != nil {
				return model.Outcome{}, err
			}
			told := model.PolicyTold{RoundID: r.ID, Group: code, PersonID: actor.PersonID, Day: day, At: s.now()}
			if err := tx.AddPolicyTold(&told); err != nil {
				return model.Outcome{}, model.Conflict("这个组已经登记过政策告知，不用再登")
			}
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "tell.policy", Kind: model.ObjectRound, ID: r.ID,
			Area: right.Area, From: r.State, To: r.State, Version: r.Version, Scheme: r.Scheme, RequestKey: request})
		return model.Outcome{Kind: "done", Object: model.Ref{Kind: model.ObjectRound, ID: r.PublicID}, Do: "tell_policy", Say: "政策告知",
			Count: int64(len(groups)), Digest: digest}, err
	})
}
