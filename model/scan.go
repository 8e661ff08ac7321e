package model

import "strings"

// ScanPublic refuses text that may not stand on a public list or in a chat: a run
// of digits like a citizen's number, a phone or an account, or a word that tells
// of somebody's health (R-39, spec §10.3). The error names the kind of hit, never
// the text.
func ScanPublic(text string) error {
	folded := FoldDigits(text)
	if digitRun(folded) >= 7 {
		return Invalid("里面有号码，不能公开")
	}
	for _, w := range healthWords {
		if strings.Contains(folded, w) {
			return Invalid("里面有病情或残疾情况，不能公开")
		}
	}
	return nil
}

// healthWords tell of health; the causes 因病 and 因残 are among them (spec §0.6).
var healthWords = []string{
	"因病", "因残", "残疾", "大病", "慢病", "慢性病", "癌", "肿瘤", "精神病", "艾滋", "肝炎", "尿毒症", "白血病", "瘫痪", "智障", "糖尿病", "高血压", "住院",
	"手术", "化疗", "透析", "重病", "病重", "患病", "有病",
}

func digitRun(s string) int {
	best, run := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' || r == 'X' && run > 0:
			run++
		case r == '.' || r == ' ' || r == '_' || r == '/' || r == '·':
			// separators do not hide a number
		default:
			run = 0
		}
		best = max(best, run)
	}
	return best
}
