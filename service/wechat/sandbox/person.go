package sandbox

import (
	"context"
	"fmt"
	"time"

	"bangfu/service/wechat"
)

// Person is somebody with a phone: one openid per account.
type Person struct {
	Key     string
	OA, MP  string // openids
	UnionID string
}

// person is what WeChat knows of somebody; the sandbox's lock guards it.
type person struct {
	Person
	follows   bool
	blocked   bool            // blocks the account's messages
	blacklist bool            // the account has blacklisted the person
	refused   map[string]bool // templates the person has switched off
	balance   map[string]int  // subscription messages left, by template
	scene     string          // of the QR by which the person came
	grants    []grant
	bubbles   []Bubble
}

// grant is a right to send customer-service texts: five within 48 hours of a
// message, three within a minute of a menu click, a follow or a scan (wechat.md §9.2).
type grant struct {
	until   time.Time
	left    int
	message bool
}

// AddPerson gives somebody a phone; the key is the demo's own name for it, no
// name of a person.
func (s *Sandbox) AddPerson(key string) Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.persons[key]; ok {
		return p.Person
	}
	p := &person{Person: Person{
		Key: key, OA: "o" + s.id(wechat.AppOA, key)[:27], MP: "o" + s.id(wechat.AppMP, key)[:27], UnionID: "u" + s.id("union", key)[:27],
	}, refused: map[string]bool{}, balance: map[string]int{}}
	s.persons[key] = p
	s.openIDs[wechat.AppOA+":"+p.OA] = p
	s.openIDs[wechat.AppMP+":"+p.MP] = p
	s.touch()
	return p.Person
}

func (s *Sandbox) find(key string) (*person, error) {
	p, ok := s.persons[key]
	if !ok {
		return nil, errNoPerson
	}
	return p, nil
}

// change does something with a person under the lock.
func (s *Sandbox) change(key string, do func(p *person)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.find(key)
	if err != nil {
		return err
	}
	do(p)
	s.touch()
	return nil
}

func (s *Sandbox) grantShort(p *person) {
	p.grants = append(p.grants, grant{until: s.o.Clock.Now().Add(time.Minute), left: 3})
}

// grantMessage: a message starts the count of five anew.
func (s *Sandbox) grantMessage(p *person) {
	var rest []grant
	for _, g := range p.grants {
		if !g.message {
			rest = append(rest, g)
		}
	}
	p.grants = append(rest, grant{until: s.o.Clock.Now().Add(48 * time.Hour), left: 5, message: true})
}

// spend takes one text from the grant that ends first; 45015 when no window is
// open, 45047 when the open ones are used up.
func (s *Sandbox) spend(p *person) int {
	now := s.o.Clock.Now()
	best, open := -1, false
	for i, g := range p.grants {
		if !now.Before(g.until) {
			continue
		}
		open = true
		if g.left > 0 && (best < 0 || g.until.Before(p.grants[best].until)) {
			best = i
		}
	}
	switch {
	case !open || !p.follows:
		return codeWindow
	case best < 0:
		return codeUsedUp
	}
	p.grants[best].left--
	return 0
}

// Follow lets the person follow the official account (关注).
func (s *Sandbox) Follow(ctx context.Context, key string) (Exchange, error) {
	return s.follow(ctx, key, "")
}

// ScanFollow lets the person scan a QR code of the account: a follow with the
// scene, or a SCAN when the person follows already.
func (s *Sandbox) ScanFollow(ctx context.Context, key, scene string) (Exchange, error) {
	return s.follow(ctx, key, scene)
}

func (s *Sandbox) follow(ctx context.Context, key, scene string) (Exchange, error) {
	event, eventKey, said := "subscribe", "", "（关注了公众号）"
	err := s.change(key, func(p *person) {
		if scene != "" {
			eventKey, said = "qrscene_"+scene, "（扫码关注）"
			p.scene = scene
		}
		if p.follows {
			event, eventKey, said = "SCAN", scene, "（扫码）"
		}
		p.follows = true
		s.grantShort(p)
		s.say(p, Bubble{From: FromMe, Kind: KindNotice, Text: said})
	})
	if err != nil {
		return Exchange{}, err
	}
	more := field("EventKey", eventKey)
	if scene != "" {
		more += field("Ticket", "gQ"+s.id("ticket", scene)[:40])
	}
	return s.event(ctx, wechat.AppOA, key, event, more)
}

// Unfollow lets the person leave the official account: its window closes.
func (s *Sandbox) Unfollow(ctx context.Context, key string) (Exchange, error) {
	err := s.change(key, func(p *person) {
		p.follows, p.grants = false, nil
		s.say(p, Bubble{From: FromMe, Kind: KindNotice, Text: "（取消了关注）"})
	})
	if err != nil {
		return Exchange{}, err
	}
	return s.event(ctx, wechat.AppOA, key, "unsubscribe", field("EventKey", ""))
}

// Say lets the person write a text in the official account's chat.
func (s *Sandbox) Say(ctx context.Context, key, text string) (Exchange, error) {
	return s.speak(ctx, key, Bubble{From: FromMe, Kind: KindText, Text: text},
		field("MsgType", "text")+field("Content", text))
}

// Voice lets the person speak; words are what WeChat recognises of it.
func (s *Sandbox) Voice(ctx context.Context, key, words string) (Exchange, error) {
	return s.speak(ctx, key, Bubble{From: FromMe, Kind: KindText, Text: "🔊 " + words},
		field("MsgType", "voice")+field("MediaId", "media-"+s.id("voice", words)[:16])+field("Format", "amr")+field("Recognition", words))
}

func (s *Sandbox) speak(ctx context.Context, key string, b Bubble, content string) (Exchange, error) {
	s.mu.Lock()
	p, err := s.find(key)
	if err != nil {
		s.mu.Unlock()
		return Exchange{}, err
	}
	if !p.follows {
		s.mu.Unlock()
		return Exchange{}, fmt.Errorf("sandbox: %s does not follow the account", key)
	}
	s.grantMessage(p)
	s.say(p, b)
	id := fmt.Sprint(s.nextSerial())
	x := s.push(wechat.AppOA, p, content+"<MsgId>"+id+"</MsgId>", id)
	s.touch()
	s.mu.Unlock()
	return s.deliver(ctx, x)
}

// Click lets the person tap a button of the menu that says key to us.
func (s *Sandbox) Click(ctx context.Context, key, menuKey string) (Exchange, error) {
	err := s.change(key, func(p *person) {
		s.grantShort(p)
		s.say(p, Bubble{From: FromMe, Kind: KindMenu, Text: s.buttonName(menuKey)})
	})
	if err != nil {
		return Exchange{}, err
	}
	return s.event(ctx, wechat.AppOA, key, "CLICK", field("EventKey", menuKey))
}

// Accept lets the person say yes to subscription messages in the mini-program's
// dialog, one message per template and time.
func (s *Sandbox) Accept(ctx context.Context, key string, templates ...string) (Exchange, error) {
	return s.dialog(ctx, key, "accept", templates)
}

// Reject lets the person say no in the dialog.
func (s *Sandbox) Reject(ctx context.Context, key string, templates ...string) (Exchange, error) {
	return s.dialog(ctx, key, "reject", templates)
}

func (s *Sandbox) dialog(ctx context.Context, key, word string, templates []string) (Exchange, error) {
	list := ""
	err := s.change(key, func(p *person) {
		for _, id := range templates {
			if word == "accept" {
				p.balance[id]++
			}
			list += "<List>" + field("TemplateId", id) + field("SubscribeStatusString", word) + field("PopupScene", "0") + "</List>"
		}
	})
	if err != nil {
		return Exchange{}, err
	}
	return s.event(ctx, wechat.AppMP, key, "subscribe_msg_popup_event", "<SubscribeMsgPopupEvent>"+list+"</SubscribeMsgPopupEvent>")
}

// Block lets the person switch the account's messages off without leaving it:
// sends are accepted, then fail with "user block".
func (s *Sandbox) Block(key string) error {
	return s.change(key, func(p *person) { p.blocked = true })
}

// RefuseTemplate lets the person switch one template off: 43101, without any event.
func (s *Sandbox) RefuseTemplate(key, template string) error {
	return s.change(key, func(p *person) { p.refused[template] = true })
}

// Blacklist puts the person on the account's blacklist: 43019.
func (s *Sandbox) Blacklist(key string) error {
	return s.change(key, func(p *person) { p.blacklist = true })
}
