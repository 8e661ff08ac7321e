package bot

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// describe names what a text was read as, for the table.
func describe(o order) string {
	list := func(ns []int) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(ns), " ", ","), "[]") }
	switch o := o.(type) {
	case approveOrder:
		return strings.TrimSpace("decide " + o.word + " " + code(o.number) + " " + o.opinion)
	case bareOrder:
		return "bare " + o.word
	case batchOrder:
		return "batch " + o.word + " " + list(o.numbers)
	case exceptOrder:
		return strings.TrimSpace("except " + o.word + " " + code(o.number) + " " + list(o.rows) + " " + o.reason)
	case returnOrder:
		return strings.TrimSpace("return " + code(o.number) + " " + o.reason)
	case refuseOrder:
		return strings.TrimSpace("refuse " + code(o.number) + " " + o.reason)
	case confirmOrder:
		return "confirm " + code(o.number)
	case detailOrder:
		return "detail " + code(o.number)
	case declineOrder:
		return strings.TrimSuffix("decline "+code(o.number), " 0")
	case leaveOrder:
		return strings.TrimSuffix("leave "+code(o.number), " 0")
	case tasksOrder:
		return "tasks " + code(o.page)
	case bindOrder:
		return strings.TrimSpace("bind " + o.code)
	case signpost:
		return "later"
	}
	name := fmt.Sprintf("%T", o)
	return map[string]string{
		"bot.nextOrder": "next", "bot.progressOrder": "progress", "bot.publicityOrder": "publicity", "bot.applyOrder": "apply",
		"bot.peopleOrder": "people", "bot.unbindOrder": "unbind", "bot.largeOrder": "large", "bot.objectOrder": "object",
		"bot.policyOrder": "policy", "bot.ackOrder": "ack", "bot.helpOrder": "help", "bot.unknown": "ask",
		"bot.whichOrder": "which", "bot.secretOrder": "secret", "bot.passwordOrder": "password", "bot.needOrder": "need",
	}[name]
}

func testGrammar(t testing.TB) grammar {
	t.Helper()
	lib, _ := readLibrary(t)
	return newGrammar(lib.All())
}

// phrase is one line of testdata/phrases.txt.
type phrase struct{ text, want string }

func phrases(t testing.TB) []phrase {
	t.Helper()
	f, err := os.Open("testdata/phrases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	var all []phrase
	want := ""
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		switch head, ok := strings.CutPrefix(line, "== "); {
		case ok:
			want = strings.TrimSpace(head)
		case line != "" && !strings.HasPrefix(line, "# "):
			all = append(all, phrase{strings.ReplaceAll(line, `\n`, "\n"), want})
		}
	}
	return all
}

func TestEveryPhraseIsReadAsItIsMeant(t *testing.T) {
	t.Parallel()
	g := testGrammar(t)
	all := phrases(t)
	if len(all) < 300 {
		t.Fatalf("%d phrases, want 300 at least", len(all))
	}
	for _, p := range all {
		if got := describe(read(g, fold(p.text))); got != p.want {
			t.Errorf("%q is read as %q, want %q", p.text, got, p.want)
		}
	}
}

// doubts are what must never stand in a text that decides (T12).
const doubts = "不别勿莫未没非否無无吗嘛呢么?？假如若等拟慢暂缓❌👎🚫🙅"

// decides reports whether an order may change something without a further look:
// what is read from 除, 退回 and 不通过 always waits for 确认 with its own text.
func decides(o order) bool {
	switch o.(type) {
	case approveOrder, bareOrder, batchOrder, confirmOrder:
		return true
	}
	return false
}

func FuzzParse(f *testing.F) {
	for _, p := range phrases(f) {
		f.Add(p.text)
	}
	for _, d := range doubts {
		f.Add("同意 3721" + string(d))
		f.Add(string(d) + "同意 3721")
		f.Add("同意" + string(d) + "3721")
		f.Add("确认 3721 " + string(d))
	}
	g := testGrammar(f)
	f.Fuzz(func(t *testing.T, text string) {
		s := fold(text)
		if again := fold(s.kept); again.whole != s.whole {
			t.Errorf("folding %q twice changes it: %q, %q", text, s.whole, again.whole)
		}
		o := read(g, s)
		if decides(o) && strings.ContainsAny(text, doubts) {
			t.Errorf("%q is read as %s", text, describe(o))
		}
	})
}

// TestNoDoubtEverDecides is the fuzz test's property over every place of every
// sentence that decides.
func TestNoDoubtEverDecides(t *testing.T) {
	t.Parallel()
	g := testGrammar(t)
	n := 0
	for _, p := range phrases(t) {
		if !decides(read(g, fold(p.text))) {
			continue
		}
		rs := []rune(p.text)
		for at := range len(rs) + 1 {
			for _, d := range doubts {
				text := string(rs[:at]) + string(d) + string(rs[at:])
				if o := read(g, fold(text)); decides(o) {
					t.Errorf("%q is read as %s", text, describe(o))
				}
				n++
			}
		}
	}
	if n < 2000 {
		t.Errorf("%d sentences, want 2000 at least", n)
	}
}
