package casework

import (
	"context"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// Progress is where one of a person's own matters stands, as the chat tells it
// (进度, product §6.2): the head of a CaseView without what a page shows.
type Progress struct {
	ID        model.PublicID
	ReceiptNo string // 回执号
	AcceptNo  string // 受理号, "" before it
	Step      string // the step's name
	Now       NowView
	Refused   bool      // a meeting or an office has refused it
	AskUntil  time.Time // until when a 复核 may be asked for; zero = it may not, or was
}

// MyProgress returns where the actor's own matters stand, the newest first. It is
// what people ask most: it reads no photo, no vote, no survey and opens nothing
// sealed. Errors: KindUnauthenticated.
func (s *Service) MyProgress(ctx context.Context, actor model.Actor) ([]Progress, error) {
	if actor.PersonID == 0 {
		return nil, model.Unauthenticated("请先登录")
	}
	tx := s.store.Read(ctx)
	cases, err := tx.CasesOfApplicant(actor.PersonID)
	if err != nil {
		return nil, err
	}
	all := make([]Progress, 0, len(cases))
	for i := range cases {
		p, err := s.progress(tx, &cases[i])
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func (s *Service) progress(tx *store.Tx, c *model.Case) (Progress, error) {
	p := Progress{ID: c.PublicID, ReceiptNo: c.ReceiptNo, AcceptNo: c.AcceptNo, Refused: c.EndLevel != 0}
	sub, err := s.ofCase(tx, c, nil)
	if err != nil {
		return p, err
	}
	holder, err := s.holderOf(tx, sub)
	if err != nil {
		return p, err
	}
	if p.Now, err = s.nowView(tx, sub, holder); err != nil {
		return p, err
	}
	p.Step = stepOf(sub, holder)
	if p.Refused {
		p.AskUntil, err = s.askUntil(tx, sub)
	}
	return p, err
}

// askUntil is until when a refused household may still ask for a 复核; zero once it has.
func (s *Service) askUntil(tx *store.Tx, sub *subject) (time.Time, error) {
	_, err := tx.ReviewOf(sub.cas.ID)
	if model.KindOf(err) != model.KindNotFound {
		return time.Time{}, err
	}
	until, _ := s.reviewUntil(tx, sub)
	return until, nil
}
