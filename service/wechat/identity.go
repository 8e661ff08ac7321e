package wechat

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/silenceper/wechat/v2/miniprogram/auth"
	mpcontext "github.com/silenceper/wechat/v2/miniprogram/context"
	oacontext "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/oauth"
	"github.com/silenceper/wechat/v2/officialaccount/user"

	"bangfu/model"
)

// Identity is who somebody is at one account. It links a person to WeChat and
// gives no right.
type Identity struct {
	App        string // oa or mp: openids of the two differ
	OpenID     string
	UnionID    string          // the same at both accounts when they are bound; may be empty
	SessionKey model.Sensitive // of the mini-program's login
}

// Login exchanges the code of wx.login for the person (code2session). A code
// that is invalid, used or older than five minutes is KindUnauthenticated,
// WeChat being away KindUnavailable.
func (c *Client) Login(ctx context.Context, code string) (Identity, error) {
	if !word(code, 128) {
		return Identity{}, staleLogin(nil)
	}
	var res auth.ResCode2Session
	err := c.mini(ctx, "jscode2session", withSecret, func(x *mpcontext.Context) (err error) {
		res, err = auth.NewAuth(x).Code2SessionContext(ctx, code)
		return err
	}, func(a answer) bool { return word(a.OpenID, 128) })
	if err != nil {
		return Identity{}, loginRefusal(err)
	}
	return Identity{AppMP, res.OpenID, res.UnionID, model.NewSensitive(res.SessionKey)}, nil
}

// AuthorizeURL returns the page of WeChat that asks a person to agree and leads
// back to redirect with code and state (网页授权, snsapi_base: silently). state is
// 1 to 128 letters and digits, bound to the browser's session by the caller.
func (c *Client) AuthorizeURL(redirect, state string) (string, error) {
	if !word(state, 128) || strings.ContainsAny(state, "_-") {
		return "", ours("authorize", "state must be letters and digits")
	}
	if u, err := url.Parse(redirect); err != nil || u.Host == "" {
		return "", ours("authorize", "the redirect must be a whole address")
	}
	q := url.Values{}
	q.Set("appid", c.oa.acc.AppID)
	q.Set("redirect_uri", redirect)
	q.Set("response_type", "code")
	q.Set("scope", "snsapi_base")
	q.Set("state", state)
	return strings.TrimSuffix(c.open, "/") + "/connect/oauth2/authorize?" + q.Encode() + "#wechat_redirect", nil
}

// ExchangeCode exchanges the code of an authorize page for the person. The
// virtual person of a snapshot page (快照页) is KindForbidden.
func (c *Client) ExchangeCode(ctx context.Context, code string) (Identity, error) {
	if !word(code, 128) {
		return Identity{}, staleLogin(nil)
	}
	var res oauth.ResAccessToken
	err := c.official(ctx, "oauth2/access_token", withSecret, func(x *oacontext.Context) (err error) {
		res, err = oauth.NewOauth(x).GetUserAccessTokenContext(ctx, code)
		return err
	}, func(a answer) bool { return word(a.OpenID, 128) })
	if err != nil {
		return Identity{}, loginRefusal(err)
	}
	if res.IsSnapShotUser != 0 {
		return Identity{}, model.Forbidden("这是预览页，不能登录。请点右下角“使用完整服务”再登录")
	}
	return Identity{App: AppOA, OpenID: res.OpenID, UnionID: res.UnionID}, nil
}

// loginRefusal is what a person reads when a login code was not taken.
func loginRefusal(err error) error {
	var e *APIError
	if errors.As(err, &e) && e.Class == ClassPermanent {
		return staleLogin(err)
	}
	return &model.Error{Kind: model.KindUnavailable, Notice: "微信暂时连不上，请过一会儿再登录", Err: err}
}

func staleLogin(err error) error {
	return &model.Error{Kind: model.KindUnauthenticated, Notice: "登录已过期，请关闭后重新打开", Err: err}
}

// Follower is what the official account may know of somebody.
type Follower struct {
	Follows bool
	UnionID string // only of a follower, and only when the accounts are bound
	Scene   string // of the QR code by which the person came
}

// Follower asks whether the person follows the official account.
func (c *Client) Follower(ctx context.Context, openID string) (Follower, error) {
	if !word(openID, 128) {
		return Follower{}, ours("user/info", "openid is no word")
	}
	var res *user.Info
	err := c.official(ctx, "user/info", withToken, func(x *oacontext.Context) (err error) {
		res, err = user.NewUser(x).GetUserInfo(openID)
		return err
	}, func(a answer) bool { return a.OpenID == openID })
	if err != nil {
		return Follower{}, err
	}
	return Follower{res.Subscribe == 1, res.UnionID, res.QrSceneStr}, nil
}
