package casework

import (
	"strconv"

	"bangfu/model"
	"bangfu/service/workflow"
)

// needOpensWith runs the checks a scheme asks for before a round opens.
func (m *move) needOpensWith() error {
	var missing []model.FieldError
	for _, word := range m.sub.scheme.OpensWith {
		notice, err := m.openingCheck(word)
		if err != nil {
			return err
		}
		if notice != "" {
			missing = append(missing, model.FieldError{Field: word, Notice: notice})
		}
	}
	if len(missing) > 0 {
		return model.Invalid("还不能启动："+missing[0].Notice, missing...)
	}
	return nil
}

func (m *move) openingCheck(word string) (string, error) {
	switch word {
	case "policy_told_in_every_group":
		return m.groupsNotTold()
	case "enough_distinct_persons":
		return m.desksShort()
	case "threshold":
		if m.sub.rnd.LineFen <= 0 {
			return "还没有填贫困标准，请先填写", nil
		}
	case "holidays":
		return m.holidaysMissing(), nil
	}
	return "", nil
}

// holidaysMissing names the year whose holidays the round needs and nobody has entered (decisions 15).
func (m *move) holidaysMissing() string {
	if !m.s.cal.Loaded(m.sub.rnd.Year) {
		return strconv.Itoa(m.sub.rnd.Year) + "年的节假日安排还没有，请先补上"
	}
	if _, err := m.sub.scheme.BackPlan(m.sub.rnd.Year, m.s.cal); err != nil && len(m.sub.scheme.Deadlines) > 0 {
		return model.AsError(err).Notice
	}
	return ""
}

// groupsNotTold names the villages whose groups have not been told the policy.
func (m *move) groupsNotTold() (string, error) {
	groups, err := m.tx.RegionsIn(m.sub.area, model.LevelGroup)
	if err != nil {
		return "", err
	}
	told, err := m.tx.PolicyTold(m.sub.id)
	if err != nil {
		return "", err
	}
	n := 0
	for _, g := range groups {
		if !told[g.Code] {
			n++
		}
	}
	if n == 0 {
		return "", nil
	}
	return "还有" + strconv.Itoa(n) + "个村民小组没有登记政策告知", nil
}

// desksShort names a deciding desk that nobody holds, or a person who would have
// to decide at two levels: the procedure would stop there (decisions 5).
func (m *move) desksShort() (string, error) {
	villages, err := m.committees()
	if err != nil {
		return "", err
	}
	holders := map[string][]int64{}
	for _, r := range decidingDesks(m.sub.scheme) {
		for _, v := range villages {
			area := deskArea(r.role, v.Area)
			key := string(r.role) + string(area)
			if _, known := holders[key]; known {
				continue
			}
			ids, err := m.tx.Holders(r.role, area, m.s.today())
			if err != nil {
				return "", err
			}
			holders[key] = ids
			if len(ids) == 0 {
				return m.s.placeName(m.tx, area) + "的" + r.role.Title() + "还没有人，请先授权", nil
			}
			if n := m.onlyAtTwoLevels(ids, r, v.Area, holders); n {
				return m.s.placeName(m.tx, area) + "的" + r.role.Title() + "和下一级是同一个人，请先加人", nil
			}
		}
	}
	return "", nil
}

type deciding struct {
	role  model.Role
	level model.Level
}

// decidingDesks lists the desks above the groups that the lists of a scheme pass.
func decidingDesks(sch *workflow.Scheme) []deciding {
	var desks []deciding
	seen := map[model.Role]bool{}
	for _, r := range sch.Rules(model.MachineRoster) {
		if !r.Deciding || len(r.Rows) > 0 && !r.Positive && r.Do == "hold" {
			continue
		}
		for _, role := range r.By {
			if !seen[role] {
				seen[role] = true
				desks = append(desks, deciding{role, r.Level})
			}
		}
	}
	return desks
}

// onlyAtTwoLevels reports whether every holder of a desk is the sole holder of a
// desk of another level for the same village.
func (m *move) onlyAtTwoLevels(ids []int64, d deciding, village model.Area, holders map[string][]int64) bool {
	for _, other := range decidingDesks(m.sub.scheme) {
		if other.level == d.level {
			continue
		}
		theirs := holders[string(other.role)+string(deskArea(other.role, village))]
		if len(theirs) == 1 && len(ids) == 1 && theirs[0] == ids[0] {
			return true
		}
	}
	return false
}

func (m *move) committees() ([]model.Region, error) {
	all, err := m.tx.RegionsIn(m.sub.area, model.LevelVillage)
	var villages []model.Region
	for _, v := range all {
		if v.Committee {
			villages = append(villages, v)
		}
	}
	return villages, err
}

// openRound makes the round the villages' only door for its matters and opens the
// first sheet of every group (decisions 12); closing it closes the doors.
func (m *move) openRound() error {
	if m.to != "open" {
		return m.tx.CloseDoors(m.sub.id)
	}
	m.sub.rnd.OpenedAt = m.at
	villages, err := m.committees()
	if err != nil {
		return err
	}
	var doors []model.OpenDoor
	for _, v := range villages {
		for _, typ := range m.sub.scheme.CaseTypes {
			doors = append(doors, model.OpenDoor{Village: v.Code, CaseType: typ, RoundID: m.sub.id})
		}
	}
	if err := m.tx.AddOpenDoors(doors); err != nil {
		if model.KindOf(err) == model.KindInternal {
			return model.Conflict("有村已经开着同一类申请，请先结束那一轮")
		}
		return err
	}
	m.out.Count = int64(len(villages))
	m.notes = append(m.notes, m.openSheets)
	return nil
}
