package casework

import (
	"fmt"
	"strconv"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// needBoardPhoto asks for a photo of the board.
func (m *move) needBoardPhoto() error {
	if !model.GuardBoardPhoto.On() {
		return nil
	}
	in := m.act.Input.Posting
	if in == nil || len(in.Photos) == 0 {
		return model.InvalidField("posting.photos", "请拍下贴好的公示栏，再张榜")
	}
	return nil
}

// needSealedSheet asks for the sealed sheet of exactly this version of the list.
func (m *move) needSealedSheet() error {
	if !model.GuardSealedSheet.On() {
		return nil
	}
	in := m.act.Input.Posting
	if in == nil || in.Sheet == "" {
		return model.InvalidField("posting.sheet", "请先打印名单盖章签字，拍照上传，再张榜")
	}
	sheet, err := m.tx.SealedSheet(in.Sheet)
	switch {
	case err != nil || sheet.ObjectKind != m.sub.kind || sheet.ObjectID != m.sub.id:
		return model.InvalidField("posting.sheet", "这张盖章页不是这份名单的，请拍对应的那一张")
	case sheet.ListVersion != m.sub.roster.ListVersion:
		return model.InvalidField("posting.sheet", "盖章页是旧版名单，请重新打印盖章")
	case sheet.FileID == 0:
		return model.InvalidField("posting.sheet", "盖章页还没有拍照上传，请先拍照")
	}
	return nil
}

// publish starts a showing (张榜公示, 张贴): the list is scanned, its days are
// counted from the day after posting, the clerk is asked for the end photo, the
// next desk has its task and number, not yet in 待办 (decisions 6).
func (m *move) publish() error {
	r := m.sub.roster
	if r.SnapshotID == 0 {
		return notFrozen()
	}
	if err := m.scanRows(); err != nil {
		return err
	}
	if err := m.freshen(r); err != nil {
		return err
	}
	posted, err := m.postedDay()
	if err != nil {
		return err
	}
	period, err := m.rule.Publicity.Period(posted, 0, m.s.cal)
	if err != nil {
		return err
	}
	before, err := m.tx.PublicitiesOf(r.ID)
	if err != nil {
		return err
	}
	serial := int64(len(before)) + 1
	p := model.Publicity{PublicID: model.NewPublicID(), RosterID: r.ID, Serial: serial, At: m.to, Area: r.Area,
		SnapshotID: r.SnapshotID, Place: m.rule.Publicity.Place, Days: m.rule.Publicity.Days, Posted: posted, FirstDay: period.First,
		LastDay: period.Last, Shifted: period.Shifted, MovesOn: model.InstantOf(period.MovesOn), State: publicityRunning,
		Link: m.s.posterLink(r, serial), Version: 1, CreatedAt: m.at}
	if err := m.keepPosting(&p); err != nil {
		return err
	}
	m.out.LastDay, m.out.MovesOn, m.out.Shifted, m.out.Count = p.LastDay, period.MovesOn, p.Shifted, int64(len(m.rows))
	m.notes = append(m.notes, func() error { return m.askEndPhoto(&p) }, func() error { return m.askNextDesk(&p) },
		func() error { return m.tellVillage(&p) })
	return nil
}

func notFrozen() error { return model.Conflict("名单还没有定稿，请等三方签完字") }

// posterLink is the address of a list on the wall. It is known before the list is
// posted, so that the poster can be printed, sealed, hung and photographed first;
// without the key it cannot be guessed, and a poster of an older version opens
// nothing.
func (s *Service) posterLink(r *model.Roster, serial int64) string {
	_, mac := s.store.Sealer().MAC(seal.PurposePass, "poster", fmt.Appendf(nil, "%s.%d.%d", r.PublicID, serial, r.ListVersion))
	return model.TokenOf(mac[:20])
}

// keepPosting stores a showing with the photos of its board, of which the first
// stands for its start, and with the sealed sheet that hangs there.
func (m *move) keepPosting(p *model.Publicity) error {
	in := m.act.Input.Posting
	for i, id := range in.Photos {
		f, err := m.attach(id, "board")
		if err != nil {
			return err
		}
		if i == 0 {
			p.StartPhoto = f.ID
		}
	}
	if in.Sheet != "" {
		sheet, err := m.tx.SealedSheet(in.Sheet)
		if err != nil {
			return err
		}
		p.SheetID = sheet.ID
	}
	return m.tx.AddPublicity(p)
}

// freshen takes a new snapshot when rows have left since the last one: what is
// shown is the list as it stands, never a household that was held or refused.
func (m *move) freshen(r *model.Roster) error {
	last, err := m.tx.Snapshot(r.SnapshotID)
	if err != nil || last.ListVersion == r.ListVersion {
		return err
	}
	return m.snapshot(r)
}

// backDays is how many days back a posting may be entered.
const backDays = 3

// postedDay settles the day of posting: today, or an earlier one that a member of
// the 村务监督委员会 witnessed and whose photo was taken that day (product §10).
func (m *move) postedDay() (model.Date, error) {
	in := m.act.Input.Posting
	today := m.s.today()
	if in == nil || in.Day == "" || in.Day == today {
		return today, nil
	}
	if in.Day > today {
		return "", model.InvalidField("posting.day", "张贴的日期不能晚于今天")
	}
	if in.Day < today.AddDays(-backDays) {
		return "", model.InvalidField("posting.day", "最多补报三天以内的张贴，请按今天张贴算")
	}
	if in.Day < model.DateOf(m.sub.roster.StateAt.Time()) {
		return "", model.InvalidField("posting.day", "张贴的日期不能早于名单定稿的那天")
	}
	watch, err := m.tx.Delegates(m.sub.area, "supervision", in.Day)
	if err != nil {
		return "", err
	}
	for _, d := range watch {
		if d.PublicID == in.Witness && m.capturedOn(in.Photos, in.Day) {
			return in.Day, nil
		}
	}
	return "", model.InvalidField("posting.witness", "补报前几天的张贴，要有村务监督委员会成员见证，照片也要是当天拍的；没有就按今天算")
}

func (m *move) capturedOn(photos []model.PublicID, day model.Date) bool {
	for _, id := range photos {
		if f, err := m.tx.File(id); err == nil && f.CapturedAt.Set() && model.DateOf(f.CapturedAt.Time()) == day {
			return true
		}
	}
	return false
}

// scanRows refuses to publish what slipped into a name: a number, a health word.
func (m *move) scanRows() error {
	for _, row := range m.rows {
		if err := model.ScanPublic(row.Householder); err != nil && model.GuardPrivateList.On() {
			return model.Conflict("第" + strconv.Itoa(row.RowNo) + "行的姓名里有不能公开的内容（号码或病情），请先更正再张榜")
		}
	}
	return nil
}

// askEndPhoto opens the clerk's task for the photo of the last day.
func (m *move) askEndPhoto(p *model.Publicity) error {
	role := m.rule.By[0]
	return m.s.openTask(m.tx, m.sub, model.Task{Kind: "end_photo", ForRole: role, Role: role, DeskArea: deskArea(role, m.sub.area), Do: "end_photo",
		Due: p.MovesOn, OpensAt: model.InstantOf(p.LastDay.Start()), Status: store.TaskOpen}, m.at)
}

// askNextDesk gives the next deciding desk its task and number, asleep until the list moves on.
func (m *move) askNextDesk(p *model.Publicity) error {
	closing, ok := m.sub.scheme.Rule(m.sub.machine, m.sub.state, "close")
	if !ok {
		return nil
	}
	next, ok := m.sub.scheme.NextDesk(m.sub.machine, closing)
	if !ok {
		return nil
	}
	role := next.By[0]
	return m.s.openTask(m.tx, m.sub, model.Task{Kind: "step", AtState: closing.To[0], ForRole: role, Role: role, DeskArea: deskArea(role, m.sub.area),
		Do: next.Do, Status: store.TaskSleeping, OpensAt: p.MovesOn}, m.at)
}

// tellVillage queues one mailing: the village's list is shown.
func (m *move) tellVillage(p *model.Publicity) error {
	return m.s.mail(m.tx, model.NoticePublic, m.sub.area, model.NoticeFacts{Title: "本村名单公示", Place: m.s.placeName(m.tx, m.sub.area),
		Count: int64(len(m.rows)), LastDay: p.LastDay}, m.at)
}
