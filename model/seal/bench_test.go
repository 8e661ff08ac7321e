package seal

import "testing"

func BenchmarkSeal(b *testing.B) {
	s := fixed(b, nil)
	plain := []byte("620123199001011234")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Seal(home, plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	s := fixed(b, nil)
	v := sealed(b, s, home, "620123199001011234")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Open(home, v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenOlderKey(b *testing.B) {
	v := sealed(b, fixed(b, nil), home, "620123199001011234")
	s := fixed(b, second)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Open(home, v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	s := fixed(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		s.Index("person.id_number", "620123199001011234")
	}
}

func BenchmarkMAC(b *testing.B) {
	s := fixed(b, nil)
	row := Canonical("id", "2014-05-12T04:00:00Z", "village_clerk", "approve", "case", "public_1", "ready_2")
	b.ReportAllocs()
	for b.Loop() {
		s.MAC(PurposeAudit, "audit", row)
	}
}

func BenchmarkSealPhoto(b *testing.B) {
	s := fixed(b, nil)
	plain := make([]byte, 1<<20)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if _, err := s.Seal(Cell{CellFile, CellBytes, "k"}, plain); err != nil {
			b.Fatal(err)
		}
	}
}
