package casework

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Change replaces what a household filled in, until its application is accepted
// (decisions 8), also while it is asked for what is missing. Where it belongs and
// whose it is stay: another village is 转村, another person another application
// (A1). Errors: KindConflict once it is accepted.
func (s *Service) Change(ctx context.Context, actor model.Actor, request string, id model.PublicID, in Application) (model.Outcome, error) {
	hash := in.Fingerprint
	if hash == "" {
		hash = s.imprint("change", string(id), s.applicationImprint(in))
	}
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		c, err := tx.CaseByPublic(id)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.ofCase(tx, &c, nil)
		if err != nil {
			return model.Outcome{}, err
		}
		by := []model.Role{model.RoleApplicant}
		if c.FilledBy != 0 {
			by = append(by, model.RoleVillageClerk)
		}
		right, err := actor.May(model.Action{Name: "case.change", By: by}, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		if len(rulesFor(sub, "accept")) == 0 && len(rulesFor(sub, "resubmit")) == 0 {
			return model.Outcome{}, model.Conflict("村上已经受理，不能再改。情况有变化，入户调查时告诉调查员")
		}
		in, err := s.completed(tx, &c, in)
		if err != nil {
			return model.Outcome{}, err
		}
		same, err := s.unchanged(tx, sub, in)
		if err != nil {
			return model.Outcome{}, err
		}
		if same {
			return model.Outcome{Kind: "done", Object: sub.ref(), Do: "change", Say: "修改", Version: sub.version, Number: c.ReceiptNo}, nil
		}
		return s.keepChange(tx, actor, right, sub, request, in)
	})
}

func (s *Service) keepChange(tx *store.Tx, actor model.Actor, right model.Right, sub *subject, request string, in Application) (model.Outcome, error) {
	c, was := sub.cas, sub.version
	c.Householder = strings.TrimSpace(in.Householder)
	if c.Relation != "" {
		c.Relation, c.ProxyReason = in.Relation, in.ProxyReason
	}
	if err := s.sealApplication(tx, c, in); err != nil {
		return model.Outcome{}, err
	}
	m := &move{s: s, tx: tx, actor: actor, sub: sub, at: s.now()}
	for _, photo := range in.Photos {
		if _, err := m.attach(photo, "application"); err != nil {
			return model.Outcome{}, err
		}
	}
	if err := sub.put(tx, sub.state, s.now()); err != nil {
		return model.Outcome{}, err
	}
	if err := tx.RenewTasks(sub.kind, sub.id, sub.seen()); err != nil {
		return model.Outcome{}, err
	}
	digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "amend.case", Kind: sub.kind, ID: sub.id, Area: sub.area,
		From: sub.state, To: sub.state, Version: was, Scheme: sub.scheme.Hash, RequestKey: request, About: []string{c.NumberIndex}})
	return model.Outcome{Kind: "done", Object: sub.ref(), Do: "change", Say: "修改", Version: sub.version, Number: c.ReceiptNo, Digest: digest}, err
}
