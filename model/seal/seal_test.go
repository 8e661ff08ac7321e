package seal

import (
	"bytes"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"bangfu/model"
)

// fixed returns a sealer over the keys of sample.
func fixed(t testing.TB, change func(doc, keys map[string]any)) *Sealer {
	t.Helper()
	ks, err := EnvKeys(env(sample(change)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(ks)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// second makes version 2 of every purpose current.
func second(_, keys map[string]any) {
	for _, k := range keys {
		k.(map[string]any)["current"] = 2
	}
}

var home = Cell{"person", "id_number", "aaaaaaaaaaaaaaaaaaaaaaaaaa"}

func sealed(t testing.TB, s *Sealer, cell Cell, plain string) []byte {
	t.Helper()
	b, err := s.Seal(cell, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAbsentValueNeedsNoSecret(t *testing.T) {
	s := fixed(t, nil)
	for _, none := range [][]byte{nil, {}} {
		if b, err := s.Seal(home, none); b != nil || err != nil {
			t.Error(b, err)
		}
		if b, err := s.Open(home, none); b != nil || err != nil {
			t.Error(b, err)
		}
	}
}

func TestWhateverIsSealedOpensInItsCellOnly(t *testing.T) {
	s := fixed(t, nil)
	text := rapid.StringN(0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		cell := Cell{text.Draw(t, "table"), text.Draw(t, "column"), text.Draw(t, "row")}
		other := Cell{text.Draw(t, "table2"), text.Draw(t, "column2"), text.Draw(t, "row2")}
		plain := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "plain")
		b, err := s.Seal(cell, plain)
		if err != nil || len(b) != len(plain)+Overhead {
			t.Fatal(len(b), err)
		}
		if got, err := s.Open(cell, b); err != nil || !bytes.Equal(got, plain) {
			t.Fatal(err)
		}
		if other != cell {
			if _, err := s.Open(other, b); model.KindOf(err) != model.KindInternal {
				t.Fatal("opened elsewhere", err)
			}
		}
	})
}

func TestValueMovedToAnotherCellIsRefused(t *testing.T) {
	s := fixed(t, nil)
	b := sealed(t, s, Cell{"person", "id_number", "row1"}, "620123199001011234")
	for _, cell := range []Cell{
		{"person", "id_number", "row2"}, {"person", "phone", "row1"}, {"household", "id_number", "row1"},
		{"person", "id_numberrow1", ""}, {"personid_number", "", "row1"}, {"", "", ""}, {CellFile, CellBytes, "row1"},
	} {
		if _, err := s.Open(cell, b); model.KindOf(err) != model.KindInternal {
			t.Errorf("%+v: %v", cell, err)
		}
	}
}

func TestValueWithAnyByteFlippedOrCutIsRefused(t *testing.T) {
	s := fixed(t, nil)
	b := sealed(t, s, home, "620123199001011234")
	for i := range b {
		for bit := range 8 {
			bad := bytes.Clone(b)
			bad[i] ^= 1 << bit
			if _, err := s.Open(home, bad); model.KindOf(err) != model.KindInternal {
				t.Errorf("byte %d bit %d: %v", i, bit, err)
			}
		}
		if i > 0 {
			if _, err := s.Open(home, b[:i]); model.KindOf(err) != model.KindInternal {
				t.Errorf("cut to %d: %v", i, err)
			}
		}
	}
	if _, err := s.Open(home, append(bytes.Clone(b), 0)); model.KindOf(err) != model.KindInternal {
		t.Error("lengthened:", err)
	}
}

func TestAnyBytesAreRefusedWithoutPanic(t *testing.T) {
	s := fixed(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 1, 80).Draw(t, "bytes")
		b[0] = rapid.SampledFrom([]byte{0, 1, 2, b[0]}).Draw(t, "suite")
		if _, err := s.Open(home, b); model.KindOf(err) != model.KindInternal {
			t.Fatal(err)
		}
	})
}

func TestOldKeyVersionsStillOpenAndVerify(t *testing.T) {
	old, now := fixed(t, nil), fixed(t, second)
	for range 2 { // the second time from the sealer's own store
		for name, pair := range map[string][2]*Sealer{"older": {old, now}, "newer": {now, old}} {
			b := sealed(t, pair[0], home, "x")
			if got, err := pair[1].Open(home, b); err != nil || string(got) != "x" {
				t.Errorf("%s value: %v", name, err)
			}
			v, mac := pair[0].MAC(PurposeRow, "decision", []byte("r"))
			if !pair[1].VerifyMAC(PurposeRow, "decision", []byte("r"), v, mac) {
				t.Errorf("%s MAC", name)
			}
			if got, err := pair[1].OpenPass(pair[0].SignPass([]byte("p"))); err != nil || string(got) != "p" {
				t.Errorf("%s pass: %v", name, err)
			}
		}
	}
	if b := sealed(t, now, home, "x"); b[4] != 2 {
		t.Error("the current version is not in front")
	}
	if len(now.older) != 3 {
		t.Error("versions in use must be kept ready:", len(now.older))
	}
}

func TestUnknownVersionsCostNoMemory(t *testing.T) {
	s := fixed(t, nil)
	_, mac := s.MAC(PurposeRow, "t", nil)
	for v := range uint32(100) {
		s.VerifyMAC(PurposeRow, "t", nil, 100+v, mac)
	}
	if len(s.older) != 0 {
		t.Fatal(len(s.older))
	}
}

func TestNoNonceIsUsedTwice(t *testing.T) {
	s := fixed(t, nil)
	seen := map[string]bool{}
	for range 20_000 {
		b := sealed(t, s, home, "x")
		nonce := string(b[headerSize : headerSize+nonceSize])
		if seen[nonce] {
			t.Fatal("nonce used twice")
		}
		seen[nonce] = true
	}
}

func TestEvidenceHasAKeyOfItsOwn(t *testing.T) {
	file := Cell{CellFile, CellBytes, "k"}
	a := fixed(t, nil)
	b := fixed(t, func(_, keys map[string]any) { keys["file"].(map[string]any)["current"] = 2 })
	if sealed(t, a, file, "x")[4] != 1 || sealed(t, b, file, "x")[4] != 2 || sealed(t, b, home, "x")[4] != 1 {
		t.Fatal("bytes of evidence are not sealed with the key for files")
	}
}

type weak struct{ KeyService }

func (w weak) Key(Purpose, uint32) ([]byte, error) { return make([]byte, minKey-1), nil }

type none struct{ KeyService }

func (none) Current(Purpose) (uint32, error) { return 0, model.Unavailable(nil) }

func TestSealerRefusesAKeyServiceWithoutGoodKeys(t *testing.T) {
	_, ks := create(t)
	for _, bad := range []KeyService{weak{ks}, none{ks}} {
		if _, err := New(bad); model.KindOf(err) != model.KindInternal {
			t.Error(err)
		}
		if Demo(bad) {
			t.Error("a driver without a mark is no demo")
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	old, now := fixed(t, nil), fixed(t, second)
	b := sealed(t, old, home, "x")
	v, mac := old.MAC(PurposeRow, "t", []byte("r"))
	index := now.Index("c", "x")
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			if got, err := now.Open(home, b); err != nil || string(got) != "x" {
				t.Error(err)
			}
			if !now.VerifyMAC(PurposeRow, "t", []byte("r"), v, mac) || now.Index("c", "x") != index {
				t.Error("MACs mix")
			}
			if got, err := old.Open(home, sealed(t, now, home, "y")); err != nil || string(got) != "y" {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
