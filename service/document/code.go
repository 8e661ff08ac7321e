package document

import (
	"net/url"
	"strings"

	"github.com/skip2/go-qrcode"

	"bangfu/model"
)

// The addresses in the QR codes, below the base: they open a page of the client
// (nav.ts names it). What hangs on a wall cannot be changed afterwards, nor can they.
const (
	posterPath       = "/h5/#/q/"
	sheetPath        = "/h5/#/sealed/"
	sheetParam       = "?sheet="
	announcementPath = "/gonggao/" // a plain page, for anybody
)

// PosterAddress is the text of a poster's QR: whoever scans it reads the list; the
// photo of a sealed poster is filed by the sheet it names, if it names one.
func PosterAddress(base, link string, sheet model.PublicID) string {
	address := base + posterPath + url.PathEscape(link)
	if sheet != "" {
		address += sheetParam + string(sheet)
	}
	return address
}

// SheetAddress is the text of the QR of a sheet that is sealed and photographed.
func SheetAddress(base string, sheet model.PublicID) string { return base + sheetPath + string(sheet) }

// SheetOf returns which sheet a QR read from a photo names; false when it is none
// of this house's.
func SheetOf(base, text string) (model.PublicID, bool) {
	rest, ok := strings.CutPrefix(text, base)
	if !ok {
		return "", false
	}
	id, ok := strings.CutPrefix(rest, sheetPath)
	if !ok && strings.HasPrefix(rest, posterPath) {
		_, id, ok = strings.Cut(rest, sheetParam)
	}
	return model.PublicID(id), ok && model.PublicID(id).Valid()
}

// modulePixels is how large one square of a QR code is in its picture: programs
// that smooth pictures must not eat it.
const modulePixels = 8

// code draws a QR code with its quiet margin into a square. A quarter of it may be
// torn, wet or stamped over (level Q).
func (s *sheet) code(text string, x, y, side float64) {
	if s.fault != nil {
		return
	}
	q, err := qrcode.New(text, qrcode.High)
	if err != nil {
		s.fail(model.Internal(err))
		return
	}
	s.image(q.Image(-modulePixels), x, y, side)
}
