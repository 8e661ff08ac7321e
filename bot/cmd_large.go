package bot

import "context"

// largeCommand answers who cannot read the page (大字).
type largeCommand struct{}

func (largeCommand) help(who asker) string {
	if who.cadre {
		return ""
	}
	return "大字：字看不清，怎么办"
}

func (largeCommand) parse(_ grammar, s said) order {
	if s.is("大字", "大字版", "看不清", "关怀", "念给我听", "字太小", "听一听") {
		return largeOrder{}
	}
	return nil
}

type largeOrder struct{}

func (largeOrder) run(_ context.Context, v *visit) (string, error) {
	return "点开后按“大字版”，字就大了：" + v.links.me() + "\n这里的字，请在微信“我-设置-通用-字体大小”里调。\n看不清不要紧，请到村委会，有人念给您听。要找人请回“找人”。", nil
}
