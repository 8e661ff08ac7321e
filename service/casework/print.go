package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
	"bangfu/service/workflow"
)

// PosterView is a list as it is printed for the wall (公示单), for who may print it.
type PosterView struct {
	List        PublicList
	Name        string // 贫困户名单
	Showing     string // 第一次公示, 公告
	Round       string
	Posted      model.Date
	Early       bool     // not posted yet: the days hold for Posted
	Show        []string // columns, of the scheme
	Link        string   // "" for an announcement, which has an address of its own
	Offices     []Office // village, township, county, 12317
	Signers     []string // who signs beside the seal
	Issuer      string   // whose seal
	Corrections []CorrectionView
}

// CorrectionView is a row that was put right while the list hangs, with its own days.
type CorrectionView struct {
	Row    PublicRow
	Posted model.Date
	First  model.Date
	Last   model.Date
}

// Poster returns a list that hangs, to be printed; printing is recorded. Errors:
// KindNotFound for a list that does not run or is out of the actor's scope.
func (s *Service) Poster(ctx context.Context, actor model.Actor, publicity model.PublicID) (PosterView, error) {
	tx := s.store.Read(ctx)
	p, err := tx.PublicityByPublic(publicity)
	if err != nil {
		return PosterView{}, err
	}
	right, err := actor.May(model.ReadHousehold, model.Object{Area: p.Area})
	if err != nil {
		return PosterView{}, err
	}
	if !s.hangs(&p) {
		return PosterView{}, model.NotFound()
	}
	v, err := s.hungPoster(tx, &p)
	if err != nil {
		return PosterView{}, err
	}
	return v, s.recordPrint(ctx, audit.Entry{Actor: actor, Right: right, Action: "look.publicity", Kind: model.ObjectPublicity, ID: p.ID, Area: p.Area, Note: "print"})
}

// recordPrint writes that something was printed, before it is.
func (s *Service) recordPrint(ctx context.Context, e audit.Entry) error {
	return s.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := s.audit.Write(tx, e)
		return err
	})
}

// hungPoster writes the poster of a showing that runs, with its corrections.
func (s *Service) hungPoster(tx *store.Tx, p *model.Publicity) (PosterView, error) {
	snap, err := tx.Snapshot(p.SnapshotID)
	if err != nil {
		return PosterView{}, err
	}
	v, err := s.posterView(tx, p, &snap)
	if err != nil {
		return PosterView{}, err
	}
	v.Corrections, err = correctionViews(tx, p, v.List.Rows)
	return v, err
}

// earlyPoster writes the poster of a list that is about to be posted, as if it were
// posted today: it has to be sealed and to hang before the posting can be entered.
func (s *Service) earlyPoster(tx *store.Tx, sub *subject) (PosterView, error) {
	r := sub.roster
	rule, ok := sub.scheme.Rule(model.MachineRoster, r.State, "publish")
	if !ok || rule.Publicity == nil {
		return PosterView{}, model.Conflict("这份名单现在不到张榜的时候，不能打印公示单")
	}
	if r.SnapshotID == 0 {
		return PosterView{}, notFrozen()
	}
	rows, err := tx.Rows(r.ID)
	if err != nil {
		return PosterView{}, err
	}
	if err := (&move{rows: rows}).scanRows(); err != nil {
		return PosterView{}, err
	}
	period, err := rule.Publicity.Period(s.today(), 0, s.cal)
	if err != nil {
		return PosterView{}, err
	}
	before, err := tx.PublicitiesOf(r.ID)
	if err != nil {
		return PosterView{}, err
	}
	p := model.Publicity{RosterID: r.ID, At: rule.To[0], Area: r.Area, Place: rule.Publicity.Place, Posted: s.today(), FirstDay: period.First,
		LastDay: period.Last, Link: s.posterLink(r, int64(len(before))+1)}
	content := canonicalList(r, rows)
	v, err := s.posterView(tx, &p, &model.Snapshot{Content: content, Hash: seal.Hash(content)})
	v.Early = true
	return v, err
}

// posterView writes what every poster says.
func (s *Service) posterView(tx *store.Tx, p *model.Publicity, snap *model.Snapshot) (PosterView, error) {
	list, err := s.listOf(tx, p, snap)
	if err != nil {
		return PosterView{}, err
	}
	r, err := tx.Roster(p.RosterID)
	if err != nil {
		return PosterView{}, err
	}
	sch, err := s.schemeOf(r.Scheme)
	if err != nil {
		return PosterView{}, err
	}
	rule, err := publishingRule(sch, p.At)
	if err != nil {
		return PosterView{}, err
	}
	round, err := tx.Round(r.RoundID)
	if err != nil {
		return PosterView{}, err
	}
	v := PosterView{List: list, Name: r.Category.Title() + "名单", Showing: showingTitle(sch, p), Round: round.Title, Posted: p.Posted,
		Show: rule.Publicity.Show, Issuer: s.officeName(tx, issuerOf(sch, rule), p.Area)}
	if p.Place == workflow.PlaceBoard {
		v.Link = p.Link
	}
	if rule.Wants("sealed_sheet") {
		v.Signers = signersOf(sch)
	}
	v.Offices, err = officesOf(tx, p.Area, model.LevelCounty)
	return v, err
}

// issuerOf is whose seal stands under a list: of who hands it out to the villages,
// or else of who posts it.
func issuerOf(sch *workflow.Scheme, posting workflow.Rule) model.Role {
	for _, r := range sch.Rules(model.MachineRoster) {
		if r.Do == "issue" && r.Leads(posting.At[0]) {
			return r.By[0]
		}
	}
	return posting.By[0]
}

// signersOf names the desks that sign a village's list, all of them.
func signersOf(sch *workflow.Scheme) []string {
	for _, r := range sch.Rules(model.MachineRoster) {
		if r.All {
			titles := make([]string, len(r.By))
			for i, role := range r.By {
				titles[i] = role.Title()
			}
			return titles
		}
	}
	return nil
}

// correctionViews writes each corrected row as it reads now, the newest correction of it.
func correctionViews(tx *store.Tx, p *model.Publicity, list []PublicRow) ([]CorrectionView, error) {
	ks, err := tx.Corrections(p.ID)
	if err != nil || len(ks) == 0 {
		return nil, err
	}
	rows, err := tx.Rows(p.RosterID)
	if err != nil {
		return nil, err
	}
	latest := map[int]model.Correction{}
	for _, k := range ks {
		for _, row := range rows {
			if row.ID == k.RowID {
				latest[row.RowNo] = k
			}
		}
	}
	var views []CorrectionView
	for _, row := range list {
		if k, ok := latest[row.Row]; ok {
			posted := model.DateOf(k.At.Time())
			views = append(views, CorrectionView{Row: row, Posted: posted, First: posted.AddDays(1), Last: k.LastDay})
		}
	}
	return views, nil
}
