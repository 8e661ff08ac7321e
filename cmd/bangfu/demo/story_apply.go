package demo

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/service/registry/synthetic"
	"bangfu/service/wechat"
)

// applicants are the phones whose households the story follows: the first one is
// walked to the end, the second objects and goes along, the third is refused.
func applicants() []string { return []string{"villager", "villager2", "villager3"} }

// applies is the villagers' own part: asked in the chat, filled in on the phone,
// pressed three times in a tunnel.
func (s *story) applies() {
	county, err := synthetic.Build(configs.Regions(), countySeed)
	if s.fault(err) {
		return
	}
	v, _ := county.Village(storyVillage)
	for i, phone := range applicants() {
		who := villagerOf(county, i)
		s.homes[phone] = &dwelling{name: who.Name, number: who.Number.Reveal(), phone: who.Phone.Reveal(), group: v.Groups[i%len(v.Groups)].Code}
	}
	s.who("villager").hears("申请", "不收钱", "/h5/#/apply")
	s.anybody(http.MethodGet, "/forms/application", nil)
	for _, phone := range applicants() {
		s.applyThrice(s.who(phone), s.homes[phone])
	}
	s.later()
}

func (s *story) applyThrice(p *person, h *dwelling) {
	body := fields{"householder": h.name, "number": h.number, "phone": h.phone, "group": h.group, "hardship": []string{"money", "land"},
		"words": "地少，想养牛，没有本钱", "health_consent": false, "for_other": false, "photos": []string{p.photo()}}
	key := s.api.key()
	for try := range 3 {
		var out model.Outcome
		r := p.try(http.MethodPost, "/applications", key, body)
		p.must(r, "/applications", &out)
		if s.err != nil {
			return
		}
		if try == 0 {
			h.id, h.receipt = string(out.Object.ID), out.Number
			p.line(p.title, "（小程序）提交申请，回执号"+out.Number)
			continue
		}
		s.is("隧道里再按一次，回执号", out.Number, h.receipt)
		s.holds("隧道里再按一次", r.replayed, "说明是同一次提交", "没有说明")
	}
	var mine listing[struct {
		ID string `json:"id"`
	}]
	p.get("/applications", &mine)
	s.holds("按了三次以后我的申请", len(mine.Items) == 1, "一件", strconv.Itoa(len(mine.Items))+"件")
	p.hears("进度", "尾号"+h.receipt[max(0, len(h.receipt)-3):], "解家川村委会")
	s.checked("按了三次，只有一件；聊天里也看得到")
}

// accepts is the clerk's counter: nothing is decided by a guess or a forgery; one
// is accepted, one sent back for a paper and brought again.
func (s *story) accepts() {
	clerk := s.who("clerk")
	card := false
	for _, b := range s.w.Sandbox.Chat("clerk") {
		for _, f := range b.Fields {
			card = card || strings.Contains(f.Value, "新申请")
		}
	}
	s.holds("村级信息员的微信", card, "有“新申请待受理”的卡片", "没有")
	h := s.homes["villager"]
	c := clerk.task("accept", h.id)
	n := clerk.number(c)
	s.forged(n)
	clerk.hears("同意吗", "还没办")
	clerk.hears("收到", "还没办", n)
	s.is("只是客气话，申请", string(s.who("villager").household(h.id).State), "submitted")

	clerk.hears("详情 "+n, n)
	clerk.hears("受理"+n, "已受理 "+n, "SL-"+strings.ReplaceAll(string(s.today()), "-", ""), "2名干部上门")
	said := s.last
	seen := s.who("villager").household(h.id)
	s.is("受理以后的状态", string(seen.State), "surveying")
	s.contains("聊天里的受理号和小程序里的", said.Reply, seen.AcceptNo)
	h.accept = seen.AcceptNo
	again, err := s.w.Sandbox.Repeat(s.ctx, said)
	if s.fault(err) {
		return
	}
	s.is("微信把同一条消息又送一遍，回答", again.Reply, said.Reply)
	s.who("villager").hears("进度", "上门", "不收钱")

	s.sendBack(clerk)
	third := clerk.task("accept", s.homes["villager3"].id)
	clerk.act(third.Object, "accept", third.Version, nil)
	s.who("villager3").hears("进度", "上门")
}

// sendBack returns the second application for a paper: asked for a reason, then 确认.
func (s *story) sendBack(clerk *person) {
	h := s.homes["villager2"]
	n := clerk.number(clerk.task("accept", h.id))
	clerk.hears("退回"+n, "①")
	clerk.hears("退回 "+n+" ①", "不是不通过", "确认 "+n)
	s.is("还没有确认，申请", string(s.who("villager2").household(h.id).State), "submitted")
	clerk.hears("确认"+n, "已退回 "+n)
	seen := s.who("villager2").household(h.id)
	s.is("退回以后的状态", string(seen.State), "returned")
	s.is("退回时要补的", strings.Join(seen.Now.Missing, ""), "户口簿看不清，请重拍")
	s.who("villager2").act(model.Ref{Kind: model.ObjectCase, ID: model.PublicID(h.id)}, "resubmit", seen.Version,
		fields{"input": fields{"files": []string{s.who("villager2").photo()}}})
	s.later()
	c := clerk.task("accept", h.id)
	clerk.act(c.Object, "accept", c.Version, nil)
	s.who("villager2").hears("进度", "上门")
}

// forged sends what somebody would who knows the address and not the key: plain
// text with an invented signature, as the clerk.
func (s *story) forged(number string) {
	if s.err != nil {
		return
	}
	type push struct {
		XMLName      xml.Name `xml:"xml"`
		ToUserName   string
		FromUserName string
		CreateTime   int64
		MsgType      string
		Content      string
		MsgId        int64
	}
	now := s.w.Clock.Now().Unix()
	body, err := xml.Marshal(push{ToUserName: wechat.DemoAccount(wechat.AppOA).GhID, FromUserName: s.w.Sandbox.AddPerson("clerk").OA, CreateTime: now,
		MsgType: "text", Content: "受理 " + number, MsgId: 1})
	if s.fault(err) {
		return
	}
	q := url.Values{"timestamp": {fmt.Sprint(now)}, "nonce": {"forged"}, "signature": {strings.Repeat("0", 40)}, "openid": {s.w.Sandbox.AddPerson("clerk").OA}}
	r, err := s.api.send(s.ctx, http.MethodPost, "/wechat/oa?"+q.Encode(), "", "", "text/xml", body)
	if s.fault(err) {
		return
	}
	s.line("不知是谁", "（伪造的回调）受理 "+number)
	s.holds("伪造的回调", r.refused(), "被拒绝", strconv.Itoa(r.status))
	s.is("伪造的回调以后，申请", string(s.who("villager").household(s.homes["villager"].id).State), "submitted")
	s.checked("伪造的消息没有进门")
}
