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
	seen := map[string]bool{}
	for _, rule := range sub.scheme.Moves(sub.machine, sub.state) {
		object := sub.object()
		if task != nil && rule.Allows(task.ForRole) && heldBy(actor, task) {
			object.AskedOf, object.AskedArea = task.Role, task.DeskArea
		}
		right, err := actor.May(model.Action{Name: actionName(sub.machine, rule.Do), By: rule.By}, object)
		if err != nil || seen[string(rule.Do)] {
			continue
		}
		ok, err := s.possible(tx, actor, sub, rule, right)
		if err != nil {
			return nil, err
		}
		if ok {
			seen[string(rule.Do)] = true
			acts = append(acts, actView(sub, rule))
		}
	}
	return acts, nil
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
	if len(rule.To) > 1 {
		for _, st := range rule.To {
			v.Targets = append(v.Targets, TargetView{State: st, Say: sub.scheme.Step(sub.machine, st)})
		}
	}
	return v
}

// possible leaves out what the matter itself does not allow now although the
// state does.
func (s *Service) possible(*store.Tx, model.Actor, *subject, workflow.Rule, model.Right) (bool, error) {
	return true, nil
}
