package model

// Role is what a person does in the procedure (角色, spec §1.2).
type Role string

// The roles. applicant and timer are actors, never grants (decisions 15b).
const (
	RoleApplicant        Role = "applicant"         // 申请人
	RoleVillager         Role = "villager"          // 村民
	RoleTimer            Role = "timer"             // 到期办理
	RoleList             Role = "list"              // 随名单：a case moves because its sheet or roster did
	RoleGroupHead        Role = "group_head"        // 村民小组长
	RoleVillageClerk     Role = "village_clerk"     // 村级信息员
	RoleVillageCommittee Role = "village_committee" // 村“两委”
	RoleDelegate         Role = "delegate"          // 村民代表
	RoleSupervision      Role = "supervision"       // 村务监督委员会成员
	RoleResidentTeam     Role = "resident_team"     // 驻村工作队
	RoleTownshipOfficer  Role = "township_officer"  // 乡镇扶贫专干
	RoleVillageCadreTsp  Role = "village_cadre_tsp" // 包村干部
	RoleTownshipReviewer Role = "township_reviewer" // 乡镇审核人
	RoleTownshipLeader   Role = "township_leader"   // 乡镇负责人
	RoleCountyOfficer    Role = "county_officer"    // 县扶贫办工作人员
	RoleCountyLeader     Role = "county_leader"     // 县扶贫办负责人
	RoleCountyGroup      Role = "county_group"      // 县扶贫开发领导小组
	RoleSurveyor         Role = "surveyor"          // 调查员：an appointment for one case, not a grant
	RoleSysAdmin         Role = "sys_admin"         // 系统管理员
)

// RoleFacts says what is fixed about a role.
type RoleFacts struct {
	Role     Role
	Title    string // 称呼
	Level    Level  // level of the desk
	Deciding bool   // takes deciding acts: a grant sleeps until a second officer confirms it
	Above    Role   // the desk above, alarmed and asked when this one cannot act
	Granted  bool   // is given to a person by a grant
}

// Roles lists every role once, from the household up.
func Roles() []RoleFacts {
	return []RoleFacts{
		{RoleApplicant, "申请人", LevelHousehold, false, "", false},
		{RoleVillager, "村民", LevelVillage, false, "", false},
		{RoleTimer, "到期自动办理", LevelNation, false, "", false},
		{RoleList, "随名单", LevelVillage, false, "", false},
		{RoleSurveyor, "调查员", LevelVillage, false, RoleTownshipOfficer, false},
		{RoleGroupHead, "村民小组长", LevelGroup, true, RoleVillageCommittee, true},
		{RoleVillageClerk, "村级信息员", LevelVillage, true, RoleTownshipOfficer, true},
		{RoleVillageCommittee, "村“两委”", LevelVillage, true, RoleTownshipOfficer, true},
		{RoleDelegate, "村民代表", LevelVillage, false, "", true},
		{RoleSupervision, "村务监督委员会", LevelVillage, false, "", true},
		{RoleResidentTeam, "驻村工作队", LevelVillage, false, RoleTownshipOfficer, true},
		{RoleVillageCadreTsp, "包村干部", LevelVillage, true, RoleTownshipOfficer, true},
		{RoleTownshipOfficer, "乡镇扶贫专干", LevelTownship, true, RoleCountyOfficer, true},
		{RoleTownshipReviewer, "乡镇审核人", LevelTownship, true, RoleCountyOfficer, true},
		{RoleTownshipLeader, "乡镇负责人", LevelTownship, true, RoleCountyOfficer, true},
		{RoleCountyOfficer, "县扶贫办工作人员", LevelCounty, true, RoleCountyGroup, true},
		{RoleCountyLeader, "县扶贫办负责人", LevelCounty, true, RoleCountyGroup, true},
		{RoleCountyGroup, "县扶贫开发领导小组", LevelCounty, true, "", true},
		{RoleSysAdmin, "系统管理员", LevelCounty, false, "", true},
	}
}

// Facts returns what is fixed about the role, false for a word that is no role.
func (r Role) Facts() (RoleFacts, bool) {
	for _, f := range Roles() {
		if f.Role == r {
			return f, true
		}
	}
	return RoleFacts{}, false
}

// Title returns the role's Chinese name.
func (r Role) Title() string {
	f, _ := r.Facts()
	return f.Title
}

// Machine is one of the state machines of the procedure.
type Machine string

// The machines (decisions 2). A bundle moves as the rosters in it move.
const (
	MachineRound     Machine = "round"     // 轮次
	MachineCase      Machine = "case"      // 申请件
	MachineGroup     Machine = "group"     // 小组评议表
	MachineRoster    Machine = "roster"    // 名单
	MachineObjection Machine = "objection" // 异议
	MachineReview    Machine = "review"    // 复核
)

// State is a state of a machine, as the scheme names it: village_review.
type State string

// Do is the ASCII code of an act, as the scheme names it: accept, vote, publish.
type Do string

// Verdict is what became of a row of a roster (decisions 2).
type Verdict string

// The verdicts of a row.
const (
	VerdictListed    Verdict = "listed"     // on the list, not yet voted on
	VerdictKept      Verdict = "kept"       // passed, travels with the roster
	VerdictHeld      Verdict = "held"       // 暂缓：to the supplementary roster
	VerdictRefused   Verdict = "refused"    // final: by township or county
	VerdictNotPassed Verdict = "not_passed" // final: by the meeting
	VerdictWithdrawn Verdict = "withdrawn"  // final: by the household
)

// Live reports whether the row still travels with its roster.
func (v Verdict) Live() bool { return v == VerdictListed || v == VerdictKept }

// Category is the kind of list a household stands on.
type Category string

// The two categories of the campaign, and the one of schemes without quota categories.
const (
	CategoryPoor    Category = "poor"    // 贫困户
	CategoryExited  Category = "exited"  // 脱贫户
	CategoryWatched Category = "watched" // 监测对象
	CategoryHelped  Category = "helped"  // 帮扶对象
)

// Title returns the category as the board shows it.
func (c Category) Title() string {
	switch c {
	case CategoryPoor:
		return "贫困户"
	case CategoryExited:
		return "脱贫户"
	case CategoryWatched:
		return "监测对象"
	}
	return "帮扶对象"
}

// CaseType is the matter of a case.
type CaseType string

// The case types of the schemes that ship.
const (
	CaseIdentify   CaseType = "identify"    // 新识别
	CaseMarkExited CaseType = "mark_exited" // 标注脱贫
	CaseMonitorIn  CaseType = "monitor_in"  // 监测纳入
	CaseAssist     CaseType = "assist"      // 常态化帮扶纳入
)

// Title returns the matter's Chinese name.
func (t CaseType) Title() string {
	switch t {
	case CaseIdentify:
		return "新识别"
	case CaseMarkExited:
		return "标注脱贫"
	case CaseMonitorIn:
		return "监测纳入"
	}
	return "帮扶纳入"
}

// Door is the entrance an act came through.
type Door string

// The doors of the house (law 1).
const (
	DoorAPI   Door = "api"
	DoorChat  Door = "chat"
	DoorTimer Door = "timer"
	DoorSeed  Door = "seed"
	DoorShell Door = "shell"
)

// Strength is how far an act may be done by typing (decisions 21).
type Strength string

// The strengths; a row without one is StrengthOpen.
const (
	StrengthAct     Strength = "act"     // done at once
	StrengthConfirm Strength = "confirm" // done after 确认
	StrengthOpen    Strength = "open"    // only on the page the link opens
)
