package seal

import (
	"crypto/hmac"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"sync"

	"github.com/emmansun/gmsm/sm3"
)

// macSize is the length of an HMAC-SM3 in bytes.
const macSize = sm3.Size

// MAC proves that a row was written by this house: HMAC-SM3 under the current
// key of the purpose over purpose, table and the row's canonical bytes (Canonical),
// each behind its length. Store version and mac beside the row.
func (s *Sealer) MAC(purpose Purpose, table string, canonical []byte) (version uint32, mac []byte) {
	key := s.current[purpose]
	if key == nil {
		panic("seal: MAC for an unknown purpose: " + string(purpose)) // a mistake in our code, found by its first test
	}
	return key.version, key.mac.sum(rowHeader(purpose, table, canonical), canonical)
}

// VerifyMAC reports whether mac is the MAC of the row under the key version, in
// constant time; an unknown version is false.
func (s *Sealer) VerifyMAC(purpose Purpose, table string, canonical []byte, version uint32, mac []byte) bool {
	key, err := s.key(purpose, version)
	if err != nil {
		return false
	}
	return hmac.Equal(mac, key.mac.sum(rowHeader(purpose, table, canonical), canonical))
}

func rowHeader(purpose Purpose, table string, canonical []byte) []byte {
	b := appendCanonical(make([]byte, 0, 96), string(purpose), table)
	return binary.BigEndian.AppendUint64(b, uint64(len(canonical)))
}

// Index returns the blind index of a hidden value: HMAC-SM3 under a key of the
// column's own, lower-case hex, 64 characters; "" for "". Equal values have equal
// indexes within a column and nowhere else. Fold the value first (model.FoldDigits).
// It uses the index key that is current: a new version means indexing anew.
// column is "table.column", from the code and never from a request.
func (s *Sealer) Index(column string, plain string) string {
	if plain == "" {
		return ""
	}
	return hex.EncodeToString(s.column(column).sum([]byte(plain)))
}

func (s *Sealer) column(column string) *macPool {
	s.mu.RLock()
	p := s.columns[column]
	s.mu.RUnlock()
	if p != nil {
		return p
	}
	p = newMACPool(s.current[PurposeIndex].mac.sum(Canonical("column", column)))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.columns[column] = p
	return p
}

// macPool keeps keyed hashes ready: HMAC takes in its key once per hash, not
// once per call.
type macPool struct{ pool sync.Pool }

func newMACPool(key []byte) *macPool {
	return &macPool{sync.Pool{New: func() any { return hmac.New(sm3.New, key) }}}
}

func (p *macPool) sum(parts ...[]byte) []byte {
	h := p.pool.Get().(hash.Hash)
	defer p.pool.Put(h)
	h.Reset()
	for _, b := range parts {
		h.Write(b) //nolint:errcheck // a hash never fails
	}
	return h.Sum(make([]byte, 0, macSize))
}

// derive makes a key of its own for each use out of a key of the service.
func derive(key []byte, use ...string) []byte {
	h := hmac.New(sm3.New, key)
	h.Write(Canonical(use...)) //nolint:errcheck // a hash never fails
	return h.Sum(nil)
}
