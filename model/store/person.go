package store

import "bangfu/model"

// AddPerson inserts a person.
func (t *Tx) AddPerson(p *model.Person) error { return t.create(p) }

// Person returns the person with the row id.
func (t *Tx) Person(id int64) (model.Person, error) { return first[model.Person](t, "id = ?", id) }

// PersonByPublic returns the person with the public id.
func (t *Tx) PersonByPublic(id model.PublicID) (model.Person, error) {
	return first[model.Person](t, "public_id = ?", id)
}

// PersonByNumber returns the verified person with the number's index; KindNotFound when there is none.
func (t *Tx) PersonByNumber(index string) (model.Person, error) {
	return first[model.Person](t, "number_index = ? AND verified = ?", index, true)
}

// PutPerson writes a person back, guarded by its version, which it raises.
func (t *Tx) PutPerson(p *model.Person) error {
	p.Version++
	return replace(t, p, p.ID, p.Version-1, "")
}

// AddAccount inserts an account.
func (t *Tx) AddAccount(a *model.Account) error { return t.create(a) }

// Account returns the account of an openid in an app.
func (t *Tx) Account(app, openID string) (model.Account, error) {
	return first[model.Account](t, "app = ? AND open_id = ?", app, openID)
}

// AccountByID returns the account with the row id.
func (t *Tx) AccountByID(id int64) (model.Account, error) {
	return first[model.Account](t, "id = ?", id)
}

// AccountsOf returns the accounts bound to a person.
func (t *Tx) AccountsOf(person int64) ([]model.Account, error) {
	return find[model.Account](t, "id", "person_id = ?", person)
}

// AccountByUnion returns a bound account with the union id in another app.
func (t *Tx) AccountByUnion(union string) (model.Account, error) {
	return first[model.Account](t, "union_id = ? AND union_id <> '' AND person_id <> 0", union)
}

// PutAccount writes an account back.
func (t *Tx) PutAccount(a *model.Account) error {
	return t.db.Model(a).Where("id = ?", a.ID).Select("*").Omit("id").Updates(a).Error
}

// AddGrant inserts a grant.
func (t *Tx) AddGrant(g *model.RoleGrant) error { return t.create(g) }

// Grant returns the grant with the public id.
func (t *Tx) Grant(id model.PublicID) (model.RoleGrant, error) {
	return first[model.RoleGrant](t, "public_id = ?", id)
}

// PutGrant writes a grant back, guarded by its version, which it raises.
func (t *Tx) PutGrant(g *model.RoleGrant) error {
	g.Version++
	return replace(t, g, g.ID, g.Version-1, "")
}

// inForce is the condition of a grant that gives a right on a day.
const inForce = "revoked_at = 0 AND valid_from <= ? AND (valid_to = '' OR valid_to >= ?)"

// GrantsOf returns the grants of a person that are in force on the day, also
// those that still sleep.
func (t *Tx) GrantsOf(person int64, day model.Date) ([]model.RoleGrant, error) {
	return find[model.RoleGrant](t, "id", "person_id = ? AND "+inForce, person, string(day), string(day))
}

// Holders returns the persons whose confirmed grants make them holders of the
// desk (role, exactly this area) on the day, in order of their grants.
func (t *Tx) Holders(role model.Role, area model.Area, day model.Date) ([]int64, error) {
	gs, err := find[model.RoleGrant](t, "id", "role = ? AND area = ? AND confirmed_by <> 0 AND "+inForce,
		role, string(area), string(day), string(day))
	var ids []int64
	for _, g := range gs {
		ids = append(ids, g.PersonID)
	}
	return ids, err
}

// GrantsIn returns the grants in force inside an area, for the page of accounts.
func (t *Tx) GrantsIn(area model.Area, day model.Date) ([]model.RoleGrant, error) {
	return find[model.RoleGrant](t, "id", "area >= ? AND area < ? AND "+inForce, string(area), areaEnd(area), string(day), string(day))
}

// CountGrants returns how many grants of a role were ever made: zero in an empty register.
func (t *Tx) CountGrants(role model.Role) (int64, error) {
	return count[model.RoleGrant](t, "role = ?", role)
}

// AddBindCode inserts a one-time code.
func (t *Tx) AddBindCode(c *model.BindCode) error { return t.create(c) }

// BindCode returns the code with the hash.
func (t *Tx) BindCode(hash string) (model.BindCode, error) {
	return first[model.BindCode](t, "code_hash = ?", hash)
}

// UseBindCode marks a code as used; false when somebody was faster.
func (t *Tx) UseBindCode(id int64, at model.Instant) (bool, error) {
	res := t.db.Model(&model.BindCode{}).Where("id = ? AND used_at = 0", id).Update("used_at", at)
	return res.RowsAffected == 1, res.Error
}

// AddSession inserts a login.
func (t *Tx) AddSession(s *model.Session) error { return t.create(s) }

// Session returns the login with the token's hash.
func (t *Tx) Session(hash string) (model.Session, error) {
	return first[model.Session](t, "token_hash = ?", hash)
}

// TouchSession notes that a login was used.
func (t *Tx) TouchSession(id int64, at model.Instant) error {
	return t.db.Model(&model.Session{}).Where("id = ? AND last_used < ?", id, at).Update("last_used", at).Error
}

// RevokeSessions ends every login of a person at once and returns how many it ended.
func (t *Tx) RevokeSessions(person int64, at model.Instant) (int64, error) {
	res := t.db.Model(&model.Session{}).Where("person_id = ? AND revoked_at = 0", person).Update("revoked_at", at)
	return res.RowsAffected, res.Error
}

// RevokeSession ends one login.
func (t *Tx) RevokeSession(id int64, at model.Instant) error {
	return t.db.Model(&model.Session{}).Where("id = ? AND revoked_at = 0", id).Update("revoked_at", at).Error
}

// AddStandIn inserts a stand-in.
func (t *Tx) AddStandIn(s *model.StandIn) error { return t.create(s) }

// StandInsOf returns for whom the person stands in on the day.
func (t *Tx) StandInsOf(person int64, day model.Date) ([]model.StandIn, error) {
	return find[model.StandIn](t, "id", "person_id = ? AND ended_at = 0 AND valid_from <= ? AND valid_to >= ?", person, string(day), string(day))
}

// StandInsFor returns who stands in for an absent person on the day.
func (t *Tx) StandInsFor(absent int64, day model.Date) ([]model.StandIn, error) {
	return find[model.StandIn](t, "id", "absent_id = ? AND ended_at = 0 AND valid_from <= ? AND valid_to >= ?", absent, string(day), string(day))
}

// AccountsByUnion returns the accounts of one WeChat user in all apps.
func (t *Tx) AccountsByUnion(union string) ([]model.Account, error) {
	return find[model.Account](t, "id", "union_id = ? AND union_id <> ''", union)
}

// BindAccount moves an account from one person to another, 0 for nobody; false
// when it is no longer the first one's.
func (t *Tx) BindAccount(id, from, to int64, at model.Instant) (bool, error) {
	res := t.db.Model(&model.Account{}).Where("id = ? AND person_id = ?", id, from).
		Updates(map[string]any{"person_id": to, "bound_at": at})
	return res.RowsAffected == 1, res.Error
}

// PutUnion notes the WeChat user behind an account.
func (t *Tx) PutUnion(id int64, union string) error {
	return t.db.Model(&model.Account{}).Where("id = ?", id).Update("union_id", union).Error
}

// PutWindow writes only what is known of the ways to an account: followed, and
// the customer-service window.
func (t *Tx) PutWindow(a *model.Account) error {
	_, err := t.exec("UPDATE account SET followed = ?, window_end = ?, window_n = ? WHERE id = ?", a.Followed, a.WindowEnd, a.WindowN, a.ID)
	return err
}

// VoidBindCodes ends the unused codes of a person.
func (t *Tx) VoidBindCodes(person int64, at model.Instant) error {
	return t.db.Model(&model.BindCode{}).Where("person_id = ? AND used_at = 0", person).Update("used_at", at).Error
}

// AdoptSession gives a login without a person to the person its account was bound to.
func (t *Tx) AdoptSession(id, person int64) error {
	return t.db.Model(&model.Session{}).Where("id = ? AND person_id = 0", id).Update("person_id", person).Error
}

// OpenStandIns returns what others do for a person, and what the person does for others.
func (t *Tx) OpenStandIns(person int64) ([]model.StandIn, error) {
	return find[model.StandIn](t, "id", "(absent_id = ? OR person_id = ?) AND ended_at = 0", person, person)
}

// EndStandIn ends a stand-in; false when it has ended already.
func (t *Tx) EndStandIn(id int64, at model.Instant) (bool, error) {
	return t.counted("UPDATE stand_in SET ended_at = ? WHERE id = ? AND ended_at = 0", at, id)
}

// StandInsAfter returns the next stand-ins behind a row id, for reading all once.
func (t *Tx) StandInsAfter(after int64, limit int) ([]model.StandIn, error) {
	var ss []model.StandIn
	err := t.db.Where("id > ?", after).Order("id").Limit(limit).Find(&ss).Error
	return ss, translate(err)
}

// PersonsWithPIN returns persons who have a PIN with a row id above after, by id.
func (t *Tx) PersonsWithPIN(after int64, limit int) ([]model.Person, error) {
	var ps []model.Person
	err := t.db.Where("id > ? AND pin_hash <> ''", after).Order("id").Limit(limit).Find(&ps).Error
	return ps, translate(err)
}

// notOver is the condition of a grant that gives a right on a day or later.
const notOver = "revoked_at = 0 AND (valid_to = '' OR valid_to >= ?)"

// OpenGrantsOf returns the grants of a person that are in force on the day or
// begin later, also those that still sleep.
func (t *Tx) OpenGrantsOf(person int64, day model.Date) ([]model.RoleGrant, error) {
	return find[model.RoleGrant](t, "id", "person_id = ? AND "+notOver, person, string(day))
}

// OpenGrantsIn returns the grants inside an area that are in force on the day or begin later.
func (t *Tx) OpenGrantsIn(area model.Area, day model.Date) ([]model.RoleGrant, error) {
	return find[model.RoleGrant](t, "area, id", "area >= ? AND area < ? AND "+notOver, string(area), areaEnd(area), string(day))
}
