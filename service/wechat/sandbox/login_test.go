package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
)

func TestLoginCodesWorkOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.box.AddPerson("a")
	fresh := func() string {
		c, err := w.box.LoginCode(wechat.AppMP, "a")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	code := fresh()
	who, err := w.client.Login(ctx, code)
	if err != nil || who.OpenID != p.MP || who.UnionID != p.UnionID || who.SessionKey.Empty() {
		t.Fatalf("%+v, %v", who, err)
	}
	late, foreign := fresh(), ""
	w.must(func() error { foreign, err = w.box.OAuthCode("a"); return err })
	w.clock.Advance(codeLife)
	for name, c := range map[string]string{"used": code, "old": late, "foreign": foreign, "unknown": "abc", "injected": "c&appid=evil#", "empty": ""} {
		if _, err := w.client.Login(ctx, c); model.KindOf(err) != model.KindUnauthenticated {
			t.Errorf("%s code: %v", name, err)
		}
	}
	w.box.SetHealth(HealthDown)
	if _, err := w.client.Login(ctx, fresh()); model.KindOf(err) != model.KindUnavailable {
		t.Errorf("WeChat down: %v", err)
	}
}

func TestAuthorizePageLeadsBackWithACode(t *testing.T) {
	w := newWorld(t)
	p := w.follower("a")
	page := w.box.AuthorizePage(func(r *http.Request) string { return r.URL.Query().Get("phone") })
	visit := func(redirect, extra string) *httptest.ResponseRecorder {
		at, err := w.client.AuthorizeURL(redirect, "state123")
		if err != nil {
			t.Fatal(err)
		}
		at, _, _ = strings.Cut(at, "#")
		rec := httptest.NewRecorder()
		page.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, at+extra, nil))
		return rec
	}
	back := func(rec *httptest.ResponseRecorder) url.Values {
		u, err := url.Parse(rec.Header().Get("Location"))
		if err != nil || rec.Code != http.StatusFound {
			t.Fatalf("status %d, %v", rec.Code, err)
		}
		return u.Query()
	}
	q := back(visit("http://127.0.0.1:8080/h5/login?phone=a", "&phone=a"))
	who, err := w.client.ExchangeCode(t.Context(), q.Get("code"))
	if err != nil || who.OpenID != p.OA || q.Get("state") != "state123" || q.Get("phone") != "a" {
		t.Errorf("%+v, %v, %v", who, q, err)
	}
	if _, err := w.client.ExchangeCode(t.Context(), q.Get("code")); model.KindOf(err) != model.KindUnauthenticated {
		t.Errorf("the code worked twice: %v", err)
	}
	q = back(visit("http://127.0.0.1:8080/h5/login", "&phone=a&snapshot=1"))
	if _, err := w.client.ExchangeCode(t.Context(), q.Get("code")); model.KindOf(err) != model.KindForbidden {
		t.Errorf("a snapshot page logged in: %v", err)
	}
	if rec := visit("http://evil.example/", "&phone=a"); rec.Code != http.StatusBadRequest {
		t.Errorf("it leads anywhere: %d", rec.Code)
	}
	if _, err := w.client.AuthorizeURL("http://127.0.0.1/", "a&b"); err == nil {
		t.Error("a state with & was taken")
	}
}

func TestQRMenuCodeAndFollower(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.box.AddPerson("a")
	qr, err := w.client.TemporaryQR(ctx, "bind-42", time.Hour)
	if err != nil || w.box.SceneOf(qr.Ticket) != "bind-42" || !qr.Expires.Equal(testNow.Add(time.Hour)) || !strings.Contains(qr.Picture, "%3D") {
		t.Fatalf("%+v, %v", qr, err)
	}
	if f, err := w.client.Follower(ctx, p.OA); err != nil || f.Follows || f.UnionID != "" {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := w.box.ScanFollow(ctx, "a", w.box.SceneOf(qr.Ticket)); err != nil {
		t.Fatal(err)
	}
	if f, err := w.client.Follower(ctx, p.OA); err != nil || !f.Follows || f.UnionID != p.UnionID || f.Scene != "bind-42" {
		t.Errorf("%+v, %v", f, err)
	}
	err = w.client.SetMenu(ctx, []wechat.Button{
		{Name: "我的事", Key: "todo"},
		{Name: "公示", URL: "http://127.0.0.1/h5/"},
		{Name: "帮助", Buttons: []wechat.Button{{Name: "小程序", URL: "http://127.0.0.1/", PagePath: "pages/home/home"}}},
	})
	if err != nil || len(w.box.Menu()) != 3 {
		t.Fatalf("%v, %+v", err, w.box.Menu())
	}
	if _, err := w.box.Click(ctx, "a", "todo"); err != nil {
		t.Fatal(err)
	}
	chat := w.box.Chat("a")
	if b := chat[len(chat)-1]; b.Kind != KindMenu || b.Text != "我的事" {
		t.Errorf("%+v", b)
	}
	picture, err := w.client.MiniProgramCode(ctx, "t=1", "pages/home/home")
	if err != nil || http.DetectContentType(picture) != "image/jpeg" {
		t.Errorf("%d bytes, %v", len(picture), err)
	}
	for name, bad := range map[string]error{
		"scene":    errorOf(w.client.TemporaryQR(ctx, "a&b", time.Hour)),
		"life":     errorOf(w.client.TemporaryQR(ctx, "a", 31*24*time.Hour)),
		"menu":     w.client.SetMenu(ctx, []wechat.Button{{Name: "五个字的名", Key: "k"}}),
		"page":     errorOf(w.client.MiniProgramCode(ctx, "a", "/pages")),
		"openid":   errorOf(w.client.Follower(ctx, "a&appid=evil")),
		"nothing":  errorOf(w.client.SendText(ctx, p.OA, " ")),
		"template": errorOf(w.client.SendTemplate(ctx, wechat.Template{OpenID: "a b", TemplateID: "T"})),
	} {
		if apiError(bad).Class != wechat.ClassBug {
			t.Errorf("%s: %v", name, bad)
		}
	}
}

func errorOf[T any](_ T, err error) error { return err }
