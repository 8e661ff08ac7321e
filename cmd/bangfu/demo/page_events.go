package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"bangfu/model"
	"bangfu/service/wechat/sandbox"
)

// beat is how long a stream may be silent: the clock's face is told at least so often.
const beat = 20 * time.Second

// chat is what a phone shows from a bubble on. The page cuts its own list at From
// and puts Bubbles behind, so that nothing can stand there twice.
type chat struct {
	World   string           `json:"world"`
	Seat    string           `json:"seat"`
	From    int              `json:"from"`
	Bubbles []sandbox.Bubble `json:"bubbles"`
}

// stream is one open connection of a phone.
type stream struct {
	page  *page
	w     http.ResponseWriter
	phone string
	world string
	seat  string
	shown int    // bubbles the page has
	last  string // the state it has, as JSON
}

// events is the stream of one phone (server-sent events): `state` when the bar
// changes, `chat` when the phone does. A new connection gets the whole log.
func (p *page) events(w http.ResponseWriter, r *http.Request) {
	phone := r.URL.Query().Get("phone")
	if phone != "a" && phone != "b" {
		p.refuse(w, r, model.Invalid("没有这部手机，请刷新页面"))
		return
	}
	control := unbounded(w)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	s := &stream{page: p, w: w, phone: phone}
	var version uint64
	var heard *sandbox.Sandbox
	for {
		turn := p.turn()
		world, err := s.send()
		if err != nil || control.Flush() != nil {
			return
		}
		if world != nil && world.Sandbox != heard { // the versions of two worlds have nothing to do with each other
			heard, version = world.Sandbox, 0
		}
		version = p.wait(r.Context(), turn, world, version)
		if r.Context().Err() != nil || closed(p.done) {
			return
		}
	}
}

// unbounded takes the server's limits off an answer that has its own; a browser
// whose answer is cut off asks a second time.
func unbounded(w http.ResponseWriter) *http.ResponseController {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a writer without deadlines has no limits either
	_ = control.SetWriteDeadline(time.Time{})
	return control
}

// wait returns when the world's WeChat has moved past the version, the page has
// changed, the program stops, or the stream was silent long enough.
func (p *page) wait(ctx context.Context, turn <-chan struct{}, world *World, version uint64) uint64 {
	ctx, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	go func() {
		select {
		case <-turn:
		case <-p.done:
		case <-ctx.Done():
		}
		cancel()
	}()
	if world == nil {
		<-ctx.Done()
		return 0
	}
	now, err := world.Sandbox.Wait(ctx, version)
	if err != nil {
		return version // woken by something else: what the phone has is still right
	}
	return now
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// send writes what the page does not have yet.
func (s *stream) send() (*World, error) {
	now, world := s.page.state()
	body, err := json.Marshal(now)
	if err != nil {
		return world, err
	}
	if string(body) != s.last {
		if err := s.event("state", body); err != nil {
			return world, err
		}
		s.last = string(body)
	}
	if world == nil {
		return nil, nil
	}
	return world, s.sendChat(world, now.Phones[s.phone])
}

func (s *stream) sendChat(world *World, seat string) error {
	fresh := s.world != world.Name || s.seat != seat
	_, key, err := s.page.held(s.phone)
	if err != nil {
		return nil //nolint:nilerr // a seat that is gone shows nothing; the bar says so
	}
	all := world.Sandbox.Chat(key)
	if fresh || len(all) < s.shown { // another person's phone, or the oldest bubbles were dropped
		s.shown = 0
	}
	if !fresh && len(all) == s.shown {
		return nil
	}
	out := chat{World: world.Name, Seat: seat, From: s.shown, Bubbles: slices.Clone(all[s.shown:])}
	if out.Bubbles == nil {
		out.Bubbles = []sandbox.Bubble{}
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	s.world, s.seat, s.shown = world.Name, seat, len(all)
	return s.event("chat", body)
}

func (s *stream) event(name string, body []byte) error {
	_, err := fmt.Fprintf(s.w, "event: %s\ndata: %s\n\n", name, body)
	return err
}
