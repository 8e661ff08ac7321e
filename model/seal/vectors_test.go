package seal

import (
	"crypto/cipher"
	"crypto/hmac"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

func fromHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// GB/T 32905-2016, appendix A.
func TestSM3AsPublished(t *testing.T) {
	for text, want := range map[string]string{
		"abc":                      "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
		strings.Repeat("abcd", 16): "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
	} {
		if got := Hash([]byte(text)); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// GM/T 0042-2015, appendix D.3.
func TestHMACSM3AsPublished(t *testing.T) {
	key := fromHex(t, "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")
	text := strings.Repeat("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 2)
	want := "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
	if got := hex.EncodeToString(newMACPool(key).sum([]byte(text[:7]), []byte(text[7:]))); got != want {
		t.Error(got)
	}
	h := hmac.New(sm3.New, key)
	h.Write([]byte(text))
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Error(got)
	}
}

// RFC 8998, appendix A.1.
func TestSM4GCMAsPublished(t *testing.T) {
	block, err := sm4.NewCipher(fromHex(t, "0123456789ABCDEFFEDCBA9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain := fromHex(t, "AAAAAAAAAAAAAAAA BBBBBBBBBBBBBBBB CCCCCCCCCCCCCCCC DDDDDDDDDDDDDDDD"+
		"EEEEEEEEEEEEEEEE FFFFFFFFFFFFFFFF EEEEEEEEEEEEEEEE AAAAAAAAAAAAAAAA")
	got := aead.Seal(nil, fromHex(t, "00001234567800000000ABCD"), plain, fromHex(t, "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
	want := "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735" +
		"D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D" + "83DE3541E4C2B58177E065A9BF7B62EC"
	if hex.EncodeToString(got) != strings.ToLower(want) {
		t.Errorf("%X", got)
	}
}

// What is in the databases must open for ever. These values were computed with
// another implementation (OpenSSL) from the keys of sample.
func TestFormatsNeverChange(t *testing.T) {
	s := fixed(t, nil)
	plain, err := s.Open(Cell{"person", "id_number", "row1"},
		fromHex(t, "0100000001000102030405060708090a0b08a9456e38397e4eb48e0715dc16341eaddc5883e6d20a429f87650c9724e791f7c5"))
	if err != nil || string(plain) != "620123199001011234" {
		t.Error("sealed value:", err)
	}
	if got := s.Index("person.id_number", "620123199001011234"); got != "230511c2fed0fa91d81b736e05253fec888dd0bfce21a3f77bd2d08bdc7896b4" {
		t.Error("index:", got)
	}
	mac := fromHex(t, "e561ff8122590781a0c66a2fc18d6830b3241557cc070583149b789616b09239")
	if v, got := s.MAC(PurposeAudit, "decision", Canonical("a", "bc")); v != 1 || hex.EncodeToString(got) != hex.EncodeToString(mac) {
		t.Errorf("MAC: %d %x", v, got)
	}
	if got := s.SignPass([]byte("list-1")); got != "AAAAAYa6HepmynOJRJIL6S7e4GHxP30FOINJ-v9olNhKmr9BbGlzdC0x" {
		t.Error("pass:", got)
	}
	if got := hex.EncodeToString(Canonical("a", "", "bc")); got != "00000001"+"61"+"00000000"+"00000002"+"6263" {
		t.Error("canonical:", got)
	}
}
