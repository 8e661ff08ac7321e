package wechat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field is one field of a template: its name (thing1) and what it says.
type Field struct {
	Name  string
	Value string
}

const wordChars = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"

// word reports whether s is one to max characters of [0-9A-Za-z_-]: codes,
// openids and ids go into addresses unescaped by the SDK (wechat.md §6.4.4).
func word(s string, most int) bool {
	return s != "" && len(s) <= most && strings.Trim(s, wordChars) == ""
}

func ours(api, what string) *APIError { return &APIError{API: api, Class: ClassBug, cause: what} }

// fitFields shortens the fields to WeChat's rules; a field that cannot be made
// to fit without changing what it says is our bug (47003).
func fitFields(api string, fields []Field) ([]Field, *APIError) {
	if len(fields) == 0 {
		return nil, &APIError{API: api, Code: 47003, Class: ClassBug, cause: "no fields"}
	}
	out := make([]Field, 0, len(fields))
	for _, f := range fields {
		v, ok := FitField(f.Name, f.Value)
		if !ok || !word(f.Name, 32) {
			return nil, &APIError{API: api, Code: 47003, Class: ClassBug, cause: "field " + kindOf(f.Name)}
		}
		out = append(out, Field{f.Name, v})
	}
	return out, nil
}

// kindOf returns the kind a field's name stands for: thing1 is a thing.
func kindOf(name string) string { return strings.TrimRight(name, "0123456789") }

// FitField makes a value fit the kind its field's name stands for (wechat.md
// §9.5): no line ends, never empty, text shortened with …. It reports false when
// shortening would falsify it: a number, a time, a status (phrase).
func FitField(name, value string) (string, bool) {
	value = strings.Join(strings.FieldsFunc(value, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
	if value == "" {
		return "", false
	}
	n := utf8.RuneCountInString(value)
	switch kindOf(name) {
	case "number":
		return value, n <= 32 && strings.Trim(value, "0123456789.-") == ""
	case "letter":
		return value, n <= 32 && strings.IndexFunc(value, func(r rune) bool { return !asciiLetter(r) }) < 0
	case "character_string":
		return value, n <= 32 && strings.IndexFunc(value, func(r rune) bool { return r > unicode.MaxASCII }) < 0
	case "symbol":
		return value, n <= 5
	case "phrase":
		return value, n <= 5 && strings.IndexFunc(value, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) < 0
	case "phone_number":
		return value, n <= 17
	case "car_number":
		return value, n <= 8
	case "amount", "time", "date":
		return value, n <= 32
	case "name":
		return shorten(value, nameLength(value)), true
	}
	return shorten(value, 20), true
}

func asciiLetter(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }

// nameLength: ten Chinese characters or twenty letters.
func nameLength(value string) int {
	if strings.IndexFunc(value, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return 20
	}
	return 10
}

func shorten(value string, most int) string {
	r := []rune(value)
	if len(r) <= most {
		return value
	}
	return string(r[:most-1]) + "…"
}
