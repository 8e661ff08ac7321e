package casework

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bangfu/model"
)

// Application is what a household fills in (农户申请书, six fields and photos).
type Application struct {
	Type        model.CaseType   `json:"type,omitempty"`
	Householder string           `json:"householder"`
	Number      model.IDNumber   `json:"number"`
	Phone       model.Phone      `json:"phone"`
	Group       string           `json:"group"` // code of the group, or of the village where it has none
	Hardship    []string         `json:"hardship"`
	Words       model.Sensitive  `json:"words,omitzero"`
	Photos      []model.PublicID `json:"photos,omitempty"`
	Health      bool             `json:"health_consent"`     // separate tick for health data (PIPL 29)
	ForOther    bool             `json:"for_other"`          // 替别人申请
	Relation    string           `json:"relation,omitempty"` // then: to the householder
	ProxyReason string           `json:"proxy_reason,omitempty"`
	Proof       []model.PublicID `json:"proof,omitempty"`     // 村上帮填: the applicant's consent; 替别人: proof
	Applicant   model.PublicID   `json:"applicant,omitempty"` // 村上帮填: the person it is for, when known
	Previous    model.PublicID   `json:"previous,omitempty"`  // a refused case it follows
	Fingerprint string           `json:"-"`
}

// applicationImprint is the fingerprint of everything an application says.
func (s *Service) applicationImprint(in Application) string {
	return s.imprint(string(in.Type), in.Householder, in.Number.Reveal(), in.Phone.Reveal(), in.Group, strings.Join(in.Hardship, ","), in.Words.Reveal(),
		joined(in.Photos), strconv.FormatBool(in.Health), strconv.FormatBool(in.ForOther), in.Relation, in.ProxyReason, joined(in.Proof),
		string(in.Applicant), string(in.Previous))
}

// Hardships are the kinds of hardship a household picks from (困难类型); the codes
// follow list C03 of causes, in everyday words.
func Hardships() []model.Choice {
	return []model.Choice{
		{Value: "illness", Label: "有病人"}, {Value: "disability", Label: "有残疾人"}, {Value: "school", Label: "孩子上学"},
		{Value: "disaster", Label: "遭了灾"}, {Value: "land", Label: "地少"}, {Value: "water", Label: "缺水"},
		{Value: "skill", Label: "没技术"}, {Value: "labour", Label: "没劳力"}, {Value: "money", Label: "没本钱"},
		{Value: "accident", Label: "出了意外"}, {Value: "other", Label: "别的困难"},
	}
}

// healthHardships are those that tell of somebody's health.
var healthHardships = []string{"illness", "disability", "accident"}

// checkApplication says what is wrong with each field, all at once.
func (s *Service) checkApplication(in Application) error {
	var wrong faults
	wrong.check("householder", checkName(in.Householder))
	wrong.check("number", in.Number.Check(s.today()))
	wrong.check("phone", in.Phone.Check())
	if in.Group == "" {
		wrong.note("group", "请选您家所在的村和组")
	}
	in.checkHardship(&wrong)
	if utf8.RuneCountInString(in.Words.Reveal()) > 300 {
		wrong.note("words", "请把情况写在300个字以内")
	}
	if len(in.Photos) > 9 {
		wrong.note("photos", "照片最多9张")
	}
	if in.ForOther {
		in.checkProxy(&wrong)
	}
	return wrong.refusal("")
}

// checkHardship asks for hardships of the list, and for the separate consent
// where one of them tells of somebody's health.
func (in Application) checkHardship(wrong *faults) {
	health := false
	for _, h := range in.Hardship {
		if _, known := labelOf(Hardships(), h); !known {
			wrong.note("hardship", "请从列出的困难里选")
		}
		health = health || slices.Contains(healthHardships, h)
	}
	if len(in.Hardship) == 0 {
		wrong.note("hardship", "请选家里的困难（可以选几样）")
	}
	if health && !in.Health {
		wrong.note("health_consent", "您选的困难涉及健康情况，请在“同意登记健康情况”选“是”")
	}
}

// checkProxy asks who applies for another, and why.
func (in Application) checkProxy(wrong *faults) {
	if in.Relation == "" || utf8.RuneCountInString(in.Relation) > 10 {
		wrong.note("relation", "请填您和户主的关系")
	}
	if n := utf8.RuneCountInString(in.ProxyReason); n < reasonLength || n > 60 {
		wrong.note("proxy_reason", "请写明为什么由您代他申请，至少5个字")
	}
}

// checkName refuses what is no name: it will stand on a public list, one row a line.
func checkName(name string) error {
	name = strings.TrimSpace(name)
	n := utf8.RuneCountInString(name)
	if n < 2 || n > 20 || strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '·' && r != '•' || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
	}) || model.ScanPublic(name) != nil {
		return model.Invalid("请填户主的姓名，和身份证上一样，不要带空格、数字或符号")
	}
	return nil
}
