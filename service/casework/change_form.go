package casework

import (
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

// completed fills in what a change leaves out with what the case holds.
func (s *Service) completed(tx *store.Tx, c *model.Case, in Application) (Application, error) {
	in.ForOther = c.Relation != ""
	if in.Relation == "" {
		in.Relation = c.Relation
	}
	if in.ProxyReason == "" {
		in.ProxyReason = c.ProxyReason
	}
	if in.Group == "" {
		in.Group = c.Village
	}
	if in.Number.Reveal() != "" {
		return in, nil
	}
	number, err := tx.Seal().Open(caseCell(c, "number"), c.NumberSealed)
	in.Number = model.NewIDNumber(string(number))
	return in, err
}
