package sandbox

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bangfu/service/wechat"
)

// TemplateField is one field of a template; the kind is in its name (thing1).
type TemplateField struct {
	Name  string // thing1
	Label string // what stands before the value: 事项
}

type template struct {
	id, title string
	fields    []TemplateField
}

// sentID remembers a client_msg_id for ten minutes.
type sentID struct {
	at    time.Time
	msgID int64
}

const clientMsgLife = 10 * time.Minute

// RegisterTemplate adds a template of the official account (模板消息).
func (s *Sandbox) RegisterTemplate(id, title string, fields ...TemplateField) {
	s.register(wechat.AppOA, id, title, fields)
}

// RegisterSubscription adds a subscription template of the mini-program (订阅消息).
func (s *Sandbox) RegisterSubscription(id, title string, fields ...TemplateField) {
	s.register(wechat.AppMP, id, title, fields)
}

func (s *Sandbox) register(app, id, title string, fields []TemplateField) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.templates[app+":"+id] = template{id, title, fields}
}

type item struct {
	Value string `json:"value"`
}

// outgoing is what template and subscription messages have in common.
type outgoing struct {
	ToUser      string          `json:"touser"`
	TemplateID  string          `json:"template_id"`
	URL         string          `json:"url"`
	Page        string          `json:"page"`
	ClientMsgID string          `json:"client_msg_id"`
	Data        map[string]item `json:"data"`
	MiniProgram struct {
		AppID    string `json:"appid"`
		PagePath string `json:"pagepath"`
	} `json:"miniprogram"`
}

func (s *Sandbox) templateSend(r request) reply {
	m, ok := decode[outgoing](r)
	if !ok {
		return refuse(codeParameter)
	}
	p := s.openIDs[r.app+":"+m.ToUser]
	t, known := s.templates[r.app+":"+m.TemplateID]
	switch {
	case p == nil:
		return refuse(codeOpenID)
	case !known:
		return refuse(codeTemplate)
	case p.blacklist:
		return refuse(codeBlacklist)
	case !p.follows:
		return refuse(codeNoFollower)
	case p.refused[m.TemplateID]:
		return refuse(codeRefused)
	}
	lines, cut, code := t.card(m.Data, 20)
	if code != 0 {
		return refuse(code)
	}
	now, key := s.o.Clock.Now(), m.ToUser+":"+m.ClientMsgID
	if old, ok := s.sentIDs[key]; ok && m.ClientMsgID != "" && now.Sub(old.at) < clientMsgLife {
		return answer(fields{"errcode": 0, "errmsg": "ok", "msgid": old.msgID})
	}
	id := s.nextSerial()
	s.sentIDs[key] = sentID{now, id}
	page := m.MiniProgram.PagePath
	s.deliverCard(p, Sent{
		API: pathTemplate, OpenID: m.ToUser, Title: t.title, Fields: lines, Truncated: cut, URL: m.URL,
		MsgID: strconv.FormatInt(id, 10), ClientMsgID: m.ClientMsgID,
	}, page)
	s.pending = append(s.pending, pending{key: p.Key, app: wechat.AppOA, msgID: id, status: deliveryStatus(p)})
	return answer(fields{"errcode": 0, "errmsg": "ok", "msgid": id})
}

func deliveryStatus(p *person) string {
	if p.blocked {
		return "failed:user block"
	}
	return "success"
}

// deliverCard shows a card on the phone, unless the person blocks the account.
func (s *Sandbox) deliverCard(p *person, m Sent, page string) {
	m.At, m.Key = s.o.Clock.Now(), p.Key
	s.journal.sent = keepLast(s.journal.sent, m)
	if !p.blocked {
		s.say(p, Bubble{From: FromAccount, Kind: KindCard, Title: m.Title, Fields: m.Fields, URL: m.URL, Page: page})
	}
}

// card fills the template; a field that is missing or empty is 47003, one that
// is too long is cut (official account) or 47003 (subscription, most 0).
func (t template) card(data map[string]item, most int) (lines []Field, cut []string, code int) {
	for _, f := range t.fields {
		v := strings.TrimSpace(data[f.Name].Value)
		if v == "" || strings.ContainsFunc(v, unicode.IsControl) {
			return nil, nil, codeFields
		}
		if most == 0 && !fits(f.Name, v) {
			return nil, nil, codeFields
		}
		if r := []rune(v); most > 0 && len(r) > most {
			v, cut = string(r[:most]), append(cut, f.Name)
		}
		lines = append(lines, Field{f.Label, v})
	}
	return lines, cut, 0
}

// fits holds a value against the field rules of subscription messages (wechat.md §9.5).
func fits(name, v string) bool {
	if rule, known := fieldRules()[strings.TrimRight(name, "0123456789")]; known {
		return rule(v)
	}
	return upTo(32)(v)
}

// fieldRules says what WeChat's servers accept in a field of each kind. It is
// written apart from the rules by which wechat makes values fit: one proves the other.
func fieldRules() map[string]func(string) bool {
	return map[string]func(string) bool{
		"thing":            upTo(20),
		"number":           upTo(32, func(r rune) bool { return strings.ContainsRune("0123456789.-", r) }),
		"letter":           upTo(32, narrow, unicode.IsLetter),
		"symbol":           upTo(5),
		"character_string": upTo(32, narrow),
		"phone_number":     upTo(17),
		"car_number":       upTo(8),
		"name":             func(v string) bool { return upTo(10)(v) || upTo(20, narrow)(v) },
		"phrase":           upTo(5, func(r rune) bool { return unicode.Is(unicode.Han, r) }),
		"time":             func(v string) bool { return strings.Contains(v, ":") },
		"date":             func(v string) bool { return strings.ContainsAny(v, "年-/") },
	}
}

func narrow(r rune) bool { return r <= unicode.MaxASCII }

// upTo accepts at most so many characters, each of every sort named.
func upTo(most int, sorts ...func(rune) bool) func(string) bool {
	return func(v string) bool {
		for _, sort := range sorts {
			if strings.ContainsFunc(v, func(r rune) bool { return !sort(r) }) {
				return false
			}
		}
		return utf8.RuneCountInString(v) <= most
	}
}

func (s *Sandbox) subscribeSend(r request) reply {
	m, ok := decode[outgoing](r)
	if !ok {
		return refuse(codeParameter)
	}
	p := s.openIDs[r.app+":"+m.ToUser]
	t, known := s.templates[r.app+":"+m.TemplateID]
	switch {
	case p == nil:
		return refuse(codeOpenID)
	case !known:
		return refuse(codeTemplate)
	case strings.HasPrefix(m.Page, "/") || strings.Contains(m.Page, "://"):
		return refuse(codePage)
	case p.refused[m.TemplateID] || p.balance[m.TemplateID] <= 0:
		p.balance[m.TemplateID] = 0
		return refuse(codeRefused)
	}
	lines, _, code := t.card(m.Data, 0)
	if code != 0 {
		return refuse(code)
	}
	p.balance[m.TemplateID]--
	id := s.nextSerial()
	s.deliverCard(p, Sent{API: pathSubscribe, OpenID: m.ToUser, Title: t.title, Fields: lines, MsgID: strconv.FormatInt(id, 10)}, m.Page)
	s.pending = append(s.pending, pending{key: p.Key, app: wechat.AppMP, msgID: id, template: m.TemplateID, status: deliveryStatus(p)})
	return answer(fields{"errcode": 0, "errmsg": "ok", "msgid": id})
}

const maxText = 2048 // bytes, as measured by others

func (s *Sandbox) customSend(r request) reply {
	m, ok := decode[struct {
		ToUser  string `json:"touser"`
		MsgType string `json:"msgtype"`
		Text    struct {
			Content string `json:"content"`
		} `json:"text"`
	}](r)
	if !ok || m.MsgType != "text" || m.Text.Content == "" {
		return refuse(codeParameter)
	}
	p := s.openIDs[r.app+":"+m.ToUser]
	switch {
	case p == nil:
		return refuse(codeOpenID)
	case len(m.Text.Content) > maxText:
		return refuse(codeTooLong)
	}
	if code := s.spend(p); code != 0 {
		return refuse(code)
	}
	s.journal.sent = keepLast(s.journal.sent, Sent{At: s.o.Clock.Now(), API: pathCustom, Key: p.Key, OpenID: m.ToUser, Text: m.Text.Content})
	if !p.blocked {
		s.say(p, Bubble{From: FromAccount, Kind: KindText, Text: m.Text.Content})
	}
	return done()
}
