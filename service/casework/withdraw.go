package casework

import (
	"slices"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// doWithdraw takes the household off its way: its row leaves, its quota is
// released (decisions 8); not once the first publicity has started, then it
// takes a signed waiver.
func (m *move) doWithdraw() error {
	c := m.sub.cas
	if err := mayEnd(m.tx, m.rule, c); err != nil {
		return err
	}
	for _, id := range m.act.Input.Files {
		if _, err := m.attach(id, "waiver"); err != nil {
			return err
		}
	}
	if c.RosterID != 0 {
		if err := m.dropRow(c, model.VerdictWithdrawn, "申请人撤回"); err != nil {
			return err
		}
	}
	return m.endCase()
}

// mayEnd refuses an end that is not of who acts: a proxy's withdrawal, a clerk's
// paper where the household withdraws by its own hand, and a withdrawal once the
// household has hung on a board.
func mayEnd(tx *store.Tx, rule workflow.Rule, c *model.Case) error {
	hung, err := hasHung(tx, c)
	switch {
	case err != nil:
		return err
	case rule.Do == "withdraw" && byProxy(c):
		return model.Forbidden("这份申请是您替别人提的，不能由您一个人撤回。请户主到村上签（或按手印）一份放弃声明，村上拍照办理")
	case rule.Do == "renounce" && !hung && withdrawsAlone(c):
		return model.Conflict("他自己在手机上就能撤回，请他自己办；不会用手机的，您陪他在他的手机上办")
	case rule.Until == "first_publicity" && hung:
		return model.Conflict("名单已经张榜，不能在手机上撤回。要放弃，请到村上签一份放弃声明")
	}
	return nil
}

// byProxy reports whether somebody applies for another household (替别人申请): what
// ends the matter is the householder's to say.
func byProxy(c *model.Case) bool { return c.Relation != "" }

// withdrawsAlone reports whether the household has the matter in its own hand, so
// that no paper has to speak for it (decisions 8).
func withdrawsAlone(c *model.Case) bool {
	return c.RosterID == 0 && c.ApplicantID != 0 && !byProxy(c)
}

// hasHung reports whether a household has stood on a list while it was shown, also
// one that it has left since: that is the end of withdrawing by tap (decisions 8).
func hasHung(tx *store.Tx, c *model.Case) (bool, error) {
	rows, err := tx.RowsOfCase(c.ID)
	if err != nil {
		return false, err
	}
	for i := range rows {
		if hung, err := rowHung(tx, &rows[i]); err != nil || hung {
			return hung, err
		}
	}
	return false, nil
}

// rowHung reports whether a row was on its list when the list was first posted:
// on the snapshot of that moment. No row comes to a list that is frozen.
func rowHung(tx *store.Tx, row *model.RosterRow) (bool, error) {
	shown, err := tx.PublicitiesOf(row.RosterID)
	if err != nil || len(shown) == 0 {
		return false, err
	}
	snaps, err := tx.Snapshots(row.RosterID)
	if err != nil {
		return false, err
	}
	var posted model.Snapshot
	for _, s := range snaps {
		if s.At <= shown[0].CreatedAt {
			posted = s
		}
	}
	list, err := parseList(posted.Content)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(list.rows, func(l listRow) bool { return l.row == row.RowNo }), nil
}

// dropRow takes a case's row off its roster and gives its places back.
func (m *move) dropRow(c *model.Case, verdict model.Verdict, reason string) error {
	r, err := m.tx.Roster(c.RosterID)
	if err != nil {
		return err
	}
	row, err := m.tx.RowOf(r.ID, c.ID)
	if err != nil {
		return err
	}
	if !row.Verdict.Live() {
		return nil
	}
	placed, free := row.Verdict == model.VerdictKept, m.releaseQuota
	if m.sub.scheme.Terminal(model.MachineRoster, r.State) { // announced: what was reserved is used
		free = m.giveBackQuota
	}
	row.Verdict, row.Reason = verdict, reason
	if err := m.tx.PutRow(&row); err != nil {
		return err
	}
	if placed {
		if err := free(&r, c.ID, row.Persons); err != nil {
			return err
		}
	}
	if err := m.bumpList(&r); err != nil {
		return err
	}
	return m.reshow(&r)
}

// reshow takes a household that left off the list that is being shown.
func (m *move) reshow(r *model.Roster) error {
	p, err := m.tx.RunningPublicity(r.ID)
	if err != nil {
		if model.KindOf(err) == model.KindNotFound {
			return nil
		}
		return err
	}
	if err := m.snapshot(r); err != nil {
		return err
	}
	p.SnapshotID = r.SnapshotID
	return m.tx.PutPublicity(&p)
}

// bumpList notes that the rows of another object's roster have changed.
func (m *move) bumpList(r *model.Roster) error {
	r.ListVersion++
	if err := m.tx.PutRoster(r, r.State); err != nil {
		return err
	}
	return m.tx.RenewTasks(model.ObjectRoster, r.ID, r.Seen())
}
