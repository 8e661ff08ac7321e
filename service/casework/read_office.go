package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// alertsShown is how many alerts are looked through, the newest first.
const alertsShown = 200

// Alerts returns what is late or will be in the actor's areas, the newest step of
// each task, as long as it is still open.
func (s *Service) Alerts(ctx context.Context, actor model.Actor) ([]AlertView, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	alerts, err := tx.AlertsIn(store.ScopeOf(actor), alertsShown)
	if err != nil || len(alerts) == 0 {
		return []AlertView{}, err
	}
	ids := make([]int64, len(alerts))
	for i, a := range alerts {
		ids[i] = a.TaskID
	}
	list, err := tx.TasksByID(ids)
	if err != nil {
		return nil, err
	}
	tasks, areas := map[int64]*model.Task{}, make([]model.Area, len(list))
	for i := range list {
		tasks[list[i].ID], areas[i] = &list[i], cardPlace(&list[i])
	}
	places, err := s.placeNames(tx, areas)
	if err != nil {
		return nil, err
	}
	views := []AlertView{}
	for _, a := range alerts {
		k := tasks[a.TaskID]
		if k == nil || k.Status != store.TaskOpen {
			continue
		}
		delete(tasks, a.TaskID) // its newest alert says it
		card, err := s.card(k)
		if err != nil {
			return nil, err
		}
		views = append(views, AlertView{Step: a.Step, Title: card.Title, Place: places[cardPlace(k)], Office: s.officeName(tx, k.Role, k.DeskArea),
			Due: k.Due.Time(), At: a.At.Time()})
	}
	return views, nil
}

// Offices returns whom to ask (找人): the village's committee, the township's
// government, and 12317, which needs no place.
func (s *Service) Offices(ctx context.Context, actor model.Actor) ([]Office, error) {
	tx := s.store.Read(ctx)
	area := actor.Area
	if area == "" && len(actor.Rights) > 0 {
		area = actor.Rights[0].Area
	}
	return officesOf(tx, area, model.LevelTownship)
}

// officesOf returns the offices of an area from its village up to a level, and 12317.
func officesOf(tx *store.Tx, area model.Area, highest model.Level) ([]Office, error) {
	offices := []Office{}
	for _, at := range []struct {
		level model.Level
		kind  string
	}{{model.LevelVillage, "village_committee"}, {model.LevelTownship, "township_government"}, {model.LevelCounty, "county_office"}} {
		if at.level > highest {
			break
		}
		up := area.Up(at.level)
		if up == "" {
			continue
		}
		o, err := tx.OrganOf(up, at.kind)
		if model.KindOf(err) == model.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		offices = append(offices, Office{Name: o.Name, Phone: o.Phone})
	}
	return append(offices, Office{Name: "全国扶贫监督举报电话", Phone: "12317"}), nil
}

// Places returns the places below a region code, for anybody who picks one; ""
// gives the provinces. A place is open where a round takes applications, in it or
// in a village of it.
func (s *Service) Places(ctx context.Context, parent string) ([]PlaceView, error) {
	tx := s.store.Read(ctx)
	regions, err := tx.Regions(parent)
	if err != nil {
		return nil, err
	}
	var open []model.Area
	if parent != "" {
		above, err := tx.Region(parent)
		if err != nil {
			return nil, err
		}
		if open, err = tx.OpenVillagesIn(wholeVillage(above.Area)); err != nil {
			return nil, err
		}
	}
	views := make([]PlaceView, 0, len(regions))
	for _, r := range regions {
		if r.ValidTo != "" && r.ValidTo < s.today() {
			continue
		}
		v := PlaceView{Code: r.Code, Name: r.Name, Level: r.Level.Name()}
		for _, a := range open {
			v.Open = v.Open || r.Area.Contains(a) || a.Contains(r.Area)
		}
		views = append(views, v)
	}
	return views, nil
}
