package sandbox

import (
	"slices"
	"time"
)

// Who speaks in a bubble, and what kind of bubble it is.
const (
	FromMe      = "me"
	FromAccount = "account"

	KindText   = "text"
	KindCard   = "card"   // template or subscription message
	KindMenu   = "menu"   // a tap on the menu
	KindNotice = "notice" // WeChat's own grey line
)

// Field is one line of a card.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Bubble is one thing a phone's chat shows.
type Bubble struct {
	At     time.Time `json:"at"`
	From   string    `json:"from"`
	Kind   string    `json:"kind"`
	Text   string    `json:"text,omitempty"`
	Title  string    `json:"title,omitempty"`
	Fields []Field   `json:"fields,omitempty"`
	URL    string    `json:"url,omitempty"`
	Page   string    `json:"page,omitempty"`   // of the mini-program
	Failed string    `json:"failed,omitempty"` // why it was not answered
}

// Sent is one message an API call has sent to somebody.
type Sent struct {
	At          time.Time
	API         string
	Key         string // of the person
	OpenID      string
	Title       string
	Text        string
	Fields      []Field
	Truncated   []string // fields WeChat has cut
	URL         string
	MsgID       string
	ClientMsgID string
}

// Call is one request to an API.
type Call struct {
	At     time.Time
	Path   string
	Code   int    // errcode of the answer
	Status int    // HTTP status, 0 when no answer was given
	Fault  string // of the script, if any
}

// journal keeps what happened; the sandbox's lock guards it.
type journal struct {
	sent      []Sent
	calls     []Call
	unknown   []string
	exchanges []Exchange
}

const journalMax = 5000 // entries per kind; a demo may run for weeks

func keepLast[T any](list []T, more T) []T {
	if len(list) >= journalMax {
		list = slices.Delete(list, 0, journalMax/2)
	}
	return append(list, more)
}

// say puts a bubble into a person's chat; the lock is held.
func (s *Sandbox) say(p *person, b Bubble) {
	b.At = s.o.Clock.Now()
	p.bubbles = keepLast(p.bubbles, b)
}

// Chat returns what the person's phone shows, oldest first.
func (s *Sandbox) Chat(key string) []Bubble {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.find(key)
	if err != nil {
		return nil
	}
	return slices.Clone(p.bubbles)
}

// Sent returns everything that was sent to people, oldest first.
func (s *Sandbox) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.sent)
}

// Calls returns every API request, oldest first.
func (s *Sandbox) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.calls)
}

// Count returns how many requests the path has had.
func (s *Sandbox) Count(path string) int {
	n := 0
	for _, c := range s.Calls() {
		if c.Path == path {
			n++
		}
	}
	return n
}

// Unknown returns the paths nobody plays; a test with one has failed.
func (s *Sandbox) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.unknown)
}

// Exchanges returns every callback with its answer, oldest first.
func (s *Sandbox) Exchanges() []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.exchanges)
}
