package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a file, said so that it can be mended.
type Problem struct {
	File   string
	Line   int
	Notice string // one plain Chinese sentence
}

// String returns file:line: notice.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Notice) }

// Problems is everything that is wrong with a file, in the order of its lines.
type Problems struct{ List []Problem }

// Error lists all problems, one a line.
func (p *Problems) Error() string {
	lines := make([]string, 0, len(p.List))
	for _, one := range p.List {
		lines = append(lines, one.String())
	}
	return strings.Join(lines, "\n")
}

// maxProblems bounds what is told about one file; one with more is no scheme at all.
const maxProblems = 500

// ledger gathers problems while a file is read.
type ledger struct {
	file string
	list []Problem
}

func (l *ledger) refuse(line int, format string, args ...any) {
	p := Problem{File: l.file, Line: line, Notice: fmt.Sprintf(format, args...)}
	if len(l.list) < maxProblems && !slices.Contains(l.list, p) {
		l.list = append(l.list, p)
	}
}

func (l *ledger) err() error {
	if len(l.list) == 0 {
		return nil
	}
	slices.SortStableFunc(l.list, func(a, b Problem) int { return a.Line - b.Line })
	return &Problems{List: l.list}
}
