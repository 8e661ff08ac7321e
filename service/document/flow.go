package document

// block is a piece of a document that stands on one page.
type block struct {
	height float64
	draw   func(y float64)
	head   *block // drawn again when a page begins with this block: the head of a table
}

// border is what every page carries around its blocks.
type border struct {
	top    func(page int) float64 // where the blocks begin, page 1 first
	bottom float64                // where they end
	draw   func(page, of int)
}

// pages deals the blocks out, in order; a block that is too high for any page
// stands on one of its own.
func pages(blocks []block, b border) [][]block {
	var all [][]block
	var page []block
	y := b.top(1)
	for _, at := range blocks {
		if len(page) > 0 && y+at.height > b.bottom {
			all = append(all, page)
			page, y = nil, b.top(len(all)+1)
		}
		if len(page) == 0 && at.head != nil {
			page = append(page, *at.head)
			y += at.head.height
		}
		page = append(page, at)
		y += at.height
	}
	return append(all, page)
}

// flow draws the blocks on as many pages as they take.
func (s *sheet) flow(blocks []block, b border) {
	all := pages(blocks, b)
	for i, page := range all {
		s.pdf.AddPage()
		b.draw(i+1, len(all))
		y := b.top(i + 1)
		for _, at := range page {
			if s.fault != nil {
				return
			}
			at.draw(y)
			y += at.height
		}
	}
}

// column is a column of a table.
type column struct {
	head  string
	width float64
	cell  func(row int) string
}

// table is a ruled table; a text too long for its cell goes on in the next line.
type table struct {
	x       float64
	size    float64 // of the letters
	lead    float64 // from line to line
	pad     float64
	columns []column
	rows    int
}

// blocks returns a table's rows, each with the head it stands under. The first
// row brings the head along on any page.
func (s *sheet) blocks(t table) []block {
	heads := make([][]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = s.wrap(c.head, t.size, c.width-2*t.pad)
	}
	head := s.ruled(t, heads)
	var out []block
	for row := range t.rows {
		cells := make([][]string, len(t.columns))
		for i, c := range t.columns {
			cells[i] = s.wrap(c.cell(row), t.size, c.width-2*t.pad)
		}
		b := s.ruled(t, cells)
		b.head = &head
		out = append(out, b)
	}
	if len(out) > 0 {
		out = append([]block{headed(head, out[0])}, out[1:]...)
	}
	return out
}

// headed is a table's head with its first row: neither stands without the other.
func headed(head, first block) block {
	return block{height: head.height + first.height, draw: func(y float64) {
		head.draw(y)
		first.draw(y + head.height)
	}}
}

// ruled is one row of a table.
func (s *sheet) ruled(t table, cells [][]string) block {
	lines := 1
	for _, c := range cells {
		lines = max(lines, len(c))
	}
	height := float64(lines)*t.lead + 2*t.pad
	return block{height: height, draw: func(y float64) {
		x := t.x
		for i, c := range t.columns {
			s.frame(x, y, c.width, height)
			top := y + (height-float64(len(cells[i]))*t.lead)/2
			for n, text := range cells[i] {
				s.middle(x, x+c.width, top+float64(n)*t.lead+(t.lead+t.size*capital)/2, t.size, text)
			}
			x += c.width
		}
	}}
}

// capital is how much of its size a character rises above the baseline, less what
// hangs below it: what a line is centred by.
const capital = 0.72
