package wechat

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/util"
	"github.com/sirupsen/logrus"

	"bangfu/model"
)

func TestFieldsAreMadeToFit(t *testing.T) {
	for _, c := range []struct {
		name, value, want string
		ok                bool
	}{
		{"thing1", "新申请待受理", "新申请待受理", true},
		{"thing1", "一\n二\t三\u0000四", "一 二 三 四", true},
		{"thing1", strings.Repeat("长", 20), strings.Repeat("长", 20), true},
		{"thing1", strings.Repeat("长", 21), strings.Repeat("长", 19) + "…", true},
		{"thing1", " \n ", "", false},
		{"keyword2", strings.Repeat("长", 21), strings.Repeat("长", 19) + "…", true},
		{"number2", "12345", "12345", true},
		{"number2", "12a", "12a", false},
		{"number2", strings.Repeat("1", 33), strings.Repeat("1", 33), false},
		{"character_string3", "SL-20140512-100209-001", "SL-20140512-100209-001", true},
		{"character_string3", "编号1", "编号1", false},
		{"phrase4", "已受理", "已受理", true},
		{"phrase4", "已经受理完", "已经受理完", true},
		{"phrase4", "已经受理完了", "已经受理完了", false},
		{"phrase4", "OK", "OK", false},
		{"letter1", "abc", "abc", true},
		{"letter1", "ab1", "ab1", false},
		{"symbol1", "!!!!!!", "!!!!!!", false},
		{"phone_number1", "13900000010", "13900000010", true},
		{"car_number1", "甘A12345678", "甘A12345678", false},
		{"name1", strings.Repeat("名", 11), strings.Repeat("名", 9) + "…", true},
		{"name1", strings.Repeat("a", 20), strings.Repeat("a", 20), true},
	} {
		got, ok := FitField(c.name, c.value)
		if ok != c.ok || (ok && got != c.want) {
			t.Errorf("%s %q: %q %v", c.name, c.value, got, ok)
		}
	}
}

func TestCodesHaveTheirClass(t *testing.T) {
	for class, codes := range map[Class][]int{
		ClassAccepted: {0}, ClassTemporary: {-1, 99999, 50000}, ClassHealed: {40001, 42001, 40014},
		ClassAccount: {40164, 40013, 40125, 48001}, ClassQuota: {45009, 45011}, ClassConfiguration: {40037, 41030},
		ClassBug: {47003, 45002}, ClassPermanent: {40003, 43004, 43019, 43101, 45015, 45047},
	} {
		for _, code := range codes {
			if got := ClassOf(code); got != class {
				t.Errorf("%d is %s, want %s", code, got, class)
			}
		}
	}
	at := time.Date(2014, 5, 12, 8, 0, 30, 0, time.UTC) // 16:00:30 in Shanghai
	if got := (&APIError{Code: 45009}).RestUntil(at); !got.Equal(time.Date(2014, 5, 12, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("a day's quota rests until %v", got)
	}
	if got := (&APIError{Code: 45011}).RestUntil(at); !got.Equal(at.Add(30 * time.Second)) {
		t.Errorf("a minute's quota rests until %v", got)
	}
}

func TestScrubbedErrorsHoldNoSecret(t *testing.T) {
	at := "https://api.weixin.qq.com/sns/jscode2session?appid=wx&secret=s3cret&js_code=c0de&access_token=t0ken&refresh_token=r3fresh"
	for _, err := range []error{
		errors.New("http get error : uri=" + at + " , statusCode=502"),
		&url.Error{Op: "Get", URL: at, Err: errors.New("parse \"" + at + "\": bad")},
	} {
		got := Scrub(err).Error()
		for _, secret := range []string{"s3cret", "c0de", "t0ken", "r3fresh"} {
			if strings.Contains(got, secret) {
				t.Errorf("%q holds %s", got, secret)
			}
		}
		if errors.Unwrap(Scrub(err)) != nil {
			t.Error("the chain leads back to the secret")
		}
	}
	if Scrub(nil) != nil {
		t.Error("nothing became an error")
	}
}

// brokenCache fails, or holds what the SDK would panic on.
type brokenCache struct{ holds any }

func (b brokenCache) Get(string) any                       { return b.holds }
func (b brokenCache) Set(string, any, time.Duration) error { return errors.New("away") }
func (b brokenCache) IsExist(string) bool                  { return true }
func (b brokenCache) Delete(string) error                  { return errors.New("away") }
func (b brokenCache) DeleteIf(string, string)              {}

// A cache that is away, or holds rubbish, does not stop the calls; an empty
// token is never kept, and a token whose time is 0 is kept for a second only.
func TestTokenCacheThatMisbehaves(t *testing.T) {
	clock := model.NewFixedClock(testNow)
	for _, holds := range []any{nil, "", []byte("bytes"), 5} {
		g := newGuardedCache(brokenCache{holds}, clock, slog.New(slog.DiscardHandler))
		if err := g.Set("k", "", time.Hour); err != nil || g.Get("k") != nil {
			t.Errorf("an empty token was kept: %v", g.Get("k"))
		}
		if err := g.Set("k", "tok", 0); err != nil || g.Get("k") != "tok" || !g.IsExist("k") {
			t.Errorf("the server's own copy: %v, %v", g.Get("k"), err)
		}
		clock.Advance(time.Second)
		if g.Get("k") != nil {
			t.Error("a token with no time is kept for ever")
		}
		if err := g.Set("k", "new", time.Hour); err != nil {
			t.Error(err)
		}
		g.deleteIf("k", "old")
		if g.Get("k") != "new" {
			t.Error("a newer token was dropped for an older one")
		}
		g.deleteIf("k", "new")
		if g.Get("k") != nil {
			t.Error("the dead token stays")
		}
	}
}

func realClient(t *testing.T, base string, log *safeBuffer) *Client {
	t.Helper()
	c, err := NewClient(ClientOptions{
		OA: DemoAccount(AppOA), MP: DemoAccount(AppMP), Clock: model.NewFixedClock(testNow),
		Log: slog.New(slog.NewTextHandler(log, nil)), BaseURLs: BaseURLs{API: base},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func template() Template {
	return Template{OpenID: "oPerson", TemplateID: "T", Fields: []Field{{"thing1", "x"}}}
}

// Over a true connection: the true token and secret arrive, a refused dial is
// not sent, a connection that breaks after the request is perhaps sent, and a
// redirect is not followed.
func TestOverATrueConnection(t *testing.T) {
	var mu sync.Mutex
	var mode string
	var seen []string
	requests := func() []string {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.URL.Path+"?"+r.URL.RawQuery+" "+string(raw))
		if r.URL.Path == "/cgi-bin/stable_token" {
			_, _ = io.WriteString(w, `{"access_token":"tok-1","expires_in":7200}`)
			return
		}
		switch mode {
		case "break":
			panic(http.ErrAbortHandler)
		case "redirect":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		default:
			_, _ = io.WriteString(w, `{"errcode":0,"errmsg":"ok","msgid":5}`)
		}
	}))
	defer srv.Close()
	log := &safeBuffer{}
	c := realClient(t, srv.URL, log)
	if got, err := c.SendTemplate(t.Context(), template()); err != nil || got.MsgID != "5" {
		t.Fatalf("%+v, %v", got, err)
	}
	saw := requests()
	if !strings.Contains(saw[0], `"force_refresh":false`) || !strings.Contains(saw[0], demoSecret) || !strings.Contains(saw[1], "access_token=tok-1") {
		t.Errorf("WeChat saw %q", saw)
	}
	for m, class := range map[string]Class{"break": ClassUnknown, "redirect": ClassUnknown} {
		mu.Lock()
		mode = m
		mu.Unlock()
		before := len(requests())
		_, err := c.SendTemplate(t.Context(), template())
		var e *APIError
		if !errors.As(err, &e) || e.Class != class || len(requests()) != before+1 {
			t.Errorf("%s: %v after %d requests", m, err, len(requests())-before)
		}
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	c = realClient(t, gone.URL, log)
	_, err := c.SendTemplate(t.Context(), template())
	var e *APIError
	if !errors.As(err, &e) || e.Class != ClassTemporary {
		t.Errorf("nobody listens: %v", err)
	}
	_, err = c.Login(t.Context(), "c0de123")
	if model.KindOf(err) != model.KindUnavailable || strings.Contains(err.Error()+log.String(), demoSecret) || strings.Contains(err.Error(), "c0de123") {
		t.Errorf("login: %v", err)
	}
}

// transportFunc plays WeChat for one test.
type transportFunc func(*http.Request) string

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(f(r))), Request: r}, nil
}

// When another server has renewed the token meanwhile, healing takes that one:
// it neither drops it nor asks WeChat.
func TestHealingSparesARenewedToken(t *testing.T) {
	var c *Client
	asked := 0
	c, err := NewClient(ClientOptions{
		OA: DemoAccount(AppOA), MP: DemoAccount(AppMP), Clock: model.NewFixedClock(testNow), Log: slog.New(slog.DiscardHandler),
		Transport: transportFunc(func(r *http.Request) string {
			switch {
			case r.URL.Path == "/cgi-bin/stable_token":
				asked++
				return `{"access_token":"old","expires_in":7200}`
			case r.URL.Query().Get("access_token") == "old":
				_ = c.oa.cache.Set(c.oa.cacheKey, "new", time.Hour)
				return `{"errcode":40001}`
			}
			return `{"errcode":0,"msgid":5}`
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SendTemplate(t.Context(), template()); err != nil || asked != 1 || c.oa.cache.Get(c.oa.cacheKey) != "new" {
		t.Errorf("%v, %d token requests, the cache holds %v", err, asked, c.oa.cache.Get(c.oa.cacheKey))
	}
}

// A caller that has no time left is not held up.
func TestCallerWithoutTimeIsNotHeldUp(t *testing.T) {
	release := make(chan struct{})
	ctx, leave := contextWithLeave(t)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		leave()
		<-release
	}))
	defer srv.Close()
	defer close(release)
	c := realClient(t, srv.URL, &safeBuffer{})
	if _, err := c.SendText(ctx, "oPerson", "x"); err == nil {
		t.Error("it was sent")
	}
}

// What does not come from a client does not go out through the SDK's client.
func TestStrayRequestsStayInside(t *testing.T) {
	realClient(t, "http://127.0.0.1:1", &safeBuffer{})
	if _, err := util.HTTPGet("http://127.0.0.1:1/cgi-bin/x?access_token=stolen"); !errors.Is(err, errStray) {
		t.Errorf("%v", err)
	}
	if logrus.GetLevel() != logrus.ErrorLevel || logrus.StandardLogger().Out != io.Discard {
		t.Error("the SDK may print what people write")
	}
}

func TestWrongClientOptionsDoNotStart(t *testing.T) {
	oa, mp := DemoAccount(AppOA), DemoAccount(AppMP)
	log := slog.New(slog.DiscardHandler)
	without := oa
	without.Secret = model.Sensitive{}
	for name, o := range map[string]ClientOptions{
		"no clock":      {OA: oa, MP: mp, Log: log},
		"swapped":       {OA: mp, MP: oa, Log: log, Clock: model.SystemClock{}},
		"no secret":     {OA: without, MP: mp, Log: log, Clock: model.SystemClock{}},
		"wrong address": {OA: oa, MP: mp, Log: log, Clock: model.SystemClock{}, BaseURLs: BaseURLs{API: "ftp://x"}},
	} {
		if _, err := NewClient(o); err == nil {
			t.Errorf("%s: it started", name)
		}
	}
}
