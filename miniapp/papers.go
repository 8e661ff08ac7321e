package miniapp

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
	"bangfu/service/evidence"
)

// filesPath is the one route whose body may be an upload.
const filesPath = base + "/files"

// uploaded names a file that was taken in.
type uploaded struct {
	ID model.PublicID `json:"id"`
}

// upload takes a photo or paper: the part `file` of a form (wx.uploadFile), or the
// bare bytes. Its name and declared type do not count.
func (c *call) upload() error {
	kind, params, err := mime.ParseMediaType(c.gin.GetHeader("Content-Type"))
	if err != nil {
		return model.Invalid("请重新选照片再上传")
	}
	in := evidence.Upload{Content: bounded{c.gin.Request.Body}, CapturedAt: moment(c.gin.GetHeader("Captured-At"))}
	if kind == "multipart/form-data" {
		if in, err = filePart(multipart.NewReader(bounded{c.gin.Request.Body}, params["boundary"]), in.CapturedAt); err != nil {
			return err
		}
	} else if !strings.HasPrefix(kind, "image/") && kind != "application/pdf" && kind != "application/octet-stream" {
		return model.Invalid("只收照片和PDF，请重新选")
	}
	id, err := c.evidence.Put(c.ctx(), c.actor, "", in)
	if err != nil {
		return err
	}
	return c.json(http.StatusCreated, uploaded{id})
}

// filePart goes to the part `file`; a field captured_at may stand before it.
func filePart(form *multipart.Reader, captured time.Time) (evidence.Upload, error) {
	for range 8 {
		part, err := form.NextPart()
		if err != nil {
			break
		}
		switch part.FormName() {
		case "file":
			return evidence.Upload{Content: part, CapturedAt: captured}, nil
		case "captured_at":
			text, err := io.ReadAll(io.LimitReader(part, 64))
			if err == nil {
				captured = moment(string(text))
			}
		}
	}
	return evidence.Upload{}, model.InvalidField("file", "没有收到照片，请重新选")
}

// moment reads when a photo was taken; what is no moment is as not said.
func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// bounded says in our words that a body is too large.
type bounded struct{ io.Reader }

// Read implements io.Reader.
func (b bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = &model.Error{Kind: model.KindTooLarge, Notice: "文件超过20MB，请把照片调小再上传"}
	}
	return n, err
}

func (c *call) openFile() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	content, kind, err := c.evidence.Open(c.ctx(), c.actor, id)
	if err != nil {
		return err
	}
	h := c.gin.Writer.Header()
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if kind == evidence.KindPDF {
		return c.bytes(http.StatusOK, "application/pdf", content)
	}
	return c.bytes(http.StatusOK, "image/jpeg", content)
}

// sealedSheet is a sheet to be printed, sealed and photographed.
type sealedSheet struct {
	ID          model.PublicID `json:"id"`
	Purpose     string         `json:"purpose"`
	ListVersion int64          `json:"list_version"`
	Filed       bool           `json:"filed"`
}

func (c *call) printSheet() error {
	var in casework.SheetInput
	if err := c.read(&in); err != nil {
		return err
	}
	if !in.Object.ID.Valid() {
		return model.NotFound()
	}
	s, err := c.casework.PrintSheet(c.ctx(), c.actor, in)
	return answer(c, sealedSheet{s.PublicID, s.Purpose, s.ListVersion, s.FileID != 0}, err)
}

type photoAsk struct {
	Photo model.PublicID `json:"photo"`
}

func (c *call) fileSheet() error {
	var in photoAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.FileSheet(c.ctx(), c.actor, c.request, id, in.Photo))
}

func (c *call) endPhoto() error {
	var in photoAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.EndPhoto(c.ctx(), c.actor, c.request, id, in.Photo))
}
