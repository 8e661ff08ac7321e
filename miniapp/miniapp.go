// Package miniapp is the JSON counter (小程序与浏览器的接口): it takes requests, hands
// them to the use cases and writes what they answer. It holds no rule and asks
// for no permission: what may be done is decided in the use cases alone (house
// law 1). openapi.yaml is the one description of it.
package miniapp

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/casework"
	"bangfu/service/document"
	"bangfu/service/evidence"
	"bangfu/service/notify"
	"bangfu/service/registry"
)

// Limiter is the first, fast limit on who asks too often; nothing correct
// depends on it.
type Limiter interface {
	// Allow reports whether one more act under the key is within limit acts per period.
	Allow(ctx context.Context, key string, limit int, per time.Duration) bool
}

// Options are the parts the counter stands on.
type Options struct {
	Casework       *casework.Service
	Accounts       *account.Accounts
	Evidence       *evidence.Evidence
	Notify         *notify.Worker
	Registry       *registry.Registry
	Document       *document.Printer
	Clock          model.Clock
	Guides         fs.FS    // help pages (*.md); nil = none
	TrustedProxies []string // addresses or networks whose X-Forwarded-For is believed; none when empty
	Limits         Limiter  // nil = none
	Log            *slog.Logger
}

// server is what every request needs.
type server struct {
	casework *casework.Service
	accounts *account.Accounts
	evidence *evidence.Evidence
	notify   *notify.Worker
	registry *registry.Registry
	document *document.Printer
	clock    model.Clock
	limits   Limiter
	log      *slog.Logger
	help     *library
}

// New returns the handler of /api/v1, /help and /gonggao. It fails for a proxy
// that is no address and for a guide that is no help page.
func New(o Options) (http.Handler, error) {
	if o.Casework == nil || o.Accounts == nil || o.Evidence == nil || o.Notify == nil || o.Registry == nil || o.Document == nil || o.Clock == nil {
		return nil, errors.New("miniapp: a part is missing")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	help, err := readGuides(o.Guides)
	if err != nil {
		return nil, err
	}
	s := &server{casework: o.Casework, accounts: o.Accounts, evidence: o.Evidence, notify: o.Notify, registry: o.Registry, document: o.Document, clock: o.Clock,
		limits: o.Limits, log: o.Log, help: help}
	return s.engine(o.TrustedProxies)
}
