package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"

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
