package main_test

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"unsafe"

	"gorm.io/gorm"

	"bangfu/model/store"
)

// statement is one SQL statement of the product, as it went to the database.
type statement struct {
	sql      string
	args     []any // as the driver gets them
	tx       string
	reading  bool  // on the reading pool
	rows     bool  // answers rows
	changed  int64 // rows it changed
	inserted int64 // row id it made, 0 = none
}

// recorder writes down which statements the product sends.
type recorder struct {
	b    testing.TB
	mu   sync.Mutex
	on   bool
	list []statement
	pool map[string]*gorm.DB
}

// record listens to both pools of a store. They are no business of anybody
// outside the store, so a measurement has to reach in.
func record(b testing.TB, st *store.Store) *recorder {
	b.Helper()
	r := &recorder{b: b, pool: map[string]*gorm.DB{}}
	for _, name := range []string{"write", "read"} {
		field := reflect.ValueOf(st).Elem().FieldByName(name)
		db := *(**gorm.DB)(unsafe.Pointer(field.UnsafeAddr())) //nolint:gosec // the field's own type
		r.pool[name] = db
		if name == "read" && db == r.pool["write"] {
			continue
		}
		r.listen(db, name == "read")
	}
	return r
}

func (r *recorder) listen(db *gorm.DB, reading bool) {
	r.b.Helper()
	note := func(kind string) func(*gorm.DB) {
		return func(tx *gorm.DB) { r.note(tx, kind, reading) }
	}
	calls := db.Callback()
	for _, err := range []error{
		calls.Create().After("gorm:create").Register("bench:create", note("create")),
		calls.Query().After("gorm:query").Register("bench:query", note("query")),
		calls.Update().After("gorm:update").Register("bench:update", note("update")),
		calls.Delete().After("gorm:delete").Register("bench:delete", note("delete")),
		calls.Row().After("gorm:row").Register("bench:row", note("query")),
		calls.Raw().After("gorm:raw").Register("bench:raw", note("raw")),
	} {
		if err != nil {
			r.b.Fatal(err)
		}
	}
}

func (r *recorder) note(db *gorm.DB, kind string, reading bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.on || db.Statement.SQL.Len() == 0 {
		return
	}
	s := statement{sql: db.Statement.SQL.String(), reading: reading, rows: kind == "query", changed: db.RowsAffected}
	if _, in := db.Statement.ConnPool.(gorm.TxCommitter); in {
		s.tx = fmt.Sprintf("%p", db.Statement.ConnPool)
	}
	for _, v := range db.Statement.Vars {
		plain, err := driver.DefaultParameterConverter.ConvertValue(v)
		if err != nil {
			r.b.Error(err)
		}
		s.args = append(s.args, plain)
	}
	if kind == "create" {
		s.inserted = rowID(db)
		s.rows = s.inserted != 0 && db.Name() == "sqlite" // INSERT … RETURNING id
	}
	r.list = append(r.list, s)
}

// rowID is the row id of the first record that was inserted.
func rowID(db *gorm.DB) int64 {
	sch := db.Statement.Schema
	if sch == nil || sch.PrioritizedPrimaryField == nil || sch.PrioritizedPrimaryField.AutoIncrement == false && sch.PrioritizedPrimaryField.Name != "ID" {
		return 0
	}
	rec := db.Statement.ReflectValue
	if rec.Kind() == reflect.Slice {
		if rec.Len() == 0 {
			return 0
		}
		rec = reflect.Indirect(rec.Index(0))
	}
	id, zero := sch.PrioritizedPrimaryField.ValueOf(db.Statement.Context, rec)
	if zero {
		return 0
	}
	n, _ := id.(int64)
	return n
}

// of returns the statements fn sends.
func (r *recorder) of(fn func()) []statement {
	r.mu.Lock()
	r.on, r.list = true, nil
	r.mu.Unlock()
	fn()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.list
}
