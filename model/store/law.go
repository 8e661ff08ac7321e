package store

import "bangfu/model"

// AddScheme keeps a scheme version by its content; a known one is left alone.
func (t *Tx) AddScheme(v *model.SchemeVersion) error {
	if _, err := first[model.SchemeVersion](t, "hash = ?", v.Hash); err == nil {
		return nil
	}
	return t.create(v)
}

// Schemes returns every scheme version ever used.
func (t *Tx) Schemes() ([]model.SchemeVersion, error) {
	return find[model.SchemeVersion](t, "id", "1 = 1")
}

// AddRound inserts a round.
func (t *Tx) AddRound(r *model.Round) error { return t.create(r) }

// Round returns the round with the row id.
func (t *Tx) Round(id int64) (model.Round, error) { return first[model.Round](t, "id = ?", id) }

// RoundByPublic returns the round with the public id.
func (t *Tx) RoundByPublic(id model.PublicID) (model.Round, error) {
	return first[model.Round](t, "public_id = ?", id)
}

// Rounds returns the rounds of a county, newest last.
func (t *Tx) Rounds(area model.Area) ([]model.Round, error) {
	return find[model.Round](t, "id", "area = ?", string(area))
}

// PutRound writes a round back if it is still in the state, and raises its version.
func (t *Tx) PutRound(r *model.Round, from model.State) error {
	r.Version++
	return replace(t, r, r.ID, r.Version-1, from)
}

// AddOpenDoors makes a round the only door of its villages; ErrDuplicate when a
// village has an open round for the matter already.
func (t *Tx) AddOpenDoors(ds []model.OpenDoor) error {
	if !model.GuardDoor.On() {
		return nil
	}
	if err := t.db.CreateInBatches(ds, 100).Error; err != nil {
		return translate(err)
	}
	return nil
}

// OpenDoor returns the round that is open for a matter in a village.
func (t *Tx) OpenDoor(village string, typ model.CaseType) (model.Round, error) {
	d, err := first[model.OpenDoor](t, "village = ? AND case_type = ?", village, typ)
	if err != nil {
		return model.Round{}, err
	}
	return t.Round(d.RoundID)
}

// OpenRoundsOf returns the rounds open in a village.
func (t *Tx) OpenRoundsOf(village string) ([]model.Round, error) {
	ds, err := find[model.OpenDoor](t, "id", "village = ?", village)
	if err != nil {
		return nil, err
	}
	seen := map[int64]bool{}
	var rounds []model.Round
	for _, d := range ds {
		if seen[d.RoundID] {
			continue
		}
		seen[d.RoundID] = true
		r, err := t.Round(d.RoundID)
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, r)
	}
	return rounds, nil
}

// CloseDoors ends a round's doors.
func (t *Tx) CloseDoors(round int64) error {
	return t.db.Where("round_id = ?", round).Delete(&model.OpenDoor{}).Error
}

// AddPolicyTold records that the policy was told in a group; ErrDuplicate when it was already.
func (t *Tx) AddPolicyTold(p *model.PolicyTold) error { return t.create(p) }

// PolicyTold returns the groups of a round in which the policy was told.
func (t *Tx) PolicyTold(round int64) (map[string]bool, error) {
	ps, err := find[model.PolicyTold](t, "id", "round_id = ?", round)
	told := map[string]bool{}
	for _, p := range ps {
		told[p.Group] = true
	}
	return told, err
}
