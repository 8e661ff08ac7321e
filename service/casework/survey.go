package casework

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"bangfu/model"
	"bangfu/model/seal"
)

// surveyForm is what is sealed of a survey: the short form with its figures.
type surveyForm struct {
	Members   []surveyMember    `json:"members"`
	Incomes   model.IncomeInput `json:"incomes"`
	PerHead   int64             `json:"per_head_fen"`
	Housing   string            `json:"housing"`
	WaterSafe bool              `json:"water_safe"`
	Words     string            `json:"words"`
	NewHead   string            `json:"new_head,omitempty"` // why the householder is another than on the application
}

type surveyMember struct {
	Name     string `json:"name"`
	Number   string `json:"number"`
	Relation string `json:"relation"`
	Labour   bool   `json:"labour"`
	Orphan   bool   `json:"orphan"`
}

// methods of selection the regulation names (S 442).
var surveyMethods = []string{"typical_feature", "factor_comparison", "acquaintance", "income_estimate"}

// openSurvey opens a survey for a case and names two surveyors: the village's
// township cadre and one of the village in turn, near kin left out (decisions 15b).
func (m *move) openSurvey(c *model.Case) error {
	serial, err := m.nextSurvey(c)
	if err != nil {
		return err
	}
	sv := model.Survey{PublicID: model.NewPublicID(), CaseID: c.ID, Serial: serial, Version: 1, CreatedAt: m.at}
	if err := m.tx.AddSurvey(&sv); err != nil {
		return err
	}
	people, err := m.s.pickSurveyors(m.tx, c)
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := m.tx.AddSurveyor(&model.Surveyor{CaseID: c.ID, Serial: serial, PersonID: p.id, Township: p.township}); err != nil {
			return err
		}
	}
	if c == m.sub.cas && m.sub.surveyed { // picked by the same rule as maySurvey, a moment ago
		m.sub.survey, m.sub.appointed = &sv, nil
		for _, p := range people {
			m.sub.appointed = append(m.sub.appointed, p.id)
		}
	}
	return nil
}

// nextSurvey is the serial of a case's next survey; that of the act's own case has
// been read with it, and its row keeps two from opening one.
func (m *move) nextSurvey(c *model.Case) (int64, error) {
	if c == m.sub.cas && m.sub.surveyed {
		if m.sub.survey == nil {
			return 1, nil
		}
		return m.sub.survey.Serial + 1, nil
	}
	prev, err := m.tx.SurveyOf(c.ID)
	if model.KindOf(err) == model.KindNotFound {
		return 1, nil
	}
	return prev.Serial + 1, err
}

// needSurvey checks the form; the second surveyor may sign what the first has filled in.
func (m *move) needSurvey() error {
	sv, err := m.tx.SurveyOf(m.sub.id)
	if err != nil {
		return err
	}
	in := m.act.Input.Survey
	if in == nil {
		if sv.Persons == 0 {
			return model.InvalidField("survey", "请先填入户调查表")
		}
		return nil
	}
	var wrong faults
	switch asked := model.DateOf(sv.CreatedAt.Time()); {
	case in.Day == "" || in.Day > m.s.today():
		wrong.note("day", "请填入户的日期，不能晚于今天")
	case in.Day < asked:
		wrong.note("day", "入户的日期不能早于"+asked.Words()+"，那天才受理、派了调查员")
	}
	if len(in.Methods) == 0 || !allIn(in.Methods, surveyMethods) {
		wrong.note("methods", "请选识别的方法（可以选几种）")
	}
	m.s.checkMembers(in.Members, &wrong)
	m.checkHead(in, &wrong)
	if !strings.Contains("ABCD", in.Housing) || len(in.Housing) != 1 {
		wrong.note("housing", "请选住房的等级")
	}
	return wrong.refusal("调查表")
}

// checkMembers checks each member of a household, of whom exactly one is its head.
func (s *Service) checkMembers(members []model.MemberInput, wrong *faults) {
	heads := 0
	for i, mem := range members {
		at := "members." + strconv.Itoa(i)
		if n := utf8.RuneCountInString(mem.Name); n < 2 || n > 20 {
			wrong.note(at+".name", "请填姓名")
		}
		wrong.check(at+".number", mem.Number.Check(s.today()))
		if mem.Relation == "01" {
			heads++
		}
	}
	if len(members) == 0 {
		wrong.note("members", "家里至少要填一口人")
	} else if heads != 1 {
		wrong.note("members", "户主要有一个，也只能有一个")
	}
}

// checkHead holds the householder of the sheet to the one of the application, by
// the number; another one is a change of householder and must be stated as such.
func (m *move) checkHead(in *model.SurveyInput, wrong *faults) {
	for i, mem := range in.Members {
		if mem.Relation != "01" || mem.Number.Check(m.s.today()) != nil || m.tx.Seal().Index("number", mem.Number.Reveal()) == m.sub.cas.NumberIndex {
			continue
		}
		switch n := utf8.RuneCountInString(in.NewHead); {
		case n == 0:
			wrong.note("members."+strconv.Itoa(i)+".number", "户主的身份证号和申请书上的不一样，请核对；真换了户主的，在“换了户主”里写明为什么")
		case n < reasonLength || n > 100:
			wrong.note("new_head", "换了户主的，写明为什么，5到100个字")
		}
	}
}

func allIn(have, known []string) bool {
	for _, h := range have {
		found := false
		for _, k := range known {
			found = found || h == k
		}
		if !found {
			return false
		}
	}
	return true
}

// needSignature asks for the householder's signature, or a family member's with a reason.
func (m *move) needSignature() error {
	in := m.act.Input.Survey
	if in == nil || !model.GuardSignature.On() {
		return nil // filled in before, and checked then
	}
	switch in.SignedBy {
	case "householder":
	case "family":
		if err := checkReason("survey.sign_reason", in.SignReason); err != nil || utf8.RuneCountInString(in.SignReason) > 100 {
			return model.InvalidField("survey.sign_reason", "家人代签要写明原因，至少5个字")
		}
	default:
		return model.InvalidField("survey.signed_by", "请选由谁签名：户主，或家人代签")
	}
	if _, err := m.tx.File(in.Signature); err != nil {
		return model.InvalidField("survey.signature", "请户主在手机上签名，或拍下签了名（按了手印）的纸")
	}
	return nil
}

// doSurvey seals the form and signs for the surveyor; the case goes on when all have signed.
func (m *move) doSurvey() error {
	sv, err := m.tx.SurveyOf(m.sub.id)
	if err != nil {
		return err
	}
	if in := m.act.Input.Survey; in != nil {
		if err := m.unsigned(sv.Serial); err != nil {
			return err
		}
		if err := m.fillSurvey(&sv, in); err != nil {
			return err
		}
	}
	if _, err := m.tx.SignSurvey(m.sub.id, sv.Serial, m.actor.PersonID, m.at); err != nil {
		return err
	}
	list, err := m.tx.Surveyors(m.sub.id, sv.Serial)
	if err != nil {
		return err
	}
	for _, x := range list {
		if !x.SignedAt.Set() && model.GuardSurveyors.On() {
			m.out.Waiting = []string{"第二名调查员"}
			m.to = m.sub.state
			m.out.Kind = "recorded"
			return nil
		}
	}
	sv.CompletedAt = m.at
	return m.tx.PutSurvey(&sv)
}

// unsigned refuses to change a sheet under a colleague's signature.
func (m *move) unsigned(serial int64) error {
	list, err := m.tx.Surveyors(m.sub.id, serial)
	for _, x := range list {
		if x.SignedAt.Set() && x.PersonID != m.actor.PersonID {
			return model.Conflict("同去的调查员已经填好并签了字。请核对，没有问题就直接签；要改，请他先改")
		}
	}
	return err
}

func (m *move) fillSurvey(sv *model.Survey, in *model.SurveyInput) error {
	perHead, err := in.Incomes.PerHeadFen(int64(len(in.Members)))
	if err != nil {
		return err
	}
	round, err := m.tx.Round(m.sub.round)
	if err != nil {
		return err
	}
	form := surveyForm{Incomes: in.Incomes, PerHead: perHead, Housing: in.Housing, WaterSafe: in.Water, Words: in.Words.Reveal(),
		NewHead: in.NewHead}
	labour, orphan := false, false
	for _, mem := range in.Members {
		form.Members = append(form.Members, surveyMember{mem.Name, mem.Number.Reveal(), mem.Relation, mem.Labour, mem.Orphan})
		labour = labour || mem.Labour
		orphan = orphan || mem.Orphan && mem.Relation == "01"
	}
	plain, err := json.Marshal(form)
	if err != nil {
		return model.Internal(err)
	}
	if sv.FormSealed, err = m.tx.Seal().Seal(seal.Cell{Table: "survey", Column: "form", Row: string(sv.PublicID)}, plain); err != nil {
		return err
	}
	sv.Day, sv.Methods, sv.Persons = in.Day, strings.Join(in.Methods, ","), int64(len(in.Members))
	sv.SignedBy, sv.SignReason = in.SignedBy, in.SignReason
	sv.BelowLine, sv.HasLabour = perHead < round.LineFen, labour
	if err := m.attachSurveyFiles(sv, in); err != nil {
		return err
	}
	c := m.sub.cas
	c.Persons, c.BelowLine, c.HasLabour, c.Masked = sv.Persons, sv.BelowLine, labour, c.Masked || orphan
	if err := m.knowMembers(in.Members); err != nil {
		return err
	}
	return m.tx.PutSurvey(sv)
}

func (m *move) attachSurveyFiles(sv *model.Survey, in *model.SurveyInput) error {
	if in.Signature != "" {
		f, err := m.attach(in.Signature, "signature")
		if err != nil {
			return err
		}
		sv.SignFileID = f.ID
	}
	for _, id := range in.Evidence {
		if _, err := m.attach(id, "survey"); err != nil {
			return err
		}
	}
	return nil
}

// attach ties an uploaded file of the actor to the subject of the act.
func (m *move) attach(id model.PublicID, purpose string) (model.File, error) {
	f, err := m.tx.File(id)
	if err != nil || f.UploadedBy != m.actor.PersonID {
		return f, model.InvalidField("files", "有一张照片没有传上来，请重新拍一次")
	}
	return f, m.tx.Attach(&model.Attachment{FileID: f.ID, ObjectKind: m.sub.kind, ObjectID: m.sub.id, Purpose: purpose, At: m.at})
}
