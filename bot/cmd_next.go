package bot

import (
	"context"
	"slices"
)

// nextCommand shows the next open task (下一个).
type nextCommand struct{}

func (nextCommand) help(who asker) string {
	if !who.cadre {
		return ""
	}
	return "下一个：看下一件要办的"
}

func (nextCommand) parse(_ grammar, s said) order {
	if s.is("下一个", "下一件", "下一条", "下个", "下一") {
		return nextOrder{}
	}
	return nil
}

type nextOrder struct{}

// run shows the task after the one last shown; a message that WeChat repeats does
// not go on once more.
func (nextOrder) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() {
		return noCadre(v.asker()), nil
	}
	have, err := v.openNumbers(ctx)
	if err != nil {
		return "", err
	}
	if len(have) == 0 {
		return "没有了。您现在没有待办，不用再办了。", nil
	}
	last, err := v.cases.LastShown(ctx, v.actor)
	if err != nil {
		return "", err
	}
	next := have[0]
	if len(last.Numbers) == 1 {
		if i := slices.Index(have, last.Numbers[0]); i >= 0 {
			if !v.in.Repeat {
				i++
			}
			next = have[i%len(have)]
		}
	}
	return detailOrder{next}.run(ctx, v)
}
