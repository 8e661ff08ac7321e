package account

import (
	"context"
	"fmt"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Bounds of a login without WeChat.
const (
	phoneTries  = 10 // per phone and hour, in front of the tries of each person
	phoneShared = 3  // persons who may share a phone
	personPage  = 500
)

// LoginPIN logs in without WeChat by phone and PIN (decisions 26). The phone finds
// the person, it proves nothing: a family may share one. One answer to everything
// that fails, KindUnauthenticated, so that nobody learns who has an account.
func (a *Accounts) LoginPIN(ctx context.Context, phone model.Phone, pin string) (token string, actor model.Actor, err error) {
	refused := model.Unauthenticated("手机号或办理密码不对，或者试得太多了。请核对，15分钟后再试")
	pin = fold(pin)
	if phone.Check() != nil || !digits(pin, 6) {
		return "", model.Actor{}, refused
	}
	key := a.store.Read(ctx).Seal().Index("login.phone", phone.Reveal())
	if a.allow(ctx, "pin:"+key, phoneTries, time.Hour) != nil {
		return "", model.Actor{}, refused
	}
	persons, err := a.personsOfPhone(ctx, phone)
	if err != nil {
		return "", model.Actor{}, err
	}
	if len(persons) == 0 { // the same work as for somebody who is there
		if _, err := a.argon(ctx, pin, make([]byte, pinSalt), pinPasses, pinMemory); err != nil {
			return "", model.Actor{}, err
		}
	}
	for _, p := range persons {
		right, err := a.tryLogin(ctx, p, pin)
		if err != nil {
			return "", model.Actor{}, err
		}
		if right {
			return a.open(ctx, model.Account{App: AppH5}, p.ID, "pin")
		}
	}
	return "", model.Actor{}, refused
}

// tryLogin looks at the PIN of one who logs in by phone, five times in a quarter
// of an hour. These tries are counted apart from those in the mini-program, where
// the person is known: a stranger who knows a phone number may hold up this
// login, but locks nobody's PIN.
func (a *Accounts) tryLogin(ctx context.Context, p model.Person, pin string) (right bool, err error) {
	actor := model.Actor{PersonID: p.ID, App: AppH5, Door: model.DoorAPI}
	var tries int64
	err = a.store.InTx(ctx, func(tx *store.Tx) (err error) {
		if tries, err = tx.Next(fmt.Sprintf("login:%d:%d", p.ID, a.clock.Now().Unix()/int64(pinLock.Seconds()))); err != nil || tries > pinTries {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Action: "pin.try", Kind: kindPerson, ID: p.ID, Area: p.Area, Note: "login"})
	})
	if err != nil || tries > pinTries {
		return false, err
	}
	if right, err = a.matchPIN(ctx, p, pin); err != nil {
		return false, err
	}
	if right {
		err = a.rightPIN(ctx, actor, p)
		if model.KindOf(err) == model.KindConflict { // changed meanwhile: what was typed is the old one
			return false, nil
		}
		return err == nil, err
	}
	return false, a.store.InTx(ctx, func(tx *store.Tx) error {
		return a.write(tx, audit.Entry{Actor: actor, Action: "pin.wrong", Kind: kindPerson, ID: p.ID, Area: p.Area, Note: "login"})
	})
}

// personsOfPhone reads the phones of those who have a PIN, a few thousand at most:
// a phone has no index of its own, for it is never an identity (trust T10).
func (a *Accounts) personsOfPhone(ctx context.Context, phone model.Phone) ([]model.Person, error) {
	tx := a.store.Read(ctx)
	var found []model.Person
	for after := int64(0); ; {
		page, err := tx.PersonsWithPIN(after, personPage)
		if err != nil || len(page) == 0 {
			return found, err
		}
		for _, p := range page {
			after = p.ID
			plain, err := tx.Seal().Open(seal.Cell{Table: "person", Column: "phone", Row: string(p.PublicID)}, p.PhoneSealed)
			if err != nil {
				return nil, err
			}
			if string(plain) == phone.Reveal() && len(found) < phoneShared {
				found = append(found, p)
			}
		}
	}
}
