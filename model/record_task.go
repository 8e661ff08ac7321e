package model

// Task is something a desk or a person is asked to do (待办).
type Task struct {
	ID         int64
	PublicID   PublicID `gorm:"size:26;uniqueIndex:task_public"`
	Kind       string   `gorm:"size:12"` // step, end_photo, appoint, paper
	ObjectKind string   `gorm:"size:12;index:task_object"`
	ObjectID   int64    `gorm:"index:task_object"`
	Scheme     string   `gorm:"size:64"`
	Machine    Machine  `gorm:"size:12"`
	AtState    State    `gorm:"size:24"`
	Do         Do       `gorm:"size:24"`                                                  // the act that is asked for
	ForRole    Role     `gorm:"size:24"`                                                  // the role the procedure asks
	Role       Role     `gorm:"size:24;index:task_desk"`                                  // the desk that has it now: the same, or the one above when it was handed up
	DeskArea   Area     `gorm:"size:96;index:task_desk"`                                  // area of the desk: its holders' grants have exactly this area
	PersonID   int64    `gorm:"index:task_person"`                                        // asked of one person only (a surveyor); 0 = of the desk
	Area       Area     `gorm:"size:96"`                                                  // of the object
	Status     string   `gorm:"size:12;index:task_desk;index:task_person;index:task_due"` // open, sleeping, done, gone
	Version    int64    // of the object when asked
	Count      int64    // households in it
	OpensAt    Instant  // sleeping: when it may be done
	Due        Instant  `gorm:"index:task_desk;index:task_person;index:task_due"`
	Alerted    int      // 0 none, 1 will be late, 2 own level, 3 one level up …
	DoneBy     int64
	DoneDo     Do `gorm:"size:24"`
	DoneAt     Instant
	CreatedAt  Instant
}

// TaskNumber is the four-digit number by which a person speaks of a task: it
// stands for task, person and version, and is not given again for 30 days.
type TaskNumber struct {
	ID       int64
	PersonID int64 `gorm:"uniqueIndex:number_task;index:number_of_person"`
	TaskID   int64 `gorm:"uniqueIndex:number_task"`
	Number   int   `gorm:"index:number_of_person"`
	Version  int64 // of the task's object as last shown to this person
	At       Instant
}

// Shown is what a person was last shown in the chat: the list for batches, the
// one task for a bare 同意.
type Shown struct {
	PersonID int64  `gorm:"primaryKey;autoIncrement:false"`
	Numbers  string `gorm:"size:400"` // of the list last shown, 3721,3725
	SoleTask int64  // the one task shown last
	Version  int64  // of its object then
	At       Instant
}

// PendingConfirm waits for 确认 (decisions 21): one per person, ten minutes, once.
type PendingConfirm struct {
	PersonID int64  `gorm:"primaryKey;autoIncrement:false"`
	Number   int    // the number to confirm with
	Acts     []byte // the acts, as JSON without personal data
	Expires  Instant
	Version  int64
}

// Decision is an act that changed something (决定): unique per object, version and desk.
type Decision struct {
	ID         int64
	PublicID   PublicID `gorm:"size:26;uniqueIndex:decision_public"`
	ObjectKind string   `gorm:"size:12;uniqueIndex:decision_once"`
	ObjectID   int64    `gorm:"uniqueIndex:decision_once"`
	Version    int64    `gorm:"uniqueIndex:decision_once"` // the version that was decided on
	TaskID     int64    `gorm:"index:decision_task"`
	Machine    Machine  `gorm:"size:12"`
	FromState  State    `gorm:"size:24"`
	ToState    State    `gorm:"size:24"`
	Do         Do       `gorm:"size:24"`
	PersonID   int64    `gorm:"index:decision_person"`
	ForID      int64    // the absent holder a stand-in acts for
	Role       Role     `gorm:"size:24"`
	Level      Level
	Area       Area   `gorm:"size:96"`
	Door       Door   `gorm:"size:8"`
	Reason     string `gorm:"size:400"`
	At         Instant
	MACKey     uint32
	MAC        []byte `gorm:"size:32"`
}

// Alert says that a task is late or will be, to a desk further up.
type Alert struct {
	ID     int64
	TaskID int64 `gorm:"uniqueIndex:alert_step"`
	Step   int   `gorm:"uniqueIndex:alert_step"` // 1 will be late, 2 own level, 3 township, 4 county
	Role   Role  `gorm:"size:24"`
	Area   Area  `gorm:"size:96;index:alert_area"`
	At     Instant
}

// File is a photo or paper in the evidence store (佐证), cleaned and encrypted.
type File struct {
	ID         int64
	PublicID   PublicID `gorm:"size:26;uniqueIndex:file_public"`
	Key        string   `gorm:"size:64;column:store_key;index:file_key"`
	Kind       string   `gorm:"size:8"` // jpeg, pdf
	Size       int64
	Width      int
	Height     int
	UploadedBy int64
	Area       Area `gorm:"size:96"`
	CapturedAt Instant
	CreatedAt  Instant
}

// Attachment ties a file to what it proves.
type Attachment struct {
	ID         int64
	FileID     int64  `gorm:"uniqueIndex:attachment_once"`
	ObjectKind string `gorm:"size:12;uniqueIndex:attachment_once;index:attachment_object"`
	ObjectID   int64  `gorm:"uniqueIndex:attachment_once;index:attachment_object"`
	Purpose    string `gorm:"size:20;uniqueIndex:attachment_once"`
	At         Instant
}

// SealedSheet is a printed sheet that comes back with seal or signatures as a
// photo (盖章签字页, R-102).
type SealedSheet struct {
	ID          int64
	PublicID    PublicID `gorm:"size:26;uniqueIndex:sealed_public"`
	ObjectKind  string   `gorm:"size:12;index:sealed_object"`
	ObjectID    int64    `gorm:"index:sealed_object"`
	Purpose     string   `gorm:"size:20"` // publish, vote, report
	ListVersion int64
	FileID      int64
	FiledBy     int64
	FiledAt     Instant
	CreatedAt   Instant
}
