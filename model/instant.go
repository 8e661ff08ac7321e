package model

import "time"

// Instant is a moment as the register stores it: milliseconds since 1970 UTC,
// 0 = not yet. Every dialect compares it rightly; a text time with an offset is
// compared as text by SQLite and gives wrong rows.
type Instant int64

// InstantOf returns the moment to the millisecond; the zero time is 0.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns the moment in UTC; 0 is the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// Set reports whether the moment has come about.
func (i Instant) Set() bool { return i != 0 }
