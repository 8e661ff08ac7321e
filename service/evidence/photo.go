package evidence

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"time"

	"golang.org/x/image/draw"

	"bangfu/model"
)

// cleaned is an upload as it may be kept.
type cleaned struct {
	content       []byte
	kind          string
	width, height int
	captured      time.Time
}

// quality of a kept photo: print on a sheet stays readable.
const quality = 85

// maxScans is how many scans a JPEG may have: each costs a walk over the whole
// picture, so a small file of a hundred thousand scans would hold a core for
// minutes. Cameras write 1, progressive writers about 10.
const maxScans = 200

// photo paints a photo anew: upright, at most 2560 pixels long, without anything
// that was written beside the picture: place, camera, thumbnail, a second file
// behind its end.
func photo(raw []byte, kind string) (cleaned, error) {
	decodeConfig, decode := jpeg.DecodeConfig, jpeg.Decode
	if kind == kindPNG {
		decodeConfig, decode = png.DecodeConfig, png.Decode
	}
	head, err := decodeConfig(bytes.NewReader(raw))
	if err != nil || head.Width <= 0 || head.Height <= 0 {
		return cleaned{}, unreadable(err)
	}
	if int64(head.Width)*int64(head.Height) > MaxPixels { // before decoding: a header of 2 KB can ask for gigabytes
		return cleaned{}, tooLarge("照片像素太大（超过4000万），请把手机相机的照片尺寸调小，重新拍一张")
	}
	if kind == KindJPEG && bytes.Count(raw, []byte{0xff, 0xda}) > maxScans {
		return cleaned{}, unreadable(nil)
	}
	picture, err := decode(bytes.NewReader(raw))
	if err != nil {
		return cleaned{}, unreadable(err)
	}
	var said exif
	if kind == KindJPEG {
		said = readEXIF(raw)
	}
	painted := upright(shrink(picture), said.orientation)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, painted, &jpeg.Options{Quality: quality}); err != nil {
		return cleaned{}, model.Internal(err)
	}
	size := painted.Bounds()
	return cleaned{out.Bytes(), KindJPEG, size.Dx(), size.Dy(), said.taken}, nil
}

func unreadable(err error) error {
	return model.Invalid("照片打不开，可能没有传完。请重新拍照上传").Because(err)
}

// shrink paints the picture on white, no longer than LongSide.
func shrink(picture image.Image) *image.RGBA {
	from := picture.Bounds()
	w, h := from.Dx(), from.Dy()
	if long := max(w, h); long > LongSide {
		w, h = max(1, w*LongSide/long), max(1, h*LongSide/long)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if w == from.Dx() {
		draw.Draw(to, to.Bounds(), picture, from.Min, draw.Over)
	} else {
		draw.BiLinear.Scale(to, to.Bounds(), picture, from, draw.Over, nil)
	}
	return to
}

// upright turns and mirrors the picture as the camera said (EXIF orientation 1–8).
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return p
	}
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := turned(orientation, x, y, w, h)
			copy(to.Pix[to.PixOffset(tx, ty):][:4], p.Pix[p.PixOffset(x, y):][:4])
		}
	}
	return to
}

// turned returns where a pixel goes.
func turned(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
