package casework

import (
	"strconv"
	"unicode/utf8"

	"bangfu/model"
)

// minutes are a meeting as it was handed in and found right: what the act keeps.
type minutes struct {
	meeting model.Meeting
	members []model.MeetingMember
	votes   []model.Vote
}

// readMinutes checks the meeting of an act: the register frozen, the quorum
// reached on it, the witness no kin, a count for each household. A
// second list of the same assembly uses the meeting that was entered that day.
func (m *move) readMinutes() error {
	if m.sub.sheet != nil && len(m.cases) == 0 {
		return m.checkZeroReport()
	}
	in := m.act.Input.Meeting
	if in == nil {
		return model.InvalidField("meeting", "请填会议记录：到会的人和每户的票数")
	}
	kind, register, area := m.assembly()
	last, err := m.tx.LastMeeting(m.sub.round, regionCode(area), kind)
	if err != nil {
		return err
	}
	var wrong refusals
	if last.ID != 0 && last.Day == in.Day && len(in.Present) == 0 {
		m.minutes.meeting = last
	} else {
		if err := m.readMeeting(in, &wrong, register, area); err != nil {
			return err
		}
		m.minutes.meeting.Kind, m.minutes.meeting.Serial = kind, last.Serial+1
	}
	if m.minutes.votes, err = m.counts(m.minutes.meeting.Present); wrong.take(err) != nil {
		return err
	}
	if err := wrong.take(m.fileSheet(in.Sheet, string(m.rule.Do))); err != nil {
		return err
	}
	return wrong.refusal()
}

// readMeeting checks who met, when and where.
func (m *move) readMeeting(in *model.MeetingInput, wrong *refusals, register string, area model.Area) error {
	day := in.Day
	if err := m.checkMinutes(in); err != nil {
		day = m.s.today()
		if err := wrong.take(err); err != nil {
			return err
		}
	}
	list, err := m.tx.Delegates(area, register, day)
	if err != nil {
		return err
	}
	members, err := frozen(list, in.Present)
	if err == nil {
		err = m.checkQuorum(len(list), len(in.Present))
	}
	if err := wrong.take(err); err != nil {
		return err
	}
	witness, err := m.witness(in, day)
	if err := wrong.take(err); err != nil {
		return err
	}
	m.minutes.members = members
	m.minutes.meeting = model.Meeting{PublicID: model.NewPublicID(), RoundID: m.sub.round, Code: regionCode(area), Day: in.Day, Place: in.Place,
		Chair: in.Chair, Register: len(list), Present: len(in.Present), WitnessID: witness, EnteredBy: m.actor.PersonID, CreatedAt: m.at}
	return nil
}

// assembly is who meets: the village's delegates, or the people of the group; on
// which register they stand, and where.
func (m *move) assembly() (kind, register string, area model.Area) {
	if m.rule.Meeting.Of == "group" {
		return "group", "group", m.sub.area.Up(model.LevelGroup)
	}
	return "village", "delegates", m.sub.area.Up(model.LevelVillage)
}

// checkMinutes checks when and where they met and who was in the chair.
func (m *move) checkMinutes(in *model.MeetingInput) error {
	var wrong faults
	switch {
	case in.Day == "" || in.Day > m.s.today():
		wrong.note("meeting.day", "请填开会的日期，不能晚于今天")
	case in.Day < m.opened():
		wrong.note("meeting.day", "开会的日期不能早于这张表出来的那天")
	}
	if utf8.RuneCountInString(in.Place) > 40 {
		wrong.note("meeting.place", "地点写在40个字以内")
	}
	if utf8.RuneCountInString(in.Chair) > 20 {
		wrong.note("meeting.chair", "主持人写在20个字以内")
	}
	return wrong.refusal("会议记录")
}

// keepMinutes stores the votes of a meeting, and the meeting with the register as
// it was that day unless it was entered with another list.
func (m *move) keepMinutes() error {
	k := &m.minutes
	if k.meeting.ID == 0 {
		if err := m.tx.AddMeeting(&k.meeting); err != nil {
			return err
		}
		for i := range k.members {
			k.members[i].MeetingID = k.meeting.ID
		}
		if err := m.tx.AddMeetingMembers(k.members); err != nil {
			return err
		}
	}
	for i := range k.votes {
		k.votes[i].MeetingID = k.meeting.ID
	}
	return m.tx.AddVotes(k.votes)
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
func (m *move) witness(in *model.MeetingInput, day model.Date) (int64, error) {
	if m.rule.Meeting.Witness == "" || !model.GuardWitness.On() {
		return 0, nil
	}
	list, err := m.tx.Delegates(m.sub.area.Up(model.LevelVillage), "supervision", day)
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

// passedState is the state from which cases become rows of a list.
func (m *move) passedState() model.State {
	for _, r := range m.sub.scheme.Rules(model.MachineCase) {
		if r.Do == "list" {
			return r.At[0]
		}
	}
	return ""
}
