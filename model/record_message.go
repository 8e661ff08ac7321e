package model

// Inbox is the claim of one request, message or event: unique key, hash of what
// was asked, and the typed outcome any door renders again on a repeat.
type Inbox struct {
	ID      int64
	Key     string `gorm:"size:160;column:claim_key;uniqueIndex:inbox_key"`
	Hash    string `gorm:"size:64"` // of the request: the same key with other content is an error
	Outcome []byte
	At      Instant `gorm:"index:inbox_at"`
}

// Mailing is a notice to many, written as one row in the act's transaction and
// expanded after it (decisions 33).
type Mailing struct {
	ID        int64
	Kind      string `gorm:"size:24"`
	Area      Area   `gorm:"size:96"`
	Facts     []byte
	Progress  int64   // last person it was expanded to
	DoneAt    Instant `gorm:"index:mailing_done"`
	CreatedAt Instant
}

// Message is one notice to one person (告知) with its way and its end (product §7).
type Message struct {
	ID        int64
	PublicID  PublicID `gorm:"size:26;uniqueIndex:message_public"`
	PersonID  int64    `gorm:"index:message_lane"`
	MailingID *int64   `gorm:"uniqueIndex:message_mailing"`
	MailTo    *int64   `gorm:"uniqueIndex:message_mailing"` // the person, when from a mailing
	TaskID    int64    `gorm:"index:message_task"`
	CaseID    int64    `gorm:"index:message_case"`
	Kind      string   `gorm:"size:24"` // task, decided, progress, alert, digest
	Facts     []byte   // numbers, place, date: no name, no number of a person
	Link      string   `gorm:"size:120"`
	Urgent    bool
	State     string `gorm:"size:12;index:message_lane;index:message_due"` // queued, sending, accepted, delivered, superseded, unknown, dead, told
	Channel   string `gorm:"size:12"`
	ClientID  string `gorm:"size:32"` // client_msg_id, the same for every attempt
	MsgID     string `gorm:"size:32;index:message_msgid"`
	Attempts  int
	Due       Instant `gorm:"index:message_due"`
	Reason    string  `gorm:"size:80"` // why it cannot arrive, in Chinese
	ToldHow   string  `gorm:"size:12"` // phone, door: 已电话告知, 已上门告知
	ToldBy    int64
	ToldAt    Instant
	SeenAt    Instant
	EndAt     Instant
	Version   int64
	CreatedAt Instant
}

// Attempt is one try to send a message.
type Attempt struct {
	ID        int64
	MessageID int64  `gorm:"index:attempt_message"`
	Channel   string `gorm:"size:12"`
	Code      int
	Result    string `gorm:"size:16"`
	At        Instant
}

// Lane keeps one person's messages in order: one worker holds it at a time.
type Lane struct {
	PersonID int64 `gorm:"primaryKey;autoIncrement:false"`
	Until    Instant
	Version  int64
}

// Audit is the record of one act or one look (审计), written in the act's own
// transaction, with a keyed MAC and without personal data (R-88, trust §8).
type Audit struct {
	ID         int64
	PublicID   PublicID `gorm:"size:26;uniqueIndex:audit_public"`
	At         Instant  `gorm:"index:audit_at"`
	PersonID   int64    `gorm:"index:audit_actor"`
	ForID      int64
	Role       Role   `gorm:"size:24"`
	RightArea  Area   `gorm:"size:96"` // area of the right that was used
	GrantID    int64  // the grant it came from, 0 for none
	Door       Door   `gorm:"size:8"`
	Action     string `gorm:"size:32"`
	ObjectKind string `gorm:"size:16;index:audit_object"`
	ObjectID   int64  `gorm:"index:audit_object"`
	Area       Area   `gorm:"size:96"`
	FromState  State  `gorm:"size:24"`
	ToState    State  `gorm:"size:24"`
	Version    int64
	Scheme     string `gorm:"size:64"`
	RequestKey string `gorm:"size:64"` // hash of the request's key
	Before     string `gorm:"size:64"` // keyed digest
	After      string `gorm:"size:64"` // keyed digest
	Note       string `gorm:"size:64"` // purpose code, count
	MACKey     uint32
	MAC        []byte `gorm:"size:32"`
}

// AuditPerson says whom an audited act was about; it expires by retention, the
// audit row itself stays (decisions 40).
type AuditPerson struct {
	ID          int64
	AuditID     int64  `gorm:"index:audit_person_row"`
	NumberIndex string `gorm:"size:64;index:audit_person_index"`
	Expires     Date   `gorm:"size:10"`
}
