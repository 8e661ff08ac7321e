// Package files keeps the bytes of evidence (佐证材料): encrypted, named by a
// keyed hash of what they are, never by what the sender called them. A file is
// safely on disk before its row is written; files whose row never came are
// swept. Source: decisions 30.
package files

import (
	"context"
	"time"
)

// Store is where evidence bytes lie: a Folder by default; a driver for an object
// store has its place here.
type Store interface {
	// Put keeps plain safely and returns its key; the same content has one key and
	// is kept once. Write the row within a day, or Sweep may take the file.
	// KindInvalid for no bytes, KindUnavailable when the disk refuses.
	Put(ctx context.Context, plain []byte) (key string, err error)
	// Get returns what Put was given; KindNotFound when there is no such key,
	// KindInternal when a byte was changed.
	Get(ctx context.Context, key string) ([]byte, error)
	// Sweep removes files that have not been put for olderThan and that keep does
	// not claim, and returns how many; it stops at the first error of keep.
	Sweep(ctx context.Context, keep func(key string) (bool, error), olderThan time.Duration) (n int, err error)
	// Usage counts the files and their bytes on disk.
	Usage(ctx context.Context) (Usage, error)
}

// Usage is how much a store holds.
type Usage struct {
	Files int   // number of files
	Bytes int64 // bytes on disk, encrypted
}

// keySize is the length of a key: an HMAC-SM3 in lower-case hex.
const keySize = 64

// validKey reports whether key has the shape of one. Nothing else ever reaches
// the file system.
func validKey(key string) bool {
	if len(key) != keySize {
		return false
	}
	for i := range len(key) {
		if c := key[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
