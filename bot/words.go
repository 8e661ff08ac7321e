package bot

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bangfu/model"
)

// most is the longest answer, in characters (product §6).
const most = 600

// clip keeps an answer within its length; a cut one says so.
func clip(text string) string {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	const tail = "……太长了，其余请点开小程序看"
	return string([]rune(text)[:most-utf8.RuneCountInString(tail)]) + tail
}

// whenWords says when something was done: 今天09:41, else 5月12日09:41.
func whenWords(now, t time.Time) string {
	if model.DateOf(now) == model.DateOf(t) {
		return "今天" + t.In(model.Shanghai()).Format("15:04")
	}
	return model.ClockWords(t)
}

// hourWords says an hour to come: 6月3日12点.
func hourWords(t time.Time) string {
	at := t.In(model.Shanghai())
	if at.Minute() == 0 {
		return at.Format("1月2日15点")
	}
	return at.Format("1月2日15:04")
}

// dueWords says until when, without the hour: 5月19日前.
func dueWords(t time.Time) string { return model.DateOf(t).Words() + "前" }

// hanNumber writes a small number in Chinese, as the groups of a village are called.
func hanNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case n < 10:
		return string(digits[max(n, 0)])
	case n < 20:
		return "十" + strings.TrimPrefix(string(digits[n-10]), "零")
	case n < 100:
		return string(digits[n/10]) + "十" + strings.TrimPrefix(string(digits[n%10]), "零")
	}
	return strconv.Itoa(n)
}

// circles writes ① … ⑳.
func circles(n int) string {
	if n < 1 || n > 20 {
		return "(" + strconv.Itoa(n) + ")"
	}
	return string(rune('①' + n - 1))
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

// code writes a task number.
func code(n int) string { return strconv.Itoa(n) }

func codes(ns []int) string {
	var parts []string
	for _, n := range ns {
		parts = append(parts, code(n))
	}
	return strings.Join(parts, "、")
}

// sentenceEnd ends a notice as a sentence.
func sentenceEnd(s string) string {
	if s == "" || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "！") {
		return s
	}
	return s + "。"
}

// shortReason is a standard reason without its second half: 户口簿看不清，请重拍.
func shortReason(s string) string {
	short, _, _ := strings.Cut(s, "，")
	return short
}
