package sandbox

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"bangfu/model"
)

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
