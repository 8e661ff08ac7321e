package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"bangfu/model"
)

// briefTable writes the main way of a printed procedure: of the machines of a
// household, a group and a list one line per state, with who does what there, where
// it leads and how long it takes. Moves that only follow from a list are left out.
func briefTable(whole string) string {
	var b strings.Builder
	b.WriteString("| 走到 | 谁办什么 → 到哪里 | 时限 |\n|---|---|---|\n")
	section := regexp.MustCompile(`^### .*（(\w+)）$`)
	code := regexp.MustCompile(" `\\w+`$")
	machine, last, limits := "", "", ""
	end := func() {
		if last != "" {
			b.WriteString(" | " + limits + " |\n")
		}
		last, limits = "", ""
	}
	for line := range strings.Lines(whole) {
		line = strings.TrimSpace(line)
		if m := section.FindStringSubmatch(line); m != nil {
			machine = m[1]
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !slices.Contains([]string{"case", "group", "roster"}, machine) || len(cells) != 7 || strings.HasPrefix(line, "|---") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		at, say, who, to, within := cells[0], code.ReplaceAllString(cells[1], ""), cells[2], cells[3], cells[4]
		if at == "从" || who == model.RoleList.Title() {
			continue
		}
		if at == last {
			b.WriteString("；")
		} else {
			end()
			b.WriteString("| " + at + " | ")
			last = at
		}
		b.WriteString(who + "：" + say)
		if to != "" {
			b.WriteString(" → " + to)
		}
		if within != "" {
			limits = strings.TrimPrefix(limits+"；"+say+" "+within, "；")
		}
	}
	end()
	return b.String()
}

// lawTable writes the import law as law_test.go holds it.
func lawTable() string {
	var b strings.Builder
	b.WriteString("| 包 | 可以引我们的 | 可以引别人的 |\n|---|---|---|\n")
	all := laws()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		r := all[name]
		ours := strings.Join(r.ours, ", ")
		if len(r.never) > 0 {
			ours += "；不能引 " + strings.Join(r.never, ", ")
		}
		var foreign []string
		for _, f := range r.foreign {
			foreign = append(foreign, shortModule(f))
		}
		slices.Sort(foreign)
		b.WriteString("| " + name + " | " + ours + " | " + strings.Join(slices.Compact(foreign), ", ") + " |\n")
	}
	return b.String()
}

// shortModule is a module's path without its host and version.
func shortModule(p string) string {
	version := regexp.MustCompile(`^v\d+$`)
	parts := slices.DeleteFunc(strings.Split(strings.TrimPrefix(p, "github.com/"), "/"), version.MatchString)
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}
