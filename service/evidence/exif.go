package evidence

import (
	"encoding/binary"
	"time"

	"bangfu/model"
)

// exif is all that is read from what a camera writes beside a picture.
type exif struct {
	orientation int
	taken       time.Time
}

// Tags of EXIF 2.32.
const (
	tagOrientation = 0x0112
	tagExifIFD     = 0x8769
	tagTaken       = 0x9003 // DateTimeOriginal
	tagTakenZone   = 0x9011 // OffsetTimeOriginal
)

// readEXIF returns what the first EXIF segment of a JPEG says; damaged or absent
// data say nothing. A time without a zone is Asia/Shanghai.
func readEXIF(raw []byte) exif {
	body := tiff(exifSegment(raw))
	if body == nil {
		return exif{}
	}
	var e exif
	top := body.entries(body.at32(4))
	if v, ok := top[tagOrientation]; ok {
		e.orientation = int(body.order.Uint16(v[8:10]))
	}
	below, ok := top[tagExifIFD]
	if !ok {
		return e
	}
	inner := body.entries(int(body.order.Uint32(below[8:12])))
	taken, zone := body.text(inner[tagTaken]), body.text(inner[tagTakenZone])
	if t, err := time.Parse("2006:01:02 15:04:05-07:00", taken+zone); err == nil {
		e.taken = t.UTC()
	} else if t, err := time.ParseInLocation("2006:01:02 15:04:05", taken, model.Shanghai()); err == nil {
		e.taken = t.UTC()
	}
	return e
}

// exifSegment returns the TIFF body of the APP1 segment that holds EXIF.
func exifSegment(raw []byte) []byte {
	for i := 2; i+4 <= len(raw) && raw[i] == 0xff; {
		if raw[i+1] == 0xff { // padding
			i++
			continue
		}
		if raw[i+1] == 0xda { // the picture itself begins
			return nil
		}
		end := i + 2 + int(binary.BigEndian.Uint16(raw[i+2:]))
		if end > len(raw) || end < i+4 {
			return nil
		}
		if seg := raw[i+4 : end]; raw[i+1] == 0xe1 && len(seg) > 14 && string(seg[:6]) == "Exif\x00\x00" {
			return seg[6:]
		}
		i = end
	}
	return nil
}

type tiffBody struct {
	data  []byte
	order binary.ByteOrder
}

func tiff(data []byte) *tiffBody {
	if len(data) < 8 {
		return nil
	}
	switch string(data[:2]) {
	case "II":
		return &tiffBody{data, binary.LittleEndian}
	case "MM":
		return &tiffBody{data, binary.BigEndian}
	}
	return nil
}

func (b *tiffBody) at32(i int) int { return int(b.order.Uint32(b.data[i:])) }

// entries returns the 12-byte entries of the directory at the offset, by tag.
func (b *tiffBody) entries(at int) map[uint16][]byte {
	found := map[uint16][]byte{}
	if at < 8 || at+2 > len(b.data) {
		return found
	}
	n := int(b.order.Uint16(b.data[at:]))
	for i := range n {
		from := at + 2 + 12*i
		if from+12 > len(b.data) {
			break
		}
		entry := b.data[from : from+12]
		found[b.order.Uint16(entry)] = entry
	}
	return found
}

// text returns the ASCII value of an entry, "" for anything odd.
func (b *tiffBody) text(entry []byte) string {
	if entry == nil || b.order.Uint16(entry[2:]) != 2 {
		return ""
	}
	n, at := int(b.order.Uint32(entry[4:])), int(b.order.Uint32(entry[8:]))
	if n < 5 || n > 64 || at < 8 || at > len(b.data)-n {
		return ""
	}
	return string(b.data[at : at+n-1]) // without its closing zero
}
