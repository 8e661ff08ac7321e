package main_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gin-gonic/gin"
	oaconfig "github.com/silenceper/wechat/v2/officialaccount/config"
	oacontext "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/officialaccount/server"

	"bangfu/bot"
	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/account"
	"bangfu/service/notify"
	"bangfu/service/wechat"
)

// sentence is what a constant counter says.
const sentence = "您家的申请（尾号001）：待受理，现在在解家川村委会，2014年5月15日前办。"

type constantCounter struct{}

func (constantCounter) Handle(context.Context, model.Inbound) (model.Outbound, error) {
	return model.Outbound{Text: sentence}, nil
}

// BenchmarkCallback is P2: the callback layer with a counter that answers a
// constant, against gin with the SDK's own server and the same answer, both in
// safe mode (≥ 1.5).
func BenchmarkCallback(b *testing.B) {
	clock := model.NewFixedClock(benchDay.At(9, 0))
	product, base := receiver(b, clock, constantCounter{}), sdkServer(wechat.DemoAccount(wechat.AppOA))
	var seq atomic.Int64
	b.Run("direct", func(b *testing.B) {
		pushed := func(name string, h http.Handler) side {
			return side{name, func(n int) func(w, i int) error {
				pushes := make([]push, n)
				for i := range pushes {
					id := seq.Add(1)
					pushes[i] = text(b, clock, "oPerson"+strconv.FormatInt(id%500, 10), id, "进度")
				}
				return direct(name, h, func(i int) *http.Request { return pushes[i].request() }).ready(n)
			}}
		}
		eachCrowd(b, 3000, pushed("base", base), pushed("product", product))
	})
	b.Run("loopback", func(b *testing.B) {
		pushes := make([]push, 30000)
		for i := range pushes {
			pushes[i] = text(b, clock, "oPerson"+strconv.Itoa(i%500), seq.Add(1), "进度")
		}
		var at atomic.Int64
		next := func(int) []byte { return pushes[at.Add(1)%int64(len(pushes))].raw() }
		eachCrowd(b, 1000, loopback(b, "base", base, next), loopback(b, "product", product, next))
	})
}

// BenchmarkProgress is P2 with the whole counter behind it: 进度 through
// receiver, bot and use cases, against the same statements by prepared
// database/sql behind net/http (≥ 0.8).
func BenchmarkProgress(b *testing.B) {
	c := newCounty(b, storetest.OpenSQLite(b))
	r := record(b, c.st)
	door := receiver(b, c.clock, bot.New(bot.Options{
		Casework: c.svc, Library: c.library, Clock: c.clock, BaseURL: "https://bangfu.example", Log: slog.New(slog.DiscardHandler),
		Accounts: account.New(account.Options{Store: c.st, Clock: c.clock, Audit: c.audit}),
		Notify:   notify.New(notify.Options{Store: c.st, Clock: c.clock, Audit: c.audit}),
	}))
	people := c.followers(200)
	var seq atomic.Int64
	var runs []once
	for i := range 3 {
		c.stir(i + 1)
		p := people[i*7]
		var said string
		runs = append(runs, once{r.of(func() { said = answer(b, door, text(b, c.clock, p.openID, seq.Add(1), "进度")) }), p.given})
		if !strings.Contains(said, "尾号") {
			b.Fatalf("进度 answers %q", said)
		}
	}
	base := newReplay(b, r, runs, nil)
	b.Logf("%d statements", len(base.steps))
	var turn atomic.Int64
	prepared := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if err := base.do(req.Context(), people[turn.Add(1)%int64(len(people))].given); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, sentence)
	})
	over := func(name string, h http.Handler) side {
		var pushes []push
		wire := loopback(b, name, h, func(i int) []byte { return pushes[i].raw() })
		return side{name, func(n int) func(w, i int) error {
			pushes = make([]push, n)
			for i := range pushes {
				id := seq.Add(1)
				pushes[i] = text(b, c.clock, people[id%int64(len(people))].openID, id, "进度")
			}
			return wire.ready(n)
		}}
	}
	eachCrowd(b, 150, over("base", prepared), over("product", door))
}

// follower is a household that writes in the chat and has applied.
type follower struct {
	openID string
	given  []any
}

func (c *county) followers(n int) []follower {
	c.b.Helper()
	list := make([]follower, n)
	for i, v := range c.villagers(n) {
		out, err := c.submit(v)
		c.must(err)
		k, err := c.st.Read(c.ctx).CaseByPublic(out.Object.ID)
		c.must(err)
		acc := model.Account{PersonID: v.actor.PersonID, App: account.AppOA, OpenID: fmt.Sprintf("oFollower%04d", i), CreatedAt: 1, BoundAt: 1, Followed: true}
		c.in(func(tx *store.Tx) error { return tx.AddAccount(&acc) })
		list[i] = follower{acc.OpenID, []any{acc.OpenID, acc.ID, v.actor.PersonID, k.ID, k.NumberIndex}}
	}
	return list
}

func receiver(b *testing.B, clock model.Clock, counter wechat.Counter) http.Handler {
	b.Helper()
	spool, err := wechat.OpenSpool(b.TempDir(), clock)
	if err != nil {
		b.Fatal(err)
	}
	door, err := wechat.NewReceiver(wechat.Options{Account: wechat.DemoAccount(wechat.AppOA), Clock: clock, Counter: counter, Spool: spool,
		Log: slog.New(slog.DiscardHandler), PerMinute: 1 << 30, Commit: 10_000_000_000})
	if err != nil {
		b.Fatal(err)
	}
	return door
}

// sdkServer is what the SDK's manual shows: gin and its message server.
func sdkServer(acc wechat.Account) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	ctx := &oacontext.Context{Config: &oaconfig.Config{AppID: acc.AppID, Token: acc.Token.Reveal(), EncodingAESKey: acc.AESKey.Reveal()}}
	engine := gin.New()
	engine.POST("/wechat/oa", func(g *gin.Context) {
		srv := server.NewServer(ctx)
		srv.Writer, srv.Request = g.Writer, g.Request
		srv.SetMessageHandler(func(*message.MixMessage) *message.Reply {
			return &message.Reply{MsgType: message.MsgTypeText, MsgData: message.NewText(sentence)}
		})
		err := srv.Serve()
		if err == nil {
			err = srv.Send()
		}
		if err != nil {
			g.String(http.StatusBadRequest, "%v", err)
		}
	})
	return engine
}

// push is a message as WeChat sends it in safe mode.
type push struct{ query, body string }

func text(b *testing.B, clock model.Clock, from string, id int64, content string) push {
	b.Helper()
	acc, at, nonce := wechat.DemoAccount(wechat.AppOA), strconv.FormatInt(clock.Now().Unix(), 10), "n"+strconv.FormatInt(id, 10)
	plain := fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName><CreateTime>%s</CreateTime>"+
		"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%d</MsgId></xml>", acc.GhID, from, at, content, id)
	closed, err := acc.Encrypt([]byte("0123456789abcdef"), []byte(plain))
	if err != nil {
		b.Fatal(err)
	}
	q := url.Values{"timestamp": {at}, "nonce": {nonce}, "encrypt_type": {"aes"}, "openid": {from},
		"signature": {wechat.Signature(acc.Token.Reveal(), at, nonce)}, "msg_signature": {wechat.Signature(acc.Token.Reveal(), at, nonce, closed)}}
	return push{q.Encode(), "<xml><ToUserName><![CDATA[" + acc.GhID + "]]></ToUserName><Encrypt><![CDATA[" + closed + "]]></Encrypt></xml>"}
}

func (p push) request() *http.Request {
	return &http.Request{Method: http.MethodPost, URL: &url.URL{Path: "/wechat/oa", RawQuery: p.query}, Header: http.Header{"Content-Type": {"text/xml"}},
		Body: io.NopCloser(strings.NewReader(p.body)), ContentLength: int64(len(p.body)), Host: "bangfu", RemoteAddr: "127.0.0.1:1"}
}

func (p push) raw() []byte {
	return []byte("POST /wechat/oa?" + p.query + " HTTP/1.1\r\nHost: bangfu\r\nContent-Type: text/xml\r\nContent-Length: " + strconv.Itoa(len(p.body)) + "\r\n\r\n" + p.body)
}

// answer sends a push and opens what is said to it.
func answer(b *testing.B, door http.Handler, p push) string {
	b.Helper()
	rec := httptest.NewRecorder()
	door.ServeHTTP(rec, p.request())
	_, closed, _ := strings.Cut(rec.Body.String(), "<Encrypt><![CDATA[")
	closed, _, _ = strings.Cut(closed, "]]>")
	_, plain, err := wechat.DemoAccount(wechat.AppOA).Decrypt(closed)
	if err != nil {
		b.Fatalf("%d %s: %v", rec.Code, rec.Body, err)
	}
	return string(plain)
}
