package demo

import (
	"slices"
	"time"

	"bangfu/model"
)

// event is something that happens at a moment of the seeding.
type event struct {
	at time.Time
	do func() error
}

// calendar holds what is to happen, the earliest first; of one moment, in the
// order it was entered.
type calendar []event

func (c *calendar) add(at time.Time, do func() error) {
	i, _ := slices.BinarySearchFunc(*c, at, func(e event, t time.Time) int {
		if e.at.After(t) {
			return 1
		}
		return -1
	})
	*c = slices.Insert(*c, i, event{at, do})
}

// next takes the earliest event before the end; false when there is none.
func (c *calendar) next(end time.Time) (event, bool) {
	if len(*c) == 0 || !(*c)[0].at.Before(end) {
		return event{}, false
	}
	e := (*c)[0]
	*c = (*c)[1:]
	return e, true
}

// halfDay returns the next working half day: 9:00, 15:00, and over the weekend.
func halfDay(t time.Time) time.Time {
	day := model.DateOf(t)
	if t.Before(day.At(9, 0)) && !weekend(day) {
		return day.At(9, 0)
	}
	if t.Before(day.At(15, 0)) && !weekend(day) {
		return day.At(15, 0)
	}
	for day = day.AddDays(1); weekend(day); day = day.AddDays(1) {
	}
	return day.At(9, 0)
}

func weekend(d model.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
