package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/argon2"

	"bangfu/model"
	"bangfu/model/seal"
)

// Cost of Argon2id: 19 MiB, two passes, one lane (OWASP's first choice).
const (
	pinMemory = 19 * 1024 // KiB
	pinPasses = 2
	pinSalt   = 16
	pinKey    = 32
)

// A million PINs are soon tried out by whoever holds the table alone. So the hash
// is sealed as well: without the house's key there is nothing to try against.
func pinCell(id model.PublicID) seal.Cell {
	return seal.Cell{Table: "person", Column: "pin", Row: string(id)}
}

// hashPIN returns passes, memory, salt and Argon2id hash, sealed for the person, in base64.
func (a *Accounts) hashPIN(ctx context.Context, id model.PublicID, pin string) (string, error) {
	b := make([]byte, 1+4+pinSalt, 1+4+pinSalt+pinKey)
	b[0] = pinPasses
	binary.BigEndian.PutUint32(b[1:], pinMemory)
	rand.Read(b[5:]) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	key, err := a.argon(ctx, pin, b[5:], pinPasses, pinMemory)
	if err != nil {
		return "", err
	}
	sealed, err := a.store.Read(ctx).Seal().Seal(pinCell(id), append(b, key...))
	return base64.StdEncoding.EncodeToString(sealed), err
}

// matchPIN reports whether the PIN is the person's, at the cost the hash was made with.
func (a *Accounts) matchPIN(ctx context.Context, p model.Person, pin string) (bool, error) {
	sealed, err := base64.StdEncoding.DecodeString(p.PINHash)
	if err != nil {
		return false, model.Internal(errors.New("account: a PIN's hash is damaged"))
	}
	b, err := a.store.Read(ctx).Seal().Open(pinCell(p.PublicID), sealed)
	if err != nil {
		return false, err
	}
	if len(b) != 1+4+pinSalt+pinKey {
		return false, model.Internal(errors.New("account: a PIN's hash is damaged"))
	}
	key, err := a.argon(ctx, pin, b[5:5+pinSalt], uint32(b[0]), binary.BigEndian.Uint32(b[1:5]))
	return subtle.ConstantTimeCompare(key, b[5+pinSalt:]) == 1, err
}

// argon hashes, at most two at a time: each takes its memory.
func (a *Accounts) argon(ctx context.Context, pin string, salt []byte, passes, memory uint32) ([]byte, error) {
	select {
	case a.pins <- struct{}{}:
		defer func() { <-a.pins }()
		return argon2.IDKey([]byte(pin), salt, passes, memory, 1, pinKey), nil
	case <-ctx.Done():
		return nil, model.Unavailable(ctx.Err())
	}
}
