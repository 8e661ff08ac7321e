package document_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// paper is a PDF read back: what a program finds that searches it or reads its codes.
type paper struct {
	t       testing.TB
	objects map[string][]byte // by number, the last one said counts
	pages   []string          // their text, a line per piece of text
	codes   []string          // the texts of the QR codes, one a page
}

var (
	object   = regexp.MustCompile(`(?:^|\n)(\d+) 0 obj\n`)
	aPage    = regexp.MustCompile(`/Type /Page\n(?s:.*?)/Contents\s+(\d+) 0 R`)
	aFont    = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	aMap     = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	anEntry  = regexp.MustCompile(`<([0-9A-F]{4})><([0-9A-F]+)>`)
	shown    = regexp.MustCompile(`/(F\d+) [\d.]+ Tf|\[<([0-9A-F]+)>\] TJ`)
	anImage  = regexp.MustCompile(`/(I\d+) (\d+) 0 R`)
	drawn    = regexp.MustCompile(`/(I\d+) Do`)
	imageFor = regexp.MustCompile(`/Width (\d+)\s`)
)

func readPaper(t testing.TB, raw []byte) paper {
	t.Helper()
	p := paper{t: t, objects: map[string][]byte{}}
	at := object.FindAllSubmatchIndex(raw, -1)
	for i, m := range at {
		end := len(raw)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		p.objects[string(raw[m[2]:m[3]])] = raw[m[1]:end]
	}
	fonts := map[string]map[string]string{}
	for _, m := range aFont.FindAllSubmatch(raw, -1) {
		fonts[string(m[1])] = p.characters(string(m[2]))
	}
	images := map[string]string{}
	for _, m := range anImage.FindAllSubmatch(raw, -1) {
		images[string(m[1])] = string(m[2])
	}
	for _, m := range aPage.FindAllSubmatch(raw, -1) {
		content := inflate(t, p.objects[string(m[1])])
		p.pages = append(p.pages, textOf(content, fonts))
		for _, d := range drawn.FindAllSubmatch(content, -1) {
			p.codes = append(p.codes, p.code(images[string(d[1])]))
		}
	}
	return p
}

// characters reads what the glyphs of a font stand for.
func (p paper) characters(font string) map[string]string {
	of := map[string]string{}
	m := aMap.FindSubmatch(p.objects[font])
	if m == nil {
		p.t.Fatalf("font %s does not say what its characters are", font)
	}
	for _, e := range anEntry.FindAllSubmatch(p.objects[string(m[1])], -1) {
		b, err := hex.DecodeString(string(e[2]))
		if err != nil {
			p.t.Fatal(err)
		}
		var units []uint16
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, binary.BigEndian.Uint16(b[i:]))
		}
		of[string(e[1])] = string(utf16.Decode(units))
	}
	return of
}

func textOf(content []byte, fonts map[string]map[string]string) string {
	var b strings.Builder
	font := map[string]string{}
	for _, m := range shown.FindAllSubmatch(content, -1) {
		if len(m[1]) > 0 {
			font = fonts[string(m[1])]
			continue
		}
		for i := 0; i+4 <= len(m[2]); i += 4 {
			b.WriteString(font[string(m[2][i:i+4])])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func inflate(t testing.TB, object []byte) []byte {
	t.Helper()
	_, stream, _ := bytes.Cut(object, []byte("stream\n"))
	z, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// code reads a QR code as a phone would, from the picture in the document. The
// picture is the body of a PNG of two colours; it gets its head back.
func (p paper) code(number string) string {
	raw := p.objects[number]
	side, err := strconv.ParseUint(string(imageFor.FindSubmatch(raw)[1]), 10, 32)
	if err != nil {
		p.t.Fatal(err)
	}
	_, body, _ := bytes.Cut(raw, []byte("stream\n"))
	body, _, _ = bytes.Cut(body, []byte("\nendstream"))
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(nil, uint32(side))
	head = append(binary.BigEndian.AppendUint32(head, uint32(side)), 1, 3, 0, 0, 0)
	for _, c := range []struct {
		kind string
		body []byte
	}{{"IHDR", head}, {"PLTE", []byte{255, 255, 255, 0, 0, 0}}, {"IDAT", body}, {"IEND", nil}} {
		chunk := append([]byte(c.kind), c.body...)
		b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(c.body)))) //nolint:gosec // small
		b.Write(binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk)))
	}
	img, err := png.Decode(&b)
	if err != nil {
		p.t.Fatal(err)
	}
	return readCode(p.t, img)
}

func readCode(t testing.TB, img image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got.GetText()
}
