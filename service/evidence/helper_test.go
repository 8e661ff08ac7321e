package evidence

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/files"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/audit"
)

const (
	village  model.Area = "/62/6210/621025/621025100/621025100209/"
	group    model.Area = "/62/6210/621025/621025100/621025100209/621025100209-02/"
	township model.Area = "/62/6210/621025/621025100/"
	county   model.Area = "/62/6210/621025/"
	other    model.Area = "/62/6210/621025/621025100/621025100210/"
)

// world is an evidence store of its own with its register and clock.
type world struct {
	*Evidence
	t     *testing.T
	ctx   context.Context
	clock *model.FixedClock
}

func newWorld(t *testing.T) *world {
	t.Helper()
	clock := model.NewFixedClock(model.Date("2014-05-12").At(9, 30))
	folder, err := files.OpenFolder(filepath.Join(t.TempDir(), "files"), storetest.Sealer(t), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() }) //nolint:errcheck // end of a test
	e := New(Options{Store: storetest.Open(t), Files: folder, Clock: clock, Audit: audit.New(clock)})
	return &world{e, t, context.Background(), clock}
}

func cadre(person int64, role model.Role, area model.Area) model.Actor {
	return model.Actor{PersonID: person, Door: model.DoorAPI, Area: area, Rights: []model.Right{{Role: role, Area: area}}}
}

func villager(person int64) model.Actor {
	return model.Actor{PersonID: person, Door: model.DoorAPI, Area: group, Verified: true}
}

func (w *world) put(actor model.Actor, area model.Area, content []byte) model.PublicID {
	w.t.Helper()
	id, err := w.Put(w.ctx, actor, area, Read(content))
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) open(actor model.Actor, id model.PublicID) ([]byte, error) {
	content, _, err := w.Open(w.ctx, actor, id)
	return content, err
}

func (w *world) in(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.store.InTx(w.ctx, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) file(id model.PublicID) model.File {
	w.t.Helper()
	f, err := w.store.Read(w.ctx).File(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func (w *world) attach(id model.PublicID, kind string, object int64) {
	w.t.Helper()
	f := w.file(id)
	w.in(func(tx *store.Tx) error {
		return tx.Attach(&model.Attachment{FileID: f.ID, ObjectKind: kind, ObjectID: object, Purpose: "proof", At: 1})
	})
}

// openCase inserts a case of the applicant in the second group and returns its row id.
func (w *world) openCase(applicant int64, index string) int64 {
	w.t.Helper()
	c := model.Case{PublicID: model.NewPublicID(), State: "submitted", Area: group, Village: "621025100209", ApplicantID: applicant, NumberIndex: index}
	w.in(func(tx *store.Tx) error { return tx.AddCase(&c) })
	return c.ID
}

// picture is red on its left half and blue on its right.
func picture(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 10, 10, 255}
			if x >= w/2 {
				c = color.RGBA{10, 10, 200, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func jpegOf(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// placeMark stands for the place a camera writes down; it must not survive.
const placeMark = "GPS-35.49N-108.36E-home-of-the-household"

// withEXIF puts an EXIF segment behind a JPEG's start: orientation, the moment it
// was taken, and a place.
func withEXIF(photo []byte, orientation uint16, taken string) []byte {
	le := binary.LittleEndian
	entry := func(b []byte, tag, typ uint16, n, value uint32) []byte {
		return le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(b, tag), typ), n), value)
	}
	const top, inner, text = 8, 8 + 2 + 3*12 + 4, 8 + 2 + 3*12 + 4 + 2 + 12 + 4
	b := le.AppendUint32([]byte("II*\x00"), top)
	b = le.AppendUint16(b, 3)
	b = entry(b, tagOrientation, 3, 1, uint32(orientation))
	b = entry(b, tagExifIFD, 4, 1, inner)
	b = entry(b, 0x8825, 2, uint32(len(placeMark)), uint32(text+len(taken)+1))
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, 1)
	b = entry(b, tagTaken, 2, uint32(len(taken)+1), text)
	b = le.AppendUint32(b, 0)
	b = append(append(append(b, taken...), 0), placeMark...)
	seg := append([]byte("Exif\x00\x00"), b...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(seg)+2)>>8), byte(len(seg)+2))
	return append(append(out, seg...), photo[2:]...)
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, model.Shanghai())
	if err != nil {
		panic(err)
	}
	return t.UTC()
}
