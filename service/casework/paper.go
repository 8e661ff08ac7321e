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
