package model

// Kinds of notices (告知).
const (
	NoticeTask     = "task"     // a desk or a person is asked to do something
	NoticeDecided  = "decided"  // somebody else has done it
	NoticeProgress = "progress" // a household's matter has moved
	NoticeAlert    = "alert"    // something is late or will be
	NoticePublic   = "public"   // a list is shown in the village
	NoticeAnswer   = "answer"   // an objection was answered: nobody of the village sees that there was one
)

// NoticeFacts is what a notice may say: step, place, count, deadline, number; no
// name, no citizen's number, no cause, no money (spec §10.6).
type NoticeFacts struct {
	Title    string  `json:"title"`              // 新申请待受理
	Say      string  `json:"say,omitempty"`      // what is asked or was done: 受理
	Place    string  `json:"place,omitempty"`    // 山河镇解家川村
	Count    int64   `json:"count,omitempty"`    // how many
	Unit     string  `json:"unit,omitempty"`     // of what: 户; "" = 件
	Due      Instant `json:"due,omitempty"`      // until when
	Number   int     `json:"number,omitempty"`   // the person's number for the task
	Receipt  string  `json:"receipt,omitempty"`  // receipt or acceptance number
	Office   string  `json:"office,omitempty"`   // who has it now, or who decided
	Next     string  `json:"next,omitempty"`     // what comes next, in words
	LastDay  Date    `json:"last_day,omitempty"` // of a publicity
	Reason   string  `json:"reason,omitempty"`   // a standard reason
	Note     string  `json:"note,omitempty"`     // a reason in the office's own words: for the message box, on no card and in no chat
	Days     int     `json:"days,omitempty"`     // working days to put something right
	HowToAsk string  `json:"how_to_ask,omitempty"`
}

// MailingFacts are the facts of a mass notice with the page it opens.
type MailingFacts struct {
	NoticeFacts
	Link string `json:"link,omitempty"`
}
