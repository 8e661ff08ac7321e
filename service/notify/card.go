package notify

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"bangfu/model"
)

// KindDigest is the kind of the one card that stands for many (汇总).
const KindDigest = "digest"

// Card is a template message (系统卡片): what a lock screen may show.
type Card struct {
	Template string  // kind of notice: task, progress, decided, alert, public, digest
	Fields   []Field // in the order of the template; empty ones are left out
	URL      string  // opens exactly what it is about
	ClientID string  // the same for every attempt
}

// Field is one line of a card, at most 20 characters.
type Field struct {
	Name  string // step, village, count, deadline, number
	Value string
}

// Line writes the card in one line, as people see it.
func (c Card) Line() string {
	var values []string
	for _, f := range c.Fields {
		values = append(values, f.Value)
	}
	return strings.Join(values, " · ")
}

// maxField is the longest a field may be; WeChat cuts off the rest without a sign.
const maxField = 20

// What a lock screen tells of a household's matter: that there is something new,
// and when it has to bring something, that it has.
const (
	progressTitle = "您家的申请有新进展"
	returnedTitle = "您家的申请要补材料"
)

// progressOf is the one line of a household's card; a standard reason may stand in
// it, which is the procedure's own and tells nothing of the household.
func progressOf(f model.NoticeFacts) string {
	switch {
	case f.Days == 0:
		return progressTitle
	case f.Reason != "":
		return "请补材料：" + f.Reason
	}
	return returnedTitle
}

// cardOf writes the card of a notice. A household's card says that there is
// something new and nothing else.
func cardOf(m model.Message, f model.NoticeFacts, base string) Card {
	c := Card{Template: m.Kind, URL: link(base, m.Link), ClientID: m.ClientID}
	add := func(name, value string) {
		if value = field(value); value != "" {
			c.Fields = append(c.Fields, Field{name, value})
		}
	}
	switch {
	case m.Kind == model.NoticeAnswer: // an answer to an objection looks like any other news
		c.Template = model.NoticeProgress
		add("step", progressTitle)
		return c
	case m.Kind == model.NoticeProgress, m.Kind == model.NoticeDecided && m.TaskID == 0:
		add("step", progressOf(f))
		return c
	case m.Kind == model.NoticePublic:
		add("step", f.Title)
		add("village", f.Place)
		if f.LastDay != "" {
			add("deadline", "公示到"+f.LastDay.Words())
		}
		return c
	}
	add("step", f.Title)
	add("village", f.Place)
	add("count", count(f))
	add("deadline", deadline(f.Due))
	if f.Number > 0 {
		add("number", fmt.Sprintf("编号%04d", f.Number))
	}
	return c
}

// textOf writes the same as a chat message, with what to type next.
func textOf(m model.Message, f model.NoticeFacts, base string) string {
	c := cardOf(m, f, base)
	text := strings.ReplaceAll(c.Line(), " · ", "，") + "。"
	if f.Number > 0 && m.Kind == model.NoticeTask {
		text += fmt.Sprintf("看内容请回：详情 %04d。", f.Number)
	}
	if c.URL != "" {
		text += "点开查看：" + c.URL
	}
	return text
}

func link(base, path string) string {
	if path == "" {
		return ""
	}
	return strings.TrimSuffix(base, "/") + path
}

// count writes how many: matters, unless the notice counts something else.
func count(f model.NoticeFacts) string {
	if f.Count <= 0 {
		return ""
	}
	return fmt.Sprint(f.Count) + cmp.Or(f.Unit, "件")
}

func deadline(due model.Instant) string {
	if !due.Set() {
		return ""
	}
	return model.ClockWords(due.Time()) + "前"
}

// field makes a text fit for a card: one line, no control characters, shortened
// by ourselves with a sign.
func field(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	if r := []rune(s); len(r) > maxField {
		return string(r[:maxField-1]) + "…"
	}
	return s
}
