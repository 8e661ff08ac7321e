package bot

import (
	"context"
	"strings"

	"bangfu/model"
)

// menuWords are the words behind the keys of the menu: a tap says the word.
func menuWords() map[string]string {
	return map[string]string{
		"tasks": "待办", "next": "下一个", "help": "帮助", "progress": "进度", "lists": "公示", "apply": "申请", "people": "找人",
		"objection": "反映", "policy": "政策", "large": "大字",
	}
}

// event answers what a person did without words.
func (c *Counter) event(ctx context.Context, in model.Inbound) (string, error) {
	switch {
	case in.Event == "subscribe", in.Event == "SCAN":
		return c.arrive(ctx, in)
	case in.Event == "CLICK":
		word := in.EventKey
		if w, ok := menuWords()[word]; ok {
			word = w
		}
		return c.hear(ctx, in, fold(word))
	case in.Event == "TEMPLATESENDJOBFINISH", strings.HasPrefix(in.Event, "subscribe_msg_"):
		if c.notices == nil {
			return "", nil
		}
		return "", c.notices.Result(ctx, in)
	}
	return "", nil // unsubscribe, VIEW, LOCATION and what WeChat may think of
}

// arrive greets somebody who follows or scans; a scene that carries a binding
// code binds at once.
func (c *Counter) arrive(ctx context.Context, in model.Inbound) (string, error) {
	v, err := c.visit(ctx, in, said{})
	if err != nil {
		return "", err
	}
	if code, ok := bindScene(in.EventKey); ok {
		return bindOrder{code}.run(ctx, v)
	}
	if in.Event == "SCAN" {
		return "", nil
	}
	first := "您好，这里是正宁帮扶，不收钱。\n"
	if v.actor.Cadre() {
		first = "您好，又见面了。\n"
	}
	text, err := helpOrder{}.run(ctx, v)
	return first + text, err
}

// bindScene reads bind_123456 from the scene of a QR code.
func bindScene(scene string) (string, bool) {
	code, ok := strings.CutPrefix(strings.TrimPrefix(scene, "qrscene_"), "bind")
	if !ok {
		return "", false
	}
	code = strings.TrimLeft(code, "_:-=")
	return code, sixDigits(code)
}

func sixDigits(s string) bool { return len(s) == 6 && strings.Trim(s, "0123456789") == "" }
