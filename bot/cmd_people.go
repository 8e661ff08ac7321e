package bot

import (
	"context"
	"strings"

	"bangfu/model"
)

// peopleCommand tells whom to ask: offices and their lines, never a person's (找人).
type peopleCommand struct{}

func (peopleCommand) help(who asker) string {
	if !who.local {
		return "找人：12317，监督举报"
	}
	return "找人：村上、镇上的电话，还有12317"
}

// national is the country's line for complaints, which the use case lists among the offices.
const national = "12317"

func (peopleCommand) parse(_ grammar, s said) order {
	if s.is("找人", "电话", "联系", "联系人", "联系电话", "人工", "客服", "12317") {
		return peopleOrder{}
	}
	return nil
}

type peopleOrder struct{}

func (peopleOrder) run(ctx context.Context, v *visit) (string, error) {
	const line = national + "（监督举报，不收钱）"
	offices, err := v.cases.Offices(ctx, v.actor)
	switch model.KindOf(err) {
	case "":
	case model.KindUnauthenticated, model.KindNotFound, model.KindForbidden:
		offices = nil
	default:
		return "", err
	}
	var lines []string
	for _, o := range offices {
		if o.Phone != "" && o.Phone != national && len(lines) < 5 {
			lines = append(lines, o.Name+" "+o.Phone)
		}
	}
	next := "\n要看申请到哪一步，请回“进度”。"
	if v.actor.Cadre() {
		next = "\n要办的事请回“待办”。"
	}
	switch {
	case len(lines) == 0 && v.actor.PersonID == 0:
		return "可以到村委会当面问，或打" + line + "。绑定以后，这里会有您村上和镇上的电话。", nil
	case len(lines) == 0:
		return "可以打" + line + "，或到村委会当面问。" + next, nil
	}
	return strings.Join(append(lines, line), "\n") + next, nil
}
