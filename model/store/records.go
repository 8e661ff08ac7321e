package store

import "bangfu/model"

// Records lists every record of the register; migrations are held against it.
func Records() []any {
	return []any{
		&model.Region{}, &model.Organ{}, &model.Person{}, &model.Account{}, &model.RoleGrant{}, &model.BindCode{}, &model.Session{},
		&model.StandIn{}, &model.Delegate{}, &model.Relative{},
		&model.SchemeVersion{}, &model.Round{}, &model.OpenDoor{}, &model.PolicyTold{}, &model.Quota{}, &model.QuotaMove{}, &model.Counter{},
		&model.Case{}, &model.Survey{}, &model.Surveyor{}, &model.CaseMember{}, &model.FormEntry{}, &model.Review{}, &model.Referral{},
		&model.GroupSheet{}, &model.Meeting{}, &model.MeetingMember{}, &model.Vote{}, &model.CoverageAnswer{}, &model.Roster{},
		&model.RosterRow{}, &model.RowAct{}, &model.Snapshot{}, &model.Bundle{}, &model.Publicity{}, &model.Correction{}, &model.Objection{},
		&model.Task{}, &model.TaskNumber{}, &model.Shown{}, &model.PendingConfirm{}, &model.Decision{}, &model.Alert{}, &model.File{},
		&model.Attachment{}, &model.SealedSheet{},
		&model.Inbox{}, &model.Mailing{}, &model.Message{}, &model.Attempt{}, &model.Lane{}, &model.Audit{}, &model.AuditPerson{},
	}
}
