package wechat

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/credential"

	"bangfu/model"
)

// TokenCache keeps access tokens for the whole fleet; model/cache has it over
// Redis. The first four methods are the SDK's. Everything in it may be lost at
// any time: the client keeps a copy of its own.
type TokenCache interface {
	Get(key string) any
	Set(key string, val any, timeout time.Duration) error
	IsExist(key string) bool
	Delete(key string) error
	// DeleteIf deletes the key only while it holds old, in one step.
	DeleteIf(key, old string)
}

// guardedCache stands between the SDK and a TokenCache: the SDK panics on
// anything but a string, stores empty tokens, and takes a failing Set for a
// failing call (wechat.md §6.1).
type guardedCache struct {
	inner TokenCache // nil: this process only
	clock model.Clock
	log   *slog.Logger

	mu    sync.Mutex
	local map[string]localToken
}

type localToken struct {
	value string
	until time.Time
}

func newGuardedCache(inner TokenCache, clock model.Clock, log *slog.Logger) *guardedCache {
	return &guardedCache{inner: inner, clock: clock, log: log, local: map[string]localToken{}}
}

// Get returns a string that is not empty, or nil.
func (g *guardedCache) Get(key string) any {
	if g.inner != nil {
		if s, ok := g.inner.Get(key).(string); ok && s != "" {
			return s
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if t, ok := g.local[key]; ok && g.clock.Now().Before(t.until) {
		return t.value
	}
	return nil
}

// Set keeps a token that is not empty for at least a second: a time of 0 would
// keep it for ever in Redis.
func (g *guardedCache) Set(key string, val any, timeout time.Duration) error {
	s, ok := val.(string)
	if !ok || s == "" {
		return nil
	}
	timeout = max(timeout, time.Second)
	if g.inner != nil {
		if err := g.inner.Set(key, s, timeout); err == nil {
			return nil // what the fleet's cache says holds, also when it says "none"
		}
		g.log.Warn("token cache is away, this server uses its own copy")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.local[key] = localToken{s, g.clock.Now().Add(timeout)}
	return nil
}

// IsExist reports whether Get would find something.
func (g *guardedCache) IsExist(key string) bool { return g.Get(key) != nil }

// Delete forgets the token here and in the cache.
func (g *guardedCache) Delete(key string) error {
	g.mu.Lock()
	delete(g.local, key)
	g.mu.Unlock()
	if g.inner == nil {
		return nil
	}
	return g.inner.Delete(key)
}

func (g *guardedCache) deleteIf(key, old string) {
	g.mu.Lock()
	if g.local[key].value == old {
		delete(g.local, key)
	}
	g.mu.Unlock()
	if g.inner != nil {
		g.inner.DeleteIf(key, old)
	}
}

// side is one of the two accounts a client speaks for.
type side struct {
	acc      Account
	tokens   credential.AccessTokenContextHandle
	force    *credential.StableAccessToken // nil only if the SDK changes
	cache    *guardedCache
	cacheKey string
}

// newSide uses stable_token in normal mode: the classic token API kills the
// token every other server holds.
func newSide(acc Account, cache *guardedCache) *side {
	prefix := credential.CacheKeyOfficialAccountPrefix
	if acc.App == AppMP {
		prefix = credential.CacheKeyMiniProgramPrefix
	}
	tokens := credential.NewStableAccessToken(acc.AppID, acc.Secret.Reveal(), prefix, cache)
	force, _ := tokens.(*credential.StableAccessToken)
	return &side{acc: acc, cache: cache, cacheKey: prefix + "_stable_access_token_" + acc.AppID, tokens: tokens, force: force}
}

// token returns the access token of the account, from the cache or from WeChat.
// A token that cannot be had means that nothing was sent.
func (c *Client) token(ctx context.Context, s *side) (string, *APIError) {
	k := newCall(ctx, c, s, "stable_token", withBody)
	token, err := s.tokens.GetAccessTokenContext(context.WithValue(ctx, callKey{}, k))
	if err == nil && token != "" {
		return token, nil
	}
	return "", c.noToken(k, err)
}

// noToken judges a token request that gave none.
func (c *Client) noToken(k *call, err error) *APIError {
	refused := k.verdict(err, func(a answer) bool { return a.Token != "" })
	if refused == nil {
		refused = &APIError{API: k.api, Class: ClassTemporary, cause: "no token in the answer"}
	}
	switch refused.Class {
	case ClassUnknown:
		refused.Class = ClassTemporary
	case ClassHealed: // here the code says that the secret is wrong
		refused.Class = ClassAccount
	}
	if refused.Class == ClassAccount {
		c.log.Error("wechat refuses the account", "app_id", k.side.acc.AppID, "code", refused.Code)
	}
	return refused
}

// ForceRefresh kills the account's present token and takes a new one: an
// operator's act when a token has leaked; two calls, thirty seconds apart, kill
// it for certain. WeChat allows twenty a day. app is oa or mp.
func (c *Client) ForceRefresh(ctx context.Context, app string) error {
	s := c.oa
	if app == AppMP {
		s = c.mp
	}
	if s.force == nil {
		return ours("stable_token", "the SDK cannot force a refresh")
	}
	k := newCall(ctx, c, s, "stable_token", withBody)
	res, err := s.force.GetAccessTokenDirectly(context.WithValue(ctx, callKey{}, k), true)
	if err != nil || res.AccessToken == "" {
		return c.noToken(k, err)
	}
	return s.cache.Set(s.cacheKey, res.AccessToken, time.Duration(res.ExpiresIn-300)*time.Second)
}
