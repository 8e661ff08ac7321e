package bot

import (
	"context"
	"strings"
)

// secretCommand answers who types a citizen's or a bank card's number: it is not
// read, not shown again and not kept.
type secretCommand struct{}

func (secretCommand) help(asker) string { return "" }

func (secretCommand) parse(_ grammar, s said) order {
	if tellsNumber(s.whole) {
		return secretOrder{}
	}
	return nil
}

// notHere is what everybody is told who types such a number.
const notHere = "不要在这里发身份证号、银行卡号，也不要发给别人。"

// tellsNumber finds fifteen digits or more in a row, written together or apart.
func tellsNumber(text string) bool {
	run := 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			run++
		case !strings.ContainsRune(" -._/·", r):
			run = 0
		}
		if run >= 15 {
			return true
		}
	}
	return false
}

type secretOrder struct{}

func (secretOrder) run(_ context.Context, v *visit) (string, error) {
	text := notHere + "请长按您那条消息，删掉。\n"
	if v.actor.Cadre() {
		return text + "要填号码的，请回“待办”，点开那一件填。", nil
	}
	return text + "要申请请回“申请”，点开在表里填；不会填，请到村委会，村上帮您填。", nil
}

// passwordCommand leads to where the PIN (办理密码) is set, entered and changed.
type passwordCommand struct{}

func (passwordCommand) help(asker) string { return "" }

func (passwordCommand) parse(_ grammar, s said) order {
	word := strings.TrimRight(strings.TrimPrefix(s.whole, "办理"), "0123456789 :,")
	if sixDigits(s.whole) || (said{whole: word}).is("密码", "pin", "忘了密码", "忘记密码", "密码忘", "设密码", "改密码", "换密码", "重设密码", "密码不对", "pin不对") {
		return passwordOrder{}
	}
	return nil
}

type passwordOrder struct{}

func (passwordOrder) run(_ context.Context, v *visit) (string, error) {
	text := "不要在聊天里发密码。办理密码在“我的”里设、输、换，点开：" + v.links.me() + "\n忘了的，请找给您绑定码的人重设。"
	if v.actor.PersonID == 0 {
		text += "\n要绑定请回：绑定 加六位数。"
	}
	return text, nil
}
