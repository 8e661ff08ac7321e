package wechat

import (
	"encoding/base64"
	"slices"
	"strings"

	"bangfu/model"
)

// The two accounts one county has.
const (
	AppOA = "oa" // 公众号（认证服务号）
	AppMP = "mp" // 小程序
)

// The formats WeChat pushes in; chosen in its console, never by a request.
const (
	FormatXML  = "xml"
	FormatJSON = "json"
)

// Account is one account at WeChat with the keys of its callback, always in
// safe mode (安全模式). Its secrets cannot print themselves.
type Account struct {
	App    string          // oa or mp
	AppID  string          // appid
	Secret model.Sensitive // AppSecret
	Token  model.Sensitive // signs callbacks
	AESKey model.Sensitive // EncodingAESKey, 43 characters
	GhID   string          // 原始ID, ToUserName of everything sent to the account
	Format string          // xml or json
}

// The demo's keys. They stand in public source, so production refuses them.
const (
	demoSecret = "demosecret00000000000000000000000"
	demoToken  = "demotoken"
	demoAESKey = "demokeydemokeydemokeydemokeydemokeydemokeyA"
)

// DemoAccount returns the account the sandbox plays; production refuses it.
func DemoAccount(app string) Account {
	a := Account{
		App: app, AppID: "wxdemo00000000000a", GhID: "gh_demo00000oa", Format: FormatXML,
		Secret: model.NewSensitive(demoSecret), Token: model.NewSensitive(demoToken), AESKey: model.NewSensitive(demoAESKey),
	}
	if app == AppMP {
		a.AppID, a.GhID = "wxdemo00000000000b", "gh_demo00000mp"
	}
	return a
}

// published lists tokens and keys printed in manuals and test suites: whoever
// copied one into a configuration has no secret.
func published() []string {
	return []string{
		demoSecret, demoToken, demoAESKey,
		"pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "123456", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
		"QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "AAAAA", "pcoLldqMu2WQQtYBeDX5HiXPsBFlTnDM",
		"CyjBvGm4tJNmcThkeL5Wajzom4jKlBygKtpTkYeqsnE",
	}
}

// Check refuses an account with which anybody could forge a callback: an empty
// token, appid or gh_ id, a key that is not 43 characters, and in production any
// key that stands in public (wechat.md §2.1). The refusal is KindInvalid.
func (a Account) Check(production bool) error { //nolint:revive // the mode, as the configuration knows it
	key := a.AESKey.Reveal()
	switch {
	case a.App != AppOA && a.App != AppMP:
		return model.InvalidField("app", "账号种类只能是 oa（公众号）或 mp（小程序）")
	case a.AppID == "":
		return model.InvalidField("app_id", "请填写 AppID")
	case a.GhID == "":
		return model.InvalidField("gh_id", "请填写原始ID（gh_ 开头）")
	case a.Token.Empty():
		return model.InvalidField("token", "请填写消息推送的 Token")
	case len(key) != 43:
		return model.InvalidField("aes_key", "EncodingAESKey 必须是43个字符")
	case a.Format != FormatXML && a.Format != FormatJSON:
		return model.InvalidField("format", "数据格式只能是 xml 或 json，要与公众平台的设置一致")
	}
	if raw, err := base64.StdEncoding.DecodeString(key + "="); err != nil || len(raw) != 32 {
		return model.InvalidField("aes_key", "EncodingAESKey 不对，请从公众平台重新复制") // the cause would repeat the key
	}
	if production {
		return a.checkSecret()
	}
	return nil
}

func (a Account) checkSecret() error {
	known := published()
	for field, v := range map[string]string{"token": a.Token.Reveal(), "aes_key": a.AESKey.Reveal(), "secret": a.Secret.Reveal()} {
		if slices.Contains(known, v) || (len(v) > 1 && strings.Count(v, v[:1]) == len(v)) {
			return model.InvalidField(field, "正式运行不能用演示或公开过的密钥，请在公众平台重新生成")
		}
	}
	return nil
}
