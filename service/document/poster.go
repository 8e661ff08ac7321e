package document

import (
	"slices"
	"strconv"

	"bangfu/model"
)

// Column is what a publicity may show of a household: the words of the scheme's
// `show`.
type Column string

// The columns. There is none for anything else: what has no column cannot be
// printed (spec §10.2).
const (
	ColumnGroup       Column = "group"
	ColumnVillage     Column = "village"
	ColumnHouseholder Column = "householder"
	ColumnPersons     Column = "persons"
	ColumnCategory    Column = "category"
)

// Row is a household on a poster.
type Row struct {
	No          int
	Group       string // 一组
	Village     string // in a county announcement
	Householder string
	Persons     int64
	Category    string
}

// Notice is what every sheet on the wall says: which list, from when to when, and
// where to object.
type Notice struct {
	Round        string // title of the round
	Place        string // 山河镇解家川村
	Title        string // 贫困户名单
	Showing      string // 第一次公示, 公告
	Days         Days
	Phones       []Phone
	Link         string         // of the list, unguessable
	Announcement model.PublicID // instead of the link: anybody may read it (公告)
	Sheet        model.PublicID // the sealed sheet this is, if it is one
	Hash         string         // short hash of the list
	Issuer       string         // whose seal
	Corrected    []string
}

// kind is what people call it.
func (n Notice) kind() string {
	if n.Announcement != "" {
		return "公告"
	}
	return "公示"
}

// Days are when a list is shown.
type Days struct{ Posted, First, Last model.Date }

// Poster is a list as it hangs on the wall (公示单).
type Poster struct {
	Notice
	Show    []Column // of the scheme
	Rows    []Row
	Signers []string // who signs beside the seal
	Early   bool     // printed before it was posted: the days hold for this day of posting
}

// Sizes of a poster in points of A3, to be read from 1.5 m.
const (
	edge       = 56.0
	titleSize  = 66.0
	leastTitle = 60.0
	placeSize  = 40.0
	daysSize   = 30.0
	rowSize    = 30.0
	rowLead    = 36.0
	wordLead   = 42.0 // of sentences as large as a row
	noteSize   = 22.0
	noteLead   = 30.0
	smallSize  = 18.0
	codeSide   = 180.0
	footHeight = 252.0
	contHeight = 64.0 // of the head of the second and further pages
)

// Poster prints a list. Errors: KindInvalid for a character no font has.
func (p *Printer) Poster(in Poster, paper Paper) ([]byte, error) {
	defer p.press()()
	s := newSheet(p.faces, a3Width, a3Height, paper.scale, in.Place+in.Title+in.Showing)
	t := table{x: edge, size: rowSize, lead: rowLead, pad: 4, rows: len(in.Rows), columns: in.columns(s.width - 2*edge)}
	blocks := s.blocks(t)
	if len(in.Rows) == 0 {
		blocks = append(blocks, s.sentence("本次没有户。", rowSize, wordLead))
	}
	for _, text := range in.Corrected {
		blocks = append(blocks, s.sentence("勘误："+text, noteSize, noteLead))
	}
	blocks = append(blocks, s.seals(in))
	s.flow(blocks, p.wall(s, in.Notice))
	return s.bytes()
}

// columns deals the width out: what is left goes to the householder.
func (in Poster) columns(width float64) []column {
	all := []struct {
		show  Column
		head  string
		width float64
		cell  func(Row) string
	}{
		{ColumnGroup, "组", 112, func(r Row) string { return r.Group }},
		{ColumnVillage, "村", 176, func(r Row) string { return r.Village }},
		{ColumnHouseholder, "户主", 0, func(r Row) string { return r.Householder }},
		{ColumnPersons, "人数", 84, func(r Row) string { return strconv.FormatInt(r.Persons, 10) }},
		{ColumnCategory, "类别", 204, func(r Row) string { return r.Category }},
	}
	columns := []column{{"序号", 84, func(i int) string { return strconv.Itoa(in.Rows[i].No) }}}
	left, name := width-84, -1
	for _, c := range all {
		if !slices.Contains(in.Show, c.show) {
			continue
		}
		if c.width == 0 {
			name = len(columns)
		}
		left -= c.width
		columns = append(columns, column{c.head, c.width, func(i int) string { return c.cell(in.Rows[i]) }})
	}
	if name >= 0 {
		columns[name].width = left
	}
	return columns
}

// sentence is a paragraph over the whole width.
func (s *sheet) sentence(text string, size, lead float64) block {
	lines := s.wrap(text, size, s.width-2*edge)
	return block{height: float64(len(lines))*lead + 8, draw: func(y float64) {
		for i, line := range lines {
			s.text(edge, y+float64(i+1)*lead, size, line)
		}
	}}
}

// seals is the place for signatures and the seal, under the last row.
func (s *sheet) seals(in Poster) block {
	return block{height: 160, draw: func(y float64) {
		y += 16
		for i, who := range in.Signers {
			at := y + 26 + float64(i)*38
			label := who + "签字："
			s.text(edge, at, noteSize, label)
			s.line(edge+s.measure(label, noteSize), at+4, edge+400, at+4, thin)
		}
		right := s.width - edge
		s.middle(right-300, right, y+26, noteSize, in.Issuer)
		s.middle(right-300, right, y+62, noteSize, "（盖章）")
		s.middle(right-300, right, y+98, noteSize, day(in.Days.Posted)+"张贴")
		if in.Early {
			s.text(edge, y+138, smallSize, "本单按"+day(in.Days.Posted)+"张贴计算；改日张贴，请重新打印。")
		}
	}}
}

// wall is the border of what hangs on the wall: a large head on the first page, a
// short one on the others, and on each the way to object, the QR and the page.
func (p *Printer) wall(s *sheet, n Notice) border {
	titles, size := s.titles(n)
	first := edge + placeSize*1.2 + float64(len(titles))*size*1.25 + daysSize*1.5 + noteSize*1.5 + 18
	return border{
		top: func(page int) float64 {
			if page == 1 {
				return first
			}
			return edge + contHeight
		},
		bottom: s.height - edge - footHeight,
		draw: func(page, of int) {
			if page == 1 {
				s.head(n, titles, size)
			} else {
				whole := n.Place + n.Title + "（" + n.Showing + "）（续）"
				s.middle(edge, s.width-edge, edge+34, s.fit(whole, 32, s.width-2*edge), whole)
			}
			p.foot(s, n, page, of)
		},
	}
}

// titles is the title in one line where it fits at a size to be read from afar,
// else in two.
func (s *sheet) titles(n Notice) ([]string, float64) {
	width := s.width - 2*edge
	whole := n.Title + n.Showing
	if size := s.fit(whole, titleSize, width); size >= leastTitle {
		return []string{whole}, size
	}
	lines := append(s.wrap(n.Title, leastTitle, width), n.Showing)
	return lines, leastTitle
}

func (s *sheet) head(n Notice, titles []string, size float64) {
	left, right := edge, s.width-edge
	y := edge + placeSize*0.9
	s.middle(left, right, y, s.fit(n.Place, placeSize, right-left), n.Place)
	y += placeSize * 0.3
	for _, line := range titles {
		y += size * 1.25
		s.middle(left, right, y-size*0.2, size, line)
	}
	days := n.kind() + "时间：" + day(n.Days.First) + "至" + day(n.Days.Last) + "24:00"
	y += daysSize * 1.3
	s.middle(left, right, y, s.fit(days, daysSize, right-left), days)
	y += noteSize * 1.5
	s.middle(left, right, y, s.fit(n.Round, noteSize, right-left), n.Round)
}

// foot says on every page where to object, with the QR that opens the list.
func (p *Printer) foot(s *sheet, n Notice, page, of int) {
	top := s.height - edge - footHeight + 12
	right := s.width - edge
	s.line(edge, top, right, top, thick)
	text := "有不同意见，或者有该评没评上的户，请在" + day(n.Days.Last) + "24:00前反映：扫右边的二维码，或者打下面的电话。谁反映的，村里不知道。"
	y := top + 6
	for _, line := range s.wrap(text, noteSize, right-edge-codeSide-24) {
		y += noteLead
		s.text(edge, y, noteSize, line)
	}
	y += 6
	for _, phone := range n.Phones {
		y += 27
		line := phone.Office + "　" + phone.Number
		s.text(edge, y, s.fit(line, noteSize, right-edge-codeSide-24), line)
	}
	address := PosterAddress(p.base, n.Link, n.Sheet)
	if n.Announcement != "" {
		address = p.base + announcementPath + string(n.Announcement)
	}
	s.code(address, right-codeSide, top+4, codeSide)
	s.middle(right-codeSide, right, top+codeSide+18, smallSize, "微信扫一扫，看名单")
	s.middle(right-codeSide-30, right+30, top+codeSide+44, smallSize, "校验码 "+n.Hash)
	s.middle(edge, right, s.height-edge+24, noteSize, "第"+strconv.Itoa(page)+"页　共"+strconv.Itoa(of)+"页")
}

// day writes a day with its year: a sheet outlives the year it hangs in.
func day(d model.Date) string { return strconv.Itoa(d.Year()) + "年" + d.Words() }
