package account

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// Limits of binding codes (绑定码; decisions 16).
const (
	codeLife    = 24 * time.Hour
	ownCodeLife = 10 * time.Minute
	bindTries   = 5  // per account and hour
	bindFails   = 60 // of everybody together in an hour, then one a minute
)

// errBadCode is the one answer to a code that is wrong, used, over or not for this
// account: it never tells which.
func errBadCode() error {
	return model.InvalidField("code", "绑定码不对或已经过期，请核对后再发；还不行请找发码的人换一个")
}

// Bind binds the actor's account to the person who was given the code (绑定). A code
// works once, for 24 hours. Errors: KindInvalid for any code that does not work,
// KindTooMany after five tries in an hour, or while codes that do not work come in
// from everywhere; KindConflict when the account is bound.
func (a *Accounts) Bind(ctx context.Context, actor model.Actor, code string) (model.Actor, error) {
	if actor.AccountID == 0 {
		return model.Actor{}, model.Unauthenticated("请在微信里绑定")
	}
	if actor.PersonID != 0 {
		return model.Actor{}, model.Conflict("这个微信已经绑定了。要换人，请先回“解绑”")
	}
	if err := a.allow(ctx, "bind:"+strconv.FormatInt(actor.AccountID, 10), bindTries, time.Hour); err != nil {
		return model.Actor{}, err
	}
	if a.cache != nil && !a.cache.Has(ctx, bindFailed, bindFails, time.Hour) {
		return model.Actor{}, tooManyWrongCodes()
	}
	var refusal error
	var acc model.Account
	err := a.store.InTx(ctx, func(tx *store.Tx) (err error) {
		acc, refusal, err = a.tryCode(tx, actor, fold(code))
		return err
	})
	if err != nil {
		return model.Actor{}, err
	}
	if refusal != nil {
		a.noteRefusal(ctx, refusal)
		return model.Actor{}, refusal
	}
	bound, err := a.actor(a.store.Read(ctx), acc, acc.PersonID, actor.Door)
	bound.SessionID = actor.SessionID
	return bound, err
}

// bindFailed is the key under which the codes that did not work are counted, whoever
// tried them: with hundreds of codes out, a crowd of accounts with five tries each
// would guess one in a day.
const bindFailed = "bind.failed"

func tooManyWrongCodes() error {
	return model.TooMany("这会儿输错绑定码的人太多，请过几分钟再试；急用请找发码的人")
}

// noteRefusal counts a code that did not work.
func (a *Accounts) noteRefusal(ctx context.Context, refusal error) {
	if a.cache != nil && model.KindOf(refusal) == model.KindInvalid {
		a.cache.Allow(ctx, bindFailed, bindFails, time.Hour)
	}
}

// tryCode counts the try first, so that the count stands however it ends; a
// refusal commits it, an error does not.
func (a *Accounts) tryCode(tx *store.Tx, actor model.Actor, code string) (acc model.Account, refusal, err error) {
	hour := a.clock.Now().Unix() / 3600
	tries, err := tx.Next(fmt.Sprintf("bind:%d:%d", actor.AccountID, hour))
	if err != nil {
		return acc, nil, err
	}
	if tries > bindTries {
		return acc, model.TooMany("绑定码试得太多了，请过一小时再试"), nil
	}
	if acc, err = tx.AccountByID(actor.AccountID); err != nil {
		return acc, nil, err
	}
	if acc.PersonID != 0 {
		return acc, model.Conflict("这个微信已经绑定了。要换人，请先回“解绑”"), nil
	}
	person, err := a.useCode(tx, acc, code)
	if err != nil {
		return acc, nil, err
	}
	if person == 0 {
		return acc, errBadCode(), a.write(tx, audit.Entry{Actor: actor, Action: "account.bind_wrong", Kind: kindAccount, ID: acc.ID})
	}
	return acc, nil, a.bindTo(tx, &acc, person, actor, "account.bind")
}

// useCode uses the code up and returns whom it stands for, 0 when it does not work.
func (a *Accounts) useCode(tx *store.Tx, acc model.Account, code string) (int64, error) {
	if !digits(code, 6) {
		return 0, nil
	}
	c, err := tx.BindCode(tx.Seal().Index("bind_code", code))
	if model.KindOf(err) == model.KindNotFound {
		return 0, nil
	}
	if err != nil || c.UsedAt.Set() || c.Expires <= a.now() {
		return 0, err
	}
	others, err := tx.AccountsOf(c.PersonID)
	if err != nil {
		return 0, err
	}
	for _, o := range others {
		if o.App == acc.App { // a second phone is a matter for Rebind, whoever holds a code
			return 0, nil
		}
	}
	won, err := tx.UseBindCode(c.ID, a.now())
	if err != nil || !won {
		return 0, err
	}
	return c.PersonID, nil
}

// bindTo ties an unbound account, the login the actor came with and the other
// accounts of the same WeChat user to a person.
func (a *Accounts) bindTo(tx *store.Tx, acc *model.Account, person int64, actor model.Actor, action string, about ...string) error {
	won, err := tx.BindAccount(acc.ID, 0, person, a.now())
	if err != nil {
		return err
	}
	if !won {
		return model.Conflict("这个微信刚刚已经绑定了，请重新打开看看")
	}
	acc.PersonID = person
	if actor.SessionID != 0 {
		if err := tx.AdoptSession(actor.SessionID, person); err != nil {
			return err
		}
	}
	actor.PersonID = person
	if err := a.write(tx, audit.Entry{Actor: actor, Action: action, Kind: kindPerson, ID: person, Note: acc.App, About: about}); err != nil {
		return err
	}
	return a.join(tx, acc.UnionID)
}

// Unbind undoes the binding (解绑): of every account of the person, with every login.
// A cadre who unbinds needs Rebind by officers to come back.
func (a *Accounts) Unbind(ctx context.Context, actor model.Actor) error {
	if actor.PersonID == 0 {
		return model.Conflict("这个微信没有绑定，不用解绑")
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		if _, err := a.cutOff(tx, actor.PersonID); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{
			Actor: actor, Action: "account.unbind", Kind: kindPerson, ID: actor.PersonID, Area: actor.Area, About: []string{actor.Index},
		})
	})
}

// cutOff takes every way in from a person: accounts, logins, codes, today's PIN.
// It returns the accounts that were bound.
func (a *Accounts) cutOff(tx *store.Tx, person int64) ([]model.Account, error) {
	p, err := tx.Person(person)
	if err != nil {
		return nil, err
	}
	accs, err := tx.AccountsOf(person)
	if err != nil {
		return nil, err
	}
	for _, acc := range accs {
		if _, err := tx.BindAccount(acc.ID, person, 0, 0); err != nil {
			return nil, err
		}
	}
	if _, err := tx.RevokeSessions(person, a.now()); err != nil {
		return nil, err
	}
	if err := tx.VoidBindCodes(person, a.now()); err != nil {
		return nil, err
	}
	p.PINOn = ""
	return accs, tx.PutPerson(&p)
}

// OwnCode gives a bound person a code for the own account in the other app, ten
// minutes long: typed in the chat it joins chat and mini-program where WeChat
// tells no unionid. It never moves a binding. Errors: KindForbidden for a cadre
// who has not entered the PIN today.
func (a *Accounts) OwnCode(ctx context.Context, actor model.Actor) (code string, err error) {
	switch {
	case actor.PersonID == 0:
		return "", model.Unauthenticated("请先绑定或填写您的信息")
	case actor.Door == model.DoorChat:
		return "", model.Forbidden("请在小程序里取绑定码，再到这里发“绑定 加六位数”")
	case actor.Cadre() && actor.PINOn != a.today():
		return "", model.Forbidden("请先输六位办理密码，再取绑定码")
	}
	err = a.store.InTx(ctx, func(tx *store.Tx) (err error) {
		if code, err = a.issue(tx, actor.PersonID, ownCodeLife); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Action: "account.own_code", Kind: kindPerson, ID: actor.PersonID, Area: actor.Area})
	})
	return code, err
}

// issue makes a fresh code for a person and voids the older ones.
func (a *Accounts) issue(tx *store.Tx, person int64, life time.Duration) (string, error) {
	if err := tx.VoidBindCodes(person, a.now()); err != nil {
		return "", err
	}
	for range 50 { // a code that was ever given is not given again
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			return "", model.Internal(err)
		}
		code := fmt.Sprintf("%06d", n)
		err = tx.AddBindCode(&model.BindCode{PersonID: person, CodeHash: tx.Seal().Index("bind_code", code), Expires: a.after(life)})
		if !errors.Is(err, store.ErrDuplicate) {
			return code, err
		}
	}
	return "", model.Unavailable(errors.New("account: no free binding code"))
}
