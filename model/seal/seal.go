package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/emmansun/gmsm/sm4"

	"bangfu/model"
)

// Cell is the place of a sealed value. What was sealed for one cell opens in no
// other. Row is the public id of the row.
type Cell struct{ Table, Column, Row string }

// CellFile is the table and CellBytes the column of evidence bytes; they are
// sealed with the key for files, everything else with the key for fields.
const (
	CellFile  = "file"
	CellBytes = "bytes"
)

func (c Cell) purpose() Purpose {
	if c.Table == CellFile && c.Column == CellBytes {
		return PurposeFile
	}
	return PurposeField
}

// A sealed value is: suite (1 byte), key version (4 bytes), nonce (12), SM4-GCM
// ciphertext, tag (16).
const (
	suiteSM4GCM = 1
	headerSize  = 1 + 4
	nonceSize   = 12
	tagSize     = 16
	// Overhead is how many bytes longer than its plain text a sealed value is.
	Overhead = headerSize + nonceSize + tagSize
)

// Sealer seals, opens, indexes and signs. It keeps what it derived from a key for
// as long as it lives, so that no call expands a key again.
type Sealer struct {
	keys    KeyService
	current map[Purpose]*expanded // complete after New, never written again
	mu      sync.RWMutex
	older   map[keyName]*expanded // other versions, on first use
	columns map[string]*macPool   // index keys by column, on first use
}

type keyName struct {
	purpose Purpose
	version uint32
}

// expanded is a key made ready: the cipher and the MAC under keys of their own.
type expanded struct {
	version uint32
	aead    cipher.AEAD
	mac     *macPool
}

// New returns a sealer over the keys; KindInternal when a purpose has no key or
// a key is too short.
func New(ks KeyService) (*Sealer, error) {
	s := &Sealer{
		keys:    ks,
		current: map[Purpose]*expanded{},
		older:   map[keyName]*expanded{},
		columns: map[string]*macPool{},
	}
	for _, p := range Purposes() {
		v, err := ks.Current(p)
		if err != nil {
			return nil, model.Internal(err)
		}
		if s.current[p], err = s.expand(p, v); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// String hides the keys.
func (s *Sealer) String() string { return "seal: sealer" }

// Seal encrypts plain for its cell with SM4-GCM under the current key and a
// random nonce. Empty plain gives nil: an absent value needs no secret.
func (s *Sealer) Seal(cell Cell, plain []byte) ([]byte, error) {
	if len(plain) == 0 {
		return nil, nil
	}
	key := s.current[cell.purpose()]
	out := make([]byte, headerSize+nonceSize, Overhead+len(plain))
	out[0] = suiteSM4GCM
	binary.BigEndian.PutUint32(out[1:headerSize], key.version)
	nonce := out[headerSize : headerSize+nonceSize]
	rand.Read(nonce) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	var room [128]byte
	return key.aead.Seal(out, nonce, plain, cell.aad(room[:0])), nil
}

// Open decrypts what Seal made for the same cell; nil and empty give nil. A
// wrong cell, a flipped byte, a cut value and an unknown key are KindInternal.
func (s *Sealer) Open(cell Cell, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	if len(sealed) <= Overhead || sealed[0] != suiteSM4GCM {
		return nil, model.Internal(errors.New("seal: not a sealed value"))
	}
	key, err := s.key(cell.purpose(), binary.BigEndian.Uint32(sealed[1:headerSize]))
	if err != nil {
		return nil, err
	}
	var room [128]byte
	nonce, body := sealed[headerSize:headerSize+nonceSize], sealed[headerSize+nonceSize:]
	plain, err := key.aead.Open(nil, nonce, body, cell.aad(room[:0]))
	if err != nil {
		return nil, model.Internal(errors.New("seal: value was changed or belongs elsewhere in " + cell.Table + "." + cell.Column))
	}
	return plain, nil
}

func (c Cell) aad(dst []byte) []byte {
	if !model.GuardCellBinding.On() {
		return dst
	}
	return appendCanonical(dst, c.Table, c.Column, c.Row)
}

// key returns the key of one version, made ready.
func (s *Sealer) key(p Purpose, version uint32) (*expanded, error) {
	if k := s.current[p]; k != nil && k.version == version {
		return k, nil
	}
	name := keyName{p, version}
	s.mu.RLock()
	k := s.older[name]
	s.mu.RUnlock()
	if k != nil {
		return k, nil
	}
	k, err := s.expand(p, version) // unknown versions are not kept: the caller chose the number
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.older[name] = k
	return k, nil
}

func (s *Sealer) expand(p Purpose, version uint32) (*expanded, error) {
	k, err := s.keys.Key(p, version)
	if err != nil {
		return nil, model.Internal(err)
	}
	if len(k) < minKey {
		return nil, model.Internal(errors.New("seal: key for " + string(p) + " is too short"))
	}
	block, err := sm4.NewCipher(derive(k, "bangfu", string(p), "sm4-gcm")[:16])
	if err != nil {
		return nil, model.Internal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, model.Internal(err)
	}
	return &expanded{version, aead, newMACPool(derive(k, "bangfu", string(p), "hmac-sm3"))}, nil
}
