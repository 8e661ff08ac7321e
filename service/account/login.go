package account

import (
	"context"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// sessionLife is how long a login lasts from its last use (decisions 16).
const sessionLife = 30 * 24 * time.Hour

// touchEvery is how exactly the last use is kept: not every request writes.
const touchEvery = 10 * time.Minute

// Login turns a code of wx.login or of the web authorization into a login, also
// for somebody who is not bound yet. The token is 256 random bits; only its hash
// is kept. Errors: those of the Identifier, KindUnavailable without WeChat.
func (a *Accounts) Login(ctx context.Context, app, code string) (token string, actor model.Actor, err error) {
	if a.who == nil {
		return "", model.Actor{}, model.Unavailable(nil)
	}
	if code == "" {
		return "", model.Actor{}, model.Unauthenticated("登录没有成功，请重新打开再试")
	}
	openID, unionID, err := a.who.Identify(ctx, app, code)
	if err != nil {
		return "", model.Actor{}, err
	}
	if err := a.NoteUnion(ctx, app, openID, unionID); err != nil {
		return "", model.Actor{}, err
	}
	acc, err := a.ensure(ctx, app, openID, model.DoorAPI)
	if err != nil {
		return "", model.Actor{}, err
	}
	return a.open(ctx, acc, acc.PersonID, "wechat")
}

// open begins a login; how is a code for the record: wechat, pin.
func (a *Accounts) open(ctx context.Context, acc model.Account, person int64, how string) (token string, actor model.Actor, err error) {
	err = a.store.InTx(ctx, func(tx *store.Tx) error {
		token = model.NewToken()
		s := model.Session{
			TokenHash: seal.Hash([]byte(token)), PersonID: person, AccountID: acc.ID, App: acc.App,
			CreatedAt: a.now(), LastUsed: a.now(),
		}
		if err := tx.AddSession(&s); err != nil {
			return err
		}
		if actor, err = a.actor(tx, acc, person, model.DoorAPI); err != nil {
			return err
		}
		actor.SessionID = s.ID
		return a.write(tx, audit.Entry{
			Actor: actor, Action: "session.open", Kind: "session", ID: s.ID, Area: actor.Area, Note: how, About: []string{actor.Index},
		})
	})
	if err != nil {
		return "", model.Actor{}, err
	}
	return token, actor, nil
}

// ActorByToken returns whose login it is. The register is asked each time: a
// login that was revoked, ran out, or was made for somebody the account is no
// longer bound to is KindUnauthenticated with the very next request.
func (a *Accounts) ActorByToken(ctx context.Context, token string) (model.Actor, error) {
	ended := model.Unauthenticated("登录已经过期，请重新登录")
	if token == "" {
		return model.Actor{}, ended
	}
	tx := a.store.Read(ctx)
	s, err := tx.Session(seal.Hash([]byte(token)))
	if model.KindOf(err) == model.KindNotFound {
		return model.Actor{}, ended
	}
	if err != nil {
		return model.Actor{}, err
	}
	now := a.clock.Now()
	if s.RevokedAt.Set() && model.GuardSession.On() || !now.Before(s.LastUsed.Time().Add(sessionLife)) {
		return model.Actor{}, ended
	}
	acc := model.Account{App: s.App}
	if s.AccountID != 0 {
		if acc, err = tx.AccountByID(s.AccountID); err != nil {
			return model.Actor{}, err
		}
		if acc.PersonID != s.PersonID { // bound, unbound or bound anew since: whoever it is logs in anew
			return model.Actor{}, ended
		}
	}
	actor, err := a.actor(tx, acc, s.PersonID, model.DoorAPI)
	if err != nil {
		return model.Actor{}, err
	}
	actor.SessionID = s.ID
	a.touch(ctx, s, now)
	return actor, nil
}

// touch notes the use of a login once in a while. A register that takes no writes
// still lets people read, so a failure ends nothing here.
func (a *Accounts) touch(ctx context.Context, s model.Session, now time.Time) {
	if now.Sub(s.LastUsed.Time()) < touchEvery {
		return
	}
	_ = a.store.InTx(ctx, func(tx *store.Tx) error { return tx.TouchSession(s.ID, model.InstantOf(now)) })
}

// Logout ends the login the actor came with.
func (a *Accounts) Logout(ctx context.Context, actor model.Actor) error {
	if actor.SessionID == 0 {
		return model.Unauthenticated("您还没有登录")
	}
	return a.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.RevokeSession(actor.SessionID, a.now()); err != nil {
			return err
		}
		return a.write(tx, audit.Entry{Actor: actor, Action: "session.close", Kind: "session", ID: actor.SessionID, Area: actor.Area})
	})
}
