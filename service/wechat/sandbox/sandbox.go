// Package sandbox plays WeChat's servers in one process, without a network: the
// APIs the client calls, the callbacks our door gets, and the phones of a few
// people. It knows the wire and WeChat's rules and nothing of our procedure; it
// never runs in production.
//
// Joining it, in cmd and in tests:
//
//	box, err := sandbox.New(sandbox.Options{Clock: clock, Seed: 1, OA: oa, MP: mp, UnionBound: true, Log: log})
//	client, err := wechat.NewClient(wechat.ClientOptions{OA: oa, MP: mp, Transport: box.RoundTripper(), …})
//	box.Deliver(wechat.AppOA, receiver)      // our callback handlers
//	box.Deliver(wechat.AppMP, receiverMP)
//	box.RegisterTemplate("T1", "待办提醒", sandbox.TemplateField{Name: "thing1", Label: "事项"})
//	box.AddPerson("a")                       // the phone of the demo page
//	_, err = box.Follow(ctx, "a")
//	_, err = box.Say(ctx, "a", "同意 3721")
//	bubbles := box.Chat("a")                 // what that phone shows
//	go box.Run(ctx)                          // pushes result events; tests call Flush
//
// The demo page waits with Wait for the next version and draws Chat again.
// OAuth: mount box.AuthorizePage at /connect/oauth2/authorize below
// wechat.BaseURLs.Open.
package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
)

// Options are what a Sandbox is built from.
type Options struct {
	Clock      model.Clock
	Seed       uint64 // same seed, same calls: same run
	OA, MP     wechat.Account
	UnionBound bool // both accounts under one open-platform account (开放平台): unionids are given
	Log        *slog.Logger
	Delay      time.Duration // how long an answer takes; 0 in tests, 50–300 ms in the demo
	Repeats    int           // deliveries after a failed first one; 0 means 3
	SameStamp  bool          // repeats carry the first try's timestamp and nonce
	OAuthHosts []string      // hosts the authorize page may lead to; loopback always may
}

// Sandbox is one world's WeChat.
type Sandbox struct {
	o    Options
	apis map[string]endpoint

	mu        sync.Mutex
	doors     map[string]http.Handler
	persons   map[string]*person // by key
	openIDs   map[string]*person // by app:openid
	tokens    map[string]*tokens // by app
	codes     map[string]*code
	templates map[string]template // by app:id
	sentIDs   map[string]sentID   // by openid:client_msg_id
	quota     map[string]int      // calls of the day, by app path day
	limits    map[string]int      // calls a day, by path
	rules     []*rule
	health    Health
	scenes    map[string]string // ticket -> scene
	menu      []MenuButton
	pending   []pending
	journal   journal
	serial    int64 // message ids
	version   uint64
	changed   chan struct{}
}

var errNoPerson = errors.New("sandbox: nobody has that key")

// New returns an empty world.
func New(o Options) (*Sandbox, error) {
	if o.Clock == nil || o.Log == nil {
		return nil, errors.New("sandbox: it needs clock and log")
	}
	if err := errors.Join(o.OA.Check(false), o.MP.Check(false)); err != nil {
		return nil, err
	}
	if o.OA.App != wechat.AppOA || o.MP.App != wechat.AppMP || o.OA.AppID == o.MP.AppID {
		return nil, errors.New("sandbox: two different accounts are needed, oa and mp")
	}
	if o.Repeats == 0 {
		o.Repeats = 3
	}
	return &Sandbox{
		o: o, apis: endpoints(), doors: map[string]http.Handler{}, persons: map[string]*person{}, openIDs: map[string]*person{},
		tokens: map[string]*tokens{wechat.AppOA: {}, wechat.AppMP: {}}, codes: map[string]*code{},
		templates: map[string]template{}, sentIDs: map[string]sentID{}, quota: map[string]int{}, limits: dailyLimits(),
		scenes: map[string]string{}, changed: make(chan struct{}),
	}, nil
}

// Deliver registers the callback handler of an account (oa or mp).
func (s *Sandbox) Deliver(app string, h http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doors[app] = h
}

func (s *Sandbox) account(app string) wechat.Account {
	if app == wechat.AppMP {
		return s.o.MP
	}
	return s.o.OA
}

// Version grows with everything that happens.
func (s *Sandbox) Version() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version
}

// Wait returns the present version as soon as it is newer than since.
func (s *Sandbox) Wait(ctx context.Context, since uint64) (uint64, error) {
	for {
		s.mu.Lock()
		now, changed := s.version, s.changed
		s.mu.Unlock()
		if now > since {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now, ctx.Err()
		}
	}
}

// touch tells whoever waits; the lock is held.
func (s *Sandbox) touch() {
	s.version++
	close(s.changed)
	s.changed = make(chan struct{})
}

// id makes an identifier that the seed decides: the same world has the same openids.
func (s *Sandbox) id(parts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d|%s", s.o.Seed, strings.Join(parts, "|")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (s *Sandbox) nextSerial() int64 {
	s.serial++
	return 24_000_000_000 + s.serial
}
