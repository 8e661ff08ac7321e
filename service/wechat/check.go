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
	kind := kindOf(name)
	if kind == "name" {
		return shorten(value, nameLength(value)), true
	}
	if rule, exact := exactFields()[kind]; exact {
		return value, rule.holds(value)
	}
	return shorten(value, 20), true
}

// exactField is the rule of a kind whose values are never shortened: at most so
// many characters, each of the sort (nil: of any).
type exactField struct {
	most int
	sort func(rune) bool
}

func exactFields() map[string]exactField {
	return map[string]exactField{
		"number": {32, numeral}, "letter": {32, asciiLetter}, "character_string": {32, ascii}, "symbol": {5, nil}, "phrase": {5, han},
		"phone_number": {17, nil}, "car_number": {8, nil}, "amount": {32, nil}, "time": {32, nil}, "date": {32, nil},
	}
}

func (f exactField) holds(value string) bool {
	odd := func(r rune) bool { return f.sort != nil && !f.sort(r) }
	return utf8.RuneCountInString(value) <= f.most && !strings.ContainsFunc(value, odd)
}

func numeral(r rune) bool { return strings.ContainsRune("0123456789.-", r) }

func ascii(r rune) bool { return r <= unicode.MaxASCII }

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

func asciiLetter(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }

// nameLength: ten Chinese characters or twenty letters.
func nameLength(value string) int {
	if strings.ContainsFunc(value, func(r rune) bool { return !ascii(r) }) {
		return 10
	}
	return 20
}

func shorten(value string, most int) string {
	r := []rune(value)
	if len(r) <= most {
		return value
	}
	return string(r[:most-1]) + "…"
}
