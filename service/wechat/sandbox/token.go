package sandbox

import (
	"fmt"
	"time"

	"bangfu/service/wechat"
)

const (
	tokenLife  = 2 * time.Hour
	tokenRenew = 5 * time.Minute  // before its end a new token is given, and both are good
	forceGap   = 30 * time.Second // between two force_refresh
	forceDaily = 20
)

// issued is one token with its end.
type issued struct {
	value string
	until time.Time
}

func (t issued) good(now time.Time) bool { return t.value != "" && now.Before(t.until) }

// tokens are the access tokens of one account; the stable and the classic API
// know nothing of each other.
type tokens struct {
	stable, before, classic issued
	serial                  int
	forced                  []time.Time
	dead                    map[string]bool
}

func (s *Sandbox) newToken(app string, t *tokens) issued {
	t.serial++
	return issued{fmt.Sprintf("%d_%s", t.serial, s.id("token", app, fmt.Sprint(t.serial))), s.o.Clock.Now().Add(tokenLife)}
}

// appOfSecret tells whose appid and secret these are.
func (s *Sandbox) appOfSecret(appID, secret string) (string, int) {
	for _, a := range []wechat.Account{s.o.OA, s.o.MP} {
		if a.AppID != appID {
			continue
		}
		if a.Secret.Reveal() != secret {
			return "", codeSecret
		}
		return a.App, 0
	}
	return "", codeAppID
}

// appOfToken tells whose token this is: 40001 for one never given or killed,
// 42001 for one that has ended.
func (s *Sandbox) appOfToken(token string) (string, int) {
	now := s.o.Clock.Now()
	for app, t := range s.tokens {
		for _, i := range []issued{t.stable, t.before, t.classic} {
			if i.value != token || token == "" || t.dead[token] {
				continue
			}
			if !i.good(now) {
				return "", codeExpired
			}
			return app, 0
		}
	}
	return "", codeToken
}

func (s *Sandbox) stableToken(r request) reply {
	in, ok := decode[struct {
		AppID  string `json:"appid"`
		Secret string `json:"secret"`
		Force  bool   `json:"force_refresh"`
	}](r)
	if !ok {
		return refuse(codeParameter)
	}
	app, code := s.appOfSecret(in.AppID, in.Secret)
	if code != 0 {
		return refuse(code)
	}
	t, now := s.tokens[app], s.o.Clock.Now()
	switch {
	case in.Force:
		if !t.mayForce(now) {
			return refuse(codeForceMin)
		}
		t.forced = append(t.forced, now)
		t.before, t.stable = issued{}, s.newToken(app, t)
	case !t.stable.good(now) || t.dead[t.stable.value]:
		t.before, t.stable = issued{}, s.newToken(app, t)
	case t.stable.until.Sub(now) <= tokenRenew:
		t.before, t.stable = t.stable, s.newToken(app, t)
	}
	left := int64(t.stable.until.Sub(now).Seconds())
	return answer(fields{"access_token": t.stable.value, "expires_in": left})
}

func (t *tokens) mayForce(now time.Time) bool {
	day := 0
	for _, at := range t.forced {
		if now.Sub(at) < 24*time.Hour {
			day++
		}
		if now.Sub(at) < forceGap {
			return false
		}
	}
	return day < forceDaily
}

// classicToken kills the classic token given before.
func (s *Sandbox) classicToken(r request) reply {
	t := s.tokens[r.app]
	t.classic = s.newToken(r.app, t)
	return answer(fields{"access_token": t.classic.value, "expires_in": int64(tokenLife.Seconds())})
}

// KillToken kills the account's present token, as another caller or WeChat's
// own trouble does: 40001 from now on, and a new one on the next request.
func (s *Sandbox) KillToken(app string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[app]
	if t.dead == nil {
		t.dead = map[string]bool{}
	}
	t.dead[t.stable.value], t.dead[t.before.value] = true, true
}
