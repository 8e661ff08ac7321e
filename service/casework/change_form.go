package casework

import (
	"cmp"

	"bangfu/model"
	"bangfu/model/store"
)

// changeForm is what a household may still put right: who the application is for,
// where and for whom it was handed in stay as they are, so that nobody has to
// type a citizen's number again to add a photo.
func changeForm(c *model.Case) model.Form {
	form := ApplicationForm()
	form.Title, form.Help = "修改申请", "改完要按“提交”才算数"
	fixed := map[string]bool{"for_other": true, "number": true, "group": true, "relation": c.Relation == "", "proxy_reason": c.Relation == ""}
	var fields []model.Field
	for _, f := range form.Fields {
		if fixed[f.Name] {
			continue
		}
		f.When = ""
		if f.Name == "photos" {
			f.Label, f.Help = "再加照片", "原来交的还在，不用再拍"
		}
		fields = append(fields, f)
	}
	form.Fields = fields
	return form
}

// completed is a change with what it leaves out as the case holds it, in order.
// Errors: KindInvalid with fields, also for the number of another person (A1).
func (s *Service) completed(tx *store.Tx, c *model.Case, in Application) (Application, error) {
	in.ForOther = c.Relation != ""
	in.Relation, in.ProxyReason = cmp.Or(in.Relation, c.Relation), cmp.Or(in.ProxyReason, c.ProxyReason)
	in.Group = cmp.Or(in.Group, c.Group, c.Village)
	if in.Number.Reveal() == "" {
		number, err := tx.Seal().Open(caseCell(c, "number"), c.NumberSealed)
		if err != nil {
			return in, err
		}
		in.Number = model.NewIDNumber(string(number))
	}
	if err := s.checkApplication(in); err != nil {
		return in, err
	}
	if tx.Seal().Index("number", in.Number.Reveal()) != c.NumberIndex {
		return in, model.InvalidField("number", "身份证号不能改成另一个人的。要给别人申请，请另填一份")
	}
	return in, nil
}
