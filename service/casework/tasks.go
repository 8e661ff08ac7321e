package casework

import (
	"encoding/json"
	"slices"
	"strconv"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// deskArea returns the area of the desk of a role that serves an area: a village
// role's desk is the village, a township role's the township.
func deskArea(role model.Role, area model.Area) model.Area {
	f, ok := role.Facts()
	if !ok || f.Level < model.LevelGroup {
		return area
	}
	up := area.Up(f.Level)
	if up == "" {
		return area
	}
	return up
}

// openTasks asks the desks of the state a subject has come to: the first row at
// the state is the one that is asked for; `all: true` asks every role of it.
func (s *Service) openTasks(tx *store.Tx, sub *subject, at model.Instant) error {
	rule, ok := sub.scheme.Desk(sub.machine, sub.state)
	if !ok {
		return nil
	}
	due, err := s.dueOf(tx, sub, rule, at)
	if err != nil {
		return err
	}
	roles := rule.By
	if !rule.All {
		roles = rule.By[:1]
	}
	for _, role := range roles {
		k := model.Task{Kind: "step", AtState: sub.state, Do: rule.Do, ForRole: role, Role: role, DeskArea: deskArea(role, sub.area), Due: due, Status: store.TaskOpen}
		if role == model.RoleSurveyor {
			err = s.askSurveyors(tx, sub, k, at)
		} else {
			err = s.openTask(tx, sub, k, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) askSurveyors(tx *store.Tx, sub *subject, k model.Task, at model.Instant) error {
	if !sub.surveyed {
		if err := s.readSurvey(tx, sub); err != nil {
			return err
		}
	}
	for _, id := range sub.appointed {
		k.PersonID = id
		if err := s.openTask(tx, sub, k, at); err != nil {
			return err
		}
	}
	if len(sub.appointed) < 2 {
		return s.askToAppoint(tx, sub, model.RoleVillageClerk, at)
	}
	return nil
}

// dueOf is until when a step should be done: its own limit, else the day the plan
// of the round needs it (decisions 9).
func (s *Service) dueOf(tx *store.Tx, sub *subject, rule workflow.Rule, at model.Instant) (model.Instant, error) {
	if rule.Within.Set() {
		from := at
		if rule.Within.Of == workflow.OfReport && sub.cas != nil {
			from = sub.cas.ReportedAt
		}
		due, err := s.cal.Due(from.Time(), rule.Within)
		return model.InstantOf(due), err
	}
	if sub.round == 0 || len(sub.scheme.Deadlines) == 0 {
		return 0, nil
	}
	round, err := tx.Round(sub.round)
	if err != nil {
		return 0, err
	}
	plan, err := sub.scheme.BackPlan(round.Year, s.cal)
	if err != nil {
		return 0, nil //nolint:nilerr // a year without holidays has no plan; opening the round has refused that
	}
	for _, step := range plan {
		if step.State == sub.state && step.Do == rule.Do {
			return model.InstantOf(step.Latest.At(18, 0)), nil
		}
	}
	return 0, nil
}

// openTask opens one task, numbers it for everybody who holds the desk and tells
// them. A desk whose holders are all near kin is asked above; a desk without a
// holder keeps its task and the level above is asked to appoint (decisions 13).
func (s *Service) openTask(tx *store.Tx, sub *subject, k model.Task, at model.Instant) error {
	k.PublicID, k.ObjectKind, k.ObjectID, k.Machine, k.Scheme = model.NewPublicID(), sub.kind, sub.id, sub.machine, sub.scheme.Hash
	k.Area, k.Version, k.CreatedAt = sub.area, sub.seen(), at
	if k.AtState == "" {
		k.AtState = sub.state
	}
	if k.Count == 0 {
		n, err := s.householdsIn(tx, sub)
		if err != nil {
			return err
		}
		k.Count = n
	}
	holders, err := s.holdersFor(tx, sub, &k)
	if err != nil {
		return err
	}
	if err := tx.AddTask(&k); err != nil {
		return err
	}
	sub.opened = append(sub.opened, k)
	for i, id := range holders {
		if slices.Contains(holders[:i], id) { // holds the desk by two grants
			continue
		}
		number, err := s.giveNumber(tx, id, &k) // the task is new: nobody has one yet
		if err != nil {
			return err
		}
		if err := s.sendCard(tx, id, number, sub, &k, at); err != nil {
			return err
		}
	}
	if len(holders) == 0 && k.Kind != "appoint" {
		return s.askToAppoint(tx, sub, k.Role, at)
	}
	return nil
}

func (s *Service) householdsIn(tx *store.Tx, sub *subject) (int64, error) {
	switch sub.kind {
	case model.ObjectCase, model.ObjectReview, model.ObjectObjection:
		return 1, nil
	case model.ObjectRoster:
		rows, err := tx.Rows(sub.id)
		return live(rows), err
	case model.ObjectBundle:
		rs, err := tx.RostersOfBundle(sub.id)
		var n int64
		for _, r := range rs {
			rows, err := tx.Rows(r.ID)
			if err != nil {
				return 0, err
			}
			n += live(rows)
		}
		return n, err
	}
	return 0, nil
}

func live(rows []model.RosterRow) int64 {
	var n int64
	for _, r := range rows {
		if r.Verdict.Live() {
			n++
		}
	}
	return n
}

// holdersFor returns who is asked: the person named, or the desk's holders who
// are not near kin of a single household; climbing a level when all of them are.
func (s *Service) holdersFor(tx *store.Tx, sub *subject, k *model.Task) ([]int64, error) {
	if k.PersonID != 0 {
		return []int64{k.PersonID}, nil
	}
	for {
		ids, err := tx.Holders(k.Role, k.DeskArea, s.today())
		if err != nil {
			return nil, err
		}
		free, err := s.withoutKin(tx, sub, ids)
		if err != nil || len(free) > 0 || len(ids) == 0 {
			return free, err
		}
		f, _ := k.Role.Facts()
		if f.Above == "" {
			return nil, nil
		}
		k.Role, k.DeskArea = f.Above, deskArea(f.Above, sub.area)
	}
}

func (s *Service) withoutKin(tx *store.Tx, sub *subject, ids []int64) ([]int64, error) {
	if sub.cas == nil {
		return ids, nil
	}
	var free []int64
	for _, id := range ids {
		kin, err := tx.KinOf(id, []string{sub.cas.NumberIndex})
		if err != nil {
			return nil, err
		}
		if len(kin) == 0 {
			free = append(free, id)
		}
	}
	return free, nil
}

// askToAppoint alarms the desk above one that nobody holds: the step waits, it is
// never skipped and never moves up silently.
func (s *Service) askToAppoint(tx *store.Tx, sub *subject, role model.Role, at model.Instant) error {
	f, _ := role.Facts()
	above := f.Above
	for above != "" {
		ids, err := tx.Holders(above, deskArea(above, sub.area), s.today())
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			break
		}
		f, _ = above.Facts()
		above = f.Above
	}
	if above == "" {
		s.log.Warn("a desk has no holder and nobody above it", "role", string(role))
		return nil
	}
	return s.openTask(tx, sub, model.Task{Kind: "appoint", Do: model.Do("appoint:" + string(role)), ForRole: above, Role: above,
		DeskArea: deskArea(above, sub.area), Status: store.TaskOpen}, at)
}

// Numbers of tasks: four digits, sequential per person, beginning with the one
// the guides use as their example, so that a first card reads as they say.
const (
	lowestNumber = 1000
	firstNumber  = 3721
	numbers      = 9000
)

// numberFor gives a person the number of a task, once.
func (s *Service) numberFor(tx *store.Tx, person int64, k *model.Task) (int, error) {
	have, err := tx.NumberOf(person, k.ID)
	if err == nil {
		return have.Number, nil
	}
	if model.KindOf(err) != model.KindNotFound {
		return 0, err
	}
	return s.giveNumber(tx, person, k)
}

// giveNumber gives a person the next number, for a task that has none of theirs.
func (s *Service) giveNumber(tx *store.Tx, person int64, k *model.Task) (int, error) {
	n, err := tx.Next("task:" + strconv.FormatInt(person, 10))
	if err != nil {
		return 0, err
	}
	number := lowestNumber + int((n-1+firstNumber-lowestNumber)%numbers)
	return number, tx.AddNumber(&model.TaskNumber{PersonID: person, TaskID: k.ID, Number: number, Version: k.Version, At: s.now()})
}

// tellHolder numbers a task for a holder, notes the version the card shows, and queues the card.
func (s *Service) tellHolder(tx *store.Tx, person int64, sub *subject, k *model.Task, at model.Instant) error {
	number, err := s.numberFor(tx, person, k)
	if err != nil || k.Status != store.TaskOpen || k.OpensAt > at {
		return err
	}
	if err := tx.ShowNumber(person, k.ID, k.Version); err != nil {
		return err
	}
	return s.sendCard(tx, person, number, sub, k, at)
}

// sendCard queues the card of a task that is open now.
func (s *Service) sendCard(tx *store.Tx, person int64, number int, sub *subject, k *model.Task, at model.Instant) error {
	if k.Status != store.TaskOpen || k.OpensAt > at {
		return nil
	}
	if place := deskPlace(sub); sub.card.area != place || sub.card.name == "" { // once for all holders
		sub.card.area, sub.card.name = place, s.placeName(tx, place)
	}
	return s.notify(tx, model.Message{PersonID: person, Kind: model.NoticeTask, TaskID: k.ID, Link: "/t/" + string(k.PublicID),
		Urgent: k.Due.Set() && k.Due-at < 24*3600*1000},
		model.NoticeFacts{Title: s.taskTitle(sub, k), Say: s.sayOf(sub, k), Place: sub.card.name, Count: k.Count, Due: k.Due, Number: number}, at)
}

// deskPlace is the place a card names: village, group or township of the matter.
func deskPlace(sub *subject) model.Area {
	if sub.kind == model.ObjectSheet || sub.kind == model.ObjectBundle {
		return sub.area
	}
	return sub.area.Up(model.LevelVillage)
}

func (s *Service) sayOf(sub *subject, k *model.Task) string {
	if r, ok := sub.scheme.Rule(sub.machine, k.AtState, k.Do); ok {
		return r.Say
	}
	return map[string]string{"end_photo": "期满照片", "appoint": "补人"}[k.Kind]
}

// taskTitle names what waits, as it stands on a card: 新申请待受理, 名单待核实签字.
func (s *Service) taskTitle(sub *subject, k *model.Task) string {
	switch {
	case k.Kind == "end_photo":
		return "公示期满要拍照"
	case k.Kind == "appoint":
		return "岗位没有人，请补人"
	case k.Do == "accept":
		return "新申请待受理"
	}
	matter := map[string]string{model.ObjectCase: "申请", model.ObjectRoster: "名单", model.ObjectBundle: "上报批", model.ObjectObjection: "反映",
		model.ObjectReview: "复核", model.ObjectRound: "轮次"}[sub.kind]
	return matter + "待" + s.sayOf(sub, k)
}

// taskFor returns the open task of the actor's desk that the act answers, when
// there is one.
func (s *Service) taskFor(tx *store.Tx, actor model.Actor, sub *subject, rule workflow.Rule) (*model.Task, error) {
	if actor.Door == model.DoorTimer || sub.id == 0 {
		return nil, nil
	}
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return nil, err
	}
	for i := range tasks {
		k := &tasks[i]
		if k.Status != store.TaskOpen && k.Status != store.TaskSleeping || k.Kind != "step" {
			continue
		}
		if !rule.Allows(k.ForRole) || !heldBy(actor, k) {
			continue
		}
		return k, nil
	}
	return nil, nil
}

// heldBy reports whether the actor is asked by a task: named, or a holder of its desk.
func heldBy(a model.Actor, k *model.Task) bool {
	if k.PersonID != 0 && (k.PersonID != a.PersonID || k.Role == model.RoleSurveyor) {
		return k.PersonID == a.PersonID // a surveyor's right is the appointment itself
	}
	for _, r := range a.Rights {
		if r.Role == k.Role && r.Area == k.DeskArea {
			return true
		}
	}
	return false
}

// moveTasks ends what is done, tells the others, asks what comes next.
func (m *move) moveTasks(complete bool) error {
	if m.moved || m.relocated {
		if m.sub.kind == model.ObjectBundle {
			if err := m.moveBundle(m.sub.state); err != nil {
				return err
			}
		}
		if m.created { // nothing was asked about it before
			return m.s.openTasks(m.tx, m.sub, m.at)
		}
		if err := m.closeAll(); err != nil {
			return err
		}
		return m.s.askNext(m)
	}
	if m.task != nil && m.signedHere() {
		ok, err := m.tx.CloseTask(m.task.ID, store.TaskDone, m.actor.PersonID, m.rule.Do, m.at)
		if err != nil {
			return err
		}
		if ok {
			if err := m.tellOthers([]model.Task{*m.task}); err != nil {
				return err
			}
		}
		if m.out.LeftRows > 0 {
			if err := m.handKinOn(); err != nil {
				return err
			}
		}
	}
	_ = complete
	return m.tx.RenewTasks(m.sub.kind, m.sub.id, m.sub.seen())
}

// signedHere reports whether this act fulfils the actor's own task although the
// object stays where it is: one signature of several, one reviewer's rows.
func (m *move) signedHere() bool {
	return m.out.Kind == "recorded" && m.task.Do == m.rule.Do
}

// handKinOn asks somebody else about the rows of the actor's near kin: another
// holder of the desk, else the desk above.
func (m *move) handKinOn() error {
	k := model.Task{Kind: "step", AtState: m.sub.state, Do: m.rule.Do, ForRole: m.asked, Role: m.asked, DeskArea: deskArea(m.asked, m.sub.area),
		Due: m.task.Due, Status: store.TaskOpen, Count: m.out.LeftRows}
	ids, err := m.tx.Holders(k.Role, k.DeskArea, m.s.today())
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id == m.actor.PersonID {
			continue
		}
		kin, err := m.anyKin(id)
		if err != nil {
			return err
		}
		if !kin {
			k.PersonID = id
			return m.s.openTask(m.tx, m.sub, k, m.at)
		}
	}
	f, _ := m.asked.Facts()
	if f.Above == "" {
		return model.Conflict("名单里有您近亲属的户，本岗位和上级都没有别人可以办，请先补人")
	}
	k.Role, k.DeskArea = f.Above, deskArea(f.Above, m.sub.area)
	return m.s.openTask(m.tx, m.sub, k, m.at)
}

func (m *move) anyKin(person int64) (bool, error) {
	var indexes []string
	for _, c := range m.cases {
		if m.kin[c.ID] {
			indexes = append(indexes, c.NumberIndex)
		}
	}
	kin, err := m.tx.KinOf(person, indexes)
	return len(kin) > 0, err
}

// closeAll ends every open task of the object: the actor's as done, the others as
// gone, and tells their holders who was faster.
func (m *move) closeAll() error {
	tasks, err := m.tx.TasksOfObject(m.sub.kind, m.sub.id)
	if err != nil {
		return err
	}
	var gone []model.Task
	for _, k := range tasks {
		if k.Status == store.TaskSleeping && k.AtState == m.sub.state || k.Status != store.TaskOpen && k.Status != store.TaskSleeping {
			continue // the next desk's own task wakes below
		}
		status := store.TaskGone
		if m.task != nil && k.ID == m.task.ID || k.Do == m.rule.Do {
			status = store.TaskDone
		}
		if _, err := m.tx.CloseTask(k.ID, status, m.actor.PersonID, m.rule.Do, m.at); err != nil {
			return err
		}
		gone = append(gone, k)
	}
	return m.tellOthers(gone)
}

// tellOthers recalls the unsent cards of tasks that are no longer asked, and tells
// other holders who have seen theirs.
func (m *move) tellOthers(tasks []model.Task) error {
	for _, k := range tasks {
		if _, err := m.tx.Supersede(k.ID, m.at); err != nil {
			return err
		}
	}
	return nil
}

// askNext wakes the tasks that slept for this state, or opens them.
func (s *Service) askNext(m *move) error {
	if m.sub.kind == model.ObjectRoster && m.sub.roster.BundleID != 0 {
		return nil // the bundle is asked for
	}
	rule, ok := m.sub.scheme.Desk(m.sub.machine, m.sub.state)
	if !ok {
		return nil
	}
	due, err := s.dueOf(m.tx, m.sub, rule, m.at)
	if err != nil {
		return err
	}
	woken, err := m.tx.WakeTasks(m.sub.kind, m.sub.id, m.sub.seen(), due)
	if err != nil {
		return err
	}
	if woken == 0 {
		return s.openTasks(m.tx, m.sub, m.at)
	}
	return s.tellWoken(m)
}

func (s *Service) tellWoken(m *move) error {
	tasks, err := m.tx.TasksOfObject(m.sub.kind, m.sub.id)
	if err != nil {
		return err
	}
	for i := range tasks {
		k := &tasks[i]
		if k.Status != store.TaskOpen || k.AtState != m.sub.state {
			continue
		}
		ids, err := s.holdersFor(m.tx, m.sub, k)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.tellHolder(m.tx, id, m.sub, k, m.at); err != nil {
				return err
			}
		}
	}
	return nil
}

// notify queues a notice to one person in the act's transaction.
func (s *Service) notify(tx *store.Tx, msg model.Message, facts model.NoticeFacts, at model.Instant) error {
	b, err := json.Marshal(facts)
	if err != nil {
		return model.Internal(err)
	}
	msg.PublicID, msg.Facts, msg.State, msg.Due, msg.CreatedAt, msg.Version = model.NewPublicID(), b, store.MessageQueued, at, at, 1
	msg.ClientID = string(msg.PublicID)
	return tx.AddMessage(&msg)
}

// mail queues a notice to everybody of an area as one row (decisions 33).
func (s *Service) mail(tx *store.Tx, kind string, area model.Area, facts model.NoticeFacts, at model.Instant) error {
	b, err := json.Marshal(facts)
	if err != nil {
		return model.Internal(err)
	}
	return tx.AddMailing(&model.Mailing{Kind: kind, Area: area, Facts: b, CreatedAt: at})
}

// progress tells a household that its matter has moved.
func (m *move) progress(c *model.Case, rule workflow.Rule) error {
	if c.ApplicantID == 0 || rule.Do == "submit" {
		return nil
	}
	receipt := c.AcceptNo
	if receipt == "" {
		receipt = c.ReceiptNo
	}
	return m.s.notify(m.tx, model.Message{PersonID: c.ApplicantID, Kind: model.NoticeProgress, CaseID: c.ID, Link: "/c/" + string(c.PublicID)},
		model.NoticeFacts{Title: "您家的申请有新进展", Say: rule.Say, Next: m.sub.scheme.Step(model.MachineCase, c.State), Receipt: receipt,
			Days: m.out.RemedyDue, HowToAsk: "找人"}, m.at)
}

// describeNext says in the outcome who has the matter now and until when.
func (m *move) describeNext() error {
	if m.sub.kind == model.ObjectCase && m.sub.cas.ID != 0 && m.moved {
		if err := m.progress(m.sub.cas, m.rule); err != nil {
			return err
		}
	}
	tasks := m.sub.opened
	var err error
	if !m.created {
		if tasks, err = m.tx.TasksOfObject(m.sub.kind, m.sub.id); err != nil {
			return err
		}
	}
	for _, k := range tasks {
		if k.Status == store.TaskOpen && k.Kind == "step" {
			m.out.NextOffice, m.out.NextSay = m.s.officeName(m.tx, k.Role, k.DeskArea), m.s.sayOf(m.sub, &k)
			m.out.NextDue = k.Due.Time()
			break
		}
	}
	if m.actor.Cadre() && m.actor.PersonID != 0 {
		m.out.TasksLeft, err = m.tx.CountTasksOf(m.actor.PersonID, desksOf(m.actor))
	}
	return err
}

// desksOf returns the desks an actor holds.
func desksOf(a model.Actor) []store.Desk {
	var desks []store.Desk
	seen := map[store.Desk]bool{}
	for _, r := range a.Rights {
		d := store.Desk{Role: r.Role, Area: r.Area}
		if !seen[d] {
			seen[d] = true
			desks = append(desks, d)
		}
	}
	return desks
}
