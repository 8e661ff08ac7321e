package evidence

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"bangfu/model"
)

// maxHeld is how many bytes of uploads are held in memory at a time, whoever
// sends them: eight of the largest, some fifty photos of a phone. A sender on a
// weak network holds only what has come, so that slow ones keep nobody out.
const maxHeld = 8 * MaxUpload

// errNoRoom is why an upload is not read on.
var errNoRoom = errors.New("evidence: no room for more uploads")

// busy refuses an upload for now: nothing of it was kept.
func busy(cause error) error {
	return &model.Error{Kind: model.KindUnavailable, Notice: "现在传照片的人太多，请稍后再传", Err: cause}
}

// room is what is left for the bytes of uploads.
type room struct{ left atomic.Int64 }

// held is an upload that takes room for what was read of it, until it is let go.
type held struct {
	from io.Reader
	room *room
	took int64
}

// Read takes room for what has come; errNoRoom when there is none.
func (h *held) Read(p []byte) (int, error) {
	n, err := h.from.Read(p)
	h.took += int64(n)
	if h.room.left.Add(-int64(n)) < 0 {
		return 0, errNoRoom
	}
	return n, err
}

// letGo gives the room back.
func (h *held) letGo() {
	h.room.left.Add(h.took)
	h.took = 0
}

// slot waits for one of the places in which uploads are cleaned, as long as the
// request does.
func (e *Evidence) slot(ctx context.Context) (leave func(), err error) {
	select {
	case e.slots <- struct{}{}:
		return func() { <-e.slots }, nil
	case <-ctx.Done():
		return nil, busy(ctx.Err())
	}
}
