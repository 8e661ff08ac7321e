package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"unicode/utf8"
)

const (
	maxScene     = 64
	maxSceneLife = 30 * 86400 // seconds
	sceneChars   = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$&'()*+,/:;=?@-._~"
)

// qrCreate answers ticket, url and expire_seconds and, as WeChat does, no errmsg.
func (s *Sandbox) qrCreate(r request) reply {
	in, ok := decode[struct {
		Expire int64  `json:"expire_seconds"`
		Action string `json:"action_name"`
		Info   struct {
			Scene struct {
				Text string `json:"scene_str"`
			} `json:"scene"`
		} `json:"action_info"`
	}](r)
	scene := in.Info.Scene.Text
	if !ok || scene == "" || len(scene) > maxScene || in.Action != "QR_STR_SCENE" || in.Expire < 1 || in.Expire > maxSceneLife {
		return refuse(codeParameter)
	}
	ticket := "gQ" + s.id("ticket", scene)[:40] + "=="
	s.scenes[ticket] = scene
	return answer(fields{"ticket": ticket, "expire_seconds": in.Expire, "url": "http://weixin.qq.com/q/" + s.id("qr", scene)[:22]})
}

// SceneOf returns the scene of a QR code made before, "" for an unknown ticket:
// what a phone that scans the picture hands to ScanFollow.
func (s *Sandbox) SceneOf(ticket string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scenes[ticket]
}

// MenuButton is one button of the account's menu as the phone shows it.
type MenuButton struct {
	Type       string       `json:"type"`
	Name       string       `json:"name"`
	Key        string       `json:"key"`
	URL        string       `json:"url"`
	AppID      string       `json:"appid"`
	PagePath   string       `json:"pagepath"`
	SubButtons []MenuButton `json:"sub_button"`
}

func (s *Sandbox) menuCreate(r request) reply {
	in, ok := decode[struct {
		Button []MenuButton `json:"button"`
	}](r)
	if !ok || len(in.Button) == 0 || len(in.Button) > 3 {
		return refuse(codeMenu)
	}
	for _, b := range in.Button {
		if !named(b, 4) || len(b.SubButtons) > 5 {
			return refuse(codeMenu)
		}
		for _, sub := range b.SubButtons {
			if !named(sub, 8) || len(sub.SubButtons) > 0 {
				return refuse(codeMenu)
			}
		}
	}
	s.menu = in.Button
	return done()
}

func named(b MenuButton, letters int) bool {
	n := utf8.RuneCountInString(b.Name)
	return n > 0 && n <= letters && (b.Type != "miniprogram" || b.URL != "")
}

// Menu returns the account's menu.
func (s *Sandbox) Menu() []MenuButton {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.menu
}

// buttonName finds what a menu key is called; the lock is held.
func (s *Sandbox) buttonName(key string) string {
	for _, b := range s.menu {
		if b.Key == key {
			return b.Name
		}
		for _, sub := range b.SubButtons {
			if sub.Key == key {
				return sub.Name
			}
		}
	}
	return key
}

// codeUnlimited answers a small JPEG, errors as JSON.
func (s *Sandbox) codeUnlimited(r request) reply {
	in, ok := decode[struct {
		Scene string `json:"scene"`
		Page  string `json:"page"`
	}](r)
	if !ok || in.Scene == "" || len(in.Scene) > 32 || strings.Trim(in.Scene, sceneChars) != "" {
		return refuse(40169)
	}
	if strings.HasPrefix(in.Page, "/") || strings.Contains(in.Page, "?") {
		return refuse(codePage)
	}
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i, b := range []byte(s.id("wxacode", in.Scene)) {
		img.SetGray(i%8*8, i/8*8, color.Gray{Y: b})
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		return refuse(codeBusy)
	}
	return reply{status: 200, contentType: "image/jpeg", body: out.Bytes()}
}
