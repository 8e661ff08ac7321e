package casework

import (
	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// actsOf returns what the actor may do on a matter now: the rows of its present
// state that are the actor's by Actor.May, each with what its step asks for. It
// decides nothing: Act asks again.
func (s *Service) actsOf(tx *store.Tx, actor model.Actor, sub *subject, task *model.Task) ([]ActView, error) {
	acts := []ActView{}
	if task != nil && task.Kind != "step" {
		return s.errand(task, acts), nil
	}
	seen := map[model.Do]bool{}
	for _, rule := range sub.scheme.Moves(sub.machine, sub.state) {
		asked, may := askedAs(actor, sub, rule, task)
		if !may || seen[rule.Do] {
			continue
		}
		ok, err := s.possible(tx, actor, sub, rule, asked)
		if err != nil {
			return nil, err
		}
		if ok {
			seen[rule.Do] = true
			v := actView(sub, rule)
			if v.Form, err = s.formNow(tx, sub, rule, v.Form); err != nil {
				return nil, err
			}
			acts = append(acts, v)
		}
	}
	return acts, nil
}

// askedAs returns the right by which the actor may do a row, as the role of the
// procedure also when the task was handed up; false when it is not the actor's.
func askedAs(actor model.Actor, sub *subject, rule workflow.Rule, task *model.Task) (model.Right, bool) {
	object := sub.object()
	if task != nil && rule.Allows(task.ForRole) && heldBy(actor, task) {
		object.AskedOf, object.AskedArea = task.Role, task.DeskArea
	}
	right, err := actor.May(model.Action{Name: actionName(sub.machine, rule.Do), By: rule.By}, object)
	if err != nil {
		return model.Right{}, false
	}
	if object.AskedOf != "" && !rule.Allows(right.Role) {
		right.Role = task.ForRole
	}
	return right, true
}

// formNow is the form of a step as the matter stands: the second surveyor signs
// what the first has filled in.
func (s *Service) formNow(tx *store.Tx, sub *subject, rule workflow.Rule, form model.Form) (model.Form, error) {
	if sub.kind != model.ObjectCase || !rule.Allows(model.RoleSurveyor) {
		return form, nil
	}
	sv, err := tx.SurveyOf(sub.id)
	if err != nil || sv.Persons == 0 {
		return form, err
	}
	return model.Form{Title: form.Title, Help: "另一名调查员已经填好，看过没有错就签字", Fields: []model.Field{}}, nil
}

// errand is what a task asks for that is no row of the procedure.
func (s *Service) errand(task *model.Task, acts []ActView) []ActView {
	if task.Kind != "end_photo" || task.OpensAt > s.now() {
		return acts
	}
	return append(acts, ActView{Do: DoEndPhoto, Say: "期满照片", Positive: true, Chat: model.StrengthOpen,
		Form: model.Form{Title: "期满照片", Fields: []model.Field{{Name: "photo", Label: "期满那天的公示栏", Help: "要看得清整张名单", Kind: "photo", Required: true, Page: 1}}}})
}

// actView writes one row of the procedure as a button and a verb.
func actView(sub *subject, rule workflow.Rule) ActView {
	v := ActView{Do: rule.Do, Say: rule.Say, Words: rule.Words, Positive: rule.Positive, Ends: rule.Ends, Chat: rule.Chat,
		PIN: rule.PIN || rule.PINDaily, Reason: rule.Wants("reason"), Reasons: rule.Reasons, Rows: rule.Rows, Form: formOf(rule)}
	if v.Chat == "" {
		v.Chat = model.StrengthOpen
	}
	if picks(rule) {
		for _, st := range rule.To {
			v.Targets = append(v.Targets, TargetView{State: st, Say: sub.scheme.Step(sub.machine, st)})
		}
	}
	return v
}

// possible leaves out what the matter itself does not allow now although the
// state does, so that nobody is offered what Act would refuse.
func (s *Service) possible(tx *store.Tx, actor model.Actor, sub *subject, rule workflow.Rule, asked model.Right) (bool, error) {
	switch sub.kind {
	case model.ObjectCase, model.ObjectReview, model.ObjectObjection:
		if asked.Role != model.RoleApplicant {
			kin, err := s.kinOf(tx, actor, asked, sub)
			if err != nil || kin {
				return false, err
			}
		}
		return s.possibleOnCase(tx, actor, sub, rule)
	case model.ObjectBundle:
		return rule.Do != "send_back", nil // a bundle is sent back list by list
	case model.ObjectRoster:
		if sub.roster.BundleID != 0 && rule.Deciding && rule.Do != "send_back" {
			return false, nil // decided on with its bundle
		}
		if !rule.Deciding {
			return true, nil
		}
		done, err := s.hasActed(tx, actor, sub, asked.Role)
		return !done, err
	}
	return true, nil
}

func (s *Service) possibleOnCase(tx *store.Tx, actor model.Actor, sub *subject, rule workflow.Rule) (bool, error) {
	if sub.kind != model.ObjectCase {
		return true, nil
	}
	if rule.Do == "withdraw" || rule.Do == "renounce" {
		err := mayEnd(tx, rule, sub.cas)
		switch model.KindOf(err) {
		case "":
			return true, nil
		case model.KindForbidden, model.KindConflict:
			return false, nil
		}
		return false, err
	}
	if !rule.Allows(model.RoleSurveyor) {
		return true, nil
	}
	sv, err := tx.SurveyOf(sub.id)
	if err != nil {
		return false, err
	}
	list, err := tx.Surveyors(sub.id, sv.Serial)
	for _, x := range list {
		if x.PersonID == actor.PersonID && x.SignedAt.Set() {
			return false, err
		}
	}
	return true, err
}

// hasActed reports whether the actor, or the desk for every row, has decided on a
// list since it came to its state.
func (s *Service) hasActed(tx *store.Tx, actor model.Actor, sub *subject, asked model.Role) (bool, error) {
	acts, err := tx.RowActs(sub.roster.ID, sub.roster.StateSeq)
	if err != nil || len(acts) == 0 {
		return false, err
	}
	rows, err := tx.Rows(sub.roster.ID)
	if err != nil {
		return false, err
	}
	covered := map[int64]bool{}
	for _, a := range acts {
		if a.Role != asked {
			continue
		}
		if a.PersonID == actor.PersonID {
			return true, nil
		}
		covered[a.CaseID] = true
	}
	for _, row := range rows {
		if row.Verdict.Live() && !covered[row.CaseID] {
			return false, nil
		}
	}
	return true, nil
}

// kinOf reports whether the household of a single matter is near kin of the
// actor, or the actor's own, or that of the absent one the right comes from: a
// cadre steps aside then.
func (s *Service) kinOf(tx *store.Tx, actor model.Actor, right model.Right, sub *subject) (bool, error) {
	cases, err := s.singleCase(tx, sub)
	if err != nil {
		return false, err
	}
	kin, err := tx.KinCases(hands(actor, right), cases)
	return len(kin) > 0, err
}

// householdActs are what a household, or the clerk who filled in for it, may do
// beside the rows of its state: change, ask for a 复核, be handed on.
func (s *Service) householdActs(tx *store.Tx, actor model.Actor, sub *subject) ([]ActView, error) {
	var acts []ActView
	c, own := sub.cas, sub.cas.ApplicantID != 0 && sub.cas.ApplicantID == actor.PersonID
	_, clerk := actor.Holds([]model.Role{model.RoleVillageClerk}, sub.area)
	if (own || clerk && c.FilledBy != 0) && len(rulesFor(sub, "accept"))+len(rulesFor(sub, "resubmit")) > 0 {
		acts = append(acts, ActView{Do: DoChange, Say: "修改", Chat: model.StrengthOpen, Form: changeForm(c)})
	}
	if c.EndLevel == 0 || !sub.scheme.Terminal(model.MachineCase, sub.state) {
		return acts, nil
	}
	if own {
		ask, err := s.askReviewAct(tx, sub)
		if err != nil {
			return nil, err
		}
		acts = append(acts, ask...)
	}
	if own || clerk {
		acts = append(acts, ActView{Do: DoRefer, Say: "转介", Chat: model.StrengthOpen, Form: model.Form{Title: "请别的部门帮您", Fields: []model.Field{
			{Name: "office", Label: "转到哪个部门", Kind: "choice", Required: true, Choices: ReferralOffices(), Page: 1},
			{Name: "consent", Label: "同意把这件事转给他们", Kind: "bool", Required: true, Page: 1}}}})
	}
	return acts, nil
}

// askReviewAct offers 要求再核一次: once, and in time.
func (s *Service) askReviewAct(tx *store.Tx, sub *subject) ([]ActView, error) {
	if _, err := tx.ReviewOf(sub.cas.ID); model.KindOf(err) != model.KindNotFound {
		return nil, err
	}
	until, ok := s.reviewUntil(tx, sub)
	if !ok || !until.IsZero() && s.clock.Now().After(until) {
		return nil, nil
	}
	return []ActView{{Do: DoAskReview, Say: "要求再核一次", Chat: model.StrengthOpen, Form: model.Form{Title: "要求再核一次", Help: "只能要求一次",
		Fields: []model.Field{{Name: "words", Label: "为什么要再核一次", Kind: "words", Required: true, Min: reasonLength, Max: 300, Page: 1}}}}}, nil
}
