package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const maxAnswer = 2 << 20

var errAnswerTooLarge = errors.New("wechat: the answer is larger than 2 MiB")

// newTransport is the way to the real WeChat.
func newTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
		TLSHandshakeTimeout: 3 * time.Second,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     time.Minute,
		ForceAttemptHTTP2:   true,
	}
}

// roundTrip carries one call: it puts the credentials in, heals a dead token
// once, and notes what came back (wechat.md §6.3).
func (c *Client) roundTrip(k *call, req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	defer cancel()
	defer context.AfterFunc(k.ctx, cancel)()
	if err := c.limiter(k.api).Wait(ctx); err != nil {
		return nil, k.fail(err)
	}
	token := ""
	if k.kind == withToken {
		var refused *APIError
		if token, refused = c.token(ctx, k.side); refused != nil {
			k.token = refused
			return nil, errors.New("no access token")
		}
	}
	if err := c.once(ctx, k, req, token); err != nil {
		return nil, err
	}
	if k.kind == withToken && ClassOf(k.code()) == ClassHealed {
		if err := c.heal(ctx, k, req, token); err != nil {
			return nil, err
		}
	}
	return k.response(req), nil
}

// heal drops the token WeChat has refused, unless somebody was faster, fetches
// one in normal mode, and sends once more. force_refresh is an operator's act:
// WeChat allows 20 a day.
func (c *Client) heal(ctx context.Context, k *call, req *http.Request, dead string) error {
	k.side.cache.deleteIf(k.side.cacheKey, dead)
	token, refused := c.token(ctx, k.side)
	if refused != nil {
		k.token = refused
		return errors.New("no access token")
	}
	if err := c.once(ctx, k, req, token); err != nil {
		return err
	}
	c.counts.add("healed")
	if ClassOf(k.code()) == ClassHealed {
		c.log.Error("wechat refuses a fresh access token", "app_id", k.side.acc.AppID, "api", k.api, "code", k.code())
	}
	return nil
}

// once sends the request once and keeps the answer whole.
func (c *Client) once(ctx context.Context, k *call, req *http.Request, token string) error {
	out, body, err := c.prepare(ctx, k, req, token)
	if err != nil {
		return k.fail(err)
	}
	k.status, k.body, k.failure, k.sent = 0, nil, nil, false
	resp, err := (*c.transport.Load()).RoundTrip(out)
	k.sent = body.sent(err)
	if err != nil {
		return k.fail(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read as far as it is wanted
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err == nil && len(raw) > maxAnswer {
		err = errAnswerTooLarge
	}
	if err != nil {
		return k.fail(err)
	}
	k.status, k.body, k.contentType = resp.StatusCode, raw, resp.Header.Get("Content-Type")
	return nil
}

// prepare copies the request with its true credentials and address.
func (c *Client) prepare(ctx context.Context, k *call, req *http.Request, token string) (*http.Request, *watchedBody, error) {
	out := req.Clone(ctx)
	q := out.URL.Query()
	switch k.kind {
	case withToken:
		q.Set("access_token", token)
	case withSecret:
		q.Set("secret", k.side.acc.Secret.Reveal())
	case withBody:
	}
	out.URL.RawQuery = q.Encode()
	if c.api != nil {
		out.URL.Scheme, out.URL.Host, out.Host = c.api.Scheme, c.api.Host, ""
		out.URL.Path = strings.TrimSuffix(c.api.Path, "/") + out.URL.Path
	}
	watched := &watchedBody{length: req.ContentLength}
	if req.Body == nil || req.GetBody == nil {
		return out, watched, nil
	}
	var err error
	if out.Body, err = watched.open(req.GetBody); err != nil {
		return nil, nil, fmt.Errorf("wechat: body: %w", err)
	}
	// net/http asks again only after a kept connection had ended with nothing written
	out.GetBody = func() (io.ReadCloser, error) { return watched.open(req.GetBody) }
	return out, watched, nil
}

// watchedBody notes how much of a body was taken for sending.
type watchedBody struct {
	length int64
	taken  atomic.Int64
}

func (w *watchedBody) open(get func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	body, err := get()
	if err != nil {
		return nil, err
	}
	w.taken.Store(0)
	return &watchedReader{body, w}, nil
}

type watchedReader struct {
	io.ReadCloser
	w *watchedBody
}

// Read counts what is taken.
func (r *watchedReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.w.taken.Add(int64(n))
	return n, err
}

// sent reports whether WeChat may have got the request whole.
func (w *watchedBody) sent(err error) bool {
	if err == nil {
		return true
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return false
	}
	return w.length <= 0 || w.taken.Load() >= w.length
}

func (k *call) fail(err error) error {
	k.failure = err
	return errors.New("no answer") // the SDK would put the address beside it
}

// response gives the SDK what was read. Of a status it must not see the
// address in its text, but that address holds handles only.
func (k *call) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: http.StatusText(k.status), StatusCode: k.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {k.contentType}}, Body: io.NopCloser(bytes.NewReader(k.body)),
		ContentLength: int64(len(k.body)), Request: req,
	}
}

// answer is what every API may say.
type answer struct {
	ErrCode *int   `json:"errcode"`
	MsgID   *int64 `json:"msgid"`
	OpenID  string `json:"openid"`
	Token   string `json:"access_token"`
	Ticket  string `json:"ticket"`
}

func (k *call) answer() (answer, bool) {
	var a answer
	err := json.Unmarshal(k.body, &a)
	return a, err == nil
}

// code returns the errcode of the answer, 0 when there is none.
func (k *call) code() int {
	if k.status != http.StatusOK {
		return 0
	}
	if a, ok := k.answer(); ok && a.ErrCode != nil {
		return *a.ErrCode
	}
	return 0
}

// parseBase reads a base address; empty means WeChat's own.
func parseBase(name, base string) (*url.URL, error) {
	if base == "" {
		return nil, nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("wechat: base address %s must be http(s)://host", name)
	}
	return u, nil
}
