package model

import (
	"errors"
	"fmt"
	"time"
)

// Kind tells machines what sort of refusal an Error is.
type Kind string

// The kinds of refusal, each with the HTTP status the JSON door gives it (decisions 18).
const (
	KindInvalid         Kind = "invalid"         // 422: a field is wrong, or 400 without fields
	KindUnknownField    Kind = "unknown_field"   // 400: the request has a field nobody knows
	KindUnauthenticated Kind = "unauthenticated" // 401: nobody is logged in
	KindForbidden       Kind = "forbidden"       // 403: visible, but the act is not yours
	KindNotFound        Kind = "not_found"       // 404: absent, or outside the scope
	KindConflict        Kind = "conflict"        // 409: state or version changed, or somebody was faster
	KindTooEarly        Kind = "too_early"       // 409: the day has not come
	KindTooLarge        Kind = "too_large"       // 413
	KindTooMany         Kind = "too_many"        // 429
	KindUnavailable     Kind = "unavailable"     // 503: try again later, nothing was changed
	KindInternal        Kind = "internal"        // 500
)

// FieldError says what is wrong with one field of a form.
type FieldError struct {
	Field  string `json:"field"`  // path of the field: members.0.name
	Notice string `json:"notice"` // one plain sentence, what to do
}

// Error is a refusal: a Kind for machines, a Notice for people, a cause for operators.
type Error struct {
	Kind   Kind
	Notice string       // one plain Chinese sentence that says what to do next
	Fields []FieldError // what is wrong, field by field
	Facts  *Facts       // what the doors may add: office, time, number
	Err    error        // cause, for operators only
}

// Facts are the few things a door may say about a refusal beside its notice.
type Facts struct {
	Office   string    `json:"office,omitempty"`   // who decided: 山河镇人民政府
	Do       string    `json:"do,omitempty"`       // what was decided: approve
	Say      string    `json:"say,omitempty"`      // in people's words: 同意
	When     time.Time `json:"when,omitzero"`      // when it was decided
	Earliest time.Time `json:"earliest,omitzero"`  // too_early: when it may be done
	LastDay  Date      `json:"last_day,omitempty"` // too_early: last day of the publicity
	DayNo    int       `json:"day_no,omitempty"`   // too_early: today is this day of it
	Waiting  string    `json:"waiting,omitempty"`  // what is still missing: end_photo
	Version  int64     `json:"version,omitempty"`  // the version that stands now
	Pointer  string    `json:"pointer,omitempty"`  // public id of what stands in the way, only for who may see it
	Reason   string    `json:"reason,omitempty"`   // holiday that shifted the day
}

// Error implements error; it is for logs and holds no personal data by construction.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Notice, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Notice)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Because returns a copy of the refusal with its cause for operators.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// With returns a copy of the refusal with facts the doors may show.
func (e *Error) With(f Facts) *Error {
	c := *e
	c.Facts = &f
	return &c
}

// Invalid refuses a request whose fields are wrong.
func Invalid(notice string, fields ...FieldError) *Error {
	return &Error{Kind: KindInvalid, Notice: notice, Fields: fields}
}

// InvalidField refuses a request with one wrong field.
func InvalidField(field, notice string) *Error {
	return Invalid(notice, FieldError{Field: field, Notice: notice})
}

// Forbidden refuses an act that is visible but not the actor's.
func Forbidden(notice string) *Error { return &Error{Kind: KindForbidden, Notice: notice} }

// Unauthenticated refuses somebody who is not logged in.
func Unauthenticated(notice string) *Error { return &Error{Kind: KindUnauthenticated, Notice: notice} }

// NotFound is the answer for what is absent and for what is outside the scope: one and the same.
func NotFound() *Error {
	return &Error{Kind: KindNotFound, Notice: "没有找到，可能已经变动。请回到上一页重新打开"}
}

// Conflict refuses an act because somebody was faster or the matter has changed.
func Conflict(notice string) *Error { return &Error{Kind: KindConflict, Notice: notice} }

// TooEarly refuses an act whose day has not come.
func TooEarly(notice string) *Error { return &Error{Kind: KindTooEarly, Notice: notice} }

// TooMany refuses somebody who asks too often.
func TooMany(notice string) *Error { return &Error{Kind: KindTooMany, Notice: notice} }

// Unavailable says that nothing was changed and that trying again later helps.
func Unavailable(err error) *Error {
	return &Error{Kind: KindUnavailable, Notice: "没办成，请稍后再试；没有改动任何内容", Err: err}
}

// Internal wraps a fault nobody foresaw.
func Internal(err error) *Error {
	return &Error{Kind: KindInternal, Notice: "系统出了问题，请稍后再试", Err: err}
}

// AsError returns the refusal inside err, or an internal one around it.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Internal(err)
}

// KindOf returns the kind of refusal inside err, KindInternal for a foreign error, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	return AsError(err).Kind
}
