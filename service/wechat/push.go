package wechat

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"bangfu/model"
)

// Kinds of Inbound that are no message type of WeChat.
const (
	KindEvent   = "event"
	KindUnknown = "unknown"
)

// Events whose shape differs from the common one (wechat.md §3).
const (
	eventTemplateDone = "TEMPLATESENDJOBFINISH"
	eventPopup        = "subscribe_msg_popup_event"
	eventChange       = "subscribe_msg_change_event"
	eventSent         = "subscribe_msg_sent_event"
	eventMediaCheck   = "wxa_media_check"
	eventInfoModified = "user_info_modified"
	authorizationPre  = "user_authorization_"
)

func messageKinds() []string {
	return []string{"text", "image", "voice", "video", "shortvideo", "location", "link", "miniprogrampage"}
}

func knownEvents() []string {
	return []string{
		"subscribe", "unsubscribe", "SCAN", "LOCATION", "CLICK", "VIEW", "view_miniprogram",
		"scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
		"user_enter_tempsession", "MASSSENDJOBFINISH", "PUBLISHJOBFINISH",
		eventTemplateDone, eventPopup, eventChange, eventSent, eventMediaCheck, eventInfoModified,
	}
}

// push is a verified, decrypted callback.
type push struct {
	acc   Account
	root  *node
	from  string
	at    int64
	event string
}

// dedupKey makes one short key out of its parts, of which none can run into the
// next. It is a hash, so that no openid stands in clear beside the act.
func dedupKey(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p))))
		h.Write([]byte{':'})
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// readPush checks what every push must have (wechat.md §2.12) and returns what
// it says, at least one Inbound.
func readPush(acc Account, plain []byte) ([]model.Inbound, refusal) {
	root, err := parse(acc.Format, plain)
	if err != nil {
		return nil, refuseMalformed
	}
	p := push{acc: acc, root: root, from: root.value("FromUserName"), event: root.value("Event")}
	to, kind := root.value("ToUserName"), root.value("MsgType")
	p.at, err = strconv.ParseInt(root.value("CreateTime"), 10, 64)
	if err != nil || kind == "" || to == "" || !p.dated() {
		return nil, refuseMalformed
	}
	if to != acc.GhID {
		return nil, refuseForeign
	}
	if kind == KindEvent {
		if p.event == "" {
			return nil, refuseMalformed
		}
		return p.events(), refusal{}
	}
	id := root.value("MsgId")
	known := slices.Contains(messageKinds(), kind)
	if id == "" && known {
		return nil, refuseMalformed
	}
	return []model.Inbound{p.message(kind, id, known)}, refusal{}
}

// dated reports whether a push says from whom it comes and when it was made.
func (p push) dated() bool { return p.at > 0 && p.from != "" && len(p.from) <= 128 }

func (p push) inbound(kind string, key ...string) model.Inbound {
	return model.Inbound{
		Key: dedupKey(append([]string{p.acc.AppID}, key...)...),
		App: p.acc.App, AppID: p.acc.AppID, OpenID: p.from, Kind: kind, Event: p.event,
		At: time.Unix(p.at, 0).UTC(),
	}
}

func (p push) created() string { return strconv.FormatInt(p.at, 10) }

// message: MsgId alone was seen to repeat across people, hence the key of three.
func (p push) message(kind, id string, known bool) model.Inbound { //nolint:revive // a fact found, not a switch
	in := p.inbound(kind, "message", p.from, p.created(), id)
	in.Event = ""
	if !known {
		in.Kind = KindUnknown
		return in
	}
	in.Text = p.root.value("Content")
	in.MediaID = p.root.value("MediaId")
	in.EventKey = p.root.value("bizmsgmenuid")
	if kind == "voice" {
		in.Text = p.root.value("Recognition")
	}
	return in
}

func (p push) events() []model.Inbound {
	switch {
	case p.event == eventTemplateDone:
		return []model.Inbound{p.result(p.root, resultWords(p.root.value("Status")))}
	case p.event == eventSent:
		return p.sent()
	case p.event == eventPopup || p.event == eventChange:
		return p.answers()
	case p.event == eventMediaCheck:
		return []model.Inbound{p.mediaCheck()}
	case p.event == eventInfoModified || strings.HasPrefix(p.event, authorizationPre):
		return []model.Inbound{p.authorization()}
	}
	return []model.Inbound{p.plain()}
}

// plain is an event of the common shape; LOCATION and VIEW were seen with equal
// second and person, so its key belongs to the dedup key.
func (p push) plain() model.Inbound {
	key := p.root.value("EventKey")
	in := p.inbound(KindEvent, "event", p.from, p.created(), p.event, key)
	in.EventKey = key
	if p.event == "subscribe" {
		in.EventKey = strings.TrimPrefix(key, "qrscene_")
	}
	if !slices.Contains(knownEvents(), p.event) {
		in.Kind = KindUnknown
	}
	return in
}

func resultWords(status string) string {
	status = strings.TrimSpace(status)
	if status == "success" {
		return ""
	}
	if status == "" {
		return "unknown"
	}
	return strings.TrimSpace(strings.TrimPrefix(status, "failed:"))
}

// result is one delivery result. Its key is the message, for two results may
// come within one second.
func (p push) result(n *node, words string) model.Inbound {
	id := n.value("MsgID")
	if id == "" {
		in := p.plain()
		in.ResultErr = words
		return in
	}
	in := p.inbound(KindEvent, p.event, id)
	in.ResultID, in.ResultErr = id, words
	return in
}

func (p push) sent() []model.Inbound {
	var out []model.Inbound
	for _, item := range p.list("SubscribeMsgSentEvent") {
		words := strings.TrimSpace(item.value("ErrorCode"))
		if words == "0" {
			words = ""
		}
		in := p.result(&item, words)
		in.EventKey = item.value("TemplateId")
		out = append(out, in)
	}
	return p.orPlain(out)
}

// answers are what a person said in the subscription dialog, one per template.
// Old samples of the change event use the popup's element: both are read.
func (p push) answers() []model.Inbound {
	items := p.list("SubscribeMsgChangeEvent", "SubscribeMsgPopupEvent")
	var all strings.Builder
	for _, item := range items {
		all.WriteString(item.value("TemplateId") + "=" + item.value("SubscribeStatusString") + ";")
	}
	var out []model.Inbound
	for _, item := range items {
		id := item.value("TemplateId")
		in := p.inbound(KindEvent, "answer", p.from, p.created(), p.event, dedupKey(all.String()), id)
		in.EventKey, in.Text = id, item.value("SubscribeStatusString")
		out = append(out, in)
	}
	return p.orPlain(out)
}

// list returns the items of a list event: XML repeats <List> inside the event's
// element, JSON has one object or an array, inside it or at the top.
func (p push) list(parents ...string) []node {
	items := p.root.find("List")
	for _, name := range parents {
		for _, parent := range p.root.find(name) {
			items = append(items, parent.find("List")...)
			items = append(items, parent.find("list")...)
		}
	}
	return items
}

// orPlain keeps a list event without items as an unknown one: never refuse what
// WeChat really sent.
func (p push) orPlain(out []model.Inbound) []model.Inbound {
	if len(out) > 0 {
		return out
	}
	in := p.plain()
	in.Kind = KindUnknown
	return []model.Inbound{in}
}

// mediaCheck comes from a system account: only its trace id says what was checked.
func (p push) mediaCheck() model.Inbound {
	trace := p.root.value("trace_id")
	if trace == "" {
		return p.plain()
	}
	in := p.inbound(KindEvent, p.event, trace)
	in.ResultID = trace
	for _, r := range p.root.find("result") {
		in.ResultErr = r.value("suggest")
	}
	if code := p.root.value("errcode"); code != "" && code != "0" {
		in.ResultErr = code
	}
	if in.ResultErr == "pass" {
		in.ResultErr = ""
	}
	return in
}

// authorization names the person in OpenID; FromUserName is one account of
// WeChat's for everybody.
func (p push) authorization() model.Inbound {
	person, what := p.root.value("OpenID"), p.root.value("RevokeInfo")
	if person == "" {
		return p.orPlain(nil)[0]
	}
	in := p.inbound(KindEvent, "authorization", person, p.created(), p.event, what)
	in.OpenID, in.EventKey = person, what
	return in
}
