package audit

import (
	"context"
	"errors"

	"bangfu/model"
	"bangfu/model/store"
)

// Damage is what is wrong with a row.
type Damage string

// The kinds of damage Verify finds.
const (
	DamageMAC        Damage = "mac"         // the row was changed, or not written by this house
	DamageNoAudit    Damage = "no_audit"    // a decision without its record
	DamageTwice      Damage = "twice"       // a decision with more than one record
	DamageNoDecision Damage = "no_decision" // a record of a decision that is not there
	DamageContent    Damage = "content"     // a grant, a stand-in or a declared kin that is not as its last record left it
)

// Bad is a damaged position of the register.
type Bad struct {
	Table    string         `json:"table"` // audit, decision, role_grant, stand_in, relative
	PublicID model.PublicID `json:"id"`
	Damage   Damage         `json:"damage"`
}

// Report says what Verify saw. First is nil when everything is as it was written.
type Report struct {
	Audits    int64 `json:"audits"`
	Decisions int64 `json:"decisions"`
	Grants    int64 `json:"grants"`
	StandIns  int64 `json:"stand_ins"`
	Kin       int64 `json:"kin"`
	Damaged   int64 `json:"damaged"` // damaged rows, each counted once
	First     *Bad  `json:"first,omitempty"`
}

// OK reports whether nothing is damaged.
func (r Report) OK() bool { return r.First == nil }

func (r *Report) found(table string, id model.PublicID, damage Damage) {
	r.Damaged++
	if r.First == nil {
		r.First = &Bad{table, id, damage}
	}
}

// Kinds of objects that give a right or take one away, and are held to their records.
const (
	KindGrant   = "grant"    // 授权
	KindStandIn = "stand_in" // 顶班
	KindKin     = "kin"      // 近亲属备案
)

// verifyPage is how many rows are in memory at a time.
const verifyPage = 500

// Verify reads the whole record, every decision, grant, stand-in and declared kin once (核验) and
// reports the first bad position, decisions' records first. It writes nothing. A removed
// record of a look or of an account leaves no trace here: rows have no order
// before they are sequenced. Errors: what the store says.
func (l *Log) Verify(ctx context.Context, st *store.Store) (Report, error) {
	var r Report
	tx := st.Read(ctx)
	if err := verifyAudits(tx, &r); err != nil {
		return r, err
	}
	if err := verifyDecisions(tx, &r); err != nil {
		return r, err
	}
	return r, errors.Join(
		verifyRights(tx, &r, tableGrant, KindGrant, &r.Grants, grantsAfter), verifyRights(tx, &r, tableStandIn, KindStandIn, &r.StandIns, standInsAfter),
		verifyRights(tx, &r, tableKin, KindKin, &r.Kin, kinAfter))
}

func verifyAudits(tx *store.Tx, r *Report) error {
	for after := int64(0); ; {
		page, err := tx.AuditsAfter(after, verifyPage)
		if err != nil || len(page) == 0 {
			return err
		}
		last := page[len(page)-1].ID
		orphans, err := tx.AuditsWithoutDecision(after, last, machines())
		if err != nil {
			return err
		}
		lost := set(orphans)
		for i := range page {
			a := &page[i]
			r.Audits++
			switch {
			case !auditIntact(tx.Seal(), a):
				r.found(tableAudit, a.PublicID, DamageMAC)
			case lost[a.ID]:
				r.found(tableAudit, a.PublicID, DamageNoDecision)
			}
		}
		after = last
	}
}

func verifyDecisions(tx *store.Tx, r *Report) error {
	for after := int64(0); ; {
		page, err := tx.DecisionsAfter(after, verifyPage)
		if err != nil || len(page) == 0 {
			return err
		}
		last := page[len(page)-1].ID
		records, err := tx.AuditsPerDecision(after, last)
		if err != nil {
			return err
		}
		for i := range page {
			d := &page[i]
			r.Decisions++
			switch {
			case !decisionIntact(tx.Seal(), d):
				r.found(tableDecision, d.PublicID, DamageMAC)
			case records[d.ID] == 0:
				r.found(tableDecision, d.PublicID, DamageNoAudit)
			case records[d.ID] > 1:
				r.found(tableDecision, d.PublicID, DamageTwice)
			}
		}
		after = last
	}
}

// held is a row that gives a right, with its content as its records digest it.
type held struct {
	id      int64
	public  model.PublicID
	content []byte
}

// verifyRights holds every row to what its last record says it was left as: a
// right nobody gave, or one made wider behind the program's back, is found.
func verifyRights(tx *store.Tx, r *Report, table, kind string, n *int64, after func(*store.Tx, int64) ([]held, error)) error {
	for last := int64(0); ; {
		page, err := after(tx, last)
		if err != nil || len(page) == 0 {
			return err
		}
		ids := make([]int64, len(page))
		for i, h := range page {
			ids[i] = h.id
		}
		left, err := tx.LastContents(kind, ids)
		if err != nil {
			return err
		}
		for _, h := range page {
			*n++
			digest, recorded := left[h.id]
			switch {
			case !recorded:
				r.found(table, h.public, DamageNoAudit)
			case digest != contentDigest(tx.Seal(), h.content):
				r.found(table, h.public, DamageContent)
			}
		}
		last = page[len(page)-1].id
	}
}

func grantsAfter(tx *store.Tx, after int64) ([]held, error) {
	page, err := tx.GrantsAfter(after, verifyPage)
	return heldOf(page, func(g model.RoleGrant) held { return held{g.ID, g.PublicID, GrantContent(g)} }), err
}

// standInsAfter names a stand-in by its row id: it has no public one.
func standInsAfter(tx *store.Tx, after int64) ([]held, error) {
	page, err := tx.StandInsAfter(after, verifyPage)
	return heldOf(page, func(s model.StandIn) held { return held{s.ID, model.PublicID(number(s.ID)), StandInContent(s)} }), err
}

func kinAfter(tx *store.Tx, after int64) ([]held, error) {
	page, err := tx.RelativesAfter(after, verifyPage)
	return heldOf(page, func(r model.Relative) held { return held{r.ID, model.PublicID(number(r.ID)), KinContent(r)} }), err
}

func heldOf[T any](page []T, of func(T) held) []held {
	rows := make([]held, len(page))
	for i, rec := range page {
		rows[i] = of(rec)
	}
	return rows
}

// Action returns the action under which a decision is recorded: case.accept.
func Action(m model.Machine, do model.Do) string { return string(m) + "." + string(do) }

// machines are the first words of actions that belong to a decision.
func machines() []string {
	var words []string
	for _, m := range []model.Machine{
		model.MachineRound, model.MachineCase, model.MachineGroup, model.MachineRoster, model.MachineObjection, model.MachineReview,
	} {
		words = append(words, string(m))
	}
	return words
}

func set(ids []int64) map[int64]bool {
	m := make(map[int64]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}
