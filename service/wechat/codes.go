package wechat

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	mpcontext "github.com/silenceper/wechat/v2/miniprogram/context"
	"github.com/silenceper/wechat/v2/miniprogram/qrcode"
	"github.com/silenceper/wechat/v2/officialaccount/basic"
	oacontext "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/menu"
)

// QR is a QR code of the official account: whoever scans it follows, and the
// event carries its scene.
type QR struct {
	Ticket  string
	URL     string // what the code says
	Picture string // address of its picture
	Expires time.Time
}

const maxQRLife = 30 * 24 * time.Hour

// TemporaryQR makes a QR code (带参二维码) with a scene of 1 to 64 characters
// that ends after life, at most 30 days.
func (c *Client) TemporaryQR(ctx context.Context, scene string, life time.Duration) (QR, error) {
	const api = "qrcode/create"
	if !word(scene, 64) || life < time.Minute || life > maxQRLife {
		return QR{}, ours(api, "scene is no word of 64, or life not within 30 days")
	}
	var t *basic.Ticket
	err := c.official(ctx, api, withToken, func(x *oacontext.Context) (err error) {
		t, err = basic.NewBasic(x).GetQRTicket(basic.NewTmpQrRequest(life, scene))
		return err
	}, func(a answer) bool { return a.Ticket != "" })
	if err != nil {
		return QR{}, err
	}
	picture := strings.TrimSuffix(c.pic, "/") + "/cgi-bin/showqrcode?ticket=" + url.QueryEscape(t.Ticket)
	return QR{t.Ticket, t.URL, picture, c.clock.Now().Add(time.Duration(t.ExpireSeconds) * time.Second)}, nil
}

// Button is one button of the official account's menu: it says Key to us, opens
// URL, opens PagePath of the mini-program (URL is then the fallback), or holds
// Buttons. A name has at most 4 characters above, 8 below.
type Button struct {
	Name     string
	Key      string
	URL      string
	PagePath string
	Buttons  []Button
}

// SetMenu replaces the menu (自定义菜单): three buttons of five each.
func (c *Client) SetMenu(ctx context.Context, buttons []Button) error {
	const api = "menu/create"
	if len(buttons) == 0 || len(buttons) > 3 {
		return ours(api, "a menu has one to three buttons")
	}
	var list []*menu.Button
	for _, b := range buttons {
		top, ok := c.button(b, 4)
		if !ok || len(b.Buttons) > 5 {
			return ours(api, "button "+b.Name)
		}
		for _, s := range b.Buttons {
			sub, ok := c.button(s, 8)
			if !ok || len(s.Buttons) > 0 {
				return ours(api, "button "+s.Name)
			}
			top.SubButtons = append(top.SubButtons, sub)
		}
		list = append(list, top)
	}
	return c.official(ctx, api, withToken, func(x *oacontext.Context) error { return menu.NewMenu(x).SetMenu(list) }, explicitZero)
}

func (c *Client) button(b Button, letters int) (*menu.Button, bool) {
	n := utf8.RuneCountInString(b.Name)
	out := &menu.Button{Name: b.Name}
	switch {
	case len(b.Buttons) > 0:
	case b.PagePath != "":
		out.SetMiniprogramButton(b.Name, b.URL, c.mp.acc.AppID, b.PagePath)
	case b.URL != "":
		out.SetViewButton(b.Name, b.URL)
	case b.Key != "":
		out.SetClickButton(b.Name, b.Key)
	default:
		return nil, false
	}
	return out, n > 0 && n <= letters && (b.PagePath == "" || b.URL != "")
}

// MiniProgramCode makes a code of the mini-program (小程序码) that opens page with
// scene, at most 32 characters; the picture is a JPEG.
func (c *Client) MiniProgramCode(ctx context.Context, scene, page string) ([]byte, error) {
	const api = "getwxacodeunlimit"
	const alphabet = wordChars + "!#$&'()*+,/:;=?@.~"
	if scene == "" || len(scene) > 32 || strings.Trim(scene, alphabet) != "" || strings.HasPrefix(page, "/") || strings.Contains(page, "?") {
		return nil, ours(api, "scene or page")
	}
	var picture []byte
	err := c.mini(ctx, api, withToken, func(x *mpcontext.Context) (err error) {
		picture, err = qrcode.NewQRCode(x).GetWXACodeUnlimit(qrcode.QRCoder{Scene: scene, Page: page})
		return err
	}, func(a answer) bool { return a.ErrCode == nil })
	if err != nil {
		return nil, err
	}
	return picture, nil
}
