package bot

import (
	"context"
	"strings"

	"bangfu/model"
)

// publicityCommand leads to the lists of one's own village (公示).
type publicityCommand struct{}

func (publicityCommand) help(who asker) string {
	if !who.local {
		return "公示：看正在公示的名单"
	}
	return "公示：看本村正在公示的名单"
}

func (publicityCommand) parse(_ grammar, s said) order {
	if s.is("公示", "看公示", "名单", "公告", "看名单", "公示名单") {
		return publicityOrder{}
	}
	return nil
}

type publicityOrder struct{}

func (publicityOrder) run(ctx context.Context, v *visit) (string, error) {
	const unbound = "要看本村的名单，请用微信扫村务公开栏公示单上的二维码，不用绑定就能看。\n想以后直接在这里看，请到村上登记后回：绑定 加六位数。"
	if v.actor.PersonID == 0 {
		return unbound, nil
	}
	lists, err := v.cases.Publicities(ctx, v.actor)
	if k := model.KindOf(err); k == model.KindForbidden || k == model.KindNotFound || k == model.KindUnauthenticated {
		return unbound, nil
	}
	if err != nil {
		return "", err
	}
	if len(lists) == 0 {
		return "您能看的名单里，现在没有正在公示的。以后有了，村务公开栏会贴出来；看以前的请点开：" + v.links.lists(), nil
	}
	var lines []string
	for _, p := range lists[:min(len(lists), 4)] {
		lines = append(lines, p.Place+p.Title+"："+num(p.Households)+"户，"+p.FirstDay.Words()+"到"+p.LastDay.Words()+"。点开看："+v.links.list(p.ID))
	}
	return strings.Join(lines, "\n") + "\n觉得不对，点开名单里的“我要反映”。", nil
}
