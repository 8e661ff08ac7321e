package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"bangfu/model"
)

// EnvName is the environment variable that may hold the whole key document.
const EnvName = "BANGFU_KEYS"

// maxDocument is the largest key document read, in bytes.
const maxDocument = 1 << 20

// Mark is a remark written into a key file when it is created.
type Mark string

// ForDemo marks keys that protect invented people only.
const ForDemo Mark = "demo"

// document is the key file: JSON, keys in base64 under purpose and version.
type document struct {
	Demo bool                 `json:"demo,omitempty"`
	Keys map[Purpose]*keyList `json:"keys"`
}

type keyList struct {
	Current  uint32            `json:"current"`
	Versions map[uint32][]byte `json:"versions"`
}

// OpenKeyFile reads a key file (密钥文件). KindNotFound when there is none (the
// cause is fs.ErrNotExist); KindInvalid when others may read it, or when it
// lacks a purpose or holds a weak key. Errors never repeat what the file says.
func OpenKeyFile(path string) (KeyService, error) {
	doc, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	return doc.ring()
}

// EnvKeys reads the key document from the variable EnvName; KindNotFound when it
// is not set, KindInvalid when it is not a key document.
func EnvKeys(lookup func(string) string) (KeyService, error) {
	text := lookup(EnvName)
	if text == "" {
		return nil, model.NotFound().Because(errors.New("seal: " + EnvName + " is not set"))
	}
	doc, err := parseDocument([]byte(text))
	if err != nil {
		return nil, err
	}
	return doc.ring()
}

// CreateKeyFile writes fresh keys for all purposes, readable by the owner only,
// and returns them; ForDemo marks them as demo keys. KindConflict when the file
// is there already: keys are never overwritten, for what they sealed would be lost.
func CreateKeyFile(path string, marks ...Mark) (KeyService, error) {
	doc := &document{Keys: map[Purpose]*keyList{}}
	for _, m := range marks {
		if m != ForDemo {
			return nil, model.Internal(errors.New("seal: unknown mark"))
		}
		doc.Demo = true
	}
	for _, p := range Purposes() {
		doc.Keys[p] = &keyList{Current: 1, Versions: map[uint32][]byte{1: freshKey()}}
	}
	temp, err := writeDocument(path, doc)
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp) //nolint:errcheck // a second name of the same file; harmless when it stays
	// A link, not a rename: a link fails when somebody else was first.
	if err := os.Link(temp, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil, model.Conflict("密钥文件已经存在，不能覆盖；要换密钥请增加新版本").Because(err)
		}
		return nil, model.Internal(err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return doc.ring()
}

// AddKeyVersion adds a fresh key for one purpose to a key file, makes it current
// and returns its version; older versions stay and go on opening what they sealed.
// Errors as in OpenKeyFile.
func AddKeyVersion(path string, purpose Purpose) (uint32, error) {
	doc, err := readKeyFile(path)
	if err != nil {
		return 0, err
	}
	if _, err := doc.ring(); err != nil {
		return 0, err
	}
	list, ok := doc.Keys[purpose]
	if !ok {
		return 0, model.Internal(fmt.Errorf("seal: unknown purpose %q", purpose))
	}
	next := list.Current
	for v := range list.Versions {
		next = max(next, v)
	}
	next++
	list.Current, list.Versions[next] = next, freshKey()
	temp, err := writeDocument(path, doc)
	if err != nil {
		return 0, err
	}
	if err := os.Rename(temp, path); err != nil {
		return 0, model.Internal(errors.Join(err, os.Remove(temp)))
	}
	return next, syncFolder(filepath.Dir(path))
}

func freshKey() []byte {
	k := make([]byte, minKey)
	rand.Read(k) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	return k
}

func readKeyFile(path string) (*document, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, model.NotFound().Because(err)
	}
	if err != nil {
		return nil, model.Internal(err)
	}
	defer f.Close()     //nolint:errcheck // read only
	st, err := f.Stat() // of the open file: the path may change under us
	if err != nil {
		return nil, model.Internal(err)
	}
	if !st.Mode().IsRegular() || st.Mode().Perm()&0o077 != 0 {
		return nil, model.Invalid("密钥文件别人也能读，请先改成只有本人可读（chmod 600）")
	}
	b, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
	if err != nil {
		return nil, model.Internal(err)
	}
	return parseDocument(b)
}

// parseDocument drops the decoder's errors on purpose: they may quote the text.
func parseDocument(b []byte) (*document, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var doc document
	if len(b) > maxDocument || dec.Decode(&doc) != nil || dec.Decode(new(struct{})) != io.EOF {
		return nil, model.Invalid("密钥文件的格式不对，请检查或恢复备份")
	}
	return &doc, nil
}

// ring checks the document: every purpose has a current key, every key is long
// enough, not constant, and used once.
func (d *document) ring() (*ring, error) {
	r := &ring{demo: d.Demo, current: map[Purpose]uint32{}, keys: map[Purpose]map[uint32][]byte{}}
	seen := map[string]bool{}
	for _, p := range Purposes() {
		list := d.Keys[p]
		if list == nil || list.Current == 0 || list.Versions[list.Current] == nil {
			return nil, model.Invalid("密钥文件不完整，请检查或恢复备份").
				Because(fmt.Errorf("seal: no current key for %q", p))
		}
		for v, k := range list.Versions {
			if v == 0 || len(k) < minKey || bytes.Count(k, k[:1]) == len(k) || seen[string(k)] {
				return nil, model.Invalid("密钥太短、太弱或重复使用，请重新生成密钥文件").
					Because(fmt.Errorf("seal: key for %q version %d is short, weak or used twice", p, v))
			}
			seen[string(k)] = true
		}
		r.current[p], r.keys[p] = list.Current, list.Versions
	}
	if len(d.Keys) != len(r.keys) {
		return nil, model.Invalid("密钥文件里有不认识的用途，请检查")
	}
	return r, nil
}

// writeDocument writes the document to a new file beside path, safely on disk.
func writeDocument(path string, doc *document) (temp string, err error) {
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return "", model.Internal(errors.New("seal: key document cannot be written"))
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // created with mode 0600
	if err != nil {
		return "", model.Internal(err)
	}
	_, err = f.Write(append(b, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", model.Internal(errors.Join(err, os.Remove(f.Name())))
	}
	return f.Name(), nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return model.Internal(err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return model.Internal(err)
	}
	return nil
}
