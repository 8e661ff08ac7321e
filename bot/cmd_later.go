package bot

import (
	"context"
	"strings"
)

// signpost says plainly what is possible now and where.
type signpost string

func (p signpost) run(context.Context, *visit) (string, error) { return string(p), nil }

// remindCommand is 催办 (reminding the desk below): the clock does it now.
type remindCommand struct{}

func (remindCommand) help(asker) string { return "" }

func (remindCommand) parse(_ grammar, s said) order {
	if !strings.HasPrefix(s.whole, "催办") {
		return nil
	}
	return signpost("还不能在这里催办。快到期和超期的，系统会自动提醒经办的人和上一级。要问请打电话，请回“找人”。")
}

// handOverCommand is 转办 and 顶班 (handing over): done on the page.
type handOverCommand struct{}

func (handOverCommand) help(asker) string { return "" }

func (handOverCommand) parse(_ grammar, s said) order {
	if !strings.HasPrefix(s.whole, "转办") && !strings.HasPrefix(s.whole, "顶班") {
		return nil
	}
	return signpost("还不能在这里转办或顶班，没有改动。请在小程序“我的”里请人顶班，或请县上授权。看现有的请回“待办”。")
}

// lostCommand is 挂失 (a lost phone): an office freezes the account now.
type lostCommand struct{}

func (lostCommand) help(asker) string { return "" }

func (lostCommand) parse(_ grammar, s said) order {
	if !s.is("挂失", "手机丢", "手机丢失", "被盗", "盗号") {
		return nil
	}
	return signpost("还不能在这里挂失。请马上打电话给镇上或县扶贫办，请他们停用您的账号；电话请回“找人”。微信还在您手里的，可以先回“解绑”。")
}
