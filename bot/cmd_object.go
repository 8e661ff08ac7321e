package bot

import "context"

// objectCommand leads to where somebody can object (反映).
type objectCommand struct{}

func (objectCommand) help(who asker) string {
	if who.cadre {
		return ""
	}
	return "反映：名单不对，要反映"
}

func (objectCommand) parse(_ grammar, s said) order {
	if s.is("反映", "我要反映", "异议", "举报", "不公平", "投诉", "不公道", "有意见") {
		return objectOrder{}
	}
	return nil
}

type objectOrder struct{}

func (objectOrder) run(_ context.Context, v *visit) (string, error) {
	return "要反映名单，请点开名单，按“我要反映”，谁反映的村上不知道：" + v.links.lists() +
		"\n没有绑定的，请扫公示单上的二维码。也可以打12317。不要在这里写别人家的事。", nil
}
