package sandbox

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"time"
)

// Health is how WeChat's servers feel, for the demo's switch.
type Health string

// The states of health.
const (
	HealthFine  Health = "fine"
	HealthSlow  Health = "slow"  // every answer takes four seconds
	HealthDown  Health = "down"  // connections are refused
	HealthQuota Health = "quota" // the day's quota of every sending API is used up
)

const slowAnswer = 4 * time.Second

// SetHealth sets how the servers feel from now on.
func (s *Sandbox) SetHealth(h Health) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.health = h
	s.touch()
}

// FaultKind is what goes wrong with a call.
type FaultKind string

// The faults (wechat.md §13.5).
const (
	FaultCode        FaultKind = "code"        // nothing is done, the answer is errcode Code
	FaultRefused     FaultKind = "refused"     // the connection is refused
	FaultTimeout     FaultKind = "timeout"     // nobody reads the request
	FaultLost        FaultKind = "lost"        // it is done, and the answer is lost
	FaultReset       FaultKind = "reset"       // the connection breaks halfway through the request
	FaultBody        FaultKind = "body"        // nothing is done, the answer is Status (200) with Body
	FaultUndelivered FaultKind = "undelivered" // accepted, then it fails with the words of Body
	FaultNoResult    FaultKind = "no_result"   // delivered, and no result event follows
)

// Fault is a fault with what it needs.
type Fault struct {
	Kind   FaultKind
	Code   int
	Status int
	Body   string
}

// Rule says which calls meet a fault. Empty fields match everything.
type Rule struct {
	Path        string // of the API: /cgi-bin/message/template/send
	OpenID      string // of the recipient; not for faults that strike before anybody reads
	First, Last int    // n-th matching call, counted from 1
	From, Until time.Time
	Chance      float64 // 0 means always
	Fault       Fault
}

type rule struct {
	Rule
	seen int
	dice *rand.Rand
}

// AddRule adds a rule to the script; the first that matches is taken. Each rule
// throws its own dice, so that a new rule shifts no other.
func (s *Sandbox) AddRule(r Rule) {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%+v", r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, &rule{Rule: r, dice: rand.New(rand.NewPCG(s.o.Seed, h.Sum64()))}) //nolint:gosec // reproducible, not secret
}

// ClearRules takes the script back.
func (s *Sandbox) ClearRules() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// strikesEarly: before the request is read.
func strikesEarly(k FaultKind) bool {
	return k == FaultRefused || k == FaultTimeout || k == FaultReset
}

func strikesLate(k FaultKind) bool { return !strikesEarly(k) }

// fault returns the fault of this call; the lock is held.
func (s *Sandbox) fault(path, openID string, strikes func(FaultKind) bool) Fault {
	now := s.o.Clock.Now()
	for _, r := range s.rules {
		if strikes(r.Fault.Kind) && r.about(path, openID) && r.during(now) && r.turn() {
			return r.Fault
		}
	}
	return Fault{}
}

func (r Rule) about(path, openID string) bool {
	return (r.Path == "" || r.Path == path) && (r.OpenID == "" || r.OpenID == openID)
}

func (r Rule) during(now time.Time) bool {
	return !now.Before(r.From) && (r.Until.IsZero() || now.Before(r.Until))
}

// turn counts a matching call and reports whether it is one that meets the fault.
func (r *rule) turn() bool {
	r.seen++
	if r.seen < r.First || r.Last > 0 && r.seen > r.Last {
		return false
	}
	return r.Chance <= 0 || r.dice.Float64() < r.Chance
}

type timeoutError struct{}

// Error says what package net says when nobody answers.
func (timeoutError) Error() string { return "i/o timeout" }

// Timeout makes it a timeout to net.Error.
func (timeoutError) Timeout() bool { return true }

// Temporary makes it one to callers who still ask the older question.
func (timeoutError) Temporary() bool { return true }

type brokenError struct{ text string }

// Error says what the kernel would.
func (e brokenError) Error() string { return e.text }

func refusedError() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: brokenError{"connection refused"}}
}

func readTimeout() error { return &net.OpError{Op: "read", Net: "tcp", Err: timeoutError{}} }

func resetError() error {
	return &net.OpError{Op: "write", Net: "tcp", Err: brokenError{"connection reset by peer"}}
}
