package main

import (
	"encoding/json"
	"net/http"
	"strings"

	"bangfu/model"
)

// maxInFlight bounds the requests served at a time: beyond it an answer at once
// is better than a queue in which all of them time out (T30).
const maxInFlight = 512

// crowd turns away what is too much, quickly.
type crowd struct {
	places chan struct{}
	next   http.Handler
}

func newCrowd(next http.Handler) crowd { return crowd{make(chan struct{}, maxInFlight), next} }

// ServeHTTP serves the request, or answers 503 when all places are taken. Pages of
// the demo that wait for news take no place.
func (c crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/demo/") {
		c.next.ServeHTTP(w, r)
		return
	}
	select {
	case c.places <- struct{}{}:
		defer func() { <-c.places }()
		c.next.ServeHTTP(w, r)
	default:
		busy(w, "现在办事的人太多，请稍等几秒再试；没有改动任何内容")
	}
}

// busy answers 503 with the time after which to come again.
func busy(w http.ResponseWriter, notice string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Retry-After", "5")
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
	}{"urn:bangfu:" + string(model.KindUnavailable), notice, http.StatusServiceUnavailable})
}
