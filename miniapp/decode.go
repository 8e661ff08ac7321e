package miniapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"bangfu/model"
)

// oldClient is what somebody reads whose client sends what no form asks for.
const oldClient = "请求的格式不对，请更新小程序再试"

// read decodes the body into the fields of a request and nothing else: an
// unknown, doubled or re-cased key, text behind the end and a wrong type are
// refused. It notes the request's fingerprint, by which the same key with other
// content is found out. Errors: KindTooLarge, KindUnknownField, KindInvalid.
func (c *call) read(into any) error {
	if kind, _, err := mime.ParseMediaType(c.gin.GetHeader("Content-Type")); err != nil || kind != "application/json" {
		return model.Invalid(oldClient)
	}
	body, err := io.ReadAll(c.gin.Request.Body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &model.Error{Kind: model.KindTooLarge, Notice: "内容太长了，请分几次提交"}
	}
	if err != nil {
		return model.Invalid("内容没有传完，请重新提交")
	}
	c.print = fingerprint(c.request, c.gin.Request, body)
	if err := strict(body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return misread(d.Decode(into))
}

// fingerprint is the hash of a request. The key is in it, so that nobody who
// reads the register can guess a number from the hash: the key is stored nowhere.
func fingerprint(key string, r *http.Request, body []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(key), []byte(r.Method), []byte(r.URL.Path), body} {
		_, _ = h.Write(part) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// strict refuses what encoding/json forgives: broken UTF-8, two keys of one name,
// keys in other case, more than one value.
func strict(body []byte) error {
	if !utf8.Valid(body) {
		return model.Invalid(oldClient)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	t, err := d.Token()
	if err != nil || t != json.Delim('{') {
		return model.Invalid(oldClient)
	}
	if err := object(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return model.Invalid(oldClient)
	}
	return nil
}

// maxDepth is deeper than any form of the procedure.
const maxDepth = 16

func object(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		switch {
		case err != nil || !ok || depth > maxDepth:
			return model.Invalid(oldClient)
		case strings.ToLower(key) != key:
			return unknown(key)
		case seen[key]:
			return model.Invalid("请求里有一项写了两遍，请更新小程序再试")
		}
		seen[key] = true
		if err := value(d, depth); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return broken(err)
}

func value(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return broken(err)
	}
	switch t {
	case json.Delim('{'):
		return object(d, depth+1)
	case json.Delim('['):
		for d.More() {
			if depth > maxDepth {
				return model.Invalid(oldClient)
			}
			if err := value(d, depth+1); err != nil {
				return err
			}
		}
		_, err := d.Token()
		return broken(err)
	}
	return nil
}

func broken(err error) error {
	if err != nil {
		return model.Invalid(oldClient)
	}
	return nil
}

// misread turns a decoder's error into words; never its text, which repeats the value.
func misread(err error) error {
	var refusal *model.Error
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal):
		return refusal
	case errors.As(err, &wrong):
		return model.InvalidField(plain(wrong.Field), "这一项填的格式不对，请重新填")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return unknown(strings.Trim(name, `"`))
	}
	return model.Invalid(oldClient)
}

func unknown(name string) error {
	return &model.Error{Kind: model.KindUnknownField, Notice: "请求里有不认识的一项，请更新小程序再试",
		Fields: []model.FieldError{{Field: plain(name), Notice: "不认识这一项"}}}
}

// plain keeps a field's name only when it is one: what a stranger sent is not
// repeated.
func plain(name string) string {
	if len(name) > 60 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_.") != "" {
		return "?"
	}
	return name
}
