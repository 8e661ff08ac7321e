package bot

import (
	"context"
	"strconv"
	"strings"

	"bangfu/service/casework"
)

// tasksCommand lists what waits (待办): by deadline, number, step, village, count.
type tasksCommand struct{}

func (tasksCommand) help(who asker) string {
	if !who.cadre {
		return ""
	}
	return "待办：看要办的事，带编号"
}

func (tasksCommand) parse(_ grammar, s said) order {
	for _, w := range []string{"待办事项", "代办事项", "我的待办", "待办", "代办"} {
		rest, ok := strings.CutPrefix(s.whole, w)
		if !ok {
			continue
		}
		page, ok := pageOf(strings.TrimSpace(rest))
		if !ok {
			return nil
		}
		return tasksOrder{page}
	}
	return nil
}

func pageOf(s string) (int, bool) {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "第"), "页")
	if s == "" {
		return 1, true
	}
	if i := strings.Index("一二三四五六七八九", s); i >= 0 && len(s) == 3 {
		return i/3 + 1, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0 && n < 100
}

type tasksOrder struct{ page int }

// shownAtOnce is how many tasks one answer lists.
const shownAtOnce = 8

func (o tasksOrder) run(ctx context.Context, v *visit) (string, error) {
	if !v.actor.Cadre() {
		return noCadre(v.asker()), nil
	}
	cards, total, err := v.window(ctx, (o.page-1)*shownAtOnce)
	if err != nil {
		return "", err
	}
	if total == 0 {
		return "您现在没有待办，不用再办了。", nil
	}
	if len(cards) == 0 {
		return "您有" + num(total) + "件待办，没有第" + strconv.Itoa(o.page) + "页。请回：待办", nil
	}
	marks, err := v.cases.Marks(ctx, cards)
	if err != nil {
		return "", err
	}
	if err := v.shown(ctx, cards); err != nil {
		return "", err
	}
	lines := []string{"您有" + num(total) + "件待办："}
	for _, c := range cards {
		lines = append(lines, cardLine(v.now(), c, marks[c.ID]))
	}
	last := "看一件请回：详情 " + code(cards[0].Number)
	if int64(o.page*shownAtOnce) < total {
		last += "；后面的请回：待办 " + strconv.Itoa(o.page+1)
	}
	return strings.Join(append(lines, last), "\n"), nil
}

// window reads open tasks from an offset, whatever the size of a page of the use case.
func (v *visit) window(ctx context.Context, offset int) ([]casework.TaskCard, int64, error) {
	var all []casework.TaskCard
	for page := 1; page <= 20; page++ {
		cards, total, err := v.cases.Tasks(ctx, v.actor, page)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, cards...)
		if len(cards) == 0 || int64(len(all)) >= total || len(all) >= offset+shownAtOnce {
			if offset >= len(all) {
				return nil, total, nil
			}
			return all[offset:min(len(all), offset+shownAtOnce)], total, nil
		}
	}
	return nil, int64(len(all)), nil
}

// noCadre answers somebody who asks for what only cadres have.
func noCadre(who asker) string {
	if !who.bound {
		return "您还没有绑定。要绑定请回：绑定 加六位数（干部不会向您要绑定码）；不知道说什么请回“帮助”"
	}
	return "您没有要办的事。要看自家的申请请回“进度”，不知道说什么请回“帮助”"
}
