package wechat

import "testing"

// BenchmarkCallback is one text through the whole door: signatures, AES, XML,
// counter, encrypted reply.
func BenchmarkCallback(b *testing.B) {
	o := newOffice(b)
	push := o.push(text("oPerson", 1, "同意 3721"))
	b.ReportAllocs()
	for b.Loop() {
		if w := o.send(push); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}
