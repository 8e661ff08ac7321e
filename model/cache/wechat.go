package cache

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// WeChat lets the WeChat SDK keep its tokens here: it has the shape of that
// SDK's cache interface, `any` included, without importing it. It answers with
// string or nil, because the SDK panics on anything else, and a server that is
// away never stops a call to WeChat (wechat.md §6.1).
type WeChat struct {
	cache *Cache
	mu    sync.Mutex
	local map[string]localToken
}

// localToken is this process's own copy, for when the server is away.
type localToken struct {
	value string
	until time.Time
}

var errEmptyToken = errors.New("cache: WeChat gave an empty value, which is not kept")

// NewWeChat returns the adapter over the cache.
func NewWeChat(c *Cache) *WeChat { return &WeChat{cache: c, local: map[string]localToken{}} }

// Get returns a string, or nil when there is none. What the server says holds,
// also when it says "none"; the local copy speaks only when the server is away.
func (w *WeChat) Get(key string) any {
	v, err := w.cache.get(context.Background(), key)
	switch {
	case err == nil && v != "":
		return v
	case err == nil, errors.Is(err, redis.Nil):
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t, ok := w.local[key]
	if !ok || !w.cache.clock.Now().Before(t.until) {
		return nil
	}
	return t.value
}

// Set keeps a text for at least a second: the SDK may ask for zero, which the
// server would take as for ever. An empty value and anything but a text are
// refused; a server that is away is no error, for the SDK would throw away a good token.
func (w *WeChat) Set(key string, val any, timeout time.Duration) error {
	text, ok := val.(string)
	if !ok || text == "" {
		return errEmptyToken
	}
	timeout = max(timeout, time.Second)
	now := w.cache.clock.Now()
	w.mu.Lock()
	for k, t := range w.local {
		if !now.Before(t.until) {
			delete(w.local, k)
		}
	}
	w.local[key] = localToken{text, now.Add(timeout)}
	w.mu.Unlock()
	w.cache.Set(context.Background(), key, text, timeout)
	return nil
}

// IsExist reports whether Get has a value.
func (w *WeChat) IsExist(key string) bool { return w.Get(key) != nil }

// Delete forgets the key here and on the server; never an error.
func (w *WeChat) Delete(key string) error {
	w.forget(key, func(string) bool { return true })
	w.cache.Delete(context.Background(), key)
	return nil
}

// DeleteIf forgets the key only while it still holds the dead value: a token that
// another server has renewed stays (wechat.md §6.3).
func (w *WeChat) DeleteIf(key, val string) {
	w.forget(key, func(have string) bool { return have == val })
	w.cache.DeleteIf(context.Background(), key, val)
}

func (w *WeChat) forget(key string, dead func(string) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t, ok := w.local[key]; ok && dead(t.value) {
		delete(w.local, key)
	}
}
