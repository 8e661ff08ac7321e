package wechat

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/util"
	"github.com/sirupsen/logrus"
)

const callTimeout = 8 * time.Second // the SDK's own client has none

// router stands in the SDK's one package-level HTTP client and hands every
// request to the Client that made it. A request is known by its handle: what the
// SDK takes for access_token or secret is the name of a call, which only the
// transport replaces with the real one. So two worlds with the same appid do not
// meet, the SDK's calls without a context get one, and no text of the SDK can
// hold a secret.
type router struct {
	mu    sync.Mutex
	calls map[string]*call
}

// sharedRouter is the one exception to "no globals": the SDK has one client for
// the whole process (util.DefaultHTTPClient), assigned without a lock, so it is
// assigned once.
var sharedRouter = sync.OnceValue(func() *router {
	r := &router{calls: map[string]*call{}}
	util.DefaultHTTPClient = &http.Client{
		Transport: r, Timeout: callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	logrus.SetLevel(logrus.ErrorLevel) // the SDK logs through it, and its messages hold what people wrote
	logrus.SetOutput(io.Discard)
	return r
})

var errStray = errors.New("wechat: a request that no client made")

// RoundTrip implements http.RoundTripper.
func (r *router) RoundTrip(req *http.Request) (*http.Response, error) {
	k := r.find(req)
	if k == nil {
		return nil, errStray
	}
	return k.client.roundTrip(k, req)
}

func (r *router) find(req *http.Request) *call {
	if k, ok := req.Context().Value(callKey{}).(*call); ok {
		return k
	}
	q := req.URL.Query()
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.calls[q.Get("access_token")]; k != nil {
		return k
	}
	return r.calls[q.Get("secret")]
}

func (r *router) add(k *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls[k.handle] = k
}

func (r *router) drop(k *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.calls, k.handle)
}

type callKey struct{}

// credentialKind says what a call shows WeChat.
type credentialKind int

const (
	withToken  credentialKind = iota // access_token in the query
	withSecret                       // appid and secret in the query
	withBody                         // appid and secret in the body: the token request itself
)

// call is one call of one API: what it was made with, and what the transport saw.
// The SDK runs the transport in the caller's goroutine, so it needs no lock.
type call struct {
	ctx    context.Context //nolint:containedctx // the SDK drops it on the way to the transport
	client *Client
	side   *side
	api    string
	kind   credentialKind
	handle string

	status      int
	contentType string
	body        []byte
	sent        bool      // the request may have reached WeChat whole
	failure     error     // of the transport
	token       *APIError // no access token could be had
}

func newCall(ctx context.Context, c *Client, s *side, api string, kind credentialKind) *call {
	b := make([]byte, 16)
	rand.Read(b) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	return &call{ctx: ctx, client: c, side: s, api: api, kind: kind, handle: "call" + hex.EncodeToString(b)}
}

// GetAccessToken gives the SDK the handle; the transport puts the token in.
func (k *call) GetAccessToken() (string, error) { return k.handle, nil }

// GetAccessTokenContext gives the SDK the handle; the transport puts the token in.
func (k *call) GetAccessTokenContext(context.Context) (string, error) { return k.handle, nil }
