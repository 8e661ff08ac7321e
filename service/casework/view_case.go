package casework

import (
	"time"

	"bangfu/model"
)

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
	ProxyReason string         `json:"proxy_reason,omitempty"` // why it was handed in for another
	Marks       []string       `json:"marks,omitempty"`        // 收入在标准以上, 没有劳动力, 村干部近亲属
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
	Missing  []string   `json:"missing,omitempty"` // what is to be put right, as the office wrote it
	Bring    string     `json:"bring,omitempty"`   // how: what to do, where to go with what
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
