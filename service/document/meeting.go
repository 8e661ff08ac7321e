package document

import (
	"strconv"
	"strings"

	"bangfu/model"
)

// Household is a household a meeting votes on. It lies on the meeting's table and
// hangs on no wall; neither numbers nor health nor income are on it all the same.
type Household struct {
	No          int
	Group       string
	Householder string
	Persons     int64
	Marks       []string // 收入在标准以上, 没有劳动力: the meeting must know (decisions 15a)
}

// Meeting is the sheet of a group meeting or of a village assembly (小组评议表,
// 村民代表会议评议表): the households as they were put to it, everything else to be
// filled in by hand, signed, sealed and photographed.
type Meeting struct {
	Round      string
	Place      string
	Title      string // 村民小组评议表
	Serial     int64
	Register   []string // who may vote, in order
	Quorum     int      // how many must come; 0 = not asked
	Households []Household
	Questions  []string // families that are not on the list, put to the meeting
	Witnesses  []string // members of the 村务监督委员会, one of whom witnesses
	Issuer     string   // whose seal
	Sheet      model.PublicID
	Hash       string
}

// Sizes of a sheet in points of A4.
const (
	sheetEdge  = 40.0
	sheetTitle = 24.0
	sheetText  = 12.0
	sheetLead  = 20.0
	sheetCode  = 84.0
)

// Meeting prints the sheet, on A4. Errors: KindInvalid for a character no font has.
func (p *Printer) Meeting(in Meeting) ([]byte, error) {
	defer p.press()()
	s := newSheet(p.faces, a4Width, a4Height, 1, in.Place+in.Title)
	var blocks []block
	blocks = append(blocks, s.blanks(in), s.heading("一、到会签到（应到"+strconv.Itoa(len(in.Register))+"人）"))
	blocks = append(blocks, s.attendance(in.Register)...)
	blocks = append(blocks, s.heading("二、逐户表决"))
	blocks = append(blocks, s.votes(in.Households)...)
	blocks = append(blocks, s.questions(in.Questions)...)
	blocks = append(blocks, s.signatures(in))
	s.flow(blocks, p.tabletop(s, in))
	return s.bytes()
}

// tabletop is the border of a sheet that is filled in: title, QR and page on each page.
func (p *Printer) tabletop(s *sheet, in Meeting) border {
	right := s.width - sheetEdge
	return border{
		top:    func(int) float64 { return sheetEdge + sheetCode + 14 },
		bottom: s.height - sheetEdge - 16,
		draw: func(page, of int) {
			s.code(SheetAddress(p.base, in.Sheet), right-sheetCode, sheetEdge-8, sheetCode)
			left := right - sheetCode - sheetEdge - 8
			s.middle(sheetEdge, sheetEdge+left, sheetEdge+24, s.fit(in.Place+in.Title, sheetTitle, left), in.Place+in.Title)
			s.middle(sheetEdge, sheetEdge+left, sheetEdge+48, sheetText, in.Round+"　第"+strconv.FormatInt(in.Serial, 10)+"次")
			s.middle(sheetEdge, sheetEdge+left, sheetEdge+68, sheetText, "校验码 "+in.Hash)
			s.middle(right-sheetCode-8, right+8, sheetEdge+sheetCode+2, 10, "签字盖章后拍照用")
			s.middle(sheetEdge, right, s.height-sheetEdge+8, 10, "第"+strconv.Itoa(page)+"页　共"+strconv.Itoa(of)+"页　每一页都要签字、盖章、拍照")
		},
	}
}

// blanks are the lines about the meeting.
func (s *sheet) blanks(in Meeting) block {
	quorum := ""
	if in.Quorum > 0 {
		quorum = "（到会" + strconv.Itoa(in.Quorum) + "人以上才能开会）"
	}
	lines := []string{
		"日期：＿＿＿＿年＿＿月＿＿日　　地点：＿＿＿＿＿＿＿＿＿＿＿＿",
		"主持人：＿＿＿＿＿＿＿＿　　记录人：＿＿＿＿＿＿＿＿",
		"应到" + strconv.Itoa(len(in.Register)) + "人　实到＿＿＿人" + quorum,
	}
	return block{height: float64(len(lines))*26 + 6, draw: func(y float64) {
		for i, line := range lines {
			s.text(sheetEdge, y+float64(i+1)*26-8, 13, line)
		}
	}}
}

func (s *sheet) heading(text string) block {
	return block{height: 30, draw: func(y float64) { s.text(sheetEdge, y+22, 14, text) }}
}

// attendance is the register, three to a line, each with room for a signature.
func (s *sheet) attendance(register []string) []block {
	const across = 3
	width := (s.width - 2*sheetEdge) / across
	var columns []column
	for at := range across {
		columns = append(columns,
			column{"姓名", width * 0.45, func(row int) string { return nth(register, row*across+at) }},
			column{"签到", width * 0.55, func(int) string { return "" }})
	}
	return s.blocks(table{x: sheetEdge, size: sheetText, lead: sheetLead, pad: 5, columns: columns, rows: (len(register) + across - 1) / across})
}

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// votes has a line for each household.
func (s *sheet) votes(hs []Household) []block {
	if len(hs) == 0 {
		return []block{{height: 30, draw: func(y float64) { s.text(sheetEdge, y+20, 13, "这次没有要评议的户（零报告）。") }}}
	}
	empty := func(int) string { return "" }
	columns := []column{
		{"序号", 34, func(i int) string { return strconv.Itoa(hs[i].No) }},
		{"组", 42, func(i int) string { return hs[i].Group }},
		{"户主", 84, func(i int) string { return hs[i].Householder }},
		{"人数", 34, func(i int) string { return strconv.FormatInt(hs[i].Persons, 10) }},
		{"要说明的", 108, func(i int) string { return strings.Join(hs[i].Marks, "\n") }},
		{"同意", 36, empty}, {"反对", 36, empty}, {"弃权", 36, empty},
		{"不通过的理由", 105, empty},
	}
	return s.blocks(table{x: sheetEdge, size: sheetText, lead: sheetLead, pad: 6, columns: columns, rows: len(hs)})
}

// questions asks about families that are not on the list.
func (s *sheet) questions(qs []string) []block {
	if len(qs) == 0 {
		return nil
	}
	columns := []column{
		{"没有列入的户", 215, func(i int) string { return qs[i] }},
		{"会上的意见", 300, func(int) string { return "" }},
	}
	return append([]block{s.heading("三、有没有该评没评上的户")},
		s.blocks(table{x: sheetEdge, size: sheetText, lead: sheetLead, pad: 5, columns: columns, rows: len(qs)})...)
}

// signatures is where the meeting signs and seals.
func (s *sheet) signatures(in Meeting) block {
	lines := []string{"主持人签字：＿＿＿＿＿＿＿＿　　记录人签字：＿＿＿＿＿＿＿＿"}
	if len(in.Witnesses) > 0 {
		lines = append(lines, s.wrap("村务监督委员会成员（"+strings.Join(in.Witnesses, "、")+"）中一人到场见证", sheetText, s.width-2*sheetEdge)...)
		lines = append(lines, "见证人签字：＿＿＿＿＿＿＿＿")
	}
	height := float64(len(lines))*30 + 96
	return block{height: height, draw: func(y float64) {
		for i, line := range lines {
			s.text(sheetEdge, y+float64(i+1)*30-4, 13, line)
		}
		at, right := y+float64(len(lines))*30+26, s.width-sheetEdge
		s.middle(right-220, right, at, 13, in.Issuer)
		s.middle(right-220, right, at+26, 13, "（盖章）")
		s.middle(right-220, right, at+52, 13, "＿＿＿＿年＿＿月＿＿日")
	}}
}
