package wechat

import (
	"context"
	"strconv"
	"strings"

	mpcontext "github.com/silenceper/wechat/v2/miniprogram/context"
	"github.com/silenceper/wechat/v2/miniprogram/subscribe"
	oacontext "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

// Receipt says under which number WeChat has taken a message; result events
// carry it. A customer-service text has none.
type Receipt struct {
	MsgID string
}

// Template is a template message of the official account (模板消息).
type Template struct {
	OpenID      string
	TemplateID  string
	Fields      []Field // shortened to WeChat's rules before sending
	URL         string  // opens on a tap
	PagePath    string  // or this page of the mini-program
	ClientMsgID string  // WeChat sends one per person and id within ten minutes
}

// SendTemplate sends a template message. Accepted is not delivered: the event
// TEMPLATESENDJOBFINISH says so later. After ClassUnknown it may be sent again
// with the same ClientMsgID.
func (c *Client) SendTemplate(ctx context.Context, t Template) (Receipt, error) {
	const api = "template/send"
	if !word(t.OpenID, 128) || !word(t.TemplateID, 128) || (t.ClientMsgID != "" && !word(t.ClientMsgID, 64)) {
		return Receipt{}, ours(api, "openid, template or client_msg_id is no word")
	}
	fields, wrong := fitFields(api, t.Fields)
	if wrong != nil {
		return Receipt{}, wrong
	}
	msg := &message.TemplateMessage{
		ToUser: t.OpenID, TemplateID: t.TemplateID, URL: t.URL, ClientMsgID: t.ClientMsgID,
		Data: map[string]*message.TemplateDataItem{},
	}
	for _, f := range fields {
		msg.Data[f.Name] = &message.TemplateDataItem{Value: f.Value}
	}
	if t.PagePath != "" {
		msg.MiniProgram.AppID, msg.MiniProgram.PagePath = c.mp.acc.AppID, t.PagePath
	}
	var id int64
	err := c.official(ctx, api, withToken, func(x *oacontext.Context) (err error) {
		id, err = message.NewTemplate(x).Send(msg)
		return err
	}, func(a answer) bool { return explicitZero(a) && a.MsgID != nil && *a.MsgID != 0 })
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{strconv.FormatInt(id, 10)}, nil
}

// SendText sends a customer-service text (客服消息), at most 2,000 bytes; it is
// free only while the person's window is open (45015, 45047). Accepted ends it:
// no event follows, and a second sending after ClassUnknown may show twice.
func (c *Client) SendText(ctx context.Context, openID, text string) (Receipt, error) {
	const api = "custom/send"
	text = fitText(text)
	if !word(openID, 128) || strings.TrimSpace(text) == "" {
		return Receipt{}, ours(api, "openid is no word, or nothing to say")
	}
	return Receipt{}, c.official(ctx, api, withToken, func(x *oacontext.Context) error {
		return message.NewMessageManager(x).Send(message.NewCustomerTextMessage(openID, text))
	}, explicitZero)
}

// Subscription is a subscription message of the mini-program (订阅消息); each
// costs the person's one consent.
type Subscription struct {
	OpenID     string // of the mini-program
	TemplateID string
	Page       string // opens on a tap
	Fields     []Field
}

// SendSubscription sends a subscription message; 43101 says that no consent is left.
func (c *Client) SendSubscription(ctx context.Context, s Subscription) (Receipt, error) {
	const api = "subscribe/send"
	if !word(s.OpenID, 128) || !word(s.TemplateID, 128) {
		return Receipt{}, ours(api, "openid or template is no word")
	}
	fields, wrong := fitFields(api, s.Fields)
	if wrong != nil {
		return Receipt{}, wrong
	}
	msg := &subscribe.Message{ToUser: s.OpenID, TemplateID: s.TemplateID, Page: s.Page, Data: map[string]*subscribe.DataItem{}}
	for _, f := range fields {
		msg.Data[f.Name] = &subscribe.DataItem{Value: f.Value}
	}
	var id int64
	err := c.mini(ctx, api, withToken, func(x *mpcontext.Context) (err error) {
		id, err = subscribe.NewSubscribe(x).SendGetMsgID(msg)
		return err
	}, explicitZero)
	if err != nil {
		return Receipt{}, err
	}
	if id == 0 {
		return Receipt{}, nil
	}
	return Receipt{strconv.FormatInt(id, 10)}, nil
}
