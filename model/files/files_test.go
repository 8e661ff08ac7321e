package files

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
)

var noon = time.Date(2014, 5, 12, 4, 0, 0, 0, time.UTC)

type bench struct {
	*Folder
	dir   string
	clock *model.FixedClock
}

func open(t *testing.T) bench {
	t.Helper()
	ks, err := seal.CreateKeyFile(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.New(ks)
	if err != nil {
		t.Fatal(err)
	}
	b := bench{dir: filepath.Join(t.TempDir(), "files"), clock: model.NewFixedClock(noon)}
	if b.Folder, err = OpenFolder(b.dir, s, b.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func (b bench) put(t *testing.T, plain string) string {
	t.Helper()
	key, err := b.Put(t.Context(), []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// names lists what lies in the folder.
func (b bench) names(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(b.dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.Base(p))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func nobody(string) (bool, error) { return false, nil }

func TestEvidenceComesBackAsItWasPut(t *testing.T) {
	b := open(t)
	for _, plain := range []string{"a", "张榜公示照片", strings.Repeat("\x00\xff", 1<<19)} {
		key := b.put(t, plain)
		got, err := b.Get(t.Context(), key)
		if err != nil || string(got) != plain {
			t.Fatalf("%d bytes came back as %d, %v", len(plain), len(got), err)
		}
	}
}

func TestSameContentIsKeptOnceUnderOneKey(t *testing.T) {
	b := open(t)
	if one, two := b.put(t, "photo"), b.put(t, "photo"); one != two {
		t.Fatal("two keys for one content")
	}
	if b.put(t, "photo2") == b.put(t, "photo") {
		t.Fatal("one key for two contents")
	}
	if n := b.names(t); len(n) != 2 {
		t.Fatalf("want 2 files, have %v", n)
	}
	u, err := b.Usage(t.Context())
	if err != nil || u.Files != 2 || u.Bytes != int64(len("photo")+len("photo2")+2*seal.Overhead) {
		t.Fatalf("usage %+v, %v", u, err)
	}
}

func TestFolderHoldsNeitherContentNorItsPlainHash(t *testing.T) {
	b := open(t)
	plain := []byte("残疾证 canary-620123")
	key := b.put(t, string(plain))
	if key == seal.Hash(plain) {
		t.Fatal("the key is a hash anybody can compute")
	}
	raw, err := os.ReadFile(filepath.Join(b.dir, key[:2], key))
	if err != nil || bytes.Contains(raw, []byte("canary")) {
		t.Fatal("content lies in clear", err)
	}
	st, err := os.Stat(filepath.Join(b.dir, key[:2], key))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Fatal("others can read the file", st.Mode(), err)
	}
}

func TestChangedFilesAreRefused(t *testing.T) {
	b := open(t)
	key, other := b.put(t, "one"), b.put(t, "two")
	file := filepath.Join(b.dir, key[:2], key)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := os.ReadFile(filepath.Join(b.dir, other[:2], other))
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[string][]byte{"cut to nothing": {}, "cut": good[:len(good)-1], "another file's bytes": stranger}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		damaged["flipped byte "+string(rune('A'+i))] = bad
	}
	for name, bad := range damaged {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Get(t.Context(), key); model.KindOf(err) != model.KindInternal {
			t.Errorf("%s: want internal, got %v", name, err)
		}
	}
	if b.put(t, "one") != key {
		t.Fatal("key changed")
	}
	if got, err := b.Get(t.Context(), key); err != nil || string(got) != "one" {
		t.Fatal("a damaged file must be healed when its content is put again", err)
	}
}

func TestOnlyKeysReachTheFileSystem(t *testing.T) {
	b := open(t)
	key := b.put(t, "x")
	secret := filepath.Join(filepath.Dir(b.dir), "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", ".", "..", "../secret", "/etc/passwd", key[:63], key + "0", strings.ToUpper(key),
		key[:2] + "/" + key, strings.Repeat("../", 21) + "x", key[:60] + "/../", strings.Repeat("a", 63) + "\x00", strings.Repeat("0", 64)} {
		if _, err := b.Get(t.Context(), bad); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%q: want not_found, got %v", bad, err)
		}
	}
	// Files that lie there under other names are no evidence.
	for _, name := range []string{key[:63], key + "0", key + goneSuffix + goneSuffix} {
		if err := os.WriteFile(filepath.Join(b.dir, key[:2], name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Get(t.Context(), name); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%q: want not_found, got %v", name, err)
		}
	}
	if u, err := b.Usage(t.Context()); err != nil || u.Files != 1 {
		t.Errorf("only evidence counts: %+v, %v", u, err)
	}
	// A link planted in the folder must not lead out of it.
	planted := strings.Repeat("ab", 32)
	if err := os.MkdirAll(filepath.Join(b.dir, "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(b.dir, "ab", planted)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), planted); model.KindOf(err) != model.KindUnavailable {
		t.Errorf("link: want unavailable, got %v", err)
	}
}

func TestRefusals(t *testing.T) {
	b := open(t)
	if _, err := b.Put(t.Context(), nil); model.KindOf(err) != model.KindInvalid {
		t.Error("empty content:", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, putErr := b.Put(ctx, []byte("x"))
	_, getErr := b.Get(ctx, strings.Repeat("0", 64))
	_, useErr := b.Usage(ctx)
	for _, err := range []error{putErr, getErr, useErr} {
		if model.KindOf(err) != model.KindUnavailable {
			t.Error("given up by the caller:", err)
		}
	}
	if err := os.WriteFile(filepath.Join(b.dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(filepath.Join(b.dir, "file", "x"), nil, nil); model.KindOf(err) != model.KindUnavailable {
		t.Error("folder that cannot be:", err)
	}
}

func TestDiskThatRefusesLeavesNothingBehind(t *testing.T) {
	b := open(t)
	key := b.put(t, "x")
	file := filepath.Join(b.dir, key[:2], key)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(file, "in the way"), 0o700); err != nil { // the rename must fail
		t.Fatal(err)
	}
	if _, err := b.Put(t.Context(), []byte("x")); model.KindOf(err) != model.KindUnavailable {
		t.Fatal(err)
	}
	if n := b.names(t); len(n) != 0 {
		t.Fatal("left behind:", n)
	}
}
