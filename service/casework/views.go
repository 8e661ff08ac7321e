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
	Mark
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
	For    model.Date `json:"for"`    // the deadline that a later day would miss
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
