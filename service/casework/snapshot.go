package casework

import (
	"bytes"
	"fmt"

	"bangfu/model"
	"bangfu/model/seal"
)

// freeze keeps the list as it stands when the last signature comes: canonical
// bytes and their hash. From here on no row comes in.
func (m *move) freeze() error {
	if !m.moved {
		return nil
	}
	return m.snapshot(m.sub.roster)
}

// snapshot writes a list's snapshot and points the list to it.
func (m *move) snapshot(r *model.Roster) error {
	rows, err := m.tx.Rows(r.ID)
	if err != nil {
		return err
	}
	content := canonicalList(r, rows)
	snap := model.Snapshot{RosterID: r.ID, ListVersion: r.ListVersion, Hash: seal.Hash(content), Content: content, At: m.at}
	if err := m.tx.AddSnapshot(&snap); err != nil {
		return err
	}
	r.Frozen, r.SnapshotID = true, snap.ID
	if err := m.tx.PutRoster(r, r.State); err != nil {
		return err
	}
	if m.sub.roster == r {
		m.sub.version, m.out.Version = r.Version, r.Seen()
	}
	return m.tx.RenewTasks(model.ObjectRoster, r.ID, r.Seen())
}

// canonicalList writes a list so that the same list is the same bytes.
func canonicalList(r *model.Roster, rows []model.RosterRow) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "list %s %s %s %d %d\n", r.PublicID, r.Village, r.Category, r.Serial, r.ListVersion)
	for _, row := range rows {
		if !row.Verdict.Live() {
			continue
		}
		name := row.Householder
		if row.Masked {
			name = model.MaskName(name)
		}
		fmt.Fprintf(&b, "%d\t%d\t%s\t%d\n", row.RowNo, row.GroupNo, name, row.Persons)
	}
	return b.Bytes()
}
