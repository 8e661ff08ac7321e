package model

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// PublicID names a record outside the house: 128 random bits in lower-case
// base32, 26 characters. Row ids never leave the server.
type PublicID string

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewPublicID returns a fresh unguessable id.
func NewPublicID() PublicID {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	return PublicID(base32Lower.EncodeToString(b[:]))
}

// Valid reports whether the id has the shape of one; it says nothing of its existence.
func (id PublicID) Valid() bool {
	if len(id) != 26 {
		return false
	}
	return strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// NewToken returns a fresh 256-bit bearer token in base32 (52 characters).
func NewToken() string {
	var b [32]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	return TokenOf(b[:])
}

// TokenOf writes bytes as a token is written.
func TokenOf(b []byte) string { return base32Lower.EncodeToString(b) }
