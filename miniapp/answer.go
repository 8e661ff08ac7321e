package miniapp

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"bangfu/model"
)

// outcome answers what a use case did: 201 with the receipt when something new
// came into the register, 200 otherwise. A repeat answers the same.
func (c *call) outcome(out model.Outcome, err error) error {
	if err != nil {
		return err
	}
	if out.Repeat {
		c.replayed()
	}
	if out.Kind == "received" {
		return c.json(http.StatusCreated, out)
	}
	return c.json(http.StatusOK, out)
}

// replayed says that the request came before, and that this is the answer of the first.
func (c *call) replayed() { c.gin.Writer.Header().Set("Idempotency-Replayed", "true") }

// done answers an act that has nothing to say but that it is done.
func (c *call) done(err error) error {
	if err != nil {
		return err
	}
	c.gin.Status(http.StatusNoContent)
	c.gin.Writer.WriteHeaderNow()
	return nil
}

// json writes a value. A list that is empty is written [], never null.
func (c *call) json(status int, v any) error {
	at := reflect.New(reflect.TypeOf(v)).Elem()
	at.Set(reflect.ValueOf(v))
	fillLists(at)
	body, err := json.Marshal(at.Interface())
	if err != nil {
		return model.Internal(err)
	}
	return c.bytes(status, "application/json; charset=utf-8", body)
}

func (c *call) bytes(status int, kind string, body []byte) error {
	c.gin.Writer.Header().Set("Content-Type", kind)
	c.gin.Status(status)
	_, _ = c.gin.Writer.Write(body) // whoever hung up gets nothing
	return nil
}

// fillLists gives every nil list of a value that is written without omitempty its
// empty one, so that a client never asks whether a list is there.
func fillLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillLists(v.Elem())
		}
	case reflect.Struct:
		fillFields(v)
	case reflect.Slice:
		if v.IsNil() && v.CanSet() && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			fillLists(v.Index(i))
		}
	}
}

func fillFields(v reflect.Value) {
	for i := range v.NumField() {
		f, of := v.Field(i), v.Type().Field(i)
		unwritten := f.Kind() == reflect.Slice && f.IsNil() && strings.Contains(of.Tag.Get("json"), ",omitempty")
		if of.IsExported() && !unwritten {
			fillLists(f)
		}
	}
}

// list is a whole list that has no further page.
type list[T any] struct {
	Items []T `json:"items"`
}

// numbered is a list of which only the first part is shown, with how many there are.
type numbered[T any] struct {
	Items []T   `json:"items"`
	Total int64 `json:"total"`
}

// paged is one page of a list; next is the cursor of the page behind it, absent on the last.
type paged[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

func items[T any](c *call, all []T, err error) error {
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, list[T]{all})
}

// answer writes what a reading use case found.
func answer[T any](c *call, v T, err error) error {
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, v)
}
