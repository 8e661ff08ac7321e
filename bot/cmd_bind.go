package bot

import (
	"context"
	"strings"

	"bangfu/model"
)

// bindCommand binds this WeChat to the person who was given the code (绑定).
type bindCommand struct{}

func (bindCommand) help(who asker) string {
	if who.bound {
		return ""
	}
	return "绑定 加六位数：绑定您的微信（干部不会向您要绑定码）"
}

func (bindCommand) parse(_ grammar, s said) order {
	rest, ok := strings.CutPrefix(s.whole, "绑定")
	if !ok {
		return nil
	}
	rest = strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(rest, " :,"), "码"), " :,")
	switch {
	case rest == "":
		return bindOrder{}
	case sixDigits(strings.ReplaceAll(rest, " ", "")):
		return bindOrder{strings.ReplaceAll(rest, " ", "")}
	}
	return nil
}

type bindOrder struct{ code string }

func (o bindOrder) run(ctx context.Context, v *visit) (string, error) {
	switch {
	case o.code == "":
		return "请到村上或单位领六位数的绑定码，再回：绑定 加六位数。干部不会向您要绑定码，谁要都不要给。", nil
	case v.spoken:
		return "绑定码不要用语音说。请打字回：绑定 加六位数。", nil
	case v.actor.PersonID != 0 && v.in.Repeat:
		return bound(v.actor), nil
	}
	actor, err := v.accounts.Bind(ctx, v.actor, o.code)
	if err != nil {
		if model.KindOf(err) == model.KindUnavailable || model.KindOf(err) == model.KindInternal {
			return "", err
		}
		return sentenceEnd(model.AsError(err).Notice), nil
	}
	return bound(actor), nil
}

func bound(a model.Actor) string {
	if a.Cadre() {
		return "已绑定。看要办的事请回“待办”，不知道说什么请回“帮助”。"
	}
	return "已绑定。看申请请回“进度”，看名单请回“公示”，不知道说什么请回“帮助”。"
}
