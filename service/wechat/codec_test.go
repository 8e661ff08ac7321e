package wechat

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"bangfu/model"
)

func (v vector) account() Account {
	return Account{
		App: AppOA, AppID: v.id, Token: model.NewSensitive(v.token), AESKey: model.NewSensitive(v.key),
		GhID: "gh_test", Format: FormatXML,
	}
}

// Every published cipher text opens, closes again to the same text, and carries
// the published signature.
func TestPublishedVectorsOpenAndClose(t *testing.T) {
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			random, plain, err := v.account().Decrypt(v.cipher)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(random); got != v.random {
				t.Errorf("random %q, want %q", got, v.random)
			}
			sum := sha256.Sum256(plain)
			if v.sum != "" && (hex.EncodeToString(sum[:8]) != v.sum || len(plain) != v.size) {
				t.Errorf("message of %d bytes, sha256 %x", len(plain), sum[:8])
			}
			if v.plain != "" && string(plain) != v.plain {
				t.Errorf("message %q", plain)
			}
			again, err := v.account().Encrypt(random, plain)
			if err != nil || again != v.cipher {
				t.Errorf("closes to another text (%v)", err)
			}
			if v.signature != "" && Signature(v.token, v.timestamp, v.nonce, v.cipher) != v.signature {
				t.Error("another msg_signature")
			}
		})
	}
}

func TestPublishedPlainSignatures(t *testing.T) {
	for _, c := range []struct{ name, token, at, nonce, want string }{
		{"F1", "AAAAA", "1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"},
		{"F2", "AAAAA", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"},
		{"F3", "AAAAA", "1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"},
	} {
		if got := Signature(c.token, c.at, c.nonce); got != c.want {
			t.Errorf("%s: signature %s, want %s", c.name, got, c.want)
		}
	}
	for _, v := range vectors() {
		if v.name == "C1" && Signature(v.token, v.timestamp, "437374424", v.cipher) == v.signature {
			t.Error("C1: another nonce must not carry the same signature")
		}
	}
}

func TestMessageOfAnotherAccountIsForeign(t *testing.T) {
	for _, v := range vectors() {
		acc := v.account()
		acc.AppID = "1000005"
		if _, _, err := acc.Decrypt(v.cipher); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v, want ErrForeign", v.name, err)
		}
	}
}

func TestAccountThatAnybodyCouldForgeIsRefused(t *testing.T) {
	good := Account{
		App: AppOA, AppID: "wx1", GhID: "gh_1", Format: FormatXML, Secret: model.NewSensitive("s3cret"),
		Token: model.NewSensitive("t0ken"), AESKey: model.NewSensitive("kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aX"),
	}
	for name, spoil := range map[string]func(*Account){
		"no appid":         func(a *Account) { a.AppID = "" },
		"no gh_ id":        func(a *Account) { a.GhID = "" },
		"no token":         func(a *Account) { a.Token = model.Sensitive{} },
		"no key":           func(a *Account) { a.AESKey = model.Sensitive{} },
		"key of 42":        func(a *Account) { a.AESKey = model.NewSensitive(strings.Repeat("a", 42)) },
		"key not base64":   func(a *Account) { a.AESKey = model.NewSensitive(strings.Repeat("-", 43)) },
		"unknown app":      func(a *Account) { a.App = "work" },
		"unknown format":   func(a *Account) { a.Format = "yaml" },
		"demo token":       func(a *Account) { a.Token = model.NewSensitive(demoToken) },
		"demo key":         func(a *Account) { a.AESKey = model.NewSensitive(demoAESKey) },
		"key of a manual":  func(a *Account) { a.AESKey = model.NewSensitive("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG") },
		"key of one digit": func(a *Account) { a.AESKey = model.NewSensitive(strings.Repeat("A", 43)) },
	} {
		bad := good
		spoil(&bad)
		if err := bad.Check(true); model.KindOf(err) != model.KindInvalid {
			t.Errorf("%s: %v, want KindInvalid", name, err)
		}
	}
	if err := good.Check(true); err != nil {
		t.Errorf("a good account is refused: %v", err)
	}
	if err := DemoAccount(AppMP).Check(false); err != nil {
		t.Errorf("the demo's account is refused in the demo: %v", err)
	}
}
