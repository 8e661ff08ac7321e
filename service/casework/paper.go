package casework

import (
	"context"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// SheetInput asks for a sheet to be printed and sealed.
type SheetInput struct {
	Object  model.Ref `json:"object"`
	Purpose string    `json:"purpose"` // publish, vote, report
}

// PrintSheet gives out the id of a sheet to be printed, sealed and photographed
// (盖章签字页, R-102): for exactly this version of the list. The same sheet is given
// again as long as the list is the same.
func (s *Service) PrintSheet(ctx context.Context, actor model.Actor, in SheetInput) (model.SealedSheet, error) {
	var sheet model.SealedSheet
	err := s.store.InTx(ctx, func(tx *store.Tx) error {
		sub, err := s.load(tx, in.Object)
		if err != nil {
			return err
		}
		if _, err := actor.May(model.ReadHousehold, sub.object()); err != nil {
			return err
		}
		version := int64(0)
		if sub.roster != nil {
			version = sub.roster.ListVersion
		}
		sheet, err = tx.SealedSheetOf(sub.kind, sub.id, in.Purpose, version)
		if err == nil || model.KindOf(err) != model.KindNotFound {
			return err
		}
		if in.Purpose != "publish" && in.Purpose != "vote" && in.Purpose != "report" {
			return model.InvalidField("purpose", "没有这种盖章页")
		}
		sheet = model.SealedSheet{PublicID: model.NewPublicID(), ObjectKind: sub.kind, ObjectID: sub.id, Purpose: in.Purpose, ListVersion: version, CreatedAt: s.now()}
		return tx.AddSealedSheet(&sheet)
	})
	return sheet, err
}

// FileSheet files the photo of a sealed sheet where its id says it belongs.
func (s *Service) FileSheet(ctx context.Context, actor model.Actor, request string, id, photo model.PublicID) (model.Outcome, error) {
	return s.once(ctx, actor, request, seal.Hash([]byte(string(id)+string(photo))), func(tx *store.Tx) (model.Outcome, error) {
		sheet, err := tx.SealedSheet(id)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.loadID(tx, sheet.ObjectKind, sheet.ObjectID)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.ReadHousehold, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		f, err := tx.File(photo)
		if err != nil || f.UploadedBy != actor.PersonID {
			return model.Outcome{}, model.InvalidField("photo", "照片没有传上来，请重新拍一次")
		}
		ok, err := tx.FileSealedSheet(sheet.ID, f.ID, actor.PersonID, s.now())
		if err != nil {
			return model.Outcome{}, err
		}
		if !ok {
			return model.Outcome{}, model.Conflict("这张盖章页已经拍照归档了")
		}
		if err := tx.Attach(&model.Attachment{FileID: f.ID, ObjectKind: sub.kind, ObjectID: sub.id, Purpose: "sheet_" + sheet.Purpose, At: s.now()}); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "sheet.file", Kind: sub.kind, ID: sub.id, Area: sub.area,
			From: sub.state, To: sub.state, Version: sub.version, Scheme: sub.scheme.Hash, RequestKey: request, Note: sheet.Purpose})
		return model.Outcome{Kind: "done", Object: sub.ref(), Do: "file_sheet", Say: "盖章页归档", Version: sub.seen(), Digest: digest}, err
	})
}

// AppointSurveyor changes who surveys a case, until the visit is signed.
func (s *Service) AppointSurveyor(ctx context.Context, actor model.Actor, request string, id, out, in model.PublicID) (model.Outcome, error) {
	return s.once(ctx, actor, request, seal.Hash([]byte(string(id)+string(out)+string(in))), func(tx *store.Tx) (model.Outcome, error) {
		c, err := tx.CaseByPublic(id)
		if err != nil {
			return model.Outcome{}, err
		}
		sub, err := s.ofCase(tx, &c, nil)
		if err != nil {
			return model.Outcome{}, err
		}
		right, err := actor.May(model.AppointSurveyor, sub.object())
		if err != nil {
			return model.Outcome{}, err
		}
		if err := s.swapSurveyor(tx, sub, out, in); err != nil {
			return model.Outcome{}, err
		}
		digest, err := s.audit.Write(tx, audit.Entry{Actor: actor, Right: right, Action: "appoint.surveyor", Kind: sub.kind, ID: sub.id, Area: sub.area,
			From: sub.state, To: sub.state, Version: sub.version, Scheme: sub.scheme.Hash, RequestKey: request})
		return model.Outcome{Kind: "done", Object: sub.ref(), Do: "appoint", Say: "换调查员", Version: sub.version, Digest: digest}, err
	})
}

func (s *Service) swapSurveyor(tx *store.Tx, sub *subject, out, in model.PublicID) error {
	sv, err := tx.SurveyOf(sub.id)
	if err != nil {
		return err
	}
	person, err := tx.PersonByPublic(in)
	if err != nil {
		return model.InvalidField("in", "没有找到这个人，请重新选")
	}
	township, ok, err := s.maySurvey(tx, sub.cas, person.ID)
	if err != nil {
		return err
	}
	if !ok {
		return model.InvalidField("in", "这个人不能来调查：要是本村或本乡镇的干部，不能是这家的近亲属")
	}
	if out != "" {
		gone, err := tx.PersonByPublic(out)
		if err != nil {
			return model.InvalidField("out", "没有找到要换下的人")
		}
		removed, err := tx.RemoveSurveyor(sub.id, sv.Serial, gone.ID)
		if err != nil {
			return err
		}
		if !removed {
			return model.Conflict("这名调查员已经签过字，不能再换")
		}
		if err := s.closeSurveyTask(tx, sub, gone.ID); err != nil {
			return err
		}
	}
	if err := tx.AddSurveyor(&model.Surveyor{CaseID: sub.id, Serial: sv.Serial, PersonID: person.ID, Township: township}); err != nil {
		return model.Conflict("这个人已经是调查员")
	}
	rule, found := sub.scheme.Desk(sub.machine, sub.state)
	if !found || !rule.Allows(model.RoleSurveyor) {
		return model.Conflict("现在不是入户调查，不能换调查员")
	}
	due, err := s.dueOf(tx, sub, rule, s.now())
	if err != nil {
		return err
	}
	return s.openTask(tx, sub, model.Task{Kind: "step", Do: rule.Do, ForRole: model.RoleSurveyor, Role: model.RoleSurveyor, PersonID: person.ID,
		DeskArea: sub.area, Due: due, Status: store.TaskOpen}, s.now())
}

func (s *Service) closeSurveyTask(tx *store.Tx, sub *subject, person int64) error {
	tasks, err := tx.TasksOfObject(sub.kind, sub.id)
	if err != nil {
		return err
	}
	for _, k := range tasks {
		if k.Status == store.TaskOpen && k.PersonID == person {
			if _, err := tx.CloseTask(k.ID, store.TaskGone, 0, "appoint", s.now()); err != nil {
				return err
			}
			if _, err := tx.Supersede(k.ID, s.now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// maySurvey reports whether a person may survey a case, and as one of the township or not.
func (s *Service) maySurvey(tx *store.Tx, c *model.Case, person int64) (township, ok bool, err error) {
	kin, err := tx.KinOf(person, []string{c.NumberIndex})
	if err != nil || len(kin) > 0 {
		return false, false, err
	}
	grants, err := tx.GrantsOf(person, s.today())
	if err != nil {
		return false, false, err
	}
	for _, g := range grants {
		if g.ConfirmedBy == 0 || !g.Area.Contains(c.Area) {
			continue
		}
		switch g.Role {
		case model.RoleVillageCadreTsp, model.RoleTownshipOfficer:
			return true, true, nil
		case model.RoleVillageClerk, model.RoleResidentTeam, model.RoleVillageCommittee:
			ok = true
		}
	}
	return false, ok, nil
}
