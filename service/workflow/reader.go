package workflow

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bangfu/model"

	"go.yaml.in/yaml/v3"
)

// maxSource bounds a file: a scheme is a few hundred lines.
const maxSource = 256 << 10

// document parses YAML into its tree. A file too large, with a syntax error, or
// with anchors (which could grow without bound) is refused.
func (l *ledger) document(src []byte) *yaml.Node {
	if len(src) > maxSource {
		l.refuse(1, "文件超过256KB，请删去与方案无关的内容")
		return nil
	}
	var doc, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(src))
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		l.refuse(syntaxLine(err), "不是合格的YAML，请检查这一行附近的缩进、括号和冒号后面的空格")
		return nil
	}
	if len(doc.Content) == 0 {
		l.refuse(1, "文件是空的，请从现有方案复制一份再改")
		return nil
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		l.refuse(max(1, more.Line), "一个文件里只能有一份方案，请删去 --- 以下的内容")
		return nil
	}
	if n := anchored(&doc); n != nil {
		l.refuse(n.Line, "不能用 & 和 * 引用，请把内容写全")
		return nil
	}
	return doc.Content[0]
}

var lineInError = regexp.MustCompile(`line (\d+)`)

func syntaxLine(err error) int {
	if m := lineInError.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n
		}
	}
	return 1
}

func anchored(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, c := range n.Content {
		if found := anchored(c); found != nil {
			return found
		}
	}
	return nil
}

// table is a mapping whose keys are all known.
type table struct {
	*ledger
	node *yaml.Node
	what string
	keys map[string]*yaml.Node
}

// table reads a mapping and refuses keys that nobody knows or that stand twice.
func (l *ledger) table(n *yaml.Node, what string, known []string) table {
	t := table{ledger: l, node: n, what: what, keys: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		l.refuse(n.Line, "%s要写成 {名称: 值} 的样子", what)
		return t
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case !slices.Contains(known, k.Value):
			l.refuse(k.Line, "%s里不认识“%s”，只能写：%s", what, k.Value, strings.Join(known, "、"))
		case t.keys[k.Value] != nil:
			l.refuse(k.Line, "%s里“%s”写了两遍，请删去一个", what, k.Value)
		default:
			t.keys[k.Value] = n.Content[i+1]
		}
	}
	return t
}

func (t table) has(key string) bool { return t.keys[key] != nil }

// line returns the line of the key, or of the table when the key is absent.
func (t table) line(key string) int {
	if n := t.keys[key]; n != nil {
		return n.Line
	}
	return t.node.Line
}

// text reads a single value, "" when absent.
func (t table) text(key string) string {
	n := t.keys[key]
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		t.refuse(n.Line, "%s的“%s”只能写一个值", t.what, key)
		return ""
	}
	return n.Value
}

// must reads a single value that may not be absent.
func (t table) must(key string) string {
	if v := t.text(key); v != "" {
		return v
	}
	t.refuse(t.line(key), "%s缺少“%s”，请补上", t.what, key)
	return ""
}

// count reads a whole number of at least min, def when absent.
func (t table) count(key string, min, def int) int {
	if !t.has(key) {
		return def
	}
	v, err := strconv.Atoi(t.text(key))
	if err != nil || v < min {
		t.refuse(t.line(key), "%s的“%s”要写%d或更大的整数", t.what, key, min)
		return def
	}
	return v
}

// flag reads true or false.
func (t table) flag(key string) bool {
	switch v := t.text(key); v {
	case "", "false":
		return false
	case "true":
		return true
	default:
		t.refuse(t.line(key), "%s的“%s”只能写 true 或 false", t.what, key)
		return false
	}
}

// one reads a word out of those known, def when absent.
func (t table) one(key, def string, known ...string) string {
	if !t.has(key) {
		return def
	}
	v := t.text(key)
	t.known(t.line(key), key, v, known)
	return v
}

// words reads one word or a list of words.
func (t table) words(key string) []string {
	n := t.keys[key]
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	if n.Kind != yaml.SequenceNode {
		t.refuse(n.Line, "%s的“%s”要写成一个词或 [词, 词]", t.what, key)
		return nil
	}
	var out []string
	for _, c := range n.Content {
		if c.Kind != yaml.ScalarNode || c.Value == "" {
			t.refuse(c.Line, "%s的“%s”里每一项都要是一个词", t.what, key)
			continue
		}
		if slices.Contains(out, c.Value) {
			t.refuse(c.Line, "%s的“%s”里“%s”写了两遍，请删去一个", t.what, key, c.Value)
			continue
		}
		out = append(out, c.Value)
	}
	return out
}

// wordsOf reads words that must all be known.
func (t table) wordsOf(key string, known []string) []string {
	words := t.words(key)
	for _, w := range words {
		t.known(t.line(key), key, w, known)
	}
	return words
}

func (t table) known(line int, key, word string, known []string) {
	if !slices.Contains(known, word) {
		t.refuse(line, "%s的“%s”里不认识“%s”，只能写：%s", t.what, key, word, strings.Join(known, "、"))
	}
}

var limitForm = regexp.MustCompile(`^([1-9][0-9]{0,2})(wd|d)(_of_report)?$`)

// limit reads 5wd, 7d or 5wd_of_report.
func (t table) limit(key string) Limit {
	if !t.has(key) {
		return Limit{}
	}
	l, ok := parseLimit(t.text(key))
	if !ok {
		t.refuse(t.line(key), "%s的“%s”要写成 5wd（5个工作日）、7d（7天）或 5wd_of_report（从申报起算）", t.what, key)
	}
	return l
}

func parseLimit(s string) (Limit, bool) {
	m := limitForm.FindStringSubmatch(s)
	if m == nil {
		return Limit{}, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return Limit{}, false
	}
	l := Limit{N: n, Unit: m[2]}
	if m[3] != "" {
		l.Of = OfReport
	}
	return l, true
}

func limitOfReceipt(until string) (Limit, bool) {
	s, ok := strings.CutSuffix(until, "_of_receipt")
	if !ok {
		return Limit{}, false
	}
	l, ok := parseLimit(s)
	return l, ok && l.Of == ""
}

func states(words []string) []model.State {
	out := make([]model.State, 0, len(words))
	for _, w := range words {
		out = append(out, model.State(w))
	}
	return out
}

func yearText(year int) string { return strconv.Itoa(year) }
