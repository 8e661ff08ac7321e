package wechat

import (
	"errors"
	"net/url"
	"regexp"
)

var secretParam = regexp.MustCompile(`(?i)((?:secret|access_token|js_code|code|refresh_token|ticket)=)[^&\s"]+`) // a true constant

type scrubbed struct{ text string }

// Error returns the words that are left.
func (e scrubbed) Error() string { return e.text }

// Scrub returns the error as words without secrets: the address of a *url.Error
// is dropped, and every secret, token and code of a query is struck out. The
// chain is cut, for the SDK and net/http put whole addresses into theirs
// (wechat.md §6.4.3).
func Scrub(err error) error {
	if err == nil {
		return nil
	}
	var known *APIError
	if errors.As(err, &known) {
		return known
	}
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	return scrubbed{secretParam.ReplaceAllString(err.Error(), "${1}***")}
}
