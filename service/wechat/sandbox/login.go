package sandbox

import (
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"bangfu/service/wechat"
)

const codeLife = 5 * time.Minute

// code is a login code: once, five minutes, for one account.
type code struct {
	app, key string
	until    time.Time
	used     bool
	snapshot bool
}

func (s *Sandbox) newCode(c code) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.find(c.key); err != nil {
		return "", err
	}
	c.until = s.o.Clock.Now().Add(codeLife)
	text := "0" + s.id("code", fmt.Sprint(s.nextSerial()))[:31]
	s.codes[text] = &c
	return text, nil
}

// LoginCode is what wx.login gives on the person's phone: a code of the account
// (mp, or oa for the authorize page).
func (s *Sandbox) LoginCode(app, key string) (string, error) {
	return s.newCode(code{app: app, key: key})
}

// OAuthCode is the code with which the authorize page leads back.
func (s *Sandbox) OAuthCode(key string) (string, error) {
	return s.newCode(code{app: wechat.AppOA, key: key})
}

// redeem uses a code up.
func (s *Sandbox) redeem(app, text string) (*person, *code, int) {
	c, ok := s.codes[text]
	switch {
	case !ok || c.app != app || !s.o.Clock.Now().Before(c.until):
		return nil, nil, codeBadCode
	case c.used:
		return nil, nil, codeUsedCode
	}
	c.used = true
	return s.persons[c.key], c, 0
}

func (s *Sandbox) session(r request) reply {
	p, _, bad := s.redeem(wechat.AppMP, r.query.Get("js_code"))
	if bad != 0 {
		return refuse(bad)
	}
	out := fields{"openid": p.MP, "session_key": s.id("session", p.Key)[:24]}
	if s.o.UnionBound {
		out["unionid"] = p.UnionID
	}
	return answer(out)
}

func (s *Sandbox) oauth(r request) reply {
	p, c, bad := s.redeem(wechat.AppOA, r.query.Get("code"))
	if bad != 0 {
		return refuse(bad)
	}
	openID := p.OA
	out := fields{"access_token": s.id("user", p.Key), "expires_in": 7200, "refresh_token": s.id("refresh", p.Key), "scope": "snsapi_base"}
	if c.snapshot {
		openID = "o" + s.id("snapshot", p.Key)[:27]
		out["is_snapshotuser"] = 1
	} else if s.o.UnionBound {
		out["unionid"] = p.UnionID
	}
	out["openid"] = openID
	return answer(out)
}

// userInfo gives no name and no picture since 2021; the unionid only of a follower.
func (s *Sandbox) userInfo(r request) reply {
	p := s.openIDs[r.app+":"+r.query.Get("openid")]
	if p == nil {
		return refuse(codeOpenID)
	}
	if !p.follows {
		return answer(fields{"subscribe": 0, "openid": p.OA})
	}
	out := fields{"subscribe": 1, "openid": p.OA, "qr_scene_str": p.scene}
	if s.o.UnionBound {
		out["unionid"] = p.UnionID
	}
	return answer(out)
}

// AuthorizePage plays /connect/oauth2/authorize (网页授权): who says whose phone
// the request comes from ("" refuses). snsapi_base leads back silently;
// snsapi_userinfo shows a page with 同意; snapshot=1 plays a 快照页.
func (s *Sandbox) AuthorizePage(who func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		back, err := url.Parse(q.Get("redirect_uri"))
		key := who(r)
		if err != nil || !s.mayLeadTo(back) || q.Get("appid") != s.o.OA.AppID || q.Get("response_type") != "code" || key == "" {
			http.Error(w, "redirect_uri 参数错误", http.StatusBadRequest)
			return
		}
		if q.Get("scope") == "snsapi_userinfo" && r.Method != http.MethodPost {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprintf(w, agreePage, html.EscapeString(back.Host))
			return
		}
		text, err := s.newCode(code{app: wechat.AppOA, key: key, snapshot: q.Get("snapshot") == "1"})
		if err != nil {
			http.Error(w, "没有这部手机", http.StatusBadRequest)
			return
		}
		out := back.Query()
		out.Set("code", text)
		out.Set("state", q.Get("state"))
		back.RawQuery = out.Encode()
		http.Redirect(w, r, back.String(), http.StatusFound) //nolint:gosec // the host was held against OAuthHosts above
	})
}

const agreePage = `<!doctype html><meta charset="utf-8"><title>微信授权</title><p>%s 申请获得您的公开信息</p><form method="post"><button>同意</button></form>`

func (s *Sandbox) mayLeadTo(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := u.Hostname()
	if strings.EqualFold(host, "localhost") || slices.Contains(s.o.OAuthHosts, host) {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
