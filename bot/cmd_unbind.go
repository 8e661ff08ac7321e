package bot

import (
	"context"

	"bangfu/model"
)

// unbindCommand undoes the binding of this WeChat (解绑).
type unbindCommand struct{}

func (unbindCommand) help(asker) string { return "" }

func (unbindCommand) parse(_ grammar, s said) order {
	if s.is("解绑", "解除绑定", "取消绑定") {
		return unbindOrder{}
	}
	return nil
}

type unbindOrder struct{}

func (unbindOrder) run(ctx context.Context, v *visit) (string, error) {
	const undone = "已解绑。这个微信看不到、也办不了您的事了。要再绑定，请到村上或单位重新领绑定码。"
	switch {
	case v.spoken:
		return "解绑不能用语音。请打字回：解绑", nil
	case v.actor.PersonID == 0 && v.in.Repeat:
		return undone, nil
	}
	if err := v.accounts.Unbind(ctx, v.actor); err != nil {
		if model.KindOf(err) == model.KindUnavailable || model.KindOf(err) == model.KindInternal {
			return "", err
		}
		return sentenceEnd(model.AsError(err).Notice) + "不知道说什么请回“帮助”", nil
	}
	return undone, nil
}
