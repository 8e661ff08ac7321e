package cache

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/time/rate"
)

// The server keeps one instant per key, when the allowance is whole again (GCRA).
// Instants come from our clock in microseconds; one that lies further ahead than
// one period comes from a clock that went back, and counts as one period.
// KEYS[1] key; ARGV: now, microseconds one act costs, microseconds of the period.
const allowScript = `
local now, cost, per = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local whole = tonumber(redis.call('GET', KEYS[1]) or now) or now
if whole < now then whole = now end
local ahead = whole > now + per
if ahead then whole = now + per end
local allowed = whole + cost <= now + per
if allowed then whole = whole + cost end
if allowed or ahead then
  redis.call('SET', KEYS[1], string.format('%.0f', whole), 'PX', math.ceil(per / 1000) + 1000)
end
return allowed and 1 or 0`

// Allow reports whether one more act under the key is within limit acts per
// period: so many at once, then one every per/limit. The limit is shared by all
// servers; each also counts for itself, so a lost or flushed server never opens the
// gate. A limit or period that is not positive allows nothing.
func (c *Cache) Allow(ctx context.Context, key string, limit int, per time.Duration) bool {
	if limit <= 0 || per < time.Duration(limit)*time.Microsecond {
		return false
	}
	now := c.clock.Now()
	if !c.local.allow(now, key, limit, per) {
		return false
	}
	cost := per.Microseconds() / int64(limit)
	answer, err := c.call(ctx, "allow", func(ctx context.Context) (string, error) {
		n, err := redis.NewScript(allowScript).Run(ctx, c.client, []string{c.prefix + "limit:" + key},
			now.UnixMicro(), cost, cost*int64(limit)).Int()
		return strconv.Itoa(n), err
	})
	return err != nil || answer == "1"
}

// Has reports whether Allow would allow one more act, and counts none: for limits
// on what turns out badly only. Of several that ask at once each is told yes.
func (c *Cache) Has(ctx context.Context, key string, limit int, per time.Duration) bool {
	if limit <= 0 || per < time.Duration(limit)*time.Microsecond {
		return false
	}
	now := c.clock.Now()
	if !c.local.has(now, key, limit, per) {
		return false
	}
	cost := per.Microseconds() / int64(limit)
	answer, err := c.call(ctx, "has", func(ctx context.Context) (string, error) {
		return c.client.Get(ctx, c.prefix+"limit:"+key).Result()
	})
	if err != nil { // not there, or not to be had: this process has counted
		return true
	}
	whole, err := strconv.ParseInt(answer, 10, 64)
	return err != nil || whole <= now.UnixMicro()+cost*int64(limit-1)
}

// maxLimiters bounds the memory many strangers may cost.
const maxLimiters = 50_000

// limiters count in this process.
type limiters struct {
	mu   sync.Mutex
	keys map[limitKey]*rate.Limiter
}

type limitKey struct {
	key   string
	limit int
	per   time.Duration
}

func (l *limiters) allow(now time.Time, key string, limit int, per time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := limitKey{key, limit, per}
	if _, ok := l.keys[name]; !ok && len(l.keys) >= maxLimiters && !l.makeRoom(now) {
		name.key = "" // all newcomers share one allowance: hard, but never unlimited
	}
	r := l.keys[name]
	if r == nil {
		if l.keys == nil {
			l.keys = map[limitKey]*rate.Limiter{}
		}
		r = rate.NewLimiter(rate.Every(per/time.Duration(limit)), limit)
		l.keys[name] = r
	}
	return r.AllowN(now, 1)
}

// has reports whether allow would allow one more.
func (l *limiters) has(now time.Time, key string, limit int, per time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.keys[limitKey{key, limit, per}]
	return r == nil || r.TokensAt(now) >= 1
}

// makeRoom forgets limiters whose allowance is whole again: a new one is the same.
func (l *limiters) makeRoom(now time.Time) bool {
	for name, r := range l.keys {
		if r.TokensAt(now) >= float64(name.limit) {
			delete(l.keys, name)
		}
	}
	return len(l.keys) < maxLimiters
}
