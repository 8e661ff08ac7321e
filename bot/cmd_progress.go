package bot

import (
	"context"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// progressCommand tells a household whose desk it is on and until when (进度). It
// writes nothing and is read anew on a repeat (decisions 23).
type progressCommand struct{}

func (progressCommand) help(who asker) string {
	if who.cadre {
		return ""
	}
	return "进度：您家的申请到哪一步了"
}

func (progressCommand) parse(_ grammar, s said) order {
	if s.is("进度", "我的进度", "查进度", "看进度", "进展", "到哪一步", "我家的进度", "申请进度", "办到哪") {
		return progressOrder{}
	}
	return nil
}

type progressOrder struct{}

// progressMost is how many matters one answer tells of.
const progressMost = 3

func (progressOrder) run(ctx context.Context, v *visit) (string, error) {
	if v.actor.PersonID == 0 {
		return "您还没有绑定，看不到申请。在小程序里申请过的，请点开：" + v.links.me() + "\n要绑定请回：绑定 加六位数；要找人请回“找人”。", nil
	}
	all, err := v.cases.MyProgress(ctx, v.actor)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "您名下没有申请。家里有困难要申请，请回“申请”；有事找人请回“找人”。", nil
	}
	var parts []string
	for _, c := range all[:min(len(all), progressMost)] {
		parts = append(parts, progressOf(v.links, c))
	}
	last := "有事找人请回“找人”。"
	if len(all) > progressMost {
		last = "还有" + code(len(all)-progressMost) + "件，请点开：" + v.links.me() + "\n" + last
	}
	return strings.Join(parts, "\n") + "\n" + last, nil
}

// progressOf is one matter: by the tail of its number, never by a name.
func progressOf(links links, c casework.Progress) string {
	text := sentenceEnd(c.Now.Sentence)
	if text == "" {
		text = "您家的申请" + tail(c) + "：" + c.Step + "。"
	}
	if !c.AskUntil.IsZero() {
		text += "觉得不对，" + dueWords(c.AskUntil) + "可以要求再核一次。"
	}
	if c.Refused || len(c.Now.Missing) > 0 {
		text += "点开看：" + links.household(c.ID)
	}
	return text
}

// tail is the last three digits of the number people have on paper.
func tail(c casework.Progress) string {
	no := c.AcceptNo
	if no == "" {
		no = c.ReceiptNo
	}
	if len(no) < 3 || model.ScanPublic(no[len(no)-3:]) != nil {
		return ""
	}
	return "（尾号" + no[len(no)-3:] + "）"
}
