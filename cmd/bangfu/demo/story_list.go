package demo

import (
	"fmt"
	"net/http"
	"strconv"

	"bangfu/model"
	"bangfu/service/casework"
)

// tooEarly lets the reviewer try on the fifth day of the publicity.
func (s *story) tooEarly() {
	s.until("2014-05-28", 9, 30)
	reviewer := s.who("reviewer")
	n := s.sleeping(reviewer)
	reviewer.hears("同意 "+n, "还不能办", "5月30日", "今天第5天", "6月3日12点", "端午")
	s.is("没到日子，名单", string(s.who("clerk").roster().State), "public_1")
	r := reviewer.try(http.MethodPost, "/acts", s.api.key(), actBody(model.Ref{Kind: model.ObjectRoster, ID: model.PublicID(s.list)}, "examine", reviewer.roster().Version, nil))
	s.holds("从小程序里办也一样", r.status == http.StatusConflict, "还不能办（409）", fmt.Sprintf("%d %s", r.status, r.problem.Title))
}

// sleeping finds the reviewer's number of the task that waits for its day: it has
// one already, and stands in no list yet.
func (s *story) sleeping(p *person) string {
	last, near := "", 0
	for _, c := range p.tasks() { // numbers are given in order: it is near those that are open
		near = max(near, c.Number)
	}
	for n := max(1000, near-60); n < near+60 && s.err == nil; n++ {
		var v casework.TaskView
		r := p.try(http.MethodGet, "/tasks/number/"+strconv.Itoa(n), "", nil)
		if r.status == http.StatusNotFound {
			continue
		}
		p.must(r, "/tasks/number", &v)
		last = fmt.Sprintf("%d是%s", n, v.Status)
		if string(v.Object.ID) == s.list && v.Status == "sleeping" {
			return strconv.Itoa(n)
		}
	}
	s.fail(p.title, "有一件等日子的待办", "没有，最后一件"+last)
	return ""
}

// objects lets a villager object; the village never learns who; the township answers.
func (s *story) objects() {
	s.until("2014-05-28", 14, 0)
	who, row := s.who("villager2"), s.rowOf(s.homes["villager"])
	who.hears("反映", "/h5/#/")
	var shown listing[casework.PublicityView]
	who.get("/publicities", &shown)
	if s.err != nil || len(shown.Items) == 0 {
		s.fail("本村的公示", "看得到", "没有")
		return
	}
	var out model.Outcome
	who.post("/objections", fields{"publicity": shown.Items[0].ID, "row": row, "words": "他家去年卖了两头牛，请再核一核", "secrecy": "township"}, &out)
	who.line(who.title, "（小程序）反映第"+strconv.Itoa(row)+"行，回执号"+out.Number)
	id := string(out.Object.ID)
	s.who("clerk").absent("/objections/" + id)
	s.who("villager").absent("/objections/" + id)
	s.later()
	s.who("reviewer").hears("待办", "答复")
	reviewer := s.who("reviewer")
	c := reviewer.task("answer", id)
	v := reviewer.open(c)
	s.holds("经办的单位", v.Objection != nil && v.Objection.Objector != "", "知道是谁反映的", "不知道")
	reviewer.act(c.Object, "answer", v.Version, fields{"input": fields{"verdict": "rejected", "answer": "已入户核实，卖牛的钱还了看病的债，仍符合条件"}})
	s.later()
	var mine listing[casework.ObjectionView]
	who.get("/objections", &mine)
	if s.err != nil || len(mine.Items) != 1 {
		s.fail("我反映的事", "一件", fmt.Sprintf("%d件", len(mine.Items)))
		return
	}
	s.is("反映的结果", mine.Items[0].Result, "rejected")
	told := false
	for _, b := range s.w.Sandbox.Chat(who.phone) {
		told = told || b.Kind == "card" && b.At.After(s.w.Clock.Now().Add(-3*3600*1e9))
	}
	s.holds("反映人的微信", told, "收到了答复的通知", "没有")
}

// endPhoto files the photo of the last day, sees that the list hangs until the
// day is over, and waits until it has moved on.
func (s *story) endPhoto(last, next model.Date) {
	s.until(last, 17, 0)
	clerk := s.who("clerk")
	hanging := clerk.roster().State
	clerk.task("end_photo", s.list)
	clerk.post("/rosters/"+s.list+"/end-photo", fields{"photo": clerk.photo()}, nil)
	clerk.line(clerk.title, "（小程序）传上期满照片")
	s.until(last, 23, 0)
	s.is("照片传了，当天还没有满，名单", string(clerk.roster().State), string(hanging))
	s.until(next, 12, 30)
}

// examines is the township: one reviewer is faster than the other, one household
// is refused, the leader signs with the PIN of the day.
func (s *story) examines() {
	s.endPhoto("2014-05-30", "2014-06-03")
	slow, fast := s.who("reviewer"), s.who("reviewer2")
	n := slow.number(slow.task("examine", s.list))
	h := s.homes["villager3"]
	list := fast.roster()
	fast.act(model.Ref{Kind: model.ObjectRoster, ID: model.PublicID(s.list)}, "examine", list.Version,
		fields{"input": fields{"rows": []fields{{"row": s.rowOf(h), "verdict": "refused", "reason": "县城有商品房，不符合条件"}}}})
	slow.hears("同意 "+n, "已由山河镇人民政府", "不用再办了")
	s.is("名单到了", string(s.who("clerk").roster().State), "township_sign")
	s.is("被退的一户", string(s.who("villager3").household(h.id).State), "rejected")

	leader := s.who("leader")
	n = leader.number(leader.task("approve", s.list))
	leader.hears("同意 "+n, "确认 "+n)
	leader.hears("确认 "+n, "密码")
	s.is("没有输密码，名单", string(s.who("clerk").roster().State), "township_sign")
	leader.pin()
	leader.hears("同意 "+n, "确认 "+n)
	leader.hears("确认 "+n, "已签批")
	s.is("签批以后的名单", string(s.who("clerk").roster().State), "ready_2")
}

// refusal is what is left to the refused household: a reason, 复核 once, referral.
func (s *story) refusal() {
	s.until("2014-06-04", 9, 0)
	p, h := s.who("villager3"), s.homes["villager3"]
	p.hears("进度", "审核未通过", "再核一次")
	seen := p.household(h.id)
	s.holds("不予通过的理由", seen.End != nil && seen.End.Reason != "", "写明了", "没有写")
	p.post("/cases/"+h.id+"/reviews", fields{"words": "房子是儿子的，早就分家了"}, nil)
	p.line(p.title, "（小程序）要求再核一次")
	s.later()
	county := s.who("county")
	county.hears("待办", "复核")
	for _, c := range county.tasks() {
		if string(c.Do) != "decide" || s.err != nil {
			continue
		}
		v := county.open(c)
		if v.Review == nil || string(v.Review.Case.ID) != h.id {
			continue
		}
		county.act(c.Object, "decide", v.Version, fields{"reason": "经查房子登记在户主名下，维持原来的结果", "input": fields{"verdict": "dismissed"}})
	}
	p.post("/cases/"+h.id+"/referrals", fields{"office": "civil_affairs", "consent": true}, nil)
	p.line(p.title, "（小程序）同意转到民政")
	seen = p.household(h.id)
	s.holds("复核的结果", seen.End != nil && seen.End.Review == "dismissed", "维持原来的结果", fmt.Sprintf("%+v", seen.End))
	if s.err != nil || len(seen.Referrals) != 1 {
		s.fail("转介", "有一件", fmt.Sprintf("%d件", len(seen.Referrals)))
		return
	}
	s.who("clerk").post("/referrals/"+string(seen.Referrals[0].ID)+"/answer", fields{"answer": "民政所已受理，按临时救助办理"}, nil)
	for _, r := range p.household(h.id).Referrals {
		s.contains("转介的答复", r.Answer, "临时救助")
	}
}

// handsIn is the second publicity and the handing in to the county.
func (s *story) handsIn() {
	reviewer := s.who("reviewer")
	n := reviewer.number(reviewer.task("issue", s.list))
	reviewer.hears("同意 "+n, "确认 "+n)
	reviewer.hears("确认 "+n, "已第二次公示")
	s.is("第二次公示", string(s.who("clerk").roster().State), "posting_2")
	out := s.posts()
	s.is("6月4日张贴，公示到", string(out.LastDay), "2014-06-11")
	shown := s.poster()
	s.holds("第二次公示的名单", len(shown.Rows) == 2, "两户，没有被退的一户", fmt.Sprintf("%d户", len(shown.Rows)))
	s.endPhoto("2014-06-11", "2014-06-12")
	n = reviewer.number(reviewer.task("hand_in", s.list))
	reviewer.hears("上报 "+n, "确认 "+n)
	reviewer.hears("确认 "+n, "已上报")
	s.is("上报以后的名单", string(s.who("clerk").roster().State), "bundled")
}
