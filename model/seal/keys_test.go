package seal

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bangfu/model"
)

func keyPath(t *testing.T) string { return filepath.Join(t.TempDir(), "keys.json") }

func create(t *testing.T, marks ...Mark) (string, KeyService) {
	t.Helper()
	path := keyPath(t)
	ks, err := CreateKeyFile(path, marks...)
	if err != nil {
		t.Fatal(err)
	}
	return path, ks
}

func TestCreatedKeyFileHasKeysForAllPurposesAndIsTheOwnersOnly(t *testing.T) {
	path, made := create(t)
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Fatal(st.Mode(), err)
	}
	read, err := OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range Purposes() {
		v, err := read.Current(p)
		if err != nil || v != 1 {
			t.Fatal(p, v, err)
		}
		a, errA := made.Key(p, v)
		b, errB := read.Key(p, v)
		if errA != nil || errB != nil || string(a) != string(b) || len(a) < 32 || seen[string(a)] {
			t.Fatal("key for", p, "is not a key of its own", errA, errB)
		}
		seen[string(a)] = true
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Fatal("something was left beside the key file", entries, err)
	}
}

func TestKeyFileIsNeverOverwritten(t *testing.T) {
	path, _ := create(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CreateKeyFile(path); model.KindOf(err) != model.KindConflict {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Fatal("keys changed", err)
	}
}

func TestOfManyWhoCreateTheKeyFileOneWins(t *testing.T) {
	path := keyPath(t)
	var all sync.WaitGroup
	won := make(chan struct{}, 16)
	for range cap(won) {
		all.Go(func() {
			if _, err := CreateKeyFile(path); err == nil {
				won <- struct{}{}
			}
		})
	}
	all.Wait()
	if len(won) != 1 {
		t.Fatal("winners:", len(won))
	}
}

func TestKeyFileOthersCanReadIsRefused(t *testing.T) {
	path, _ := create(t)
	for mode, fine := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o620: false, 0o601: false, 0o644: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := OpenKeyFile(path)
		if fine != (err == nil) || (!fine && model.KindOf(err) != model.KindInvalid) {
			t.Errorf("%o: %v", mode, err)
		}
	}
	if _, err := OpenKeyFile(filepath.Dir(path)); model.KindOf(err) != model.KindInvalid {
		t.Error("a folder:", err)
	}
	if _, err := OpenKeyFile(path + "x"); model.KindOf(err) != model.KindNotFound {
		t.Error("no file:", err)
	}
}

func TestDemoKeysAreKnownAsSuch(t *testing.T) {
	path, made := create(t, ForDemo)
	read, err := OpenKeyFile(path)
	if err != nil || !Demo(made) || !Demo(read) {
		t.Fatal("the mark is lost", err)
	}
	if _, err := AddKeyVersion(path, PurposeField); err != nil {
		t.Fatal(err)
	}
	if again, err := OpenKeyFile(path); err != nil || !Demo(again) {
		t.Fatal("the mark is lost when a version is added", err)
	}
	if _, real := create(t); Demo(real) {
		t.Fatal("real keys are marked")
	}
	if _, err := CreateKeyFile(keyPath(t), Mark("x")); model.KindOf(err) != model.KindInternal {
		t.Fatal(err)
	}
}

// sample writes a key document with fixed keys; change may spoil it.
func sample(change func(doc map[string]any, keys map[string]any)) string {
	keys := map[string]any{}
	for i, p := range Purposes() {
		versions := map[string]string{}
		for v := 1; v <= 2; v++ {
			k := []byte(fmt.Sprintf("%02d-%d-0123456789abcdefghijklmnopq", i, v))
			versions[fmt.Sprint(v)] = base64.StdEncoding.EncodeToString(k)
		}
		keys[string(p)] = map[string]any{"current": 1, "versions": versions}
	}
	doc := map[string]any{"keys": keys}
	if change != nil {
		change(doc, keys)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func env(text string) func(string) string {
	return func(name string) string {
		if name != EnvName {
			return ""
		}
		return text
	}
}

func TestKeysFromTheEnvironment(t *testing.T) {
	ks, err := EnvKeys(env(sample(nil)))
	if err != nil {
		t.Fatal(err)
	}
	if k, err := ks.Key(PurposeAudit, 2); err != nil || string(k) != "02-2-0123456789abcdefghijklmnopq" {
		t.Fatal(err)
	}
	if _, err := EnvKeys(env("")); model.KindOf(err) != model.KindNotFound {
		t.Fatal(err)
	}
}

func TestUnknownKeysAreInternal(t *testing.T) {
	ks, err := EnvKeys(env(sample(nil)))
	if err != nil {
		t.Fatal(err)
	}
	_, noVersion := ks.Key(PurposeField, 3)
	_, noPurpose := ks.Key("x", 1)
	_, noCurrent := ks.Current("x")
	for _, err := range []error{noVersion, noPurpose, noCurrent} {
		if model.KindOf(err) != model.KindInternal {
			t.Error(err)
		}
	}
}

func TestNobodyCanChangeAKeyInTheRing(t *testing.T) {
	_, ks := create(t)
	k, _ := ks.Key(PurposeField, 1)
	clear(k)
	if again, _ := ks.Key(PurposeField, 1); string(again) == string(k) {
		t.Fatal("the ring handed out its own bytes")
	}
}

func TestSpoiledKeyDocumentsAreRefusedWithoutRepeatingThem(t *testing.T) {
	canary := base64.StdEncoding.EncodeToString([]byte("canary-canary-canary-canary-canary"))
	field := func(keys map[string]any) map[string]string {
		return keys["field"].(map[string]any)["versions"].(map[string]string)
	}
	for name, text := range map[string]string{
		"no JSON":           `{"keys": ` + canary,
		"a key in base16":   strings.Replace(sample(nil), `"versions":{"1":"`, `"versions":{"1":"!`+canary, 1),
		"two documents":     sample(nil) + sample(nil),
		"nothing":           `{}`,
		"too large":         strings.Repeat(" ", maxDocument) + sample(nil),
		"an unknown entry":  sample(func(doc, _ map[string]any) { doc["x"] = canary }),
		"a purpose missing": sample(func(_, keys map[string]any) { delete(keys, "audit") }),
		"a purpose null":    sample(func(_, keys map[string]any) { keys["audit"] = nil }),
		"unknown purpose":   sample(func(_, keys map[string]any) { keys["x"] = keys["row"] }),
		"current missing":   sample(func(_, keys map[string]any) { keys["row"].(map[string]any)["current"] = 3 }),
		"current zero":      sample(func(_, keys map[string]any) { keys["row"].(map[string]any)["current"] = 0 }),
		"version zero":      sample(func(_, keys map[string]any) { field(keys)["0"] = canary }),
		"short key":         sample(func(_, keys map[string]any) { field(keys)["1"] = canary[:40] }),
		"empty key":         sample(func(_, keys map[string]any) { field(keys)["2"] = "" }),
		"constant key":      sample(func(_, keys map[string]any) { field(keys)["1"] = strings.Repeat("A", 44) }),
		"a key used twice":  sample(func(_, keys map[string]any) { field(keys)["1"] = field(keys)["2"] }),
	} {
		_, err := EnvKeys(env(text))
		if model.KindOf(err) != model.KindInvalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), canary[:8]) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: the error repeats the document", name)
		}
	}
}

func TestKeysCannotPrintThemselves(t *testing.T) {
	ks, err := EnvKeys(env(sample(nil)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(ks)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(ks)
	if err != nil {
		t.Fatal(err)
	}
	printed := string(b)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		printed += fmt.Sprintf(verb, ks) + fmt.Sprintf(verb, struct{ K KeyService }{ks}) + fmt.Sprintf(verb, s)
	}
	for _, leak := range []string{"0123456789abcdef", fmt.Sprintf("%x", "0123456789"), "48 49 50 51"} {
		if strings.Contains(printed, leak) {
			t.Error("printed:", printed)
		}
	}
}

func TestAddedVersionIsCurrentAndTheOldOneStays(t *testing.T) {
	path, old := create(t)
	v, err := AddKeyVersion(path, PurposeField)
	if err != nil || v != 2 {
		t.Fatal(v, err)
	}
	ks, err := OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := ks.Current(PurposeField); err != nil || v != 2 {
		t.Fatal(v, err)
	}
	was, _ := old.Key(PurposeField, 1)
	if is, err := ks.Key(PurposeField, 1); err != nil || string(is) != string(was) {
		t.Fatal("the old key is gone", err)
	}
	if v, err := ks.Current(PurposeAudit); err != nil || v != 1 {
		t.Fatal("another purpose changed", v, err)
	}
	if _, err := AddKeyVersion(path, "x"); model.KindOf(err) != model.KindInternal {
		t.Fatal(err)
	}
	if _, err := AddKeyVersion(path+"x", PurposeField); model.KindOf(err) != model.KindNotFound {
		t.Fatal(err)
	}
}
