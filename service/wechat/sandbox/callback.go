package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bangfu/service/wechat"
)

const (
	answerWithin = 5 * time.Second
	// OutOfService is what WeChat shows when an account does not answer.
	OutOfService = "该公众号暂时无法提供服务，请稍后再试"
)

// Exchange is one callback with every try and the answer.
type Exchange struct {
	App    string `json:"app"`
	Key    string `json:"key"`    // of the person
	MsgID  string `json:"msg_id"` // of a message
	Plain  string `json:"plain"`  // the push before it was encrypted
	Tries  []Try  `json:"tries"`
	Reply  string `json:"reply"`  // what the account said
	Failed string `json:"failed"` // why there is no valid answer
	act    bool   // the person waits for an answer
}

// Try is one delivery of a callback.
type Try struct {
	At     time.Time     `json:"at"`
	URL    string        `json:"url"`
	Body   string        `json:"body"`   // the encrypted envelope
	Status int           `json:"status"` // 0: nobody answered in time
	Answer string        `json:"answer"` // as it came
	Plain  string        `json:"plain"`  // its encrypted message, opened
	Took   time.Duration `json:"took"`
	Judged string        `json:"judged"` // silent | reply | malformed | failed
}

func cdata(text string) string {
	return "<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>"
}

func field(name, value string) string { return "<" + name + ">" + cdata(value) + "</" + name + ">" }

// push builds the plain message; the lock is held.
func (s *Sandbox) push(app string, p *person, content, msgID string) Exchange {
	openID := p.OA
	if app == wechat.AppMP {
		openID = p.MP
	}
	plain := "<xml>" + field("ToUserName", s.account(app).GhID) + field("FromUserName", openID) +
		"<CreateTime>" + strconv.FormatInt(s.o.Clock.Now().Unix(), 10) + "</CreateTime>" + content + "</xml>"
	return Exchange{App: app, Key: p.Key, MsgID: msgID, Plain: plain, act: app == wechat.AppOA}
}

// event pushes an event of a person.
func (s *Sandbox) event(ctx context.Context, app, key, name, more string) (Exchange, error) {
	s.mu.Lock()
	p, err := s.find(key)
	if err != nil {
		s.mu.Unlock()
		return Exchange{}, err
	}
	x := s.push(app, p, field("MsgType", "event")+field("Event", name)+more, "")
	s.mu.Unlock()
	return s.deliver(ctx, x)
}

// Repeat delivers a message once more on purpose, with the same MsgId and a
// fresh signature, as WeChat does when it did not see the answer.
func (s *Sandbox) Repeat(ctx context.Context, last Exchange) (Exchange, error) {
	last.Tries, last.Reply, last.Failed = nil, "", ""
	return s.deliver(ctx, last)
}

// deliver pushes the callback until it is answered, at most 1+Repeats times,
// then shows the person that the account is out of service.
func (s *Sandbox) deliver(ctx context.Context, x Exchange) (Exchange, error) {
	s.mu.Lock()
	door := s.doors[x.App]
	s.mu.Unlock()
	if door == nil {
		return x, fmt.Errorf("sandbox: no callback handler for %s", x.App)
	}
	var stamp, nonce string
	for i := range 1 + s.o.Repeats {
		if i == 0 || !s.o.SameStamp {
			stamp, nonce = strconv.FormatInt(s.o.Clock.Now().Unix(), 10), s.nonce()
		}
		t, err := s.try(ctx, door, x, stamp, nonce)
		if err != nil {
			return x, err
		}
		x.Tries = append(x.Tries, t)
		if t.Judged != judgedFailed {
			break
		}
	}
	s.conclude(&x)
	return x, ctx.Err()
}

func (s *Sandbox) nonce() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id("nonce", fmt.Sprint(s.nextSerial()))[:12]
}

const (
	judgedSilent    = "silent"
	judgedReply     = "reply"
	judgedMalformed = "malformed"
	judgedFailed    = "failed"
)

// conclude shows the outcome in the person's chat.
func (s *Sandbox) conclude(x *Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := x.Tries[len(x.Tries)-1]
	p := s.persons[x.Key]
	switch last.Judged {
	case judgedReply:
		x.Reply = replyText(s.account(x.App).Format, last.Plain)
		if p != nil && x.act {
			s.say(p, Bubble{From: FromAccount, Kind: KindText, Text: x.Reply})
		}
	case judgedMalformed, judgedFailed:
		x.Failed = last.Judged
		if p != nil && x.act {
			s.say(p, Bubble{From: FromAccount, Kind: KindNotice, Text: OutOfService, Failed: last.Judged})
		}
	}
	s.journal.exchanges = keepLast(s.journal.exchanges, *x)
	s.touch()
}

// try encrypts, signs and delivers once.
func (s *Sandbox) try(ctx context.Context, door http.Handler, x Exchange, stamp, nonce string) (Try, error) {
	acc := s.account(x.App)
	plain, err := inFormat(acc.Format, x.Plain)
	if err != nil {
		return Try{}, err
	}
	s.mu.Lock()
	random := s.id("random", stamp, nonce)[:16]
	s.mu.Unlock()
	enc, err := acc.Encrypt([]byte(random), plain)
	if err != nil {
		return Try{}, err
	}
	q := url.Values{}
	q.Set("signature", wechat.Signature(acc.Token.Reveal(), stamp, nonce))
	q.Set("timestamp", stamp)
	q.Set("nonce", nonce)
	q.Set("openid", s.openID(x))
	q.Set("encrypt_type", "aes")
	q.Set("msg_signature", wechat.Signature(acc.Token.Reveal(), stamp, nonce, enc))
	body, contentType := envelope(acc, enc)
	t := Try{At: s.o.Clock.Now(), URL: "/wechat/" + x.App + "?" + q.Encode(), Body: body}
	s.knock(ctx, door, contentType, &t)
	judge(acc, &t)
	return t, nil
}

func (s *Sandbox) openID(x Exchange) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.persons[x.Key]
	switch {
	case p == nil:
		return ""
	case x.App == wechat.AppMP:
		return p.MP
	}
	return p.OA
}

func envelope(acc wechat.Account, enc string) (body, contentType string) {
	if acc.Format == wechat.FormatJSON {
		raw, _ := json.Marshal(map[string]string{"ToUserName": acc.GhID, "Encrypt": enc}) //nolint:errchkjson // two strings
		return string(raw), "application/json"
	}
	return "<xml>" + field("ToUserName", acc.GhID) + field("Encrypt", enc) + "</xml>", "text/xml"
}

// knock calls our door and waits five seconds: those of the machine, for a door
// that hangs, and those of the world's clock.
func (s *Sandbox) knock(ctx context.Context, door http.Handler, contentType string, t *Try) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://sandbox"+t.URL, strings.NewReader(t.Body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "Mozilla/4.0")
	w := newRecorder()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }() // a panic of the door drops the connection, as net/http does
		door.ServeHTTP(w, req)
		w.finish()
	}()
	select {
	case <-done:
		t.Took = s.o.Clock.Now().Sub(t.At)
		if t.Took <= answerWithin {
			t.Status, t.Answer = w.result()
		}
	case <-ctx.Done():
		t.Took = answerWithin
	}
}
