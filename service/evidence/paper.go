package evidence

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"

	"bangfu/model"
)

// Words in a PDF that make a reader do something. Short ones count only where a
// value follows, for compressed bytes hold any three letters by chance.
var (
	active   = regexp.MustCompile(`/(JavaScript|Launch|EmbeddedFile|OpenAction|RichMedia|SubmitForm)|/(JS|XFA)[\x00\t\n\f\r ]*[(<\[0-9]`)
	locked   = regexp.MustCompile(`/Encrypt[\x00\t\n\f\r ]*[<0-9]`)
	escaped  = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
	packed   = regexp.MustCompile(`/ObjStm`)
	packing  = regexp.MustCompile(`/ObjStm|/First[\x00\t\n\f\r ]*[0-9]`) // some readers do without the type
	twisted  = regexp.MustCompile(`/(DecodeParms|DP)`)                   // a predictor would tear names apart
	streamed = regexp.MustCompile(`>>[\x00\t\n\f\r ]*stream\r?\n`)
)

// maxUnpacked is how much of a PDF's packed objects is read.
const maxUnpacked = 16 << 20

// paper accepts a PDF that only shows pages. Objects may be packed (ObjStm) and
// names may be spelled with #hex, so both are undone before looking.
func paper(raw []byte) (cleaned, error) {
	if len(raw) > MaxPaper {
		return cleaned{}, tooLarge("PDF超过10MB，请分成几份，或拍成照片上传")
	}
	end := bytes.LastIndex(raw, []byte("%%EOF"))
	if end < 0 {
		return cleaned{}, model.Invalid("PDF不完整，可能没有传完。请重新上传，或拍成照片上传")
	}
	raw = raw[:end+len("%%EOF")] // what hides behind the end is no part of the paper
	plain := unescape(raw)
	if locked.Match(plain) {
		return cleaned{}, model.Invalid("PDF加了密码，系统看不了。请去掉密码，或拍成照片上传")
	}
	objects, err := unpack(raw, plain)
	if err != nil {
		return cleaned{}, err
	}
	if active.Match(plain) || active.Match(unescape(objects)) {
		return cleaned{}, model.Invalid("PDF里带有脚本或附件，不能收。请打印后拍成照片上传")
	}
	return cleaned{content: append(bytes.Clone(raw), '\n'), kind: KindPDF}, nil
}

// unescape undoes #hex in names.
func unescape(b []byte) []byte {
	return escaped.ReplaceAllFunc(b, func(hex []byte) []byte {
		n, _ := strconv.ParseUint(string(hex[1:]), 16, 8) // two hex digits always parse
		return []byte{byte(n)}
	})
}

// unpack returns the content of packed objects. A paper that has some, but packs
// them in a way that is not understood, is refused: it cannot be looked into.
func unpack(raw, plain []byte) ([]byte, error) {
	want := len(packed.FindAll(plain, -1))
	var all bytes.Buffer
	got := 0
	for _, at := range streamed.FindAllIndex(raw, -1) {
		head := raw[max(0, at[0]-1<<16):at[0]]
		start := bytes.LastIndex(head, []byte("obj"))
		if start < 0 {
			return nil, sealedPaper(nil)
		}
		head = unescape(head[start:])
		if !packing.Match(head) {
			continue
		}
		if twisted.Match(head) {
			return nil, sealedPaper(nil)
		}
		z, err := zlib.NewReader(bytes.NewReader(raw[at[1]:]))
		if err != nil {
			return nil, sealedPaper(err)
		}
		if _, err := io.Copy(&all, io.LimitReader(z, int64(maxUnpacked-all.Len())+1)); err != nil || all.Len() > maxUnpacked {
			return nil, sealedPaper(err)
		}
		got++
	}
	if got < want {
		return nil, sealedPaper(nil)
	}
	return all.Bytes(), nil
}

func sealedPaper(err error) error {
	return model.Invalid("PDF里的内容系统看不了。请打印后拍成照片上传").Because(err)
}
