package configs

import (
	"errors"
	"fmt"
	"strings"
)

// Severity says whether a finding stops the program.
type Severity string

// The severities.
const (
	Refusal Severity = "refusal" // the program does not start
	Warning Severity = "warning" // the program starts and says so
)

// Finding is one setting that is wrong or unsafe.
type Finding struct {
	Severity Severity
	Key      string // as in the file: wechat.oa.secret
	Notice   string // plain Chinese, what to do; never the value
}

// String writes the finding as one line.
func (f Finding) String() string { return f.Key + "：" + f.Notice }

// Findings are all that Validate has found, in the order of the keys.
type Findings []Finding

// Err joins the refusals into one error, nil when there is none.
func (f Findings) Err() error {
	var faults []error
	for _, one := range f {
		if one.Severity == Refusal {
			faults = append(faults, errors.New(one.String()))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("配置有 %d 处不能用，程序没有启动：\n%w", len(faults), errors.Join(faults...))
}

// Warnings returns what does not stop the program.
func (f Findings) Warnings() Findings {
	var out Findings
	for _, one := range f {
		if one.Severity == Warning {
			out = append(out, one)
		}
	}
	return out
}

func (f *Findings) refuse(key, notice string) { *f = append(*f, Finding{Refusal, key, notice}) }
func (f *Findings) warn(key, notice string)   { *f = append(*f, Finding{Warning, key, notice}) }

// Validate returns everything that is wrong or unsafe, not only the first
// (T54). It looks at the settings alone: whether the key file holds the demo's
// keys is seen when it is opened.
func (c *Config) Validate() Findings {
	var f Findings
	c.checkMode(&f)
	c.checkAddresses(&f)
	c.checkProxies(&f)
	c.checkLog(&f)
	c.checkStore(&f)
	c.checkRedis(&f)
	c.checkKeys(&f)
	c.checkPublicURL(&f)
	c.checkAccount(&f, "wechat.oa", c.WeChat.OA)
	c.checkAccount(&f, "wechat.mp", c.WeChat.MP)
	c.checkTemplates(&f)
	c.checkTimeouts(&f)
	return f
}

// parts of a card that a template's fields may stand for.
const cardParts = " step village count deadline number "

func (c *Config) checkTemplates(f *Findings) {
	for kind, text := range c.WeChat.Templates.ByKind() {
		words := strings.Fields(text)
		if len(words) == 0 {
			if c.production() && kind == "task" {
				f.warn("wechat.templates.task", "没有待办的模板消息，干部收不到卡片，只能自己回“待办”")
			}
			continue
		}
		for _, word := range words[1:] {
			part, field, ok := strings.Cut(word, "=")
			if !ok || field == "" || !strings.Contains(cardParts, " "+part+" ") {
				f.refuse("wechat.templates."+kind, "要写成“模板ID step=thing1 village=thing2”，内容只能是 step、village、count、deadline、number")
			}
		}
		if len(words) == 1 {
			f.refuse("wechat.templates."+kind, "模板ID后面要写内容对应哪个字段，如 step=thing1")
		}
	}
}

func (c *Config) production() bool { return c.Mode == Production }

func (c *Config) checkMode(f *Findings) {
	if c.Mode != Demo && c.Mode != Production {
		f.refuse("mode", "只能是 demo 或 production")
	}
}

func (c *Config) checkLog(f *Findings) {
	switch c.Log.Level {
	case "info", "warn", "error":
	case "debug":
		if c.production() {
			f.refuse("log.level", "正式使用不能用 debug，请改为 info")
		}
	default:
		f.refuse("log.level", "只能是 debug、info、warn 或 error")
	}
}

func (c *Config) checkKeys(f *Findings) {
	if c.Keys.Env != "" && c.Keys.File != "" {
		f.refuse("keys.env", "和 keys.file 只能填一个")
	}
	if !c.production() {
		return
	}
	if c.Keys.Env == "" && c.Keys.File == "" {
		f.refuse("keys.file", "正式使用要自备密钥，请填 keys.file 或 keys.env；演示密钥不能用")
	}
	if c.Keys.File != "" && within(c.Data, c.Keys.File) {
		f.refuse("keys.file", "密钥不能和数据放在一个文件夹，否则拷走数据就能解密")
	}
}

// credentials lists what an account is made of, with how the demo's begin: they
// are public, so that they may be told by it.
func (a Account) credentials() []credential {
	return []credential{
		{"appid", a.AppID, "wxdemo"},
		{"secret", a.Secret.Reveal(), "demo"},
		{"token", a.Token.Reveal(), "demo"},
		{"aes_key", a.AESKey.Reveal(), "demo"},
		{"gh_id", a.GhID, "gh_demo"},
	}
}

type credential struct{ key, value, demo string }

// unfit says why the credential cannot be used in the mode, "" when it can.
func (c credential) unfit(mode Mode) string {
	demo := strings.HasPrefix(c.value, c.demo)
	switch {
	case mode == Production && c.value == "":
		return "正式使用必须填，请到微信公众平台抄来"
	case mode == Production && demo:
		return "演示账号和演示密钥不能用于正式使用"
	case mode != Production && c.value != "" && !demo:
		return "真实的微信账号只能在正式使用时填，请把 mode 改为 production，或去掉账号"
	}
	return ""
}

// checkAccount holds wechat.md §2.1: nothing empty, a key of 43 characters, no
// demo key in production, no real account outside it.
func (c *Config) checkAccount(f *Findings, at string, a Account) {
	if a.Format != XML && a.Format != JSON {
		f.refuse(at+".format", "只能是 xml 或 json")
	}
	for _, one := range a.credentials() {
		if notice := one.unfit(c.Mode); notice != "" {
			f.refuse(at+"."+one.key, notice)
		}
	}
	if key := a.AESKey.Reveal(); c.production() && key != "" && !wellFormedAESKey(key) {
		f.refuse(at+".aes_key", "要填 43 个字母或数字的 EncodingAESKey（安全模式）")
	}
}

func wellFormedAESKey(key string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	return len(key) == 43 && strings.Trim(key, alphabet) == ""
}

func (c *Config) checkTimeouts(f *Findings) {
	t := c.Timeouts
	for _, k := range c.keys() {
		if k.path[0] == "timeouts" && k.field.Int() <= 0 {
			f.refuse(k.name(), "要大于零，没有时限的连接会把程序占满")
		}
	}
	if t.Stop > maxStop {
		f.refuse("timeouts.stop", "最长 10s")
	}
	if c.Limits.HeaderBytes < 4<<10 || c.Limits.HeaderBytes > 1<<20 {
		f.refuse("limits.header_bytes", "要在 4096 和 1048576 之间")
	}
}
