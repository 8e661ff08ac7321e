package wechat

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"bangfu/model"
)

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read before the signature was good")
	return 0, io.EOF
}

// endless is a body of n bytes of which little may be read.
type endless struct{ left, read int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = 'A'
	}
	e.left -= n
	e.read += n
	return n, nil
}

func (o *office) cipherOf(plain []byte) callback {
	return o.sealed(base64.StdEncoding.EncodeToString(plain))
}

// Every row of the table of hostile input (wechat.md §4), with a valid signature
// unless its name says otherwise.
func TestHostileInputRunsNothing(t *testing.T) {
	const person = "oPerson000000000000000000001"
	type row struct {
		name string
		make func(o *office) callback
		want int
		runs int
	}
	alter := func(change func(o *office, c *callback)) func(o *office) callback {
		return func(o *office) callback {
			c := o.push(text(person, 1, "同意 3721"))
			change(o, &c)
			return c
		}
	}
	plain := func(body string) func(o *office) callback {
		return func(o *office) callback { return o.push(body) }
	}
	rows := []row{
		{"1 echostr, good signature", func(o *office) callback {
			return o.sign(callback{method: "GET", timestamp: strconv.FormatInt(testNow.Unix(), 10), nonce: "1", extra: "&echostr=4375"})
		}, 200, 0},
		{"1 echostr, bad signature", func(o *office) callback {
			return callback{method: "GET", timestamp: strconv.FormatInt(testNow.Unix(), 10), nonce: "1", extra: "&echostr=4375", signature: strings.Repeat("0", 40)}
		}, 403, 0},
		{"2 wrong signature", alter(func(_ *office, c *callback) { c.signature = strings.Repeat("a", 40) }), 403, 0},
		{"2 signature in capitals", alter(func(_ *office, c *callback) { c.signature = strings.ToUpper(c.signature) }), 403, 0},
		{"2 no query", func(*office) callback { return callback{method: "POST", body: "<xml/>"} }, 403, 0},
		{"3 timestamp of 2001", alter(func(o *office, c *callback) { c.timestamp = "1000000000"; *c = o.sign(*c) }), 403, 0},
		{"4 timestamp abc", alter(func(o *office, c *callback) { c.timestamp = "abc"; *c = o.sign(*c) }), 400, 0},
		{"4 timestamp negative", alter(func(o *office, c *callback) { c.timestamp = "-1399881600"; *c = o.sign(*c) }), 400, 0},
		{"4 nonce with blanks", alter(func(o *office, c *callback) { c.nonce = "a b"; *c = o.sign(*c) }), 400, 0},
		{"5 timestamp 2^31", alter(func(o *office, c *callback) { c.timestamp = "2147483648"; *c = o.sign(*c) }), 403, 0},
		{"5 timestamp 2^31 in its own year", func(o *office) callback {
			o.clock.Set(testNow.AddDate(24, 0, 0))
			return o.push(text(person, 1, "同意 3721"))
		}, 200, 1},
		{"7 POST with echostr", alter(func(_ *office, c *callback) { c.extra = "&echostr=1" }), 405, 0},
		{"7 DELETE", alter(func(_ *office, c *callback) { c.method = "DELETE" }), 405, 0},
		{"7 GET without echostr", alter(func(_ *office, c *callback) { c.method = "GET" }), 405, 0},
		{"7 HEAD with echostr", alter(func(_ *office, c *callback) { c.method = "HEAD"; c.extra = "&echostr=1" }), 405, 0},
		{"8 JSON content type", alter(func(_ *office, c *callback) { c.contentType = "application/json" }), 415, 0},
		{"9 empty body", alter(func(_ *office, c *callback) { c.body = "" }), 400, 0},
		{"9 outer not XML", alter(func(_ *office, c *callback) { c.body = "Encrypt=abc" }), 400, 0},
		{"9 inner not XML", plain("hello"), 400, 0},
		{"9 root foo", plain("<foo><ToUserName>gh_demo00000oa</ToUserName></foo>"), 400, 0},
		{"10 empty xml", plain("<xml></xml>"), 400, 0},
		{"10 no FromUserName", plain(text("", 1, "同意")), 400, 0},
		{"10 no MsgId", plain(strings.Replace(text(person, 1, "x"), "<MsgId>1</MsgId>", "", 1)), 400, 0},
		{"10 event without name", plain(event(person, "", "")), 400, 0},
		{"10 CreateTime 0", plain(strings.Replace(text(person, 1, "x"), strconv.FormatInt(testNow.Unix(), 10), "0", 1)), 400, 0},
		{"11 MsgId beyond int64", plain(strings.Replace(text(person, 1, "x"), "<MsgId>1<", "<MsgId>99999999999999999999999<", 1)), 200, 1},
		{"11 MsgId of letters", plain(strings.Replace(text(person, 1, "x"), "<MsgId>1<", "<MsgId>abc<", 1)), 200, 1},
		{"12 U+0002 in Content", plain(text(person, 1, "同\u0002意")), 200, 1},
		{"13 invalid UTF-8", plain(text(person, 1, "\xff\xfe")), 400, 0},
		{"13 GBK declaration", plain(`<?xml version="1.0" encoding="GBK"?>` + text(person, 1, "x")), 400, 0},
		{"13 external entity", plain(`<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + strings.Replace(text(person, 1, "x"), "<![CDATA[x]]>", "&a;", 1)), 400, 0},
		{"13 billion laughs", plain(`<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>` + text(person, 1, "x")), 400, 0},
		{"13 undeclared entity", plain(strings.Replace(text(person, 1, "x"), "<![CDATA[x]]>", "&a;", 1)), 400, 0},
		{"14 nested tags", plain(strings.Repeat("<xml>", 3000) + strings.Repeat("</xml>", 3000)), 400, 0},
		{"14 many elements", plain("<xml>" + manyElements(201) + "</xml>"), 400, 0},
		{"14 many attributes", plain("<xml " + manyAttributes(500) + "></xml>"), 400, 0},
		{"14 200k nested tags", alter(func(_ *office, c *callback) { c.body = strings.Repeat("<a>", 200_000) }), 413, 0},
		{"15 bytes after the end", plain(text(person, 1, "x") + "<xml/>"), 400, 0},
		{"15 text after the end", plain(text(person, 1, "x") + "x"), 400, 0},
		{"15 blanks after the end", plain(text(person, 1, "x") + "\n "), 200, 1},
		{"15 an element twice", plain(strings.Replace(text(person, 1, "x"), "<MsgId>", "<FromUserName>oOther</FromUserName><MsgId>", 1)), 400, 0},
		{"15 an element twice outside", alter(func(_ *office, c *callback) {
			c.body = strings.Replace(c.body, "<Encrypt>", "<Encrypt>AAAA</Encrypt><Encrypt>", 1)
		}), 400, 0},
		{"15 a text that breaks out", plain(strings.Replace(text(person, 1, "x"), "<![CDATA[x]]>", "<![CDATA[x]]></Content><FromUserName>oOther</FromUserName><Content>", 1)), 400, 0},
		{"18 good", plain(text(person, 1, "同意 3721")), 200, 1},
		{"20 encrypt_type raw", alter(func(_ *office, c *callback) { c.encryptType = "raw"; c.body = text(person, 1, "同意 3721") }), 403, 0},
		{"20 encrypt_type absent", alter(func(_ *office, c *callback) { c.encryptType = ""; c.body = text(person, 1, "同意 3721") }), 403, 0},
		{"20 msg_signature absent", alter(func(_ *office, c *callback) { c.msgSignature = "" }), 403, 0},
		{"20 aes claimed, plain body", alter(func(_ *office, c *callback) { c.body = text(person, 1, "同意 3721") }), 400, 0},
		{"21 bad msg_signature", alter(func(_ *office, c *callback) { c.msgSignature = strings.Repeat("0", 40) }), 403, 0},
		{"21 other AppID", func(o *office) callback {
			other := o.acc
			other.AppID = "wxother"
			enc, _ := other.Encrypt([]byte("0123456789abcdef"), []byte(text(person, 1, "x")))
			return o.sealed(enc)
		}, 403, 0},
		{"21 other gh_ id outside", alter(func(_ *office, c *callback) { c.body = strings.Replace(c.body, "gh_demo00000oa", "gh_other", 1) }), 403, 0},
		{"21 other gh_ id inside", plain(strings.Replace(text(person, 1, "x"), "gh_demo00000oa", "gh_other", 1)), 403, 0},
		{"22 bad base64", func(o *office) callback { return o.sealed("!!!!") }, 400, 0},
		{"22 31 bytes", func(o *office) callback { return o.cipherOf(make([]byte, 31)) }, 400, 0},
		{"22 48 bytes", func(o *office) callback { return o.cipherOf(make([]byte, 48)) }, 400, 0},
		{"22 random", func(o *office) callback { return o.cipherOf(bytes.Repeat([]byte{7, 9}, 64)) }, 400, 0},
		{"22 empty", func(o *office) callback { return o.sealed("") }, 400, 0},
		{"22 all padding", func(o *office) callback { return o.rawPlain(bytes.Repeat([]byte{32}, 32)) }, 400, 0},
		{"22 pad 0", func(o *office) callback { return o.rawPlain(make([]byte, 64)) }, 400, 0},
		{"22 pad 200", func(o *office) callback { return o.rawPlain(append(make([]byte, 63), 200)) }, 400, 0},
		{"22 msg_len 2^32-1", func(o *office) callback { return o.rawPlain(withLength(1<<32 - 1)) }, 400, 0},
		{"22 msg_len 2^31-1", func(o *office) callback { return o.rawPlain(withLength(1<<31 - 1)) }, 400, 0},
		{"24 openid of the query", alter(func(_ *office, c *callback) { c.extra = "&openid=oOther" }), 200, 1},
		{"25 msg_signature 0000", alter(func(_ *office, c *callback) { c.msgSignature = "0000" }), 403, 0},
		{"two timestamps", alter(func(_ *office, c *callback) { c.extra = "&timestamp=1" }), 400, 0},
		{"two signatures", alter(func(_ *office, c *callback) { c.extra = "&signature=" + c.signature }), 400, 0},
		{"query of semicolons", alter(func(_ *office, c *callback) { c.extra = ";a=b" }), 400, 0},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			o := newOffice(t)
			w := o.send(r.make(o))
			if w.Code != r.want || o.desk.runs() != r.runs {
				t.Fatalf("status %d (%q), the counter ran %d times; want %d and %d", w.Code, w.Body, o.desk.runs(), r.want, r.runs)
			}
			for _, in := range o.desk.asked {
				if in.OpenID != person {
					t.Errorf("the person is %q: identity is FromUserName of the decrypted body only", in.OpenID)
				}
			}
			if w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Error("the answer may be sniffed")
			}
		})
	}
}

func manyElements(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<e%d/>", i)
	}
	return b.String()
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d="1"`, i)
	}
	return b.String()
}

func withLength(n uint32) []byte {
	b := make([]byte, 64)
	binary.BigEndian.PutUint32(b[16:20], n)
	b[63] = 1
	return b
}

// Bodies far too large are neither read nor kept; with a bad signature not one
// byte is read (rows 16, 17, 23).
func TestLargeBodiesAreNotRead(t *testing.T) {
	o := newOffice(t)
	c := o.push(text("oPerson", 1, "x"))
	for _, declared := range []int64{400 << 20, -1} {
		body := &endless{left: 400 << 20}
		req := c.request()
		req.Body, req.ContentLength = io.NopCloser(body), declared
		w := httptest.NewRecorder()
		o.receiver.ServeHTTP(w, req)
		if w.Code != http.StatusRequestEntityTooLarge || body.read > 1<<20 {
			t.Errorf("declared %d: status %d after %d bytes", declared, w.Code, body.read)
		}
	}
	c.signature = strings.Repeat("0", 40)
	req := c.request()
	req.Body = io.NopCloser(unread{t})
	w := httptest.NewRecorder()
	o.receiver.ServeHTTP(w, req)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

// A leaked log line of the year before, turned into 同意 by hand: the forgery the
// SDK's own server let through.
func TestForgedCallbackRunsNothing(t *testing.T) {
	acc := DemoAccount(AppOA)
	acc.Token = model.NewSensitive("AAAAA")
	o := newOffice(t, func(opts *Options) { opts.Account = acc })
	old := callback{
		method: "POST", contentType: "text/xml", timestamp: "1714036504", nonce: "1514711492",
		signature: "f464b24fc39322e44b38aa78f5edd27bd1441696", body: text("oLeader", 9, "同意 3721"),
	}
	for name, at := range map[string]int64{"years later": testNow.Unix(), "within the five minutes": 1714036504} {
		o.clock.Set(testNow.Add(timeOf(at)))
		for _, mode := range []string{"", "raw", "aes"} {
			c := old
			c.encryptType = mode
			if mode == "aes" {
				c.msgSignature = strings.Repeat("0", 40)
			}
			if w := o.send(c); w.Code/100 != 4 || o.desk.runs() != 0 {
				t.Errorf("%s, encrypt_type %q: status %d, %d runs", name, mode, w.Code, o.desk.runs())
			}
		}
	}
}

// A callback nobody signed runs nothing, whatever was changed in it. The guard
// callback_sign is proven here.
func TestUnsignedCallbackRunsNothing(t *testing.T) {
	o := newOffice(t)
	good := o.push(text("oPerson", 1, "同意 3721"))
	for name, change := range map[string]func(*callback){
		"signature":     func(c *callback) { c.signature = strings.Repeat("1", 40) },
		"msg_signature": func(c *callback) { c.msgSignature = strings.Repeat("1", 40) },
	} {
		c := good
		change(&c)
		if w := o.send(c); w.Code != http.StatusForbidden || o.desk.runs() != 0 {
			t.Errorf("%s: status %d, %d runs", name, w.Code, o.desk.runs())
		}
	}
}

// A callback is good for five minutes either way, and not a second longer. The
// guard callback_age is proven here.
func TestOldCallbackRunsNothing(t *testing.T) {
	for _, c := range []struct{ age, want int }{{0, 200}, {300, 200}, {-300, 200}, {301, 403}, {-301, 403}, {86400 * 365, 403}} {
		o := newOffice(t)
		push := o.push(text("oPerson", 1, "同意 3721"))
		o.clock.Set(testNow.Add(seconds(c.age)))
		w := o.send(push)
		if w.Code != c.want || (c.want != 200 && o.desk.runs() != 0) {
			t.Errorf("age %d s: status %d, want %d", c.age, w.Code, c.want)
		}
		if c.want == 403 && !strings.Contains(o.log.String(), "stale") {
			t.Errorf("age %d s: nobody was alarmed about the clock", c.age)
		}
	}
}

// Mutated requests: whatever bytes of a good request are changed, the counter
// runs for none of them.
func TestMutatedRequestsRunNothing(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 5_000
	}
	const seed = 20140512
	rng := rand.New(rand.NewPCG(seed, 1))
	o := newOffice(t)
	good := o.push(text("oPerson", 1, "同意 3721"))
	for i := range n {
		c := mutate(rng, good)
		if c == good {
			continue
		}
		w := o.send(c)
		if o.desk.runs() != 0 {
			t.Fatalf("seed %d, mutation %d ran the counter: %+v", seed, i, c)
		}
		if w.Code < 400 || w.Code >= 500 {
			t.Fatalf("seed %d, mutation %d: status %d", seed, i, w.Code)
		}
	}
}

func mutate(rng *rand.Rand, c callback) callback {
	fields := []*string{&c.timestamp, &c.nonce, &c.signature, &c.msgSignature, &c.encryptType, &c.method}
	switch k := rng.IntN(10); {
	case k < 6:
		*fields[k] = mutateText(rng, *fields[k])
		if k == 5 {
			c.method = []string{"GET", "PUT", "HEAD", "PATCH", "OPTIONS"}[rng.IntN(5)]
		}
	default: // inside the cipher text, where every byte counts
		from := strings.Index(c.body, "<Encrypt><![CDATA[") + len("<Encrypt><![CDATA[")
		to := strings.Index(c.body, "]]></Encrypt>")
		c.body = c.body[:from] + mutateText(rng, c.body[from:to]) + c.body[to:]
	}
	return c
}

func mutateText(rng *rand.Rand, s string) string {
	if s == "" {
		return "x"
	}
	b := []byte(s)
	i := rng.IntN(len(b))
	switch rng.IntN(4) {
	case 0:
		b[i] = byte(33 + rng.IntN(94))
	case 1:
		b = append(b[:i], b[i+1:]...)
	case 2:
		b = append(b, byte(33+rng.IntN(94)))
	case 3:
		b = append(b[:i], append([]byte{byte(33 + rng.IntN(94))}, b[i:]...)...)
	}
	return string(b)
}
