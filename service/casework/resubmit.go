package casework

import (
	"encoding/json"
	"slices"
	"strings"

	"bangfu/model"
	"bangfu/model/store"
)

// bringWords says how a household puts right what its application was returned for.
const bringWords = "把要补的拍好照片加上，或者点“修改”改好，再点“补交”。自己弄不了，带上户口簿、身份证到村委会，村上帮您补。"

// doResubmit hands a returned application in again: with a photo or a field that
// has changed since it was returned, or with a word on why nothing is to be
// changed. What was asked for is not answered by handing in the same once more.
func (m *move) doResubmit() error {
	back, err := returnedBy(m.tx, m.sub)
	if err != nil {
		return err
	}
	added, err := m.addPapers()
	if err != nil {
		return err
	}
	changed := m.sub.version > back.Version+1 // the return itself raised it by one
	if reason := strings.TrimSpace(m.act.Reason); reason != "" {
		if err := checkReason("reason", reason); err != nil {
			return err
		}
	} else if !added && !changed {
		return stillMissing(back.Reason)
	}
	m.sub.cas.Due = 0
	return nil
}

func stillMissing(asked string) error {
	notice := "还不能补交：要补的是“" + asked + "”，还没有看到补的照片或改动。"
	return model.Invalid(notice+"请加照片，或点“修改”改好再补交；不用补的，写明为什么（至少5个字）",
		model.FieldError{Field: "files", Notice: "请拍下要补的材料：" + asked},
		model.FieldError{Field: "reason", Notice: "不用补的，请写明为什么，至少5个字"})
}

// addPapers ties the photos that come with the act to the case; false when there
// is none that it has not had before.
func (m *move) addPapers() (added bool, err error) {
	have, err := m.tx.Attachments(m.sub.kind, m.sub.id, "")
	if err != nil {
		return false, err
	}
	for _, id := range m.act.Input.Files {
		f, err := m.attach(id, "application")
		if err != nil {
			return false, err
		}
		added = added || !slices.ContainsFunc(have, func(a model.Attachment) bool { return a.FileID == f.ID })
	}
	return added, nil
}

// returnedBy is the decision by which a case waits for its household.
func returnedBy(tx *store.Tx, sub *subject) (model.Decision, error) {
	ds, err := tx.DecisionsOf(sub.kind, sub.id)
	if err != nil {
		return model.Decision{}, err
	}
	for _, d := range slices.Backward(ds) {
		if d.ToState == sub.state && d.FromState != sub.state {
			return d, nil
		}
	}
	return model.Decision{}, model.NotFound()
}

// resubmitFields are what a household may add when it hands in again.
func resubmitFields() []model.Field {
	return []model.Field{
		{Name: "input.files", Label: "补的照片", Help: "要补的材料拍清楚；已经点“修改”改好的，可以不拍", Kind: "photos", Max: 9},
		{Name: "reason", Label: "不用补的，写明为什么", Help: "没有补照片，也没有修改的，要写", Kind: "text", Min: reasonLength, Max: 200},
	}
}

// unchanged reports whether an application says what the case says already, down
// to the last photo: keeping it once more is no change.
func (s *Service) unchanged(tx *store.Tx, sub *subject, in Application) (bool, error) {
	c := sub.cas
	if c.Householder != strings.TrimSpace(in.Householder) || c.Relation != "" && (c.Relation != in.Relation || c.ProxyReason != in.ProxyReason) {
		return false, nil
	}
	hardship, err := json.Marshal(in.Hardship)
	if err != nil {
		return false, model.Internal(err)
	}
	for _, cell := range []struct {
		column, plain string
		sealed        []byte
	}{{"phone", in.Phone.Reveal(), c.PhoneSealed}, {"hardship", string(hardship), c.HardshipSealed}, {"words", in.Words.Reveal(), c.WordsSealed}} {
		before, err := tx.Seal().Open(caseCell(c, cell.column), cell.sealed)
		if err != nil || string(before) != cell.plain {
			return false, err
		}
	}
	have, err := filesOf(tx, sub.kind, sub.id)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(in.Photos, func(id model.PublicID) bool {
		return !slices.ContainsFunc(have, func(f FileView) bool { return f.ID == id })
	}), nil
}

// tellReturned says in a notice what the household is to put right: in the
// procedure's own words also on the card, in the clerk's in the message box only.
func (m *move) tellReturned(f *model.NoticeFacts) {
	if m.out.RemedyDue == 0 {
		return
	}
	f.Title, f.Days = "您家的申请要补材料", m.out.RemedyDue
	if slices.Contains(m.rule.Reasons, m.act.Reason) {
		f.Reason = m.act.Reason
	} else {
		f.Note = m.act.Reason
	}
}
