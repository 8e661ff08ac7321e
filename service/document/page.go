package document

import (
	"image"
	"strings"
	"unicode"

	"github.com/signintech/gopdf"

	"bangfu/model"
)

// sheet is a document being drawn. Lengths are points of the drawing, from the top
// left corner; the paper may be smaller than the drawing. The first fault stays,
// what is drawn after it is lost.
type sheet struct {
	pdf           gopdf.GoPdf
	faces         *faces
	width, height float64 // of the drawing
	scale         float64 // of the paper
	added         map[*face]bool
	widths        map[rune]float64
	fault         error
}

func newSheet(f *faces, width, height, scale float64, title string) *sheet {
	s := &sheet{faces: f, width: width, height: height, scale: scale, added: map[*face]bool{}, widths: map[rune]float64{}}
	s.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: width * scale, H: height * scale}})
	s.pdf.SetInfo(gopdf.PdfInfo{Title: title})
	return s
}

func (s *sheet) fail(err error) {
	if s.fault == nil && err != nil {
		s.fault = err
	}
}

// bytes finishes the document.
func (s *sheet) bytes() ([]byte, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	raw, err := s.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, model.Internal(err)
	}
	return nameCharacters(raw)
}

// run is a piece of text one face can draw.
type run struct {
	face *face
	text string
}

// runs cuts a text where the face changes.
func (s *sheet) runs(text string) []run {
	var out []run
	for _, r := range text {
		at, err := s.faces.of(r)
		if err != nil {
			s.fail(err)
			return nil
		}
		if n := len(out); n > 0 && out[n-1].face == at {
			out[n-1].text += string(r)
		} else {
			out = append(out, run{at, string(r)})
		}
	}
	return out
}

// take makes a face the present one.
func (s *sheet) take(f *face, size float64) {
	if !s.added[f] {
		s.fail(s.pdf.AddTTFFontData(f.name, f.raw))
		s.added[f] = true
	}
	if s.fault == nil {
		s.fail(s.pdf.SetFont(f.name, "", size*s.scale))
	}
}

// measure returns the width of a text. There is no kerning: it is the sum of its characters.
func (s *sheet) measure(text string, size float64) float64 {
	var width float64
	for _, r := range text {
		one, known := s.widths[r]
		if !known {
			one = s.advance(r)
			s.widths[r] = one
		}
		width += one
	}
	return width * size
}

// advance is the width of a character of size 1.
func (s *sheet) advance(r rune) float64 {
	at, err := s.faces.of(r)
	if err != nil {
		s.fail(err)
		return 0
	}
	const large = 100
	s.take(at, large/s.scale)
	if s.fault != nil {
		return 0
	}
	width, err := s.pdf.MeasureTextWidth(string(r))
	s.fail(err)
	return width / large
}

// text draws a line of text on its baseline.
func (s *sheet) text(x, y, size float64, text string) {
	for _, r := range s.runs(text) {
		if s.take(r.face, size); s.fault != nil {
			return
		}
		s.pdf.SetXY(x*s.scale, y*s.scale)
		s.fail(s.pdf.Text(r.text))
		x += s.measure(r.text, size)
	}
}

// middle draws a line of text in the middle between two edges.
func (s *sheet) middle(left, right, y, size float64, text string) {
	s.text((left+right-s.measure(text, size))/2, y, size, text)
}

// closing marks may not begin a line.
const closing = "，。、；：？！）》”’】」』…—·%）"

// wrap breaks a text into lines that fit a width: at its own line breaks, else
// between two characters, but not within a number, a date or a Latin word.
func (s *sheet) wrap(text string, size, width float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line, used := "", 0.0
		for _, piece := range pieces(paragraph) {
			w := s.measure(piece, size)
			if line != "" && used+w > width && !strings.Contains(closing, piece) {
				lines = append(lines, line)
				line, used = "", 0
			}
			line += piece
			used += w
		}
		lines = append(lines, line)
	}
	return lines
}

// longWord is how many bytes of a number, a date or a Latin word are kept together.
const longWord = 24

// pieces cuts a text where a line may break.
func pieces(text string) []string {
	var out []string
	for _, r := range text {
		if n := len(out); n > 0 && (latin(r) || strings.ContainsRune("年月日", r)) && latin(rune(out[n-1][0])) && len(out[n-1]) < longWord {
			out[n-1] += string(r)
		} else {
			out = append(out, string(r))
		}
	}
	return out
}

func latin(r rune) bool { return r > ' ' && r <= unicode.MaxASCII }

// fit returns the largest size, at most the wished one, at which a text fits a width.
func (s *sheet) fit(text string, size, width float64) float64 {
	if w := s.measure(text, size); w > width {
		return size * width / w
	}
	return size
}

// line draws a line of a thickness.
func (s *sheet) line(x1, y1, x2, y2, thick float64) {
	s.pdf.SetLineWidth(thick * s.scale)
	s.pdf.Line(x1*s.scale, y1*s.scale, x2*s.scale, y2*s.scale)
}

// frame draws the outline of a rectangle.
func (s *sheet) frame(x, y, w, h float64) {
	s.line(x, y, x+w, y, thin)
	s.line(x, y+h, x+w, y+h, thin)
	s.line(x, y, x, y+h, thin)
	s.line(x+w, y, x+w, y+h, thin)
}

// Thickness of lines.
const (
	thin  = 0.8
	thick = 2.4
)

func (s *sheet) image(img image.Image, x, y, side float64) {
	s.fail(s.pdf.ImageFrom(img, x*s.scale, y*s.scale, &gopdf.Rect{W: side * s.scale, H: side * s.scale}))
}
