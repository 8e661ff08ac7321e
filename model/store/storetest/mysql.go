package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"bangfu/model/store"
)

// pool keeps the migrated databases of this process: making one costs seconds on
// a busy server (52 tables, each its own file), emptying one costs milliseconds.
var pool struct {
	sync.Mutex
	free  []string
	made  int
	swept bool
}

// prefix names the databases of test processes: prefix, process id, serial.
const prefix = "bangfu_test_"

func openMySQL(t testing.TB, dsn string) *store.Store {
	t.Helper()
	admin, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal("cannot open the test server")
	}
	t.Cleanup(func() {
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	name, fresh := takeDatabase(t, admin)
	t.Cleanup(func() { giveBack(t, admin, name) })
	base, _, _ := strings.Cut(dsn, ")/")
	s := opened(t, store.Config{Driver: store.MySQL, DSN: fmt.Sprintf("%s)/%s", base, name)})
	if fresh {
		if _, err := s.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// takeDatabase gives an empty database nobody else uses.
func takeDatabase(t testing.TB, admin *sql.DB) (name string, fresh bool) {
	t.Helper()
	pool.Lock()
	defer pool.Unlock()
	if !pool.swept {
		pool.swept = true
		sweep(t, admin)
	}
	if n := len(pool.free); n > 0 {
		name, pool.free = pool.free[n-1], pool.free[:n-1]
		return name, false
	}
	pool.made++
	name = prefix + strconv.Itoa(os.Getpid()) + "_" + strconv.Itoa(pool.made)
	if _, err := admin.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		t.Fatal(err)
	}
	return name, true
}

// giveBack empties a database and offers it to the next test; one that cannot be
// emptied is left for the sweep.
func giveBack(t testing.TB, admin *sql.DB, name string) {
	tables, err := column(admin, "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name <> 'goose_db_version'", name)
	if err != nil {
		t.Error(err)
		return
	}
	if !whole(admin, name, tables) { // the test has tampered with it: nobody else gets it
		if _, err := admin.Exec("DROP DATABASE " + name); err != nil {
			t.Error(err)
		}
		return
	}
	for _, table := range tables {
		stmt := "DELETE FROM " + name + "." + table
		if table == "audit" || table == "decision" { // they refuse DELETE, as they should
			stmt = "TRUNCATE TABLE " + name + "." + table
		}
		if _, err := admin.Exec(stmt); err != nil {
			t.Error(err)
			return
		}
	}
	if _, err := admin.Exec("ALTER TABLE " + name + ".cases AUTO_INCREMENT = 1"); err != nil { // surveyors rotate by it
		t.Error(err)
		return
	}
	pool.Lock()
	defer pool.Unlock()
	pool.free = append(pool.free, name)
}

// refusals is how many triggers keep the record of acts from being changed.
const refusals = 4

// whole reports whether a database still has every table and trigger it was made with.
func whole(admin *sql.DB, name string, tables []string) bool {
	triggers, err := column(admin, "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ?", name)
	have := map[string]bool{}
	for _, table := range tables {
		have[table] = true
	}
	return err == nil && len(triggers) == refusals && len(tables) == len(store.Records()) && have["audit"] && have["decision"] && have["audit_person"]
}

// sweep drops what processes that are gone have left behind.
func sweep(t testing.TB, admin *sql.DB) {
	names, err := column(admin, "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE ?", prefix+"%")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		pid, err := strconv.Atoi(strings.Split(strings.TrimPrefix(name, prefix), "_")[0])
		if err == nil && syscall.Kill(pid, 0) == nil {
			continue
		}
		if _, err := admin.Exec("DROP DATABASE IF EXISTS " + name); err != nil {
			t.Log(err)
		}
	}
}

func column(db *sql.DB, query string, args ...any) ([]string, error) {
	rows, err := db.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to the end below
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
