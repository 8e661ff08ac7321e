// Package configs holds what a county may set (Config), the defaults that ship
// with the program, and the embedded files: schemes, holidays, regions, guides.
// It knows nothing of the rest of the program.
package configs

import (
	"net"
	"path/filepath"
	"strings"
	"time"
)

// Mode says whether the program plays or serves (decisions 36).
type Mode string

// The modes.
const (
	Demo       Mode = "demo"       // 演示: the sandbox plays WeChat, on this machine only
	Production Mode = "production" // 正式使用: real accounts, real people
)

// Drivers of the store.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// Formats of WeChat's callbacks.
const (
	XML  = "xml"
	JSON = "json"
)

// Config is everything a county may set. Its keys are those of default.yaml;
// Load fills it, Validate judges it.
type Config struct {
	Mode           Mode        `yaml:"mode"`
	Listen         string      `yaml:"listen"`          // address of the public doors
	Ops            string      `yaml:"ops"`             // address of health and metrics
	Data           string      `yaml:"data"`            // folder of everything that must survive
	TrustedProxies []string    `yaml:"trusted_proxies"` // addresses or networks whose X-Forwarded-For is believed
	Log            Log         `yaml:"log"`
	Store          Store       `yaml:"store"`
	Redis          Redis       `yaml:"redis"`
	Keys           Keys        `yaml:"keys"`
	WeChat         WeChat      `yaml:"wechat"`
	Schemes        SchemeFiles `yaml:"schemes"`
	Timeouts       Timeouts    `yaml:"timeouts"`
	Limits         Limits      `yaml:"limits"`
}

// Log says how much is logged.
type Log struct {
	Level string `yaml:"level"` // debug, info, warn or error
}

// Store says where the register lives.
type Store struct {
	Driver string `yaml:"driver"` // sqlite or mysql
	DSN    Secret `yaml:"dsn"`    // mysql: user:pass@tcp(host:port)/name
}

// Redis says which cache is used. Nothing in it has to survive.
type Redis struct {
	Embedded bool     `yaml:"embedded"` // play Redis inside the process
	Addrs    []string `yaml:"addrs"`    // host:port; several are Sentinels
	Master   string   `yaml:"master"`   // name of the Sentinels' master
	Username string   `yaml:"username"`
	Password Secret   `yaml:"password"`
	DB       int      `yaml:"db"`
}

// Keys says where the encryption keys come from; env wins over file.
type Keys struct {
	File string `yaml:"file"` // key file; empty: keys.json in the data folder
	Env  string `yaml:"env"`  // name of the variable that holds the key document
}

// WeChat holds both accounts and the address people open.
type WeChat struct {
	PublicURL string  `yaml:"public_url"` // no slash at the end
	OA        Account `yaml:"oa"`         // 公众号
	MP        Account `yaml:"mp"`         // 小程序

	Templates Templates `yaml:"templates"` // 模板消息 of the official account
}

// Templates says which template message stands for which kind of notice, each as
// "template-id part=field …": "AbC123 step=thing1 village=thing2 number=thing5".
// The parts are step, village, count, deadline, number; a kind left empty goes by
// the next channel.
type Templates struct {
	Task     string `yaml:"task"`     // 待办提醒
	Decided  string `yaml:"decided"`  // 办理结果
	Alert    string `yaml:"alert"`    // 办理时限提醒
	Digest   string `yaml:"digest"`   // 待办汇总
	Public   string `yaml:"public"`   // 公示通知
	Progress string `yaml:"progress"` // 申请进展
}

// ByKind returns the templates by the kind of notice.
func (t Templates) ByKind() map[string]string {
	return map[string]string{"task": t.Task, "decided": t.Decided, "alert": t.Alert, "digest": t.Digest, "public": t.Public, "progress": t.Progress}
}

// Account is one WeChat account.
type Account struct {
	AppID  string `yaml:"appid"`
	Secret Secret `yaml:"secret"`  // AppSecret
	Token  Secret `yaml:"token"`   // signs callbacks
	AESKey Secret `yaml:"aes_key"` // EncodingAESKey, 43 characters
	GhID   string `yaml:"gh_id"`   // 原始ID
	Format string `yaml:"format"`  // xml or json
}

// SchemeFiles says where a county keeps schemes (方案) of its own.
type SchemeFiles struct {
	Dir string `yaml:"dir"`
}

// Timeouts bound every connection, in Go's durations.
type Timeouts struct {
	ReadHeader time.Duration `yaml:"read_header"`
	Read       time.Duration `yaml:"read"`
	Write      time.Duration `yaml:"write"`
	Idle       time.Duration `yaml:"idle"`
	Stop       time.Duration `yaml:"stop"` // how long a stop waits for requests in flight
}

// Limits bound what a request may cost.
type Limits struct {
	HeaderBytes int `yaml:"header_bytes"`
}

// KeyFile returns the path of the key file: as configured, else keys.json in
// the data folder; "" when the keys come from a variable.
func (c *Config) KeyFile() string {
	switch {
	case c.Keys.Env != "":
		return ""
	case c.Keys.File != "":
		return c.Keys.File
	}
	return filepath.Join(c.Data, "keys.json")
}

// PublicURL returns the address people open, without a slash at the end: as
// configured, else that of the public listener.
func (c *Config) PublicURL() string {
	if c.WeChat.PublicURL != "" {
		return strings.TrimRight(c.WeChat.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil || host == "" || net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
