package document

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the font
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"

	"bangfu/model"
)

//go:embed font/bangfu-kai.ttf.gz
var packedFont []byte

// face is a font that can be put into a document.
type face struct {
	name string
	raw  []byte
	font *sfnt.Font
}

// has reports whether the face draws the character.
func (f *face) has(r rune) bool {
	i, err := f.font.GlyphIndex(nil, r)
	return err == nil && i != 0
}

// faces are the fonts of a Printer: the house's own, unpacked on the first print,
// and those of the machine, looked through only for a character the own one has
// not (decisions 44).
type faces struct {
	own     func() (*face, error)
	folders []string // of the machine's fonts

	mu   sync.Mutex
	open map[string]*face // of the machine, those that are used
}

func newFaces(folders []string) *faces {
	return &faces{own: sync.OnceValues(unpack), folders: folders, open: map[string]*face{}}
}

func unpack() (*face, error) {
	z, err := gzip.NewReader(bytes.NewReader(packedFont))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	return parseFace("bangfu-kai", raw)
}

func parseFace(name string, raw []byte) (*face, error) {
	font, err := sfnt.Parse(raw)
	return &face{name, raw, font}, err
}

// of returns the face that draws a character. A wrong name on an official form is
// worse than none, so a character that no font has is refused by name.
func (f *faces) of(r rune) (*face, error) {
	own, err := f.own()
	if err != nil {
		return nil, model.Internal(fmt.Errorf("document: unpack the font: %w", err))
	}
	if own.has(r) {
		return own, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, at := range f.open {
		if at.has(r) {
			return at, nil
		}
	}
	if at := f.search(r); at != nil {
		return at, nil
	}
	return nil, unprintable(r)
}

func unprintable(r rune) error {
	if !unicode.IsGraphic(r) || unicode.IsSpace(r) {
		return model.Invalid(fmt.Sprintf("文字里有一个看不见的字符（U+%04X），打印不出来。请改正后再打印", r))
	}
	return model.Invalid(fmt.Sprintf("“%c”（U+%04X）这个字打印不出来，字库里没有。请联系县上的系统管理员装好字体再打印，不要用别的字代替", r, r))
}

// search looks through the machine's fonts. What is not found is not remembered:
// the font may be put in at any time.
func (f *faces) search(r rune) *face {
	for _, path := range fontFiles(f.folders) {
		if !covers(path, r) {
			continue
		}
		raw, err := os.ReadFile(path) //nolint:gosec // a font file of the machine
		if err != nil {
			continue
		}
		if at, err := parseFace("machine-"+filepath.Base(path), raw); err == nil {
			f.open[path] = at
			return at
		}
	}
	return nil
}

// covers reports whether a font file draws the character and can be put into a
// document: its outlines are TrueType. Only its tables are read.
func covers(path string, r rune) bool {
	file, err := os.Open(path) //nolint:gosec // a font file of the machine
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	var version [4]byte
	if _, err := file.ReadAt(version[:], 0); err != nil || version != [4]byte{0, 1, 0, 0} {
		return false
	}
	font, err := sfnt.ParseReaderAt(file)
	return err == nil && (&face{font: font}).has(r)
}

// fontFiles lists the plain TrueType files below the folders; a folder that cannot
// be read has none.
func fontFiles(folders []string) []string {
	var paths []string
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && strings.EqualFold(filepath.Ext(path), ".ttf") {
				paths = append(paths, path)
			}
			return nil
		})
	}
	return paths
}
