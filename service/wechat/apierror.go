package wechat

import (
	"fmt"
	"time"

	"bangfu/model"
)

// Class says what a lane does about an answer of WeChat (wechat.md §10).
type Class string

// The classes.
const (
	ClassAccepted      Class = "accepted"      // taken, not yet delivered
	ClassTemporary     Class = "temporary"     // not taken: back off and try again
	ClassHealed        Class = "healed"        // a dead token; the client has healed it, nobody outside sees this class
	ClassAccount       Class = "account"       // appid, secret, address or grant refused: stop the channel, alarm, lose nothing
	ClassQuota         Class = "quota"         // the channel rests until RestUntil; no attempt is counted
	ClassConfiguration Class = "configuration" // template or page wrong: that template off, alarm, next channel
	ClassBug           Class = "bug"           // a rule of fields broken: our fault, dead letter, alarm, next channel
	ClassPermanent     Class = "permanent"     // this person cannot get this now: next channel, no retry
	ClassUnknown       Class = "unknown"       // perhaps taken: see wechat.md §11.5
)

// APIError is what became of a call that WeChat did not clearly accept. It holds
// neither secrets nor anything of a person.
type APIError struct {
	API   string // template/send
	Code  int    // errcode, 0 when there was none
	Class Class
	cause string // scrubbed
}

// Error names the API, the code and the class.
func (e *APIError) Error() string {
	text := fmt.Sprintf("wechat %s: %s", e.API, e.Class)
	if e.Code != 0 {
		text += fmt.Sprintf(" (errcode %d)", e.Code)
	}
	if e.cause != "" {
		text += ": " + e.cause
	}
	return text
}

// RestUntil returns when a channel may try again after ClassQuota: at the next
// midnight in Shanghai for a day's quota, at the next minute for a minute's.
func (e *APIError) RestUntil(now time.Time) time.Time {
	if e.Code == 45009 {
		return model.DateOf(now).End()
	}
	return now.Truncate(time.Minute).Add(time.Minute)
}

// ClassOf returns the class of a code of WeChat. A code nobody knows is
// temporary: the lane's own cap ends it.
func ClassOf(code int) Class {
	switch code {
	case 0:
		return ClassAccepted
	case -1:
		return ClassTemporary
	case 40001, 42001, 40014:
		return ClassHealed
	case 40164, 40013, 40125, 48001:
		return ClassAccount
	case 45009, 45011:
		return ClassQuota
	case 40037, 41030:
		return ClassConfiguration
	case 47003, 45002:
		return ClassBug
	case 40003, 43004, 43019, 43101, 45015, 45047, 40029, 40163, 40226:
		return ClassPermanent
	}
	return ClassTemporary
}

// knownCode reports whether the table has the code; an unknown one is worth an alarm.
func knownCode(code int) bool { return code == -1 || ClassOf(code) != ClassTemporary }
