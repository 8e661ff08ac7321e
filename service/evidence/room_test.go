package evidence

import (
	"bytes"
	"context"
	"testing"

	"bangfu/model"
)

// refusedForNow expects the one answer to an upload for which there is no room.
func refusedForNow(t *testing.T, err error) {
	t.Helper()
	if e := model.AsError(err); model.KindOf(err) != model.KindUnavailable || e.Notice != "现在传照片的人太多，请稍后再传" {
		t.Errorf("got %v, want to be told to send it later", err)
	}
}

func TestAnUploadWaitsForAPlaceAsLongAsItsRequestDoes(t *testing.T) {
	photo := jpegOf(t, picture(64, 48))
	for name, content := range map[string][]byte{"photo": photo, "paper": pdf("")} {
		w := newWorld(t)
		for range cleaners {
			w.slots <- struct{}{}
		}
		ctx, hangUp := context.WithCancel(w.ctx)
		answer := make(chan error)
		read := &signalling{content: bytes.NewReader(content), end: make(chan struct{})}
		go func() { _, err := w.Put(ctx, villager(7), "", Upload{Content: read}); answer <- err }()
		<-read.end
		hangUp()
		refusedForNow(t, <-answer)
		go func() { _, err := w.Put(w.ctx, villager(7), "", Read(content)); answer <- err }()
		<-w.slots
		if err := <-answer; err != nil {
			t.Errorf("%s: %v once a place is free", name, err)
		}
		if left := w.room.left.Load(); left != maxHeld {
			t.Errorf("%s: %d bytes of room are left, want all %d", name, left, maxHeld)
		}
	}
}

func TestUploadsTogetherNeverHoldMoreThanTheRoomThereIs(t *testing.T) {
	w := newWorld(t)
	for range cleaners {
		w.slots <- struct{}{}
	}
	photo := jpegOf(t, picture(64, 48))
	w.room.left.Store(int64(len(photo)) + 100)
	first := make(chan error)
	read := &signalling{content: bytes.NewReader(photo), end: make(chan struct{})}
	go func() { _, err := w.Put(w.ctx, villager(7), "", Upload{Content: read}); first <- err }()
	<-read.end // the first is held whole
	_, err := w.Put(w.ctx, villager(8), "", Read(photo))
	refusedForNow(t, err)
	<-w.slots
	if err := <-first; err != nil {
		t.Errorf("the first: %v", err)
	}
	if _, err := w.Put(w.ctx, villager(8), "", Read(photo)); err != nil {
		t.Errorf("sent again later: %v", err)
	}
}

// signalling says when it was read to its end.
type signalling struct {
	content *bytes.Reader
	end     chan struct{}
}

func (s *signalling) Read(p []byte) (int, error) {
	n, err := s.content.Read(p)
	if err != nil {
		close(s.end)
	}
	return n, err
}
