package demo

import (
	"net/http"

	"bangfu/model"
	"bangfu/service/wechat"
)

type loginAsk struct {
	Phone string `json:"phone"`
}

// loginCode is what wx.login gives on a phone; the page takes it to the
// interface's own login, and keeps the token it gets in its memory only.
type loginCode struct {
	App    string    `json:"app"`
	Code   string    `json:"code"`
	Holder string    `json:"holder"` // world and seat: what the one before has typed is not the next one's
	Self   *identity `json:"self,omitempty"`
}

// identity is what an invented villager writes of itself in a form, so that the
// acceptance finds the person who asked.
type identity struct {
	Name   string `json:"name"`
	Number string `json:"number"`
	Phone  string `json:"phone"`
}

// self returns who holds a villager's phone; nil for a cadre, who writes for others.
func (p *page) self(phone string) *identity {
	for _, c := range cast() {
		if c.phone != phone || c.role != model.RoleVillager {
			continue
		}
		county, err := p.county()
		if err != nil {
			return nil
		}
		who := villagerOf(county, c.nth)
		return &identity{who.Name, who.Number.Reveal(), who.Phone.Reveal()}
	}
	return nil
}

func (p *page) login(w http.ResponseWriter, r *http.Request) {
	in, err := read[loginAsk](w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	world, key, err := p.held(in.Phone)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	code, err := world.Sandbox.LoginCode(wechat.AppMP, key)
	if err != nil {
		p.refuse(w, r, model.Conflict("这部手机在这个世界里还没有人用，请换一个角色").Because(err))
		return
	}
	write(p, w, r, loginCode{wechat.AppMP, code, world.Name + "." + key, p.self(key)})
}
