// Package notify sends what a transaction has queued (告知): it reads the outbox,
// sends in order per person, and sees that every notice has a visible end:
// 已送达, 已电话告知, 已上门告知, 已被更新的消息取代, or 确定送不到 with the reason. The task list
// and the message box hold it whatever WeChat did. Sources: product §7, wechat
// §10 and §11.
package notify

import (
	"context"
	"errors"
	"fmt"
)

// Sender hands notices to WeChat; cmd joins it. An error that is a *SendError
// tells its class, any other is taken as ClassUnknown: perhaps it was accepted.
type Sender interface {
	// SendTemplate sends a card (模板消息). The same ClientID sent again within ten
	// minutes is the same message.
	SendTemplate(ctx context.Context, to Address, card Card) (Receipt, error)
	// SendText sends a customer-service message (客服消息), which has no key.
	SendText(ctx context.Context, to Address, text string) (Receipt, error)
}

// Address is an account of a person in an app of ours.
type Address struct {
	App    string // oa
	OpenID string
}

// Receipt is WeChat's word that it has taken a message.
type Receipt struct {
	MsgID string // by which the result event names it
}

// Class says what a lane does about a failure.
type Class string

// The classes of failure (wechat §10).
const (
	ClassTemporary     Class = "temporary"     // not taken: try again, later and later
	ClassUnknown       Class = "unknown"       // perhaps taken
	ClassQuota         Class = "quota"         // the channel rests
	ClassAccount       Class = "account"       // our own account is refused: everything waits, somebody is alarmed
	ClassConfiguration Class = "configuration" // this template is refused: next channel
	ClassPermanent     Class = "permanent"     // this person cannot get it here: next channel
	ClassBug           Class = "bug"           // our text breaks a rule: next channel, alarm
)

// SendError is a failure of one send.
type SendError struct {
	Class Class
	Code  int // WeChat's errcode, 0 when there was none
}

// Error names class and code; it holds nothing of the person.
func (e *SendError) Error() string { return fmt.Sprintf("notify: %s (errcode %d)", e.Class, e.Code) }

// classify returns the failure inside err.
func classify(err error) SendError {
	var e *SendError
	if errors.As(err, &e) {
		return *e
	}
	return SendError{Class: ClassUnknown}
}

// Channels of a notice.
const (
	ChannelTemplate = "template"
	ChannelText     = "text"
	ChannelBox      = "box" // seen in the mini-program before it was sent
)

// reason tells people why a notice cannot arrive.
func reason(code int) string {
	switch code {
	case 43101:
		return "本人在微信里关掉了通知，请电话或上门告知"
	case 43004, 43019, 40003:
		return "没有关注公众号，请电话或上门告知"
	case 45015, 45047:
		return "微信暂时不让发，请电话或上门告知"
	case 47003, 45002:
		return "消息格式有误，已报管理员，请电话或上门告知"
	}
	return "微信送不到，请电话或上门告知"
}

// Reasons that come without a code.
const (
	reasonNoAccount = "没有绑定微信，请电话或上门告知"
	reasonUnfollow  = "没有关注公众号，请电话或上门告知"
	reasonTooLong   = "微信三天没有收下，请电话或上门告知"
	reasonUnknown   = "微信没有回音，不知送到没有，请电话或上门告知"
	reasonLeak      = "内容里有不能发的号码，已报管理员，请电话或上门告知"
)
