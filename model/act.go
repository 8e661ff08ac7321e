package model

import "time"

// Kinds of objects an act is done on.
const (
	ObjectRound     = "round"
	ObjectCase      = "case"
	ObjectSheet     = "sheet"
	ObjectRoster    = "roster"
	ObjectBundle    = "bundle"
	ObjectObjection = "objection"
	ObjectReview    = "review"
	ObjectPublicity = "publicity"
	ObjectReferral  = "referral"
	ObjectPerson    = "person"
	ObjectFile      = "file"
	ObjectTask      = "task"
)

// Ref names an object from outside the house.
type Ref struct {
	Kind string   `json:"kind"`
	ID   PublicID `json:"id"`
}

// Act is what somebody wants done: one row of the procedure on one object.
type Act struct {
	Object  Ref      `json:"object"`
	Do      Do       `json:"do"`
	Version int64    `json:"version"`           // of the object as the actor saw it; 0 only for acts on one's own case and where nobody looked: timers, seeding
	Task    PublicID `json:"task,omitempty"`    // the task it answers, when it answers one
	Request string   `json:"request"`           // idempotency key: the same key is the same act
	Reason  string   `json:"reason,omitempty"`  // why; required where the row asks for it
	Opinion string   `json:"opinion,omitempty"` // a standard opinion
	Target  State    `json:"target,omitempty"`  // where the row lets the actor pick
	Input   Input    `json:"input,omitzero"`    // what the step's form asks for

	// Fingerprint is the hash of the request as it came in, by which a repeat is
	// told from the same key with other content; the JSON form alone would not
	// do, for it masks numbers.
	Fingerprint string `json:"-"`
}

// Input is what the forms of the steps ask for; each step reads its own part.
type Input struct {
	Rows       []RowJudgement   `json:"rows,omitempty"`       // verdicts: rows not named are kept
	Survey     *SurveyInput     `json:"survey,omitempty"`     // survey
	Meeting    *MeetingInput    `json:"meeting,omitempty"`    // report, vote
	Posting    *PostingInput    `json:"posting,omitempty"`    // publish
	Correction *CorrectionInput `json:"correction,omitempty"` // correct
	Comparison *ComparisonInput `json:"comparison,omitempty"` // compare
	Verdict    string           `json:"verdict,omitempty"`    // objection: rejected, upheld, partly; review: granted, dismissed
	Resurvey   bool             `json:"resurvey,omitempty"`   // upheld because facts changed: back to the survey
	Answer     Sensitive        `json:"answer,omitzero"`      // answer to an objection or a review
	Village    string           `json:"village,omitempty"`    // pass_on: the right village's code
	Case       PublicID         `json:"case,omitempty"`       // merge: the case it is a duplicate of
	Files      []PublicID       `json:"files,omitempty"`      // evidence of the step
	Sheet      PublicID         `json:"sheet,omitempty"`      // the sealed sheet that came back
	Thresholds *RoundInput      `json:"round,omitempty"`      // open
}

// RowJudgement is a verdict on one row of a list.
type RowJudgement struct {
	Roster  PublicID `json:"roster,omitempty"` // of a bundle: which list
	Row     int      `json:"row"`              // row number on the list
	Verdict Verdict  `json:"verdict"`          // kept, held, refused
	Reason  string   `json:"reason,omitempty"` // required for held and refused
}

// SurveyInput is the short survey form (入户调查表, short).
type SurveyInput struct {
	Day        Date             `json:"day"`
	Methods    []string         `json:"methods"` // typical_feature, factor_comparison, acquaintance, income_estimate
	Members    []MemberInput    `json:"members"`
	NewHead    string           `json:"new_head,omitempty"` // why the householder is another person than on the application (户主变更)
	Incomes    IncomeInput      `json:"incomes"`
	Housing    string           `json:"housing"` // A, B, C, D
	Water      bool             `json:"water_safe"`
	Words      Sensitive        `json:"words,omitzero"`
	SignedBy   string           `json:"signed_by"` // householder, family
	SignReason string           `json:"sign_reason,omitempty"`
	Signature  PublicID         `json:"signature"`
	Evidence   []PublicID       `json:"evidence,omitempty"`
	Comparison *ComparisonInput `json:"comparison,omitempty"`
}

// MemberInput is one member of the household in the short form.
type MemberInput struct {
	Name     string   `json:"name"`
	Number   IDNumber `json:"number"`
	Relation string   `json:"relation"` // code list C05
	Labour   bool     `json:"labour"`   // able to work
	Orphan   bool     `json:"orphan,omitempty"`
}

// IncomeInput is the household's income of the period by the four kinds, in fen,
// and the costs of production (spec §3.1).
type IncomeInput struct {
	WageFen     int64 `json:"wage_fen"`
	BusinessFen int64 `json:"business_fen"`
	PropertyFen int64 `json:"property_fen"`
	TransferFen int64 `json:"transfer_fen"`
	CostFen     int64 `json:"cost_fen"`
}

// PerHeadFen returns the net income per head in fen (人均纯收入), rounded half up;
// a household without members is an error, never a division.
func (in IncomeInput) PerHeadFen(members int64) (int64, error) {
	if members <= 0 {
		return 0, InvalidField("members", "家里至少要填一口人")
	}
	net := in.WageFen + in.BusinessFen + in.PropertyFen + in.TransferFen - in.CostFen
	if net < 0 {
		return -((-net*2 + members) / (2 * members)), nil
	}
	return (net*2 + members) / (2 * members), nil
}

// ComparisonInput is the answer of the data comparison (数据比对), a form until
// departments have accounts (decisions 15a).
type ComparisonInput struct {
	Hit  bool      `json:"hit"`
	Note Sensitive `json:"note,omitzero"`
}

// MeetingInput is the record of a meeting with its votes.
type MeetingInput struct {
	Day      Date            `json:"day"`
	Place    string          `json:"place"`
	Chair    string          `json:"chair"`
	Present  []PublicID      `json:"present"`           // entries of the register who came
	Witness  PublicID        `json:"witness,omitempty"` // entry of the supervision register
	Votes    []VoteInput     `json:"votes"`
	Coverage []CoverageInput `json:"coverage,omitempty"`
	Sheet    PublicID        `json:"sheet,omitempty"` // sealed page of the minutes
}

// VoteInput is the count of one household.
type VoteInput struct {
	Case    PublicID `json:"case"`
	Yes     int      `json:"yes"`
	No      int      `json:"no"`
	Abstain int      `json:"abstain"`
	Reason  string   `json:"reason,omitempty"`
}

// CoverageInput answers one coverage question (应纳未纳).
type CoverageInput struct {
	Subject string `json:"subject"`
	Answer  string `json:"answer"`
}

// PostingInput says when and how a list was posted.
type PostingInput struct {
	Day     Date       `json:"day"`               // of posting
	Photos  []PublicID `json:"photos"`            // of the board
	Witness PublicID   `json:"witness,omitempty"` // for a day before today (product §10)
	Sheet   PublicID   `json:"sheet,omitempty"`   // sealed sheet
}

// CorrectionInput puts one row right.
type CorrectionInput struct {
	Row   int    `json:"row"`
	Field string `json:"field"` // householder, persons
	Value string `json:"value"`
}

// RoundInput opens a round.
type RoundInput struct {
	LineFen int64 `json:"line_fen"` // only where the scheme leaves the line to the county
}

// Outcome is what an act did, in types; every door renders it, also on a repeat.
type Outcome struct {
	Kind       string    `json:"kind"` // done, recorded (others must still act), received
	Object     Ref       `json:"object"`
	Do         Do        `json:"do"`
	Say        string    `json:"say"`
	From       State     `json:"from,omitempty"`
	To         State     `json:"to,omitempty"`
	Version    int64     `json:"version"`
	Number     string    `json:"number,omitempty"`      // 受理号, 回执号, serial of a bundle
	NextOffice string    `json:"next_office,omitempty"` // who has it now
	NextSay    string    `json:"next_say,omitempty"`    // what is done there
	NextDue    time.Time `json:"next_due,omitzero"`
	Waiting    []string  `json:"waiting,omitempty"` // roles that must still sign
	LastDay    Date      `json:"last_day,omitempty"`
	MovesOn    time.Time `json:"moves_on,omitzero"`
	Shifted    string    `json:"shifted,omitempty"`
	Count      int64     `json:"count,omitempty"` // households that went on
	Held       int64     `json:"held,omitempty"`
	Asked      int64     `json:"asked,omitempty"`       // households held once before: they go on, with the question to the level above
	RemedyDue  int       `json:"remedy_days,omitempty"` // working days to put it right
	Reason     string    `json:"reason,omitempty"`
	TasksLeft  int64     `json:"tasks_left,omitempty"` // of the actor, after this
	LeftRows   int64     `json:"left_rows,omitempty"`  // rows left to another holder (near kin)
	Digest     string    `json:"digest,omitempty"`     // short digest of the audit row: the receipt
	Repeat     bool      `json:"-"`                    // answered from the record
}
