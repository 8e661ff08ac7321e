package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// Forms returns what the actor may hand in about rounds beside the steps of the
// procedure (轮次, 政策告知, 规模), so that a client offers no other. Each use case
// asks for the right again.
func (s *Service) Forms(ctx context.Context, actor model.Actor) ([]model.NamedForm, error) {
	tx := s.store.Read(ctx)
	forms := []model.NamedForm{}
	for _, part := range []struct {
		name string
		may  model.Action
		form func(*store.Tx, model.Actor) (model.Form, error)
	}{
		{"round", model.OpenRound, s.roundForm},
		{"policy_told", model.TellPolicy, s.policyForm},
		{"quota", model.AllotQuota, quotaForm},
	} {
		if !actor.MaySomewhere(part.may) {
			continue
		}
		form, err := part.form(tx, actor)
		if err != nil {
			return nil, err
		}
		forms = append(forms, model.NamedForm{Name: part.name, Form: form})
	}
	return forms, nil
}

func (s *Service) roundForm(tx *store.Tx, actor model.Actor) (model.Form, error) {
	counties := countiesOf(actor)
	names, err := s.placeNames(tx, counties)
	if err != nil {
		return model.Form{}, err
	}
	var places, schemes []model.Choice
	for _, c := range counties {
		places = append(places, model.Choice{Value: regionCode(c), Label: names[c]})
	}
	for _, sch := range s.law.All() {
		if label := sch.Title; len(schemes) == 0 || schemes[len(schemes)-1].Value != sch.Key {
			if sch.Draft {
				label += "（草案）"
			}
			schemes = append(schemes, model.Choice{Value: sch.Key, Label: label})
		}
	}
	return model.Form{Title: "建立一轮", Help: "先建立，分好规模，各组都告知过政策，再由负责人启动", Fields: []model.Field{
		{Name: "scheme", Label: "按哪个方案", Kind: "choice", Required: true, Choices: schemes},
		{Name: "county", Label: "哪个县", Kind: "choice", Required: true, Choices: places},
		{Name: "base_year", Label: "标准是哪一年的", Help: "比如2014年建档立卡用2013年的标准", Kind: "number", Required: true},
		{Name: "year", Label: "办理的年份", Help: "各步的截止日期按这一年算", Kind: "number", Required: true},
		{Name: "title", Label: "名称", Help: "不填就用年份和方案名", Kind: "text", Max: 40},
		{Name: "line_fen", Label: "标准", Unit: "元/年", Help: "方案里已经定了标准的，不用填", Kind: "money_fen"},
	}}, nil
}

// policyForm offers the groups in which the actor tells the policy.
func (s *Service) policyForm(tx *store.Tx, actor model.Actor) (model.Form, error) {
	var groups []model.Choice
	seen := map[string]bool{}
	for _, right := range actor.Rights {
		if _, err := actor.May(model.TellPolicy, model.Object{Area: right.Area}); err != nil {
			continue
		}
		places, err := tx.RegionsIn(right.Area, model.LevelGroup)
		if err != nil {
			return model.Form{}, err
		}
		for _, p := range places {
			if !seen[p.Code] {
				seen[p.Code] = true
				groups = append(groups, model.Choice{Value: p.Code, Label: p.Name})
			}
		}
	}
	return model.Form{Title: "登记政策告知", Help: "组里开会或上门讲过政策，再来登记", Fields: []model.Field{
		{Name: "groups", Label: "在哪些组讲过", Kind: "choices", Required: true, Choices: groups},
		{Name: "day", Label: "哪天讲的", Kind: "date", Required: true},
	}}, nil
}

func quotaForm(*store.Tx, model.Actor) (model.Form, error) {
	return model.Form{Title: "分解规模", Help: "填这个地方一共多少人；下面各处加起来不能超过它", Fields: []model.Field{
		{Name: "region", Label: "分给哪里", Kind: "place", Required: true},
		{Name: "category", Label: "哪一类", Kind: "choice", Required: true, Choices: []model.Choice{{Value: "poor", Label: "贫困户"}, {Value: "exited", Label: "脱贫户"},
			{Value: "watched", Label: "监测对象"}, {Value: "helped", Label: "帮扶对象"}}},
		{Name: "persons", Label: "多少人", Unit: "人", Kind: "number", Required: true},
	}}, nil
}

// PlaceNames names places for people: 山河镇解家川村.
func (s *Service) PlaceNames(ctx context.Context, areas []model.Area) (map[model.Area]string, error) {
	return s.placeNames(s.store.Read(ctx), areas)
}
