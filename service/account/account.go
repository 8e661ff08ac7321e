// Package account says who is it: it turns an openid, a login or a PIN into a
// model.Actor with the rights of this moment, and keeps bindings, grants and
// logins (账号与授权). Rights are read from the register at every request, so what
// is revoked is gone with the next one (G35; decisions 16, 21, 26; trust T10, T11, T37).
package account

import (
	"context"
	"time"

	"bangfu/model"
	"bangfu/model/cache"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Apps in which an account can live.
const (
	AppOA = "oa" // 公众号
	AppMP = "mp" // 小程序
	AppH5 = "h5" // the browser
)

// Identifier asks WeChat who holds a login code. KindUnauthenticated when the
// code is bad or used, KindUnavailable when WeChat does not answer.
type Identifier interface {
	// Identify returns the openid in the app, and the unionid where WeChat gives one.
	Identify(ctx context.Context, app, code string) (openID, unionID string, err error)
}

// Options are the parts the accounts are built on.
type Options struct {
	Store      *store.Store
	Clock      model.Clock
	Audit      *audit.Log
	Cache      *cache.Cache // limits only; may be nil
	Identifier Identifier   // nil where there is no WeChat
}

// Accounts keeps who is who. It is safe for concurrent use.
type Accounts struct {
	store *store.Store
	clock model.Clock
	log   *audit.Log
	cache *cache.Cache
	who   Identifier
	pins  chan struct{} // bounds the memory that hashing of PINs takes at a time
}

// New returns the accounts of a register.
func New(o Options) *Accounts {
	return &Accounts{store: o.Store, clock: o.Clock, log: o.Audit, cache: o.Cache, who: o.Identifier, pins: make(chan struct{}, 2)}
}

func (a *Accounts) now() model.Instant { return model.InstantOf(a.clock.Now()) }

func (a *Accounts) today() model.Date { return model.DateOf(a.clock.Now()) }

func (a *Accounts) after(d time.Duration) model.Instant { return model.InstantOf(a.clock.Now().Add(d)) }

// allow is the first, fast limit; where it counts, a durable one stands behind it.
func (a *Accounts) allow(ctx context.Context, key string, limit int, per time.Duration) error {
	if a.cache != nil && !a.cache.Allow(ctx, key, limit, per) {
		return model.TooMany("试得太多了，请过一会儿再试")
	}
	return nil
}

// Kinds of objects in the record of acts.
const (
	kindAccount = "account"
	kindPerson  = model.ObjectPerson
)

// write records an act of this package; without its record it must fail.
func (a *Accounts) write(tx *store.Tx, e audit.Entry) error {
	_, err := a.log.Write(tx, e)
	return err
}

// fold brings what a person typed to one form, so that full-width digits are digits.
func fold(s string) string { return model.FoldDigits(s) }

func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
