package bot

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// said is one text after folding: what a person typed, brought to one form.
type said struct {
	whole string // matched whole: without 吧, 了 and marks at its end
	kept  string // with its end: where reasons are read
}

// fold brings a text to one form: width, spaces, zero-width marks, digits in
// Chinese, the polite end of a sentence. It drops nothing that could carry a
// meaning: an unknown emoji, a question mark or an ellipsis stays and makes the
// text unreadable for the strict grammar (T12).
func fold(text string) said {
	kept := foldForm(text)
	return said{whole: trimEnd(kept), kept: kept}
}

// numberMark stands before the number of a circled digit, so that ① after a task
// number does not become its fifth digit.
const numberMark = "#"

func foldForm(text string) string {
	var b strings.Builder
	for _, r := range text {
		n := circled(r)
		switch {
		case n > 0:
			b.WriteString(" " + numberMark + small(n) + " ")
		case r == '…': // an ellipsis hesitates; compatibility folding would make three full stops of it
			b.WriteRune('⋯')
		default:
			b.WriteRune(r)
		}
	}
	s := norm.NFKC.String(b.String())
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Cc), r >= 0xFE00 && r <= 0xFE0F, r == 0x20E3, r >= 0x1F3FB && r <= 0x1F3FF:
			return -1 // zero width, direction marks, variation selectors, keycaps, skin tones
		case r == 'ˎ' || r == '˙':
			return ' '
		}
		return unicode.ToLower(r)
	}, s)
	s = hanDigits(joinHan(s))
	return strings.Join(strings.Fields(s), " ")
}

func circled(r rune) int {
	switch {
	case r >= '①' && r <= '⑳':
		return int(r-'①') + 1
	case r >= '⑴' && r <= '⒇':
		return int(r-'⑴') + 1
	case r >= '❶' && r <= '❿':
		return int(r-'❶') + 1
	}
	return 0
}

// joinHan drops the spaces between two Chinese characters: 同 意 is 同意.
func joinHan(s string) string {
	rs := []rune(s)
	var b strings.Builder
	for i, r := range rs {
		if r == ' ' {
			j := i
			for j < len(rs) && rs[j] == ' ' {
				j++
			}
			if i > 0 && j < len(rs) && unicode.Is(unicode.Han, lastInk(rs[:i])) && unicode.Is(unicode.Han, rs[j]) {
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

func lastInk(rs []rune) rune {
	for i := len(rs) - 1; i >= 0; i-- {
		if rs[i] != ' ' {
			return rs[i]
		}
	}
	return 0
}

const hanDigit = "〇零○一二三四五六七八九幺"

// hanDigits writes a run of four or more digits read aloud as digits: 三七二一, 三七二幺.
func hanDigits(s string) string {
	rs := []rune(s)
	var b strings.Builder
	for i := 0; i < len(rs); {
		j := i
		for j < len(rs) && strings.ContainsRune(hanDigit, rs[j]) {
			j++
		}
		if j-i >= 4 {
			for _, r := range rs[i:j] {
				b.WriteByte(digitOf(r))
			}
			i = j
			continue
		}
		if j == i {
			j++
		}
		b.WriteString(string(rs[i:j]))
		i = j
	}
	return b.String()
}

func digitOf(r rune) byte {
	for d, forms := range []string{"〇零○", "一幺", "二", "三", "四", "五", "六", "七", "八", "九"} {
		if strings.ContainsRune(forms, r) {
			return byte('0' + d)
		}
	}
	return '?'
}

// polite ends of a sentence that change nothing.
var polite = []string{"吧", "了", "。", "!", "~", ",", ";", "、", " "}

// kindly are the pictures that go with a yes; any other one is left to make the
// text unreadable, for 👎 and ❌ say no.
var kindly = []string{"👍", "👌", "🙏", "😊", "😄", "😁", "🌹", "💪", "✅", "🤝", "[强]", "[ok]", "[握手]", "[抱拳]", "[玫瑰]", "[微笑]", "[呲牙]", "[愉快]", "[合十]"}

func trimEnd(s string) string {
	for {
		before := s
		for _, end := range append(polite, kindly...) {
			s = strings.TrimSuffix(s, end)
		}
		if strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "..") {
			s = strings.TrimSuffix(s, ".")
		}
		if s == before {
			return s
		}
	}
}

func small(n int) string {
	return strconv.Itoa(n)
}
