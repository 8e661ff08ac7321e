package files

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"
	"time"

	"bangfu/model"
)

// Sweep removes orphans: files that have not been put for olderThan and that
// keep does not claim, and what a crash left half written. It never takes a file
// that is put again while it works, on whichever server.
func (f *Folder) Sweep(ctx context.Context, keep func(key string) (bool, error), olderThan time.Duration) (int, error) {
	n, limit := 0, f.clock.Now().Add(-olderThan)
	err := f.walk(ctx, func(name string, info fs.FileInfo) error {
		removed, err := f.sweepOne(name, info, keep, limit)
		if removed {
			n++
		}
		return err
	})
	return n, err
}

func (f *Folder) sweepOne(name string, info fs.FileInfo, keep func(string) (bool, error), limit time.Time) (bool, error) {
	base, old := path.Base(name), info.ModTime().Before(limit)
	if strings.HasPrefix(base, tempPrefix) {
		if !old {
			return false, nil
		}
		return false, harmless(f.root.Remove(name))
	}
	key := strings.TrimSuffix(base, goneSuffix)
	aside := key != base // a sweep before this one did not finish
	if !validKey(key) || (!aside && !old) {
		return false, nil
	}
	claimed, err := keep(key)
	if err != nil {
		return false, err
	}
	if claimed && !aside {
		return false, nil
	}
	if !aside {
		if err := f.root.Rename(place(key), place(key)+goneSuffix); err != nil {
			return false, harmless(err)
		}
	}
	return f.finish(key, claimed, limit)
}

// finish decides about a file that was moved aside. Its time is read only now,
// when no Put can renew it any more: a Put that was faster shows in the time, one
// that is slower does not find the file and writes it again.
func (f *Folder) finish(key string, claimed bool, limit time.Time) (removed bool, err error) { //nolint:revive // a fact found, not a switch
	gone := place(key) + goneSuffix
	info, err := f.root.Lstat(gone)
	if err != nil {
		return false, harmless(err)
	}
	if claimed || !info.ModTime().Before(limit) {
		if err := f.root.Rename(gone, place(key)); err != nil {
			return false, harmless(err)
		}
		return false, harmless(f.syncDir(shard(key)))
	}
	err = f.root.Remove(gone)
	return err == nil, harmless(err)
}

// harmless passes over what another server has done already.
func harmless(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return model.Unavailable(err)
}
