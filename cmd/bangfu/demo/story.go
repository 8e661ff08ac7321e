package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
	"bangfu/service/wechat/sandbox"
)

// story is the walk of `bangfu demo --check`: the first thing that is otherwise
// than it should be ends it and is named.
type story struct {
	ctx     context.Context //nolint:containedctx // the story is one call
	w       *World
	api     *caller
	out     io.Writer
	err     error
	steps   int
	picture []byte
	last    sandbox.Exchange // the last thing said in a chat
	people  map[string]*person

	homes   map[string]*dwelling // by the phone of who applies
	list    string               // id of the village's list
	posters []string
}

// dwelling is a household of the story.
type dwelling struct {
	id      string // of its case
	receipt string
	accept  string
	name    string
	number  string
	phone   string
	group   string
}

// Story walks the main job of 解家川村 through the public doors only: the HTTP
// interface at baseURL and encrypted callbacks, the clock moved by World.Advance.
// Every step is asserted from the other door than it was done at. It tells each
// line in Chinese and returns an error that names what should have been and what
// was. The world must be 2014, seeded and not played with.
func Story(ctx context.Context, w *World, baseURL string, out io.Writer) error {
	target, err := url.Parse(baseURL)
	if err != nil {
		return model.Internal(err)
	}
	if w.Name != Worlds()[0].Name {
		return model.Invalid("这一遍是在2014的世界里走的")
	}
	s := &story{ctx: ctx, w: w, api: &caller{base: strings.TrimRight(baseURL, "/"), http: &http.Client{Timeout: 30 * time.Second}},
		out: out, picture: picture(), people: map[string]*person{}, homes: map[string]*dwelling{}}
	door := httputil.NewSingleHostReverseProxy(target) // callbacks travel like those of WeChat: over HTTP
	w.Sandbox.Deliver(wechat.AppOA, door)
	w.Sandbox.Deliver(wechat.AppMP, door)
	for _, p := range cast() {
		s.people[p.phone] = &person{story: s, phone: p.phone, title: p.title}
	}
	for _, scene := range []struct {
		title string
		play  func()
	}{
		{"申请", s.applies}, {"受理", s.accepts}, {"入户调查", s.surveys}, {"小组评议", s.groups}, {"村民代表会议", s.assembly},
		{"三方核实", s.signs}, {"第一次公示", s.publishes}, {"没到日子不能办", s.tooEarly}, {"村民反映", s.objects},
		{"乡镇审核", s.examines}, {"不予通过：复核和转介", s.refusal}, {"第二次公示和上报", s.handsIn}, {"县上复审和公告", s.announces},
		{"没有泄露，记录没有动过", s.verifies},
	} {
		s.heading(scene.title)
		scene.play()
		if s.err != nil {
			return fmt.Errorf("demo: 走到“%s”：%w", scene.title, s.err)
		}
	}
	_, err = fmt.Fprintf(out, "\n走完了：%d处核对都对，现在是%s。\n", s.steps, model.ClockWords(w.Clock.Now()))
	return err
}

func (s *story) today() model.Date { return model.DateOf(s.w.Clock.Now()) }

// who returns somebody of the cast.
func (s *story) who(phone string) *person { return s.people[phone] }

func (s *story) heading(title string) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.out, "\n== %s ==\n", title)
	}
}

// line tells one line: when, who, what.
func (s *story) line(who, what string) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.out, "%s  %s：%s\n", model.ClockWords(s.w.Clock.Now()), who, what)
	}
}

// fault keeps an error that is none of the story's own.
func (s *story) fault(err error) bool {
	if s.err == nil {
		s.err = err
	}
	return s.err != nil
}

// fail ends the story: what should have been, and what was.
func (s *story) fail(where, want, got string) {
	if s.err == nil {
		s.err = fmt.Errorf("%s：应当%s，实际是“%s”", where, want, got)
	}
}

// contains expects words in an answer.
func (s *story) contains(where, answer string, words ...string) {
	for _, word := range words {
		if s.err == nil && !strings.Contains(answer, word) {
			s.fail(where, "有“"+word+"”", answer)
		}
	}
	s.checked("")
}

// is expects something to be as it should be.
func (s *story) is(where, got, want string) {
	if got != want {
		s.fail(where, "是“"+want+"”", got)
	}
	s.checked("")
}

// holds expects a condition.
func (s *story) holds(where string, ok bool, want, got string) { //nolint:revive // an assertion takes what it asserts
	if !ok {
		s.fail(where, want, got)
	}
	s.checked("")
}

// checked counts an assertion and tells of it.
func (s *story) checked(what string) {
	if s.err != nil {
		return
	}
	s.steps++
	if what != "" {
		_, s.err = fmt.Fprintf(s.out, "        ✓ %s\n", what)
	}
}

// until moves the world's clock to an hour of a day, running what falls due.
func (s *story) until(day model.Date, hour, minute int) {
	if s.err != nil {
		return
	}
	if d := day.At(hour, minute).Sub(s.w.Clock.Now()); d > 0 {
		s.fault(s.w.Advance(s.ctx, d))
	}
}

// later lets an hour pass.
func (s *story) later() {
	if s.err == nil {
		s.fault(s.w.Advance(s.ctx, time.Hour))
	}
}
