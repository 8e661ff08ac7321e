// Package document prints what hangs on a wall and what lies on a table: the poster
// of a publicity (公示单), the correction of one row (勘误), the sheets of the group
// meeting and of the village assembly (评议表), as PDF. It is given finished words
// and decides nothing: what may be published is decided where the list is made, and
// the types of this package have no field for the rest (house law 6).
package document

import (
	"bangfu/model"
)

// Options are what a Printer needs to know.
type Options struct {
	Base  string   // of the addresses in the QR codes: https://host
	Fonts []string // folders of the machine's fonts; nil = the usual ones
}

// Printer prints documents. It is safe for concurrent use.
type Printer struct {
	base  string
	faces *faces
	slots chan struct{}
}

// presses is how many documents are drawn at a time: a long list takes 50 MB.
const presses = 2

// press waits for a free press and returns what frees it again.
func (p *Printer) press() func() {
	p.slots <- struct{}{}
	return func() { <-p.slots }
}

// New returns a Printer. Its font is unpacked when the first document is printed.
func New(o Options) *Printer {
	if o.Fonts == nil {
		o.Fonts = []string{"/usr/share/fonts", "/usr/local/share/fonts"}
	}
	return &Printer{o.Base, newFaces(o.Fonts), make(chan struct{}, presses)}
}

// Paper is the size of paper (纸张).
type Paper struct {
	Name  string  // A3, A4
	scale float64 // of an A3 drawing
}

// The papers of a poster. A4 is A3 made smaller by the square root of two, so the
// pages break at the same rows.
var (
	A3 = Paper{"A3", 1}
	A4 = Paper{"A4", a4Width / a3Width}
)

// Sizes in points.
const (
	a3Width, a3Height = 841.89, 1190.55
	a4Width, a4Height = 595.28, 841.89
)

// PaperOf reads the name of a paper; "" is A3. Errors: KindInvalid.
func PaperOf(name string) (Paper, error) {
	switch name {
	case "", "a3", "A3":
		return A3, nil
	case "a4", "A4":
		return A4, nil
	}
	return Paper{}, model.InvalidField("paper", "纸张只有A3和A4，请选一种")
}

// Phone is a line where people can ask or object; never a person's.
type Phone struct {
	Office string
	Number string
}
