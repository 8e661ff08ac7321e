package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// Degrees of secrecy an objector chooses from (product §4).
const (
	SecrecyTownship  = "township"  // 镇上经办人知道，村里不知道
	SecrecyCounty    = "county"    // 只让县上知道
	SecrecyAnonymous = "anonymous" // 不留名
)

// ObjectionInput is what somebody says against a list (异议).
type ObjectionInput struct {
	Publicity   model.PublicID   `json:"publicity"`
	Row         int              `json:"row,omitempty"` // 0 = a household that is missing
	Words       model.Sensitive  `json:"words"`
	Secrecy     string           `json:"secrecy"`
	Photos      []model.PublicID `json:"photos,omitempty"`
	Received    model.Date       `json:"received,omitempty"` // on paper or by phone: the day it came
	Pass        string           `json:"pass,omitempty"`     // of who reads by the poster: lets an unproven account object (decisions 20)
	Fingerprint string           `json:"-"`
}

// File takes an objection (反映): from a villager in the own name, or entered by an
// office that received it on paper. It holds its row; whoever objects is never
// shown to the village. Received on or before the last day it counts, whenever it
// is entered until the list moves on (decisions 6, 15c).
func (s *Service) File(ctx context.Context, actor model.Actor, request string, in ObjectionInput) (model.Outcome, error) {
	if utf8.RuneCountInString(in.Words.Reveal()) < reasonLength {
		return model.Outcome{}, model.InvalidField("words", "请写明要反映什么，至少5个字")
	}
	if !slices.Contains([]string{SecrecyTownship, SecrecyCounty, SecrecyAnonymous}, in.Secrecy) {
		return model.Outcome{}, model.InvalidField("secrecy", "请选谁可以知道是您反映的")
	}
	hash := in.Fingerprint
	if hash == "" {
		hash = s.imprint(string(in.Publicity), strconv.Itoa(in.Row), in.Secrecy, in.Words.Reveal())
	}
	return s.once(ctx, actor, request, hash, func(tx *store.Tx) (model.Outcome, error) {
		p, err := tx.PublicityByPublic(in.Publicity)
		if err != nil {
			return model.Outcome{}, err
		}
		m, err := s.openObjection(tx, actor, request, &p, in)
		if err != nil {
			return model.Outcome{}, err
		}
		if p.State != publicityRunning {
			return model.Outcome{}, model.Conflict("这份名单已经不在公示期了。还要反映，请打12317或找镇上")
		}
		return m.fileObjection(&p, in)
	})
}

func (s *Service) openObjection(tx *store.Tx, actor model.Actor, request string, p *model.Publicity, in ObjectionInput) (*move, error) {
	r, err := tx.Roster(p.RosterID)
	if err != nil {
		return nil, err
	}
	o := &model.Objection{PublicID: model.NewPublicID(), PublicityID: p.ID, RosterID: r.ID, Secrecy: in.Secrecy, Scheme: r.Scheme, Area: r.Area,
		Version: 1, CreatedAt: s.now(), StateAt: s.now(), Received: s.today(), Kind: "missing"}
	sch, err := s.schemeOf(r.Scheme)
	if err != nil {
		return nil, err
	}
	o.State = sch.Initial(model.MachineObjection)
	sub, err := s.ofObjection(o, nil)
	if err != nil {
		return nil, err
	}
	sub.round = r.RoundID
	m := &move{s: s, tx: tx, actor: actor, sub: sub, at: s.now(), from: o.State, was: 1, act: model.Act{Object: sub.ref(), Do: "file", Request: request}}
	rule, ok := sch.Rule(model.MachineObjection, o.State, "file")
	if !ok {
		return nil, model.Internal(errUnknownScheme)
	}
	m.rule = rule
	m.right, err = actor.May(model.Action{Name: "objection.file", By: rule.By}, sub.object())
	if model.KindOf(err) == model.KindForbidden || model.KindOf(err) == model.KindNotFound {
		m.right, err = actor.May(model.EnterObjection, sub.object())
	}
	anybody := p.Place == "county_web" && actor.Verified // an announcement is read, and contested, by anybody of the county
	if err != nil && (anybody || actor.AccountID != 0 && s.readsByPass(in.Pass, p.PublicID)) {
		m.right, err = model.Right{Role: model.RoleVillager, Area: r.Area}, nil
	}
	m.asked = m.right.Role
	return m, err
}

// readsByPass reports whether a pass, still good, lets its holder read this very list.
func (s *Service) readsByPass(pass string, list model.PublicID) bool {
	if pass == "" {
		return false
	}
	payload, err := s.store.Sealer().OpenPass(pass)
	if err != nil {
		return false
	}
	key, until, err := readPayload(string(payload))
	return err == nil && key.publicity == list && s.clock.Now().Before(until)
}

// onPaper reports whether an objection came to an office, which enters it and
// answers for it.
func (m *move) onPaper() bool { return m.right.Role != model.RoleVillager }

func (m *move) fileObjection(p *model.Publicity, in ObjectionInput) (model.Outcome, error) {
	if err := m.receiveObjection(p, in); err != nil {
		return model.Outcome{}, err
	}
	if err := m.aimObjection(in.Row); err != nil {
		return model.Outcome{}, err
	}
	if err := m.pace(p, in.Row); err != nil {
		return model.Outcome{}, err
	}
	m.to = m.rule.To[0]
	if county := in.Secrecy == SecrecyCounty || p.Place == "county_web"; county && len(m.rule.To) > 1 {
		m.to = m.rule.To[1]
	}
	if err := m.storeObjection(in); err != nil {
		return model.Outcome{}, err
	}
	m.out = model.Outcome{Kind: "received", Object: m.sub.ref(), Do: m.rule.Do, Say: m.rule.Say, From: m.from, Number: m.sub.objection.ReceiptNo}
	return m.finish()
}

// receiveObjection notes who says it and the day it came: on or before the last
// day of the showing.
func (m *move) receiveObjection(p *model.Publicity, in ObjectionInput) error {
	o := m.sub.objection
	if m.onPaper() {
		o.EnteredBy = m.actor.PersonID
		if in.Received != "" {
			if in.Received > m.s.today() || in.Received < p.Posted {
				return model.InvalidField("received", "收到的日期要在张榜之后、今天以前")
			}
			o.Received = in.Received
		}
	} else if in.Secrecy != SecrecyAnonymous {
		o.ObjectorID = m.actor.PersonID
	}
	if o.Received > p.LastDay {
		return model.Conflict("公示期已满，这份名单不再收反映。还要反映，请打12317或找镇上")
	}
	return nil
}

// storeObjection numbers and seals an objection, and keeps its photos.
func (m *move) storeObjection(in ObjectionInput) error {
	o := m.sub.objection
	n, err := m.tx.Next("objection:" + string(m.s.today()) + ":" + m.sub.area.Code())
	if err != nil {
		return err
	}
	o.ReceiptNo = fmt.Sprintf("FY-%s-%s-%03d", dayDigits(m.s.today()), tail6(m.sub.area.Code()), n)
	if o.TextSealed, err = m.tx.Seal().Seal(seal.Cell{Table: "objection", Column: "text", Row: string(o.PublicID)}, []byte(in.Words.Reveal())); err != nil {
		return err
	}
	if err := m.tx.AddObjection(o); err != nil {
		return err
	}
	m.sub.id = o.ID
	for _, id := range in.Photos {
		if _, err := m.attach(id, "objection"); err != nil {
			return err
		}
	}
	return nil
}

// perList is how many objections one account may file against one list.
const perList = 5

// pace lets an account object once to a row and a few times to a list, also
// without a name: it is counted under a keyed name that tells nobody who it is.
func (m *move) pace(p *model.Publicity, row int) error {
	if m.onPaper() {
		return nil
	}
	who := m.s.imprint(string(p.PublicID), strconv.FormatInt(m.actor.PersonID, 10), strconv.FormatInt(m.actor.AccountID, 10))[:32]
	all, err := m.tx.Next("said:" + who)
	if err != nil {
		return err
	}
	if all > perList {
		return model.TooMany("这份名单您已经反映过几次了，都收到了。还有别的情况，请打12317或找镇上")
	}
	same, err := m.tx.Next("said:" + who + ":" + strconv.Itoa(row))
	if err != nil || same == 1 || row == 0 {
		return err
	}
	return model.Conflict("这一户您已经反映过了，正在核实，不用再报")
}

// aimObjection settles the row it is about; none = a household that is missing.
func (m *move) aimObjection(rowNo int) error {
	o := m.sub.objection
	if rowNo == 0 {
		return nil
	}
	rows, err := m.tx.Rows(o.RosterID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.RowNo == rowNo && row.Verdict.Live() {
			o.Kind, o.CaseID = "row", row.CaseID
			c, err := m.tx.Case(row.CaseID)
			m.cases = []model.Case{c}
			return err
		}
	}
	return model.InvalidField("row", "名单上没有这一行，请重新打开名单")
}

// answerObjection keeps what the handling office found (答复): rejected, the row goes
// on where it is; upheld, the row is refused, or its case surveyed anew when
// facts changed; partly, a correction follows (decisions 15c).
func (m *move) answerObjection() error {
	o := m.sub.objection
	o.Result = m.act.Input.Verdict
	sealed, err := m.tx.Seal().Seal(seal.Cell{Table: "objection", Column: "answer", Row: string(o.PublicID)}, []byte(m.act.Input.Answer.Reveal()))
	if err != nil {
		return err
	}
	o.AnswerSealed = sealed
	if err := m.tellObjector(o); err != nil {
		return err
	}
	if o.Result != "upheld" || o.CaseID == 0 {
		return nil
	}
	return m.uphold(m.caseOf(o.CaseID))
}

func (m *move) tellObjector(o *model.Objection) error {
	if o.ObjectorID == 0 {
		return nil
	}
	return m.s.notify(m.tx, model.Message{PersonID: o.ObjectorID, Kind: model.NoticeAnswer, Link: "/o/" + string(o.PublicID)},
		model.NoticeFacts{Title: "您有一条新答复", Receipt: o.ReceiptNo, Say: "点开看答复"}, m.at)
}

// uphold takes the household off its list: refused by this level, or back to the survey.
func (m *move) uphold(c *model.Case) error {
	m.sub.round = c.RoundID
	if m.act.Input.Resurvey {
		if err := m.dropRow(c, model.VerdictHeld, "情况有变，重新入户调查"); err != nil {
			return err
		}
		c.RosterID, c.EntersAt = 0, ""
		if err := m.follow(c, "resurvey"); err != nil {
			return err
		}
		return m.resurvey(c)
	}
	row, reason := "反映属实", "公示期间反映的情况经核实属实"
	if m.sub.objection.Secrecy == SecrecyCounty { // the village reads both and must not learn of it
		row, reason = "县上核实不符合条件", "县上核实家里的情况，不符合条件"
	}
	if err := m.dropRow(c, model.VerdictRefused, row); err != nil {
		return err
	}
	return m.refuse(c, "refuse", reason)
}

// resurvey opens a new survey of a case that was sent back to it, and asks its surveyors.
func (m *move) resurvey(c *model.Case) error {
	if err := m.openSurvey(c); err != nil {
		return err
	}
	sub, err := m.s.ofCase(m.tx, c, nil)
	if err != nil {
		return err
	}
	return m.s.openTasks(m.tx, sub, m.at)
}
