package workflow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bangfu/model"

	"go.yaml.in/yaml/v3"
)

// schemeKeys are the words a scheme may have at its top.
func schemeKeys() []string {
	keys := []string{
		"key", "title", "version", "draft", "case_types", "categories", "line", "require_labour", "standards", "income", "quota",
		"calendar", "deadlines", "opens_with", "opinions", "ends_on_rest_day", "total", "optional", "skip", "states", "terminal",
		"assumed",
	}
	for _, m := range Machines() {
		keys = append(keys, string(m))
	}
	return keys
}

// Parse reads a scheme and proves that it is one: every problem of the file is in
// the error, which is *Problems. Settings under skip are already left out.
func Parse(name string, src []byte) (*Scheme, error) {
	l := &ledger{file: name}
	s := &Scheme{Source: canonical(src)}
	sum := sha256.Sum256(s.Source)
	s.Hash = hex.EncodeToString(sum[:])
	doc := l.document(s.Source)
	if doc == nil {
		return nil, l.err()
	}
	p := parser{ledger: l, s: s, t: l.table(doc, "方案", schemeKeys())}
	p.head()
	p.numbers()
	p.procedure()
	p.deadlines()
	p.assumptions()
	p.check()
	p.optional()
	if err := l.err(); err != nil {
		return nil, err
	}
	if len(s.Skipped) > 0 {
		if err := p.leaveOut(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// canonical makes the bytes the same whichever editor wrote them: no byte order
// mark, LF line ends, no blanks at line ends, one line end at the end.
func canonical(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	lines := bytes.Split(src, []byte("\n"))
	for i := range lines {
		lines[i] = bytes.TrimRight(lines[i], " \t\r")
	}
	return append(bytes.TrimRight(bytes.Join(lines, []byte("\n")), "\n"), '\n')
}

// parser reads one scheme.
type parser struct {
	*ledger
	s *Scheme
	t table
}

func (p *parser) head() {
	s, t := p.s, p.t
	s.Key, s.Title = t.must("key"), t.must("title")
	s.Version = t.count("version", 1, 0)
	if !t.has("version") {
		p.refuse(t.node.Line, "方案缺少“version”，请补上，改一处就加1")
	}
	s.Draft = t.flag("draft")
	for _, w := range t.wordsOf("case_types", caseTypes()) {
		s.CaseTypes = append(s.CaseTypes, model.CaseType(w))
	}
	for _, w := range t.wordsOf("categories", categories()) {
		s.Categories = append(s.Categories, model.Category(w))
	}
	if len(s.CaseTypes) == 0 || len(s.CaseTypes) != len(s.Categories) {
		p.refuse(t.line("case_types"), "“case_types”和“categories”要一一对应，至少各写一个")
	}
	s.Calendar = t.one("calendar", "CN", "CN")
	s.OpensWith = t.wordsOf("opens_with", OpensWith())
	s.Opinions = t.words("opinions")
	s.EndsOnRestDay = RestDay(t.one("ends_on_rest_day", string(RestDayShift), string(RestDayShift), string(RestDayKeep)))
	if t.has("total") {
		total := t.limit("total")
		total.Of = OfReport
		s.Total = &total
	}
	s.Optional, s.Skipped = states(t.words("optional")), states(t.words("skip"))
}

func (p *parser) numbers() {
	s, t := p.s, p.t
	s.RequireLabour = t.flag("require_labour")
	p.poverty()
	if t.has("standards") {
		std := p.table(t.keys["standards"], "standards", []string{"national", "province", "county"})
		for _, name := range []string{"national", "province", "county"} {
			if std.has(name) {
				s.Standards = append(s.Standards, Standard{name, std.one(name, "", "quota", "no_quota")})
			}
		}
	}
	if !t.has("income") {
		p.refuse(t.node.Line, "方案缺少“income”，请补上收入口径")
	} else {
		in := p.table(t.keys["income"], "income", []string{"window", "reporting_point", "source", "note"})
		s.Income = Income{Window: in.one("window", "", "calendar", "rolling"), ReportingPoint: in.text("reporting_point")}
		if _, err := time.Parse("01-02", s.Income.ReportingPoint); err != nil {
			p.refuse(in.line("reporting_point"), "标准时点要写成 12-31 这样")
		}
		p.assumedIn(in, "income")
	}
	p.quota()
}

func (p *parser) poverty() {
	n := p.t.keys["line"]
	if n == nil || n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.refuse(p.t.line("line"), "方案没有标准：请在“line”里写每年的标准，或写 line: county 由县里定")
		return
	}
	if n.Kind == yaml.ScalarNode {
		p.s.LineFromCounty = p.t.one("line", "", "county") == "county"
		return
	}
	for _, e := range list(p.t, "line") {
		row := p.table(e, "标准", []string{"year", "fen", "source", "note"})
		one := Line{Year: row.count("year", 1949, 0), Fen: int64(row.count("fen", 1, 0)), Source: row.must("source")}
		if one.Year == 0 || one.Fen == 0 {
			p.refuse(e.Line, "标准要写年份和金额（分），例如 {year: 2013, fen: 273600, source: 文件名}")
		}
		if slices.ContainsFunc(p.s.Lines, func(l Line) bool { return l.Year == one.Year }) {
			p.refuse(e.Line, "%d年的标准写了两遍，请删去一个", one.Year)
		}
		p.s.Lines = append(p.s.Lines, one)
		p.assumedIn(row, "line."+strconv.Itoa(one.Year))
	}
}

func (p *parser) quota() {
	if !p.t.has("quota") {
		p.refuse(p.t.node.Line, "方案缺少“quota”，请补上；不控制规模就写 quota: {mode: off}")
		return
	}
	q := p.table(p.t.keys["quota"], "quota", []string{"mode", "unit", "categories", "source", "note"})
	p.s.Quota = Quota{Mode: QuotaMode(q.one("mode", "", string(QuotaStrict), string(QuotaOff)))}
	if q.has("unit") {
		p.s.Quota.Unit = q.one("unit", "", "persons", "households")
	}
	for _, w := range q.wordsOf("categories", categories()) {
		c := model.Category(w)
		if !slices.Contains(p.s.Categories, c) {
			p.refuse(q.line("categories"), "“%s”没有写在方案的 categories 里，请补上或删去", w)
		}
		p.s.Quota.Categories = append(p.s.Quota.Categories, c)
	}
	if p.s.Quota.Mode == QuotaStrict && p.s.Quota.Unit == "" {
		p.refuse(q.line("mode"), "控制规模要写按什么算：unit: persons（人）或 households（户）")
	}
	if p.s.Quota.Mode == QuotaStrict && len(p.s.Quota.Categories) == 0 {
		p.refuse(q.line("mode"), "控制规模要写管哪几类名单：categories: [poor, exited]")
	}
	if q.text("mode") == "" {
		p.refuse(q.node.Line, "quota 缺少“mode”，请写 strict（控制）或 off（不控制）")
	}
	p.assumedIn(q, "quota")
}

func (p *parser) deadlines() {
	if !p.t.has("deadlines") {
		return
	}
	var names []string
	for _, m := range milestones() {
		names = append(names, m.name)
	}
	d := p.table(p.t.keys["deadlines"], "时限", names)
	for i := 0; i+1 < len(d.node.Content); i += 2 {
		name, value := d.node.Content[i].Value, d.node.Content[i+1]
		at := slices.IndexFunc(milestones(), func(m milestone) bool { return m.name == name })
		if at < 0 {
			continue
		}
		m := milestones()[at]
		one := Deadline{Name: name, Machine: m.machine, State: m.state, Line: value.Line}
		text, next := strings.CutPrefix(value.Value, "next ")
		day, err := time.Parse("2006-01-02", "2001-"+text)
		if err != nil {
			p.refuse(value.Line, "时限“%s”要写成 06-30，下一年的写成 next 01-31", name)
			continue
		}
		one.NextYear, one.Month, one.Day = next, int(day.Month()), day.Day()
		if !slices.Contains(p.s.States(m.machine), m.state) {
			p.refuse(value.Line, "时限“%s”要走到状态“%s”，方案里没有这个状态", name, m.state)
		}
		p.s.Deadlines = append(p.s.Deadlines, one)
	}
	p.deadlineOrder()
}

// deadlineOrder refuses a step that is due before the one it follows.
func (p *parser) deadlineOrder() {
	order := func(d Deadline) int {
		return slices.IndexFunc(milestones(), func(m milestone) bool { return m.name == d.Name })
	}
	sorted := slices.Clone(p.s.Deadlines)
	slices.SortFunc(sorted, func(a, b Deadline) int { return order(a) - order(b) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].On(2001) < sorted[i-1].On(2001) {
			p.refuse(sorted[i].Line, "时限“%s”早于它前一步“%s”，请把日期改到后面", sorted[i].Name, sorted[i-1].Name)
		}
	}
	p.s.Deadlines = sorted
}

// On returns the day of the deadline in a round of the year.
func (d Deadline) On(year int) model.Date {
	if d.NextYear {
		year++
	}
	return model.Date(fmt.Sprintf("%04d-%02d-%02d", year, d.Month, d.Day))
}

// assumptions reads values of the head that rest on no text: assumed: {total: why}.
func (p *parser) assumptions() {
	n := p.t.keys["assumed"]
	if n == nil {
		return
	}
	a := p.table(n, "assumed", schemeKeys())
	for i := 0; i+1 < len(a.node.Content); i += 2 {
		k, v := a.node.Content[i], a.node.Content[i+1]
		if !p.t.has(k.Value) {
			p.refuse(k.Line, "assumed 里的“%s”方案里没有写，请删去", k.Value)
		}
		p.assume(k.Value, v.Value, v.Line)
	}
}

// assumedIn notes a value that says itself that it rests on no text.
func (p *parser) assumedIn(t table, path string) {
	if t.text("source") == "assumed" {
		p.assume(path, t.text("note"), t.line("source"))
	}
}

func (p *parser) assume(path, note string, line int) {
	if strings.TrimSpace(note) == "" {
		p.refuse(line, "“%s”没有文件依据（assumed），请写 note 说明为什么这样定", path)
		return
	}
	p.s.Assumed = append(p.s.Assumed, Assumed{Path: path, Note: note, Line: line})
}

// list returns the items of a list, none when absent.
func list(t table, key string) []*yaml.Node {
	n := t.keys[key]
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		t.refuse(n.Line, "%s的“%s”要写成一行一条的清单", t.what, key)
		return nil
	}
	return n.Content
}
