package miniapp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"bangfu/model"
)

// problem is a refusal as RFC 9457 writes it (application/problem+json): the
// title is the one plain sentence for people; the facts of a refusal stand
// beside it (decisions 18).
type problem struct {
	Type   string             `json:"type"` // urn:bangfu: and the kind of refusal
	Title  string             `json:"title"`
	Status int                `json:"status"`
	Errors []model.FieldError `json:"errors,omitempty"`
	*model.Facts
}

// statusOf gives every kind of refusal its status.
func statusOf(e *model.Error) int {
	switch e.Kind {
	case model.KindInvalid:
		if len(e.Fields) > 0 {
			return http.StatusUnprocessableEntity
		}
		return http.StatusBadRequest
	case model.KindUnknownField:
		return http.StatusBadRequest
	case model.KindUnauthenticated:
		return http.StatusUnauthorized
	case model.KindForbidden:
		return http.StatusForbidden
	case model.KindNotFound:
		return http.StatusNotFound
	case model.KindConflict, model.KindTooEarly:
		return http.StatusConflict
	case model.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case model.KindTooMany:
		return http.StatusTooManyRequests
	case model.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers a refusal; what is ours to mend is logged, once, and never told.
func (c *call) fail(err error) {
	if errors.Is(err, context.Canceled) && c.ctx().Err() != nil {
		err = model.Unavailable(nil) // nobody reads the answer any more
	}
	e := model.AsError(err)
	status := statusOf(e)
	if status >= http.StatusInternalServerError && e.Err != nil {
		c.log.ErrorContext(c.ctx(), "request failed", "route", c.gin.FullPath(), "kind", string(e.Kind), "err", e.Err)
	}
	c.problem(status, e)
}

func (c *call) problem(status int, e *model.Error) {
	h := c.gin.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(5))
	case http.StatusTooManyRequests:
		h.Set("Retry-After", strconv.Itoa(60))
	}
	body, err := json.Marshal(problem{"urn:bangfu:" + string(e.Kind), e.Notice, status, e.Fields, e.Facts})
	if err != nil { // cannot be: every part is text and numbers
		c.gin.AbortWithStatus(status)
		return
	}
	c.gin.Status(status)
	_, _ = c.gin.Writer.Write(body) // whoever hung up gets nothing
	c.gin.Abort()
}
