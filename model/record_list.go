package model

// GroupSheet is the review of one villagers' group (小组评议表): one per round, group
// and serial; without cases it is a zero report (decisions 1).
type GroupSheet struct {
	ID        int64
	PublicID  PublicID `gorm:"size:26;uniqueIndex:sheet_public"`
	RoundID   int64    `gorm:"uniqueIndex:sheet_serial"`
	Group     string   `gorm:"size:20;column:group_code;uniqueIndex:sheet_serial"`
	Serial    int64    `gorm:"uniqueIndex:sheet_serial"`
	Village   string   `gorm:"size:20;index:sheet_village"`
	Scheme    string   `gorm:"size:64"`
	Area      Area     `gorm:"size:96"`
	State     State    `gorm:"size:24"`
	Version   int64
	Due       Instant
	StateAt   Instant
	CreatedAt Instant
}

// Meeting is a group meeting or a village assembly (小组会议, 村民代表会议) with its
// register frozen.
type Meeting struct {
	ID        int64
	PublicID  PublicID `gorm:"size:26;uniqueIndex:meeting_public"`
	RoundID   int64    `gorm:"uniqueIndex:meeting_place"`
	Code      string   `gorm:"size:20;uniqueIndex:meeting_place"` // group or village
	Serial    int64    `gorm:"uniqueIndex:meeting_place"`
	Kind      string   `gorm:"size:12;uniqueIndex:meeting_place"` // group, village
	Day       Date     `gorm:"size:10"`
	Place     string   `gorm:"size:80"`
	Chair     string   `gorm:"size:60"`
	Register  int      // members of the frozen register
	Present   int
	WitnessID int64 // delegate row of the 村务监督委员会
	EnteredBy int64
	CreatedAt Instant
}

// MeetingMember is one entry of a meeting's frozen register.
type MeetingMember struct {
	ID         int64
	MeetingID  int64 `gorm:"uniqueIndex:meeting_member_once"`
	DelegateID int64 `gorm:"uniqueIndex:meeting_member_once"`
	Present    bool
}

// Vote is the result of a meeting on one household.
type Vote struct {
	ID        int64
	MeetingID int64 `gorm:"uniqueIndex:vote_case"`
	CaseID    int64 `gorm:"uniqueIndex:vote_case"`
	Yes       int
	No        int
	Abstain   int
	Passed    bool
	Reason    string `gorm:"size:400"` // not passed: why; kept against a mark: why
}

// CoverageAnswer is the meeting's answer about a family not on the list (应纳未纳, R-97).
type CoverageAnswer struct {
	ID        int64
	RosterID  int64 `gorm:"index:coverage_roster"`
	MeetingID int64
	Subject   string `gorm:"size:40"` // internal key of the question, no name
	Answer    string `gorm:"size:200"`
}

// Roster is a village's list of one category (名单).
type Roster struct {
	ID            int64
	PublicID      PublicID `gorm:"size:26;uniqueIndex:roster_public"`
	RoundID       int64    `gorm:"uniqueIndex:roster_serial"`
	Village       string   `gorm:"size:20;uniqueIndex:roster_serial"`
	Category      Category `gorm:"size:12;uniqueIndex:roster_serial"`
	Serial        int64    `gorm:"uniqueIndex:roster_serial"`
	Supplementary bool     // 补充名单
	Scheme        string   `gorm:"size:64"`
	Area          Area     `gorm:"size:96;index:roster_area"`
	State         State    `gorm:"size:24;index:roster_area"`
	StateSeq      int64    // grows with every entry into a state
	Version       int64
	ListVersion   int64 // grows with every change of the rows
	Frozen        bool
	MeetingID     int64
	SnapshotID    int64
	BundleID      int64   `gorm:"index:roster_bundle"`
	Due           Instant `gorm:"index:roster_due"`
	StateAt       Instant
	CreatedAt     Instant
}

// RosterRow is a household on a roster.
type RosterRow struct {
	ID          int64
	RosterID    int64 `gorm:"uniqueIndex:row_no;uniqueIndex:row_case"`
	RowNo       int   `gorm:"uniqueIndex:row_no"`
	CaseID      int64 `gorm:"uniqueIndex:row_case;index:row_of_case"`
	GroupNo     int
	Householder string `gorm:"size:60"`
	Masked      bool   // minor or orphan: shown as 张*
	Persons     int64
	Verdict     Verdict `gorm:"size:12"`
	Reason      string  `gorm:"size:400"`
	HeldLevel   Level   // level whose desk held it; 0 = an objection or a correction did
	Question    string  `gorm:"size:400"` // why it should have been held a second time: asked of the level above
	KinMark     bool
	JudgedSeq   int64 // state entry at which the present desk has judged it
	Version     int64
}

// RowAct is the part of a deciding act that touches one household: it tells who
// decided on whom at which level (levels, kin) and which signatures cover a row.
type RowAct struct {
	ID       int64
	CaseID   int64 `gorm:"uniqueIndex:row_act_once;index:row_act_person"`
	RosterID int64 `gorm:"uniqueIndex:row_act_once"` // 0 = group sheet
	StateSeq int64 `gorm:"uniqueIndex:row_act_once"`
	Role     Role  `gorm:"size:24;uniqueIndex:row_act_once"`
	PersonID int64 `gorm:"index:row_act_person"`
	Level    Level
	At       Instant
}

// Snapshot is a roster as it was frozen: canonical bytes and their hash.
type Snapshot struct {
	ID          int64
	RosterID    int64 `gorm:"index:snapshot_roster"`
	ListVersion int64
	Hash        string `gorm:"size:64"`
	Content     []byte
	At          Instant
}

// Bundle is what a township hands in to the county (上报批).
type Bundle struct {
	ID        int64
	PublicID  PublicID `gorm:"size:26;uniqueIndex:bundle_public"`
	RoundID   int64    `gorm:"uniqueIndex:bundle_serial"`
	Township  string   `gorm:"size:20;uniqueIndex:bundle_serial"`
	Serial    int64    `gorm:"uniqueIndex:bundle_serial"`
	Scheme    string   `gorm:"size:64"`
	Area      Area     `gorm:"size:96;index:bundle_area"`
	State     State    `gorm:"size:24"`
	StateSeq  int64
	Version   int64
	Due       Instant
	StateAt   Instant
	CreatedAt Instant
}

// Publicity is one showing of a list (公示, 公告).
type Publicity struct {
	ID         int64
	PublicID   PublicID `gorm:"size:26;uniqueIndex:publicity_public"`
	RosterID   int64    `gorm:"uniqueIndex:publicity_place"` // 0 for an announcement of a bundle
	BundleID   int64    `gorm:"uniqueIndex:publicity_place"`
	Serial     int64    `gorm:"uniqueIndex:publicity_place"`
	At         State    `gorm:"size:24;column:at_state"` // state of the roster it belongs to
	Area       Area     `gorm:"size:96;index:publicity_area"`
	SnapshotID int64
	Place      string `gorm:"size:16"` // board, county_web
	Days       int
	Posted     Date   `gorm:"size:10"`
	FirstDay   Date   `gorm:"size:10"`
	LastDay    Date   `gorm:"size:10"`
	Shifted    string `gorm:"size:20"` // the holiday that moved the last day or the going on
	HiddenDays int
	MovesOn    Instant `gorm:"index:publicity_due"`
	State      string  `gorm:"size:12;index:publicity_area"` // running, closed, void
	StartPhoto int64
	EndPhoto   int64
	EndPhotoOn Date `gorm:"size:10"`
	SheetID    int64
	VoidReason string `gorm:"size:200"`
	Link       string `gorm:"size:52;uniqueIndex:publicity_link"` // the poster's unguessable address
	Version    int64
	CreatedAt  Instant
}

// Correction puts one wrong row right while a list is shown (勘误, decisions 7).
type Correction struct {
	ID          int64
	PublicityID int64 `gorm:"index:correction_publicity"`
	RowID       int64
	Before      string `gorm:"size:80"`
	After       string `gorm:"size:80"`
	Reason      string `gorm:"size:200"`
	LastDay     Date   `gorm:"size:10"` // the row's own days
	MovesOn     Instant
	PersonID    int64
	At          Instant
}

// Objection is what somebody says against a list (异议; people say 反映).
type Objection struct {
	ID           int64
	PublicID     PublicID `gorm:"size:26;uniqueIndex:objection_public"`
	ReceiptNo    string   `gorm:"size:40;index:objection_receipt"`
	PublicityID  int64    `gorm:"index:objection_publicity"`
	RosterID     int64    `gorm:"index:objection_roster"`
	CaseID       int64    `gorm:"index:objection_case"` // 0 = a household that is missing on the list
	Kind         string   `gorm:"size:12"`              // row, missing
	Secrecy      string   `gorm:"size:16"`              // township, county, anonymous
	ObjectorID   int64    // 0 when anonymous; never shown to the village
	ObjectorMark string   `gorm:"size:64"` // of an anonymous one: keyed, tells nobody who it is, only whether it is the one who asks
	TextSealed   []byte
	Scheme       string `gorm:"size:64"`
	Area         Area   `gorm:"size:96;index:objection_area"`
	State        State  `gorm:"size:24;index:objection_area"`
	Version      int64
	Result       string `gorm:"size:12"`
	AnswerSealed []byte
	Received     Date `gorm:"size:10"` // day of receipt, also for paper entered later
	EnteredBy    int64
	Due          Instant
	StateAt      Instant
	CreatedAt    Instant
}

// Seen is the version of a list a person decides on: it grows when the list comes
// to another step and when its rows change, not when somebody else signs.
func (r Roster) Seen() int64 { return r.StateSeq*1_000_000 + r.ListVersion }
