package model

import (
	"regexp"
	"strings"
	"unicode"
)

// ScanPublic refuses text that may not stand on a public list or in a chat: a run
// of digits like a citizen's number, a phone or an account, in whatever digits it
// is written, or a word that tells of somebody's health (R-39, spec §10.3). The
// error names the kind of hit, never the text.
func ScanPublic(text string) error {
	for _, run := range digitRuns(text) {
		if run.number() {
			return Invalid("里面有号码，不能公开")
		}
	}
	folded := foldWords(text)
	for _, w := range healthWords {
		if strings.Contains(folded, w) {
			return Invalid("里面有病情或残疾情况，不能公开")
		}
	}
	return nil
}

// healthWords tell of health; the causes 因病 and 因残 are among them (spec §0.6).
// A word that everyday sentences also make across two words (总结核实, 遗失明细)
// stands here only with what makes it plain.
var healthWords = []string{
	"因病", "因残", "残疾", "肢残", "智残", "级残", "大病", "慢病", "慢性病", "癌", "瘤", "精神病", "精神障碍", "精神分裂", "抑郁", "癫痫", "痴呆", "智障",
	"艾滋", "HIV", "梅毒", "肝炎", "乙肝", "丙肝", "肝硬化", "肺结核", "结核病", "尘肺", "尿毒症", "肾病", "肾衰", "透析", "白血病", "血友病", "狼疮", "糖尿病",
	"高血压", "心脏病", "冠心病", "脑梗", "脑瘫", "脑出血", "帕金森", "瘫痪", "偏瘫", "截瘫", "截肢", "骨折", "聋哑", "盲人", "双目失明", "植物人", "失能",
	"住院", "手术", "化疗", "放疗", "移植", "病历", "病危", "重症", "重病", "病重", "患病", "疾病", "病人", "有病",
}

// Lengths from which digits are a number of somebody: a landline where nothing but
// blanks and dashes stands between them; a mobile phone where they are strung on
// commas, as row numbers are too (第1、2、5行).
const (
	shortestNumber = 7
	shortestStrung = 11
)

// digitRun is a run of digits with what stands between them.
type digitRun struct {
	text   string // folded: plain digits, separators as they are
	unit   rune   // what follows it
	digits int
	dense  int // the most digits between two separators of a list
}

// number reports whether a run is a number of somebody, and neither a day nor an amount.
func (r digitRun) number() bool {
	if r.dense < shortestNumber && r.digits < shortestStrung {
		return false
	}
	if writtenDay.MatchString(r.text) {
		return false
	}
	return !strings.ContainsRune("元万亿人户亩斤", r.unit) || r.digits >= shortestStrung || !writtenAmount.MatchString(r.text)
}

// A day, or from one day to another, with or without the hour; an amount with its
// thousands set off or not.
var (
	writtenDay    = regexp.MustCompile(`^` + dayPattern + `([-~～—/]` + dayPattern + `)?$`)
	writtenAmount = regexp.MustCompile(`^(\d+|\d{1,3}([,，]\d{3})+)(\.\d{1,2})?$`)
)

const dayPattern = `(19|20)\d\d([-./])(0?[1-9]|1[0-2])[-./](0?[1-9]|[12]\d|3[01])( +\d{1,2}[:：]\d\d([:：]\d\d)?)?`

// digitRuns cuts a text into its runs of digits: what people do not read (zero
// width, marks) does not break them, punctuation does not either, letters do.
func digitRuns(text string) []digitRun {
	var runs []digitRun
	var b strings.Builder
	var run digitRun
	dense, gap := 0, ""
	end := func(unit rune) {
		if run.digits > 0 {
			run.text, run.unit = b.String(), unit
			runs = append(runs, run)
		}
		b.Reset()
		run, dense, gap = digitRun{}, 0, ""
	}
	for _, r := range text {
		d, ok := digitOf(r)
		switch {
		case ok || run.digits > 0 && strings.ContainsRune("xXｘＸ", r):
			b.WriteString(gap)
			b.WriteByte(d)
			if strings.ContainsFunc(gap, sets) {
				dense = 0
			}
			run.digits, dense, gap = run.digits+1, dense+1, ""
			run.dense = max(run.dense, dense)
		case unread(r):
		case unicode.IsLetter(r) || strings.ContainsRune("。；！？", r): // a sentence is over
			end(r)
		case run.digits > 0:
			gap += string(r)
		}
	}
	end(0)
	return runs
}

// sets reports whether a sign sets the items of a list apart, as people write them.
func sets(r rune) bool {
	return !unicode.IsSpace(r) && !strings.ContainsRune("-‐‑‒–—−－~～._/·•・．／＿", r)
}

// unread reports whether people do not see a character, or only as a mark on the
// one before it.
func unread(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Other_Default_Ignorable_Code_Point)
}

// foldWords drops what does not hide a word from a reader: blanks, zero width,
// dots and dashes between its characters.
func foldWords(text string) string {
	return strings.Map(func(r rune) rune {
		if unread(r) || unicode.IsSpace(r) || strings.ContainsRune("-‐‑—－._/·•・．／＿*＊", r) {
			return -1
		}
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		return unicode.ToUpper(r)
	}, text)
}

// digitOf returns the plain digit that a character stands for: the decimal digits
// of every script, those in circles and brackets, and the Chinese ones as people
// say and as banks write them. 十, 百, 千 and 万 are none: they count, they do not
// spell. An X, the last of a citizen's number, stays one.
func digitOf(r rune) (byte, bool) {
	if r >= '0' && r <= '9' {
		return decimals[r-'0'], true
	}
	if r < 0x80 {
		return 'X', false
	}
	if d, ok := spelled[r]; ok {
		return d, true
	}
	if n, ok := decimal(r); ok {
		return decimals[n], true
	}
	return 'X', false
}

const decimals = "0123456789"

// decimal is the value of a digit of another script or in a circle. The decimal
// digits of a script lie together from 0 to 9, as Unicode has it.
func decimal(r rune) (rune, bool) {
	for _, first := range enclosed {
		if r >= first && r < first+9 {
			return r - first + 1, true
		}
	}
	for _, block := range unicode.Nd.R16 {
		if lo, hi := rune(block.Lo), rune(block.Hi); r >= lo && r <= hi {
			return (r - lo) % 10, true
		}
	}
	for _, block := range unicode.Nd.R32 {
		if lo, hi := rune(block.Lo), rune(block.Hi); r >= lo && r <= hi { //nolint:gosec // a table of code points
			return (r - lo) % 10, true
		}
	}
	return 0, false
}

// enclosed are the ones of the rows 1…9 in circles, brackets and with a dot.
var enclosed = []rune{'①', '⑴', '⒈', '⓵', '❶', '➀', '➊', '㈠', '㊀'}

var spelled = spelling("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○幺貳參　　陸", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "⓪", "⓿", "洞　　　　　　拐　勾")

// spelling reads rows of characters that stand for 0…9; a wide blank stands for none.
func spelling(rows ...string) map[rune]byte {
	digits := map[rune]byte{}
	for _, row := range rows {
		for i, r := range []rune(row) {
			if r != '　' {
				digits[r] = decimals[i]
			}
		}
	}
	return digits
}
