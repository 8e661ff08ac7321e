package store_test

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
)

func TestMigrationsHoldEveryColumnOfEveryRecordAndNoOther(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	pool, err := s.DB()
	if err != nil {
		t.Fatal(err)
	}
	var cache sync.Map
	for _, rec := range store.Records() {
		parsed, err := schema.Parse(rec, &cache, schema.NamingStrategy{SingularTable: true})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := pool.QueryContext(context.Background(), "SELECT * FROM "+parsed.Table+" WHERE 1 = 0") //nolint:gosec // table name of our own record
		if err != nil {
			t.Errorf("%s: %v", parsed.Table, err)
			continue
		}
		got, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{}
		for _, name := range parsed.DBNames {
			want[name] = true
		}
		have := map[string]bool{}
		for _, name := range got {
			have[name] = true
		}
		if !reflect.DeepEqual(want, have) {
			t.Errorf("%s: migration has %v, record has %v", parsed.Table, have, want)
		}
	}
}

func TestTheRecordOfActsCannotBeChangedOrRemoved(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	ctx := context.Background()
	err := s.InTx(ctx, func(tx *store.Tx) error {
		return tx.AddAudit(&model.Audit{PublicID: model.NewPublicID(), Action: "test"})
	})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := s.DB()
	if err != nil {
		t.Fatal(err)
	}
	for _, stmt := range []string{"UPDATE audit SET action = 'other'", "DELETE FROM audit"} {
		if _, err := pool.ExecContext(ctx, stmt); err == nil {
			t.Errorf("%q must be refused by the database itself", stmt)
		}
	}
}

func TestOneOfThirtyTwoWritersWinsAndTheOthersAreToldSo(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	ctx := context.Background()
	r := model.Roster{PublicID: model.NewPublicID(), State: "verifying", Version: 1}
	if err := s.InTx(ctx, func(tx *store.Tx) error { return tx.AddRoster(&r) }); err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 32)
	for range 32 {
		go func() {
			mine := r
			mine.State = "ready_1"
			results <- s.InTx(ctx, func(tx *store.Tx) error { return tx.PutRoster(&mine, "verifying") })
		}()
	}
	won := 0
	for range 32 {
		switch err := <-results; model.KindOf(err) {
		case "":
			won++
		case model.KindConflict:
		default:
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of 32 won, want 1", won)
	}
}

func TestTheSameRequestHasOneEffectAndTheSameAnswer(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	ctx := context.Background()
	type result struct {
		outcome string
		repeat  bool
		err     error
	}
	results := make(chan result, 32)
	for range 32 {
		go func() {
			out, repeat, err := s.Once(ctx, store.Claim{Key: "k", Hash: "h", At: 1}, func(tx *store.Tx) ([]byte, error) {
				_, err := tx.Next("effects")
				return []byte("done"), err
			})
			results <- result{string(out), repeat, err}
		}()
	}
	firsts := 0
	for range 32 {
		r := <-results
		if r.err != nil || r.outcome != "done" {
			t.Errorf("answer %q, %v", r.outcome, r.err)
		}
		if !r.repeat {
			firsts++
		}
	}
	if firsts != 1 {
		t.Errorf("%d effects, want 1", firsts)
	}
	if _, _, err := s.Once(ctx, store.Claim{Key: "k", Hash: "other"}, func(*store.Tx) ([]byte, error) { return nil, nil }); model.KindOf(err) != model.KindConflict {
		t.Errorf("the same key with other content: %v, want a conflict", err)
	}
}

func TestQuotaIsNeverOvershotHoweverManyAskAtOnce(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	ctx := context.Background()
	q := model.Quota{Cap: 10, Code: "1"}
	if err := s.InTx(ctx, func(tx *store.Tx) error { return tx.AddQuota(&q) }); err != nil {
		t.Fatal(err)
	}
	results := make(chan bool, 32)
	for range 32 {
		go func() {
			var ok bool
			err := s.InTx(ctx, func(tx *store.Tx) (err error) { ok, err = tx.Reserve(q.ID, 1); return err })
			if err != nil {
				t.Error(err)
			}
			results <- ok
		}()
	}
	won := 0
	for range 32 {
		if <-results {
			won++
		}
	}
	if won != 10 {
		t.Errorf("%d persons reserved on a quota of 10", won)
	}
}
