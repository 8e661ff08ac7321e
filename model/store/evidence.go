package store

import "bangfu/model"

// AddFile inserts a file's row; its bytes are stored before it.
func (t *Tx) AddFile(f *model.File) error { return t.create(f) }

// File returns the file with the public id.
func (t *Tx) File(id model.PublicID) (model.File, error) {
	return first[model.File](t, "public_id = ?", id)
}

// FileByID returns the file with the row id.
func (t *Tx) FileByID(id int64) (model.File, error) { return first[model.File](t, "id = ?", id) }

// FileKnown reports whether any row points to the bytes with the key.
func (t *Tx) FileKnown(key string) (bool, error) {
	n, err := count[model.File](t, "store_key = ?", key)
	return n > 0, err
}

// Attach ties a file to an object; a file attached already is left alone.
func (t *Tx) Attach(a *model.Attachment) error {
	if err := t.create(a); err != nil && err != ErrDuplicate { //nolint:errorlint // our own sentinel, never wrapped
		return err
	}
	return nil
}

// Attachments returns the files of an object for a purpose; all purposes when it is "".
func (t *Tx) Attachments(kind string, id int64, purpose string) ([]model.Attachment, error) {
	if purpose == "" {
		return find[model.Attachment](t, "id", "object_kind = ? AND object_id = ?", kind, id)
	}
	return find[model.Attachment](t, "id", "object_kind = ? AND object_id = ? AND purpose = ?", kind, id, purpose)
}

// AttachmentsOfFile returns what a file proves.
func (t *Tx) AttachmentsOfFile(file int64) ([]model.Attachment, error) {
	return find[model.Attachment](t, "id", "file_id = ?", file)
}

// ForgetUploader takes the uploader's id off a file that was given without a name.
func (t *Tx) ForgetUploader(file int64) error {
	_, err := t.exec("UPDATE file SET uploaded_by = 0 WHERE id = ?", file)
	return err
}

// AddSealedSheet inserts a sheet to be printed.
func (t *Tx) AddSealedSheet(s *model.SealedSheet) error { return t.create(s) }

// SealedSheet returns the sheet with the public id.
func (t *Tx) SealedSheet(id model.PublicID) (model.SealedSheet, error) {
	return first[model.SealedSheet](t, "public_id = ?", id)
}

// SealedSheetOf returns the newest sheet of an object for a purpose and list version.
func (t *Tx) SealedSheetOf(kind string, id int64, purpose string, listVersion int64) (model.SealedSheet, error) {
	var rec model.SealedSheet
	err := t.db.Where("object_kind = ? AND object_id = ? AND purpose = ? AND list_version = ?", kind, id, purpose, listVersion).
		Order("id DESC").Limit(1).Take(&rec).Error
	return rec, translate(err)
}

// FileSealedSheet notes that the sheet came back as a photo; false when it has already.
func (t *Tx) FileSealedSheet(id, file, by int64, at model.Instant) (bool, error) {
	res := t.db.Model(&model.SealedSheet{}).Where("id = ? AND file_id = 0", id).
		Updates(map[string]any{"file_id": file, "filed_by": by, "filed_at": at})
	return res.RowsAffected == 1, res.Error
}

// FileOf returns the newest file of an uploader with the bytes of the key.
func (t *Tx) FileOf(key string, person int64) (model.File, error) {
	var rec model.File
	err := t.db.Where("store_key = ? AND uploaded_by = ?", key, person).Order("id DESC").Limit(1).Take(&rec).Error
	return rec, translate(err)
}

// CountFilesSince returns how many files a person has uploaded since the moment.
func (t *Tx) CountFilesSince(person int64, since model.Instant) (int64, error) {
	return count[model.File](t, "uploaded_by = ? AND created_at >= ?", person, since)
}

// Appointed returns the surveyors of the newest appointment of a case.
func (t *Tx) Appointed(caseID int64) ([]int64, error) {
	ss, err := find[model.Surveyor](t, "serial DESC, id", "case_id = ?", caseID)
	var ids []int64
	for _, s := range ss {
		if s.Serial == ss[0].Serial {
			ids = append(ids, s.PersonID)
		}
	}
	return ids, err
}
