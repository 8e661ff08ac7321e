package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"

	"bangfu/model"
	"bangfu/model/seal"
)

// Names beside the files themselves.
const (
	tempPrefix = ".put-" // being written
	goneSuffix = ".gone" // being swept
)

// Folder keeps files in a folder, spread over 256 subfolders by the first two
// characters of their keys. Any number of servers may share one.
type Folder struct {
	root   *os.Root // symbolic links cannot lead out of it
	sealer *seal.Sealer
	clock  model.Clock
}

var _ Store = (*Folder)(nil)

// OpenFolder opens the folder, making it when it is not there, readable by its
// owner only. KindUnavailable when that is not possible.
func OpenFolder(dir string, sealer *seal.Sealer, clock model.Clock) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, model.Unavailable(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, model.Unavailable(err)
	}
	return &Folder{root, sealer, clock}, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Put encrypts plain and keeps it safely. Content that is there already is
// checked, and written again if it was damaged.
func (f *Folder) Put(ctx context.Context, plain []byte) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", model.Unavailable(err)
	}
	if len(plain) == 0 {
		return "", model.Invalid("文件是空的，请重新拍照或选择文件")
	}
	_, mac := f.sealer.MAC(seal.PurposeFile, seal.CellFile, plain)
	key := hex.EncodeToString(mac)
	if f.renew(ctx, key, plain) {
		return key, nil
	}
	sealed, err := f.sealer.Seal(cell(key), plain)
	if err != nil {
		return "", err
	}
	if err := f.write(key, sealed); err != nil {
		return "", model.Unavailable(err)
	}
	return key, nil
}

// renew marks content that is there, whole, as put now, so that a Sweep which
// finds no row yet leaves it alone.
func (f *Folder) renew(ctx context.Context, key string, plain []byte) bool {
	old, err := f.Get(ctx, key)
	if err != nil || !bytes.Equal(old, plain) {
		return false
	}
	now := f.clock.Now()
	return f.root.Chtimes(place(key), now, now) == nil && f.syncDir(shard(key)) == nil
}

// write puts the bytes under a temporary name, forces them to disk and then
// renames: whoever sees the key sees all of it, also after a power cut.
func (f *Folder) write(key string, sealed []byte) error {
	if err := f.root.Mkdir(shard(key), 0o700); err == nil {
		if err := f.syncDir("."); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	temp := path.Join(shard(key), tempPrefix+rand.Text())
	w, err := f.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	now := f.clock.Now()
	_, err = w.Write(sealed)
	err = errors.Join(err, f.root.Chtimes(temp, now, now), w.Sync(), w.Close())
	if err == nil {
		err = f.root.Rename(temp, place(key))
	}
	if err != nil {
		return errors.Join(err, f.root.Remove(temp))
	}
	return f.syncDir(shard(key))
}

// Get decrypts the file of the key.
func (f *Folder) Get(ctx context.Context, key string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, model.Unavailable(err)
	}
	if !validKey(key) {
		return nil, model.NotFound()
	}
	// A sweep may be holding the file aside, and may just have put it back.
	for _, name := range []string{place(key), place(key) + goneSuffix, place(key)} {
		sealed, err := f.root.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, model.Unavailable(err)
		}
		return f.open(key, sealed)
	}
	return nil, model.NotFound()
}

func (f *Folder) open(key string, sealed []byte) ([]byte, error) {
	plain, err := f.sealer.Open(cell(key), sealed)
	if err != nil {
		return nil, err
	}
	if len(plain) == 0 { // Put refuses empty content, so this file was cut to nothing
		return nil, model.Internal(errors.New("files: an evidence file is empty"))
	}
	return plain, nil
}

// Usage counts the files and their bytes on disk.
func (f *Folder) Usage(ctx context.Context) (Usage, error) {
	var u Usage
	err := f.walk(ctx, func(name string, info fs.FileInfo) error {
		if validKey(path.Base(name)) {
			u.Files++
			u.Bytes += info.Size()
		}
		return nil
	})
	return u, err
}

// walk visits every file of the subfolders; what vanishes meanwhile is passed over.
func (f *Folder) walk(ctx context.Context, visit func(name string, info fs.FileInfo) error) error {
	return fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return model.Unavailable(ctx.Err())
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return model.Unavailable(err)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return model.Unavailable(err)
		}
		return visit(name, info)
	})
}

func (f *Folder) syncDir(name string) error {
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func cell(key string) seal.Cell {
	return seal.Cell{Table: seal.CellFile, Column: seal.CellBytes, Row: key}
}

func shard(key string) string { return key[:2] }

func place(key string) string { return path.Join(shard(key), key) }
