package casework

import (
	"slices"
	"unicode/utf8"

	"bangfu/model"
)

// guards holds one check for every word a scheme may put under needs: and
// refuses:; a test holds it against workflow.Needs and workflow.Refusals.
var guards = map[string]func(*move) error{
	"identity":            (*move).needIdentity,
	"region":              (*move).needRegion,
	"hardship":            (*move).needHardship,
	"consent_proof":       (*move).needConsentProof,
	"reason":              (*move).needReason,
	"other_village":       (*move).needOtherVillage,
	"any_village":         (*move).needVillage,
	"other_case":          (*move).needOtherCase,
	"survey":              (*move).needSurvey,
	"two_surveyors":       (*move).needTwoSurveyors,
	"one_from_township":   (*move).needOneFromTownship,
	"signature_or_reason": (*move).needSignature,
	"comparison":          (*move).needComparison,
	"signed_waiver":       (*move).needWaiver,
	"quota":               (*move).needNothingYet, // reserved by the effect itself, in one guarded update
	"coverage_check":      (*move).needCoverage,
	"sealed_sheet":        (*move).needSealedSheet,
	"board_photo":         (*move).needBoardPhoto,
	"days_full":           (*move).needDaysFull,
	"end_photo":           (*move).needEndPhoto,
	"quota_sums":          (*move).needQuotaSums,
	"opens_with":          (*move).needOpensWith,
	"row":                 (*move).needRow,
	"answer":              (*move).needAnswer,
	"told":                (*move).needNothingYet,
	"open_case_elsewhere": (*move).needNothingYet, // the unique open key refuses it
}

func (m *move) needNothingYet() error { return nil }

func (m *move) needIdentity() error {
	if m.sub.cas.Householder == "" || m.sub.cas.NumberIndex == "" {
		return model.InvalidField("number", "请填户主的姓名和身份证号")
	}
	return nil
}

func (m *move) needRegion() error {
	if m.sub.cas.Village == "" {
		return model.InvalidField("village", "请选您家所在的村和组")
	}
	return nil
}

func (m *move) needHardship() error {
	if len(m.sub.cas.HardshipSealed) == 0 {
		return model.InvalidField("hardship", "请选家里的困难（可以选几样）")
	}
	return nil
}

func (m *move) needConsentProof() error {
	if len(m.act.Input.Files) == 0 {
		return model.InvalidField("files", "村上帮填要附申请人同意的照片（签名或按手印的纸）")
	}
	return nil
}

// reasonLength is the shortest free reason, in characters (spec §2.3).
const reasonLength = 5

func (m *move) needReason() error {
	if !model.GuardReason.On() {
		return nil
	}
	if m.act.Reason == "" && slices.ContainsFunc(m.act.Input.Rows, func(j model.RowJudgement) bool { return j.Reason != "" }) {
		return nil // each row carries its own
	}
	if slices.Contains(m.rule.Reasons, m.act.Reason) {
		return nil // a numbered standard reason says enough, however short
	}
	return checkReason("reason", m.act.Reason)
}

func checkReason(field, reason string) error {
	if utf8.RuneCountInString(reason) < reasonLength {
		return model.InvalidField(field, "请写明理由，至少5个字")
	}
	if utf8.RuneCountInString(reason) > 200 {
		return model.InvalidField(field, "理由太长了，请写在200个字以内")
	}
	if model.ScanPublic(reason) != nil {
		return model.InvalidField(field, "理由里不要写号码和病情；要说明病情，请写在调查表里")
	}
	return nil
}

func (m *move) needOtherVillage() error {
	r, err := m.tx.Region(m.act.Input.Village)
	if err != nil || r.Level > model.LevelVillage || r.Area.Up(model.LevelVillage) == m.sub.area.Up(model.LevelVillage) {
		return model.InvalidField("village", "请选申请人所在的另一个村")
	}
	return nil
}

// needVillage asks for a village or group, which may be the one it lies in now.
func (m *move) needVillage() error {
	if r, err := m.tx.Region(m.act.Input.Village); err != nil || r.Level > model.LevelVillage {
		return model.InvalidField("village", "请选申请人所在的村")
	}
	return nil
}

func (m *move) needOtherCase() error {
	c, err := m.tx.CaseByPublic(m.act.Input.Case)
	if err != nil || c.ID == m.sub.id || !m.actor.Sees(model.Object{Area: c.Area}) {
		return model.InvalidField("case", "请选要并入的那一件申请")
	}
	if c.NumberIndex != m.sub.cas.NumberIndex || m.sub.scheme.Terminal(model.MachineCase, c.State) {
		return model.InvalidField("case", "只能并入同一个人还在办的申请，身份证号要相同")
	}
	return nil
}

func (m *move) needComparison() error {
	if m.act.Input.Comparison == nil {
		return model.InvalidField("comparison", "请填比对结果")
	}
	return nil
}

func (m *move) needWaiver() error {
	if len(m.act.Input.Files) == 0 {
		return model.InvalidField("files", "请附户主签名（或按手印）的放弃声明照片")
	}
	return nil
}

func (m *move) needAnswer() error {
	if utf8.RuneCountInString(m.act.Input.Answer.Reveal()) < reasonLength {
		return model.InvalidField("answer", "请写明核实的情况和答复，至少5个字")
	}
	if !slices.Contains(m.rule.Verdicts, m.act.Input.Verdict) {
		return model.InvalidField("verdict", "请选处理结果")
	}
	return nil
}

func (m *move) needRow() error {
	if m.act.Input.Correction == nil {
		return model.InvalidField("correction", "请选要更正的那一行，并写明更正成什么")
	}
	return nil
}

func (m *move) needQuotaSums() error {
	if !model.GuardQuota.On() {
		return nil
	}
	for _, r := range m.rosters {
		if !m.sub.scheme.Quota.Binds(r.Category) {
			continue
		}
		q, err := m.tx.Quota(r.RoundID, r.Village, r.Category)
		if err != nil {
			return err
		}
		if q.Reserved+q.Used > q.Cap {
			return model.Conflict("有村的人数超过规模，请先核对规模再办")
		}
	}
	return nil
}
