package casework

import (
	"bytes"
	"context"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// Publicities returns the showings that run and the actor may read, without a row
// (decisions 20): the own village's first, on its board for a villager only when the
// binding is proven, and in the county's announcement; then those in a cadre's
// scope. Other villages' announcements are for anybody, at Announcements.
func (s *Service) Publicities(ctx context.Context, actor model.Actor) ([]PublicityView, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	var ps []model.Publicity
	seen := map[int64]bool{}
	for _, b := range boardsOf(actor) {
		list, err := tx.RunningIn(b.area, b.place)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if seen[p.ID] || !s.hangs(&p) || !mayRead(actor, &p, b.place) {
				continue
			}
			seen[p.ID] = true
			ps = append(ps, p)
		}
	}
	return s.publicityViews(tx, actor, ps)
}

// board is where lists hang: the villages of an area, or a county's website.
type board struct {
	area  model.Area
	place string
}

// boardsOf returns the boards an actor may look at, the nearest first.
func boardsOf(actor model.Actor) []board {
	var boards []board
	if village := actor.Area.Up(model.LevelVillage); village != "" {
		if actor.Verified {
			boards = append(boards, board{village, workflow.PlaceBoard})
		}
		boards = append(boards, board{village, workflow.PlaceCountyWeb})
	}
	for _, a := range actor.ReadAreas() {
		boards = append(boards, board{wholeVillage(a), workflow.PlaceBoard}, board{wholeVillage(a), workflow.PlaceCountyWeb})
	}
	return boards
}

// mayRead reports whether an actor may read a showing: everybody a county's
// announcement, a village's board who is of the village or works for it.
func mayRead(actor model.Actor, p *model.Publicity, place string) bool {
	if place != workflow.PlaceBoard {
		return true
	}
	_, err := boardRight(actor, p)
	return err == nil
}

// boardRight is the right by which an actor reads what hangs on a village's board; a
// group's head is of the whole village. Errors: those of Actor.May.
func boardRight(actor model.Actor, p *model.Publicity) (model.Right, error) {
	for _, at := range actor.ReadAreas() {
		if wholeVillage(at) != wholeVillage(p.Area) {
			continue
		}
		if right, err := actor.May(model.ReadPublicity, model.Object{Area: at}); err == nil {
			return right, nil
		}
	}
	return actor.May(model.ReadPublicity, model.Object{Area: p.Area})
}

// wholeVillage widens a group to its village: lists are the village's.
func wholeVillage(a model.Area) model.Area {
	if village := a.Up(model.LevelVillage); village != "" {
		return village
	}
	return a
}

// hangs reports whether a showing is shown at this moment: it runs, and its last
// day is not over; afterwards only its digest stays.
func (s *Service) hangs(p *model.Publicity) bool {
	return p.State == publicityRunning && s.clock.Now().Before(p.LastDay.End())
}

// publicityViews writes showings without their rows.
func (s *Service) publicityViews(tx *store.Tx, actor model.Actor, ps []model.Publicity) ([]PublicityView, error) {
	var snapshots, rosters []int64
	areas := make([]model.Area, len(ps))
	for i, p := range ps {
		snapshots, rosters, areas[i] = append(snapshots, p.SnapshotID), append(rosters, p.RosterID), p.Area
	}
	snaps, err := tx.SnapshotsByID(snapshots)
	if err != nil {
		return nil, err
	}
	lists, err := tx.RostersByID(rosters)
	if err != nil {
		return nil, err
	}
	places, err := s.placeNames(tx, areas)
	if err != nil {
		return nil, err
	}
	views := make([]PublicityView, 0, len(ps))
	for i := range ps {
		p := &ps[i]
		r := lists[p.RosterID]
		sch, err := s.schemeOf(r.Scheme)
		if err != nil {
			return nil, err
		}
		v := PublicityView{ID: p.PublicID, Roster: r.PublicID, Title: listTitle(r.Category, sch, p), Place: places[p.Area], Category: r.Category, State: p.State,
			Posted: p.Posted, FirstDay: p.FirstDay, LastDay: p.LastDay, DaysLeft: max(s.today().DaysUntil(p.LastDay), 0), MovesOn: p.MovesOn.Time(),
			Shifted: p.Shifted, EndPhoto: p.EndPhoto != 0, Households: int64(max(bytes.Count(snaps[p.SnapshotID].Content, []byte("\n"))-1, 0))}
		if _, ok := actor.Holds(model.ReadHousehold.By, p.Area); ok && p.Place == workflow.PlaceBoard && s.hangs(p) {
			v.Link = p.Link
		}
		views = append(views, v)
	}
	return views, nil
}

// Announcements returns the announcements that run in a county (公告), for anybody;
// county is its region code. Errors: KindNotFound for a code that is none.
func (s *Service) Announcements(ctx context.Context, county string) ([]PublicityView, error) {
	tx := s.store.Read(ctx)
	place, err := tx.Region(county)
	if err != nil {
		return nil, err
	}
	running, err := tx.RunningIn(place.Area, workflow.PlaceCountyWeb)
	if err != nil {
		return nil, err
	}
	var ps []model.Publicity
	for i := range running {
		if s.hangs(&running[i]) {
			ps = append(ps, running[i])
		}
	}
	return s.publicityViews(tx, model.Actor{}, ps)
}

// Announcement returns a county announcement while it runs, for anybody, as a
// list and as plain text that is ready to be posted (公告稿). Errors: KindNotFound
// for everything else, a village's list first of all.
func (s *Service) Announcement(ctx context.Context, id model.PublicID) (list PublicList, text string, err error) {
	tx := s.store.Read(ctx)
	p, err := tx.PublicityByPublic(id)
	if err != nil {
		return PublicList{}, "", err
	}
	if p.Place != workflow.PlaceCountyWeb || !s.hangs(&p) {
		return PublicList{}, "", model.NotFound()
	}
	if list, err = s.publicList(tx, &p); err != nil {
		return PublicList{}, "", err
	}
	county := p.Area.Up(model.LevelCounty)
	names, err := s.placeNames(tx, []model.Area{county})
	if err != nil {
		return PublicList{}, "", err
	}
	return list, announcementText(list, names[county], s.officeName(tx, model.RoleCountyOfficer, county)), nil
}
