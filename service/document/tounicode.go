package document

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf16"

	"bangfu/model"
)

var (
	toUnicode = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n<<\n/Length \d+\n>>\nstream\n(/CIDInit .*?)\d+ beginbfrange\n(.*?)endbfrange\n(.*?)endstream\n`)
	entry     = regexp.MustCompile(`<([0-9A-F]{4})><[0-9A-F]{4}><([0-9A-F]{4,6})>\n`)
	trailer   = regexp.MustCompile(`(?s)trailer\n<<\n(/Size \d+\n.*?)>>\nstartxref\n(\d+)\n%%EOF\s*$`)

	errTrailer = errors.New("document: the PDF does not end as it should")
)

// mapEntries is how many entries a block of a character map may have (PDF 32000-1, 9.10.3).
const mapEntries = 100

// nameCharacters writes what the characters of a document are anew, behind its
// end, as an update of it. The library puts all into one block, which not every
// reader takes, and a number above U+FFFF where UTF-16 has to stand: the name is
// painted and can be neither searched for nor copied (trust G38).
func nameCharacters(raw []byte) ([]byte, error) {
	end := trailer.FindSubmatch(raw)
	maps := toUnicode.FindAllSubmatch(raw, -1)
	if end == nil || len(maps) == 0 {
		return nil, model.Internal(errTrailer)
	}
	out := append(slices.Clip(raw), '\n')
	var table bytes.Buffer
	table.WriteString("xref\n")
	for _, m := range maps {
		text := slices.Concat(m[2], blocksOf(entry.FindAllSubmatch(m[3], -1)), m[4])
		fmt.Fprintf(&table, "%s 1\n%010d 00000 n \n", m[1], len(out))
		out = fmt.Appendf(out, "%s 0 obj\n<<\n/Length %d\n>>\nstream\n%sendstream\nendobj\n", m[1], len(text), text)
	}
	start := len(out)
	out = append(out, table.Bytes()...)
	return fmt.Appendf(out, "trailer\n<<\n%s/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n", end[1], end[2], start), nil
}

// blocksOf writes entries glyph by glyph, a block at a time.
func blocksOf(entries [][][]byte) []byte {
	var b bytes.Buffer
	for some := range slices.Chunk(entries, mapEntries) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, e := range some {
			n, _ := strconv.ParseInt(string(e[2]), 16, 32) // hex digits by its pattern
			fmt.Fprintf(&b, "<%s><", e[1])
			for _, unit := range utf16.Encode([]rune{rune(n)}) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	return b.Bytes()
}
