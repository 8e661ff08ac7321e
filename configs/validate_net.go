package configs

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// maxStop bounds a stop: longer, and the system kills the program anyway.
const maxStop = 10 * time.Second

func (c *Config) checkAddresses(f *Findings) {
	for _, a := range []struct{ key, addr string }{{"listen", c.Listen}, {"ops", c.Ops}} {
		host, port, err := net.SplitHostPort(a.addr)
		if err != nil || port == "" {
			f.refuse(a.key, "要写成 地址:端口，如 127.0.0.1:8080")
			continue
		}
		switch {
		case loopback(host):
		case a.key == "ops":
			f.warn(a.key, "运维端口没有密码，请只听本机或内网地址")
		case c.Mode == Demo:
			f.warn(a.key, "演示谁都能扮演任何人，请只在本机打开")
		case len(c.TrustedProxies) == 0:
			f.warn(a.key, "程序自己不做 TLS，前面要有代理，并填 trusted_proxies")
		}
	}
	if c.Listen == c.Ops && !strings.HasSuffix(c.Listen, ":0") {
		f.refuse("ops", "不能和 listen 用同一个地址")
	}
}

// checkProxies refuses a network so wide that anybody on it could write his
// own X-Forwarded-For.
func (c *Config) checkProxies(f *Findings) {
	for _, p := range c.TrustedProxies {
		prefix, err := parseNetwork(p)
		switch {
		case err != nil:
			f.refuse("trusted_proxies", "每一项是一个地址或网段，如 10.1.2.3 或 10.1.0.0/24，不能用 *")
		case c.production() && tooWide(prefix):
			f.refuse("trusted_proxies", "网段太宽，等于谁都信；请只写代理自己的地址")
		}
	}
}

func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return addr.Prefix(addr.BitLen())
	}
	p, err := netip.ParsePrefix(text)
	if err == nil && p.Addr().Is4In6() {
		return p, errors.New("an IPv4 network in IPv6 clothes") // ::ffff:0:0/96 is everybody
	}
	return p, err
}

func tooWide(p netip.Prefix) bool {
	if p.Addr().Is4() {
		return p.Bits() < 8
	}
	return p.Bits() < 32
}

func (c *Config) checkStore(f *Findings) {
	switch c.Store.Driver {
	case SQLite:
		if c.production() {
			f.warn("store.driver", "sqlite 只适合一台服务器；数据多或要双机时请用 mysql")
		}
		return
	case MySQL:
	default:
		f.refuse("store.driver", "只能是 sqlite 或 mysql")
		return
	}
	if c.Store.DSN.Empty() {
		f.refuse("store.dsn", "用 mysql 要填连接，如 user:pass@tcp(主机:3306)/bangfu?tls=true")
		return
	}
	dsn, ok := parseDSN(c.Store.DSN.Reveal())
	if !ok {
		f.refuse("store.dsn", "要写成 user:pass@tcp(主机:3306)/库名")
		return
	}
	if !c.production() {
		return
	}
	if !dsn.local && !dsn.tls {
		f.refuse("store.dsn", "数据库不在本机，连接要加密：请在末尾加 ?tls=true")
	}
	if dsn.user == "" || dsn.user == "root" {
		f.warn("store.dsn", "请给程序建一个专用的数据库用户，不要用 root")
	}
}

type dsnFacts struct {
	user  string
	local bool // loopback or a socket: the bytes leave no machine
	tls   bool // verified; skip-verify and preferred do not count
}

// parseDSN reads of user:pass@net(addr)/name?k=v what the checks need. The
// password may hold any character, so it is cut at the last slash and the last @.
func parseDSN(dsn string) (dsnFacts, bool) {
	slash := strings.LastIndexByte(dsn, '/')
	if slash < 0 {
		return dsnFacts{}, false
	}
	who, where := "", dsn[:slash]
	if at := strings.LastIndexByte(where, '@'); at >= 0 {
		who, where = where[:at], where[at+1:]
	}
	network, addr, ok := strings.Cut(strings.TrimSuffix(where, ")"), "(")
	if !ok {
		return dsnFacts{}, false
	}
	user, _, _ := strings.Cut(who, ":")
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	_, query, _ := strings.Cut(dsn[slash:], "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return dsnFacts{}, false
	}
	tls := values.Get("tls")
	return dsnFacts{
		user:  user,
		local: network == "unix" || loopback(host),
		tls:   tls != "" && tls != "false" && tls != "skip-verify" && tls != "preferred",
	}, true
}

func (c *Config) checkRedis(f *Findings) {
	r := c.Redis
	switch {
	case r.Embedded && len(r.Addrs) > 0:
		f.refuse("redis.embedded", "填了 redis.addrs 就要写 false，二者只能选一个")
	case !r.Embedded && len(r.Addrs) == 0:
		f.refuse("redis.addrs", "不用自带的 Redis 就要填地址，如 127.0.0.1:6379")
	case r.Embedded && c.production() && c.Store.Driver == MySQL:
		f.warn("redis.embedded", "有几台服务器时，限流和登录缓存要共用一个 Redis")
	}
	if len(r.Addrs) > 1 && r.Master == "" {
		f.refuse("redis.master", "有几个地址时是 Sentinel，请填主节点名")
	}
	if r.DB < 0 || r.DB > 15 {
		f.refuse("redis.db", "要在 0 和 15 之间")
	}
	c.checkRedisAddrs(f)
}

func (c *Config) checkRedisAddrs(f *Findings) {
	far := false
	for _, addr := range c.Redis.Addrs {
		host, _, err := net.SplitHostPort(addr)
		if err != nil {
			f.refuse("redis.addrs", "要写成 地址:端口，如 127.0.0.1:6379")
		}
		far = far || !loopback(host)
	}
	if far && c.production() && c.Redis.Password.Empty() {
		f.refuse("redis.password", "Redis 不在本机，必须有密码")
	}
}

func (c *Config) checkPublicURL(f *Findings) {
	const at = "wechat.public_url"
	if c.WeChat.PublicURL == "" {
		if c.production() {
			f.refuse(at, "正式使用必须填老百姓打开的网址，如 https://bangfu.example.gov.cn")
		}
		return
	}
	u, err := url.Parse(c.WeChat.PublicURL)
	switch {
	case err != nil || !plainAddress(u):
		f.refuse(at, "要写成 https://主机名，不带问号和密码")
	case c.production() && u.Scheme != "https":
		f.refuse(at, "正式使用必须是 https")
	case c.production() && loopback(u.Hostname()):
		f.refuse(at, "这是本机地址，别人打不开")
	}
}

// plainAddress reports whether the URL is scheme, host and path, nothing more.
func plainAddress(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" &&
		u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// within reports whether path lies in dir, as far as the names tell.
func within(dir, path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return true
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
