package model

// Case is one household's matter on its way (申请件).
type Case struct {
	ID             int64
	PublicID       PublicID `gorm:"size:26;uniqueIndex:case_public"`
	RoundID        int64    `gorm:"index:case_round"`
	Scheme         string   `gorm:"size:64"`
	Type           CaseType `gorm:"size:16"`
	Category       Category `gorm:"size:12"`
	State          State    `gorm:"size:24;index:case_place"`
	Version        int64
	Area           Area   `gorm:"size:96;index:case_place"` // group when known, else village
	Village        string `gorm:"size:20;index:case_village"`
	Group          string `gorm:"size:20;column:group_code;index:case_group"`
	ApplicantID    int64  `gorm:"index:case_applicant"` // person who applied
	FilledBy       int64  // the clerk who filled it in on behalf, 0 = the applicant
	Relation       string `gorm:"size:20"` // 代申请: relation to the householder
	ProxyReason    string `gorm:"size:120"`
	Householder    string `gorm:"size:60"`
	NumberSealed   []byte
	NumberIndex    string `gorm:"size:64;index:case_number"`
	PhoneSealed    []byte
	HardshipSealed []byte  // kinds of hardship: health is among them
	WordsSealed    []byte  // the sentence about it
	Persons        int64   // set by the survey; 0 before
	ReceiptNo      string  `gorm:"size:40;index:case_receipt"`            // 回执号
	AcceptNo       string  `gorm:"size:40;index:case_accept"`             // 受理号
	OpenKey        *string `gorm:"size:64;uniqueIndex:case_open"`         // number index while accepted and open: one open case per person
	OpenAccount    *string `gorm:"size:96;uniqueIndex:case_open_account"` // applicant while open, with the index of the number of another household: one of one's own
	PreviousID     int64   // linked earlier case
	SheetID        int64   `gorm:"index:case_sheet"`
	RosterID       int64   `gorm:"index:case_roster"`
	EntersAt       State   `gorm:"size:24"` // where its row enters the next serial
	BelowLine      bool
	HasLabour      bool
	Masked         bool   // the householder is a minor or an orphan: shown as 张*
	KinMark        bool   // 村干部近亲属备案
	KinDecided     bool   // near kin had decided on it before the relation was declared: asked of the level above
	EndLevel       Level  // level that refused it
	EndReason      string `gorm:"size:400"`
	EndedAt        Instant
	ReportedAt     Instant // submission: the start of limits counted from the report
	Due            Instant `gorm:"index:case_due"`
	StateAt        Instant
	CreatedAt      Instant

	PhotoIDs []PublicID `gorm:"-"` // of an application on its way in
}

// Survey is the result of a visit (入户调查), the short form; the figures are sealed.
type Survey struct {
	ID          int64
	PublicID    PublicID `gorm:"size:26;uniqueIndex:survey_public"`
	CaseID      int64    `gorm:"uniqueIndex:survey_case"`
	Serial      int64    `gorm:"uniqueIndex:survey_case"` // a case sent back is surveyed anew
	Methods     string   `gorm:"size:80"`
	Day         Date     `gorm:"size:10"`
	Persons     int64
	FormSealed  []byte // members, incomes, housing, evidence
	SignedBy    string `gorm:"size:12"` // householder, family, none yet
	SignReason  string `gorm:"size:120"`
	SignFileID  int64
	BelowLine   bool
	HasLabour   bool
	CompletedAt Instant
	Version     int64
	CreatedAt   Instant
}

// Surveyor is an appointment of a person to a survey (调查员, decisions 15b).
type Surveyor struct {
	ID       int64
	CaseID   int64 `gorm:"uniqueIndex:surveyor_case"`
	Serial   int64 `gorm:"uniqueIndex:surveyor_case"`
	PersonID int64 `gorm:"uniqueIndex:surveyor_case"`
	Township bool  // counts as the one of the township
	SignedAt Instant
}

// CaseMember is the keyed index of the number of somebody who lives in a case's
// household, as its newest survey knows it: near kin is found by it.
type CaseMember struct {
	ID          int64
	CaseID      int64  `gorm:"uniqueIndex:case_member_once"`
	NumberIndex string `gorm:"size:64;uniqueIndex:case_member_once;index:case_member_number"`
}

// FormEntry is a filled form of a step, sealed (对比表 and the like).
type FormEntry struct {
	ID         int64
	PublicID   PublicID `gorm:"size:26;uniqueIndex:form_public"`
	ObjectKind string   `gorm:"size:12;index:form_object"`
	ObjectID   int64    `gorm:"index:form_object"`
	Do         Do       `gorm:"size:24"`
	PersonID   int64
	Sealed     []byte
	At         Instant
}

// Review asks that a refusal be looked at again (复核, decisions 3): once per case.
type Review struct {
	ID           int64
	PublicID     PublicID `gorm:"size:26;uniqueIndex:review_public"`
	CaseID       int64    `gorm:"uniqueIndex:review_case"`
	Scheme       string   `gorm:"size:64"`
	Area         Area     `gorm:"size:96"`
	State        State    `gorm:"size:24"`
	Version      int64
	AskSealed    []byte
	Result       string `gorm:"size:12"` // granted, dismissed
	AnswerSealed []byte
	Due          Instant
	StateAt      Instant
	CreatedAt    Instant
}

// Referral hands a refused household on to another office (转介, R-106).
type Referral struct {
	ID           int64
	PublicID     PublicID `gorm:"size:26;uniqueIndex:referral_public"`
	CaseID       int64    `gorm:"index:referral_case"`
	Office       string   `gorm:"size:40"`
	Consent      bool
	Day          Date `gorm:"size:10"`
	AnswerSealed []byte
	AnsweredBy   int64
	AnsweredAt   Instant
	CreatedAt    Instant
}

// TableName keeps clear of the reserved word.
func (Case) TableName() string { return "cases" }
