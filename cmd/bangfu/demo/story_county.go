package demo

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"bangfu/service/casework"
	"bangfu/service/registry"
)

// announces is the county: nothing by typing, everything with the PIN.
func (s *story) announces() {
	bundle := string(s.who("reviewer").roster().Bundle)
	for _, x := range []struct{ phone, do string }{{"county", "recheck"}, {"countyleader", "announce"}} {
		p := s.who(x.phone)
		c := p.task(x.do, bundle)
		n := p.number(c)
		p.hears("同意 "+n, "点开", "/h5/#/t/")
		r := p.try(http.MethodPost, "/acts", s.api.key(), actBody(c.Object, x.do, c.Version, nil))
		s.holds(p.title+"没有输密码", r.status == http.StatusForbidden, "办不了（403）", strconv.Itoa(r.status))
		p.pin()
		v := p.open(c)
		p.act(c.Object, x.do, v.Version, nil)
	}
	h := s.homes["villager"]
	s.who("villager").hears("进度", "已识别")
	s.is("第一户", string(s.who("villager").household(h.id).State), "registered")
	s.is("第二户", string(s.who("villager2").household(s.homes["villager2"].id).State), "registered")
	s.is("第三户", string(s.who("villager3").household(s.homes["villager3"].id).State), "rejected")
	s.onTheWeb(h)
}

// onTheWeb reads the county's announcement as anybody may.
func (s *story) onTheWeb(h *dwelling) {
	var all listing[casework.PublicityView]
	s.anybody(http.MethodGet, "/announcements?county=621025000000", &all)
	found := false
	for _, p := range all.Items {
		var list casework.PublicList
		r := s.anybody(http.MethodGet, "/announcements/"+string(p.ID), &list)
		s.posters = append(s.posters, string(r.body))
		for _, row := range list.Rows {
			found = found || row.Householder == h.name && strings.Contains(row.Village+list.Place, "解家川")
			if row.Householder == s.homes["villager3"].name && strings.Contains(row.Village+list.Place, "解家川") {
				s.fail("公告", "没有被退的一户", "有")
			}
		}
	}
	s.line("随便谁", fmt.Sprintf("（县上的公告）%d份", len(all.Items)))
	s.holds("县上的公告", found, "有第一户", "没有")
}

// longDigits is a citizen's number or a mobile phone, wherever it stands.
var longDigits = regexp.MustCompile(`(^|[^0-9A-Za-z-])([1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})($|[^0-9A-Za-z-])`)

// leaksNothing holds everything that went out against the numbers of the households.
func (s *story) leaksNothing() {
	checked := 0
	look := func(where, text string) {
		checked++
		s.holdsNoNumber(where, text)
	}
	for _, m := range s.w.Sandbox.Sent() {
		look("发出去的卡片", m.Title)
		look("发出去的消息", m.Text)
		for _, f := range m.Fields {
			look("发出去的卡片", f.Value)
		}
	}
	for _, x := range s.w.Sandbox.Exchanges() {
		look("聊天的回答", x.Reply)
		for _, h := range s.homes {
			if strings.Contains(x.Reply, h.name) {
				s.fail("聊天的回答", "没有农户的姓名", "有")
			}
		}
	}
	for _, text := range s.posters {
		look("公开的名单", text)
	}
	s.holds("翻查发出去的话", checked > 50, "有", strconv.Itoa(checked))
	s.line("翻查", fmt.Sprintf("%d句发出去的话里没有号码", checked))
}

func (s *story) holdsNoNumber(where, text string) {
	for _, h := range s.homes {
		if strings.Contains(text, h.number) || strings.Contains(text, h.phone) {
			s.fail(where, "没有身份证号和手机号", "有")
		}
	}
	if longDigits.MatchString(text) {
		s.fail(where, "没有像身份证号、手机号的数字", "有")
	}
}

// verifies reads everything that went out, and the record of what was done.
func (s *story) verifies() {
	s.leaksNothing()
	var looks listing[casework.LookView]
	s.who("villager").get("/cases/"+s.homes["villager"].id+"/looks", &looks)
	s.holds("谁看过我家的资料", len(looks.Items) > 0, "看得到", "是空的")
	report, err := s.w.Registry.Verify(s.ctx, registry.Shell())
	if s.fault(err) {
		return
	}
	s.holds("核验记录", report.OK() && report.Decisions > 0 && report.Grants > 0, "没有一条动过", fmt.Sprintf("%d条不对", report.Damaged))
	s.line("核验", fmt.Sprintf("%d条记录、%d个决定、%d项授权，和当时写下的一样", report.Audits, report.Decisions, report.Grants))
}
