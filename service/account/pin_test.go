package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/account"
)

// settled returns a person who logged in through the mini-program and declared.
func settled(h *house) model.Actor {
	h.t.Helper()
	ctx := context.Background()
	token, actor, err := h.Login(ctx, account.AppMP, "mp1:")
	h.must(err)
	h.must(h.Declare(ctx, actor, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group}))
	actor, err = h.ActorByToken(ctx, token)
	h.must(err)
	return actor
}

// decisions 21, guard "pin": only the right PIN is the PIN.
func TestOnlyTheRightPINCountsAsEnteredToday(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	a := settled(h)
	want(t, "no PIN yet", h.CheckPIN(ctx, a, "295071"), model.KindConflict)
	h.must(h.SetPIN(ctx, a, "295071"))
	h.clock.Advance(24 * time.Hour)
	want(t, "a wrong one", h.CheckPIN(ctx, a, "295072"), model.KindInvalid)
	if h.person(a.PersonID).PINOn == "2014-05-13" {
		t.Error("a wrong PIN counts as entered")
	}
	want(t, "the right one, full-width", h.CheckPIN(ctx, a, "２９５０７１"), "")
	if h.person(a.PersonID).PINOn != "2014-05-13" {
		t.Error("the day of the right PIN is not kept")
	}
	if hash := h.person(a.PersonID).PINHash; strings.Contains(hash, "295071") || len(hash) > 160 {
		t.Error("the PIN must be kept as a sealed hash that fits its column")
	}
	a.Door = model.DoorChat
	want(t, "in the chat", h.CheckPIN(ctx, a, "295071"), model.KindForbidden)
	want(t, "setting in the chat", h.SetPIN(ctx, a, "295071"), model.KindForbidden)
}

func TestFiveWrongPINsLockForAQuarterOfAnHourHoweverManyComeAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		a := settled(h)
		h.must(h.SetPIN(ctx, a, "295071"))
		results := make(chan error, 32)
		for range 32 {
			go func() { results <- h.CheckPIN(ctx, a, "111222") }()
		}
		for range 32 {
			if err := <-results; err == nil {
				t.Error("a wrong PIN was right")
			}
		}
		if n := h.recorded("pin.wrong"); n != 5 {
			t.Errorf("%d PINs were looked at, want 5", n)
		}
		want(t, "the right one while locked", h.CheckPIN(ctx, a, "295071"), model.KindTooMany)
		h.clock.Advance(15*time.Minute - time.Second)
		want(t, "a second too early", h.CheckPIN(ctx, a, "295071"), model.KindTooMany)
		h.clock.Advance(time.Second)
		want(t, "a quarter of an hour later", h.CheckPIN(ctx, a, "295071"), "")
		for range 4 {
			want(t, "wrong again", h.CheckPIN(ctx, a, "111222"), model.KindInvalid)
		}
		want(t, "the right one takes the count back", h.CheckPIN(ctx, a, "295071"), "")
		want(t, "a wrong one after it", h.CheckPIN(ctx, a, "111222"), model.KindInvalid)
	})
}

func TestAPINThatIsEasilyGuessedIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	a := settled(h) // born 1900-01-01
	for _, pin := range []string{
		"111111", "123456", "654321", "456789", "890123", "121212", "123123", "112211", "190001", "000101", "010100",
		"12345", "1234567", "12345a", "",
	} {
		want(t, pin, h.SetPIN(ctx, a, pin), model.KindInvalid)
	}
	want(t, "a good one", h.SetPIN(ctx, a, "295071"), "")
	want(t, "a second first one", h.SetPIN(ctx, a, "384920"), model.KindConflict)
	want(t, "changing with a wrong old one", h.ChangePIN(ctx, a, "295072", "384920"), model.KindInvalid)
	want(t, "changing", h.ChangePIN(ctx, a, "295071", "384920"), "")
	want(t, "the old one", h.CheckPIN(ctx, a, "295071"), model.KindInvalid)
	want(t, "the new one", h.CheckPIN(ctx, a, "384920"), "")
}

// decisions 26: without WeChat by phone and PIN; one answer to whatever fails.
func TestLoginByPhoneAndPIN(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	a := settled(h)
	h.must(h.SetPIN(ctx, a, "295071"))
	token, got, err := h.LoginPIN(ctx, phoneA, "295071")
	h.must(err)
	if again, err := h.ActorByToken(ctx, token); err != nil || again.PersonID != a.PersonID || got.PersonID != a.PersonID || got.App != account.AppH5 {
		t.Errorf("login of person %d, %v, want %d", again.PersonID, err, a.PersonID)
	}
	answers := map[string]bool{}
	for name, c := range map[string]struct{ phone, pin string }{
		"a wrong PIN": {"13900000010", "111222"}, "a phone nobody has": {"13900000011", "295071"},
		"no phone": {"1", "295071"}, "no PIN": {"13900000010", ""},
	} {
		_, _, err := h.LoginPIN(ctx, model.NewPhone(c.phone), c.pin)
		want(t, name, err, model.KindUnauthenticated)
		answers[model.AsError(err).Notice] = true
	}
	for range 5 {
		_, _, err = h.LoginPIN(ctx, phoneA, "111222")
		answers[model.AsError(err).Notice] = true
	}
	_, _, err = h.LoginPIN(ctx, phoneA, "295071")
	want(t, "while locked", err, model.KindUnauthenticated)
	answers[model.AsError(err).Notice] = true
	if len(answers) != 1 {
		t.Errorf("%d different answers, want one", len(answers))
	}
	h.must(h.Unbind(ctx, a))
	_, err = h.ActorByToken(ctx, token)
	want(t, "after unbinding", err, model.KindUnauthenticated)
}

func TestAStrangerWithAPhoneNumberHoldsUpTheLoginByPhoneOnly(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		a := settled(h)
		h.must(h.SetPIN(ctx, a, "295071"))
		results := make(chan error, 32)
		for range 32 {
			go func() { _, _, err := h.LoginPIN(ctx, phoneA, "111222"); results <- err }()
		}
		for range 32 {
			want(t, "a stranger", <-results, model.KindUnauthenticated)
		}
		if n := h.recorded("pin.wrong"); n > 5 {
			t.Errorf("%d PINs were looked at, want at most 5", n)
		}
		_, _, err := h.LoginPIN(ctx, phoneA, "295071")
		want(t, "the right one by phone meanwhile", err, model.KindUnauthenticated)
		want(t, "the right one in the mini-program", h.CheckPIN(ctx, a, "295071"), "")
		for range 5 {
			_ = h.CheckPIN(ctx, a, "111222") // the last of them locks
		}
		want(t, "the mini-program after five wrong ones", h.CheckPIN(ctx, a, "295071"), model.KindTooMany)
		h.clock.Advance(15 * time.Minute)
		_, _, err = h.LoginPIN(ctx, phoneA, "295071")
		want(t, "by phone a quarter of an hour later", err, "")
	})
}

func TestAForgottenPINIsTakenAwayByAnOfficer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, _ := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	clerk.Door = model.DoorAPI
	h.must(h.SetPIN(ctx, clerk, "295071"))
	id := h.person(clerk.PersonID).PublicID
	want(t, "by the clerk", h.ResetPIN(ctx, clerk, id), model.KindForbidden)
	h.must(h.ResetPIN(ctx, keeper, id))
	want(t, "the old PIN", h.CheckPIN(ctx, clerk, "295071"), model.KindConflict)
	want(t, "a new one", h.SetPIN(ctx, clerk, "384920"), "")
	want(t, "of a villager", h.ResetPIN(ctx, keeper, h.person(settled(h).PersonID).PublicID), model.KindNotFound)
}
