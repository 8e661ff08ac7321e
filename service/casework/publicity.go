package casework

import (
	"context"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
	"bangfu/service/workflow"
)

// States of a showing.
const (
	publicityRunning = store.Running
	publicityClosed  = "closed"
	publicityVoid    = "void"
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
		return model.Conflict("名单还没有定稿，请等三方签完字")
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
	p := model.Publicity{PublicID: model.NewPublicID(), RosterID: r.ID, Serial: int64(len(before)) + 1, At: m.to, Area: r.Area,
		SnapshotID: r.SnapshotID, Place: m.rule.Publicity.Place, Days: m.rule.Publicity.Days, Posted: posted, FirstDay: period.First,
		LastDay: period.Last, Shifted: period.Shifted, MovesOn: model.InstantOf(period.MovesOn), State: publicityRunning,
		Link: model.NewToken(), Version: 1, CreatedAt: m.at}
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
	if err := m.tx.AddPublicity(&p); err != nil {
		return err
	}
	m.out.LastDay, m.out.MovesOn, m.out.Shifted, m.out.Count = p.LastDay, period.MovesOn, p.Shifted, int64(len(m.rows))
	m.notes = append(m.notes, func() error { return m.askEndPhoto(&p) }, func() error { return m.askNextDesk(&p) },
		func() error { return m.tellVillage(&p) })
	return nil
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

// EndPhoto files the photo that the list hung to its last day (期满照片). It may be
// taken on the last day or later; the list moves on when the photo and the hour
// are both there, whichever comes later.
func (s *Service) EndPhoto(ctx context.Context, actor model.Actor, request string, roster, photo model.PublicID) (model.Outcome, error) {
	return s.once(ctx, actor, request, seal.Hash([]byte(string(roster)+string(photo))), func(tx *store.Tx) (model.Outcome, error) {
		r, err := tx.RosterByPublic(roster)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.ofRoster(&r, nil)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.Action{Name: "roster.end_photo", By: postingRoles(sub)}, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		p, err := tx.RunningPublicity(r.ID)
		if err != nil {
			return model.Outcome{}, model.Conflict("这份名单现在没有在公示")
		}
		if s.today() < p.LastDay {
			return model.Outcome{}, model.TooEarly("公示到" + p.LastDay.Words() + "当天为止，期满照片要在那天或以后拍").With(model.Facts{LastDay: p.LastDay, Earliest: p.LastDay.Start()})
		}
		f, err := tx.File(photo)
		if err != nil || f.UploadedBy != actor.PersonID {
			return model.Outcome{}, model.InvalidField("photo", "照片没有传上来，请重新拍一次")
		}
		if model.DateOf(f.CreatedAt.Time()) < p.LastDay || f.CapturedAt.Set() && model.DateOf(f.CapturedAt.Time()) < p.LastDay {
			return model.Outcome{}, model.InvalidField("photo", "这张照片是期满以前拍的，请在"+p.LastDay.Words()+"或以后再拍")
		}
		if used, err := tx.AttachmentsOfFile(f.ID); err != nil || len(used) > 0 {
			return model.Outcome{}, model.InvalidField("photo", "这张照片已经用过，期满照片要另拍一张")
		}
		return s.keepEndPhoto(tx, actor, right, sub, &p, f, request)
	})
}

func (s *Service) keepEndPhoto(tx *store.Tx, actor model.Actor, right model.Right, sub *subject, p *model.Publicity, f model.File, request string) (model.Outcome, error) {
	p.EndPhoto, p.EndPhotoOn = f.ID, s.today()
	if err := tx.PutPublicity(p); err != nil {
		return model.Outcome{}, err
	}
	if err := tx.Attach(&model.Attachment{FileID: f.ID, ObjectKind: sub.kind, ObjectID: sub.id, Purpose: "board_end", At: s.now()}); err != nil {
		return model.Outcome{}, err
	}
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return model.Outcome{}, err
	}
	for _, k := range tasks {
		if k.Kind == "end_photo" {
			if _, err := tx.CloseTask(k.ID, store.TaskDone, actor.PersonID, "end_photo", s.now()); err != nil {
				return model.Outcome{}, err
			}
		}
	}
	digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "photo.end", Kind: sub.kind, ID: sub.id, Area: sub.area,
		From: sub.state, To: sub.state, Version: sub.version, Scheme: sub.scheme.Hash, RequestKey: request})
	return model.Outcome{Kind: "done", Object: sub.ref(), Do: "end_photo", Say: "期满照片", Version: sub.seen(), LastDay: p.LastDay,
		MovesOn: p.MovesOn.Time(), Digest: digest}, err
}

// postingRoles are the roles that post a list at this state's publicity.
func postingRoles(sub *subject) []model.Role {
	for _, r := range sub.scheme.Rules(model.MachineRoster) {
		if r.Publicity != nil && r.Leads(sub.state) {
			return r.By
		}
	}
	return nil
}

// needDaysFull refuses to move a list on before its days are full: 12:00 of the
// working day after the last day.
func (m *move) needDaysFull() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	if m.at < p.MovesOn && model.GuardDaysFull.On() {
		return m.s.tooEarly(m.tx, m.sub)
	}
	return nil
}

// needEndPhoto keeps the list until its end photo is there.
func (m *move) needEndPhoto() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	if p.EndPhoto == 0 && model.GuardEndPhoto.On() {
		return model.TooEarly("还缺期满照片，请村上拍照上传").With(model.Facts{Waiting: "end_photo", LastDay: p.LastDay, Earliest: p.MovesOn.Time()})
	}
	return nil
}

// tooEarly says when a list that is being shown may be decided on; nil when it is not being shown.
func (s *Service) tooEarly(tx *store.Tx, sub *subject) error {
	if sub.roster == nil {
		return nil
	}
	p, err := tx.RunningPublicity(sub.roster.ID)
	if err != nil || p.At != sub.state {
		return nil //nolint:nilerr // nothing is shown: another answer fits
	}
	facts := model.Facts{LastDay: p.LastDay, Earliest: p.MovesOn.Time(), Reason: p.Shifted, Version: sub.seen(),
		DayNo: p.FirstDay.DaysUntil(s.today()) + 1}
	if p.EndPhoto == 0 {
		facts.Waiting = "end_photo"
	}
	return model.TooEarly("还不能办。公示到" + p.LastDay.Words() + "当天为止").With(facts)
}

// closePublicity ends a showing: contested rows leave for the supplementary list
// by the same act, the rest goes on (decisions 4).
func (m *move) closePublicity() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	p.State = publicityClosed
	if err := m.tx.PutPublicity(&p); err != nil {
		return err
	}
	if err := m.moveContested(&p); err != nil {
		return err
	}
	for _, row := range m.rows {
		if row.Verdict.Live() {
			m.out.Count++
		}
	}
	return nil
}

func (m *move) moveContested(p *model.Publicity) error {
	var ids []int64
	for _, row := range m.rows {
		ids = append(ids, row.CaseID)
	}
	open, err := m.tx.OpenObjectionsOn(ids) // also those against an earlier list of the household
	if err != nil || !model.GuardObjection.On() {
		return err
	}
	waiting := map[int64]bool{}
	for _, o := range open {
		waiting[o.CaseID] = true
	}
	corrections, err := m.tx.Corrections(p.ID)
	if err != nil {
		return err
	}
	late := map[int64]bool{}
	for _, c := range corrections { // a corrected row whose own days still run
		late[c.RowID] = c.MovesOn > m.at
	}
	for i := range m.rows {
		row := &m.rows[i]
		if !waiting[row.CaseID] && !late[row.ID] {
			continue
		}
		reason := "有人反映，正在核实"
		if late[row.ID] && !waiting[row.CaseID] {
			reason = "内容更正，另行公示"
		}
		m.sub.roster.ListVersion++
		if err := m.dispose(row, model.RowJudgement{Row: row.RowNo, Verdict: model.VerdictHeld, Reason: reason}); err != nil {
			return err
		}
	}
	return nil
}

// voidPublicity takes a list off the board that was wrong as a whole: wrong list,
// missing household, shortened time (decisions 7); it is posted anew with a new clock.
func (m *move) voidPublicity() error {
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	p.State, p.VoidReason = publicityVoid, m.act.Reason
	m.out.Count = int64(len(m.rows))
	return m.tx.PutPublicity(&p)
}

// correct puts one wrong row right while the list is shown (勘误): the row has its
// own days, the list runs on (decisions 7).
func (m *move) correct() error {
	in := m.act.Input.Correction
	p, err := m.tx.RunningPublicity(m.sub.id)
	if err != nil {
		return err
	}
	var row *model.RosterRow
	for i := range m.rows {
		if m.rows[i].RowNo == in.Row {
			row = &m.rows[i]
		}
	}
	if row == nil {
		return model.InvalidField("correction.row", "名单上没有这一行，请核对")
	}
	if m.kin[row.CaseID] {
		return model.Forbidden("这一行是您近亲属家，您要回避，请由同岗位的其他人更正")
	}
	k := model.Correction{PublicityID: p.ID, RowID: row.ID, Reason: m.act.Reason, PersonID: m.actor.PersonID, At: m.at}
	if err := m.applyCorrection(row, in, &k); err != nil {
		return err
	}
	rule, err := m.publishingRule()
	if err != nil {
		return err
	}
	period, err := rule.Publicity.Period(m.s.today(), 0, m.s.cal)
	if err != nil {
		return err
	}
	k.LastDay, k.MovesOn = period.Last, model.InstantOf(period.MovesOn)
	if err := m.tx.AddCorrection(&k); err != nil {
		return err
	}
	m.sub.roster.ListVersion++
	m.out.LastDay, m.out.MovesOn = k.LastDay, period.MovesOn
	m.notes = append(m.notes, func() error {
		if err := m.snapshot(m.sub.roster); err != nil {
			return err
		}
		p.SnapshotID = m.sub.roster.SnapshotID
		return m.tx.PutPublicity(&p)
	})
	return nil
}

func (m *move) applyCorrection(row *model.RosterRow, in *model.CorrectionInput, k *model.Correction) error {
	c := m.caseOf(row.CaseID)
	switch in.Field {
	case "householder":
		in.Value = strings.TrimSpace(in.Value)
		if checkName(in.Value) != nil || !oneLetter(row.Householder, in.Value) {
			return model.InvalidField("correction.value", "请写正确的姓名：勘误只改一个字，换人要作废重贴")
		}
		k.Before, k.After = row.Householder, in.Value
		row.Householder, c.Householder = in.Value, in.Value
	default: // another number of people is another fact: it is surveyed, not corrected
		return model.InvalidField("correction.field", "勘误只能更正姓名里写错的字；人数不对，请作废重贴或退回重新核实")
	}
	if err := m.tx.PutRow(row); err != nil {
		return err
	}
	if err := m.tx.PutCase(c, c.State); err != nil {
		return err
	}
	return nil
}

// oneLetter reports whether two names differ by one letter only: written wrong,
// left out or one too many.
func oneLetter(before, after string) bool {
	a, b := []rune(before), []rune(after)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	tail := 0
	for tail < len(a)-same && tail < len(b)-same && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return before != after && same+tail >= max(len(a), len(b))-1
}

func (m *move) publishingRule() (workflow.Rule, error) {
	for _, r := range m.sub.scheme.Rules(model.MachineRoster) {
		if r.Publicity != nil && r.Leads(m.sub.state) {
			return r, nil
		}
	}
	return workflow.Rule{}, model.NotFound()
}
