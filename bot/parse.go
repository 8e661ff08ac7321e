package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bangfu/model"
	"bangfu/service/workflow"
)

// grammar is the words the chat knows: verbs and standard opinions, both data of
// the schemes.
type grammar struct {
	verbs    map[string]bool
	opinions map[string]bool
	typists  map[model.Role]bool // roles with a step that is done by typing
}

// plainVerbs work at every step (product §6.1).
var plainVerbs = []string{"同意", "受理", "通过", "批准"}

// newGrammar gathers the everyday words of every step somebody holds a desk for.
func newGrammar(schemes []*workflow.Scheme) grammar {
	g := grammar{verbs: map[string]bool{}, opinions: map[string]bool{}, typists: map[model.Role]bool{}}
	for _, w := range plainVerbs {
		g.verbs[w] = true
	}
	for _, s := range schemes {
		for _, o := range s.Opinions {
			g.opinions[fold(o).whole] = true
		}
		for _, m := range workflow.Machines() {
			for _, r := range s.Rules(m) {
				g.learn(r)
			}
		}
	}
	return g
}

func (g grammar) learn(r workflow.Rule) {
	held := false
	for _, role := range r.By {
		f, _ := role.Facts()
		held = held || f.Granted || f.Role == "surveyor"
		if r.Chat == model.StrengthAct || r.Chat == model.StrengthConfirm {
			g.typists[role] = true
		}
	}
	if !held {
		return
	}
	for _, w := range append([]string{r.Say}, r.Words...) {
		g.verbs[fold(w).whole] = true
	}
}

// types reports whether any step of the actor's roles is done by typing: the
// county's are not (decisions 21).
func (g grammar) types(a model.Actor) bool {
	return slices.ContainsFunc(a.Rights, func(r model.Right) bool { return g.typists[r.Role] })
}

// opinion reports whether a text is nothing but standard opinions, and returns them.
func (g grammar) opinion(rest string) (string, bool) {
	var have []string
	for rest = strings.Trim(rest, opinionMarks); rest != ""; rest = strings.TrimLeft(rest, opinionMarks) {
		next := longestPrefix(g.opinions, rest)
		if next == "" {
			return "", false
		}
		have, rest = append(have, next), rest[len(next):]
	}
	return strings.Join(have, "，"), len(have) > 0
}

const opinionMarks = " ,;、。"

// longestPrefix returns the longest word of the set a text begins with.
func longestPrefix(words map[string]bool, text string) string {
	best := ""
	for w := range words {
		if len(w) > len(best) && strings.HasPrefix(text, w) {
			best = w
		}
	}
	return best
}

// sentence is a verb with task numbers and what follows.
type sentence struct {
	word    string
	numbers []int
	several bool   // a range, or more than one number
	rows    []int  // after 除
	except  bool   // 除 was said
	rest    string // what is left over
}

// batchMost is how many numbers one message may name: one answer line each fits.
const batchMost = 10

// readSentence splits a folded text into word, numbers and rest; false when it is
// not of that shape. What it does not understand stays in the rest.
func (g grammar) readSentence(s string) (sentence, bool) {
	var out sentence
	out.word, s = leadingHan(s)
	if out.word == "" {
		return g.readReversed(s)
	}
	for _, end := range []string{"编号", "第"} {
		if cut, ok := strings.CutSuffix(out.word, end); ok && cut != "" {
			out.word = cut
		}
	}
	s = strings.TrimLeft(s, " :,、")
	n, s, ok := leadingNumber(s)
	if !ok {
		return out, false
	}
	out.numbers = []int{n}
	if s, ok = out.more(s); !ok {
		return out, false
	}
	out.rest = strings.TrimLeft(s, " ,;:、。")
	return out, out.readExcept()
}

// readReversed reads 3721同意 and 3721 同意 情况属实.
func (g grammar) readReversed(s string) (sentence, bool) {
	n, rest, ok := leadingNumber(s)
	if !ok {
		return sentence{}, false
	}
	rest = strings.TrimLeft(rest, " :,、")
	word, rest := leadingHan(rest)
	if verb := longestPrefix(g.verbs, word); verb != "" && verb != word { // an opinion stands close to the verb
		word, rest = verb, word[len(verb):]+rest
	}
	out := sentence{word: word, numbers: []int{n}, rest: strings.TrimLeft(rest, " ,;:、。")}
	return out, word != ""
}

func leadingHan(s string) (string, string) {
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i:]
}

// leadingNumber reads a task number: four digits, not more, not fewer.
func leadingNumber(s string) (int, string, bool) {
	n, rest, digits := leadingInt(s)
	if digits != 4 || n < 1000 {
		return 0, s, false
	}
	return n, strings.TrimPrefix(rest, "号"), true
}

func leadingInt(s string) (n int, rest string, digits int) {
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	n, err := strconv.Atoi(s[:digits])
	if err != nil {
		return 0, s, 0
	}
	return n, s[digits:], digits
}

// more reads further numbers and ranges; false for a range that is none.
func (o *sentence) more(s string) (string, bool) {
	for {
		if cut, ok := cutRange(s); ok {
			to, rest, ok := leadingNumber(cut)
			from := o.numbers[len(o.numbers)-1]
			if !ok || to <= from || to-from >= 100 {
				return s, false
			}
			for n := from + 1; n <= to; n++ {
				o.numbers = append(o.numbers, n)
			}
			o.several, s = true, rest
			continue
		}
		next := strings.TrimLeft(s, " ,、;和及")
		n, rest, ok := leadingNumber(next)
		if !ok || next == s {
			return s, true
		}
		o.numbers, o.several, s = append(o.numbers, n), true, rest
	}
}

func cutRange(s string) (string, bool) {
	t := strings.TrimLeft(s, " ")
	for _, dash := range []string{"-", "~", "—", "–", "至", "到"} {
		if cut, ok := strings.CutPrefix(t, dash); ok {
			return strings.TrimLeft(strings.TrimLeft(cut, dash), " "), true
		}
	}
	return s, false
}

// readExcept reads 除 7,12 理由; false when 除 names no row.
func (o *sentence) readExcept() bool {
	s, ok := strings.CutPrefix(o.rest, "除")
	if !ok {
		return true
	}
	o.except = true
	s = strings.TrimLeft(strings.TrimPrefix(s, "了"), " :")
	for {
		t := strings.TrimLeft(s, " ,、;和及")
		spaced := strings.TrimLeft(s, " ") == t && t != s // only spaces before it
		n, rest, digits := leadingInt(strings.TrimPrefix(t, "第"))
		if digits < 1 || digits > 3 || n == 0 || spaced && len(o.rows) > 0 && !rowEnds(rest) {
			break
		}
		o.rows = append(o.rows, n)
		s = strings.TrimPrefix(strings.TrimPrefix(rest, "行"), "户")
	}
	o.rest = strings.TrimLeft(s, " ,;:、。")
	return len(o.rows) > 0
}

// rowEnds keeps a number inside the reason from being taken for a row: 3口人.
func rowEnds(rest string) bool {
	if rest == "" {
		return true
	}
	for _, end := range []string{" ", ",", "、", ";", "和", "及", "行", "户", ":"} {
		if strings.HasPrefix(rest, end) {
			return true
		}
	}
	return false
}
