package casework

import (
	"strconv"
	"unicode/utf8"

	"bangfu/model"
)

// meet checks and keeps the meeting of an act: the register frozen, the quorum
// reached on it, the witness no kin. A second list of the same
// assembly uses the meeting that was entered that day.
func (m *move) meet() (*model.Meeting, error) {
	in := m.act.Input.Meeting
	if in == nil {
		return nil, model.InvalidField("meeting", "请填会议记录：到会的人和每户的票数")
	}
	kind, register, area := "village", "delegates", m.sub.area.Up(model.LevelVillage)
	if m.rule.Meeting.Of == "group" {
		kind, register, area = "group", "group", m.sub.area.Up(model.LevelGroup)
	}
	code := regionCode(area)
	last, err := m.tx.LastMeeting(m.sub.round, code, kind)
	if err != nil {
		return nil, err
	}
	if last.ID != 0 && last.Day == in.Day && len(in.Present) == 0 {
		return &last, nil
	}
	if in.Day == "" || in.Day > m.s.today() {
		return nil, model.InvalidField("meeting.day", "请填开会的日期，不能晚于今天")
	}
	if in.Day < m.opened() {
		return nil, model.InvalidField("meeting.day", "开会的日期不能早于这张表出来的那天")
	}
	if utf8.RuneCountInString(in.Place) > 40 || utf8.RuneCountInString(in.Chair) > 20 {
		return nil, model.InvalidField("meeting.place", "地点写在40个字以内，主持人写在20个字以内")
	}
	list, err := m.tx.Delegates(area, register, in.Day)
	if err != nil {
		return nil, err
	}
	members, err := frozen(list, in.Present)
	if err != nil {
		return nil, err
	}
	if err := m.checkQuorum(len(list), len(in.Present)); err != nil {
		return nil, err
	}
	witness, err := m.witness(in)
	if err != nil {
		return nil, err
	}
	meeting := model.Meeting{PublicID: model.NewPublicID(), RoundID: m.sub.round, Code: code, Serial: last.Serial + 1, Kind: kind,
		Day: in.Day, Place: in.Place, Chair: in.Chair, Register: len(list), Present: len(in.Present), WitnessID: witness,
		EnteredBy: m.actor.PersonID, CreatedAt: m.at}
	if err := m.tx.AddMeeting(&meeting); err != nil {
		return nil, err
	}
	for i := range members {
		members[i].MeetingID = meeting.ID
	}
	return &meeting, m.tx.AddMeetingMembers(members)
}

// opened is the day the sheet or list that is voted on came about.
func (m *move) opened() model.Date {
	if m.sub.sheet != nil {
		return model.DateOf(m.sub.sheet.CreatedAt.Time())
	}
	return model.DateOf(m.sub.roster.CreatedAt.Time())
}

// frozen is the register as of the meeting's day with who came; somebody who is
// not on it cannot come.
func frozen(list []model.Delegate, present []model.PublicID) ([]model.MeetingMember, error) {
	came := map[model.PublicID]bool{}
	for _, id := range present {
		if came[id] {
			return nil, model.InvalidField("meeting.present", "到会名单里有人写了两次，请核对")
		}
		came[id] = true
	}
	members := make([]model.MeetingMember, len(list))
	n := 0
	for i, d := range list {
		members[i] = model.MeetingMember{DelegateID: d.ID, Present: came[d.PublicID]}
		if came[d.PublicID] {
			n++
		}
	}
	if n != len(present) {
		return nil, model.InvalidField("meeting.present", "到会名单里有人不在代表名册上，请核对")
	}
	return members, nil
}

// checkQuorum refuses a meeting to which too few of the register came: two
// thirds of the delegates. Source: 村民委员会组织法 art. 26.
func (m *move) checkQuorum(register, present int) error {
	if register == 0 {
		return model.Conflict("还没有代表名册，请先登记代表再开会")
	}
	if m.rule.Meeting.Quorum.Reached(present, register) || !model.GuardQuorum.On() {
		return nil
	}
	q := m.rule.Meeting.Quorum
	need := (q.Num*register + q.Den - 1) / q.Den
	return model.InvalidField("meeting.present", "到会人数不够：名册"+strconv.Itoa(register)+"人，要到"+strconv.Itoa(need)+"人，只到了"+strconv.Itoa(present)+"人。请改期再开")
}

// witness checks the witness of the 村务监督委员会, who is no near kin of the one who enters the meeting.
func (m *move) witness(in *model.MeetingInput) (int64, error) {
	if m.rule.Meeting.Witness == "" || !model.GuardWitness.On() {
		return 0, nil
	}
	list, err := m.tx.Delegates(m.sub.area.Up(model.LevelVillage), "supervision", in.Day)
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		if d.PublicID != in.Witness {
			continue
		}
		if kin, err := m.witnessKin(d); err != nil || kin {
			if err == nil {
				err = model.InvalidField("meeting.witness", "见证人是村“两委”干部的近亲属，请换一位村务监督委员会成员")
			}
			return 0, err
		}
		return d.ID, nil
	}
	return 0, model.InvalidField("meeting.witness", "请选一位到场见证的村务监督委员会成员")
}

// witnessKin reports whether the witness is near kin of a member of the committee.
func (m *move) witnessKin(d model.Delegate) (bool, error) {
	if d.PersonID == 0 {
		return false, nil
	}
	p, err := m.tx.Person(d.PersonID)
	if err != nil || p.NumberIndex == "" {
		return false, err
	}
	for _, role := range []model.Role{model.RoleVillageCommittee, model.RoleVillageClerk} {
		ids, err := m.tx.Holders(role, m.sub.area.Up(model.LevelVillage), m.s.today())
		if err != nil {
			return false, err
		}
		for _, id := range ids {
			kin, err := m.tx.KinOf(id, []string{p.NumberIndex})
			if err != nil || len(kin) > 0 {
				return len(kin) > 0, err
			}
		}
	}
	return false, nil
}

// counts checks the votes of a meeting: one count for each household that is
// voted on here, none for others, no more votes than people. A tie is not passed.
func (m *move) counts(meeting *model.Meeting) ([]model.Vote, error) {
	given := map[model.PublicID]model.VoteInput{}
	for _, v := range m.act.Input.Meeting.Votes {
		given[v.Case] = v
	}
	var votes []model.Vote
	for i := range m.cases {
		c := &m.cases[i]
		v, ok := given[c.PublicID]
		delete(given, c.PublicID)
		if m.kin[c.ID] || m.done[c.ID] {
			if ok {
				return nil, model.InvalidField("meeting.votes", "票数里有不归您录的户（近亲属或同事已录过），请去掉")
			}
			continue
		}
		if !ok {
			return nil, model.InvalidField("meeting.votes", "还有户没有填票数，请每户都填")
		}
		if v.Yes < 0 || v.No < 0 || v.Abstain < 0 || v.Yes+v.No+v.Abstain > meeting.Present {
			return nil, model.InvalidField("meeting.votes", "有一户的票数比到会的人还多，请核对")
		}
		vote := model.Vote{MeetingID: meeting.ID, CaseID: c.ID, Yes: v.Yes, No: v.No, Abstain: v.Abstain, Reason: v.Reason}
		vote.Passed = m.rule.Meeting.Passed(v.Yes, meeting.Present) || !model.GuardMajority.On()
		if err := m.checkVoteReason(c, vote); err != nil {
			return nil, err
		}
		votes = append(votes, vote)
	}
	if len(given) > 0 {
		return nil, model.InvalidField("meeting.votes", "票数里有不在这张表上的户，请核对")
	}
	return votes, nil
}

// checkVoteReason asks for a reason when a household is not passed, and when one
// is kept against a mark (above the line, no labour): the line is a fact on the
// sheet, never a gate (decisions 15a).
func (m *move) checkVoteReason(c *model.Case, v model.Vote) error {
	if !v.Passed {
		if checkReason("meeting.votes", v.Reason) != nil {
			return model.InvalidField("meeting.votes", "没有通过的户要写明理由，至少5个字")
		}
		return nil
	}
	if v.Reason != "" && checkReason("meeting.votes", v.Reason) != nil {
		return model.InvalidField("meeting.votes", "理由写5到200个字，不要写号码或病情")
	}
	marked := c.Type == m.sub.scheme.CaseTypes[0] && (!c.BelowLine || m.sub.scheme.RequireLabour && !c.HasLabour)
	if marked && checkReason("meeting.votes", v.Reason) != nil {
		return model.InvalidField("meeting.votes", "有户的收入在标准以上（或没有劳动力），评上要写明理由，至少5个字")
	}
	return nil
}

// sheetTakes is the state of the cases a group's meeting votes on.
func (m *move) sheetTakes() model.State {
	for _, r := range m.sub.scheme.Rules(model.MachineCase) {
		if r.Do == "pass_group" {
			return r.At[0]
		}
	}
	return ""
}

// report keeps a group's meeting: each case passes or not; without cases it is a
// zero report. The last group's report opens the village assembly (decisions 1).
func (m *move) report() error {
	if len(m.cases) > 0 {
		meeting, err := m.meet()
		if err != nil {
			return err
		}
		votes, err := m.counts(meeting)
		if err != nil {
			return err
		}
		if err := m.tx.AddVotes(votes); err != nil {
			return err
		}
		if err := m.applyGroupVotes(votes); err != nil {
			return err
		}
		if err := m.fileSheet(m.act.Input.Meeting.Sheet, "report"); err != nil {
			return err
		}
	}
	m.notes = append(m.notes, m.convene)
	return nil
}

func (m *move) applyGroupVotes(votes []model.Vote) error {
	for _, v := range votes {
		c := m.caseOf(v.CaseID)
		c.SheetID = m.sub.id
		if v.Passed {
			m.out.Count++
			if err := m.follow(c, "pass_group"); err != nil {
				return err
			}
			continue
		}
		if err := m.refuse(c, "fail_group", v.Reason); err != nil {
			return err
		}
	}
	return nil
}

// fileSheet ties the photo of a sealed page to its act where one was given.
func (m *move) fileSheet(id model.PublicID, purpose string) error {
	if id == "" {
		return nil
	}
	sheet, err := m.tx.SealedSheet(id)
	if err != nil || sheet.ObjectKind != m.sub.kind || sheet.ObjectID != m.sub.id || sheet.Purpose != purpose {
		return model.InvalidField("sheet", "这张盖章页不是这一步的，请拍对应的那一张")
	}
	if sheet.FileID == 0 {
		return model.InvalidField("sheet", "盖章页还没有拍照上传，请先拍照")
	}
	return nil
}

// convene opens the village assembly when every group of the serial has reported.
func (m *move) convene() error {
	if !m.sub.scheme.Terminal(model.MachineGroup, m.sub.state) {
		return nil
	}
	sheets, err := m.tx.SheetsLocked(m.sub.round, m.sub.sheet.Village, m.sub.sheet.Serial)
	if err != nil {
		return err
	}
	for _, sh := range sheets {
		if !m.sub.scheme.Terminal(model.MachineGroup, sh.State) {
			return nil
		}
	}
	return m.compose(m.sub.sheet.Village)
}

// passedState is the state from which cases become rows of a list.
func (m *move) passedState() model.State {
	for _, r := range m.sub.scheme.Rules(model.MachineCase) {
		if r.Do == "list" {
			return r.At[0]
		}
	}
	return ""
}
