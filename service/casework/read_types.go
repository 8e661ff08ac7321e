package casework

import (
	"time"

	"bangfu/model"
)

// Acts of a household or a clerk that are no row of the machine of their object;
// each has its own use case: Change, AskReview, Refer, EndPhoto.
const (
	DoChange    model.Do = "change"     // 修改
	DoAskReview model.Do = "ask_review" // 要求再核一次
	DoRefer     model.Do = "refer"      // 转介
	DoEndPhoto  model.Do = "end_photo"  // 期满照片
)

// CaseFilter asks for a part of the cases in scope.
type CaseFilter struct {
	State model.State
	Area  string // region code, "" = everything in scope
	After string // cursor: the last one seen
	Limit int    // 1…200, else 50
}

// RosterFilter asks for a part of the lists in scope.
type RosterFilter struct {
	State model.State
	After string // cursor: the last one seen
	Limit int    // 1…200, else 50
}

// MessageView is a notice in a person's message box.
type MessageView struct {
	ID    model.PublicID `json:"id"`
	Kind  string         `json:"kind"`
	Title string         `json:"title"`
	Text  string         `json:"text"`
	Link  string         `json:"link,omitempty"`
	At    time.Time      `json:"at"`
	State string         `json:"state"` // in words: 已送达, 已电话告知, 确定送不到
	Seen  bool           `json:"seen"`
}

// PlaceView is a place to pick from.
type PlaceView struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Level string `json:"level"` // township, village, group
	Open  bool   `json:"open"`  // applications are taken there now
}

// LookView says that an office has looked at a household's data (谁看过我家的资料).
type LookView struct {
	Office  string    `json:"office"`
	Purpose string    `json:"purpose"`
	At      time.Time `json:"at"`
}
