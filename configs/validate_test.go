package configs

import (
	"slices"
	"strings"
	"testing"
)

const goodAESKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

func account(gh string) Account {
	return Account{
		AppID: "wx1234567890abcdef", Secret: NewSecret("s3cr3t"), Token: NewSecret("t0ken"),
		AESKey: NewSecret(goodAESKey), GhID: gh, Format: XML,
	}
}

// safe is a production configuration without a finding.
func safe(t *testing.T) *Config {
	t.Helper()
	c := mustLoad(t, Options{Environ: []string{"BANGFU_MODE=production", "BANGFU_DATA=/srv/bangfu"}})
	c.Store = Store{Driver: MySQL, DSN: NewSecret("bangfu:p/w@tcp(10.0.0.2:3306)/bangfu?tls=true")}
	c.Redis = Redis{Addrs: []string{"10.0.0.3:6379"}, Password: NewSecret("p")}
	c.Keys.File = "/etc/bangfu/keys.json"
	c.WeChat = WeChat{PublicURL: "https://bangfu.example.gov.cn", OA: account("gh_1"), MP: account("gh_2"),
		Templates: Templates{Task: "AbC123 step=thing1 village=thing2 number=thing5"}}
	return c
}

func TestASafeProductionConfigurationHasNoFinding(t *testing.T) {
	if f := safe(t).Validate(); len(f) != 0 {
		t.Errorf("findings: %v", f)
	}
}

// T54: each unsafe setting alone stops the start, by its name.
func TestUnsafeProductionIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, key string
		spoil     func(*Config)
	}{
		{"unknown mode", "mode", func(c *Config) { c.Mode = "prod" }},
		{"debug log", "log.level", func(c *Config) { c.Log.Level = "debug" }},
		{"template without fields", "wechat.templates.task", func(c *Config) { c.WeChat.Templates.Task = "AbC123" }},
		{"template with an unknown part", "wechat.templates.alert", func(c *Config) { c.WeChat.Templates.Alert = "AbC123 name=thing1" }},
		{"unknown log level", "log.level", func(c *Config) { c.Log.Level = "loud" }},
		{"listen without port", "listen", func(c *Config) { c.Listen = "127.0.0.1" }},
		{"ops without port", "ops", func(c *Config) { c.Ops = "8081" }},
		{"both doors on one address", "ops", func(c *Config) { c.Ops = c.Listen }},
		{"proxy wildcard", "trusted_proxies", func(c *Config) { c.TrustedProxies = []string{"*"} }},
		{"everybody a proxy", "trusted_proxies", func(c *Config) { c.TrustedProxies = []string{"0.0.0.0/0"} }},
		{"half of everybody", "trusted_proxies", func(c *Config) { c.TrustedProxies = []string{"10.0.0.1", "128.0.0.0/1"} }},
		{"everybody in IPv6", "trusted_proxies", func(c *Config) { c.TrustedProxies = []string{"::/0"} }},
		{"IPv4 in IPv6 clothes", "trusted_proxies", func(c *Config) { c.TrustedProxies = []string{"::ffff:0:0/96"} }},
		{"unknown store", "store.driver", func(c *Config) { c.Store.Driver = "oracle" }},
		{"empty DSN", "store.dsn", func(c *Config) { c.Store.DSN = Secret{} }},
		{"DSN that is none", "store.dsn", func(c *Config) { c.Store.DSN = NewSecret("localhost") }},
		{"database in clear", "store.dsn", func(c *Config) { c.Store.DSN = NewSecret("u:p@tcp(10.0.0.2:3306)/b") }},
		{"certificate unchecked", "store.dsn", func(c *Config) { c.Store.DSN = NewSecret("u:p@tcp(10.0.0.2:3306)/b?tls=skip-verify") }},
		{"TLS only if offered", "store.dsn", func(c *Config) { c.Store.DSN = NewSecret("u:p@tcp(10.0.0.2:3306)/b?tls=preferred") }},
		{"two Redis", "redis.embedded", func(c *Config) { c.Redis.Embedded = true }},
		{"no Redis", "redis.addrs", func(c *Config) { c.Redis.Addrs = nil }},
		{"Redis without port", "redis.addrs", func(c *Config) { c.Redis.Addrs = []string{"10.0.0.3"} }},
		{"Sentinels without master", "redis.master", func(c *Config) { c.Redis.Addrs = []string{"10.0.0.3:1", "10.0.0.4:1"} }},
		{"Redis without password", "redis.password", func(c *Config) { c.Redis.Password = Secret{} }},
		{"Redis database", "redis.db", func(c *Config) { c.Redis.DB = 16 }},
		{"the demo's key file", "keys.file", func(c *Config) { c.Keys.File = "" }},
		{"keys beside the data", "keys.file", func(c *Config) { c.Keys.File = "/srv/bangfu/../bangfu/k/keys.json" }},
		{"two sources of keys", "keys.env", func(c *Config) { c.Keys.Env = "BANGFU_KEYS" }},
		{"no public URL", "wechat.public_url", func(c *Config) { c.WeChat.PublicURL = "" }},
		{"public URL without TLS", "wechat.public_url", func(c *Config) { c.WeChat.PublicURL = "http://bangfu.example.gov.cn" }},
		{"public URL without host", "wechat.public_url", func(c *Config) { c.WeChat.PublicURL = "bangfu.example.gov.cn" }},
		{"public URL with password", "wechat.public_url", func(c *Config) { c.WeChat.PublicURL = "https://a:b@x.cn" }},
		{"public URL of this machine", "wechat.public_url", func(c *Config) { c.WeChat.PublicURL = "https://127.0.0.1" }},
		{"no AppID", "wechat.oa.appid", func(c *Config) { c.WeChat.OA.AppID = "" }},
		{"no AppSecret", "wechat.oa.secret", func(c *Config) { c.WeChat.OA.Secret = Secret{} }},
		{"no Token", "wechat.oa.token", func(c *Config) { c.WeChat.OA.Token = Secret{} }},
		{"no gh_ id", "wechat.mp.gh_id", func(c *Config) { c.WeChat.MP.GhID = "" }},
		{"no AES key", "wechat.mp.aes_key", func(c *Config) { c.WeChat.MP.AESKey = Secret{} }},
		{"short AES key", "wechat.mp.aes_key", func(c *Config) { c.WeChat.MP.AESKey = NewSecret(goodAESKey[:42]) }},
		{"AES key with a blank", "wechat.mp.aes_key", func(c *Config) { c.WeChat.MP.AESKey = NewSecret(goodAESKey[:42] + " ") }},
		{"demo Token", "wechat.oa.token", func(c *Config) { c.WeChat.OA.Token = NewSecret("demotoken") }},
		{"demo AES key", "wechat.mp.aes_key", func(c *Config) { c.WeChat.MP.AESKey = NewSecret("demokeydemokeydemokeydemokeydemokeydemokeyA") }},
		{"demo account", "wechat.oa.appid", func(c *Config) { c.WeChat.OA.AppID = "wxdemo00000000000a" }},
		{"unknown format", "wechat.oa.format", func(c *Config) { c.WeChat.OA.Format = "csv" }},
		{"no time limit", "timeouts.read_header", func(c *Config) { c.Timeouts.ReadHeader = 0 }},
		{"endless write", "timeouts.write", func(c *Config) { c.Timeouts.Write = -1 }},
		{"endless stop", "timeouts.stop", func(c *Config) { c.Timeouts.Stop = maxStop + 1 }},
		{"giant headers", "limits.header_bytes", func(c *Config) { c.Limits.HeaderBytes = 2 << 20 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := safe(t)
			c.spoil(config)
			f := config.Validate()
			if !slices.ContainsFunc(f, func(one Finding) bool { return one.Key == c.key && one.Severity == Refusal }) {
				t.Fatalf("no refusal of %s: %v", c.key, f)
			}
			if err := f.Err(); err == nil || !strings.Contains(err.Error(), c.key) {
				t.Errorf("the error does not name %s: %v", c.key, err)
			}
		})
	}
}

func TestWhatIsRiskyIsSaidButStarts(t *testing.T) {
	for _, c := range []struct {
		name, key string
		spoil     func(*Config)
	}{
		{"SQLite in production", "store.driver", func(c *Config) { c.Store = Store{Driver: SQLite} }},
		{"root at the database", "store.dsn", func(c *Config) { c.Store.DSN = NewSecret("root@unix(/run/mysqld/mysqld.sock)/b") }},
		{"cache per server", "redis.embedded", func(c *Config) { c.Redis = Redis{Embedded: true} }},
		{"ops open", "ops", func(c *Config) { c.Ops = "0.0.0.0:8081" }},
		{"no card for tasks", "wechat.templates.task", func(c *Config) { c.WeChat.Templates.Task = "" }},
		{"no proxy in front", "listen", func(c *Config) { c.Listen = ":8080" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := safe(t)
			c.spoil(config)
			f := config.Validate()
			if f.Err() != nil {
				t.Fatalf("refused: %v", f.Err())
			}
			if w := f.Warnings(); len(w) != 1 || w[0].Key != c.key {
				t.Errorf("warnings %v, want one of %s", w, c.key)
			}
		})
	}
}

func TestAllFindingsAreSaidAtOnce(t *testing.T) {
	c := mustLoad(t, Options{Environ: []string{"BANGFU_MODE=production", "BANGFU_LOG__LEVEL=debug"}})
	f := c.Validate()
	for _, key := range []string{"log.level", "keys.file", "wechat.public_url", "wechat.oa.appid", "wechat.mp.aes_key"} {
		if !slices.ContainsFunc(f, func(one Finding) bool { return one.Key == key }) {
			t.Errorf("%s is not among the findings", key)
		}
	}
}

func TestRealCredentialsNeedProduction(t *testing.T) {
	c := mustLoad(t, Options{})
	c.WeChat.MP = account("gh_2")
	c.WeChat.MP.Token = NewSecret("demotoken") // one demo value does not make the others unreal
	err := c.Validate().Err()
	for _, key := range []string{"appid", "secret", "aes_key", "gh_id"} {
		if err == nil || !strings.Contains(err.Error(), "wechat.mp."+key) {
			t.Errorf("a demo started with a real %s: %v", key, err)
		}
	}
	c.WeChat.MP = Account{AppID: "wxdemo00000000000b", Secret: NewSecret("demosecret"), Format: XML}
	if err := c.Validate().Err(); err != nil {
		t.Errorf("a demo may have the demo's account: %v", err)
	}
	c.Listen = "0.0.0.0:8080"
	if w := c.Validate().Warnings(); len(w) != 1 || w[0].Key != "listen" {
		t.Errorf("a demo open to others is not said: %v", w)
	}
}

func TestFindingsNeverRepeatAValue(t *testing.T) {
	c := safe(t)
	c.Store.DSN = NewSecret("hunter2")
	c.WeChat.OA.AESKey = NewSecret("hunter2")
	for _, f := range c.Validate() {
		if strings.Contains(f.String(), "hunter2") {
			t.Errorf("finding repeats a value: %s", f)
		}
	}
}
