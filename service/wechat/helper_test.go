package wechat

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bangfu/model"
)

var testNow = time.Date(2014, 5, 12, 8, 0, 0, 0, time.UTC) // a constant

// desk is a counter that keeps what it was asked, and deduplicates by key as
// the bot does.
type desk struct {
	mu      sync.Mutex
	asked   []model.Inbound
	effects map[string]string // key -> answer
	before  func(ctx context.Context, in model.Inbound) error
}

func (d *desk) Handle(ctx context.Context, in model.Inbound) (model.Outbound, error) {
	d.mu.Lock()
	d.asked = append(d.asked, in)
	before := d.before
	d.mu.Unlock()
	if before != nil {
		if err := before(ctx, in); err != nil {
			return model.Outbound{}, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.effects == nil {
		d.effects = map[string]string{}
	}
	if said, done := d.effects[in.Key]; done {
		return model.Outbound{Text: said}, nil
	}
	d.effects[in.Key] = fmt.Sprintf("第%d件：%s", len(d.effects)+1, in.Text)
	if in.Text == "" {
		d.effects[in.Key] = ""
	}
	return model.Outbound{Text: d.effects[in.Key]}, nil
}

func (d *desk) runs() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.asked)
}

func (d *desk) done() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.effects)
}

func (d *desk) texts() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for _, in := range d.asked {
		out = append(out, in.Text)
	}
	return out
}

func (d *desk) set(before func(ctx context.Context, in model.Inbound) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.before = before
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// office is one account's callback door with everything it hangs on.
type office struct {
	t        testing.TB
	acc      Account
	clock    *model.FixedClock
	desk     *desk
	spool    *Spool
	dir      string
	log      *safeBuffer
	receiver *Receiver
	mu       sync.Mutex
	late     []string
}

func newOffice(t testing.TB, change ...func(*Options)) *office {
	t.Helper()
	o := &office{t: t, acc: DemoAccount(AppOA), clock: model.NewFixedClock(testNow), desk: &desk{}, dir: t.TempDir(), log: &safeBuffer{}}
	var err error
	if o.spool, err = OpenSpool(o.dir, o.clock); err != nil {
		t.Fatal(err)
	}
	opts := Options{
		Account: o.acc, Clock: o.clock, Counter: o.desk, Spool: o.spool, Log: slog.New(slog.NewTextHandler(o.log, nil)),
		PerMinute: 1_000_000,
		Late: func(_ context.Context, _ model.Inbound, out model.Outbound) error {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.late = append(o.late, out.Text)
			return nil
		},
	}
	for _, c := range change {
		c(&opts)
	}
	o.acc = opts.Account
	if o.receiver, err = NewReceiver(opts); err != nil {
		t.Fatal(err)
	}
	return o
}

// callback is one push with everything a forger may change.
type callback struct {
	method, contentType     string
	timestamp, nonce        string
	signature, msgSignature string
	encryptType             string
	extra                   string // more of the query
	encrypt                 string
	body                    string
}

func text(from string, id int, content string) string {
	return fmt.Sprintf("<xml><ToUserName><![CDATA[gh_demo00000oa]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>%s</Content><MsgId>%d</MsgId></xml>",
		from, testNow.Unix(), cdata(content), id)
}

func event(from, name, more string) string {
	return fmt.Sprintf("<xml><ToUserName><![CDATA[gh_demo00000oa]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>%d</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[%s]]></Event>%s</xml>",
		from, testNow.Unix(), name, more)
}

// push closes and signs a message as WeChat does.
func (o *office) push(plain string) callback {
	o.t.Helper()
	enc, err := o.acc.Encrypt([]byte("0123456789abcdef"), []byte(plain))
	if err != nil {
		o.t.Fatal(err)
	}
	return o.sealed(enc)
}

func (o *office) sealed(enc string) callback {
	c := callback{method: http.MethodPost, contentType: "text/xml", nonce: "n0nce", encryptType: "aes", encrypt: enc}
	c.timestamp = strconv.FormatInt(o.clock.Now().Unix(), 10)
	if o.acc.Format == FormatJSON {
		c.contentType = "application/json"
		c.body = fmt.Sprintf(`{"ToUserName":%q,"Encrypt":%q}`, o.acc.GhID, enc)
	} else {
		c.body = "<xml><ToUserName>" + cdata(o.acc.GhID) + "</ToUserName><Encrypt>" + cdata(enc) + "</Encrypt></xml>"
	}
	return o.sign(c)
}

func (o *office) sign(c callback) callback {
	c.signature = Signature(o.acc.Token.Reveal(), c.timestamp, c.nonce)
	c.msgSignature = Signature(o.acc.Token.Reveal(), c.timestamp, c.nonce, c.encrypt)
	return c
}

func (c callback) request() *http.Request {
	q := url.Values{}
	for name, v := range map[string]string{
		"signature": c.signature, "timestamp": c.timestamp, "nonce": c.nonce,
		"msg_signature": c.msgSignature, "encrypt_type": c.encryptType,
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	target := "/wechat/oa?" + q.Encode() + c.extra
	req := httptest.NewRequest(c.method, target, strings.NewReader(c.body))
	req.Header.Set("Content-Type", c.contentType)
	return req
}

func (o *office) send(c callback) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.receiver.ServeHTTP(w, c.request())
	return w
}

// says opens an encrypted reply and checks its signature; "success" stays.
func (o *office) says(w *httptest.ResponseRecorder) string {
	o.t.Helper()
	if w.Code != http.StatusOK {
		return strconv.Itoa(w.Code)
	}
	if w.Body.String() == "success" {
		return "success"
	}
	root, err := parse(o.acc.Format, w.Body.Bytes())
	if err != nil {
		o.t.Fatalf("reply %q: %v", w.Body, err)
	}
	enc := root.value("Encrypt")
	if Signature(o.acc.Token.Reveal(), root.value("TimeStamp"), root.value("Nonce"), enc) != root.value("MsgSignature") {
		o.t.Fatal("the reply is signed wrongly")
	}
	_, plain, err := o.acc.Decrypt(enc)
	if err != nil {
		o.t.Fatal(err)
	}
	inner, err := parse(o.acc.Format, plain)
	if err != nil {
		o.t.Fatal(err)
	}
	if inner.value("FromUserName") != o.acc.GhID || inner.value("MsgType") != "text" {
		o.t.Fatalf("the reply is addressed wrongly: %s", plain)
	}
	return inner.value("Content")
}

func contextWithLeave(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}
