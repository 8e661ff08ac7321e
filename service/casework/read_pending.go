package casework

import (
	"context"
	"errors"
	"time"

	"bangfu/model"
)

var errPending = errors.New("casework: not read yet")

// Case returns a household's matter for who may see it.
func (s *Service) Case(context.Context, model.Actor, model.PublicID) (CaseView, error) {
	return CaseView{}, model.Internal(errPending)
}

// MyCases returns the actor's own matters, newest first.
func (s *Service) MyCases(context.Context, model.Actor) ([]CaseView, error) {
	return nil, model.Internal(errPending)
}

// Cases lists the matters in scope.
func (s *Service) Cases(context.Context, model.Actor, CaseFilter) (items []CaseView, next string, err error) {
	return nil, "", model.Internal(errPending)
}

// RevealNumber shows a full citizen's number, for a purpose, and records the look.
func (s *Service) RevealNumber(context.Context, model.Actor, model.PublicID, string) (string, error) {
	return "", model.Internal(errPending)
}

// Sheet returns a group sheet.
func (s *Service) Sheet(context.Context, model.Actor, model.PublicID) (SheetView, error) {
	return SheetView{}, model.Internal(errPending)
}

// Roster returns a village's list.
func (s *Service) Roster(context.Context, model.Actor, model.PublicID) (RosterView, error) {
	return RosterView{}, model.Internal(errPending)
}

// Rosters lists the lists in scope.
func (s *Service) Rosters(context.Context, model.Actor, RosterFilter) (items []RosterView, next string, err error) {
	return nil, "", model.Internal(errPending)
}

// Bundle returns what a township handed in.
func (s *Service) Bundle(context.Context, model.Actor, model.PublicID) (BundleView, error) {
	return BundleView{}, model.Internal(errPending)
}

// Objection returns an objection for its handler or its own objector.
func (s *Service) Objection(context.Context, model.Actor, model.PublicID) (ObjectionView, error) {
	return ObjectionView{}, model.Internal(errPending)
}

// MyObjections returns what the actor has objected to, newest first.
func (s *Service) MyObjections(context.Context, model.Actor) ([]ObjectionView, error) {
	return nil, model.Internal(errPending)
}

// Review returns a 复核.
func (s *Service) Review(context.Context, model.Actor, model.PublicID) (ReviewView, error) {
	return ReviewView{}, model.Internal(errPending)
}

// Publicities returns the showings the actor may read, the own village's first.
func (s *Service) Publicities(context.Context, model.Actor) ([]PublicityView, error) {
	return nil, model.Internal(errPending)
}

// Pass gives the right to read one list for ten minutes at most.
func (s *Service) Pass(context.Context, model.Actor, model.PublicID) (pass string, until time.Time, err error) {
	return "", time.Time{}, model.Internal(errPending)
}

// PassByLink gives the right behind the poster's address.
func (s *Service) PassByLink(context.Context, string) (pass string, until time.Time, err error) {
	return "", time.Time{}, model.Internal(errPending)
}

// ReadPass serves the list a pass is bound to.
func (s *Service) ReadPass(string) (body []byte, etag string, err error) {
	return nil, "", model.Internal(errPending)
}

// Announcements returns the announcements that run in a county.
func (s *Service) Announcements(context.Context, string) ([]PublicityView, error) {
	return nil, model.Internal(errPending)
}

// Announcement returns an announcement as a list and as text to post.
func (s *Service) Announcement(context.Context, model.PublicID) (list PublicList, text string, err error) {
	return PublicList{}, "", model.Internal(errPending)
}

// Rounds returns the rounds of the actor's county.
func (s *Service) Rounds(context.Context, model.Actor) ([]RoundView, error) {
	return nil, model.Internal(errPending)
}

// Plan returns a village's back-planning in a round.
func (s *Service) Plan(ctx context.Context, actor model.Actor, round model.PublicID, village string) ([]PlanView, error) {
	return nil, model.Internal(errPending)
}

// Quotas returns a place's quota and its children's.
func (s *Service) Quotas(ctx context.Context, actor model.Actor, round model.PublicID, region string) ([]QuotaView, error) {
	return nil, model.Internal(errPending)
}

// Alerts returns what is late or will be in the actor's areas.
func (s *Service) Alerts(context.Context, model.Actor) ([]AlertView, error) {
	return nil, model.Internal(errPending)
}

// Offices returns whom to ask.
func (s *Service) Offices(context.Context, model.Actor) ([]Office, error) {
	return nil, model.Internal(errPending)
}

// Registers returns a register of delegates.
func (s *Service) Registers(ctx context.Context, actor model.Actor, area, register string) ([]RegisterEntry, error) {
	return nil, model.Internal(errPending)
}

// Messages returns the actor's message box, newest first.
func (s *Service) Messages(ctx context.Context, actor model.Actor, after string) (items []MessageView, next string, err error) {
	return nil, "", model.Internal(errPending)
}

// Seen notes that the actor has looked at a notice.
func (s *Service) Seen(context.Context, model.Actor, model.PublicID) error {
	return model.Internal(errPending)
}

// Places returns the places below a code, "" for the counties.
func (s *Service) Places(ctx context.Context, parent string) ([]PlaceView, error) {
	return nil, model.Internal(errPending)
}

// WhoLooked returns which offices have looked at a household's data.
func (s *Service) WhoLooked(context.Context, model.Actor, model.PublicID) ([]LookView, error) {
	return nil, model.Internal(errPending)
}
