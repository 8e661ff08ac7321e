package demo

import (
	"fmt"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// surveys lets the two appointed to each household visit it.
func (s *story) surveys() {
	s.until("2014-05-14", 10, 0)
	filled := map[string]bool{}
	for _, phone := range []string{"cadre", "clerk", "team", "committee", "committee2"} {
		p := s.who(phone)
		for _, c := range p.tasks() {
			h := s.homeOf(string(c.Object.ID))
			if string(c.Do) != "survey" || h == nil || s.err != nil {
				continue
			}
			if filled[h.id] {
				p.act(c.Object, "survey", c.Version, nil)
				continue
			}
			filled[h.id] = true
			p.act(c.Object, "survey", c.Version, fields{"input": fields{"survey": s.sheetOf(p, h)}})
		}
	}
	for _, phone := range applicants() {
		seen := s.who(phone).household(s.homes[phone].id)
		s.is("两名调查员都签了字以后", string(seen.State), "surveyed")
		s.who(phone).hears("进度", "评议")
	}
}

func (s *story) homeOf(id string) *dwelling {
	for _, h := range s.homes {
		if h.id == id {
			return h
		}
	}
	return nil
}

// sheetOf is the short survey form, plain as a phone sends it.
func (s *story) sheetOf(p *person, h *dwelling) fields {
	return fields{"day": s.today(), "methods": []string{"income_estimate"}, "housing": "C", "water_safe": true, "signed_by": "householder",
		"signature": p.photo(), "words": "土坯房三间，种八亩地",
		"members": []fields{{"name": h.name, "number": h.number, "relation": "01", "labour": true}},
		"incomes": fields{"wage_fen": 150_000, "business_fen": 100_000, "property_fen": 0, "transfer_fen": 10_000, "cost_fen": 40_000}}
}

// groups lets every group meet with its own register; none without a head.
func (s *story) groups() {
	s.until("2014-05-15", 15, 0)
	for _, phone := range []string{"head", "head2", "head3"} {
		p := s.who(phone)
		c := p.task("report", "")
		var sheet casework.SheetView
		if s.err != nil {
			return
		}
		p.get("/sheets/"+string(c.Object.ID), &sheet)
		votes := []fields{}
		for _, k := range sheet.Cases {
			votes = append(votes, fields{"case": k.ID, "yes": sheet.Quorum, "no": 0, "abstain": 0})
		}
		s.holds(p.title+"的评议表", len(votes) == 1, "一户", fmt.Sprintf("%d户", len(votes)))
		few := sheet.Register[:max(0, sheet.Quorum-1)]
		r := p.try("POST", "/acts", s.api.key(), actBody(c.Object, "report", sheet.Version, fields{"input": fields{"meeting": s.minutes("组长家", few, votes)}}))
		s.holds(p.title+"只到了"+fmt.Sprint(len(few))+"人", r.status == 422, "人数不够，开不成（422）", fmt.Sprint(r.status))
		p.act(c.Object, "report", sheet.Version, fields{"input": fields{"meeting": s.minutes("组长家", sheet.Register[:sheet.Quorum], votes)}})
	}
	s.later()
	s.who("clerk").hears("待办", "代表会议", storyVillage)
}

func (s *story) minutes(place string, present []casework.RegisterEntry, votes []fields) fields {
	ids := []string{}
	for _, e := range present {
		ids = append(ids, string(e.ID))
	}
	return fields{"day": s.today(), "place": place, "chair": "主持人", "present": ids, "votes": votes}
}

// assembly is the village's representatives' meeting on the list.
func (s *story) assembly() {
	s.until("2014-05-19", 9, 30)
	clerk := s.who("clerk")
	c := clerk.task("vote", "")
	s.list = string(c.Object.ID)
	list := clerk.roster()
	s.holds("村里的名单", len(list.Rows) == 3, "三户", fmt.Sprintf("%d户", len(list.Rows)))
	if s.err != nil || len(list.Supervision) == 0 {
		s.fail("见证人", "有村务监督委员会名册", "没有")
		return
	}
	votes := []fields{}
	for _, row := range list.Rows {
		votes = append(votes, fields{"case": row.Case, "yes": len(list.Register) - 1, "no": 1, "abstain": 0})
	}
	meeting := s.minutes("村委会", list.Register, votes)
	meeting["witness"] = list.Supervision[0].ID
	clerk.act(c.Object, "vote", list.Version, fields{"input": fields{"meeting": meeting}})
	s.later()
	s.who("committee").hears("待办", "签字", storyVillage)
	s.who("villager").hears("进度", "核实")
}

// signs is the verification by three: two by typing, and one with an opinion.
func (s *story) signs() {
	s.until("2014-05-21", 9, 0)
	for i, phone := range []string{"committee", "officer", "cadre"} {
		p := s.who(phone)
		n := p.number(p.task("sign", s.list))
		word, want := "签字"+n, "已记下您的"
		if i == 1 {
			word = "同意 " + n + " 情况属实"
		}
		if i == 2 {
			want = "已核实签字"
		}
		p.hears(word, want)
		left := s.who("clerk").roster()
		s.is("签了"+fmt.Sprint(i+1)+"个字以后的名单", string(left.State), []string{"verifying", "verifying", "ready_1"}[i])
	}
}

// publishes prints, seals, posts; anybody reads the board's QR.
func (s *story) publishes() {
	s.until("2014-05-23", 10, 0)
	out := s.posts()
	s.is("5月23日张榜，公示到", string(out.LastDay), "2014-05-30")
	s.is("端午放假，名单最早往下走", model.ClockWords(out.MovesOn), "6月3日12:00")
	s.is("因为", out.Shifted, "端午")
	s.later()
	s.who("villager").hears("公示", "3户", "5月30日")
	list := s.poster()
	s.holds("扫墙上的二维码（没有登录）", len(list.Rows) == 3, "看到三户", fmt.Sprintf("%d户", len(list.Rows)))
	for _, row := range list.Rows {
		s.is(fmt.Sprintf("墙上的第%d行", row.Row), row.Householder, s.rowName(row.Row))
	}
	s.checked("不用登录，墙上贴的和系统里的是同一份")
}

// posts hangs the list up with the photo of the board and the sealed sheet.
func (s *story) posts() model.Outcome {
	clerk := s.who("clerk")
	c := clerk.task("publish", s.list)
	var sheet struct {
		ID    string `json:"id"`
		Filed bool   `json:"filed"`
	}
	clerk.post("/sealed-sheets", fields{"object": fields{"kind": c.Object.Kind, "id": c.Object.ID}, "purpose": "publish"}, &sheet)
	if !sheet.Filed {
		clerk.post("/sealed-sheets/"+sheet.ID+"/photo", fields{"photo": clerk.photo()}, nil)
	}
	posting := fields{"day": s.today(), "photos": []string{clerk.photo()}, "sheet": sheet.ID}
	return clerk.act(c.Object, "publish", clerk.roster().Version, fields{"input": fields{"posting": posting}})
}

// poster reads the list behind the QR on the wall as somebody passing by.
func (s *story) poster() casework.PublicList {
	seen := s.who("clerk").roster()
	if s.err != nil || seen.Publicity == nil || seen.Publicity.Link == "" {
		s.fail("公示单", "有二维码的地址", "没有")
		return casework.PublicList{}
	}
	var pass struct {
		Pass string `json:"pass"`
	}
	s.anybody("POST", "/posters/"+seen.Publicity.Link+"/pass", &pass)
	var list casework.PublicList
	r := s.anybody("GET", "/lists/"+pass.Pass, &list)
	s.posters = append(s.posters, string(r.body))
	s.line("路过的人", "（扫公示栏的二维码）"+list.Title+strings.Repeat(" ·", len(list.Rows)))
	return list
}

// rowName is the household of a row as the clerk sees it.
func (s *story) rowName(row int) string {
	for _, r := range s.who("clerk").roster().Rows {
		if r.Row == row {
			return r.Householder
		}
	}
	return ""
}

// rowOf returns the row of a household on the list.
func (s *story) rowOf(h *dwelling) int {
	for _, r := range s.who("clerk").roster().Rows {
		if string(r.Case) == h.id {
			return r.Row
		}
	}
	s.fail("名单", "有回执号"+h.receipt+"这一户", "没有")
	return 0
}
