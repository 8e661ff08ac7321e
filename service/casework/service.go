// Package casework carries a household's matter from application to
// announcement: everything that shares the procedure's transaction. A chat
// reply, a tap and a timer call the same function, Act, which reads the rule for
// (state, act, role) from the scheme and answers a typed outcome (house laws 1
// and 2).
package casework

import (
	"log/slog"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
	"bangfu/service/workflow"
)

// Options are the parts a Service works with.
type Options struct {
	Store    *store.Store
	Clock    model.Clock
	Library  *workflow.Library  // every scheme that may be opened or is running
	Calendar *workflow.Calendar // working days and holidays
	Audit    *audit.Log
	Log      *slog.Logger
}

// Service is the use cases of the procedure. It is safe for concurrent use.
type Service struct {
	store *store.Store
	clock model.Clock
	law   *workflow.Library
	cal   *workflow.Calendar
	audit *audit.Log
	log   *slog.Logger
	lists *shelf // public lists as rendered: the read path of a publicity asks no store
}

// New returns the use cases over their parts.
func New(o Options) *Service {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Service{store: o.Store, clock: o.Clock, law: o.Library, cal: o.Calendar, audit: o.Audit, log: log, lists: newShelf()}
}

func (s *Service) now() model.Instant { return model.InstantOf(s.clock.Now()) }

func (s *Service) today() model.Date { return model.DateOf(s.clock.Now()) }

// schemeOf returns the scheme version a record was opened under (R-01, A17).
func (s *Service) schemeOf(hash string) (*workflow.Scheme, error) {
	if sch, ok := s.law.ByHash(hash); ok {
		return sch, nil
	}
	return nil, model.Internal(errUnknownScheme)
}
