package casework

import (
	"time"

	"bangfu/model"
)

// TaskCard is a task as it stands in 待办: numbers only, no name (spec §10.6).
type TaskCard struct {
	ID       model.PublicID `json:"id"`
	Number   int            `json:"number"` // the person's own four digits
	Kind     string         `json:"kind"`   // step, end_photo, appoint
	Object   model.Ref      `json:"object"`
	Title    string         `json:"title"` // 新申请待受理
	Step     string         `json:"step"`  // where the matter stands: 等村上受理
	Do       model.Do       `json:"do"`    // what is asked for
	Say      string         `json:"say"`   // in everyday words: 受理
	Place    string         `json:"place"` // 山河镇解家川村
	Count    int64          `json:"count"` // households
	Due      time.Time      `json:"due,omitzero"`
	Late     bool           `json:"late"`
	DaysLeft int            `json:"days_left"` // working days; negative when late
	Version  int64          `json:"version"`
	Chat     model.Strength `json:"chat"` // how far by typing
}

// ActView is one thing that may be done now, derived from the procedure: the
// buttons of a page and the verbs of the chat.
type ActView struct {
	Do       model.Do       `json:"do"`
	Say      string         `json:"say"`
	Words    []string       `json:"words,omitempty"`
	Positive bool           `json:"positive"` // 同意 means this
	Ends     bool           `json:"ends"`     // 不通过: ends the household's case
	Chat     model.Strength `json:"chat"`
	PIN      bool           `json:"pin"` // needs the PIN entered today
	Reason   bool           `json:"reason"`
	Reasons  []string       `json:"reasons,omitempty"` // numbered standard reasons
	Rows     []string       `json:"rows,omitempty"`    // verdicts per row: keep, hold, refuse
	Targets  []TargetView   `json:"targets,omitempty"` // where it may be sent back to
	Form     model.Form     `json:"form"`
}

// TargetView is a state the actor may pick.
type TargetView struct {
	State model.State `json:"state"`
	Say   string      `json:"say"`
}

// TaskView is a task opened: the card, what may be done, and the matter itself.
type TaskView struct {
	TaskCard
	Status    string         `json:"status"` // open, sleeping, done, gone
	Shown     int64          `json:"-"`      // by number: the version this person was last shown under it
	Done      *DecisionView  `json:"done,omitempty"`
	Acts      []ActView      `json:"acts"`
	Case      *CaseView      `json:"case,omitempty"`
	Sheet     *SheetView     `json:"sheet,omitempty"`
	Roster    *RosterView    `json:"roster,omitempty"`
	Bundle    *BundleView    `json:"bundle,omitempty"`
	Objection *ObjectionView `json:"objection,omitempty"`
	Review    *ReviewView    `json:"review,omitempty"`
	History   []DecisionView `json:"history"`
	Early     *model.Facts   `json:"early,omitempty"` // it may not be done yet: the day
}

// DecisionView is who did what when: the office, never the person.
type DecisionView struct {
	Do     model.Do    `json:"do"`
	Say    string      `json:"say"`
	Office string      `json:"office"`
	At     time.Time   `json:"at"`
	From   model.State `json:"from"`
	To     model.State `json:"to"`
	Reason string      `json:"reason,omitempty"`
}

// CaseView is a household's matter for who may see it; fields an audience may not
// see are absent (spec §10.2).
type CaseView struct {
	ID          model.PublicID `json:"id"`
	Version     int64          `json:"version"`
	Type        model.CaseType `json:"type"`
	Category    model.Category `json:"category"`
	State       model.State    `json:"state"`
	Step        string         `json:"step"`
	ReceiptNo   string         `json:"receipt_no"`
	AcceptNo    string         `json:"accept_no,omitempty"`
	Village     string         `json:"village"` // code
	Group       string         `json:"group,omitempty"`
	Place       string         `json:"place"`
	Householder string         `json:"householder"`
	Number      string         `json:"number,omitempty"` // masked 6+4
	Phone       string         `json:"phone,omitempty"`
	Persons     int64          `json:"persons,omitempty"`
	Hardship    []string       `json:"hardship,omitempty"` // labels
	Words       string         `json:"words,omitempty"`
	ForOther    bool           `json:"for_other"`
	Relation    string         `json:"relation,omitempty"`
	Marks       []string       `json:"marks,omitempty"` // 收入在标准以上, 没有劳动力, 村干部近亲属
	Photos      []FileView     `json:"photos,omitempty"`
	Survey      *SurveyView    `json:"survey,omitempty"`
	Votes       []VoteView     `json:"votes,omitempty"`
	Steps       []StepView     `json:"steps"`
	Now         NowView        `json:"now"`
	Acts        []ActView      `json:"acts"` // what the reader may do now: 修改, 撤回, 补材料, 要求再核一次
	End         *EndView       `json:"end,omitempty"`
	Referrals   []ReferralView `json:"referrals,omitempty"`
	Previous    model.PublicID `json:"previous,omitempty"`
	CreatedAt   time.Time      `json:"created_at"`
}

// StepView is one step on the line of a household's way.
type StepView struct {
	Name   string    `json:"name"`
	Status string    `json:"status"` // done, now, next
	Office string    `json:"office,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Due    time.Time `json:"due,omitzero"`
}

// NowView says on whose desk a matter is, until when, and what is missing.
type NowView struct {
	Office   string     `json:"office"`
	Since    time.Time  `json:"since"`
	Due      time.Time  `json:"due,omitzero"`
	DaysLeft int        `json:"days_left"`
	Missing  []string   `json:"missing,omitempty"`
	Next     string     `json:"next,omitempty"`
	Sentence string     `json:"sentence"` // one plain sentence, as 进度 says it
	LastDay  model.Date `json:"last_day,omitempty"`
}

// EndView is how a refused matter ended and what can still be done.
type EndView struct {
	Office      string    `json:"office"`
	Reason      string    `json:"reason"`
	At          time.Time `json:"at"`
	ReviewUntil time.Time `json:"review_until,omitzero"`
	Review      string    `json:"review,omitempty"` // asked, granted, dismissed
	Answer      string    `json:"answer,omitempty"`
}

// ReferralView is a referral and its answer.
type ReferralView struct {
	ID     model.PublicID `json:"id"`
	Office string         `json:"office"`
	Day    model.Date     `json:"day"`
	Answer string         `json:"answer,omitempty"`
}

// FileView names a file and what it proves.
type FileView struct {
	ID      model.PublicID `json:"id"`
	Purpose string         `json:"purpose"`
	Kind    string         `json:"kind"`
}

// SurveyView is a survey for who may see it.
type SurveyView struct {
	Serial     int64              `json:"serial"`
	Day        model.Date         `json:"day,omitempty"`
	Methods    []string           `json:"methods,omitempty"`
	Persons    int64              `json:"persons"`
	PerHeadFen int64              `json:"per_head_fen"`
	LineFen    int64              `json:"line_fen"`
	BelowLine  bool               `json:"below_line"`
	HasLabour  bool               `json:"has_labour"`
	Housing    string             `json:"housing,omitempty"`
	WaterSafe  bool               `json:"water_safe"`
	Incomes    *model.IncomeInput `json:"incomes,omitempty"`
	Members    []MemberView       `json:"members,omitempty"`
	SignedBy   string             `json:"signed_by,omitempty"`
	Filled     bool               `json:"filled"`
	Surveyors  []SurveyorView     `json:"surveyors"`
}

// MemberView is a member of the household; the number masked.
type MemberView struct {
	Name     string `json:"name"`
	Number   string `json:"number"`
	Relation string `json:"relation"`
	Labour   bool   `json:"labour"`
}

// SurveyorView is who surveys: to cadres and to the household, for the visit.
type SurveyorView struct {
	Person   model.PublicID `json:"person"`
	Name     string         `json:"name"`
	Township bool           `json:"township"`
	Signed   bool           `json:"signed"`
	Me       bool           `json:"me"`
}

// VoteView is the result of a meeting on one household.
type VoteView struct {
	Meeting string     `json:"meeting"` // group, village
	Day     model.Date `json:"day"`
	Yes     int        `json:"yes"`
	No      int        `json:"no"`
	Abstain int        `json:"abstain"`
	Passed  bool       `json:"passed"`
	Reason  string     `json:"reason,omitempty"`
}

// RegisterEntry is an entry of a register of delegates.
type RegisterEntry struct {
	ID   model.PublicID `json:"id"`
	Name string         `json:"name"`
}

// SheetView is a group sheet: its register and the households it votes on.
type SheetView struct {
	ID       model.PublicID  `json:"id"`
	Version  int64           `json:"version"`
	State    model.State     `json:"state"`
	Place    string          `json:"place"`
	Serial   int64           `json:"serial"`
	Register []RegisterEntry `json:"register"`
	Quorum   int             `json:"quorum"` // how many must come
	Cases    []CaseView      `json:"cases"`
}

// RowView is a row of a list for a cadre.
type RowView struct {
	Row         int            `json:"row"`
	Case        model.PublicID `json:"case"`
	Group       int            `json:"group"`
	Householder string         `json:"householder"`
	Persons     int64          `json:"persons"`
	Verdict     model.Verdict  `json:"verdict"`
	Reason      string         `json:"reason,omitempty"`
	Marks       []string       `json:"marks,omitempty"`
	Vote        *VoteView      `json:"vote,omitempty"`
	Objections  int            `json:"objections,omitempty"`
	Kin         bool           `json:"kin"` // near kin of the reader: steps aside
}

// RosterView is a list for a cadre.
type RosterView struct {
	ID            model.PublicID  `json:"id"`
	Version       int64           `json:"version"`
	ListVersion   int64           `json:"list_version"`
	State         model.State     `json:"state"`
	Step          string          `json:"step"`
	Place         string          `json:"place"`
	Village       string          `json:"village"`
	Category      model.Category  `json:"category"`
	Serial        int64           `json:"serial"`
	Supplementary bool            `json:"supplementary"`
	Rows          []RowView       `json:"rows"`
	Persons       int64           `json:"persons"`
	Quota         *QuotaView      `json:"quota,omitempty"`
	Signed        []string        `json:"signed,omitempty"`
	Waiting       []string        `json:"waiting,omitempty"`
	Difference    DifferenceView  `json:"difference"`
	Questions     []Question      `json:"questions,omitempty"` // coverage
	Register      []RegisterEntry `json:"register,omitempty"`  // of delegates, at the assembly
	Supervision   []RegisterEntry `json:"supervision,omitempty"`
	Quorum        int             `json:"quorum,omitempty"`
	Publicity     *PublicityView  `json:"publicity,omitempty"` // the showing that runs or the last one
	Posted        string          `json:"posted,omitempty"`    // 9/12 villages of the township have posted
	Bundle        model.PublicID  `json:"bundle,omitempty"`
}

// DifferenceView says what changed since the last snapshot.
type DifferenceView struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"`
}

// QuotaView is a place's quota.
type QuotaView struct {
	Region    string         `json:"region"`
	Place     string         `json:"place"`
	Category  model.Category `json:"category"`
	Cap       int64          `json:"cap"`
	Allocated int64          `json:"allocated"`
	Reserved  int64          `json:"reserved"`
	Used      int64          `json:"used"`
	Free      int64          `json:"free"`
}

// PublicityView is a showing: place, days, photos; no row.
type PublicityView struct {
	ID         model.PublicID `json:"id"`
	Roster     model.PublicID `json:"roster"`
	Title      string         `json:"title"` // 第一次公示
	Place      string         `json:"place"`
	Category   model.Category `json:"category"`
	State      string         `json:"state"` // running, closed, void
	Posted     model.Date     `json:"posted"`
	FirstDay   model.Date     `json:"first_day"`
	LastDay    model.Date     `json:"last_day"`
	DaysLeft   int            `json:"days_left"`
	MovesOn    time.Time      `json:"moves_on"`
	Shifted    string         `json:"shifted,omitempty"`
	EndPhoto   bool           `json:"end_photo"`
	Households int64          `json:"households"`
	Link       string         `json:"link,omitempty"` // for who may print the poster
}

// PublicRow is a row of a public list: the fields that may be published, and no
// field for what may not (house law 6, spec §10.2).
type PublicRow struct {
	Row         int    `json:"row"`
	Group       int    `json:"group,omitempty"` // not in a county announcement
	Village     string `json:"village,omitempty"`
	Householder string `json:"householder"` // 张* for a minor or an orphan
	Persons     int64  `json:"persons"`
	Category    string `json:"category"`
}

// PublicList is a list as the public sees it.
type PublicList struct {
	ID        model.PublicID `json:"id"`
	Title     string         `json:"title"`
	Place     string         `json:"place"`
	FirstDay  model.Date     `json:"first_day"`
	LastDay   model.Date     `json:"last_day"`
	DaysLeft  int            `json:"days_left"`
	Version   int64          `json:"version"`
	Hash      string         `json:"hash"` // short: the same stands on the poster
	Rows      []PublicRow    `json:"rows"`
	Corrected []string       `json:"corrected,omitempty"`
	Notice    string         `json:"notice"` // how to object, until when
}

// BundleView is what a township handed in.
type BundleView struct {
	ID      model.PublicID `json:"id"`
	Version int64          `json:"version"`
	State   model.State    `json:"state"`
	Step    string         `json:"step"`
	Place   string         `json:"place"`
	Serial  int64          `json:"serial"`
	Rosters []RosterView   `json:"rosters"`
	Count   int64          `json:"count"`
	Persons int64          `json:"persons"`
}

// ObjectionView is an objection for its handler or its own objector.
type ObjectionView struct {
	ID        model.PublicID `json:"id"`
	Version   int64          `json:"version"`
	ReceiptNo string         `json:"receipt_no"`
	State     model.State    `json:"state"`
	Step      string         `json:"step"`
	Place     string         `json:"place"`
	Kind      string         `json:"kind"`
	Row       int            `json:"row,omitempty"`
	Words     string         `json:"words,omitempty"`    // handler and objector only
	Objector  string         `json:"objector,omitempty"` // handler only, never for 不留名
	Received  model.Date     `json:"received"`
	Result    string         `json:"result,omitempty"`
	Answer    string         `json:"answer,omitempty"`
	Photos    []FileView     `json:"photos,omitempty"`
	Roster    model.PublicID `json:"roster,omitempty"`
}

// ReviewView is a 复核 for its desk.
type ReviewView struct {
	ID      model.PublicID `json:"id"`
	Version int64          `json:"version"`
	State   model.State    `json:"state"`
	Step    string         `json:"step"`
	Words   string         `json:"words,omitempty"`
	Case    CaseView       `json:"case"`
	Result  string         `json:"result,omitempty"`
}

// Office is whom to ask (找人).
type Office struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// PlanView is the latest day of a step that still meets the deadline, for a village (倒排工期).
type PlanView struct {
	Step   string     `json:"step"`
	Say    string     `json:"say"`
	Latest model.Date `json:"latest"`
	Status string     `json:"status"` // done, now, next
	Late   bool       `json:"late"`
}

// RoundView is a round as everybody in scope sees it.
type RoundView struct {
	ID       model.PublicID `json:"id"`
	Version  int64          `json:"version"`
	Title    string         `json:"title"`
	Scheme   string         `json:"scheme"`
	Draft    bool           `json:"draft"`
	State    model.State    `json:"state"`
	Step     string         `json:"step"`
	BaseYear int            `json:"base_year"`
	Year     int            `json:"year"`
	LineFen  int64          `json:"line_fen"`
	Assumed  []string       `json:"assumed,omitempty"`
	Acts     []ActView      `json:"acts"`
}

// AlertView is something late or about to be.
type AlertView struct {
	Step   int       `json:"step"`
	Title  string    `json:"title"`
	Place  string    `json:"place"`
	Office string    `json:"office"`
	Due    time.Time `json:"due"`
	At     time.Time `json:"at"`
}
