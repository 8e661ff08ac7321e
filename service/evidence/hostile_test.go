package evidence

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"bangfu/model"
)

// packedPDF is a paper whose objects are packed.
func packedPDF(dict, objects string) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(objects)) //nolint:errcheck // into memory
	w.Close()                //nolint:errcheck // into memory
	return []byte(fmt.Sprintf("%%PDF-1.5\n4 0 obj\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\ntrailer\n<<>>\n%%%%EOF\n", dict, z.Len(), z.String()))
}

func pdf(body string) []byte {
	return []byte("%PDF-1.4\n1 0 obj\n" + body + "\nendobj\ntrailer\n<<>>\n%%EOF\n")
}

// pngHeader claims a size and holds nothing.
func pngHeader(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	ihdr = append(binary.BigEndian.AppendUint32(ihdr, h), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

// jpegHeader claims a size and holds nothing.
func jpegHeader(t *testing.T, w, h uint16) []byte {
	b := bytes.Clone(jpegOf(t, picture(16, 16)))
	sof := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[sof+5:], h)
	binary.BigEndian.PutUint16(b[sof+7:], w)
	return b
}

// manyScans repeats a photo's scan: a picture every decoder accepts, n times the work.
func manyScans(photo []byte, n int) []byte {
	sos := bytes.Index(photo, []byte{0xff, 0xda})
	b := append(bytes.Clone(photo[:sos]), bytes.Repeat(photo[sos:len(photo)-2], n)...)
	return append(b, 0xff, 0xd9)
}

func TestHostileUploadsAreRefusedInWordsThatSayWhatToDo(t *testing.T) {
	w := newWorld(t)
	photo := jpegOf(t, picture(64, 48))
	cases := []struct {
		name string
		raw  []byte
		kind model.Kind
		says string
	}{
		{"nothing", nil, model.KindInvalid, "空的"},
		{"text", []byte("hello"), model.KindInvalid, "不能当佐证"},
		{"web page", []byte("<html><script>alert(1)</script>"), model.KindInvalid, "不能当佐证"},
		{"vector picture", []byte("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"), model.KindInvalid, "不能当佐证"},
		{"program", []byte("\x7fELF\x02\x01\x01"), model.KindInvalid, "不能当佐证"},
		{"Apple photo", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), model.KindInvalid, "兼容性最佳"},
		{"Apple photo sequence", []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00"), model.KindInvalid, "兼容性最佳"},
		{"film", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), model.KindInvalid, "不能当佐证"},
		{"WebP", []byte("RIFF\x10\x00\x00\x00WEBPVP8 "), model.KindInvalid, "WebP"},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00"), model.KindInvalid, "直接拍照"},
		{"BMP", []byte("BM\x10\x00\x00\x00"), model.KindInvalid, "直接拍照"},
		{"TIFF", []byte("II*\x00\x08\x00\x00\x00"), model.KindInvalid, "直接拍照"},
		{"zip, also Word and Excel", []byte("PK\x03\x04\x14\x00"), model.KindInvalid, "导出成PDF"},
		{"old Word", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), model.KindInvalid, "导出成PDF"},
		{"JPEG cut in the middle", photo[:len(photo)/2], model.KindInvalid, "没有传完"},
		{"JPEG cut in its header", photo[:8], model.KindInvalid, "没有传完"},
		{"only the first bytes of a JPEG", []byte("\xff\xd8\xff"), model.KindInvalid, "没有传完"},
		{"PNG cut in the middle", pngOf(t, picture(64, 48))[:60], model.KindInvalid, "没有传完"},
		{"JPEG of 50 megapixels", jpegHeader(t, 10000, 5000), model.KindTooLarge, "4000万"},
		{"JPEG of 4 gigapixels", jpegHeader(t, 65535, 65535), model.KindTooLarge, "4000万"},
		{"PNG of 50 megapixels", pngHeader(10000, 5000), model.KindTooLarge, "4000万"},
		{"PNG of a line of 2 billion", pngHeader(2000000000, 1), model.KindTooLarge, "4000万"},
		{"JPEG of no height", jpegHeader(t, 100, 0), model.KindInvalid, "打不开"},
		{"JPEG that paints itself 300 times", manyScans(photo, 300), model.KindInvalid, "打不开"},
		{"more than 20 MB", append(bytes.Clone(photo), make([]byte, MaxUpload)...), model.KindTooLarge, "20MB"},
		{"paper of 11 MB", append(pdf("<<>>"), make([]byte, 11<<20)...), model.KindTooLarge, "10MB"},
		{"paper without an end", []byte("%PDF-1.4\n1 0 obj\n<<>>"), model.KindInvalid, "不完整"},
		{"paper with a script", pdf("<</S/JavaScript/JS(app.alert(1))>>"), model.KindInvalid, "脚本"},
		{"paper with a short script", pdf("<</S/Rendition/JS 7 0 R>>"), model.KindInvalid, "脚本"},
		{"paper that runs a program", pdf("<</S/Launch/F(cmd.exe)>>"), model.KindInvalid, "脚本"},
		{"paper with a file inside", pdf("<</Type/EmbeddedFile>>"), model.KindInvalid, "附件"},
		{"paper with files inside", pdf("<</Names<</EmbeddedFiles 9 0 R>>>>"), model.KindInvalid, "附件"},
		{"paper that acts on opening", pdf("<</OpenAction 3 0 R>>"), model.KindInvalid, "脚本"},
		{"script with a hidden spelling", pdf("<</S/J#61vaScr#69pt>>"), model.KindInvalid, "脚本"},
		{"form of scripts", pdf("<</XFA [ (a) 1 0 R ]>>"), model.KindInvalid, "脚本"},
		{"locked paper", []byte("%PDF-1.4\ntrailer\n<</Encrypt 5 0 R>>\n%%EOF"), model.KindInvalid, "密码"},
		{"script in a packed object", packedPDF("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", "7 0 <</S/JavaScript>>"), model.KindInvalid, "脚本"},
		{"script in a packed object without a type", packedPDF("/N 1/First 4/Filter/FlateDecode", "7 0 <</S/JavaScript>>"), model.KindInvalid, "脚本"},
		{"hidden spelling in a packed object", packedPDF("/Type/Obj#53tm/N 1/First 4/Filter/FlateDecode", "7 0 <</#4aS(x)>>"), model.KindInvalid, "脚本"},
		{"objects packed in another way", pdf("<</Type/ObjStm/Filter/LZWDecode>>\nstream\nabc\nendstream"), model.KindInvalid, "看不了"},
		{"objects torn by a predictor", packedPDF("/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>", "x"), model.KindInvalid, "看不了"},
		{"packed objects that are a bomb", packedPDF("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", strings.Repeat(" ", maxUnpacked+2)), model.KindInvalid, "看不了"},
		{"packed objects never shown", pdf("<</Type/ObjStm>>"), model.KindInvalid, "看不了"},
	}
	for _, c := range cases {
		_, err := w.Put(w.ctx, villager(7), "", Read(c.raw))
		if got := model.AsError(err); got == nil || got.Kind != c.kind || !strings.Contains(got.Notice, c.says) {
			t.Errorf("%s: got %v, want %s with %q", c.name, err, c.kind, c.says)
		}
	}
	if u, err := w.files.Usage(w.ctx); err != nil || u.Files != 0 {
		t.Errorf("a refused upload left %d files, %v", u.Files, err)
	}
}

func TestAPaperThatOnlyShowsPagesIsKept(t *testing.T) {
	w := newWorld(t)
	for name, raw := range map[string][]byte{
		"plain":  pdf("<</Type/Page/Contents 2 0 R>>"),
		"packed": packedPDF("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", "7 0 <</Type/Page>>"),
		"name of a font that begins like a script": pdf("<</JSong 5>>"),
	} {
		id := w.put(villager(7), "", raw)
		content, kind, err := w.Open(w.ctx, villager(7), id)
		if err != nil || kind != KindPDF || !bytes.Equal(bytes.TrimSpace(content), bytes.TrimSpace(raw)) {
			t.Errorf("%s: %s %v", name, kind, err)
		}
	}
}

func TestNothingBehindTheEndOfAPhotoOrPaperSurvives(t *testing.T) {
	w := newWorld(t)
	for name, raw := range map[string][]byte{"photo": jpegOf(t, picture(64, 48)), "paper": pdf("<<>>"), "png": pngOf(t, picture(64, 48))} {
		id := w.put(villager(7), "", append(bytes.Clone(raw), "PK\x03\x04 a program in a zip"...))
		content, err := w.open(villager(7), id)
		if err != nil || bytes.Contains(content, []byte("PK\x03\x04")) {
			t.Errorf("%s: a second file hides behind the end, %v", name, err)
		}
	}
}

func TestWhereAPhotoWasTakenIsNeverKept(t *testing.T) {
	w := newWorld(t)
	raw := withEXIF(jpegOf(t, picture(64, 48)), 1, "2014:05:11 08:00:00")
	if !bytes.Contains(raw, []byte(placeMark)) {
		t.Fatal("the test's photo has no place")
	}
	content, err := w.open(villager(7), w.put(villager(7), "", raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{placeMark, "Exif", "2014:05:11"} {
		if bytes.Contains(content, []byte(mark)) {
			t.Errorf("%q survived", mark)
		}
	}
}

func TestDamagedEXIFSaysNothingAndNeverFails(t *testing.T) {
	photo := jpegOf(t, picture(16, 16))
	whole := withEXIF(photo, 6, "2014:05:11 08:00:00")
	for cut := range 140 {
		for _, b := range []byte{0, 0xff} {
			hurt := bytes.Clone(whole)
			hurt[2+cut] = b
			readEXIF(hurt)
			readEXIF(hurt[:2+cut])
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Add(pngHeader(3, 3))
	f.Fuzz(func(t *testing.T, raw []byte) {
		kind, err := sniff(raw)
		if err != nil {
			return
		}
		if kind == KindPDF {
			_, err = paper(raw)
		} else {
			_, err = photo(raw, kind)
		}
		var refusal *model.Error
		if err != nil && (!errors.As(err, &refusal) || refusal.Kind == model.KindInternal) {
			t.Fatal(err)
		}
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAnUploadThatBreaksOffIsRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.Put(w.ctx, villager(7), "", Upload{Content: broken{}})
	if model.KindOf(err) != model.KindInvalid {
		t.Errorf("got %v", err)
	}
}
