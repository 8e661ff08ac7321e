package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/store"
)

// Roster returns a village's list for a cadre in scope; the look is recorded with
// whom it was at. Errors: KindNotFound outside the scope.
func (s *Service) Roster(ctx context.Context, actor model.Actor, id model.PublicID) (RosterView, error) {
	tx := s.store.Read(ctx)
	r, err := tx.RosterByPublic(id)
	if err != nil {
		return RosterView{}, err
	}
	sub, err := s.ofRoster(&r, nil)
	if err != nil {
		return RosterView{}, err
	}
	if !visible(actor, sub) {
		return RosterView{}, model.NotFound()
	}
	v, err := s.rosterView(ctx, tx, actor, sub)
	if err != nil {
		return v, err
	}
	v.Acts, err = s.actsOf(tx, actor, sub, nil)
	return v, err
}

// Rosters lists the lists in the actor's scope without their rows. next is the
// cursor of the next page, "" at the end.
func (s *Service) Rosters(ctx context.Context, actor model.Actor, f RosterFilter) (items []RosterView, next string, err error) {
	if actor.PersonID == 0 {
		return nil, "", model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	page := store.Page{Limit: f.Limit}
	if f.After != "" {
		last, err := tx.RosterByPublic(model.PublicID(f.After))
		if err != nil || !actor.Sees(model.Object{Area: last.Area}) {
			return nil, "", model.Invalid("翻页的位置不对，请从头再看")
		}
		page.After = last.ID
	}
	rosters, err := tx.Rosters(store.ScopeOf(actor), f.State, page)
	if err != nil {
		return nil, "", err
	}
	areas := make([]model.Area, len(rosters))
	for i, r := range rosters {
		areas[i] = r.Area
	}
	places, err := s.placeNames(tx, areas)
	if err != nil {
		return nil, "", err
	}
	items = make([]RosterView, 0, len(rosters))
	for i := range rosters {
		sub, err := s.ofRoster(&rosters[i], nil)
		if err != nil {
			return nil, "", err
		}
		items = append(items, rosterHead(sub, places[rosters[i].Area]))
	}
	if len(rosters) == pageLimit(f.Limit) {
		next = string(rosters[len(rosters)-1].PublicID)
	}
	return items, next, nil
}

func rosterHead(sub *subject, place string) RosterView {
	r := sub.roster
	return RosterView{ID: r.PublicID, Version: r.Seen(), ListVersion: r.ListVersion, State: r.State, Step: sub.scheme.Step(sub.machine, r.State), Place: place,
		Village: r.Village, Category: r.Category, Serial: r.Serial, Supplementary: r.Supplementary, Rows: []RowView{}}
}

// rosterView writes a list in full: rows with marks, votes and what was objected,
// the quota, who has signed, what changed, and what the present step asks of a meeting.
func (s *Service) rosterView(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject) (RosterView, error) {
	m := &move{s: s, tx: tx, actor: actor, sub: sub, at: s.now()}
	rows, err := tx.Rows(sub.roster.ID)
	if err != nil {
		return RosterView{}, err
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.CaseID
	}
	if m.cases, err = tx.CasesByID(ids); err != nil {
		return RosterView{}, err
	}
	if err := s.looked(ctx, actor, sub, "look.roster", m.cases); err != nil {
		return RosterView{}, err
	}
	v := rosterHead(sub, s.placeName(tx, sub.area))
	if err := s.addRows(m, rows, &v); err != nil {
		return v, err
	}
	for _, part := range []func(*move, []model.RosterRow, *RosterView) error{s.addQuota, s.addSigned, s.addDifference, s.addMeeting, s.addPublicity} {
		if err := part(m, rows, &v); err != nil {
			return v, err
		}
	}
	return v, nil
}

// addRows writes the rows, those that have left the list too, with their reasons.
func (s *Service) addRows(m *move, rows []model.RosterRow, v *RosterView) error {
	if err := m.findKin(); err != nil {
		return err
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.CaseID
	}
	votes, err := m.tx.VotesOfCases(ids)
	if err != nil {
		return err
	}
	views, err := voteViews(m.tx, votes)
	if err != nil {
		return err
	}
	lastVote := map[int64]VoteView{}
	for _, x := range votes {
		lastVote[x.CaseID] = views[x.ID]
	}
	objections, err := objectionsSeen(m)
	if err != nil {
		return err
	}
	who := areaAudience(m.actor, m.sub.area)
	for _, row := range rows {
		rv := RowView{Row: row.RowNo, Group: row.GroupNo, Householder: row.Householder, Persons: row.Persons, Verdict: row.Verdict, Reason: row.Reason,
			Objections: objections[row.CaseID], Kin: m.kin[row.CaseID]}
		if c := m.caseOf(row.CaseID); c != nil {
			rv.Case, rv.Marks = c.PublicID, append(who.marks(c, m.sub), asked(&row)...)
		}
		if vote, ok := lastVote[row.CaseID]; ok {
			rv.Vote = &vote
		}
		if row.Verdict.Live() {
			v.Persons += row.Persons
		}
		v.Rows = append(v.Rows, rv)
	}
	return nil
}

// objectionsSeen counts the open objections against each household of a list, as
// far as the reader may know of them: 只让县上知道 leaves no trace below the county.
func objectionsSeen(m *move) (map[int64]int, error) {
	open, err := m.tx.OpenObjections(m.sub.roster.ID)
	if err != nil {
		return nil, err
	}
	_, below := m.actor.May(model.ReadHousehold, model.Object{Area: m.sub.area.Up(model.LevelCounty)})
	seen := map[int64]int{}
	for i := range open {
		o := &open[i]
		holds, err := m.s.holdsRow(o)
		if err != nil {
			return nil, err
		}
		if holds && (below == nil || o.Secrecy != SecrecyCounty) {
			seen[o.CaseID]++
		}
	}
	return seen, nil
}

func (s *Service) addQuota(m *move, _ []model.RosterRow, v *RosterView) error {
	r := m.sub.roster
	if !m.sub.scheme.Quota.Binds(r.Category) {
		return nil
	}
	q, err := m.tx.Quota(r.RoundID, r.Village, r.Category)
	if model.KindOf(err) == model.KindNotFound {
		return nil
	}
	view := quotaView(&q, v.Place)
	v.Quota = &view
	return err
}

func quotaView(q *model.Quota, place string) QuotaView {
	return QuotaView{Region: q.Code, Place: place, Category: q.Category, Cap: q.Cap, Allocated: q.Allocated, Reserved: q.Reserved, Used: q.Used,
		Free: q.Cap - q.Reserved - q.Used - q.Allocated}
}

// addSigned says which desks have covered every row of the present step and which
// must still do so.
func (s *Service) addSigned(m *move, rows []model.RosterRow, v *RosterView) error {
	rule, ok := m.sub.scheme.Desk(m.sub.machine, m.sub.state)
	if !ok || !rule.All {
		return nil
	}
	acts, err := m.tx.RowActs(m.sub.roster.ID, m.sub.roster.StateSeq)
	if err != nil {
		return err
	}
	for _, role := range rule.By {
		covered := map[int64]bool{}
		for _, a := range acts {
			if a.Role == role {
				covered[a.CaseID] = true
			}
		}
		left := 0
		for _, row := range rows {
			if row.Verdict.Live() && !covered[row.CaseID] {
				left++
			}
		}
		if left == 0 {
			v.Signed = append(v.Signed, role.Title())
		} else {
			v.Waiting = append(v.Waiting, role.Title())
		}
	}
	return nil
}

// addDifference compares the live rows with the list as it was last frozen.
func (s *Service) addDifference(m *move, rows []model.RosterRow, v *RosterView) error {
	if m.sub.roster.SnapshotID == 0 {
		return nil
	}
	snap, err := m.tx.Snapshot(m.sub.roster.SnapshotID)
	if err != nil {
		return err
	}
	list, err := parseList(snap.Content)
	if err != nil {
		return err
	}
	before := map[int]listRow{}
	for _, row := range list.rows {
		before[row.row] = row
	}
	for _, row := range rows {
		if !row.Verdict.Live() {
			continue
		}
		was, known := before[row.RowNo]
		switch {
		case !known:
			v.Difference.Added++
		case was != (listRow{row.RowNo, row.GroupNo, shownName(&row), row.Persons}):
			v.Difference.Changed++
		}
		delete(before, row.RowNo)
	}
	v.Difference.Removed = len(before)
	return nil
}

func shownName(row *model.RosterRow) string {
	if row.Masked {
		return model.MaskName(row.Householder)
	}
	return row.Householder
}
