package demo

import (
	"fmt"

	"bangfu/model"
	"bangfu/service/casework"
)

// tasks returns every open task of a holder that asks for an act.
func (s *seeding) tasks(h holder, do model.Do) (model.Actor, []casework.TaskCard, error) {
	actor, err := s.as(h)
	if err != nil {
		return actor, nil, err
	}
	var found []casework.TaskCard
	for page := 1; ; page++ {
		cards, total, err := s.Casework.Tasks(s.ctx, actor, page)
		if err != nil {
			return actor, nil, err
		}
		for _, c := range cards {
			if c.Do == do {
				found = append(found, c)
			}
		}
		if len(cards) == 0 || int64(page*len(cards)) >= total && page > 1 || int64(len(cards)) >= total {
			return actor, found, nil
		}
	}
}

// surveyAll lets the two who are appointed to each household visit it: the first
// fills the sheet in, the second signs.
func (w *way) surveyAll() error {
	village := w.village.Region.Code
	for _, h := range []holder{
		w.at(model.RoleVillageCadreTsp, village, 0), w.at(model.RoleVillageClerk, village, 0), w.at(model.RoleResidentTeam, village, 0),
		w.at(model.RoleVillageCommittee, village, 0), w.at(model.RoleVillageCommittee, village, 1),
	} {
		actor, cards, err := w.tasks(h, "survey")
		if err != nil {
			return err
		}
		for _, c := range cards {
			x := w.homeOf(c.Object)
			if x == nil {
				continue
			}
			act := model.Act{Object: c.Object, Do: "survey", Task: c.ID, Request: w.key()}
			if !x.surveyed {
				if act.Input.Survey, err = w.surveySheet(actor, x); err != nil {
					return err
				}
				x.surveyed = true
			}
			if _, err := w.Casework.Act(w.ctx, actor, act); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *way) homeOf(ref model.Ref) *home {
	for i := range w.homes {
		if w.homes[i].ref == ref {
			return &w.homes[i]
		}
	}
	return nil
}

// surveySheet is the short form of a visit, with the householder's signature.
func (w *way) surveySheet(actor model.Actor, x *home) (*model.SurveyInput, error) {
	signature, err := w.photo(actor)
	if err != nil {
		return nil, err
	}
	members := []model.MemberInput{{Name: x.who.Name, Number: x.who.Number, Relation: "01", Labour: true}}
	for i, p := range x.family {
		members = append(members, model.MemberInput{Name: p.Name, Number: p.Number, Relation: fmt.Sprintf("%02d", 2+min(i, 1)), Labour: i == 0})
	}
	perHead := int64(180_000 + 10_000*len(members))
	if w.Name == "2026" {
		perHead *= 3
	}
	if x.above {
		perHead *= 2
	}
	return &model.SurveyInput{
		Day: w.today(), Methods: []string{"income_estimate", "acquaintance"}, Members: members,
		Incomes: model.IncomeInput{WageFen: perHead * int64(len(members)), BusinessFen: 120_000, CostFen: 120_000},
		Housing: "C", Water: true, SignedBy: "householder", Signature: signature, Words: model.NewSensitive("土坯房，主要靠种地"),
	}, nil
}

// reportAll lets every group of the village meet, or all but the last one.
func (w *way) reportAll() error {
	groups := w.village.Groups
	if w.last == "report_some" {
		groups = groups[:len(groups)-1]
	}
	for _, g := range groups {
		actor, cards, err := w.tasks(w.at(model.RoleGroupHead, g.Code, 0), "report")
		if err != nil {
			return err
		}
		for _, c := range cards {
			sheet, err := w.Casework.Sheet(w.ctx, actor, c.Object.ID)
			if err != nil {
				return err
			}
			act := model.Act{Object: c.Object, Do: "report", Version: sheet.Version, Task: c.ID, Request: w.key()}
			if len(sheet.Cases) > 0 { // without households it is a zero report
				act.Input.Meeting = w.meeting("组长家院里", "小组长", sheet.Register)
				for _, k := range sheet.Cases {
					act.Input.Meeting.Votes = append(act.Input.Meeting.Votes, w.vote(k.ID, len(sheet.Register)))
				}
			}
			if _, err := w.Casework.Act(w.ctx, actor, act); err != nil {
				return err
			}
		}
	}
	return nil
}

// meeting is a record at which everybody on the register was present.
func (w *way) meeting(place, chair string, register []casework.RegisterEntry) *model.MeetingInput {
	m := &model.MeetingInput{Day: w.today(), Place: place, Chair: chair}
	for _, e := range register {
		m.Present = append(m.Present, e.ID)
	}
	return m
}

// vote passes a household; the last of a village of plain ways is not passed, and
// a household above the line is kept with a reason (decisions 15a).
func (w *way) vote(id model.PublicID, present int) model.VoteInput {
	v := model.VoteInput{Case: id, Yes: present - 1, No: 1}
	for i := range w.homes {
		if w.homes[i].ref.ID != id {
			continue
		}
		if w.homes[i].above {
			v.Reason = "供两个孩子上学，开支大，群众都认可"
		}
		if w.twist == contested && i == len(w.homes)-1 {
			v.Yes, v.No, v.Reason = 0, present, "有稳定门店收入，大家不同意"
			w.gone[id] = true
		}
	}
	return v
}

// voteAll lets the village assembly vote on each of its lists.
func (w *way) voteAll() error {
	clerk, cards, err := w.tasks(w.at(model.RoleVillageClerk, w.village.Region.Code, 0), "vote")
	if err != nil {
		return err
	}
	for i, c := range cards {
		list, err := w.Casework.Roster(w.ctx, clerk, c.Object.ID)
		if err != nil {
			return err
		}
		in := w.meeting("村委会会议室", "村主任", list.Register)
		if len(list.Supervision) > 0 {
			in.Witness = list.Supervision[0].ID
		}
		if i > 0 {
			in.Present = nil // the same assembly
		}
		for _, row := range list.Rows {
			in.Votes = append(in.Votes, w.vote(row.Case, len(list.Register)))
		}
		for _, q := range list.Questions {
			in.Coverage = append(in.Coverage, model.CoverageInput{Subject: q.Subject, Answer: "会上议过，按评议结果办"})
		}
		out, err := w.Casework.Act(w.ctx, clerk, model.Act{Object: c.Object, Do: "vote", Task: c.ID, Request: w.key(), Input: model.Input{Meeting: in}})
		if err != nil {
			return err
		}
		w.rosters = append(w.rosters, out.Object)
	}
	if len(w.rosters) == 0 {
		return errNobody
	}
	return nil
}
