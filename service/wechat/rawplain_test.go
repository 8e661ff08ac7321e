package wechat

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"time"
)

// rawPlain encrypts a plain text as it is, with whatever padding it has.
func (o *office) rawPlain(plain []byte) callback {
	key, err := base64.StdEncoding.DecodeString(o.acc.AESKey.Reveal() + "=")
	if err != nil {
		o.t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		o.t.Fatal(err)
	}
	out := make([]byte, len(plain))
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(out, plain)
	return o.sealed(base64.StdEncoding.EncodeToString(out))
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// timeOf is the distance of a unix second from the tests' present.
func timeOf(unix int64) time.Duration { return time.Unix(unix, 0).Sub(testNow) }
