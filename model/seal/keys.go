package seal

import (
	"fmt"

	"bangfu/model"
)

// Purpose says what a key is for; no key serves two purposes.
type Purpose string

// The purposes of keys.
const (
	PurposeField Purpose = "field" // columns of the database
	PurposeIndex Purpose = "index" // finding a hidden value again
	PurposeAudit Purpose = "audit" // rows and links of the audit log
	PurposeRow   Purpose = "row"   // decisions, permissions and other rows that carry a MAC
	PurposePass  Purpose = "pass"  // unguessable links and printed QR codes
	PurposeFile  Purpose = "file"  // bytes and names of evidence files
)

// Purposes lists every purpose a KeyService must have a key for.
func Purposes() []Purpose {
	return []Purpose{PurposeField, PurposeIndex, PurposeAudit, PurposeRow, PurposePass, PurposeFile}
}

// KeyService (密钥服务) hands out keys: a file or the environment by default; a
// driver for a hardware security module has its place here.
type KeyService interface {
	// Key returns 32 or more bytes; KindInternal when purpose or version is unknown.
	Key(purpose Purpose, version uint32) ([]byte, error)
	// Current returns the version to write with; KindInternal when there is none.
	Current(purpose Purpose) (uint32, error)
}

// minKey is the shortest key accepted, in bytes.
const minKey = 32

// Demo reports whether the keys are marked as made for the demo. Production
// refuses to start with them (trust T54).
func Demo(ks KeyService) bool {
	marked, ok := ks.(interface{ demoKeys() bool })
	return ok && marked.demoKeys()
}

// ring is a set of keys in memory.
type ring struct {
	demo    bool
	current map[Purpose]uint32
	keys    map[Purpose]map[uint32][]byte
}

func (r *ring) demoKeys() bool { return r.demo }

// Key returns a copy of the key, so that no caller can change the ring.
func (r *ring) Key(purpose Purpose, version uint32) ([]byte, error) {
	k, ok := r.keys[purpose][version]
	if !ok {
		return nil, model.Internal(fmt.Errorf("seal: no key for %q version %d", purpose, version))
	}
	return append([]byte(nil), k...), nil
}

// Current returns the version to write with.
func (r *ring) Current(purpose Purpose) (uint32, error) {
	v, ok := r.current[purpose]
	if !ok {
		return 0, model.Internal(fmt.Errorf("seal: no current key for %q", purpose))
	}
	return v, nil
}

// String hides the keys.
func (r *ring) String() string { return "seal: keys" }

// GoString hides the keys, also under %#v.
func (r *ring) GoString() string { return r.String() }

// Format hides the keys under every verb.
func (r *ring) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.String())) }

// MarshalText hides the keys.
func (r *ring) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
