package wechat

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"

	mpconfig "github.com/silenceper/wechat/v2/miniprogram/config"
	mpcontext "github.com/silenceper/wechat/v2/miniprogram/context"
	oaconfig "github.com/silenceper/wechat/v2/officialaccount/config"
	oacontext "github.com/silenceper/wechat/v2/officialaccount/context"
	"golang.org/x/time/rate"

	"bangfu/model"
)

// BaseURLs are the three addresses of WeChat; an empty one is WeChat's own.
type BaseURLs struct {
	API  string // https://api.weixin.qq.com
	Open string // https://open.weixin.qq.com, the page that asks a person to agree
	MP   string // https://mp.weixin.qq.com, pictures of QR codes
}

// ClientOptions are what a Client is built from.
type ClientOptions struct {
	OA, MP    Account
	Transport http.RoundTripper // nil: the network; the sandbox gives its own
	Cache     TokenCache        // nil: tokens are kept in this process only
	Clock     model.Clock
	Log       *slog.Logger
	BaseURLs  BaseURLs
	PerSecond float64 // calls per second and API, below WeChat's own limits; 0 means 50
}

// Client calls WeChat's APIs for the two accounts of one county. Its errors are
// *APIError without secrets; login calls wrap them in a *model.Error.
type Client struct {
	oa, mp    *side
	transport atomic.Pointer[http.RoundTripper]
	router    *router
	clock     model.Clock
	log       *slog.Logger
	api       *url.URL
	open, pic string
	perSecond float64

	mu       sync.Mutex
	limiters map[string]*rate.Limiter
	counts   *counts
}

// NewClient returns a client; any number may live in one process.
func NewClient(o ClientOptions) (*Client, error) {
	if o.Clock == nil || o.Log == nil {
		return nil, errors.New("wechat: a client needs clock and log")
	}
	for app, a := range map[string]Account{AppOA: o.OA, AppMP: o.MP} {
		if err := a.Check(false); err != nil {
			return nil, err
		}
		if a.App != app || a.Secret.Empty() {
			return nil, model.InvalidField("secret", "请填写公众号和小程序各自的 AppSecret")
		}
	}
	api, err := parseBase("api", o.BaseURLs.API)
	if err != nil {
		return nil, err
	}
	if o.Transport == nil {
		o.Transport = newTransport()
	}
	if o.PerSecond <= 0 {
		o.PerSecond = 50
	}
	cache := newGuardedCache(o.Cache, o.Clock, o.Log)
	c := &Client{
		oa: newSide(o.OA, cache), mp: newSide(o.MP, cache), router: sharedRouter(), clock: o.Clock, log: o.Log, api: api,
		open: orDefault(o.BaseURLs.Open, "https://open.weixin.qq.com"), pic: orDefault(o.BaseURLs.MP, "https://mp.weixin.qq.com"),
		perSecond: o.PerSecond, limiters: map[string]*rate.Limiter{}, counts: newCounts(),
	}
	c.Use(o.Transport)
	return c, nil
}

func orDefault(s, d string) string {
	if s == "" {
		return d
	}
	return s
}

// Use makes the client speak through another transport from the next call on.
func (c *Client) Use(t http.RoundTripper) { c.transport.Store(&t) }

// Counts returns how often each API ended in each class, as "template/send accepted".
func (c *Client) Counts() map[string]int64 { return c.counts.all() }

func (c *Client) limiter(api string) *rate.Limiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.limiters[api]
	if !ok {
		l = rate.NewLimiter(rate.Limit(c.perSecond), max(1, int(c.perSecond)*2))
		c.limiters[api] = l
	}
	return l
}

// official makes a call for the official account: the SDK gets a context of its
// own for it, so none of the SDK's lazy getters is shared.
func (c *Client) official(ctx context.Context, api string, kind credentialKind, do func(*oacontext.Context) error, need func(answer) bool) error {
	k := newCall(ctx, c, c.oa, api, kind)
	cfg := &oaconfig.Config{AppID: c.oa.acc.AppID, AppSecret: k.handle, UseStableAK: true}
	return c.finish(k, func() error { return do(&oacontext.Context{Config: cfg, AccessTokenHandle: k}) }, need)
}

// mini makes a call for the mini-program.
func (c *Client) mini(ctx context.Context, api string, kind credentialKind, do func(*mpcontext.Context) error, need func(answer) bool) error {
	k := newCall(ctx, c, c.mp, api, kind)
	cfg := &mpconfig.Config{AppID: c.mp.acc.AppID, AppSecret: k.handle, UseStableAK: true}
	return c.finish(k, func() error { return do(&mpcontext.Context{Config: cfg, AccessTokenContextHandle: k}) }, need)
}

func (c *Client) finish(k *call, do func() error, need func(answer) bool) error {
	c.router.add(k)
	err := do()
	c.router.drop(k)
	refused := k.verdict(err, need)
	if refused == nil {
		c.counts.add(k.api + " " + string(ClassAccepted))
		return nil
	}
	if refused.Class == ClassHealed { // healed in vain: the alarm was given
		refused.Class = ClassTemporary
	}
	c.counts.add(k.api + " " + string(refused.Class))
	if refused.Code != 0 && !knownCode(refused.Code) {
		c.log.Error("wechat answered with a code nobody knows", "api", k.api, "code", refused.Code)
	}
	return refused
}

// verdict judges a call by what the transport saw; of the SDK's own error it
// takes only that there was one.
func (k *call) verdict(sdk error, need func(answer) bool) *APIError {
	refused := &APIError{API: k.api, Class: ClassUnknown}
	if k.token != nil {
		return k.token
	}
	if k.failure != nil {
		refused.cause = Scrub(k.failure).Error()
		if !k.sent {
			refused.Class = ClassTemporary
		}
		return refused
	}
	if k.status == 0 { // the SDK did not get as far as sending
		refused.Class, refused.cause = ClassBug, "the request could not be built"
		return refused
	}
	if k.status != http.StatusOK {
		refused.cause = http.StatusText(k.status)
		return refused
	}
	if code := k.code(); code != 0 {
		refused.Code, refused.Class = code, ClassOf(code)
		return refused
	}
	a, ok := k.answer()
	if isPicture(k.contentType) {
		a, ok = answer{}, len(k.body) > 0
	}
	if !ok || !need(a) || sdk != nil {
		refused.cause = "the answer lacks what it must have"
		return refused
	}
	return nil
}

func isPicture(contentType string) bool { return contentType == "image/jpeg" }

func explicitZero(a answer) bool { return a.ErrCode != nil && *a.ErrCode == 0 }
