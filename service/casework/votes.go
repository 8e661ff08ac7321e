package casework

import (
	"bangfu/model"
)

// counts checks the votes of a meeting: one count for each household that is
// voted on here, none for others.
func (m *move) counts(present int) ([]model.Vote, error) {
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
		vote, err := m.count(present, c, v)
		if err != nil {
			return nil, err
		}
		votes = append(votes, vote)
	}
	if len(given) > 0 {
		return nil, model.InvalidField("meeting.votes", "票数里有不在这张表上的户，请核对")
	}
	return votes, nil
}

// count is the vote on one household: no more votes than people. A tie is not passed.
func (m *move) count(present int, c *model.Case, v model.VoteInput) (model.Vote, error) {
	if v.Yes < 0 || v.No < 0 || v.Abstain < 0 || v.Yes+v.No+v.Abstain > present {
		return model.Vote{}, model.InvalidField("meeting.votes", "有一户的票数比到会的人还多，请核对")
	}
	vote := model.Vote{CaseID: c.ID, Yes: v.Yes, No: v.No, Abstain: v.Abstain, Reason: v.Reason}
	vote.Passed = m.rule.Meeting.Passed(v.Yes, present) || !model.GuardMajority.On()
	return vote, m.checkVoteReason(c, vote)
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

// vote keeps the village assembly on one list: votes per row, the quota reserved
// for the rows that are kept (decisions 10).
func (m *move) vote() error {
	if err := m.keepMinutes(); err != nil {
		return err
	}
	m.sub.roster.MeetingID = m.minutes.meeting.ID
	m.sub.roster.ListVersion++
	var persons int64
	for _, v := range m.minutes.votes {
		row := m.rowOf(v.CaseID)
		if v.Passed {
			row.Verdict, row.Reason = model.VerdictKept, v.Reason
			persons += row.Persons
			m.out.Count++
		} else {
			row.Verdict, row.Reason = model.VerdictNotPassed, v.Reason
			if err := m.refuse(m.caseOf(v.CaseID), "fail_vote", v.Reason); err != nil {
				return err
			}
		}
		if err := m.tx.PutRow(row); err != nil {
			return err
		}
	}
	if m.rule.Freezes { // a scheme without the three signatures
		m.notes = append(m.notes, m.freeze)
	}
	return m.reserveQuota(m.sub.roster, 0, persons)
}
