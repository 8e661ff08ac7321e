package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
)

// Codes of WeChat the sandbox answers with (wechat.md §10).
const (
	codeBusy       = -1
	codeSecret     = 40125
	codeAppID      = 40013
	codeToken      = 40001
	codeExpired    = 42001
	codeOpenID     = 40003
	codeTemplate   = 40037
	codeBadCode    = 40029
	codeUsedCode   = 40163
	codePage       = 41030
	codeFields     = 47003
	codeTooLong    = 45002
	codeDaily      = 45009
	codeMinute     = 45011
	codeWindow     = 45015
	codeUsedUp     = 45047
	codeNoFollower = 43004
	codeBlacklist  = 43019
	codeRefused    = 43101
	codeParameter  = 40097
	codeMenu       = 40016
	codeForceMin   = 45029
)

// request is one API request after its credentials were checked.
type request struct {
	app    string
	openID string
	query  url.Values
	body   []byte
}

// decode reads the body; WeChat reads JSON whatever the Content-Type says.
func decode[T any](r request) (T, bool) {
	var v T
	return v, json.Unmarshal(r.body, &v) == nil
}

// reply is one API answer.
type reply struct {
	status      int
	contentType string
	body        []byte
	code        int
}

// fields are the members of a JSON answer: text and numbers, hence any.
type fields map[string]any

func answer(f fields) reply {
	raw, err := json.Marshal(f)
	if err != nil {
		return reply{status: http.StatusInternalServerError}
	}
	code, _ := f["errcode"].(int)
	return reply{http.StatusOK, "application/json; encoding=utf-8", raw, code}
}

func done() reply { return answer(fields{"errcode": 0, "errmsg": "ok"}) }

func refuse(code int) reply {
	return answer(fields{"errcode": code, "errmsg": "refused by the sandbox rid: 66666666-00000000-00000000"})
}

// credentials says what an API wants to see.
type credentials int

const (
	needToken  credentials = iota // access_token in the query
	needSecret                    // appid and secret in the query
	needNone                      // looks itself
)

// endpoint is one API.
type endpoint struct {
	method string
	app    string // oa, mp, or both when empty
	need   credentials
	sends  bool // counts as sending for HealthQuota
	do     func(s *Sandbox, r request) reply
}

const (
	pathStable    = "/cgi-bin/stable_token"
	pathToken     = "/cgi-bin/token"
	pathTemplate  = "/cgi-bin/message/template/send"
	pathCustom    = "/cgi-bin/message/custom/send"
	pathSubscribe = "/cgi-bin/message/subscribe/send"
	pathSession   = "/sns/jscode2session"
	pathOAuth     = "/sns/oauth2/access_token"
	pathUser      = "/cgi-bin/user/info"
	pathQR        = "/cgi-bin/qrcode/create"
	pathMenu      = "/cgi-bin/menu/create"
	pathCode      = "/wxa/getwxacodeunlimit"
)

// endpoints lists every API once.
func endpoints() map[string]endpoint {
	const oa, mp, get, post = wechat.AppOA, wechat.AppMP, http.MethodGet, http.MethodPost
	return map[string]endpoint{
		pathStable:    {post, "", needNone, false, (*Sandbox).stableToken},
		pathToken:     {get, "", needSecret, false, (*Sandbox).classicToken},
		pathTemplate:  {post, oa, needToken, true, (*Sandbox).templateSend},
		pathCustom:    {post, "", needToken, true, (*Sandbox).customSend},
		pathSubscribe: {post, mp, needToken, true, (*Sandbox).subscribeSend},
		pathSession:   {get, mp, needSecret, false, (*Sandbox).session},
		pathOAuth:     {get, oa, needSecret, false, (*Sandbox).oauth},
		pathUser:      {get, oa, needToken, false, (*Sandbox).userInfo},
		pathQR:        {post, oa, needToken, false, (*Sandbox).qrCreate},
		pathMenu:      {post, oa, needToken, false, (*Sandbox).menuCreate},
		pathCode:      {post, mp, needToken, false, (*Sandbox).codeUnlimited},
	}
}

// dailyLimits are the calls of a day an account has (wechat.md §9.6; old
// official values).
func dailyLimits() map[string]int {
	return map[string]int{
		pathTemplate: 100_000, pathCustom: 500_000, pathMenu: 1_000, pathQR: 100_000, pathUser: 5_000_000,
		pathToken: 2_000, pathStable: 500_000, pathSubscribe: 10_000_000,
	}
}

// SetQuota sets how many calls a day the path has.
func (s *Sandbox) SetQuota(path string, perDay int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits[path] = perDay
}

type roundTripper struct{ s *Sandbox }

// RoundTripper returns the way to these servers; nothing that goes through it
// reaches a network.
func (s *Sandbox) RoundTripper() http.RoundTripper { return roundTripper{s} }

// RoundTrip implements http.RoundTripper.
func (t roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	r, err := t.s.serve(req)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(r.status), StatusCode: r.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {r.contentType}}, Body: io.NopCloser(bytes.NewReader(r.body)),
		ContentLength: int64(len(r.body)), Request: req,
	}, nil
}

func (s *Sandbox) serve(req *http.Request) (reply, error) {
	if err := req.Context().Err(); err != nil {
		return reply{}, err
	}
	path := req.URL.Path
	s.mu.Lock()
	health := s.health
	s.mu.Unlock()
	if health == HealthDown {
		s.record(path, reply{}, "down")
		return reply{}, refusedError()
	}
	delay := s.o.Delay
	if health == HealthSlow {
		delay = slowAnswer
	}
	if err := sleep(req.Context(), delay); err != nil {
		return reply{}, err
	}
	return s.meet(req, health)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// meet looks at the script, then does what the API does.
func (s *Sandbox) meet(req *http.Request, health Health) (reply, error) {
	path := req.URL.Path
	read := func() ([]byte, error) {
		if req.Body == nil {
			return nil, nil
		}
		return io.ReadAll(req.Body)
	}
	s.mu.Lock()
	early := s.fault(path, "", strikesEarly)
	s.mu.Unlock()
	if early.Kind != "" {
		if early.Kind == FaultReset && req.Body != nil {
			_, _ = req.Body.Read(make([]byte, 8))
		}
		s.record(path, reply{}, string(early.Kind))
		return reply{}, earlyError(early)
	}
	body, err := read()
	if err != nil {
		return reply{}, err
	}
	r := request{query: req.URL.Query(), body: body}
	r.openID = recipient(r)
	s.mu.Lock()
	f := s.fault(path, r.openID, strikesLate)
	out := s.answer(req.Method, path, r, f, health)
	s.mu.Unlock()
	s.record(path, out, string(f.Kind))
	if f.Kind == FaultLost {
		return reply{}, readTimeout()
	}
	return out, nil
}

func earlyError(f Fault) error {
	switch f.Kind {
	case FaultRefused:
		return refusedError()
	case FaultReset:
		return resetError()
	}
	return readTimeout()
}

func recipient(r request) string {
	if id := r.query.Get("openid"); id != "" {
		return id
	}
	to, _ := decode[struct {
		ToUser string `json:"touser"`
	}](r)
	return to.ToUser
}

// answer does what the API does, or what the script says instead; the lock is held.
func (s *Sandbox) answer(method, path string, r request, f Fault, health Health) reply {
	switch f.Kind {
	case FaultCode:
		return refuse(f.Code)
	case FaultBody:
		return reply{orOK(f.Status), "application/json", []byte(f.Body), 0}
	}
	api, ok := s.apis[path]
	if !ok {
		s.journal.unknown = append(s.journal.unknown, path)
		return reply{http.StatusNotFound, "text/html", []byte("<html>404</html>"), 0}
	}
	if method != api.method {
		return refuse(43001)
	}
	if code := s.admit(api, path, &r, health); code != 0 {
		return refuse(code)
	}
	out := api.do(s, r)
	if f.Kind == FaultUndelivered || f.Kind == FaultNoResult {
		s.amendLast(f)
	}
	s.touch()
	return out
}

func orOK(status int) int {
	if status == 0 {
		return http.StatusOK
	}
	return status
}

// admit checks credentials and the day's quota.
func (s *Sandbox) admit(api endpoint, path string, r *request, health Health) int {
	switch api.need {
	case needToken:
		app, code := s.appOfToken(r.query.Get("access_token"))
		if code != 0 {
			return code
		}
		r.app = app
	case needSecret:
		app, code := s.appOfSecret(r.query.Get("appid"), r.query.Get("secret"))
		if code != 0 {
			return code
		}
		r.app = app
	case needNone:
	}
	if api.app != "" && r.app != api.app {
		return 48001
	}
	if api.sends && health == HealthQuota {
		return codeDaily
	}
	key := r.app + path + string(model.DateOf(s.o.Clock.Now()))
	s.quota[key]++
	if most, ok := s.limits[path]; ok && s.quota[key] > most {
		return codeDaily
	}
	return 0
}

func (s *Sandbox) record(path string, r reply, fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal.calls = keepLast(s.journal.calls, Call{s.o.Clock.Now(), path, r.code, r.status, fault})
}

var errNoCode = errors.New("sandbox: no code for an unknown person or app")
