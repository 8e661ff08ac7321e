package casework

import (
	"context"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// SheetPrint is a sealed sheet to be printed: a poster or the sheet of a meeting.
type SheetPrint struct {
	ID      model.PublicID
	Poster  *PosterView
	Meeting *MeetingPrint
}

// MeetingPrint is the sheet of a group meeting or a village assembly before it is
// filled in (评议表): the register and the households as they stand.
type MeetingPrint struct {
	Title      string // 村民代表会议评议表
	Round      string
	Place      string
	Serial     int64
	Register   []string
	Quorum     int
	Households []MeetingRow
	Questions  []string
	Witnesses  []string
	Issuer     string
	Hash       string // of the register and the households: two prints of the same list say the same
}

// MeetingRow is a household a meeting votes on.
type MeetingRow struct {
	Row         int
	Group       int
	Householder string
	Persons     int64
	Marks       []string
}

// SheetToPrint returns what stands on a sealed sheet; printing is recorded. A sheet
// of another version of the list is not printed any more. Errors: KindNotFound
// outside the scope, KindConflict when the list has changed or its step is over.
func (s *Service) SheetToPrint(ctx context.Context, actor model.Actor, id model.PublicID) (SheetPrint, error) {
	tx := s.store.Read(ctx)
	sheet, err := tx.SealedSheet(id)
	if err != nil {
		return SheetPrint{}, err
	}
	sub, err := s.loadID(tx, sheet.ObjectKind, sheet.ObjectID)
	if err != nil {
		return SheetPrint{}, err
	}
	right, err := actor.May(model.ReadHousehold, sub.object())
	if err != nil {
		return SheetPrint{}, err
	}
	if sub.roster != nil && sub.roster.ListVersion != sheet.ListVersion {
		return SheetPrint{}, model.Conflict("名单已经变了，这张盖章页作废。请回到名单，重新要一张再打印")
	}
	out, err := s.standsOn(ctx, tx, actor, sub, sheet.Purpose)
	if err != nil {
		return SheetPrint{}, err
	}
	out.ID = sheet.PublicID
	return out, s.recordPrint(ctx, audit.Entry{Actor: actor, Right: right, Action: "look.print", Kind: sub.kind, ID: sub.id, Area: sub.area, Note: sheet.Purpose})
}

// standsOn writes what stands on a sheet of a purpose.
func (s *Service) standsOn(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject, purpose string) (out SheetPrint, err error) {
	switch {
	case purpose == "publish" && sub.roster != nil:
		out.Poster, err = s.sealedPoster(tx, sub)
	case purpose == "vote" && sub.roster != nil:
		out.Meeting, err = s.assemblyPrint(ctx, tx, actor, sub)
	case purpose == "report" && sub.sheet != nil:
		out.Meeting, err = s.groupPrint(ctx, tx, actor, sub)
	default:
		err = model.Conflict("这张盖章页没有可以打印的表，请用县上发的纸表")
	}
	return out, err
}

// sealedPoster is the list that is sealed: about to be posted, or hanging already.
func (s *Service) sealedPoster(tx *store.Tx, sub *subject) (*PosterView, error) {
	p, err := tx.RunningPublicity(sub.id)
	if model.KindOf(err) == model.KindNotFound {
		v, err := s.earlyPoster(tx, sub)
		return &v, err
	}
	if err != nil {
		return nil, err
	}
	v, err := s.hungPoster(tx, &p)
	return &v, err
}

// assemblyPrint writes the sheet of the village assembly.
func (s *Service) assemblyPrint(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject) (*MeetingPrint, error) {
	if err := atMeeting(sub); err != nil {
		return nil, err
	}
	v, err := s.rosterView(ctx, tx, actor, sub)
	if err != nil {
		return nil, err
	}
	out := &MeetingPrint{Title: "村民代表会议评议表", Place: v.Place, Serial: v.Serial, Register: names(v.Register), Quorum: v.Quorum, Witnesses: names(v.Supervision)}
	for _, row := range v.Rows {
		if row.Verdict.Live() {
			out.Households = append(out.Households, MeetingRow{row.Row, row.Group, row.Householder, row.Persons, row.Marks})
		}
	}
	for _, q := range v.Questions {
		out.Questions = append(out.Questions, GroupName(q.Group)+"，"+q.Mark)
	}
	return out, s.finishPrint(tx, sub, out)
}

// groupPrint writes the sheet of a group meeting.
func (s *Service) groupPrint(ctx context.Context, tx *store.Tx, actor model.Actor, sub *subject) (*MeetingPrint, error) {
	if err := atMeeting(sub); err != nil {
		return nil, err
	}
	v, err := s.sheetView(ctx, tx, actor, sub)
	if err != nil {
		return nil, err
	}
	out := &MeetingPrint{Title: "小组评议表", Place: v.Place, Serial: v.Serial, Register: names(v.Register), Quorum: v.Quorum}
	for i, c := range v.Cases {
		out.Households = append(out.Households, MeetingRow{i + 1, groupNo(c.Group), c.Householder, c.Persons, c.Marks})
	}
	return out, s.finishPrint(tx, sub, out)
}

// atMeeting refuses an empty sheet for a meeting that is over or not due yet.
func atMeeting(sub *subject) error {
	if rule, ok := sub.scheme.Desk(sub.machine, sub.state); ok && rule.Meeting != nil {
		return nil
	}
	return model.Conflict("现在不是开会评议的时候，不能打印空白的评议表")
}

func (s *Service) finishPrint(tx *store.Tx, sub *subject, out *MeetingPrint) error {
	round, err := tx.Round(sub.round)
	if err != nil {
		return err
	}
	tellApart(out.Households)
	var b strings.Builder
	b.WriteString(strings.Join(out.Register, "\t") + "\n")
	for _, h := range out.Households {
		b.WriteString(strconv.Itoa(h.Row) + "\t" + strconv.Itoa(h.Group) + "\t" + h.Householder + "\t" + strconv.FormatInt(h.Persons, 10) + "\n")
	}
	out.Round, out.Hash = round.Title, shortHash(seal.Hash([]byte(b.String())))
	out.Issuer = s.officeName(tx, model.RoleVillageCommittee, sub.area)
	return nil
}

// tellApart gives namesakes the marks they have on the list.
func tellApart(rows []MeetingRow) {
	same := make([]PublicRow, len(rows))
	for i, h := range rows {
		same[i] = PublicRow{Group: h.Group, Householder: h.Householder}
	}
	markNamesakes(same)
	for i := range rows {
		rows[i].Householder = same[i].Householder
	}
}

func names(register []RegisterEntry) []string {
	out := make([]string, len(register))
	for i, e := range register {
		out[i] = e.Name
	}
	return out
}
