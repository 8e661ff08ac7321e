package account

import (
	"context"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// Kinds of contact that open a customer-service window or close the way.
const (
	ContactMessage  = "message"  // the person wrote: 5 messages in 48 hours
	ContactTap      = "tap"      // menu, follow or scan: 3 messages in one minute
	ContactFollow   = "follow"   // followed, and a tap
	ContactUnfollow = "unfollow" // no way left
)

// NoteWindow notes after an answer what a contact opened (客服消息 window, wechat.md
// §9.2): an estimate that WeChat's own codes correct. Best effort, outside any
// transaction of an act; an unknown kind or openid changes nothing.
func (a *Accounts) NoteWindow(ctx context.Context, openID, kind string, at time.Time) error {
	acc, err := a.store.Read(ctx).Account(AppOA, openID)
	if err != nil {
		if model.KindOf(err) == model.KindNotFound {
			return nil
		}
		return err
	}
	switch kind {
	case ContactMessage:
		acc.WindowEnd, acc.WindowN = model.InstantOf(at.Add(48*time.Hour)), 5
	case ContactTap:
		tap(&acc, at)
	case ContactFollow:
		acc.Followed = true
		tap(&acc, at)
	case ContactUnfollow:
		acc.Followed, acc.WindowEnd, acc.WindowN = false, 0, 0
	default:
		return nil
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error { return tx.PutWindow(&acc) })
}

// tap opens the short window unless a longer one is open.
func tap(acc *model.Account, at time.Time) {
	end := model.InstantOf(at.Add(time.Minute))
	if acc.WindowEnd > end && acc.WindowN > 0 {
		return
	}
	acc.WindowEnd, acc.WindowN = end, 3
}
