package workflow

import "bangfu/model"

// Scheme is the regulation of one campaign or regime as data (方案). A case and a
// roster keep the scheme under which they were opened, by its hash.
type Scheme struct {
	Key     string // zhengning-2014
	Title   string // 正宁县扶贫对象建档立卡
	Version int
	Hash    string // SHA-256 over Source, hex
	Draft   bool   // 草案: shown as such
	Source  []byte // canonical source; Parse of it gives the same scheme

	CaseTypes      []model.CaseType // the first is what a household applies for
	Categories     []model.Category // of the lists, one per case type, in the same order
	Lines          []Line           // poverty line by year (贫困标准)
	LineFromCounty bool             // the county names the line when it opens a round
	RequireLabour  bool             // 有劳动力 is marked beside the row
	Standards      []Standard       // which standard the quota binds
	Income         Income
	Quota          Quota
	Calendar       string // CN
	Deadlines      []Deadline
	OpensWith      []string // what is checked when a round opens
	Opinions       []string // standard opinions that may follow a positive verb
	Assumed        []Assumed
	EndsOnRestDay  RestDay       // what a publicity does when its last day is a rest day
	Total          *Limit        // length of the whole case from its report, nil in a campaign
	Optional       []model.State // states a county may leave out
	Skipped        []model.State // states this version leaves out

	machines []machine
}

// machine is one state machine of a scheme with its rows in file order.
type machine struct {
	name     model.Machine
	rules    []Rule
	states   []model.State // in the order of the words
	words    map[model.State]string
	terminal map[model.State]bool
	line     int
}

// Line is the poverty line of one year: net income per head in fen.
type Line struct {
	Year   int
	Fen    int64
	Source string
}

// Standard says whether the quota binds the rows of a standard (识别标准).
type Standard struct {
	Name  string // national, province, county
	Quota string // quota, no_quota
}

// Income says over which time income is counted (收入口径).
type Income struct {
	Window         string // calendar: the calendar year; rolling: the last twelve months
	ReportingPoint string // 标准时点, month-day: 12-31
}

// QuotaMode says whether the number of persons is limited (规模控制).
type QuotaMode string

// The quota modes. Monitoring schemes must be off: 应纳尽纳 (spec §2.6).
const (
	QuotaStrict QuotaMode = "strict"
	QuotaOff    QuotaMode = "off"
)

// Quota is how a scheme limits its lists (规模控制).
type Quota struct {
	Mode       QuotaMode
	Unit       string // persons, households
	Categories []model.Category
}

// Binds reports whether rows of the category are limited.
func (q Quota) Binds(c model.Category) bool {
	if q.Mode != QuotaStrict {
		return false
	}
	for _, have := range q.Categories {
		if have == c {
			return true
		}
	}
	return false
}

// Deadline is the day by which a step of the campaign is done (时限). It is the
// step that is due, never the single case, and it does not shift (decisions 9).
type Deadline struct {
	Name     string // identified, planned, entered, online, updated
	Machine  model.Machine
	State    model.State // reached by then
	NextYear bool        // in the year after the round's
	Month    int
	Day      int
	Line     int
}

// Assumed is a value that was found in no text (未见文件依据).
type Assumed struct {
	Path string // roster.ready_1.publish
	Note string
	Line int
}

// CategoryOf returns the list on which cases of the type stand.
func (s *Scheme) CategoryOf(t model.CaseType) (model.Category, bool) {
	for i, have := range s.CaseTypes {
		if have == t && i < len(s.Categories) {
			return s.Categories[i], true
		}
	}
	return "", false
}

// LineOf returns the poverty line of the base year in fen per head. A year that
// is not in the table is KindInvalid and names the year.
func (s *Scheme) LineOf(year int) (int64, error) {
	for _, l := range s.Lines {
		if l.Year == year {
			return l.Fen, nil
		}
	}
	if s.LineFromCounty {
		return 0, model.InvalidField("line_fen", "这个方案的标准由县里定，请先填写标准再启动")
	}
	return 0, model.InvalidField("base_year", yearText(year)+"年没有标准，请换年度，或在方案的 line 里补上这一年")
}
