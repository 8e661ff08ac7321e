package casework

import (
	"strconv"

	"bangfu/model"
)

// nameless reports whether an objection is filed without a name (不留名). What is
// promised is what is kept: the decision, its record and its claim say the door and
// no person, the photos lose their uploader. What stays are keyed marks: one by
// which the objector is kept from answering, and the counters that bound how often
// one account objects (pace). Who holds the register alone learns nobody from them;
// who holds its keys too could try a person he already suspects.
func (m *move) nameless(in ObjectionInput) bool {
	return in.Secrecy == SecrecyAnonymous && !m.onPaper()
}

// forgetName lets the rest of the act be written without the person.
func (m *move) forgetName() {
	m.actor = model.Actor{Door: m.actor.Door}
	m.right = model.Right{Role: model.RoleVillager, Area: m.sub.area}
}

// objectorMark is the keyed mark of a person on one objection: another one on each.
func (s *Service) objectorMark(o *model.Objection, person int64) string {
	return s.imprint("objector", string(o.PublicID), strconv.FormatInt(person, 10))
}

// forgetUploader takes the uploader off a photo; one that was given elsewhere would
// tell who it is.
func (m *move) forgetUploader(f model.File) error {
	ties, err := m.tx.AttachmentsOfFile(f.ID)
	if err != nil {
		return err
	}
	if len(ties) > 1 {
		return model.InvalidField("photos", "有一张照片您在别处用过，会让人知道是您。请另拍一张，或不附照片")
	}
	return m.tx.ForgetUploader(f.ID)
}
