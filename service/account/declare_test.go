package account_test

import (
	"context"
	"fmt"
	"testing"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/account"
)

func TestADeclaredPersonIsUnprovenAndSealed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	a := settled(h)
	p := h.person(a.PersonID)
	tx := h.st.Read(ctx)
	if p.Verified || a.Verified || p.Name != "王一" || p.Area.Code() != group || p.NumberIndex != tx.Seal().Index("number", numberA.Reveal()) {
		t.Errorf("the person is not as declared")
	}
	for column, c := range map[string]struct {
		sealed []byte
		plain  string
	}{"number": {p.NumberSealed, numberA.Reveal()}, "phone": {p.PhoneSealed, phoneA.Reveal()}} {
		plain, err := tx.Seal().Open(seal.Cell{Table: "person", Column: column, Row: string(p.PublicID)}, c.sealed)
		if err != nil || string(plain) != c.plain {
			t.Errorf("%s does not open in its cell: %v", column, err)
		}
	}
	_, err := a.May(model.ReadPublicity, model.Object{Area: p.Area.Up(model.LevelVillage)})
	if err == nil {
		t.Error("an unproven villager reads the village's lists")
	}
	h.in(func(tx *store.Tx) error { return h.Prove(tx, model.Timer(), model.Right{}, p.ID) })
	h.in(func(tx *store.Tx) error { return h.Prove(tx, model.Timer(), model.Right{}, p.ID) })
	if !h.person(p.ID).Verified || h.recorded("person.prove") != 1 {
		t.Error("the acceptance proves the person, once")
	}
}

// decisions 19, T38: no answer depends on whether the number is known.
func TestDeclaringNeverTellsWhetherTheNumberIsKnown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	known := settled(h)
	h.in(func(tx *store.Tx) error { return h.Prove(tx, model.Timer(), model.Right{}, known.PersonID) })
	_, stranger, err := h.Login(ctx, account.AppMP, "mp2:")
	h.must(err)
	h.must(h.Declare(ctx, stranger, account.Declaration{Name: "李二", Number: numberA, Phone: phoneA, Region: village}))
	_, other, err := h.Login(ctx, account.AppMP, "mp3:")
	h.must(err)
	h.must(h.Declare(ctx, other, account.Declaration{Name: "李二", Number: numberB, Phone: phoneA, Region: village}))
	_, stranger, err = h.Login(ctx, account.AppMP, "mp2:")
	h.must(err)
	if stranger.PersonID == known.PersonID || stranger.Verified {
		t.Error("whoever types a number becomes its holder")
	}
	if p := h.person(known.PersonID); p.Name != "王一" || !p.Verified {
		t.Error("a stranger changed the person")
	}
}

func TestDeclaringAgainChangesNothingOrPutsRight(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	a := settled(h)
	same := account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group}
	before := h.person(a.PersonID).Version
	h.must(h.Declare(ctx, a, same))
	if h.person(a.PersonID).Version != before {
		t.Error("the same declaration wrote something")
	}
	fixed := account.Declaration{Name: "王小一", Number: numberB, Phone: phoneA, Region: village}
	h.must(h.Declare(ctx, a, fixed))
	if p := h.person(a.PersonID); p.Name != "王小一" || p.Area.Code() != village || p.ID != a.PersonID {
		t.Error("a mistyped declaration cannot be put right")
	}
	h.in(func(tx *store.Tx) error { return h.Prove(tx, model.Timer(), model.Right{}, a.PersonID) })
	h.must(h.Declare(ctx, a, fixed))
	want(t, "another number once proven", h.Declare(ctx, a, same), model.KindConflict)
}

// A cadre's number decides whose kin the cadre is: it is not typed away.
func TestACadreGivesTheOwnNumberOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	officer, keeper := h.officers()
	clerk, _ := h.cadre("clerk", officer, keeper, model.RoleVillageClerk, village)
	h.must(h.Declare(ctx, clerk, account.Declaration{Name: "丙三", Number: numberA, Phone: phoneA, Region: village}))
	if h.chat("clerk").Index == "" {
		t.Error("the number was not kept")
	}
	want(t, "another number", h.Declare(ctx, clerk, account.Declaration{Name: "丙三", Number: numberB, Phone: phoneA, Region: village}), model.KindConflict)
}

func TestADeclarationSaysEveryFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	_, a, err := h.Login(ctx, account.AppMP, "mp1:")
	h.must(err)
	err = h.Declare(ctx, a, account.Declaration{Name: "1", Number: model.NewIDNumber("621025190013010018"), Phone: model.NewPhone("1"), Region: group})
	if got := model.AsError(err).Fields; len(got) != 3 {
		t.Errorf("fields %v, want name, number and phone", got)
	}
	for _, region := range []string{"", "999", township, county} {
		err := h.Declare(ctx, a, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: region})
		want(t, "region "+region, err, model.KindInvalid)
	}
	want(t, "nobody", h.Declare(ctx, model.Actor{}, account.Declaration{}), model.KindUnauthenticated)
}

func TestOneAccountDeclaresOnePersonHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, a, err := h.Login(ctx, account.AppMP, "mp1:")
		h.must(err)
		results := make(chan error, 32)
		for range 32 {
			go func() {
				results <- h.Declare(ctx, a, account.Declaration{Name: "王一", Number: numberA, Phone: phoneA, Region: group})
			}()
		}
		for range 32 {
			if err := <-results; err != nil && model.KindOf(err) != model.KindConflict {
				t.Error(err)
			}
		}
		if n := h.recorded("person.declare"); n != 1 {
			t.Errorf("%d persons were declared, want 1", n)
		}
	})
}

func TestWithACacheTheFastLimitStandsInFront(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	fast := withCache(h, t)
	a := h.chat("openid")
	for i := range 5 {
		_, err := fast.Bind(ctx, a, fmt.Sprintf("%06d", i))
		want(t, "one of five", err, model.KindInvalid)
	}
	_, err := fast.Bind(ctx, a, "000005")
	want(t, "the sixth", err, model.KindTooMany)
}
