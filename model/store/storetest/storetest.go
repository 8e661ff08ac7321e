// Package storetest opens a migrated register for a test: SQLite always, and
// MySQL/MariaDB as well when BANGFU_TEST_MYSQL names a server.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"bangfu/model/seal"
	"bangfu/model/store"
)

// EnvMySQL names the server on which the suites run too: root@tcp(127.0.0.1:3306)/.
const EnvMySQL = "BANGFU_TEST_MYSQL"

// Open returns an empty migrated register of its own for the test, on the server
// named in the environment or else on SQLite.
func Open(t testing.TB) *store.Store {
	t.Helper()
	if dsn := os.Getenv(EnvMySQL); dsn != "" {
		return openMySQL(t, dsn)
	}
	return OpenSQLite(t)
}

// Sealer returns a sealer with fresh keys for the test.
func Sealer(t testing.TB) *seal.Sealer {
	t.Helper()
	ks, err := seal.CreateKeyFile(filepath.Join(t.TempDir(), "keys"), seal.ForDemo)
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.New(ks)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// template is one migrated file per process; every test gets a copy of it.
var template struct {
	sync.Once
	content []byte
	err     error
}

// OpenSQLite returns an empty migrated register on SQLite, whatever the environment.
func OpenSQLite(t testing.TB) *store.Store {
	t.Helper()
	template.Do(func() { template.content, template.err = migratedFile(t) })
	if template.err != nil {
		t.Fatal(template.err)
	}
	path := filepath.Join(t.TempDir(), "register.db")
	if err := os.WriteFile(path, template.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return opened(t, store.Config{Driver: store.SQLite, Path: path})
}

func migratedFile(t testing.TB) ([]byte, error) {
	path := filepath.Join(t.TempDir(), "template.db")
	s, err := store.Open(context.Background(), store.Config{Driver: store.SQLite, Path: path}, Sealer(t))
	if err != nil {
		return nil, err
	}
	if _, err := s.Migrate(context.Background()); err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // closing the last connection folds the write-ahead log into the file
		return nil, err
	}
	return os.ReadFile(path)
}

func opened(t testing.TB, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), cfg, Sealer(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
