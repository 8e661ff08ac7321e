package casework

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// RevealPurposes are the purposes for which a full citizen's number may be shown;
// the household reads them under 谁看过我家的资料.
func RevealPurposes() []model.Choice {
	return []model.Choice{{Value: "accept", Label: "受理核对"}, {Value: "survey", Label: "入户调查核对"}, {Value: "review", Label: "审核核对"},
		{Value: "entry", Label: "录入系统"}, {Value: "objection", Label: "核查反映的情况"}}
}

// RevealNumber shows the full citizen's number of a case's householder, for one of
// RevealPurposes, and records the look with its purpose; no record, no number.
// Errors: KindNotFound outside the scope, KindForbidden for who may not,
// KindInvalid for another purpose.
func (s *Service) RevealNumber(ctx context.Context, actor model.Actor, id model.PublicID, purpose string) (string, error) {
	var number string
	err := s.store.InTx(ctx, func(tx *store.Tx) error {
		c, err := tx.CaseByPublic(id)
		if err != nil {
			return err
		}
		sub, err := s.ofCase(tx, &c, nil)
		if err != nil {
			return err
		}
		right, err := actor.May(model.RevealNumber, model.Object{Area: sub.area, Appointed: sub.appointed})
		if err != nil {
			return err
		}
		if _, ok := labelOf(RevealPurposes(), purpose); !ok {
			return model.InvalidField("purpose", "请选为什么要看完整的号码")
		}
		plain, err := tx.Seal().Open(caseCell(&c, "number"), c.NumberSealed)
		if err != nil {
			return err
		}
		number = string(plain)
		return s.look(tx, actor, right, sub, "look.number", purpose, []string{c.NumberIndex})
	})
	if err != nil {
		return "", err
	}
	return number, nil
}

// look records that somebody has read personal data.
func (s *Service) look(tx *store.Tx, actor model.Actor, right model.Right, sub *subject, action, note string, about []string) error {
	_, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: action, Kind: sub.kind, ID: sub.id, Area: sub.area, Note: note, About: about})
	return err
}

// looked records a cadre's look at households in a transaction of its own, before
// anything is shown; a household that reads its own matter is not recorded.
func (s *Service) looked(ctx context.Context, actor model.Actor, sub *subject, action string, cases []model.Case) error {
	right, ok := actor.Holds(model.ReadHousehold.By, sub.area)
	if own := sub.cas != nil && sub.cas.ApplicantID != 0 && sub.cas.ApplicantID == actor.PersonID; own || len(cases) == 0 {
		return nil
	}
	if !ok {
		right = model.Right{Role: model.RoleSurveyor, Area: sub.area}
	}
	about := make([]string, len(cases))
	for i, c := range cases {
		about[i] = c.NumberIndex
	}
	return s.store.InTx(ctx, func(tx *store.Tx) error { return s.look(tx, actor, right, sub, action, "", about) })
}

// looksShown is how many looks a household is shown, the newest first.
const looksShown = 200

// WhoLooked returns which offices have looked at a household's data, why and when
// (谁看过我家的资料), never which person: for the household itself when its binding is
// proven, and for who reads the record of the area. Errors: KindNotFound for
// everybody else.
func (s *Service) WhoLooked(ctx context.Context, actor model.Actor, id model.PublicID) ([]LookView, error) {
	tx := s.store.Read(ctx)
	c, err := tx.CaseByPublic(id)
	if err != nil {
		return nil, err
	}
	sub, err := s.ofCase(tx, &c, nil)
	if err != nil {
		return nil, err
	}
	if audienceOf(actor, sub) != audienceOwn {
		if _, ok := actor.Holds(model.ReadAudit.By, sub.area); !ok {
			return nil, model.NotFound()
		}
	}
	rows, err := tx.AuditsAbout(c.NumberIndex, looksShown)
	if err != nil {
		return nil, err
	}
	looks := []LookView{}
	for _, a := range rows {
		if !strings.HasPrefix(a.Action, "look.") || c.ApplicantID != 0 && a.PersonID == c.ApplicantID && a.Role == "" {
			continue
		}
		looks = append(looks, LookView{Office: s.officeName(tx, a.Role, a.RightArea), Purpose: purposeOf(a.Action, a.Note), At: a.At.Time()})
	}
	return looks, nil
}

func purposeOf(action, note string) string {
	if say, ok := labelOf(RevealPurposes(), note); ok && action == "look.number" {
		return "看完整身份证号：" + say
	}
	say := map[string]string{"look.case": "办理时查看申请", "look.cases": "查看申请列表", "look.sheet": "查看小组评议表", "look.roster": "查看名单",
		"look.bundle": "查看上报名单", "look.file": "查看照片材料"}[action]
	if say == "" {
		return "查看资料"
	}
	return say
}

func labelOf(choices []model.Choice, value string) (string, bool) {
	for _, c := range choices {
		if c.Value == value {
			return c.Label, true
		}
	}
	return "", false
}
