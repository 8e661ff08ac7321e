package document

// Correction is one row put right while the list is shown (勘误): it hangs beside
// the list, with the row's own days, and says how the row reads now, not what stood
// there before.
type Correction struct {
	Notice
	Show []Column
	Row  Row
}

// Correction prints the sheet of one corrected row. Errors: KindInvalid for a
// character no font has.
func (p *Printer) Correction(in Correction, paper Paper) ([]byte, error) {
	defer p.press()()
	s := newSheet(p.faces, a3Width, a3Height, paper.scale, in.Place+in.Title+in.Showing)
	list := Poster{Notice: in.Notice, Show: in.Show, Rows: []Row{in.Row}}
	t := table{x: edge, size: rowSize, lead: rowLead, pad: 8, rows: 1, columns: list.columns(s.width - 2*edge)}
	blocks := append([]block{s.sentence("这份名单里的这一行写错了，现在改正如下。名单上的其他行不变。", daysSize, wordLead), s.gap(16)}, s.blocks(t)...)
	blocks = append(blocks, s.gap(16), s.sentence("改正后的这一行从"+day(in.Days.First)+"公示到"+day(in.Days.Last)+"24:00。", daysSize, wordLead), s.seals(list))
	s.flow(blocks, p.wall(s, in.Notice))
	return s.bytes()
}

// gap leaves room.
func (s *sheet) gap(height float64) block { return block{height: height, draw: func(float64) {}} }
