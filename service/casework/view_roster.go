package casework

import (
	"time"

	"bangfu/model"
)

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
	Acts          []ActView       `json:"acts,omitempty"` // on the page of this list only
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
	Title      string         `json:"title"` // 贫困户名单（第一次公示）
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
	Acts    []ActView      `json:"acts,omitempty"` // on the page of this bundle only
}
