package workflow

import (
	"regexp"
	"slices"
	"strconv"

	"bangfu/model"

	"go.yaml.in/yaml/v3"
)

func ruleKeys() []string {
	return []string{
		"at", "do", "say", "words", "by", "to", "level", "all", "needs", "refuses", "opens", "within", "remedy", "chat", "pin",
		"rows", "verdicts", "votes", "meeting", "publicity", "contested_rows", "rows_become", "until", "freezes", "bundles",
		"ends", "reasons", "source", "note",
	}
}

// procedure reads the words of the states, the ends, and the rows of each machine.
func (p *parser) procedure() {
	var names []string
	for _, m := range Machines() {
		names = append(names, string(m))
	}
	words, ends := p.part("states", names), p.part("terminal", names)
	for _, m := range Machines() {
		if !p.t.has(string(m)) {
			if m != model.MachineGroup {
				p.refuse(p.t.node.Line, "方案缺少“%s”（%s）的流程，请补上", m, machineTitle(m))
			}
			continue
		}
		mc := machine{name: m, words: map[model.State]string{}, terminal: map[model.State]bool{}, line: p.t.line(string(m))}
		p.stateWords(&mc, words)
		for _, w := range ends.words(string(m)) {
			mc.terminal[model.State(w)] = true
			if mc.words[model.State(w)] == "" {
				p.refuse(ends.line(string(m)), "终点“%s”没有写在 states 里，请补上它的叫法", w)
			}
		}
		for _, n := range list(p.t, string(m)) {
			mc.rules = append(mc.rules, p.rule(m, n)...)
		}
		p.s.machines = append(p.s.machines, mc)
	}
}

func (p *parser) part(key string, known []string) table {
	if !p.t.has(key) {
		p.refuse(p.t.node.Line, "方案缺少“%s”，请补上", key)
		return table{ledger: p.ledger, node: p.t.node, what: key, keys: map[string]*yaml.Node{}}
	}
	return p.table(p.t.keys[key], key, known)
}

func (p *parser) stateWords(mc *machine, words table) {
	n := words.keys[string(mc.name)]
	if n == nil || n.Kind != yaml.MappingNode {
		p.refuse(words.line(string(mc.name)), "states 里要写“%s”每个状态的叫法", mc.name)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		st, word := model.State(n.Content[i].Value), n.Content[i+1].Value
		switch {
		case slices.Contains(mc.states, st):
			p.refuse(n.Content[i].Line, "状态“%s”写了两遍，请删去一个", st)
		case !codeForm.MatchString(string(st)):
			p.refuse(n.Content[i].Line, "状态“%s”要用小写英文字母、数字和下划线，最多24个", st)
		case word == "":
			p.refuse(n.Content[i].Line, "状态“%s”缺少老百姓看得懂的叫法，请补上", st)
		}
		mc.states = append(mc.states, st)
		mc.words[st] = word
	}
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,23}$`)

// rule reads one row. A row without `to` stays where it is; over several states it
// is one row for each of them.
func (p *parser) rule(m model.Machine, n *yaml.Node) []Rule {
	t := p.table(n, "这一行", ruleKeys())
	r := Rule{
		Machine: m, Line: n.Line, Do: model.Do(t.must("do")), Say: t.must("say"), Words: t.words("words"),
		At: states(t.words("at")), To: states(t.words("to")), All: t.flag("all"),
		Needs: t.wordsOf("needs", Needs()), Refuses: t.wordsOf("refuses", Refusals()), Opens: t.one("opens", "", "survey"),
		Within: t.limit("within"), Remedy: t.limit("remedy"),
		Chat:          model.Strength(t.one("chat", string(model.StrengthOpen), string(model.StrengthAct), string(model.StrengthConfirm), string(model.StrengthOpen))),
		Rows:          t.wordsOf("rows", []string{"keep", "hold", "refuse"}),
		Verdicts:      t.wordsOf("verdicts", []string{"rejected", "upheld", "partly", "granted", "dismissed"}),
		Votes:         t.one("votes", "", "case", "row"),
		ContestedRows: t.one("contested_rows", "", "supplementary"), RowsBecome: model.State(t.text("rows_become")),
		Freezes: t.flag("freezes"), Bundles: t.flag("bundles"), Ends: t.flag("ends"), Reasons: t.words("reasons"),
		Source: t.text("source"),
	}
	for _, w := range t.wordsOf("by", roleWords()) {
		r.By = append(r.By, model.Role(w))
	}
	switch t.one("pin", "", "daily", "always") {
	case "daily":
		r.PINDaily = true
	case "always":
		r.PIN = true
	}
	p.ruleLevel(t, &r)
	p.ruleUntil(t, &r)
	r.Meeting, r.Publicity = p.meeting(t), p.publicity(t, ruleName(r))
	p.ruleShape(t, r)
	p.ruleDecision(r)
	p.assumedIn(t, ruleName(r))
	if p.s.Draft && !t.has("source") && (r.Within.Set() || r.Publicity != nil && r.Publicity.Source == "") {
		p.refuse(n.Line, "草案里有天数的一行要写 source：文件名，没有文件就写 source: assumed 和 note")
	}
	return perState(r)
}

func ruleName(r Rule) string {
	at := "?"
	if len(r.At) > 0 {
		at = string(r.At[0])
	}
	return string(r.Machine) + "." + at + "." + string(r.Do)
}

// perState makes a row that stays where it is one row per state.
func perState(r Rule) []Rule {
	if len(r.To) > 0 {
		return []Rule{r}
	}
	var out []Rule
	for _, at := range r.At {
		one := r
		one.At, one.To = []model.State{at}, []model.State{at}
		out = append(out, one)
	}
	return out
}

// ruleShape refuses a row that lacks what every row has.
func (p *parser) ruleShape(t table, r Rule) {
	if len(r.At) == 0 {
		p.refuse(r.Line, "这一行缺少“at”（从哪个状态），请补上")
	}
	if len(r.By) == 0 {
		p.refuse(r.Line, "这一行缺少“by”（谁来办），请补上")
	}
	if r.Do != "" && !codeForm.MatchString(string(r.Do)) {
		p.refuse(r.Line, "“%s”要用小写英文字母、数字和下划线，最多24个", r.Do)
	}
	if r.All && len(r.By) < 2 {
		p.refuse(r.Line, "写了 all: true 就要在 by 里写两个以上的角色")
	}
	if r.Within.Of == OfReport && r.Machine != model.MachineCase {
		p.refuse(t.line("within"), "从申报起算的时限只能写在申请件（case）里")
	}
}

// ruleDecision refuses a row that decides without saying how and at which level.
func (p *parser) ruleDecision(r Rule) {
	if r.Meeting != nil && (r.Votes == "" || !r.Deciding) {
		p.refuse(r.Line, "开会的一行要写 votes（按户 case 或按行 row）和 level（哪一级）")
	}
	if len(r.Reasons) > 0 && !r.Wants("reason") {
		p.refuse(r.Line, "列了理由（reasons）就要写 needs: [reason]")
	}
	if (slices.Contains(r.Rows, "refuse") || len(r.Verdicts) > 0 || r.Meeting != nil) && !r.Deciding {
		p.refuse(r.Line, "能不予通过的一行是决定，要写 level（group、village、township 或 county）")
	}
}

func (p *parser) ruleLevel(t table, r *Rule) {
	if !t.has("level") {
		return
	}
	l, ok := model.ParseLevel(t.text("level"))
	if !ok || l < model.LevelGroup || l > model.LevelCounty {
		p.refuse(t.line("level"), "“level”只能写 group、village、township 或 county")
		return
	}
	r.Level, r.Deciding = l, true
}

func (p *parser) ruleUntil(t table, r *Rule) {
	r.Until = t.text("until")
	if _, ok := r.OfReceipt(); r.Until != "" && r.Until != "first_publicity" && !ok {
		p.refuse(t.line("until"), "“until”只能写 first_publicity 或 15wd_of_receipt 这样的天数")
	}
}

var fractionForm = regexp.MustCompile(`^([1-9][0-9]?)/([1-9][0-9]?)$`)

func (p *parser) meeting(t table) *Meeting {
	if !t.has("meeting") {
		return nil
	}
	in := p.table(t.keys["meeting"], "meeting", []string{"of", "quorum", "pass", "witness"})
	m := &Meeting{
		Of: in.one("of", "", "group", "delegates"), Pass: in.one("pass", "", "over_half_present"),
		Witness: in.one("witness", "", string(model.RoleSupervision)),
	}
	if m.Of == "" || m.Pass == "" {
		p.refuse(in.node.Line, "meeting 要写 of（group 或 delegates）和 pass: over_half_present")
	}
	if f := fractionForm.FindStringSubmatch(in.text("quorum")); f != nil {
		m.Quorum.Num, _ = strconv.Atoi(f[1]) // the form has digits only
		m.Quorum.Den, _ = strconv.Atoi(f[2])
	}
	// 村民委员会组织法 art. 26 and 28: no fewer than two thirds
	if q := m.Quorum; q.Den == 0 || q.Num > q.Den || 3*q.Num < 2*q.Den {
		p.refuse(in.line("quorum"), "到会人数（quorum）按法律不能少于三分之二，请写 2/3 或更高")
	}
	return m
}

func (p *parser) publicity(t table, path string) *Publicity {
	if !t.has("publicity") {
		return nil
	}
	in := p.table(t.keys["publicity"], "publicity", []string{"days", "place", "show", "moves_on", "end_on_rest_day", "source", "note"})
	out := &Publicity{
		Days: in.count("days", 1, 1), Place: in.one("place", PlaceBoard, PlaceBoard, PlaceCountyWeb), Show: in.wordsOf("show", Shown()),
		EndOnRestDay: RestDay(in.one("end_on_rest_day", string(p.s.EndsOnRestDay), string(RestDayShift), string(RestDayKeep))),
		Source:       in.text("source"), Line: in.node.Line,
	}
	if !in.has("days") {
		p.refuse(in.node.Line, "公示要写天数，例如 days: 7")
	}
	if len(out.Show) == 0 {
		p.refuse(in.node.Line, "公示要写显示哪几项，例如 show: [group, householder, persons, category]")
	}
	if in.has("moves_on") {
		on := p.table(in.keys["moves_on"], "moves_on", []string{"next_working_day"})
		out.MovesOn = p.timeOfDay(on)
	} else if out.Place == PlaceBoard {
		p.refuse(in.node.Line, "公示要写几点往下走，例如 moves_on: {next_working_day: \"12:00\"}")
	}
	p.assumedIn(in, path+".publicity")
	return out
}

var clockForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])$`)

func (p *parser) timeOfDay(t table) TimeOfDay {
	f := clockForm.FindStringSubmatch(t.text("next_working_day"))
	if f == nil || f[0] == "00:00" {
		p.refuse(t.node.Line, "时刻要加引号写成 \"12:00\" 这样")
		return TimeOfDay{}
	}
	h, _ := strconv.Atoi(f[1]) // the form has digits only
	m, _ := strconv.Atoi(f[2])
	return TimeOfDay{Hour: h, Minute: m}
}
