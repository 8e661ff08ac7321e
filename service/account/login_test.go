package account_test

import (
	"context"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/account"
)

func TestAStrangerInTheChatIsNobodyButHasAnAccount(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		results := make(chan model.Actor, 8)
		for range 8 {
			go func() {
				a, err := h.ActorByOpenID(context.Background(), account.AppOA, "stranger")
				if err != nil {
					t.Error(err)
				}
				results <- a
			}()
		}
		id := (<-results).AccountID
		for range 7 {
			if a := <-results; a.AccountID != id || a.AccountID == 0 || a.PersonID != 0 || a.Cadre() || a.Door != model.DoorChat {
				t.Errorf("actor %+v, want one and the same account %d of nobody", a, id)
			}
		}
		_, err := h.chat("stranger").May(model.ReadTasks, model.Object{Area: "/62/"})
		want(t, "a stranger", err, model.KindUnauthenticated)
		_, err = h.ActorByOpenID(context.Background(), account.AppOA, "")
		want(t, "no openid", err, model.KindInvalid)
	})
}

// T37, decisions 16: a login lasts 30 days from its last use, on the world's clock.
func TestALoginLastsThirtyDaysFromItsLastUse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	token, actor, err := h.Login(ctx, account.AppMP, "open1:")
	h.must(err)
	if actor.AccountID == 0 || actor.PersonID != 0 || actor.SessionID == 0 || actor.App != account.AppMP {
		t.Errorf("actor %+v, want a login of an account that is not bound", actor)
	}
	h.clock.Advance(29 * 24 * time.Hour)
	_, err = h.ActorByToken(ctx, token)
	want(t, "after 29 days", err, "")
	h.clock.Advance(30*24*time.Hour - time.Second)
	_, err = h.ActorByToken(ctx, token)
	want(t, "30 days less a second after the last use", err, "")
	h.clock.Advance(30 * 24 * time.Hour)
	_, err = h.ActorByToken(ctx, token)
	want(t, "30 days after the last use", err, model.KindUnauthenticated)
}

// T37: 256 bits, new at each login, only the hash is kept.
func TestEachLoginHasATokenOfItsOwnAndOnlyItsHashIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	one, _, err := h.Login(ctx, account.AppMP, "open1:")
	h.must(err)
	two, _, err := h.Login(ctx, account.AppMP, "open1:")
	h.must(err)
	if one == two || len(one) != 52 {
		t.Errorf("tokens must be new and 256 bits long")
	}
	s, err := h.st.Read(ctx).Session(seal.Hash([]byte(one)))
	h.must(err)
	if s.TokenHash == one {
		t.Error("the token itself is kept")
	}
	for _, token := range []string{"", "x", s.TokenHash} {
		_, err := h.ActorByToken(ctx, token)
		want(t, "no token of ours", err, model.KindUnauthenticated)
	}
	_, _, err = h.Login(ctx, account.AppMP, "bad")
	want(t, "a bad code", err, model.KindUnauthenticated)
	_, _, err = h.Login(ctx, account.AppMP, "")
	want(t, "no code", err, model.KindUnauthenticated)
}

// G35, guard "session": a revoked login is dead with the next request, on every server.
func TestARevokedLoginIsDeadAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		other := withCache(h, t) // another server on the same register
		token, actor, err := h.Login(ctx, account.AppMP, "open1:")
		h.must(err)
		_, err = other.ActorByToken(ctx, token)
		want(t, "before", err, "")
		h.must(h.Logout(ctx, actor))
		_, err = other.ActorByToken(ctx, token)
		want(t, "after", err, model.KindUnauthenticated)
	})
}

// G35: no login fixation. A login made before the binding is not a login of the person.
func TestALoginFromBeforeTheBindingIsNoLoginOfThePerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	planted, _, err := h.Login(ctx, account.AppMP, "open1:")
	h.must(err)
	own, actor, err := h.Login(ctx, account.AppMP, "open1:")
	h.must(err)
	h.must(h.Declare(ctx, actor, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group}))
	if a, err := h.ActorByToken(ctx, own); err != nil || a.PersonID == 0 || a.Index == "" || a.Verified {
		t.Errorf("the login that declared: %v", err)
	}
	_, err = h.ActorByToken(ctx, planted)
	want(t, "the other login", err, model.KindUnauthenticated)
}

func TestChatAndMiniProgramOfOneWeChatUserAreOnePerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	_, actor, err := h.Login(ctx, account.AppMP, "mp1:union1")
	h.must(err)
	h.must(h.Declare(ctx, actor, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group}))
	if h.chat("oa1").PersonID != 0 {
		t.Error("an openid alone says nothing of the other app")
	}
	h.must(h.NoteUnion(ctx, account.AppOA, "oa1", "union1"))
	h.must(h.NoteUnion(ctx, account.AppOA, "oa2", "union2"))
	_, again, err := h.Login(ctx, account.AppMP, "mp1:union1")
	h.must(err)
	if p := h.chat("oa1").PersonID; p == 0 || p != again.PersonID {
		t.Errorf("persons %d and %d, want the same one", p, again.PersonID)
	}
	if h.chat("oa2").PersonID != 0 {
		t.Error("another user was joined")
	}
}

func TestTheWindowOfACustomerServiceMessageIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	h.chat("oa1")
	at := h.clock.Now()
	for _, c := range []struct {
		kind     string
		end      time.Duration
		n        int
		followed bool
	}{
		{account.ContactTap, time.Minute, 3, false},
		{account.ContactMessage, 48 * time.Hour, 5, false},
		{account.ContactFollow, 48 * time.Hour, 5, true}, // the longer window stays
		{"unknown", 48 * time.Hour, 5, true},
	} {
		h.must(h.NoteWindow(ctx, "oa1", c.kind, at))
		acc, err := h.st.Read(ctx).Account(account.AppOA, "oa1")
		h.must(err)
		if acc.WindowEnd != model.InstantOf(at.Add(c.end)) || acc.WindowN != c.n || acc.Followed != c.followed {
			t.Errorf("%s: %+v", c.kind, acc)
		}
	}
	h.must(h.NoteWindow(ctx, "oa1", account.ContactUnfollow, at))
	acc, err := h.st.Read(ctx).Account(account.AppOA, "oa1")
	h.must(err)
	if acc.Followed || acc.WindowEnd.Set() || acc.WindowN != 0 {
		t.Errorf("after leaving: %+v", acc)
	}
	h.must(h.NoteWindow(ctx, "nobody", account.ContactTap, at))
}

func TestEveryAccountActStandsInAnIntactRecord(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer, keeper := h.officers()
	h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	for action, n := range map[string]int{"account.grant": 3, "account.confirm": 1, "account.bind": 3, "account.new": 3} {
		if got := h.recorded(action); got != n {
			t.Errorf("%s stands %d times, want %d", action, got, n)
		}
	}
	r, err := h.log.Verify(context.Background(), h.st)
	if err != nil || !r.OK() {
		t.Errorf("report %+v, %v", r, err)
	}
}

// House law 4: no audit row, no act.
func TestWithoutItsRecordNoGrantStands(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, _ := h.officers()
	pool, err := h.st.DB()
	h.must(err)
	_, err = pool.ExecContext(ctx, "ALTER TABLE audit RENAME TO audit_gone")
	h.must(err)
	if _, _, err := h.Grant(ctx, officer, account.GrantInput{Name: "丙三", Role: model.RoleVillageClerk, Region: village}); err == nil {
		t.Error("a grant without its record must fail")
	}
	var n int64
	h.in(func(tx *store.Tx) (err error) { n, err = tx.CountGrants(model.RoleVillageClerk); return err })
	if n != 0 {
		t.Errorf("%d grants stand, want none", n)
	}
}
