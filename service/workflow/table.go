package workflow

import (
	"fmt"
	"strings"

	"bangfu/model"
)

// Table prints the procedure (流程表) in Markdown, one row per move, in people's words.
func (s *Scheme) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s（%s，第%d版%s）\n", s.Title, s.Key, s.Version, draftMark(s.Draft))
	for _, mc := range s.machines {
		fmt.Fprintf(&b, "\n### %s（%s）\n\n", machineTitle(mc.name), mc.name)
		b.WriteString("| 从 | 办什么 | 谁办 | 到 | 时限 | 要求 | 聊天 |\n|---|---|---|---|---|---|---|\n")
		for _, r := range mc.rules {
			fmt.Fprintf(&b, "| %s | %s `%s` | %s | %s | %s | %s | %s |\n", mc.said(r.At), r.Say, r.Do, who(r), mc.said(r.To),
				howLong(r), asks(r), byChat(r))
		}
	}
	if len(s.Assumed) > 0 {
		b.WriteString("\n### 没有文件依据的值\n\n")
		for _, a := range s.Assumed {
			fmt.Fprintf(&b, "- `%s`：%s\n", a.Path, a.Note)
		}
	}
	return b.String()
}

func draftMark(draft bool) string { //nolint:revive // words for a fact
	if draft {
		return "，草案"
	}
	return ""
}

func (mc *machine) said(sts []model.State) string {
	words := make([]string, 0, len(sts))
	for _, st := range sts {
		words = append(words, mc.words[st])
	}
	return strings.Join(words, " / ")
}

func who(r Rule) string {
	titles := make([]string, 0, len(r.By))
	for _, by := range r.By {
		titles = append(titles, by.Title())
	}
	if r.All {
		return strings.Join(titles, "、") + "（都要签）"
	}
	return strings.Join(titles, "或")
}

func howLong(r Rule) string {
	var parts []string
	if r.Publicity != nil {
		parts = append(parts, fmt.Sprintf("公示%d天", r.Publicity.Days))
	}
	if r.Within.Set() {
		parts = append(parts, r.Within.Words())
	}
	if r.Remedy.Set() {
		parts = append(parts, "补正"+r.Remedy.Words())
	}
	if l, ok := r.OfReceipt(); ok {
		parts = append(parts, "收到后"+l.Words())
	}
	if r.Until == "first_publicity" {
		parts = append(parts, "第一次公示以前")
	}
	return strings.Join(parts, "；")
}

// Words says the limit as people do: 5个工作日.
func (l Limit) Words() string {
	unit := "个工作日"
	if l.Unit == CivilDays {
		unit = "天"
	}
	from := ""
	if l.Of == OfReport {
		from = "申报起"
	}
	return fmt.Sprintf("%s%d%s", from, l.N, unit)
}

func asks(r Rule) string {
	var parts []string
	if m := r.Meeting; m != nil {
		parts = append(parts, fmt.Sprintf("到会%d/%d，过半数同意", m.Quorum.Num, m.Quorum.Den))
	}
	for _, w := range append(append(append([]string{}, r.Needs...), r.Refuses...), r.Rows...) {
		parts = append(parts, "`"+w+"`")
	}
	for _, v := range r.Verdicts {
		parts = append(parts, "`"+v+"`")
	}
	if r.Deciding {
		parts = append(parts, "决定（"+r.Level.Name()+"）")
	}
	return strings.Join(parts, " ")
}

func byChat(r Rule) string {
	if r.Allows(model.RoleList) || r.Allows(model.RoleTimer) {
		return ""
	}
	word := map[model.Strength]string{model.StrengthAct: "直接办", model.StrengthConfirm: "回确认", model.StrengthOpen: "点开办"}[r.Chat]
	switch {
	case r.PINDaily:
		return word + "，当天要输过口令"
	case r.PIN:
		return word + "，要输口令"
	}
	return word
}
