package model

import (
	"encoding/json"
	"log/slog"
	"strings"
)

// IDNumber is a citizen's number (公民身份号码, GB 11643), 18 characters. It prints
// masked (6+4) wherever it is printed; Reveal is the one way to the digits and
// is greppable.
type IDNumber struct{ secret }

// Phone is a mobile number (联系电话); it prints as 139****0010.
type Phone struct{ secret }

// BankAccount is an account number; it prints its last four digits only.
type BankAccount struct{ secret }

// Sensitive is text that must not be printed at all: health, causes, free text
// of a household, income. It prints as ***.
type Sensitive struct{ secret }

type secret struct {
	value string
	mask  func(string) string
}

// NewIDNumber wraps a citizen's number after folding full-width digits and x.
func NewIDNumber(s string) IDNumber { return IDNumber{secret{FoldDigits(s), maskIDNumber}} }

// NewPhone wraps a phone number after folding full-width digits and blanks.
func NewPhone(s string) Phone { return Phone{secret{FoldDigits(s), maskPhone}} }

// NewBankAccount wraps an account number.
func NewBankAccount(s string) BankAccount { return BankAccount{secret{FoldDigits(s), maskTail}} }

// NewSensitive wraps text that is never printed.
func NewSensitive(s string) Sensitive { return Sensitive{secret{s, maskAll}} }

// Reveal returns the value itself. Whoever calls it answers for where it goes.
func (s secret) Reveal() string { return s.value }

// Empty reports whether there is no value.
func (s secret) Empty() bool { return s.value == "" }

// String returns the masked form.
func (s secret) String() string {
	if s.value == "" {
		return ""
	}
	if s.mask == nil {
		return "***"
	}
	return s.mask(s.value)
}

// GoString returns the masked form, also under %#v.
func (s secret) GoString() string { return s.String() }

// MarshalText writes the masked form.
func (s secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON writes the masked form.
func (s secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// LogValue writes the masked form.
func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// UnmarshalJSON reads a number from a request.
func (n *IDNumber) UnmarshalJSON(b []byte) error {
	return readSecret(b, func(s string) { *n = NewIDNumber(s) })
}

// UnmarshalJSON reads a phone number from a request.
func (p *Phone) UnmarshalJSON(b []byte) error {
	return readSecret(b, func(s string) { *p = NewPhone(s) })
}

// UnmarshalJSON reads an account number from a request.
func (a *BankAccount) UnmarshalJSON(b []byte) error {
	return readSecret(b, func(s string) { *a = NewBankAccount(s) })
}

// UnmarshalJSON reads text from a request.
func (t *Sensitive) UnmarshalJSON(b []byte) error {
	return readSecret(b, func(s string) { *t = NewSensitive(s) })
}

func readSecret(b []byte, set func(string)) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return Invalid("这里要写文字").Because(nil) // the cause would repeat the value
	}
	set(s)
	return nil
}

// FoldDigits turns full-width digits into plain ones, x into X, and drops blanks,
// so that the same number typed twice is the same number (A9).
func FoldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == 'x' || r == 'ｘ' || r == 'Ｘ':
			return 'X'
		case r == ' ' || r == '\t' || r == '　' || r == '-' || r == '\u200b' || r == '\ufeff':
			return -1
		}
		return r
	}, s)
}

func maskIDNumber(s string) string {
	if len(s) < 15 {
		return strings.Repeat("*", len(s))
	}
	return s[:6] + strings.Repeat("*", len(s)-10) + s[len(s)-4:]
}

func maskPhone(s string) string {
	if len(s) != 11 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + "****" + s[7:]
}

func maskTail(s string) string {
	if len(s) < 8 {
		return strings.Repeat("*", len(s))
	}
	return strings.Repeat("*", len(s)-4) + s[len(s)-4:]
}

func maskAll(string) string { return "***" }

// MaskName hides all but the surname of somebody who must not be named: a minor,
// an orphan (spec §10.2).
func MaskName(name string) string {
	r := []rune(name)
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + "*"
}
