package casework

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/seal"
)

// compose makes a village's lists of the households that have passed their
// groups: one per category, in the same assembly, on the next serial.
func (m *move) compose(village string) error {
	cases, err := m.tx.CasesOfVillage(m.sub.round, village, m.passedState())
	if err != nil {
		return err
	}
	byCategory := map[model.Category][]model.Case{}
	for _, c := range cases {
		byCategory[c.Category] = append(byCategory[c.Category], c)
	}
	for _, category := range m.sub.scheme.Categories {
		if len(byCategory[category]) == 0 {
			continue
		}
		r, fresh, err := m.openRoster(village, category, byCategory[category][0].Area)
		if err != nil {
			return err
		}
		for i := range byCategory[category] {
			c := &byCategory[category][i]
			if err := m.addRow(r, c, model.VerdictListed); err != nil {
				return err
			}
			if err := m.follow(c, "list"); err != nil {
				return err
			}
		}
		if fresh {
			err = m.openRosterTasks(r)
		} else {
			err = m.bumpList(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// openRoster returns the list households join now: the next serial, or, in a
// scheme without group review, the one whose assembly has not met yet (decisions 1).
func (m *move) openRoster(village string, category model.Category, area model.Area) (*model.Roster, bool, error) {
	initial := m.sub.scheme.Initial(model.MachineRoster)
	if !m.sub.scheme.Has(model.MachineGroup) {
		have, err := m.tx.RostersOf(m.sub.round, village, category)
		if err != nil {
			return nil, false, err
		}
		for i := range have {
			if have[i].State == initial && !have[i].Frozen {
				return &have[i], false, nil
			}
		}
	}
	r, err := m.newRoster(village, category, initial, area)
	return r, true, err
}

// newRoster opens the next serial of a village's list of a category.
func (m *move) newRoster(village string, category model.Category, at model.State, area model.Area) (*model.Roster, error) {
	have, err := m.tx.RostersOf(m.sub.round, village, category)
	if err != nil {
		return nil, err
	}
	r := &model.Roster{PublicID: model.NewPublicID(), RoundID: m.sub.round, Village: village, Category: category,
		Serial: int64(len(have)) + 1, Supplementary: len(have) > 0, Scheme: m.sub.scheme.Hash, Area: area.Up(model.LevelVillage), State: at,
		StateSeq: 1, Version: 1, ListVersion: 1, StateAt: m.at, CreatedAt: m.at}
	return r, m.tx.AddRoster(r)
}

// openRosterTasks asks the desk of a roster's state.
func (m *move) openRosterTasks(r *model.Roster) error {
	sub, err := m.s.ofRoster(r, nil)
	if err != nil {
		return err
	}
	return m.s.openTasks(m.tx, sub, m.at)
}

// addRow puts a household on a list; the caller writes the case back.
func (m *move) addRow(r *model.Roster, c *model.Case, verdict model.Verdict) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	c.RosterID = r.ID
	return m.tx.AddRows([]model.RosterRow{{RosterID: r.ID, RowNo: len(rows) + 1, CaseID: c.ID, GroupNo: groupNo(c.Group), Householder: c.Householder,
		Masked: c.Masked, Persons: c.Persons, Verdict: verdict, KinMark: c.KinMark, Version: 1}})
}

func groupNo(code string) int {
	_, n, ok := strings.Cut(code, "-")
	if !ok {
		return 0
	}
	i, err := strconv.Atoi(n)
	if err != nil {
		return 0
	}
	return i
}

// rosterEffect carries out a row of the roster machine by what the row says of itself.
func (m *move) rosterEffect() error {
	if m.sub.kind == model.ObjectBundle && m.rule.Do == "send_back" {
		return model.Conflict("退回要点到具体一个村的名单再退")
	}
	if m.sub.kind == model.ObjectRoster && m.sub.roster.BundleID != 0 && m.rule.Deciding && m.rule.Do != "send_back" {
		return model.Conflict("这份名单随上报批一起办，请打开上报批办理")
	}
	switch {
	case m.rule.Meeting != nil:
		return m.vote()
	case m.rule.RowsBecome != "":
		return m.announce()
	case m.rule.Publicity != nil:
		return m.publish()
	case m.rule.Bundles:
		return m.handIn()
	case m.rule.ContestedRows != "":
		return m.closePublicity()
	case m.rule.Do == "send_back":
		return m.sendBack()
	case m.rule.Do == "void":
		return m.voidPublicity()
	case m.rule.Do == "correct":
		return m.correct()
	case len(m.rule.Rows) > 0:
		return m.judge()
	case m.rule.Freezes:
		m.notes = append(m.notes, m.freeze)
	}
	m.out.Count = int64(len(m.rows))
	return nil
}

// vote keeps the village assembly on one list: votes per row, the quota reserved
// for the rows that are kept (decisions 10).
func (m *move) vote() error {
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
	m.sub.roster.MeetingID = meeting.ID
	m.sub.roster.ListVersion++
	var persons int64
	for _, v := range votes {
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
	if err := m.fileSheet(m.act.Input.Meeting.Sheet, "vote"); err != nil {
		return err
	}
	if m.rule.Freezes { // a scheme without the three signatures
		m.notes = append(m.notes, m.freeze)
	}
	return m.reserveQuota(m.sub.roster, 0, persons)
}

func (m *move) rowOf(caseID int64) *model.RosterRow {
	for i := range m.rows {
		if m.rows[i].CaseID == caseID {
			return &m.rows[i]
		}
	}
	return nil
}

// judge gives the rows their verdicts: held rows go to the supplementary list,
// refused ones end with level and reason, the rest goes on (decisions 2, 4).
func (m *move) judge() error {
	given, err := m.judgements()
	if err != nil {
		return err
	}
	touched := map[int64]bool{}
	for i := range m.rows {
		row := &m.rows[i]
		j, named := given[rowKey{row.RosterID, row.RowNo}]
		if m.kin[row.CaseID] {
			if named {
				return model.Forbidden("第" + strconv.Itoa(row.RowNo) + "行是您近亲属家，您要回避，请不要选它")
			}
			continue
		}
		if m.done[row.CaseID] {
			if named {
				return model.Conflict("第" + strconv.Itoa(row.RowNo) + "行同事已经办过，请只办剩下的行")
			}
			continue
		}
		if !named || j.Verdict == model.VerdictKept {
			m.out.Count++
			continue
		}
		touched[row.RosterID] = true
		if err := m.dispose(row, j); err != nil {
			return err
		}
	}
	return m.bumpTouched(touched)
}

type rowKey struct {
	roster int64
	row    int
}

// judgements reads the verdicts given, each on a row that exists, with a verdict
// the step knows and a reason where it needs one.
func (m *move) judgements() (map[rowKey]model.RowJudgement, error) {
	known := map[rowKey]bool{}
	for _, row := range m.rows {
		known[rowKey{row.RosterID, row.RowNo}] = true
	}
	given := map[rowKey]model.RowJudgement{}
	for _, j := range m.act.Input.Rows {
		key := rowKey{m.rosterID(j.Roster), j.Row}
		if !known[key] {
			return nil, model.InvalidField("rows", "名单上没有第"+strconv.Itoa(j.Row)+"行，请核对")
		}
		if j.Reason == "" {
			j.Reason = m.act.Reason
		}
		switch {
		case j.Verdict == model.VerdictKept:
		case !m.allows(j.Verdict):
			return nil, model.InvalidField("rows", "这一步不能这样处理第"+strconv.Itoa(j.Row)+"行")
		case model.GuardReason.On() && checkReason("rows", j.Reason) != nil:
			return nil, model.InvalidField("rows", "第"+strconv.Itoa(j.Row)+"行要写明理由，至少5个字")
		}
		given[key] = j
	}
	return given, nil
}

func (m *move) rosterID(public model.PublicID) int64 {
	if m.sub.kind == model.ObjectRoster {
		return m.sub.roster.ID
	}
	for _, r := range m.rosters {
		if r.PublicID == public {
			return r.ID
		}
	}
	return 0
}

// allows reports whether the step's row of the scheme knows the verdict.
func (m *move) allows(v model.Verdict) bool {
	word := map[model.Verdict]string{model.VerdictKept: "keep", model.VerdictHeld: "hold", model.VerdictRefused: "refuse"}[v]
	for _, r := range m.rule.Rows {
		if r == word {
			return true
		}
	}
	return false
}

// dispose takes one row off the list that goes on.
func (m *move) dispose(row *model.RosterRow, j model.RowJudgement) error {
	c := m.caseOf(row.CaseID)
	r := m.rosterByID(row.RosterID)
	row.Verdict, row.Reason = j.Verdict, j.Reason
	if err := m.tx.PutRow(row); err != nil {
		return err
	}
	if err := m.releaseQuota(r, c.ID, row.Persons); err != nil {
		return err
	}
	m.out.Held++
	if j.Verdict == model.VerdictHeld {
		return m.supplement(r, c, row.Persons, m.verifyingState())
	}
	return m.refuse(c, "refuse", j.Reason)
}

// verifyingState is where rows that an assembly has voted on enter a supplementary list.
func (m *move) verifyingState() model.State {
	for _, r := range m.sub.scheme.Rules(model.MachineRoster) {
		if r.Freezes {
			return r.At[0]
		}
	}
	return m.sub.scheme.Initial(model.MachineRoster)
}

func (m *move) rosterByID(id int64) *model.Roster {
	if m.sub.kind == model.ObjectRoster && m.sub.roster.ID == id {
		return m.sub.roster
	}
	for i := range m.rosters {
		if m.rosters[i].ID == id {
			return &m.rosters[i]
		}
	}
	return nil
}

// bumpTouched raises the list version of the lists whose rows changed; those of a
// bundle are written when the bundle moves them.
func (m *move) bumpTouched(touched map[int64]bool) error {
	for id := range touched {
		m.rosterByID(id).ListVersion++
	}
	return nil
}

// supplement puts a case on the village's supplementary list of its category:
// the one that is not frozen and has no signature yet, else the next serial
// opens (decisions 4). Its places are reserved again where the quota binds.
func (m *move) supplement(from *model.Roster, c *model.Case, persons int64, enters model.State) error {
	have, err := m.tx.RostersOf(from.RoundID, from.Village, c.Category)
	if err != nil {
		return err
	}
	var target *model.Roster
	for i := range have {
		r := &have[i]
		if r.ID == from.ID || !r.Supplementary || r.Frozen || r.State != enters {
			continue
		}
		acts, err := m.tx.RowActs(r.ID, r.StateSeq)
		if err != nil {
			return err
		}
		if len(acts) == 0 {
			target = r
		}
	}
	fresh := target == nil
	if fresh {
		if target, err = m.newRoster(from.Village, c.Category, enters, from.Area); err != nil {
			return err
		}
		target.MeetingID = from.MeetingID
	}
	verdict := model.VerdictKept
	if enters == m.sub.scheme.Initial(model.MachineRoster) {
		verdict = model.VerdictListed
	}
	if err := m.addRow(target, c, verdict); err != nil {
		return err
	}
	if err := m.tx.PutCase(c, c.State); err != nil {
		return err
	}
	m.replaceCase(*c)
	if verdict == model.VerdictKept {
		if err := m.reserveQuota(target, c.ID, persons); err != nil {
			return err
		}
	}
	if fresh {
		return m.openRosterTasks(target)
	}
	return m.bumpList(target)
}

// freeze keeps the list as it stands when the last signature comes: canonical
// bytes and their hash. From here on no row comes in.
func (m *move) freeze() error {
	if !m.moved {
		return nil
	}
	return m.snapshot(m.sub.roster)
}

// snapshot writes a list's snapshot and points the list to it.
func (m *move) snapshot(r *model.Roster) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	content := canonicalList(r, rows)
	snap := model.Snapshot{RosterID: r.ID, ListVersion: r.ListVersion, Hash: seal.Hash(content), Content: content, At: m.at}
	if err := m.tx.AddSnapshot(&snap); err != nil {
		return err
	}
	r.Frozen, r.SnapshotID = true, snap.ID
	if err := m.tx.PutRoster(r, r.State); err != nil {
		return err
	}
	if m.sub.roster == r {
		m.sub.version, m.out.Version = r.Version, r.Seen()
	}
	return m.tx.RenewTasks(model.ObjectRoster, r.ID, r.Seen())
}

// canonicalList writes a list so that the same list is the same bytes.
func canonicalList(r *model.Roster, rows []model.RosterRow) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "list %s %s %s %d %d\n", r.PublicID, r.Village, r.Category, r.Serial, r.ListVersion)
	for _, row := range rows {
		if !row.Verdict.Live() {
			continue
		}
		name := row.Householder
		if row.Masked {
			name = model.MaskName(name)
		}
		fmt.Fprintf(&b, "%d\t%d\t%s\t%d\n", row.RowNo, row.GroupNo, name, row.Persons)
	}
	return b.Bytes()
}

// sendBack returns the whole list to an earlier step with a reason (退回补正):
// signatures and reviews are given anew; votes stay while rows are unchanged.
func (m *move) sendBack() error {
	r := m.sub.roster
	m.out.Count = int64(len(m.rows))
	if r.BundleID != 0 {
		r.BundleID = 0
	}
	r.Frozen = r.Frozen && m.to != m.verifyingState() && m.to != m.sub.scheme.Initial(model.MachineRoster)
	if m.to != m.sub.scheme.Initial(model.MachineRoster) {
		return nil
	}
	var persons int64
	for i := range m.rows {
		row := &m.rows[i]
		if row.Verdict == model.VerdictKept {
			persons += row.Persons
		}
		row.Verdict = model.VerdictListed
		if err := m.tx.PutRow(row); err != nil {
			return err
		}
	}
	return m.releaseQuota(r, 0, persons)
}
