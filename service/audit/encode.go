package audit

import (
	"strconv"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
)

// Tables as they stand in front of the columns under a MAC, so that a row of one
// table never passes for a row of another.
const (
	tableAudit    = "audit"
	tableDecision = "decision"
	tableGrant    = "role_grant"
	tableStandIn  = "stand_in"
	tableKin      = "relative"
)

// auditBytes is the canonical encoding of every column of a record but its row
// id and its MAC; the key's version is bound by the key it names.
func auditBytes(a *model.Audit) []byte {
	return seal.Canonical(
		string(a.PublicID), number(a.At), number(a.PersonID), number(a.ForID), string(a.Role), string(a.RightArea),
		number(a.GrantID), string(a.Door), a.Action, a.ObjectKind, number(a.ObjectID), string(a.Area), string(a.FromState),
		string(a.ToState), number(a.Version), a.Scheme, a.RequestKey, a.Before, a.After, a.Note, number(a.MACKey))
}

// decisionBytes is the canonical encoding of every column of a decision but its
// row id and its MAC.
func decisionBytes(d *model.Decision) []byte {
	return seal.Canonical(
		string(d.PublicID), d.ObjectKind, number(d.ObjectID), number(d.Version), number(d.TaskID), string(d.Machine),
		string(d.FromState), string(d.ToState), string(d.Do), number(d.PersonID), number(d.ForID), string(d.Role),
		number(d.Level), string(d.Area), string(d.Door), d.Reason, number(d.At), number(d.MACKey))
}

// GrantContent is the content of a grant as its records digest it: what came
// first, what a confirmation and what a revocation left.
func GrantContent(g model.RoleGrant) []byte {
	return seal.Canonical(string(g.PublicID), number(g.PersonID), string(g.Role), string(g.Area), string(g.ValidFrom), string(g.ValidTo),
		number(g.GrantedBy), number(g.ConfirmedBy), number(g.RevokedAt))
}

// StandInContent is the content of a stand-in as its records digest it.
func StandInContent(s model.StandIn) []byte {
	return seal.Canonical(number(s.AbsentID), number(s.PersonID), string(s.ValidFrom), string(s.ValidTo), number(s.EndedAt))
}

// KinContent is the content of a declaration of near kin as its records digest it;
// when it was carried to what was under way is the timer's note and binds nobody.
func KinContent(r model.Relative) []byte {
	return seal.Canonical(number(r.PersonID), r.NumberIndex, r.Relation, number(r.DeclaredBy), number(r.ConfirmedBy), strconv.FormatBool(r.Waits))
}

// contentDigest is the keyed digest of a record's content. One key for before and
// after, so that what one act left is seen to be what the next one found.
func contentDigest(s *seal.Sealer, content []byte) string {
	return s.Index("audit.content", string(content))
}

func number[T ~int | ~int64 | ~uint32](n T) string { return strconv.FormatInt(int64(n), 10) }

func auditIntact(s *seal.Sealer, a *model.Audit) bool {
	return s.VerifyMAC(seal.PurposeAudit, tableAudit, auditBytes(a), a.MACKey, a.MAC)
}

func decisionIntact(s *seal.Sealer, d *model.Decision) bool {
	return s.VerifyMAC(seal.PurposeRow, tableDecision, decisionBytes(d), d.MACKey, d.MAC)
}

// SignDecision seals a decision before it is stored: its key version and its MAC
// over every column but the row id (trust §8).
func (l *Log) SignDecision(tx *store.Tx, d *model.Decision) {
	s := tx.Seal()
	d.MACKey, _ = s.MAC(seal.PurposeRow, tableDecision, nil) // the key that is current, itself under the MAC
	d.MACKey, d.MAC = s.MAC(seal.PurposeRow, tableDecision, decisionBytes(d))
}

// Digest returns the short digest of a record, 12 characters: what the receipt of
// an act carries (回执). Anybody who has the row can compute it again.
func Digest(a model.Audit) string {
	return seal.Hash(append(auditBytes(&a), a.MAC...))[:digestLength]
}

const digestLength = 12
