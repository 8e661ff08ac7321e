package main

import (
	"context"
	"errors"
	"strings"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/notify"
	"bangfu/service/wechat"
	"bangfu/service/wechat/sandbox"
)

// wechatAccounts returns the two accounts of the county: the sandbox's in the
// demo, the configured ones in production.
func wechatAccounts(cfg *configs.Config) (oa, mp wechat.Account, err error) {
	if cfg.Mode == configs.Demo {
		return wechat.DemoAccount(wechat.AppOA), wechat.DemoAccount(wechat.AppMP), nil
	}
	oa, mp = accountOf(wechat.AppOA, cfg.WeChat.OA), accountOf(wechat.AppMP, cfg.WeChat.MP)
	return oa, mp, errors.Join(refused("wechat.oa", oa.Check(true)), refused("wechat.mp", mp.Check(true)))
}

func accountOf(app string, a configs.Account) wechat.Account {
	return wechat.Account{
		App: app, AppID: a.AppID, GhID: a.GhID, Format: a.Format, Secret: model.NewSensitive(a.Secret.Reveal()),
		Token: model.NewSensitive(a.Token.Reveal()), AESKey: model.NewSensitive(a.AESKey.Reveal()),
	}
}

// identifier asks WeChat who holds a login code: wx.login in the mini-program,
// the web authorization of the official account in the browser.
type identifier struct{ client *wechat.Client }

var _ account.Identifier = identifier{}

// Identify implements account.Identifier.
func (i identifier) Identify(ctx context.Context, app, code string) (openID, unionID string, err error) {
	exchange := i.client.ExchangeCode
	if app == account.AppMP {
		exchange = i.client.Login
	}
	who, err := exchange(ctx, code)
	return who.OpenID, who.UnionID, err
}

// sender hands notices to WeChat (notify.Sender).
type sender struct {
	client    *wechat.Client
	templates map[string]cardTemplate
}

var _ notify.Sender = sender{}

// SendTemplate implements notify.Sender.
func (s sender) SendTemplate(ctx context.Context, to notify.Address, card notify.Card) (notify.Receipt, error) {
	t, ok := s.templates[templateOf(card)]
	if !ok {
		return notify.Receipt{}, &notify.SendError{Class: notify.ClassConfiguration}
	}
	r, err := s.client.SendTemplate(ctx, wechat.Template{
		OpenID: to.OpenID, TemplateID: t.id, Fields: t.fill(card), URL: card.URL, ClientMsgID: card.ClientID,
	})
	return notify.Receipt{MsgID: r.MsgID}, sendError(err)
}

// SendText implements notify.Sender.
func (s sender) SendText(ctx context.Context, to notify.Address, text string) (notify.Receipt, error) {
	r, err := s.client.SendText(ctx, to.OpenID, text)
	return notify.Receipt{MsgID: r.MsgID}, sendError(err)
}

// sendError tells a lane what class a failure is of.
func sendError(err error) error {
	var e *wechat.APIError
	if !errors.As(err, &e) {
		return err
	}
	return &notify.SendError{Class: laneClass(e.Class), Code: e.Code}
}

func laneClass(c wechat.Class) notify.Class {
	switch c {
	case wechat.ClassTemporary, wechat.ClassHealed:
		return notify.ClassTemporary
	case wechat.ClassQuota:
		return notify.ClassQuota
	case wechat.ClassAccount:
		return notify.ClassAccount
	case wechat.ClassConfiguration:
		return notify.ClassConfiguration
	case wechat.ClassPermanent:
		return notify.ClassPermanent
	case wechat.ClassBug:
		return notify.ClassBug
	}
	return notify.ClassUnknown
}

// cardTemplate is a template message as the account has it: which of its fields
// stands for which part of a card.
type cardTemplate struct {
	id, title string
	fields    []cardField
}

type cardField struct{ name, part, label string }

// nothing fills a field the notice has no value for: an empty one is 47003.
const nothing = "—"

func (t cardTemplate) fill(card notify.Card) []wechat.Field {
	var out []wechat.Field
	for _, f := range t.fields {
		value := nothing
		for _, have := range card.Fields {
			if have.Name == f.part {
				value = have.Value
			}
		}
		out = append(out, wechat.Field{Name: f.name, Value: value})
	}
	return out
}

// templateOf names the template of a card. What says only that there is something
// new — all that a household's lock screen may show — has a template of one line.
func templateOf(card notify.Card) string {
	if len(card.Fields) == 1 && card.Template == model.NoticeDecided {
		return model.NoticeProgress
	}
	return card.Template
}

// demoTemplates are those the sandbox's account has, by kind of notice.
func demoTemplates() map[string]cardTemplate {
	step, place := cardField{"thing1", "step", "事项"}, cardField{"thing2", "village", "地点"}
	count, due := cardField{"thing3", "count", "数量"}, cardField{"thing4", "deadline", "时限"}
	number := cardField{"thing5", "number", "回话用"}
	whole := []cardField{step, place, count, due, number}
	return map[string]cardTemplate{
		model.NoticeTask:     {"demo-task", "待办提醒", whole},
		model.NoticeDecided:  {"demo-decided", "办理结果通知", whole},
		model.NoticeAlert:    {"demo-alert", "办理时限提醒", whole},
		notify.KindDigest:    {"demo-digest", "待办汇总", whole},
		model.NoticePublic:   {"demo-public", "公示通知", []cardField{step, place, due}},
		model.NoticeProgress: {"demo-progress", "申请进展通知", []cardField{step}},
	}
}

// ownTemplates are those of a real account, as the configuration names them.
func ownTemplates(t configs.Templates) map[string]cardTemplate {
	all := map[string]cardTemplate{}
	for kind, text := range t.ByKind() {
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		tmpl := cardTemplate{id: words[0]}
		for _, word := range words[1:] {
			part, field, _ := strings.Cut(word, "=")
			tmpl.fields = append(tmpl.fields, cardField{name: field, part: part})
		}
		all[kind] = tmpl
	}
	return all
}

// registerTemplates gives the sandbox's account its templates.
func registerTemplates(box *sandbox.Sandbox, all map[string]cardTemplate) {
	for _, t := range all {
		var fields []sandbox.TemplateField
		for _, f := range t.fields {
			fields = append(fields, sandbox.TemplateField{Name: f.name, Label: f.label})
		}
		box.RegisterTemplate(t.id, t.title, fields...)
	}
}

// countyMenu is the menu of the official account (自定义菜单): each button says the
// word that could be typed as well; the chat knows the keys.
func countyMenu() []wechat.Button {
	return []wechat.Button{
		{Name: "我要办", Buttons: []wechat.Button{
			{Name: "申请", Key: "apply"}, {Name: "进度", Key: "progress"}, {Name: "反映", Key: "objection"}, {Name: "找人", Key: "people"},
		}},
		{Name: "看公开", Buttons: []wechat.Button{{Name: "公示", Key: "lists"}, {Name: "政策", Key: "policy"}}},
		{Name: "干部办", Buttons: []wechat.Button{
			{Name: "待办", Key: "tasks"}, {Name: "下一个", Key: "next"}, {Name: "帮助", Key: "help"},
		}},
	}
}
