package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"bangfu/model/seal"
)

func openFresh(t *testing.T) *Store {
	t.Helper()
	keys, err := seal.CreateKeyFile(filepath.Join(t.TempDir(), "keys"), seal.ForDemo)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := seal.New(keys)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Config{Driver: SQLite, Path: filepath.Join(t.TempDir(), "register.db")}, sealer)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// What a transaction sends is prepared once for all that follow, also on the one
// connection that writes; what is rolled back teaches nothing.
func TestATransactionsStatementsStayPrepared(t *testing.T) {
	s := openFresh(t)
	p, ok := s.write.ConnPool.(*pool)
	if !ok {
		t.Fatalf("the writing pool is a %T", s.write.ConnPool)
	}
	next := func(tx *Tx) error { _, err := tx.Next("receipt"); return err }
	failed := func(tx *Tx) error { return fmt.Errorf("no: %w", next(tx)) }
	before := len(p.kept)
	if err := s.InTx(t.Context(), failed); err == nil {
		t.Fatal("it was not rolled back")
	}
	if len(p.kept) != before {
		t.Error("a transaction that failed was learned from")
	}
	kept := map[string]*sql.Stmt{}
	for n := range int64(3) {
		var got int64
		if err := s.InTx(t.Context(), func(tx *Tx) (err error) { got, err = tx.Next("receipt"); return err }); err != nil {
			t.Fatal(err)
		}
		if got != n+1 {
			t.Errorf("the counter says %d, want %d", got, n+1)
		}
		for query, stmt := range p.kept {
			if have, known := kept[query]; known && have != stmt {
				t.Errorf("prepared twice: %s", query)
			}
			kept[query] = stmt
		}
	}
	if len(kept) <= before {
		t.Error("nothing was kept")
	}
}

// A server allows only so many prepared statements.
func TestOnlySoManyStatementsAreKept(t *testing.T) {
	s := openFresh(t)
	p, ok := s.read.ConnPool.(*pool)
	if !ok {
		t.Fatalf("the reading pool is a %T", s.read.ConnPool)
	}
	for i := range keptStatements + 10 {
		var got int
		if err := s.read.WithContext(context.Background()).Raw(fmt.Sprintf("SELECT %d", i)).Scan(&got).Error; err != nil || got != i {
			t.Fatalf("%d: %v", got, err)
		}
	}
	if len(p.kept) > keptStatements {
		t.Errorf("%d statements are kept", len(p.kept))
	}
}

// While one prepares a query, others send it as it is and none waits: closing a
// second copy once stood still for as long as a lock was waited for.
func TestAQueryIsPreparedByOneOnly(t *testing.T) {
	s := openFresh(t)
	p, ok := s.read.ConnPool.(*pool)
	if !ok {
		t.Fatalf("the reading pool is a %T", s.read.ConnPool)
	}
	const query = "SELECT 41"
	if !p.take(query) || p.take(query) {
		t.Fatal("the place was not given to one")
	}
	var got int
	if err := s.read.WithContext(t.Context()).Raw(query).Scan(&got).Error; err != nil || got != 41 {
		t.Fatalf("%d: %v", got, err)
	}
	if p.kept[query] != nil {
		t.Error("somebody else prepared it too")
	}
}
