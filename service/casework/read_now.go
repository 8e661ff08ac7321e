package casework

import (
	"cmp"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// nowView says on whose desk a household's matter is, until when, what is missing,
// and the one sentence 进度 says (product §6.2).
func (s *Service) nowView(tx *store.Tx, sub, holder *subject) (NowView, error) {
	v := NowView{Since: sinceOf(holder).Time()}
	if sub.scheme.Terminal(model.MachineCase, sub.state) {
		v.Sentence = s.sentence(sub, holder, &v)
		return v, nil
	}
	tasks, err := tx.OpenStepsOf(holder.kind, holder.id)
	if err != nil {
		return v, err
	}
	due := model.Instant(0)
	if len(tasks) > 0 {
		k := tasks[0]
		v.Office, due = s.officeName(tx, k.Role, k.DeskArea), k.Due
	}
	if holder.kind == model.ObjectCase && holder.state == sub.state && v.Office == "" && applicantsTurn(sub) {
		v.Office, due = "您家", sub.cas.Due
		back, err := returnedBy(tx, sub)
		if err != nil {
			return v, err
		}
		v.Missing, v.Bring = []string{back.Reason}, bringWords
	}
	if holder.roster != nil {
		if err := s.addShowing(tx, holder, &v); err != nil {
			return v, err
		}
	}
	if due.Set() {
		v.Due, v.DaysLeft = due.Time(), s.workdaysLeft(due)
	}
	v.Sentence = s.sentence(sub, holder, &v)
	return v, nil
}

// sinceOf is when the object came to its present state.
func sinceOf(sub *subject) model.Instant {
	switch {
	case sub.sheet != nil:
		return sub.sheet.StateAt
	case sub.roster != nil:
		return sub.roster.StateAt
	case sub.bundle != nil:
		return sub.bundle.StateAt
	case sub.cas != nil:
		return sub.cas.StateAt
	}
	return 0
}

// applicantsTurn reports whether a case waits for its household: the papers to be
// handed in again.
func applicantsTurn(sub *subject) bool {
	moves := sub.scheme.Moves(model.MachineCase, sub.state)
	return len(moves) > 0 && moves[0].Allows(model.RoleApplicant)
}

// addShowing says until when the household's list is shown, and whose board it is.
func (s *Service) addShowing(tx *store.Tx, holder *subject, v *NowView) error {
	p, err := tx.RunningPublicity(holder.roster.ID)
	if model.KindOf(err) == model.KindNotFound {
		return nil
	}
	if err != nil || p.At != holder.state {
		return err
	}
	v.LastDay, v.Due = p.LastDay, p.MovesOn.Time()
	v.DaysLeft = s.workdaysLeft(p.MovesOn)
	if p.EndPhoto == 0 && s.today() >= p.LastDay {
		v.Missing = append(v.Missing, "期满照片")
	}
	if roles := postingRoles(holder); v.Office == "" && len(roles) > 0 {
		v.Office = s.officeName(tx, roles[0], deskArea(roles[0], holder.area))
	}
	return nil
}

// sentence says in one plain sentence where a household stands: no name, no
// reason, nothing of the household, for it also goes into the chat.
func (s *Service) sentence(sub, holder *subject, v *NowView) string {
	start := "您家的申请（尾号" + tail(sub.cas) + "）："
	if sub.cas.Relation != "" {
		start = "您替别人提的申请（尾号" + tail(sub.cas) + "）："
	}
	if !sub.scheme.Terminal(model.MachineCase, sub.state) {
		return start + s.waitingSentence(sub, holder, v)
	}
	end := sub.scheme.Step(model.MachineCase, sub.state)
	if sub.cas.EndLevel != 0 {
		return start + end + "。原因和怎么要求再核一次，请点开看。"
	}
	return start + end + "。"
}

// waitingSentence says what a household waits for, until when, and of whom.
func (s *Service) waitingSentence(sub, holder *subject, v *NowView) string {
	step, by := sub.scheme.Step(holder.machine, holder.state), ""
	if !v.Due.IsZero() {
		by = model.DateOf(v.Due).Words() + "前"
	}
	rule, _ := sub.scheme.Desk(holder.machine, holder.state)
	switch {
	case holder.kind == model.ObjectCase && rule.Allows(model.RoleSurveyor):
		return cmp.Or(by, "近几天") + "有2名干部上门，请家里留人，备好户口簿、身份证。不收钱。" + nowAt(v.Office)
	case holder.kind == model.ObjectCase && applicantsTurn(sub):
		return "要请您补材料，不是不通过。请" + cmp.Or(by, "尽快") + "补好，要补什么请点开看。"
	case v.LastDay != "":
		return step + "，公示到" + v.LastDay.Words() + "当天为止。" + nowAt(v.Office)
	case by != "" && v.Due.Before(s.clock.Now()):
		return step + "，已经过了" + model.DateOf(v.Due).Words() + "，可以打12317问。" + nowAt(v.Office)
	case by != "":
		return step + "，" + by + "办。" + nowAt(v.Office)
	}
	return step + "。" + nowAt(v.Office)
}

func nowAt(office string) string {
	if office == "" {
		return ""
	}
	return "现在由" + office + "办理。"
}

// addEnd says how a refused matter ended and what can still be done.
func (s *Service) addEnd(tx *store.Tx, who audience, sub *subject, v *CaseView) error {
	if err := s.addReferrals(tx, sub, v); err != nil {
		return err
	}
	c := sub.cas
	rev, err := tx.ReviewOf(c.ID)
	asked := err == nil
	if err != nil && model.KindOf(err) != model.KindNotFound {
		return err
	}
	if c.EndLevel == 0 && !asked {
		return nil
	}
	end := &EndView{Office: s.refusedBy(tx, c), Reason: c.EndReason, At: c.EndedAt.Time()}
	if asked {
		end.Review = cmp.Or(rev.Result, "asked")
		if len(rev.AnswerSealed) > 0 && who != audienceHelper {
			plain, err := tx.Seal().Open(seal.Cell{Table: "review", Column: "answer", Row: string(rev.PublicID)}, rev.AnswerSealed)
			if err != nil {
				return err
			}
			end.Answer = string(plain)
		}
	} else if until, ok := s.reviewUntil(tx, sub); ok {
		end.ReviewUntil = until
	}
	v.End = end
	return nil
}

// refusedBy names the meeting or office that ended a case.
func (s *Service) refusedBy(tx *store.Tx, c *model.Case) string {
	switch c.EndLevel {
	case model.LevelGroup:
		return "村民小组会议"
	case model.LevelVillage:
		return "村民代表会议"
	case model.LevelTownship:
		return s.officeName(tx, model.RoleTownshipReviewer, c.Area)
	case model.LevelCounty:
		return s.officeName(tx, model.RoleCountyOfficer, c.Area)
	}
	return ""
}

// reviewUntil is until when a refused household may ask for a 复核; false when the
// scheme has none or the household was not refused.
func (s *Service) reviewUntil(tx *store.Tx, sub *subject) (time.Time, bool) {
	sch := sub.scheme
	if sub.cas.EndLevel == 0 || !sch.Terminal(model.MachineCase, sub.state) || !sch.Has(model.MachineReview) {
		return time.Time{}, false
	}
	rule, ok := sch.Rule(model.MachineReview, sch.Initial(model.MachineReview), "ask")
	if !ok {
		return time.Time{}, false
	}
	limit, ok := rule.OfReceipt()
	if !ok {
		return time.Time{}, true
	}
	until, err := s.cal.Due(toldAt(tx, sub.cas).Time(), limit)
	return until, err == nil
}

func (s *Service) addReferrals(tx *store.Tx, sub *subject, v *CaseView) error {
	refs, err := tx.ReferralsOf(sub.cas.ID)
	if err != nil {
		return err
	}
	for _, r := range refs {
		label, _ := labelOf(ReferralOffices(), r.Office)
		rv := ReferralView{ID: r.PublicID, Office: label, Day: r.Day}
		if len(r.AnswerSealed) > 0 {
			plain, err := tx.Seal().Open(seal.Cell{Table: "referral", Column: "answer", Row: string(r.PublicID)}, r.AnswerSealed)
			if err != nil {
				return err
			}
			rv.Answer = strings.TrimSpace(string(plain))
		}
		v.Referrals = append(v.Referrals, rv)
	}
	return nil
}
