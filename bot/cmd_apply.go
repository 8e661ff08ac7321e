package bot

import "context"

// applyCommand leads to the application (申请): six fields, nothing is sent by chat.
type applyCommand struct{}

func (applyCommand) help(who asker) string {
	if who.cadre {
		return ""
	}
	return "申请：家里有困难，要申请"
}

func (applyCommand) parse(_ grammar, s said) order {
	if s.is("申请", "我要申请", "我家有困难", "我家有困难,要申请", "要申请", "报名", "怎么申请", "一键报贫") {
		return applyOrder{}
	}
	return nil
}

type applyOrder struct{}

func (applyOrder) run(_ context.Context, v *visit) (string, error) {
	return "要上门核实、开会评议、张榜公示，填了不等于评上。不收钱。\n点开填写，两分钟：" + v.links.apply() + "\n不会填，请到村委会，村上帮您填。不要在这里发身份证号和照片。", nil
}
