package model

// The permission table: every action that is not a row of the procedure, with
// the roles that have it. Rows of the procedure carry their roles in the scheme
// (by:), and ask through the same Actor.May.
var (
	// ReadHousehold reads cases, lists and their evidence in scope (spec §10.2).
	ReadHousehold = Action{"read_household", []Role{
		RoleTimer, RoleGroupHead, RoleVillageClerk, RoleVillageCommittee, RoleResidentTeam, RoleVillageCadreTsp,
		RoleTownshipOfficer, RoleTownshipReviewer, RoleTownshipLeader, RoleCountyOfficer, RoleCountyLeader, RoleCountyGroup,
	}}
	// RevealNumber shows a full citizen's number, with purpose and audit row.
	RevealNumber = Action{"reveal_number", []Role{
		RoleVillageClerk, RoleVillageCommittee, RoleVillageCadreTsp, RoleTownshipOfficer, RoleTownshipReviewer, RoleTownshipLeader,
		RoleCountyOfficer, RoleCountyLeader, RoleCountyGroup,
	}}
	// ReadPublicity reads the village's lists while they are shown (decisions 20).
	ReadPublicity = Action{"read_publicity", append([]Role{RoleVillager}, ReadHousehold.By...)}
	// ReadTasks lists the tasks of one's own desks.
	ReadTasks = Action{"read_tasks", ReadHousehold.By}
	// ReadProgress reads progress, quota and alerts of an area.
	ReadProgress = Action{"read_progress", ReadHousehold.By}
	// OpenRound makes a round and sets its quota and thresholds.
	OpenRound = Action{"open_round", []Role{RoleCountyOfficer, RoleCountyLeader}}
	// AllotQuota hands quota down from the county or a township.
	AllotQuota = Action{"allot_quota", []Role{RoleCountyOfficer, RoleCountyGroup, RoleTownshipReviewer, RoleTownshipLeader}}
	// TellPolicy records that the policy was told in a group.
	TellPolicy = Action{"tell_policy", []Role{RoleGroupHead, RoleVillageClerk}}
	// FillForOther fills in an application on behalf (村上帮填).
	FillForOther = Action{"fill_for_other", []Role{RoleVillageClerk, RoleTownshipOfficer}}
	// EnterObjection enters an objection that came on paper or by phone.
	EnterObjection = Action{"enter_objection", []Role{RoleTownshipOfficer, RoleTownshipReviewer, RoleCountyOfficer}}
	// ReadObjector sees who objected: the handling desk only (spec §10.2).
	ReadObjector = Action{"read_objector", []Role{RoleTownshipReviewer, RoleCountyOfficer}}
	// AnswerReferral enters what another office answered.
	AnswerReferral = Action{"answer_referral", []Role{RoleVillageClerk, RoleTownshipOfficer, RoleCountyOfficer}}
	// TellInPerson records that a notice was told by phone or at the door.
	TellInPerson = Action{"tell_in_person", []Role{RoleGroupHead, RoleVillageClerk, RoleTownshipOfficer, RoleVillageCadreTsp}}
	// GrantRole proposes a role for a person.
	GrantRole = Action{"grant_role", []Role{RoleCountyOfficer, RoleSysAdmin}}
	// ConfirmGrant confirms a deciding role, as the second of two people.
	ConfirmGrant = Action{"confirm_grant", []Role{RoleCountyOfficer, RoleCountyLeader, RoleSysAdmin}}
	// RevokeGrant ends a role at once.
	RevokeGrant = Action{"revoke_grant", []Role{RoleCountyOfficer, RoleSysAdmin}}
	// DeclareKin declares a near relative of a cadre.
	DeclareKin = Action{"declare_kin", []Role{RoleVillageClerk, RoleTownshipOfficer, RoleTownshipReviewer, RoleCountyOfficer}}
	// AppointSurveyor changes the surveyors of a case until the visit.
	AppointSurveyor = Action{"appoint_surveyor", []Role{RoleVillageClerk, RoleTownshipOfficer}}
	// ReadAudit reads the record of acts of an area.
	ReadAudit = Action{"read_audit", []Role{RoleCountyLeader, RoleCountyGroup}}
	// OpenMarked opens cases of the old register's exited households (标注脱贫).
	OpenMarked = Action{"open_marked", []Role{RoleCountyOfficer}}
)

// Actions lists the permission table for documents and tests.
func Actions() []Action {
	return []Action{
		ReadHousehold, RevealNumber, ReadPublicity, ReadTasks, ReadProgress, OpenRound, AllotQuota, TellPolicy, FillForOther,
		EnterObjection, ReadObjector, AnswerReferral, TellInPerson, GrantRole, ConfirmGrant, RevokeGrant, DeclareKin,
		AppointSurveyor, ReadAudit, OpenMarked,
	}
}
