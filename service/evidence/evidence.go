// Package evidence takes in photos and papers (佐证材料), cleans them, keeps them
// and shows them to who may see them. What a person sent is never kept and never
// served: a photo is painted anew, a paper with a script is refused. Source:
// decisions 30, trust T31.
package evidence

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"bangfu/model"
	"bangfu/model/files"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Limits of an upload.
const (
	MaxUpload = 20 << 20 // bytes of a photo
	MaxPaper  = 10 << 20 // bytes of a PDF
	MaxPixels = 40_000_000
	LongSide  = 2560 // pixels of a kept photo's longer side

	perDay     = 500            // files of one person in 24 hours
	orphanAge  = 24 * time.Hour // bytes without a row are swept after it
	sameUpload = time.Hour      // the same content again within it is the same upload
	cleaners   = 2              // uploads cleaned at a time: painting a photo may take 250 MB
)

// Options are the parts evidence is joined from.
type Options struct {
	Store *store.Store
	Files files.Store
	Clock model.Clock
	Audit *audit.Log
}

// Evidence is the evidence store (佐证库). It is safe for concurrent use.
type Evidence struct {
	store *store.Store
	files files.Store
	clock model.Clock
	audit *audit.Log
	slots chan struct{}
	room  room
}

// New joins the evidence store.
func New(o Options) *Evidence {
	e := &Evidence{store: o.Store, files: o.Files, clock: o.Clock, audit: o.Audit, slots: make(chan struct{}, cleaners)}
	e.room.left.Store(maxHeld)
	return e
}

// Upload is a photo or paper as it was sent. Its name and declared type do not
// count: the content says what it is.
type Upload struct {
	Content    io.Reader
	CapturedAt time.Time // when it was taken, if the sender knows; else it is read from the photo
}

// Put cleans an upload and keeps it for its uploader, who may then attach it. An
// empty area is the uploader's own. The same content sent again at once is the
// same file. Errors: KindUnauthenticated, KindTooLarge, KindInvalid in words,
// KindNotFound for an area that is not the actor's, KindTooMany, KindUnavailable.
func (e *Evidence) Put(ctx context.Context, actor model.Actor, area model.Area, in Upload) (model.PublicID, error) {
	if actor.PersonID == 0 {
		return "", model.Unauthenticated("请先登录")
	}
	if area == "" {
		area = actor.Area
	}
	if !livesOrWorks(actor, area) {
		return "", model.NotFound()
	}
	if err := e.notTooMany(ctx, actor); err != nil {
		return "", err
	}
	got, err := e.clean(ctx, in)
	if err != nil {
		return "", err
	}
	key, err := e.files.Put(ctx, got.content) // before the row: a row never points to nothing
	if err != nil {
		return "", err
	}
	now := e.clock.Now()
	f := model.File{
		PublicID: model.NewPublicID(), Key: key, Kind: got.kind, Size: int64(len(got.content)), Width: got.width, Height: got.height,
		UploadedBy: actor.PersonID, Area: area, CapturedAt: captured(now, in.CapturedAt, got.captured), CreatedAt: model.InstantOf(now),
	}
	err = e.store.InTx(ctx, func(tx *store.Tx) error {
		if before, err := sentBefore(tx, f); err != nil || before != "" {
			f.PublicID = before
			return err
		}
		return tx.AddFile(&f)
	})
	if err != nil {
		return "", err
	}
	return f.PublicID, nil
}

// livesOrWorks reports whether the area is the actor's home village or lies in a right's area.
func livesOrWorks(a model.Actor, area model.Area) bool {
	if area == a.Area || a.Area.Up(model.LevelVillage).Contains(area) {
		return true
	}
	for _, r := range a.Rights {
		if r.Area.Contains(area) {
			return true
		}
	}
	return false
}

func (e *Evidence) notTooMany(ctx context.Context, actor model.Actor) error {
	n, err := e.store.Read(ctx).CountFilesSince(actor.PersonID, model.InstantOf(e.clock.Now().Add(-24*time.Hour)))
	if err != nil {
		return err
	}
	if n >= perDay {
		return model.TooMany("今天上传的照片太多了，请明天再传，或请村上帮忙")
	}
	return nil
}

// clean reads the upload up to its limit and makes of it what may be kept.
func (e *Evidence) clean(ctx context.Context, in Upload) (cleaned, error) {
	content := &held{from: in.Content, room: &e.room}
	defer content.letGo()
	raw, err := io.ReadAll(io.LimitReader(content, MaxUpload+1))
	if errors.Is(err, errNoRoom) {
		return cleaned{}, busy(err)
	}
	if err != nil {
		return cleaned{}, model.Invalid("文件没有传完，请重新上传").Because(err)
	}
	if len(raw) > MaxUpload {
		return cleaned{}, tooLarge("文件超过20MB，请重新拍一张，或把照片调小再上传")
	}
	kind, err := sniff(raw)
	if err != nil {
		return cleaned{}, err
	}
	leave, err := e.slot(ctx)
	if err != nil {
		return cleaned{}, err
	}
	defer leave()
	if kind == KindPDF {
		return paper(raw)
	}
	return photo(raw, kind)
}

func tooLarge(notice string) error { return &model.Error{Kind: model.KindTooLarge, Notice: notice} }

// captured picks the moment a photo was taken: what the sender says, else what
// the photo said; a moment that has not come yet is not believed.
func captured(now, told, read time.Time) model.Instant {
	for _, t := range []time.Time{told, read} {
		if !t.IsZero() && !t.After(now.Add(10*time.Minute)) {
			return model.InstantOf(t)
		}
	}
	return 0
}

// sentBefore returns the file of an upload that was sent twice in a row: a weak
// network must not make two papers of one.
func sentBefore(tx *store.Tx, f model.File) (model.PublicID, error) {
	old, err := tx.FileOf(f.Key, f.UploadedBy)
	if model.KindOf(err) == model.KindNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if old.Area != f.Area || old.CapturedAt != f.CapturedAt || f.CreatedAt.Time().Sub(old.CreatedAt.Time()) > sameUpload {
		return "", nil
	}
	attached, err := tx.AttachmentsOfFile(old.ID)
	if err != nil || len(attached) > 0 {
		return "", err
	}
	return old.PublicID, nil
}

// Sweep removes bytes that have lain for 24 hours without a row, and returns how many.
func (e *Evidence) Sweep(ctx context.Context) (int, error) {
	tx := e.store.Read(ctx)
	return e.files.Sweep(ctx, tx.FileKnown, orphanAge)
}

// Read is shorthand for an upload of bytes.
func Read(content []byte) Upload { return Upload{Content: bytes.NewReader(content)} }
