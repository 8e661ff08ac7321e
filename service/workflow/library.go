package workflow

import (
	"cmp"
	"slices"
	"sync"

	"bangfu/model"
)

// Library holds the schemes that may be opened, and those under which rounds run.
type Library struct {
	cal    *Calendar
	listed []*Scheme // that may be opened, by key and version

	mu     sync.RWMutex
	byHash map[string]*Scheme
}

// NewLibrary gathers the schemes that ship and the county's own. Two files with the
// same key and version but different content are KindInvalid: a change is a new
// version.
func NewLibrary(cal *Calendar, schemes ...*Scheme) (*Library, error) {
	l := &Library{cal: cal, byHash: map[string]*Scheme{}}
	for _, s := range schemes {
		for _, have := range l.listed {
			if have.Key == s.Key && have.Version == s.Version && have.Hash != s.Hash {
				return nil, model.Invalid("方案 " + s.Key + " 的同一版本有两个不同的内容，请把改过的那份 version 加1")
			}
		}
		if l.byHash[s.Hash] == nil {
			l.listed = append(l.listed, s)
			l.byHash[s.Hash] = s
		}
	}
	slices.SortFunc(l.listed, func(a, b *Scheme) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Version, b.Version))
	})
	return l, nil
}

// Add makes a scheme known by its hash only: one that a round runs under, as it was
// stored or compiled. It is not offered for new rounds.
func (l *Library) Add(s *Scheme) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byHash[s.Hash] == nil {
		l.byHash[s.Hash] = s
	}
}

// ByHash returns the scheme with that very content.
func (l *Library) ByHash(hash string) (*Scheme, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	s, ok := l.byHash[hash]
	return s, ok
}

// ByKey returns the highest version of the scheme that may be opened.
func (l *Library) ByKey(key string) (*Scheme, bool) {
	for _, s := range slices.Backward(l.listed) {
		if s.Key == key {
			return s, true
		}
	}
	return nil, false
}

// All returns the schemes that may be opened, by key and version.
func (l *Library) All() []*Scheme { return slices.Clone(l.listed) }

// Calendar returns the working days and holidays.
func (l *Library) Calendar() *Calendar { return l.cal }
