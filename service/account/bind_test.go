package account_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/service/account"
)

func TestABindingCodeIsUsedOnceHoweverManyTryItAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		code, err := h.GrantFirst(ctx, "甲一", model.RoleCountyOfficer, county)
		h.must(err)
		var actors []model.Actor
		for i := range 32 {
			actors = append(actors, h.chat(fmt.Sprintf("openid%d", i)))
		}
		results := make(chan error, 32)
		for _, a := range actors {
			go func() { _, err := h.Bind(ctx, a, code); results <- err }()
		}
		won := 0
		for range 32 {
			if err := <-results; err == nil {
				won++
			} else if model.KindOf(err) != model.KindInvalid {
				t.Errorf("a loser is told %v, want the one answer to a code that does not work", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 32 were bound, want 1", won)
		}
	})
}

// decisions 19: a reply never tells which part was wrong.
func TestACodeThatDoesNotWorkIsAnsweredAlikeWhateverTheCause(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	used, err := h.GrantFirst(ctx, "甲一", model.RoleCountyOfficer, county)
	h.must(err)
	h.bound("first", used)
	over, err := h.GrantFirst(ctx, "乙二", model.RoleSysAdmin, county)
	h.must(err)
	h.clock.Advance(24 * time.Hour)
	answers := map[string]bool{}
	for i, code := range []string{used, over, "000000", "12345", "abc", ""} {
		_, err := h.Bind(ctx, h.chat(fmt.Sprintf("openid%d", i)), code)
		want(t, "code "+fmt.Sprint(i), err, model.KindInvalid)
		answers[model.AsError(err).Notice] = true
	}
	if len(answers) != 1 {
		t.Errorf("%d different answers, want one", len(answers))
	}
}

func TestAFullWidthCodeIsTheSameCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	code, err := h.GrantFirst(context.Background(), "甲一", model.RoleCountyOfficer, county)
	h.must(err)
	wide := ""
	for _, r := range code {
		wide += string(r - '0' + '０')
	}
	if a := h.bound("openid", " "+wide); a.PersonID == 0 || !a.Cadre() {
		t.Errorf("actor %+v, want the bound officer with the right", a)
	}
}

func TestOnlyFiveCodesAnHourMayBeTriedAlsoWithoutACache(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		code, err := h.GrantFirst(ctx, "甲一", model.RoleCountyOfficer, county)
		h.must(err)
		a := h.chat("openid")
		results := make(chan error, 32)
		for i := range 32 {
			go func() { _, err := h.Bind(ctx, a, fmt.Sprintf("%06d", i)); results <- err }()
		}
		wrong := 0
		for range 32 {
			if model.KindOf(<-results) == model.KindInvalid {
				wrong++
			}
		}
		if wrong > 5 {
			t.Errorf("%d codes were looked at, want at most 5", wrong)
		}
		_, err = h.Bind(ctx, a, code)
		want(t, "the right code as the 33rd", err, model.KindTooMany)
		h.clock.Advance(time.Hour)
		_, err = h.Bind(ctx, a, code)
		want(t, "an hour later", err, "")
	})
}

// With hundreds of codes out, five tries of each of a crowd of accounts would find one.
func TestWrongCodesOfACrowdAreCountedTogether(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	fast := withCache(h, t)
	right := func(name string) string {
		code, err := h.GrantFirst(ctx, name, model.RoleCountyOfficer, county)
		h.must(err)
		return code
	}
	for i := range 20 { // what works counts for nothing
		_, err := fast.Bind(ctx, h.chat(fmt.Sprintf("cadre%d", i)), right("甲一"))
		h.must(err)
	}
	for i := range 60 {
		_, err := fast.Bind(ctx, h.chat(fmt.Sprintf("crowd%d", i)), "abc")
		want(t, fmt.Sprintf("wrong code %d", i), err, model.KindInvalid)
	}
	code := right("乙二")
	for i := range 3 {
		_, err := fast.Bind(ctx, h.chat(fmt.Sprintf("late%d", i)), code)
		want(t, "whoever comes now", err, model.KindTooMany)
		if err != nil && model.AsError(err).Notice != "这会儿输错绑定码的人太多，请过几分钟再试；急用请找发码的人" {
			t.Error(err)
		}
	}
	h.clock.Advance(time.Minute)
	_, err := fast.Bind(ctx, h.chat("late0"), code)
	want(t, "a minute later", err, "")
	_, err = fast.Bind(ctx, h.chat("late1"), "abc")
	want(t, "a wrong one", err, model.KindInvalid)
	_, err = fast.Bind(ctx, h.chat("late2"), "abc")
	want(t, "the next in the same minute", err, model.KindTooMany)
}

func TestUnbindingTakesEveryWayInAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	token, actor, err := h.Login(ctx, account.AppMP, "mp1:union1")
	h.must(err)
	h.must(h.Declare(ctx, actor, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group}))
	h.must(h.NoteUnion(ctx, account.AppOA, "oa1", "union1"))
	want(t, "a second binding", second(h, "oa1"), model.KindConflict)
	h.must(h.Unbind(ctx, h.chat("oa1")))
	if h.chat("oa1").PersonID != 0 {
		t.Error("the chat is still bound")
	}
	_, err = h.ActorByToken(ctx, token)
	want(t, "the login of the mini-program", err, model.KindUnauthenticated)
	want(t, "again", h.Unbind(ctx, h.chat("oa1")), model.KindConflict)
}

func second(h *house, openID string) error {
	_, err := h.Bind(context.Background(), h.chat(openID), "123456")
	return err
}

// wechat.md §9.10: without a unionid chat and mini-program are joined by a code typed in the chat.
func TestOnesOwnCodeJoinsTheOtherAppButNeverMovesABinding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	_, mp, err := h.Login(ctx, account.AppMP, "mp1:")
	h.must(err)
	_, err = h.OwnCode(ctx, mp)
	want(t, "nobody", err, model.KindUnauthenticated)
	h.must(h.Declare(ctx, mp, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group}))
	_, mp, err = h.Login(ctx, account.AppMP, "mp1:")
	h.must(err)
	code, err := h.OwnCode(ctx, mp)
	h.must(err)
	if a := h.bound("oa1", code); a.PersonID != mp.PersonID {
		t.Errorf("person %d, want %d", a.PersonID, mp.PersonID)
	}
	code, err = h.OwnCode(ctx, mp)
	h.must(err)
	_, err = h.Bind(ctx, h.chat("thief"), code)
	want(t, "a second phone by one's own code", err, model.KindInvalid)

	officer, _ := h.officers()
	officer.Door = model.DoorAPI
	_, err = h.OwnCode(ctx, officer)
	want(t, "a cadre without today's PIN", err, model.KindForbidden)
}
