package model

// SchemeVersion is a version of a scheme (方案) as it was when a round opened,
// addressed by its content; cases and rosters keep theirs.
type SchemeVersion struct {
	ID        int64
	Hash      string `gorm:"size:64;uniqueIndex:scheme_hash"`
	Key       string `gorm:"size:40;index:scheme_key"`
	Version   int
	Title     string `gorm:"size:120"`
	Source    []byte
	CreatedAt Instant
}

// Round is one campaign of a scheme in a county (轮次).
type Round struct {
	ID        int64
	PublicID  PublicID `gorm:"size:26;uniqueIndex:round_public"`
	Scheme    string   `gorm:"size:64"` // hash of its scheme version
	Title     string   `gorm:"size:120"`
	Area      Area     `gorm:"size:96;index:round_area"`
	BaseYear  int      // year of the line (标准年度)
	Year      int      // year of the deadlines
	LineFen   int64    // poverty line of the base year, fen per head
	State     State    `gorm:"size:24"`
	Version   int64
	OpenedAt  Instant
	CreatedAt Instant
}

// OpenDoor makes a round the village's only door for a matter (decisions 12):
// one row per village and case type while it is open.
type OpenDoor struct {
	ID       int64
	Village  string   `gorm:"size:20;uniqueIndex:open_door_once"`
	CaseType CaseType `gorm:"size:16;uniqueIndex:open_door_once"`
	RoundID  int64    `gorm:"index:open_door_round"`
}

// PolicyTold records that the policy was told in a group (政策告知, R-100).
type PolicyTold struct {
	ID       int64
	RoundID  int64  `gorm:"uniqueIndex:policy_told_once"`
	Group    string `gorm:"size:20;column:group_code;uniqueIndex:policy_told_once"`
	PersonID int64
	Day      Date `gorm:"size:10"`
	At       Instant
}

// Quota is the number of persons a place may register in a category (规模, R-06).
// Reserved and used never exceed the cap; children never exceed the parent.
type Quota struct {
	ID        int64
	RoundID   int64    `gorm:"uniqueIndex:quota_place"`
	Code      string   `gorm:"size:20;uniqueIndex:quota_place"`
	Category  Category `gorm:"size:12;uniqueIndex:quota_place"`
	Area      Area     `gorm:"size:96;index:quota_area"`
	Level     Level
	Cap       int64
	Allocated int64 // handed down to children
	Reserved  int64 // by rows on their way
	Used      int64 // by registered rows
	Version   int64
}

// QuotaMove is an entry of the quota's book: what moved it, by how many persons.
type QuotaMove struct {
	ID       int64
	QuotaID  int64 `gorm:"index:quota_move_of"`
	RosterID int64 `gorm:"index:quota_move_roster"`
	CaseID   int64
	Kind     string `gorm:"size:12"` // allocate, reserve, release, use, give_back
	Persons  int64
	At       Instant
}

// Counter numbers things per place and day: receipts, cards.
type Counter struct {
	Name  string `gorm:"primaryKey;size:60"`
	Value int64
}
