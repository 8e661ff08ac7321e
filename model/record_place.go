package model

// Region is a place of the administrative tree (行政区划), one row per vintage of
// its code; a renamed code closes the row and names its successor (spec §8).
type Region struct {
	ID        int64
	Code      string `gorm:"size:20;uniqueIndex:region_code"` // statistics code, 12 digits; a group: village code + "-" + 2 digits
	Area      Area   `gorm:"size:96;uniqueIndex:region_area"`
	Name      string `gorm:"size:60"` // for people: 解家川村
	FullName  string `gorm:"size:60"` // as the statistics bureau writes it
	Level     Level
	Parent    string `gorm:"size:20;index:region_parent"`
	Committee bool   // a village committee (村委会), as against a community or a special area
	Successor string `gorm:"size:20"`
	ValidFrom Date   `gorm:"size:10"`
	ValidTo   Date   `gorm:"size:10"` // empty = in force
}

// Organ is a work organ of a level (工作机构, R-10): its name is data, for it changes.
type Organ struct {
	ID     int64
	Area   Area   `gorm:"size:96;index:organ_area"`
	Kind   string `gorm:"size:20"` // village_committee, township_government, county_office, county_group
	Name   string `gorm:"size:80"` // 山河镇人民政府
	Parent int64
	Phone  string `gorm:"size:20"` // office line shown under 找人; never a person's
}

// Person is a human being known to the register, villager or cadre (人员).
type Person struct {
	ID           int64
	PublicID     PublicID `gorm:"size:26;uniqueIndex:person_public"`
	Name         string   `gorm:"size:60"`
	NumberSealed []byte
	NumberIndex  string `gorm:"size:64;index:person_number"` // not unique: a declared number is not yet a proven one
	PhoneSealed  []byte
	Area         Area   `gorm:"size:96;index:person_area"` // village or group of residence
	Verified     bool   // proven by 受理 or by a match with the register (decisions 16)
	PINHash      string `gorm:"size:160"` // Argon2id, six digits
	PINFails     int
	PINLocked    Instant // no PIN is tried before
	PINOn        Date    `gorm:"size:10"` // day on which the PIN was last entered (pin: daily)
	Version      int64
	CreatedAt    Instant
}

// Account is a WeChat identity bound to a person (账号): one openid of one app.
type Account struct {
	ID        int64
	PersonID  int64  `gorm:"index:account_person"` // 0 = not bound
	App       string `gorm:"size:8;uniqueIndex:account_openid"`
	OpenID    string `gorm:"size:64;uniqueIndex:account_openid"`
	UnionID   string `gorm:"size:64;index:account_union"`
	Followed  bool
	WindowEnd Instant // customer-service window, an estimate WeChat's codes correct
	WindowN   int     // messages left in it
	BoundAt   Instant
	CreatedAt Instant
}

// RoleGrant gives a person a role in an area for a time (授权).
type RoleGrant struct {
	ID          int64
	PublicID    PublicID `gorm:"size:26;uniqueIndex:grant_public"`
	PersonID    int64    `gorm:"index:grant_person"`
	Role        Role     `gorm:"size:24;index:grant_desk"`
	Area        Area     `gorm:"size:96;index:grant_desk"`
	ValidFrom   Date     `gorm:"size:10"`
	ValidTo     Date     `gorm:"size:10"` // empty = open
	GrantedBy   int64
	ConfirmedBy int64 // 0 = a deciding role still sleeps
	RevokedAt   Instant
	Version     int64
	CreatedAt   Instant
}

// BindCode is a one-time code by which a WeChat account is bound to a person (绑定码).
type BindCode struct {
	ID       int64
	PersonID int64  `gorm:"index:bind_person"`
	CodeHash string `gorm:"size:64;uniqueIndex:bind_code_hash"`
	Expires  Instant
	UsedAt   Instant
	Fails    int
}

// Session is a login: an opaque token, stored as its hash, revocable at once.
type Session struct {
	ID        int64
	TokenHash string `gorm:"size:64;uniqueIndex:session_token"`
	PersonID  int64  `gorm:"index:session_person"`
	AccountID int64
	App       string `gorm:"size:8"`
	CreatedAt Instant
	LastUsed  Instant
	RevokedAt Instant
}

// StandIn lets a person hold another's desks for a time (顶班).
type StandIn struct {
	ID        int64
	AbsentID  int64 `gorm:"index:standin_absent"`
	PersonID  int64 `gorm:"index:standin_person"`
	ValidFrom Date  `gorm:"size:10"`
	ValidTo   Date  `gorm:"size:10"`
	EndedAt   Instant
	CreatedAt Instant
}

// Delegate is an entry of a register: 村民代表 of a village, 小组代表 of a group, or a
// member of the 村务监督委员会, each with a term.
type Delegate struct {
	ID        int64
	PublicID  PublicID `gorm:"size:26;uniqueIndex:delegate_public"`
	Area      Area     `gorm:"size:96;index:delegate_register"`
	Register  string   `gorm:"size:12;index:delegate_register"` // delegates, group, supervision
	PersonID  int64
	Name      string `gorm:"size:60"`
	ValidFrom Date   `gorm:"size:10"`
	ValidTo   Date   `gorm:"size:10"`
}

// Relative declares that a cadre and the holder of a number are near kin (近亲属).
type Relative struct {
	ID          int64
	PersonID    int64  `gorm:"uniqueIndex:relative_pair"`
	NumberIndex string `gorm:"size:64;uniqueIndex:relative_pair"`
	Relation    string `gorm:"size:20"`
	DeclaredBy  int64
	ConfirmedBy int64   // the cadre or a second officer; 0 while Waits, and when the cadre declared it
	Waits       bool    // declared for the cadre by one officer alone: binds nobody yet
	MarkedAt    Instant `gorm:"index:relative_marked"` // when it was carried to what was under way
	CreatedAt   Instant
}
