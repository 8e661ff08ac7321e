// Package cache keeps what may be lost at any time: copies, short-lived marks and
// rate limits, in Redis or in a server embedded in this process. Nothing correct
// depends on it (house, law 5): a dead server costs nothing, answers "not there",
// and limits go on in this process.
//
// A value may be stale for as long as its time to live when another server could
// not be told of a change; whoever puts something here must be able to bear that.
package cache

import (
	"context"
	"crypto/tls"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
	"github.com/sony/gobreaker/v2"

	"bangfu/model"
	"bangfu/model/seal"
)

// Config says where the cache is.
type Config struct {
	Addrs      []string     // one server, or the nodes of a cluster, or the sentinels
	MasterName string       // name of the master, with sentinels
	Username   string       // "" for the default user
	Password   string       // "" for none
	DB         int          // number of the database; 0 in a cluster
	TLS        *tls.Config  // nil for a plain connection
	Prefix     string       // in front of every key: one world never sees another's
	Embedded   bool         // a server inside this process instead of Addrs
	Clock      model.Clock  // whose time limits and embedded times to live run by; nil is the machine's
	Sealer     *seal.Sealer // hides and binds the values; nil keeps them in clear
	Log        *slog.Logger // nil is slog.Default
}

// A call to a dead server must end soon: with the client's own settings it takes
// 1.7 s (traps), with these a user waits at most for callTimeout, and only until
// the breaker opens.
const (
	dialTimeout   = 100 * time.Millisecond
	answerTimeout = 200 * time.Millisecond
	callTimeout   = 300 * time.Millisecond
	tripAfter     = 3               // failures in a row that open the breaker
	retryAfter    = 2 * time.Second // time after which one call tries again
)

// Cache is a store of things that may be lost. It is safe for concurrent use.
type Cache struct {
	client   redis.UniversalClient
	embedded *embedded // nil with a server of its own
	breaker  *gobreaker.CircuitBreaker[string]
	prefix   string
	clock    model.Clock
	sealer   *seal.Sealer
	log      *slog.Logger
	doubts   doubts
	local    limiters
	failures atomic.Uint64
	close    func() error
}

// Stats counts what the cache could not do, for the operator's gauges.
type Stats struct {
	Failures uint64 // calls that failed or were not tried, since the start
	Down     bool   // the breaker is open: the server is not being asked
}

// Open connects to the cache. A server that is away is no error: it is asked again
// later. KindInvalid when the configuration names none, KindUnavailable when the
// embedded one cannot start.
func Open(cfg Config) (*Cache, error) { return open(cfg, retryAfter) }

func open(cfg Config, retry time.Duration) (*Cache, error) {
	c := &Cache{prefix: cfg.Prefix, clock: cfg.Clock, sealer: cfg.Sealer, log: cfg.Log}
	if c.clock == nil {
		c.clock = model.SystemClock{}
	}
	if c.log == nil {
		c.log = slog.Default()
	}
	if cfg.Embedded {
		var err error
		if c.embedded, err = startEmbedded(c.clock); err != nil {
			return nil, err
		}
		cfg.Addrs, cfg.MasterName, cfg.DB, cfg.TLS = []string{c.embedded.server.Addr()}, "", 0, nil
		cfg.Username, cfg.Password = "", c.embedded.password
	}
	if len(cfg.Addrs) == 0 {
		return nil, model.Invalid("没有写缓存服务器的地址，请在配置里写上，或改用内置缓存")
	}
	redis.SetLogger(&logging.VoidLogger{}) // what matters is logged here, once
	c.client = redis.NewUniversalClient(options(cfg))
	c.breaker = gobreaker.NewCircuitBreaker[string](gobreaker.Settings{
		Name:         "cache",
		Timeout:      retry,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= tripAfter },
		IsSuccessful: answered,
		IsExcluded:   callerLeft,
		OnStateChange: func(_ string, from, to gobreaker.State) {
			c.log.Warn("cache: server state changed", "from", from.String(), "to", to.String())
		},
	})
	c.close = sync.OnceValue(c.shut)
	return c, nil
}

func options(cfg Config) *redis.UniversalOptions {
	return &redis.UniversalOptions{
		Addrs: cfg.Addrs, MasterName: cfg.MasterName, DB: cfg.DB, TLSConfig: cfg.TLS,
		Username: cfg.Username, Password: cfg.Password,
		DialTimeout: dialTimeout, ReadTimeout: answerTimeout, WriteTimeout: answerTimeout, PoolTimeout: dialTimeout,
		MaxRetries:            -1, // 0 would mean three
		DialerRetries:         1,
		ContextTimeoutEnabled: true,
		DisableIdentity:       true, // the embedded server does not know the command
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled,
		},
	}
}

// Ping reports whether the server answers: KindUnavailable when not.
func (c *Cache) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := c.client.Ping(ctx).Err(); err != nil {
		return model.Unavailable(err)
	}
	return nil
}

// Stats returns the counters.
func (c *Cache) Stats() Stats {
	return Stats{Failures: c.failures.Load(), Down: c.breaker.State() == gobreaker.StateOpen}
}

// Close lets go of the server and ends an embedded one; again does no harm.
func (c *Cache) Close() error { return c.close() }

func (c *Cache) shut() error {
	err := c.client.Close()
	if c.embedded != nil {
		c.embedded.stop()
	}
	return err
}
