package bot

import (
	"strings"
	"unicode/utf8"

	"bangfu/model"
	"bangfu/service/casework"
)

// reasonLeast is the shortest reason in one's own words.
const reasonLeast = 5

// reason reads a numbered standard reason or one's own words. Words that may name
// somebody, an illness, a number or money are not echoed: the page takes them
// (decisions 22). why says what to do instead; both are empty when the words are
// too few, for only the command knows in which form they are asked for.
func (v *visit) reason(text string, standard []string, t casework.TaskView) (reason, why string) {
	text = strings.Trim(text, " ,;:、")
	if n, rest, numbered := reasonNumber(text); numbered {
		switch {
		case n >= 1 && n <= len(standard) && strings.Trim(rest, " 。.吧了") == "":
			return standard[n-1], ""
		case n == len(standard)+1:
			text = strings.Trim(strings.TrimPrefix(rest, "其他"), " ,;:、")
		case len(standard) > 0:
			return "", "还没办。没有这个理由，或多写了字。请再发一次：一个理由的号，或5个字以上的理由"
		}
	}
	for _, s := range standard {
		if text == fold(s).kept || text == fold(shortReason(s)).kept {
			return s, ""
		}
	}
	return v.ownReason(text, t)
}

// ownReason reads a reason in one's own words.
func (v *visit) ownReason(text string, t casework.TaskView) (reason, why string) {
	switch {
	case utf8.RuneCountInString(text) < reasonLeast:
		return "", ""
	case tellsNumber(text):
		return "", notHere + "还没办，请点开链接填写：" + v.links.task(t.ID)
	case utf8.RuneCountInString(text) > 100, !fitForChat(text, t):
		return "", "这个理由不能在这里说，还没办。请点开链接填写：" + v.links.task(t.ID)
	}
	return text, ""
}

// reasonNumber reads ① (folded to #1) or a lone digit.
func reasonNumber(text string) (n int, rest string, ok bool) {
	marked := strings.HasPrefix(text, numberMark)
	text = strings.TrimPrefix(text, numberMark)
	n, rest, digits := leadingInt(text)
	if digits == 0 || digits > 2 || !marked && strings.Trim(rest, " 。.") != "" {
		return 0, "", false
	}
	return n, strings.TrimLeft(rest, " "), true
}

// fitForChat reports whether own words may be shown again in a chat.
func fitForChat(text string, t casework.TaskView) bool {
	if model.ScanPublic(text) != nil {
		return false
	}
	for _, name := range namesIn(t) {
		if strings.Contains(text, name) {
			return false
		}
		if rs := []rune(name); len(rs) >= 3 && strings.Contains(text, string(rs[1:])) {
			return false
		}
	}
	return !tellsMoney(text) && !namesSomebody(text)
}

// namesIn are the names the task itself knows.
func namesIn(t casework.TaskView) []string {
	var names []string
	add := func(c *casework.CaseView) {
		if c == nil {
			return
		}
		names = append(names, c.Householder)
		if c.Survey != nil {
			for _, m := range c.Survey.Members {
				names = append(names, m.Name)
			}
		}
	}
	add(t.Case)
	if t.Review != nil {
		add(&t.Review.Case)
	}
	if t.Roster != nil {
		for _, r := range t.Roster.Rows {
			names = append(names, r.Householder)
		}
	}
	var known []string
	for _, n := range names {
		if utf8.RuneCountInString(n) >= 2 {
			known = append(known, n)
		}
	}
	return known
}

// tellsMoney finds an amount: 3000元, 三千块.
func tellsMoney(text string) bool {
	for _, unit := range []string{"元", "块", "万"} {
		for rest := text; ; {
			before, after, ok := strings.Cut(rest, unit)
			if !ok {
				break
			}
			if last, _ := utf8.DecodeLastRuneInString(before); strings.ContainsRune("0123456789零一二两三四五六七八九十百千万多几", last) && before != "" {
				return true
			}
			rest = after
		}
	}
	return false
}

// surnames are the commonest family names, to find a person spoken of: 解某, 老王, 张三家.
const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文解巩昔豆路彦"

// namesSomebody reports whether a person seems to be named or hinted at by name.
func namesSomebody(text string) bool {
	rs := []rune(text)
	for i, r := range rs {
		if r == '某' || i > 0 && strings.ContainsRune("老小", rs[i-1]) && strings.ContainsRune(surnames, r) {
			return true
		}
		if !strings.ContainsRune(surnames, r) {
			continue
		}
		for _, n := range []int{2, 3} { // surname and one or two more, then a word that goes with people
			if i+n <= len(rs) && goesWithPeople(string(rs[i+n:]), i) {
				return true
			}
		}
	}
	return false
}

// goesWithPeople reports whether a text that follows what may be a name, which
// began at a place of its sentence, speaks of somebody.
func goesWithPeople(text string, began int) bool {
	for _, after := range []string{"家的", "家里", "家有", "同志", "本人", "夫妻", "夫妇", "的儿子", "的父", "的母", "他家", "说他", "说家"} {
		if strings.HasPrefix(text, after) {
			return true
		}
	}
	return began == 0 && strings.HasPrefix(text, "家")
}
