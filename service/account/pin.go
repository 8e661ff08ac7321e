package account

import (
	"context"
	"strconv"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Limits of the PIN (decisions 21).
const (
	pinTries = 5
	pinLock  = 15 * time.Minute
)

// errNoChat refuses PINs in the chat: what is typed there stays on strangers' servers.
func errNoChat() error {
	return model.Forbidden("办理密码只能在小程序“我的”里输，不要在聊天里发")
}

// SetPIN sets the first PIN of a person: six digits that nobody guesses. Errors:
// KindInvalid for a PIN that is no good, KindConflict when there is one already,
// KindForbidden in the chat.
func (a *Accounts) SetPIN(ctx context.Context, actor model.Actor, pin string) error {
	return a.storePIN(ctx, actor, pin, "pin.set", func(p model.Person) error {
		if p.PINHash != "" {
			return model.Conflict("已经设过办理密码了。要换，请先输旧的；忘了请找给您绑定码的人重设")
		}
		return nil
	})
}

// ChangePIN replaces the PIN by one who knows the old one. Errors: those of
// CheckPIN and of SetPIN.
func (a *Accounts) ChangePIN(ctx context.Context, actor model.Actor, old, pin string) error {
	if err := a.CheckPIN(ctx, actor, old); err != nil {
		return err
	}
	return a.storePIN(ctx, actor, pin, "pin.change", func(model.Person) error { return nil })
}

func (a *Accounts) storePIN(ctx context.Context, actor model.Actor, pin, action string, may func(model.Person) error) error {
	if actor.Door == model.DoorChat {
		return errNoChat()
	}
	if actor.PersonID == 0 {
		return model.Unauthenticated("请先绑定或填写您的信息")
	}
	pin = fold(pin)
	p, err := a.store.Read(ctx).Person(actor.PersonID)
	if err != nil {
		return err
	}
	if err := may(p); err != nil {
		return err
	}
	birth, err := a.birth(ctx, p)
	if err != nil {
		return err
	}
	if !digits(pin, 6) || guessable(pin, birth) {
		return model.InvalidField("pin", "办理密码要六位数字，不要用生日、123456、111111这样好猜的")
	}
	hash, err := a.hashPIN(ctx, p.PublicID, pin)
	if err != nil {
		return err
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		mine := p // guarded by the version that was read: two first PINs have one winner
		mine.PINHash, mine.PINFails, mine.PINLocked, mine.PINOn = hash, 0, 0, a.today()
		if err := tx.PutPerson(&mine); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Action: action, Kind: kindPerson, ID: p.ID, Area: p.Area})
	})
}

func (a *Accounts) birth(ctx context.Context, p model.Person) (string, error) {
	plain, err := a.store.Read(ctx).Seal().Open(seal.Cell{Table: "person", Column: "number", Row: string(p.PublicID)}, p.NumberSealed)
	if err != nil || len(plain) != 18 {
		return "", err
	}
	return string(plain[6:14]), nil
}

// guessable refuses what a stranger tries first: one digit, two digits only, runs
// up or down, a repeated half or third, and the day of birth (19800101).
func guessable(pin, birth string) bool {
	kinds := map[byte]bool{}
	up, down := true, true
	for i := range len(pin) {
		kinds[pin[i]] = true
		if i > 0 {
			up = up && (pin[i-1]-'0'+1)%10 == pin[i]-'0'
			down = down && (pin[i]-'0'+1)%10 == pin[i-1]-'0'
		}
	}
	switch {
	case len(kinds) < 3, up, down, pin[:3] == pin[3:], strings.Repeat(pin[:2], 3) == pin:
		return true
	case birth != "":
		return pin == birth[2:] || pin == birth[:6] || pin == birth[4:]+birth[2:4]
	}
	return false
}

// CheckPIN checks the PIN and notes the day on which it was entered (pin: daily).
// A try is counted before it is judged, so that no number of tries at once gets
// more than five. Errors: KindInvalid for a wrong PIN, KindTooMany while locked,
// KindConflict without a PIN, KindForbidden in the chat.
func (a *Accounts) CheckPIN(ctx context.Context, actor model.Actor, pin string) error {
	if actor.Door == model.DoorChat {
		return errNoChat()
	}
	if actor.PersonID == 0 {
		return model.Unauthenticated("请先绑定或填写您的信息")
	}
	pin = fold(pin)
	if !digits(pin, 6) {
		return model.InvalidField("pin", "办理密码是六位数字，请再输一遍")
	}
	p, err := a.countTry(ctx, actor)
	if err != nil {
		return err
	}
	right, err := a.matchPIN(ctx, p, pin)
	if err != nil {
		return err
	}
	if !right && model.GuardPIN.On() {
		return a.wrongPIN(ctx, actor, p)
	}
	return a.rightPIN(ctx, actor, p)
}

// countTry takes one of the tries there are before the PIN is looked at.
func (a *Accounts) countTry(ctx context.Context, actor model.Actor) (p model.Person, err error) {
	for range 8 { // others may be counting at the same moment
		err = a.store.InTx(ctx, func(tx *store.Tx) error {
			if p, err = tx.Person(actor.PersonID); err != nil {
				return err
			}
			switch {
			case p.PINHash == "":
				return model.Conflict("您还没有设办理密码，请先在小程序“我的”里设一个")
			case p.PINLocked > a.now():
				return model.TooMany("办理密码错了5次，请15分钟后再试；忘了请找给您绑定码的人重设")
			}
			if p.PINFails++; p.PINFails >= pinTries {
				p.PINFails, p.PINLocked = 0, a.after(pinLock)
			}
			if err := tx.PutPerson(&p); err != nil {
				return err
			}
			return a.write(tx, audit.Entry{Actor: actor, Action: "pin.try", Kind: kindPerson, ID: p.ID, Area: p.Area})
		})
		if model.KindOf(err) != model.KindConflict || p.PINHash == "" {
			break
		}
	}
	return p, err
}

func (a *Accounts) wrongPIN(ctx context.Context, actor model.Actor, p model.Person) error {
	err := a.store.InTx(ctx, func(tx *store.Tx) error {
		return a.write(tx, audit.Entry{Actor: actor, Action: "pin.wrong", Kind: kindPerson, ID: p.ID, Area: p.Area})
	})
	if err != nil {
		return err
	}
	if p.PINLocked > a.now() {
		return model.TooMany("办理密码错了5次，请15分钟后再试；忘了请找给您绑定码的人重设")
	}
	return model.InvalidField("pin", "办理密码不对，还可以试"+strconv.Itoa(pinTries-p.PINFails)+"次；忘了请找给您绑定码的人重设")
}

// rightPIN takes the count back, unless the PIN was changed meanwhile.
func (a *Accounts) rightPIN(ctx context.Context, actor model.Actor, checked model.Person) error {
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(checked.ID)
		if err != nil {
			return err
		}
		if p.PINHash != checked.PINHash {
			return model.Conflict("办理密码刚刚换过了，请用新的")
		}
		p.PINFails, p.PINLocked, p.PINOn = 0, 0, a.today()
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Action: "pin.right", Kind: kindPerson, ID: p.ID, Area: p.Area})
	})
}
