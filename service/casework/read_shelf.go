package casework

import (
	"sync"
	"sync/atomic"
	"time"

	"bangfu/model"
)

// sheetKey names a list in one version.
type sheetKey struct {
	publicity model.PublicID
	version   int64
}

// sheet is a public list rendered once; gone when it is no longer shown. It never changes.
type sheet struct {
	key     sheetKey
	body    []byte
	etag    string
	day     model.Date // days left are counted from this day
	ends    time.Time
	checked time.Time // when the register last said that it is shown
	gone    bool
}

// slot holds the present rendering of one list in one version.
type slot struct {
	page atomic.Pointer[sheet]
	ask  sync.Mutex // one reader at a time asks the register
}

// shelf keeps the lists this process has rendered. Everything on it may be lost.
type shelf struct {
	mu    sync.RWMutex
	slots map[sheetKey]*slot
}

// shelfSize is how many rendered lists are kept.
const shelfSize = 512

func newShelf() *shelf { return &shelf{slots: map[sheetKey]*slot{}} }

func (s *Service) shelf() *shelf { return s.lists }

func (h *shelf) slot(key sheetKey) *slot {
	h.mu.RLock()
	have := h.slots[key]
	h.mu.RUnlock()
	if have != nil {
		return have
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if have = h.slots[key]; have == nil {
		h.sweep()
		have = &slot{}
		h.slots[key] = have
	}
	return have
}

// sweep makes room: what is gone goes first, then whatever the map gives; the
// register still has it.
func (h *shelf) sweep() {
	for key, old := range h.slots {
		if len(h.slots) < shelfSize {
			return
		}
		if p := old.page.Load(); p == nil || p.gone {
			delete(h.slots, key)
		}
	}
	for key := range h.slots {
		if len(h.slots) < shelfSize {
			return
		}
		delete(h.slots, key)
	}
}
