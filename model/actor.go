package model

import "slices"

// Right is one role a person holds in an area at this moment, by a grant in
// force, a stand-in, or an appointment.
type Right struct {
	GrantID int64
	Role    Role
	Area    Area
	ForID   int64 // the absent holder, when this comes from a stand-in (顶班)
}

// Actor is who acts: a person with the rights of this moment, through a door.
// It is made by the account package, or by a timer, never by a request.
type Actor struct {
	PersonID  int64
	AccountID int64
	SessionID int64
	App       string // oa, mp, h5: where the login lives
	Door      Door
	Area      Area // of residence
	Verified  bool // the binding is proven (decisions 16)
	Rights    []Right
	PINOn     Date   // day on which the PIN was last entered
	Index     string // keyed index of the person's own number, "" when unknown
}

// Timer is the actor of steps that fall due by themselves.
func Timer() Actor {
	return Actor{Door: DoorTimer, Rights: []Right{{Role: RoleTimer, Area: "/"}}}
}

// MaySomewhere reports whether the actor may do the action in any place: which
// forms are offered. The use case asks again for the place at hand.
func (a Actor) MaySomewhere(action Action) bool {
	return slices.ContainsFunc(a.Rights, func(r Right) bool {
		_, err := a.May(action, Object{Area: r.Area})
		return err == nil
	})
}

// Cadre reports whether the actor holds any granted role.
func (a Actor) Cadre() bool { return len(a.Rights) > 0 }

// Holds returns the right of one of the roles that covers the area.
func (a Actor) Holds(roles []Role, area Area) (Right, bool) {
	for _, role := range roles {
		for _, r := range a.Rights {
			if r.Role == role && (r.Area == "/" || r.Area.Contains(area)) {
				return r, true
			}
		}
	}
	return Right{}, false
}

// Object is what a permission is asked about: where it lies and whose it is.
type Object struct {
	Area        Area
	ApplicantID int64   // whose matter it is, 0 = nobody's
	Appointed   []int64 // persons appointed to it: its surveyors
	AskedOf     Role    // a task that was handed up is asked of this role too
	AskedArea   Area    // and in this area
}

// Action is something that needs permission: a name and the roles that have it.
type Action struct {
	Name string
	By   []Role
}

// May decides whether the actor may do the action on the object. It is the only
// place where permission is decided. Errors: KindNotFound when the object lies
// outside everything the actor may see, KindForbidden when it is visible but
// the act is not the actor's, KindUnauthenticated for nobody.
func (a Actor) May(action Action, o Object) (Right, error) {
	if a.PersonID == 0 && a.Door != DoorTimer {
		return Right{}, Unauthenticated("请先登录")
	}
	if r, ok := a.Holds(action.By, o.Area); ok || !GuardRole.On() {
		return r, nil
	}
	if r, ok := a.asked(o); ok {
		return r, nil
	}
	for _, role := range action.By {
		if r, ok := a.ungranted(role, o); ok {
			return r, nil
		}
	}
	if a.Sees(o) {
		return Right{}, Forbidden("这件事不归您办。要问进展，请回“进度”或找村上")
	}
	return Right{}, NotFound()
}

// asked returns the right by which a task that was handed up is the actor's.
func (a Actor) asked(o Object) (Right, bool) {
	if o.AskedOf == "" {
		return Right{}, false
	}
	return a.Holds([]Role{o.AskedOf}, o.AskedArea)
}

// ungranted returns the right of a role that nobody grants: it comes from whose
// matter it is, from an appointment to it, or from living in the village.
func (a Actor) ungranted(role Role, o Object) (Right, bool) {
	switch role {
	case RoleApplicant:
		return Right{Role: role, Area: o.Area}, a.appliesIn(o)
	case RoleSurveyor:
		return Right{Role: role, Area: o.Area}, a.appointedTo(o)
	case RoleVillager:
		return Right{Role: role, Area: a.Area}, a.provenlyLivesIn(o)
	}
	return Right{}, false
}

func (a Actor) appliesIn(o Object) bool { return o.ApplicantID != 0 && o.ApplicantID == a.PersonID }

func (a Actor) appointedTo(o Object) bool { return slices.Contains(o.Appointed, a.PersonID) }

func (a Actor) provenlyLivesIn(o Object) bool {
	return a.Verified && o.Area.Contains(a.Area.Up(LevelVillage))
}

// Sees reports whether the object is visible to the actor at all: own, appointed
// to, or inside the area of a role that reads households.
func (a Actor) Sees(o Object) bool {
	if !GuardScope.On() {
		return true
	}
	if a.appliesIn(o) || a.appointedTo(o) {
		return true
	}
	_, ok := a.Holds(ReadHousehold.By, o.Area)
	return ok
}

// ReadAreas returns the areas whose households the actor may read, for listing.
func (a Actor) ReadAreas() []Area {
	var areas []Area
	for _, r := range a.Rights {
		for _, role := range ReadHousehold.By {
			if r.Role == role {
				areas = append(areas, r.Area)
			}
		}
	}
	return areas
}
