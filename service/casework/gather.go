package casework

import (
	"bangfu/model"
	"bangfu/model/store"
)

// gather reads the households an act touches and which of them are near kin of the actor.
func (m *move) gather() error {
	var err error
	switch m.sub.kind {
	case model.ObjectCase, model.ObjectReview:
		m.cases = []model.Case{*m.sub.cas}
	case model.ObjectSheet:
		m.cases, err = m.tx.CasesOfGroup(m.sub.round, m.sub.sheet.Group, m.sheetTakes())
	case model.ObjectRoster:
		err = m.gatherRoster(*m.sub.roster)
	case model.ObjectBundle:
		m.rosters, err = m.tx.RostersOfBundle(m.sub.bundle.ID)
		for _, r := range m.rosters {
			if err == nil && r.State == m.sub.state {
				err = m.gatherRoster(r)
			}
		}
	case model.ObjectObjection:
		if id := m.sub.objection.CaseID; id != 0 {
			var c model.Case
			c, err = m.tx.Case(id)
			m.cases = []model.Case{c}
		}
	}
	if err != nil {
		return err
	}
	if err := m.findKin(); err != nil {
		return err
	}
	return m.findDone()
}

// findDone notes the rows this desk has decided at this entry already: a colleague
// who is asked about the rest decides the rest only.
func (m *move) findDone() error {
	m.done = map[int64]bool{}
	if !m.rule.Deciding || m.sub.roster == nil && m.sub.bundle == nil {
		return nil
	}
	have, err := m.rowActs()
	for _, a := range have {
		if a.Role == m.asked {
			m.done[a.CaseID] = true
		}
	}
	return err
}

func (m *move) gatherRoster(r model.Roster) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	var ids []int64
	for _, row := range rows {
		if row.Verdict.Live() {
			m.rows = append(m.rows, row)
			ids = append(ids, row.CaseID)
		}
	}
	cases, err := m.tx.CasesByID(ids)
	m.cases = append(m.cases, cases...)
	return err
}

func (m *move) findKin() error {
	m.kin = map[int64]bool{}
	if m.actor.PersonID == 0 || len(m.cases) == 0 || !model.GuardKin.On() {
		return nil
	}
	indexes := make([]string, 0, len(m.cases))
	for _, c := range m.cases {
		indexes = append(indexes, c.NumberIndex)
	}
	found, err := m.tx.KinOf(m.actor.PersonID, indexes)
	for _, c := range m.cases {
		if found[c.NumberIndex] || c.NumberIndex != "" && c.NumberIndex == m.actor.Index && m.right.Role != model.RoleApplicant {
			m.kin[c.ID] = true
		}
	}
	return err
}

// caseOf returns the case behind a row.
func (m *move) caseOf(id int64) *model.Case {
	for i := range m.cases {
		if m.cases[i].ID == id {
			return &m.cases[i]
		}
	}
	return nil
}

// separate keeps one person from deciding at two levels on one row, and near kin
// from deciding at all on a single household; on lists near kin steps aside row
// by row (decisions 5).
func (m *move) separate() error {
	single := m.sub.kind == model.ObjectCase || m.sub.kind == model.ObjectReview || m.sub.kind == model.ObjectObjection
	cadre := m.right.Role != model.RoleApplicant && m.right.Role != model.RoleTimer && m.right.Role != model.RoleVillager
	if single && cadre && len(m.kin) > 0 {
		return model.Forbidden("这是您近亲属家的事，您要回避。已请上一级办理，不用再办了")
	}
	if err := m.ownMatter(); err != nil || !m.rule.Deciding {
		return err
	}
	var ids []int64
	for _, c := range m.cases {
		ids = append(ids, c.ID)
	}
	n, err := m.tx.OtherLevel(m.actor.PersonID, m.rule.Level, ids)
	if err != nil {
		return err
	}
	if n > 0 {
		return model.Forbidden("名单里有您在别的层级办过的户，同一个人不能办两级。请由本岗位的其他人办理")
	}
	return nil
}

// ownMatter keeps one hand from both sides: nobody answers an objection of the
// own, or reviews a refusal of the own (A6).
func (m *move) ownMatter() error {
	me := m.actor.PersonID
	if o := m.sub.objection; o != nil && m.sub.id != 0 && me != 0 && (o.ObjectorID == me || o.EnteredBy == me) {
		return model.Forbidden("这件反映是您提的或您登记的，请由本岗位的其他人答复")
	}
	if m.sub.review == nil || !m.rule.Deciding {
		return nil
	}
	n, err := m.tx.ActsOn(me, m.sub.review.CaseID)
	if err == nil && n > 0 {
		err = model.Forbidden("这一户是您办过的，复核要由没有办过的人来办")
	}
	return err
}

// cover notes whom a deciding act decided on, and reports whether every row has
// been covered by every role the rule asks for: `all: true` moves on when the
// last signs, and rows of near kin wait for somebody else.
func (m *move) cover() (bool, error) {
	if !m.rule.Deciding {
		return true, nil
	}
	rosterOf, seqOf := m.placesOf()
	role, aside := m.asked, m.besides()
	if aside { // 暂缓 is a decision on the rows it takes off, and no signature under the others
		role = model.Role(m.rule.Do)
	}
	acts, ids := []model.RowAct{}, []int64{}
	for _, c := range m.cases {
		if m.kin[c.ID] || aside && !m.dropped(c.ID) {
			continue
		}
		acts = append(acts, model.RowAct{CaseID: c.ID, RosterID: rosterOf(c), StateSeq: seqOf(c), Role: role,
			PersonID: m.actor.PersonID, Level: m.rule.Level, At: m.at})
		ids = append(ids, c.ID)
	}
	fresh, err := m.uncovered(acts)
	if err != nil {
		return false, err
	}
	if len(acts) > 0 && len(fresh) == 0 {
		return false, m.s.changed(m.tx, m.sub)
	}
	if err := m.tx.AddRowActs(fresh); err != nil {
		return false, m.lost(err)
	}
	m.covered = ids
	if aside {
		return true, nil
	}
	return m.complete()
}

// besides reports whether the act is one beside the act that is asked for at this
// state of a list.
func (m *move) besides() bool {
	if m.sub.roster == nil {
		return false
	}
	asked, ok := m.sub.scheme.Desk(m.sub.machine, m.from)
	return ok && asked.Do != m.rule.Do
}

// placesOf tells on which roster, and at which entry into its state, a case is decided.
func (m *move) placesOf() (roster, seq func(model.Case) int64) {
	if m.sub.kind == model.ObjectRoster {
		return func(model.Case) int64 { return m.sub.roster.ID }, func(model.Case) int64 { return m.sub.roster.StateSeq }
	}
	if m.sub.kind == model.ObjectBundle {
		by := map[int64]model.Roster{}
		for _, row := range m.rows {
			for _, r := range m.rosters {
				if r.ID == row.RosterID {
					by[row.CaseID] = r
				}
			}
		}
		return func(c model.Case) int64 { return by[c.ID].ID }, func(c model.Case) int64 { return by[c.ID].StateSeq }
	}
	// a sheet, an objection, a review: its own row id keeps its acts apart from those of rosters
	return func(model.Case) int64 { return 0 }, func(model.Case) int64 { return -(m.sub.id*8 + int64(len(m.sub.kind))%8) }
}

// uncovered drops the acts of rows this desk has covered at this entry already.
func (m *move) uncovered(acts []model.RowAct) ([]model.RowAct, error) {
	have, err := m.rowActs()
	if err != nil {
		return nil, err
	}
	var fresh []model.RowAct
	for _, a := range acts {
		known := false
		for _, h := range have {
			known = known || h.CaseID == a.CaseID && h.Role == a.Role
		}
		if !known {
			fresh = append(fresh, a)
		}
	}
	return fresh, nil
}

func (m *move) rowActs() ([]model.RowAct, error) {
	var all []model.RowAct
	seen := map[[2]int64]bool{}
	roster, seq := m.placesOf()
	for _, c := range m.cases {
		at := [2]int64{roster(c), seq(c)}
		if seen[at] {
			continue
		}
		seen[at] = true
		acts, err := m.tx.RowActs(at[0], at[1])
		if err != nil {
			return nil, err
		}
		all = append(all, acts...)
	}
	return all, nil
}

// complete reports whether every live row is covered by every role that must act.
func (m *move) complete() (bool, error) {
	roles := []model.Role{m.asked}
	if m.rule.All && model.GuardSignatures.On() {
		roles = m.rule.By
	}
	have, err := m.rowActs()
	if err != nil {
		return false, err
	}
	for _, role := range roles {
		covered := map[int64]bool{}
		for _, a := range have {
			if a.Role == role {
				covered[a.CaseID] = true
			}
		}
		for _, c := range m.cases {
			switch {
			case covered[c.ID] || m.dropped(c.ID):
			case role == m.asked:
				m.out.LeftRows++
			default:
				m.wait(role)
			}
		}
	}
	return m.out.LeftRows == 0 && len(m.out.Waiting) == 0, nil
}

func (m *move) wait(role model.Role) {
	for _, w := range m.out.Waiting {
		if w == role.Title() {
			return
		}
	}
	m.out.Waiting = append(m.out.Waiting, role.Title())
}

// dropped reports whether a case left the list by this very act.
func (m *move) dropped(id int64) bool {
	for _, row := range m.rows {
		if row.CaseID == id {
			return !row.Verdict.Live()
		}
	}
	return false
}

// officeName names the office of a role in an area as people know it.
func (s *Service) officeName(tx *store.Tx, role model.Role, area model.Area) string {
	f, ok := role.Facts()
	if !f.Granted && role != model.RoleSurveyor {
		return f.Title // a household, a villager, the clock: no office
	}
	kind := map[model.Level]string{model.LevelGroup: "village_committee", model.LevelVillage: "village_committee",
		model.LevelTownship: "township_government", model.LevelCounty: "county_office"}[f.Level]
	level := f.Level
	if level == model.LevelGroup {
		level = model.LevelVillage
	}
	if role == model.RoleCountyGroup {
		kind = "county_group"
	}
	if ok && kind != "" {
		if o, err := tx.OrganOf(area.Up(level), kind); err == nil {
			return o.Name
		}
	}
	return f.Title
}

// placeName names a village or group with its township: 山河镇解家川村.
func (s *Service) placeName(tx *store.Tx, area model.Area) string {
	var codes []string
	for _, level := range []model.Level{model.LevelTownship, model.LevelVillage, model.LevelGroup} {
		up := area.Up(level)
		if up == "" {
			break
		}
		codes = append(codes, regionCode(up))
	}
	places, err := tx.RegionsByCode(codes)
	name := ""
	for _, code := range codes {
		r, known := places[code]
		if err != nil || !known {
			break
		}
		name += r.Name
	}
	return name
}

// regionCode returns the code a place has in the region table: the statistics
// code with its twelve digits, or a group's own.
func regionCode(a model.Area) string {
	code := a.Code()
	for len(code) < 12 && a.Level() >= model.LevelVillage {
		code += "0"
	}
	return code
}
