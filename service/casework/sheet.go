package casework

import (
	"strconv"
	"strings"

	"bangfu/model"
)

// report keeps a group's meeting: each case passes or not; without cases it is a
// zero report. The last group's report opens the village assembly (decisions 1).
func (m *move) report() error {
	if len(m.cases) > 0 {
		if err := m.keepMinutes(); err != nil {
			return err
		}
		if err := m.applyGroupVotes(m.minutes.votes); err != nil {
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

// checkZeroReport keeps a group from reporting zero while its households are being
// surveyed: they would wait for the next sheet although the visit is under way. A
// survey that is past its day holds nobody (decisions 1).
func (m *move) checkZeroReport() error {
	var open []string
	var due model.Instant
	for _, st := range m.sub.scheme.States(model.MachineCase) {
		if !m.opensSurveyAt(st) {
			continue
		}
		cases, err := m.tx.CasesOfGroup(m.sub.round, m.sub.sheet.Group, st)
		if err != nil {
			return err
		}
		for i := range cases {
			tasks, err := m.tx.OpenStepsOf(model.ObjectCase, cases[i].ID)
			if err != nil {
				return err
			}
			if len(tasks) > 0 && tasks[0].Due > m.at {
				open, due = append(open, tail(&cases[i])), max(due, tasks[0].Due)
			}
		}
	}
	if len(open) == 0 {
		return nil
	}
	return model.Conflict("现在不能报零：本组还有" + strconv.Itoa(len(open)) + "户在入户调查（尾号" + strings.Join(open, "、") + "）。请催调查员在" +
		model.DateOf(due.Time()).Words() + "前查完，一起评；到那天还没查完，可以先报零，这几户随下一张表评").With(model.Facts{Earliest: due.Time(), Version: m.sub.seen()})
}

// fileSheet checks that the photo of a sealed page is that of its act, where one was given.
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

func (m *move) openSheets() error {
	if !m.sub.scheme.Has(model.MachineGroup) {
		return nil
	}
	groups, err := m.tx.RegionsIn(m.sub.area, model.LevelGroup)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if _, err := m.openSheet(g.Area, 1); err != nil {
			return err
		}
	}
	return nil
}

// openSheet opens a group's sheet of a serial and asks its head.
func (m *move) openSheet(group model.Area, serial int64) (*model.GroupSheet, error) {
	sh := &model.GroupSheet{PublicID: model.NewPublicID(), RoundID: m.sub.round, Group: regionCode(group), Serial: serial,
		Village: regionCode(group.Up(model.LevelVillage)), Scheme: m.sub.scheme.Hash, Area: group, State: m.sub.scheme.Initial(model.MachineGroup),
		Version: 1, StateAt: m.at, CreatedAt: m.at}
	if err := m.tx.AddSheet(sh); err != nil {
		return nil, err
	}
	sub, err := m.s.ofSheet(sh, nil)
	if err != nil {
		return nil, err
	}
	return sh, m.s.openTasks(m.tx, sub, m.at)
}

// gathered brings a surveyed case on its way: to its group's sheet, opening the
// next one when the last has reported; without group review, to the village's
// next list (decisions 1).
func (m *move) gathered() error {
	if m.sub.state != m.gathersAt() {
		return nil
	}
	if !m.sub.scheme.Has(model.MachineGroup) {
		return m.compose(m.sub.cas.Village)
	}
	if m.sub.cas.Group == "" {
		return nil // the clerk settles the group first; the sheet finds it then
	}
	last, err := m.tx.LastSheet(m.sub.round, m.sub.cas.Group)
	if err != nil && model.KindOf(err) != model.KindNotFound {
		return err
	}
	if err == nil && !m.sub.scheme.Terminal(model.MachineGroup, last.State) {
		return nil
	}
	serial, err := m.nextSerial(last.Serial)
	if err != nil {
		return err
	}
	_, err = m.openSheet(m.sub.area.Up(model.LevelGroup), serial)
	return err
}

// gathersAt is the state in which cases wait for their sheet or list.
func (m *move) gathersAt() model.State {
	if m.sub.scheme.Has(model.MachineGroup) {
		return votedAt(m.sub.scheme)
	}
	return m.passedState()
}

// nextSerial is the village's serial that has not gone to the assembly yet, else the next.
func (m *move) nextSerial(after int64) (int64, error) {
	for serial := after + 1; ; serial++ {
		sheets, err := m.tx.Sheets(m.sub.round, m.sub.cas.Village, serial)
		if err != nil {
			return 0, err
		}
		open := len(sheets) == 0
		for _, sh := range sheets {
			open = open || !m.sub.scheme.Terminal(model.MachineGroup, sh.State)
		}
		if open {
			return serial, nil
		}
	}
}
