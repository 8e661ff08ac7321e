package casework

import (
	"context"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
	"bangfu/service/workflow"
)

// RoundInput makes a round of a scheme in a county.
type RoundInput struct {
	Scheme   string `json:"scheme"` // key
	County   string `json:"county"` // region code
	BaseYear int    `json:"base_year"`
	Year     int    `json:"year"`
	Title    string `json:"title,omitempty"`
	LineFen  int64  `json:"line_fen,omitempty"` // where the scheme leaves the line to the county
}

// CreateRound prepares a round (轮次) in its draft state, under the scheme version
// this server ships now; it keeps that version whatever comes later.
func (s *Service) CreateRound(ctx context.Context, actor model.Actor, request string, in RoundInput) (model.Outcome, error) {
	sch, ok := s.law.ByKey(in.Scheme)
	if !ok {
		return model.Outcome{}, model.InvalidField("scheme", "没有这个方案，请从列表里选")
	}
	line, err := sch.LineOf(in.BaseYear)
	if err != nil && in.LineFen == 0 {
		return model.Outcome{}, err
	}
	if in.LineFen != 0 && sch.LineFromCounty {
		line = in.LineFen
	}
	hash := fingerprint(model.Act{Request: request, Reason: in.Scheme + in.County + strconv.Itoa(in.BaseYear) + strconv.Itoa(in.Year)})
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		county, err := tx.Region(in.County)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.OpenRound, model.Object{Area: county.Area})
		if err != nil {
			return model.Outcome{}, err
		}
		if err := tx.AddScheme(&model.SchemeVersion{Hash: sch.Hash, Key: sch.Key, Version: sch.Version, Title: sch.Title, Source: sch.Source, CreatedAt: s.now()}); err != nil {
			return model.Outcome{}, err
		}
		title := in.Title
		if title == "" {
			title = strconv.Itoa(in.Year) + "年" + sch.Title
		}
		r := model.Round{PublicID: model.NewPublicID(), Scheme: sch.Hash, Title: title, Area: county.Area, BaseYear: in.BaseYear, Year: in.Year,
			LineFen: line, State: sch.Initial(model.MachineRound), Version: 1, CreatedAt: s.now()}
		if err := tx.AddRound(&r); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "create.round", Kind: model.ObjectRound, ID: r.ID,
			Area: r.Area, To: r.State, Version: r.Version, Scheme: r.Scheme, RequestKey: request})
		return model.Outcome{Kind: "done", Object: model.Ref{Kind: model.ObjectRound, ID: r.PublicID}, Do: "create", Say: "建立轮次", To: r.State,
			Version: r.Version, Digest: digest}, err
	})
}

// TellPolicy records that the policy was told in a group before the round opens its doors.
func (s *Service) TellPolicy(ctx context.Context, actor model.Actor, request string, round model.PublicID, groups []string, day model.Date) (model.Outcome, error) {
	hash := fingerprint(model.Act{Request: request, Reason: strings.Join(groups, ",")})
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		r, err := tx.RoundByPublic(round)
		if err != nil {
			return model.Outcome{}, err
		}
		if day == "" || day > s.today() {
			return model.Outcome{}, model.InvalidField("day", "请填告知的日期，不能晚于今天")
		}
		if len(groups) == 0 {
			return model.Outcome{}, model.InvalidField("groups", "请选村民小组")
		}
		var right model.Right
		for _, code := range groups {
			g, err := tx.Region(code)
			if err != nil || g.Level != model.LevelGroup {
				return model.Outcome{}, model.InvalidField("groups", "请选村民小组")
			}
			if right, err = actor.May(model.TellPolicy, model.Object{Area: g.Area}); err != nil {
				return model.Outcome{}, err
			}
			told := model.PolicyTold{RoundID: r.ID, Group: code, PersonID: actor.PersonID, Day: day, At: s.now()}
			if err := tx.AddPolicyTold(&told); err != nil {
				return model.Outcome{}, model.Conflict("这个组已经登记过政策告知，不用再登")
			}
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "tell.policy", Kind: model.ObjectRound, ID: r.ID,
			Area: right.Area, From: r.State, To: r.State, Version: r.Version, Scheme: r.Scheme, RequestKey: request})
		return model.Outcome{Kind: "done", Object: model.Ref{Kind: model.ObjectRound, ID: r.PublicID}, Do: "tell_policy", Say: "政策告知",
			Count: int64(len(groups)), Digest: digest}, err
	})
}

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
			if n := m.onlyAtTwoLevels(ids, r, area, v.Area, holders); n {
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
func (m *move) onlyAtTwoLevels(ids []int64, d deciding, _, village model.Area, holders map[string][]int64) bool {
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
		return m.sheetTakes()
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
