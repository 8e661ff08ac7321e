package demo

import (
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// lists lets a desk do one act on each of the village's lists.
func (w *way) lists(do model.Do, h holder, rows ...model.RowJudgement) error {
	actor, err := w.as(h)
	if err != nil {
		return err
	}
	for i, ref := range w.rosters {
		act := model.Act{Object: ref, Do: do, Request: w.key()}
		if i == 0 {
			act.Input.Rows = rows
		}
		if _, err := w.Casework.Act(w.ctx, actor, act); err != nil {
			return err
		}
	}
	return nil
}

// signAll gives the three signatures of the verification (核实签字).
func (w *way) signAll() error {
	for _, h := range []holder{
		w.at(model.RoleVillageCommittee, w.village.Region.Code, 0), w.at(model.RoleTownshipOfficer, w.village.Township.Code, 0),
		w.at(model.RoleVillageCadreTsp, w.village.Region.Code, 0),
	} {
		if err := w.lists("sign", h); err != nil {
			return err
		}
	}
	return nil
}

// publishAll prints, seals and posts each list, and plans the photo of its last day.
func (w *way) publishAll() error {
	h := w.at(model.RoleVillageClerk, w.village.Region.Code, 0)
	clerk, err := w.as(h)
	if err != nil {
		return err
	}
	for _, ref := range w.rosters {
		sheet, err := w.Casework.PrintSheet(w.ctx, clerk, casework.SheetInput{Object: ref, Purpose: "publish"})
		if err != nil {
			return err
		}
		if sheet.FileID == 0 {
			picture, err := w.photo(clerk)
			if err != nil {
				return err
			}
			if _, err := w.Casework.FileSheet(w.ctx, clerk, w.key(), sheet.PublicID, picture); err != nil {
				return err
			}
		}
		board, err := w.photo(clerk)
		if err != nil {
			return err
		}
		out, err := w.Casework.Act(w.ctx, clerk, model.Act{Object: ref, Do: "publish", Request: w.key(),
			Input: model.Input{Posting: &model.PostingInput{Photos: []model.PublicID{board}, Sheet: sheet.PublicID}}})
		if err != nil {
			return err
		}
		w.movesOn = out.MovesOn
		w.events.add(out.LastDay.At(17, 0), func() error { return w.endPhoto(h, ref) })
	}
	return nil
}

func (w *way) endPhoto(h holder, ref model.Ref) error {
	clerk, err := w.as(h)
	if err != nil {
		return err
	}
	picture, err := w.photo(clerk)
	if err != nil {
		return err
	}
	_, err = w.Casework.EndPhoto(w.ctx, clerk, w.key(), ref.ID, picture)
	return err
}

// examineAll is the township's review: most lists go on as they are; of one a
// household is refused and handed on to another office, of one a row is held.
func (w *way) examineAll() error {
	h := w.at(model.RoleTownshipReviewer, w.village.Township.Code, 0)
	x := &w.homes[1]
	switch w.twist {
	case refused:
		err := w.lists("examine", h, model.RowJudgement{Row: w.rowOf(x), Verdict: model.VerdictRefused, Reason: "县城有商品房，不符合条件"})
		if err != nil {
			return err
		}
		w.gone[x.ref.ID] = true
		w.events.add(halfDay(halfDay(w.Clock.Now())), func() error { return w.refer(x) })
		return nil
	case held:
		return w.lists("examine", h, model.RowJudgement{Row: w.rowOf(x), Verdict: model.VerdictHeld, Reason: "收入要再核一次"})
	}
	return w.lists("examine", h)
}

// rowOf finds a household's row on the village's first list.
func (w *way) rowOf(x *home) int {
	actor, err := w.as(w.at(model.RoleTownshipReviewer, w.village.Township.Code, 0))
	if err != nil {
		return 0
	}
	list, err := w.Casework.Roster(w.ctx, actor, w.rosters[0].ID)
	if err != nil {
		return 0
	}
	for _, row := range list.Rows {
		if row.Case == x.ref.ID {
			return row.Row
		}
	}
	return 0
}

// refer hands a refused household on to the civil affairs office, with its
// consent; the clerk enters the answer a few days later.
func (w *way) refer(x *home) error {
	applicant, err := w.as(holder{person: x.applicant})
	if err != nil {
		return err
	}
	out, err := w.Casework.Refer(w.ctx, applicant, w.key(), casework.ReferralInput{Case: x.ref.ID, Office: "civil_affairs", Consent: true})
	if err != nil {
		return err
	}
	w.events.add(halfDay(w.Clock.Now().AddDate(0, 0, 5)), func() error {
		clerk, err := w.as(w.at(model.RoleVillageClerk, w.village.Region.Code, 0))
		if err != nil {
			return err
		}
		_, err = w.Casework.AnswerReferral(w.ctx, clerk, w.key(), out.Object.ID, model.NewSensitive("民政所已受理，按临时救助办理"))
		return err
	})
	return nil
}

// handIn lets the township hand its ready lists in to the county, one bundle.
func (w *way) handIn() error {
	actor, err := w.as(w.at(model.RoleTownshipReviewer, w.village.Township.Code, 0))
	if err != nil {
		return err
	}
	if _, err := w.Casework.Act(w.ctx, actor, model.Act{Object: w.rosters[0], Do: "hand_in", Request: w.key()}); err != nil {
		return err
	}
	_, cards, err := w.tasks(w.at(model.RoleCountyOfficer, w.countyCode(), 0), "recheck")
	for _, c := range cards {
		if strings.Contains(c.Place, w.township) {
			w.bundle = c.Object
		}
	}
	return err
}

// onBundle lets a county desk act on what the township handed in, with the PIN.
func (w *way) onBundle(do model.Do, role model.Role) error {
	h := w.at(role, w.countyCode(), 0)
	actor, err := w.as(h)
	if err != nil {
		return err
	}
	if err := w.Accounts.CheckPIN(w.ctx, actor, PIN); err != nil {
		return err
	}
	if actor, err = w.as(h); err != nil { // the day of the PIN is in it now
		return err
	}
	_, err = w.Casework.Act(w.ctx, actor, model.Act{Object: w.bundle, Do: do, Request: w.key()})
	return err
}

// object lets a villager of the village object to the first row, known to the
// township only.
func (w *way) object() error {
	villager, err := w.as(holder{person: w.homes[1].applicant})
	if err != nil {
		return err
	}
	shown, err := w.Casework.Publicities(w.ctx, villager)
	if err != nil || len(shown) == 0 {
		return err
	}
	_, err = w.Casework.File(w.ctx, villager, w.key(), casework.ObjectionInput{Publicity: shown[0].ID, Row: 1,
		Words: model.NewSensitive("他家在镇上有门面，请再核一核"), Secrecy: casework.SecrecyTownship})
	return err
}

// putRight lets one application be returned for a paper and one be withdrawn.
func (w *way) putRight() error {
	clerk, err := w.as(w.at(model.RoleVillageClerk, w.village.Region.Code, 0))
	if err != nil {
		return err
	}
	back := w.homes[len(w.homes)-2]
	_, err = w.Casework.Act(w.ctx, clerk, model.Act{Object: back.ref, Do: "return", Version: back.version, Reason: "户口簿看不清，请重拍", Request: w.key()})
	if err != nil {
		return err
	}
	gone := w.homes[0]
	applicant, err := w.as(holder{person: gone.applicant})
	if err != nil {
		return err
	}
	_, err = w.Casework.Act(w.ctx, applicant, model.Act{Object: gone.ref, Do: "withdraw", Request: w.key()})
	return err
}
