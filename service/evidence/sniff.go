package evidence

import (
	"bytes"
	"strings"

	"bangfu/model"
)

// Kinds of content. Only jpeg and pdf are ever kept.
const (
	KindJPEG = "jpeg"
	KindPDF  = "pdf"
	kindPNG  = "png"
)

// sniff tells by content alone what an upload is, and refuses in words that say
// what to do for everything that is not a JPEG, a PNG or a PDF.
func sniff(raw []byte) (string, error) {
	starts := func(magic string) bool { return bytes.HasPrefix(raw, []byte(magic)) }
	switch {
	case len(raw) == 0:
		return "", model.Invalid("文件是空的，请重新拍照或选择文件")
	case starts("\xff\xd8\xff"):
		return KindJPEG, nil
	case starts("\x89PNG\r\n\x1a\n"):
		return kindPNG, nil
	case starts("%PDF-"):
		return KindPDF, nil
	case heic(raw):
		return "", model.Invalid("这是苹果手机的HEIC照片，系统打不开。请在手机“设置-相机-格式”里选“兼容性最佳”，再重新拍照上传")
	case starts("RIFF") && len(raw) > 12 && string(raw[8:12]) == "WEBP":
		return "", model.Invalid("这是WebP图片，系统打不开。请用手机相机直接拍照上传，或把图片截屏后上传截图")
	case starts("GIF8"), starts("BM"), starts("II*\x00"), starts("MM\x00*"):
		return "", model.Invalid("这种图片系统打不开。请用手机相机直接拍照上传")
	case starts("PK"), starts("\xd0\xcf\x11\xe0"):
		return "", model.Invalid("文档和压缩包不能当佐证。请把纸质材料拍成照片，或导出成PDF再上传")
	}
	return "", model.Invalid("这个文件不能当佐证。请上传照片（JPG、PNG）或PDF")
}

// heic reports a container of Apple's photos and their like (HEIF, AVIF).
func heic(raw []byte) bool {
	if len(raw) < 12 || string(raw[4:8]) != "ftyp" {
		return false
	}
	return strings.Contains("heic heix hevc hevx heim heis mif1 msf1 avif avis", string(raw[8:12]))
}
