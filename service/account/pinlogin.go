package account

import (
	"context"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
)

// Bounds of a login without WeChat.
const (
	phoneTries  = 10 // per phone and hour, in front of the lock of the PIN itself
	phoneShared = 3  // persons who may share a phone
	personPage  = 500
)

// LoginPIN logs in without WeChat by phone and PIN (decisions 26). The phone finds
// the person, it proves nothing: a family may share one. One answer to everything
// that fails, KindUnauthenticated, so that nobody learns who has an account.
func (a *Accounts) LoginPIN(ctx context.Context, phone model.Phone, pin string) (token string, actor model.Actor, err error) {
	refused := model.Unauthenticated("手机号或PIN不对，或者试得太多了。请核对，15分钟后再试")
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
		err := a.CheckPIN(ctx, model.Actor{PersonID: p.ID, App: AppH5, Door: model.DoorAPI}, pin)
		switch model.KindOf(err) {
		case "":
			return a.open(ctx, model.Account{App: AppH5}, p.ID, "pin")
		case model.KindInvalid, model.KindTooMany, model.KindConflict:
		default:
			return "", model.Actor{}, err
		}
	}
	return "", model.Actor{}, refused
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
