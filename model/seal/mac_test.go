package seal

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bangfu/model"
)

func TestIndexFindsEqualValuesOfOneColumn(t *testing.T) {
	s := fixed(t, nil)
	one := s.Index("person.phone", "13912340010")
	if len(one) != 64 || strings.Trim(one, "0123456789abcdef") != "" {
		t.Fatal(one)
	}
	if s.Index("person.phone", "13912340010") != one {
		t.Error("not found again")
	}
	if s.Index("person.phone", "13912340011") == one {
		t.Error("two values, one index")
	}
	if s.Index("account.phone", "13912340010") == one {
		t.Error("columns can be joined by their indexes")
	}
	if one == Hash([]byte("13912340010")) {
		t.Error("anybody can compute the index")
	}
	if s.Index("person.phone", "") != "" {
		t.Error("nothing has an index")
	}
}

func TestMACHoldsForItsRowOnly(t *testing.T) {
	s := fixed(t, nil)
	row := Canonical("id", "approve", "2014-05-12")
	v, mac := s.MAC(PurposeAudit, "audit", row)
	if !s.VerifyMAC(PurposeAudit, "audit", row, v, mac) {
		t.Fatal("a true row is refused")
	}
	for name, ok := range map[string]bool{
		"another purpose":            s.VerifyMAC(PurposeRow, "audit", row, v, mac),
		"an unknown purpose":         s.VerifyMAC("x", "audit", row, v, mac),
		"another table":              s.VerifyMAC(PurposeAudit, "decision", row, v, mac),
		"another key version":        s.VerifyMAC(PurposeAudit, "audit", row, 2, mac),
		"no such version":            s.VerifyMAC(PurposeAudit, "audit", row, 9, mac),
		"no MAC":                     s.VerifyMAC(PurposeAudit, "audit", row, v, nil),
		"half a MAC":                 s.VerifyMAC(PurposeAudit, "audit", row, v, mac[:16]),
		"a field moved to the table": s.VerifyMAC(PurposeAudit, "audi", append([]byte("t"), row...), v, mac),
	} {
		if ok {
			t.Errorf("%s: accepted", name)
		}
	}
	for i := range row {
		bad := bytes.Clone(row)
		bad[i] ^= 1
		if s.VerifyMAC(PurposeAudit, "audit", bad, v, mac) {
			t.Errorf("row byte %d changed: accepted", i)
		}
	}
	for i := range mac {
		bad := bytes.Clone(mac)
		bad[i] ^= 1
		if s.VerifyMAC(PurposeAudit, "audit", row, v, bad) {
			t.Errorf("MAC byte %d changed: accepted", i)
		}
	}
}

func TestForgedPassesAreRefused(t *testing.T) {
	s := fixed(t, nil)
	pass := s.SignPass([]byte(`{"list":"abc","until":"2014-05-19"}`))
	if got, err := s.OpenPass(pass); err != nil || string(got) != `{"list":"abc","until":"2014-05-19"}` {
		t.Fatal(err)
	}
	if strings.Trim(pass, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Fatal("a pass must stand in an address as it is")
	}
	empty := s.SignPass(nil)
	if got, err := s.OpenPass(empty); err != nil || len(got) != 0 {
		t.Fatal("empty payload:", err)
	}
	_, mac := s.MAC(PurposeRow, passTable, []byte("x"))
	forged := map[string]string{
		"nothing": "", "not base64": "%%%", "too short": "AAAA", "cut": pass[:len(pass)-4], "lengthened": pass + "AAAA",
		"padded": pass + "=", "line break": pass[:8] + "\n" + pass[8:], "blank": pass + " ",
		"a MAC of another purpose": base64.RawURLEncoding.EncodeToString(append(append([]byte{0, 0, 0, 1}, mac...), 'x')),
		"another house's":          func() string { _, ks := create(t); o, _ := New(ks); return o.SignPass([]byte("x")) }(),
	}
	for i := range len(pass) {
		c := byte('A')
		if pass[i] == 'A' {
			c = 'B'
		}
		forged["character changed: "+pass[:i]] = pass[:i] + string(c) + pass[i+1:]
	}
	for name, bad := range forged {
		if _, err := s.OpenPass(bad); model.KindOf(err) != model.KindUnauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnePassHasOneSpelling(t *testing.T) {
	s := fixed(t, nil)
	pass := s.SignPass([]byte("ab")) // 38 bytes: the last character has two idle bits
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for _, c := range letters {
		other := pass[:len(pass)-1] + string(c)
		if _, err := s.OpenPass(other); (err == nil) != (other == pass) {
			t.Errorf("last character %c: %v", c, err)
		}
	}
}

func TestDifferentFieldsAreDifferentBytes(t *testing.T) {
	fields := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune{'a', 0, 1}), 0, 3, -1), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		a, b := fields.Draw(t, "a"), fields.Draw(t, "b")
		same := len(a) == len(b)
		for i := 0; same && i < len(a); i++ {
			same = a[i] == b[i]
		}
		if bytes.Equal(Canonical(a...), Canonical(b...)) != same {
			t.Fatal("ambiguous")
		}
	})
}

func TestMACForAnUnknownPurposeIsAMistakeInTheCode(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("signed with no key")
		}
	}()
	fixed(t, nil).MAC("x", "t", nil)
}
