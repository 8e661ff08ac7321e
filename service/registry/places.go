package registry

import (
	"context"
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// LoadPlaces takes in the administrative tree and its work organs (行政区划与工作机构;
// ), whatever is not there yet; doing it again changes nothing. Parents
// stand before or beside their children in the list. It returns how many places
// and organs are new. Errors: those of Actor.May; KindForbidden from the shell
// once the county has an officer; KindInvalid for a place whose parent is missing.
func (r *Registry) LoadPlaces(ctx context.Context, actor model.Actor, regions []model.Region, organs []model.Organ) (added int, err error) {
	if len(regions) == 0 {
		return 0, model.Invalid("行政区划表是空的，请检查文件")
	}
	err = r.store.InTx(ctx, func(tx *store.Tx) error {
		area := loadedArea(regions)
		right, err := r.allowed(tx, actor, area)
		if err != nil {
			return err
		}
		fresh, err := r.freshRegions(tx, regions)
		if err != nil {
			return err
		}
		if len(fresh) > 0 {
			if err := tx.AddRegions(fresh); err != nil {
				return err
			}
		}
		n, err := addOrgans(tx, organs)
		if err != nil {
			return err
		}
		if added = len(fresh) + n; added == 0 {
			return nil
		}
		_, err = r.log.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "registry.load_places", Kind: "region", Area: area,
			Note: "regions=" + strconv.Itoa(len(fresh)) + ",organs=" + strconv.Itoa(n)})
		return err
	})
	return added, err
}

// loadedArea is what a list of places is about: its county. The levels above it
// are only named, not claimed; a list without a county is about its widest place.
func loadedArea(regions []model.Region) model.Area {
	widest := regions[0].Area
	for _, g := range regions {
		if g.Level == model.LevelCounty {
			return g.Area
		}
		if len(g.Area) < len(widest) {
			widest = g.Area
		}
	}
	return widest
}

// freshRegions returns the places that are not in the register, and refuses a
// tree with a hole: a place whose parent stands nowhere, or that lies elsewhere
// than its parent, would be in nobody's area.
func (r *Registry) freshRegions(tx *store.Tx, regions []model.Region) ([]model.Region, error) {
	areas := map[string]model.Area{}
	for _, g := range regions {
		areas[g.Code] = g.Area
	}
	var fresh []model.Region
	for _, g := range regions {
		if g.Level != model.LevelProvince {
			parent, known := areas[g.Parent]
			if !known {
				above, err := tx.Region(g.Parent)
				if err != nil {
					return nil, model.Invalid("行政区划表里" + g.Name + "的上级不在表里，请检查文件")
				}
				parent = above.Area
			}
			if !parent.Contains(g.Area) || parent == g.Area {
				return nil, model.Invalid("行政区划表里" + g.Name + "不在它的上级里面，请检查文件")
			}
		}
		_, err := tx.Region(g.Code)
		switch model.KindOf(err) {
		case "":
			continue
		case model.KindNotFound:
		default:
			return nil, err
		}
		if g.ValidFrom == "" {
			g.ValidFrom = r.today()
		}
		g.ID = 0
		fresh = append(fresh, g)
	}
	return fresh, nil
}

// addOrgans adds the organs that are not there yet and hangs each below the one
// of the level above.
func addOrgans(tx *store.Tx, organs []model.Organ) (int, error) {
	n := 0
	for _, o := range organs {
		_, err := tx.OrganOf(o.Area, o.Kind)
		switch model.KindOf(err) {
		case "":
			continue
		case model.KindNotFound:
		default:
			return n, err
		}
		if o.Parent == 0 {
			if o.Parent, err = organAbove(tx, o); err != nil {
				return n, err
			}
		}
		o.ID = 0
		if err := tx.AddOrgan(&o); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Kinds of work organs, from the village up.
const (
	OrganVillage  = "village_committee"   // 村民委员会
	OrganTownship = "township_government" // 乡镇人民政府
	OrganOffice   = "county_office"       // 县扶贫办, 乡村振兴局, 农业农村局: the name is data
)

func organAbove(tx *store.Tx, o model.Organ) (int64, error) {
	kind, level := OrganOffice, model.LevelCounty
	switch o.Kind {
	case OrganVillage:
		kind, level = OrganTownship, model.LevelTownship
	case OrganTownship:
	default:
		return 0, nil
	}
	above, err := tx.OrganOf(o.Area.Up(level), kind)
	if model.KindOf(err) == model.KindNotFound {
		return 0, nil
	}
	return above.ID, err
}
