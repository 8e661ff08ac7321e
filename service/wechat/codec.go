package wechat

import (
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // WeChat's signature is SHA-1; secrecy rests on the token and the AES key
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/silenceper/wechat/v2/util"
)

// ErrForeign says that a message was encrypted for another account.
var ErrForeign = errors.New("wechat: the message is for another account")

var errCipher = errors.New("wechat: the cipher text cannot be opened")

// Signature is WeChat's signature over its parts: SHA-1 over the parts in
// sorted order, 40 lower-case hex digits (wechat.md §2.5, §2.9).
func Signature(parts ...string) string {
	sorted := slices.Sorted(slices.Values(parts))
	sum := sha1.Sum([]byte(strings.Join(sorted, "")))
	return hex.EncodeToString(sum[:])
}

// sameSignature compares without telling by its time how much was right.
func sameSignature(got, want string) bool {
	return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

// Encrypt closes a message for the account as WeChat does: AES-256-CBC over
// random, length, message and appid (wechat.md §9.7). random has 16 bytes.
func (a Account) Encrypt(random, plain []byte) (string, error) {
	out, err := util.EncryptMsg(random, plain, a.AppID, a.AESKey.Reveal())
	if err != nil {
		return "", errCipher // the cause may repeat the key
	}
	return string(out), nil
}

// Decrypt opens a message and returns the 16 random bytes and the message. A
// message closed for another appid is ErrForeign.
func (a Account) Decrypt(encrypted string) (random, plain []byte, err error) {
	key, err := base64.StdEncoding.DecodeString(a.AESKey.Reveal() + "=")
	if err != nil || len(key) != 32 {
		return nil, nil, errCipher
	}
	raw, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil {
		return nil, nil, errCipher
	}
	random, plain, appID, err := util.AESDecryptMsg(raw, key)
	if err != nil {
		return nil, nil, errCipher
	}
	if string(appID) != a.AppID {
		return nil, nil, ErrForeign
	}
	return random, plain, nil
}

func freshRandom() []byte {
	b := make([]byte, 16)
	rand.Read(b) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	return b
}

func freshNonce() string { return hex.EncodeToString(freshRandom()[:8]) }
