// Package registry keeps what a county sets up before its procedure can begin:
// its places and work organs, the registers of delegates with their terms, and
// the residents the old household register already knows.
// Household files, import and export join it.
package registry

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Options are the parts a Registry works with.
type Options struct {
	Store *store.Store
	Clock model.Clock
	Audit *audit.Log
}

// Registry is the use cases of the county's registers. It is safe for concurrent use.
type Registry struct {
	store *store.Store
	clock model.Clock
	log   *audit.Log
}

// New returns the registers of a house.
func New(o Options) *Registry { return &Registry{store: o.Store, clock: o.Clock, log: o.Audit} }

func (r *Registry) now() model.Instant { return model.InstantOf(r.clock.Now()) }

func (r *Registry) today() model.Date { return model.DateOf(r.clock.Now()) }

// keep is the permission to set up what the procedure stands on: places, organs,
// registers, residents. It is no row of the procedure and reads no household.
func keep() model.Action {
	return model.Action{Name: "keep_register", By: []model.Role{model.RoleCountyOfficer, model.RoleSysAdmin}}
}

// Shell returns the actor of somebody at the server's own prompt: for the first
// load of an empty register only.
func Shell() model.Actor { return model.Actor{Door: model.DoorShell} }

// allowed asks for the permission to keep a register in an area. A shell is
// allowed as long as nobody could be asked instead: no officer was ever granted.
func (r *Registry) allowed(tx *store.Tx, actor model.Actor, area model.Area) (model.Right, error) {
	if actor.Door != model.DoorShell || actor.PersonID != 0 {
		return actor.May(keep(), model.Object{Area: area})
	}
	for _, role := range keep().By {
		n, err := tx.CountGrants(role)
		if err != nil {
			return model.Right{}, err
		}
		if n > 0 {
			return model.Right{}, model.Forbidden("县里已经有经办人了，请由经办人登录后办理")
		}
	}
	return model.Right{}, nil
}

// Empty reports whether nothing was set up yet: no place, no officer.
func (r *Registry) Empty(ctx context.Context) (bool, error) {
	tx := r.store.Read(ctx)
	for l := model.LevelVillage; l < model.LevelNation; l++ {
		found, err := tx.RegionsIn("/", l)
		if err != nil || len(found) > 0 {
			return false, err
		}
	}
	n, err := tx.CountGrants(model.RoleCountyOfficer)
	return n == 0, err
}

// Verify holds every audit row and every decision against its MAC (核验): what
// `bangfu verify` prints and what a demonstration ends with. It reads all of the
// record and shows none of it, so it is open to the shell and to who may read the
// record. Errors: those of Actor.May.
func (r *Registry) Verify(ctx context.Context, actor model.Actor) (audit.Report, error) {
	if actor.Door != model.DoorShell || actor.PersonID != 0 {
		if _, err := actor.May(model.ReadAudit, model.Object{Area: actor.Area.Up(model.LevelCounty)}); err != nil {
			return audit.Report{}, err
		}
	}
	return r.log.Verify(ctx, r.store)
}
