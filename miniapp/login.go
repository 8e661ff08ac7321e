package miniapp

import (
	"net/http"

	"bangfu/model"
	"bangfu/service/account"
)

// loginAsk is a code of wx.login or of the web authorization.
type loginAsk struct {
	App  string `json:"app"` // mp, h5
	Code string `json:"code"`
}

// loginAnswer is a login: the token is shown once and stored as its hash.
type loginAnswer struct {
	Token string `json:"token"`
	Me    me     `json:"me"`
}

func (c *call) login() error {
	var in loginAsk
	if err := c.read(&in); err != nil {
		return err
	}
	if in.App != account.AppMP && in.App != account.AppH5 {
		return model.InvalidField("app", "请在微信小程序或浏览器里登录")
	}
	if err := c.perAddress("login", 300); err != nil {
		return err
	}
	token, actor, err := c.accounts.Login(c.ctx(), in.App, in.Code)
	return answer(c, loginAnswer{token, meOf(actor, c.today())}, err)
}

type pinLoginAsk struct {
	Phone model.Phone     `json:"phone"`
	PIN   model.Sensitive `json:"pin"`
}

func (c *call) loginPIN() error {
	var in pinLoginAsk
	if err := c.read(&in); err != nil {
		return err
	}
	if err := c.perAddress("login", 300); err != nil {
		return err
	}
	token, actor, err := c.accounts.LoginPIN(c.ctx(), in.Phone, in.PIN.Reveal())
	return answer(c, loginAnswer{token, meOf(actor, c.today())}, err)
}

func (c *call) logout() error { return c.done(c.accounts.Logout(c.ctx(), c.actor)) }

func (c *call) today() model.Date { return model.DateOf(c.clock.Now()) }

// me is who is logged in, as the register knows it at this moment.
type me struct {
	App      string  `json:"app"`
	Bound    bool    `json:"bound"`    // a person stands behind the login
	Verified bool    `json:"verified"` // the binding is proven
	Village  string  `json:"village,omitempty"`
	Group    string  `json:"group,omitempty"`
	Rights   []right `json:"rights"`
	PINToday bool    `json:"pin_today"` // the PIN was entered today
	// Today is the register's day: forms offer days up to it, whatever the phone's clock says.
	Today model.Date `json:"today"`
}

// right is a role the person holds now.
type right struct {
	Role    model.Role `json:"role"`
	Title   string     `json:"title"`
	Region  string     `json:"region"`
	Level   string     `json:"level"`
	StandIn bool       `json:"stand_in"` // 顶班
}

func meOf(a model.Actor, today model.Date) me {
	m := me{App: a.App, Bound: a.PersonID != 0, Verified: a.Verified, PINToday: a.PINOn != "" && a.PINOn == today, Today: today}
	if v := a.Area.Up(model.LevelVillage); v != "" {
		m.Village = codeOf(v)
	}
	if g := a.Area.Up(model.LevelGroup); g != "" {
		m.Group = codeOf(g)
	}
	for _, r := range a.Rights {
		m.Rights = append(m.Rights, right{r.Role, r.Role.Title(), codeOf(r.Area), r.Area.Level().Name(), r.ForID != 0})
	}
	return m
}

func (c *call) me() error { return c.json(http.StatusOK, meOf(c.actor, c.today())) }

// again answers who the caller is after an act that may have changed it.
func (c *call) again(err error) error {
	if err != nil {
		return err
	}
	if err := c.identify(); err != nil {
		return err
	}
	return c.me()
}

func (c *call) declare() error {
	var in account.Declaration
	if err := c.read(&in); err != nil {
		return err
	}
	return c.again(c.accounts.Declare(c.ctx(), c.actor, in))
}

type bindAsk struct {
	Code string `json:"code"`
}

func (c *call) bind() error {
	var in bindAsk
	if err := c.read(&in); err != nil {
		return err
	}
	_, err := c.accounts.Bind(c.ctx(), c.actor, in.Code)
	return c.again(err)
}

func (c *call) unbind() error { return c.done(c.accounts.Unbind(c.ctx(), c.actor)) }

type codeAnswer struct {
	Code string `json:"code"` // 绑定码, six digits
}

func (c *call) ownCode() error {
	code, err := c.accounts.OwnCode(c.ctx(), c.actor)
	return answer(c, codeAnswer{code}, err)
}

type pinAsk struct {
	PIN model.Sensitive `json:"pin"`
}

func (c *call) setPIN() error {
	var in pinAsk
	if err := c.read(&in); err != nil {
		return err
	}
	return c.again(c.accounts.SetPIN(c.ctx(), c.actor, in.PIN.Reveal()))
}

type changePINAsk struct {
	Old model.Sensitive `json:"old"`
	PIN model.Sensitive `json:"pin"`
}

func (c *call) changePIN() error {
	var in changePINAsk
	if err := c.read(&in); err != nil {
		return err
	}
	return c.again(c.accounts.ChangePIN(c.ctx(), c.actor, in.Old.Reveal(), in.PIN.Reveal()))
}

func (c *call) checkPIN() error {
	var in pinAsk
	if err := c.read(&in); err != nil {
		return err
	}
	return c.again(c.accounts.CheckPIN(c.ctx(), c.actor, in.PIN.Reveal()))
}
