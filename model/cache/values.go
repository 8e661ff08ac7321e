package cache

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"

	"bangfu/model/seal"
)

// errCallerLeft says that the caller gave up, which is no fault of the server.
var errCallerLeft = errors.New("cache: the caller left")

func callerLeft(err error) bool { return errors.Is(err, errCallerLeft) }

// answered reports whether the server did its part; "no such key" is an answer.
func answered(err error) bool { return err == nil || errors.Is(err, redis.Nil) }

// call asks the server through the breaker. Only the name of the operation is
// logged: keys and values may belong to people.
func (c *Cache) call(ctx context.Context, name string, ask func(context.Context) (string, error)) (string, error) {
	s, err := c.breaker.Execute(func() (string, error) {
		limited, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		s, err := ask(limited)
		if !answered(err) && ctx.Err() != nil {
			err = errCallerLeft
		}
		return s, err
	})
	if answered(err) {
		return s, err
	}
	c.failures.Add(1)
	if !errors.Is(err, gobreaker.ErrOpenState) && !errors.Is(err, gobreaker.ErrTooManyRequests) {
		c.log.Warn("cache: call failed", "call", name, "err", err)
	}
	return "", err
}

// Get returns the value of the key; false when it is not there, has run out or
// cannot be had.
func (c *Cache) Get(ctx context.Context, key string) (string, bool) {
	v, err := c.get(ctx, key)
	return v, err == nil
}

// get tells "not there" (redis.Nil) from "cannot be had" (anything else).
func (c *Cache) get(ctx context.Context, key string) (string, error) {
	if c.doubts.has(key) {
		if !c.remove(ctx, key) {
			return "", gobreaker.ErrOpenState
		}
		return "", redis.Nil
	}
	raw, err := c.call(ctx, "get", func(ctx context.Context) (string, error) {
		return c.client.Get(ctx, c.prefix+key).Result()
	})
	if err != nil {
		return "", err
	}
	v, ok := c.decode(key, raw)
	if !ok {
		return "", redis.Nil
	}
	return v, nil
}

// Set keeps the value for ttl. Without a time to live nothing is kept: the
// server would keep it for ever.
func (c *Cache) Set(ctx context.Context, key, val string, ttl time.Duration) {
	c.set(ctx, key, val, ttl)
}

func (c *Cache) set(ctx context.Context, key, val string, ttl time.Duration) {
	if ttl < time.Millisecond {
		c.Delete(ctx, key)
		return
	}
	raw, err := c.encode(key, val)
	if err == nil {
		_, err = c.call(ctx, "set", func(ctx context.Context) (string, error) {
			return c.client.Set(ctx, c.prefix+key, raw, ttl).Result()
		})
	}
	if err != nil {
		c.doubts.add(key) // an older value may still stand there
		return
	}
	c.doubts.clear(key)
}

// Delete forgets the key. When the server cannot be reached this process answers
// "not there" until it could be deleted; other servers may see it until it runs out.
func (c *Cache) Delete(ctx context.Context, key string) { c.remove(ctx, key) }

func (c *Cache) remove(ctx context.Context, key string) bool {
	_, err := c.call(ctx, "delete", func(ctx context.Context) (string, error) {
		return "", c.client.Del(ctx, c.prefix+key).Err()
	})
	if err != nil {
		c.doubts.add(key)
		return false
	}
	c.doubts.clear(key)
	return true
}

const deleteIf = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`

// DeleteIf forgets the key only while it still has the value: a value that
// somebody else has renewed meanwhile stays.
func (c *Cache) DeleteIf(ctx context.Context, key, val string) {
	raw, err := c.call(ctx, "get", func(ctx context.Context) (string, error) {
		return c.client.Get(ctx, c.prefix+key).Result()
	})
	if err != nil {
		return
	}
	if v, ok := c.decode(key, raw); !ok || v != val {
		return
	}
	// Sealed values differ each time, so the server compares what was read just now.
	_, _ = c.call(ctx, "delete_if", func(ctx context.Context) (string, error) {
		return "", redis.NewScript(deleteIf).Run(ctx, c.client, []string{c.prefix + key}, raw).Err()
	})
}

func (c *Cache) cell(key string) seal.Cell {
	return seal.Cell{Table: "cache", Column: "value", Row: c.prefix + key}
}

func (c *Cache) encode(key, val string) (string, error) {
	if c.sealer == nil {
		return val, nil
	}
	b, err := c.sealer.Seal(c.cell(key), []byte(val))
	return string(b), err
}

// decode refuses what was not sealed for this key: then it is not there.
func (c *Cache) decode(key, raw string) (string, bool) {
	if c.sealer == nil {
		return raw, true
	}
	b, err := c.sealer.Open(c.cell(key), []byte(raw))
	if err != nil {
		c.failures.Add(1)
		c.log.Warn("cache: a value was not written by this house")
		return "", false
	}
	return string(b), true
}

// maxDoubts bounds the memory a long outage may cost.
const maxDoubts = 100_000

// doubts are keys that may hold an outdated value, because the server could not
// be told of the change.
type doubts struct {
	mu   sync.Mutex
	keys map[string]struct{}
}

func (d *doubts) has(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.keys[key]
	return ok
}

func (d *doubts) add(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.keys == nil || len(d.keys) >= maxDoubts {
		d.keys = map[string]struct{}{}
	}
	d.keys[key] = struct{}{}
}

func (d *doubts) clear(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.keys, key)
}
