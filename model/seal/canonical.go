package seal

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/emmansun/gmsm/sm3"
)

// Canonical writes fields one after the other, each behind its length as four
// bytes, so that no two different lists of fields are the same bytes.
func Canonical(fields ...string) []byte {
	n := 0
	for _, f := range fields {
		n += 4 + len(f)
	}
	return appendCanonical(make([]byte, 0, n), fields...)
}

func appendCanonical(dst []byte, fields ...string) []byte {
	for _, f := range fields {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(f))) //nolint:gosec // no field is 4 GiB long
		dst = append(dst, f...)
	}
	return dst
}

// Hash returns the SM3 digest of b in lower-case hex, 64 characters: for tokens
// and snapshots. It has no key: never use it on what can be guessed, such as a
// citizen's number; that is what Sealer.Index is for.
func Hash(b []byte) string {
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:])
}
