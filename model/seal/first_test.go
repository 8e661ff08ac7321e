package seal

import "testing"

func TestSealedValueOpensInItsCell(t *testing.T) {
	ks, err := CreateKeyFile(t.TempDir()+"/keys", ForDemo)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(ks)
	if err != nil {
		t.Fatal(err)
	}
	c := Cell{"person", "id_number", "abc"}
	b, err := s.Seal(c, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Open(c, b)
	if err != nil || string(p) != "x" {
		t.Fatal(p, err)
	}
}
