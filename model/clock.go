package model

import (
	"sync"
	"time"
	_ "time/tzdata" // the civil calendar of publicity must not depend on the host's zone files
)

// Clock tells the present instant. Every rule about time asks a Clock, never
// the machine, so that a demo or a test can move it.
type Clock interface {
	// Now returns the present instant in UTC.
	Now() time.Time
}

// SystemClock is the machine's own clock.
type SystemClock struct{}

// Now returns the machine's time in UTC.
func (SystemClock) Now() time.Time { return time.Now().UTC() }

// MovedClock runs at the machine's pace, shifted by an offset that only grows:
// the demo's clock (decisions 35).
type MovedClock struct {
	mu     sync.Mutex
	base   Clock
	offset time.Duration
}

// NewMovedClock returns a clock that shows base shifted by offset.
func NewMovedClock(base Clock, offset time.Duration) *MovedClock {
	return &MovedClock{base: base, offset: offset}
}

// Now returns the shifted instant in UTC.
func (c *MovedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Now().Add(c.offset)
}

// Offset returns the present shift against the base clock.
func (c *MovedClock) Offset() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// Advance moves the clock forward by d and returns the new shift; a clock of a
// register never goes back, so a negative d changes nothing.
func (c *MovedClock) Advance(d time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.offset += d
	}
	return c.offset
}

// FixedClock stands still until it is set: the clock of tests.
type FixedClock struct {
	mu sync.Mutex
	at time.Time
}

// NewFixedClock returns a clock that stands at the instant given.
func NewFixedClock(at time.Time) *FixedClock { return &FixedClock{at: at.UTC()} }

// Now returns the instant the clock stands at, in UTC.
func (c *FixedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to the instant given.
func (c *FixedClock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

// Advance moves the clock forward by d.
func (c *FixedClock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Shanghai is the civil time of the whole regulation (Asia/Shanghai).
func Shanghai() *time.Location { return shanghai }

var shanghai = loadShanghai()

func loadShanghai() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic("model: zone data for Asia/Shanghai is missing: " + err.Error())
	}
	return loc
}

// Date is a civil day in Asia/Shanghai, written 2014-05-12. Two dates compare
// as their text, so a Date may be compared with < and stored as it is.
type Date string

// DateOf returns the civil day in Asia/Shanghai on which the instant falls.
func DateOf(t time.Time) Date { return Date(t.In(shanghai).Format(time.DateOnly)) }

// ParseDate reads a day written 2014-05-12; anything else is KindInvalid.
func ParseDate(s string) (Date, error) {
	if _, err := time.ParseInLocation(time.DateOnly, s, shanghai); err != nil {
		return "", Invalid("日期要写成 2014-05-12 这样").Because(err)
	}
	return Date(s), nil
}

// At returns the instant of the given hour and minute of the day, Asia/Shanghai.
func (d Date) At(hour, minute int) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), shanghai)
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, shanghai).UTC()
}

// Start returns the first instant of the day.
func (d Date) Start() time.Time { return d.At(0, 0) }

// End returns the first instant after the day (24:00).
func (d Date) End() time.Time { return d.AddDays(1).At(0, 0) }

// AddDays returns the day n civil days later (earlier for n < 0).
func (d Date) AddDays(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// DaysUntil returns the number of civil days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	a, errA := time.Parse(time.DateOnly, string(d))
	b, errB := time.Parse(time.DateOnly, string(e))
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24) // both in UTC: every day has 24 hours here
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Sunday
	}
	return t.Weekday()
}

// Year returns the calendar year of the day.
func (d Date) Year() int {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return t.Year()
}

// Words writes the day as people say it: 5月12日.
func (d Date) Words() string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return t.Format("1月2日")
}

// ClockWords writes an instant as people say it: 5月15日18:00.
func ClockWords(t time.Time) string { return t.In(shanghai).Format("1月2日15:04") }
