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
	text := plainly(sentenceEnd(c.Now.Sentence))
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

// plainly says the steps whose names only an office understands: what each means
// for the household, and what comes next.
func plainly(sentence string) string {
	for _, step := range []struct{ name, plain string }{
		{"等安排第二次公示", "镇上已经同意，等镇上安排第二次张榜"},
		{"等第二次张榜", "镇上已经同意，等村上第二次张榜"},
		{"等乡镇上报", "第二次公示没有问题，等镇上报到县上"},
		{"已识别", "已识别，就是评上了，县上已经公告。下一步给您家安排帮扶的干部"},
		{"已结对帮扶", "已有干部帮扶您家。下一步一起定帮扶计划"},
	} {
		if before, after, ok := strings.Cut(sentence, "："+step.name); ok {
			return before + "：" + step.plain + after
		}
	}
	return sentence
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
