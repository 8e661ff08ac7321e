package store

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/schema"
)

// Two thirds of the processor time of an act went into GORM building the same
// clauses and reading rows by its own reflection over and over. So the everyday
// statements are written here, once for each record and condition, and rows are
// read straight into the fields. GORM still tells table, columns and errors, and
// every statement still passes its callbacks, where a trace or a measurement listens.

// shapes knows the records of one register.
type shapes struct {
	dialect gorm.Dialector
	names   schema.Namer
	parsed  sync.Map // of GORM
	known   sync.Map // reflect.Type -> *shape
}

// shape is how a record lies in its table.
type shape struct {
	proto   any // pointer to an empty record: by it GORM knows the table
	table   string
	columns []string
	fields  []int // index of the struct's field, by column
	id      int   // field of the row id the database gives, -1 = none
	idName  string
	texts   sync.Map // textKey -> string
}

// textKey says which statement of a record.
type textKey struct{ verb, cond, order, end string }

// plain reports whether a field can be read and written by its kind alone.
func plain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint32:
		return true
	case reflect.Slice:
		return t.Elem().Kind() == reflect.Uint8
	case reflect.Pointer:
		return t.Elem().Kind() == reflect.String || t.Elem().Kind() == reflect.Int64
	default:
		return false
	}
}

var errNotPlain = errors.New("store: a record has a field of a kind that is not read or written here: ")

// of returns the shape of a record type.
func (s *shapes) of(t reflect.Type) (*shape, error) {
	if known, ok := s.known.Load(t); ok {
		return known.(*shape), nil //nolint:forcetypeassert // only shapes are kept
	}
	proto := reflect.New(t).Interface()
	parsed, err := schema.Parse(proto, &s.parsed, s.names)
	if err != nil {
		return nil, err
	}
	sh := &shape{proto: proto, table: s.quoted(parsed.Table), id: -1}
	for _, name := range parsed.DBNames {
		f := parsed.FieldsByDBName[name]
		if len(f.StructField.Index) != 1 || !plain(f.FieldType) {
			return nil, errors.Join(errNotPlain, errors.New(parsed.Table+"."+name))
		}
		if f == parsed.PrioritizedPrimaryField && f.HasDefaultValue && f.FieldType.Kind() == reflect.Int64 {
			sh.id, sh.idName = f.StructField.Index[0], s.quoted(name)
		}
		sh.columns = append(sh.columns, s.quoted(name))
		sh.fields = append(sh.fields, f.StructField.Index[0])
	}
	known, _ := s.known.LoadOrStore(t, sh)
	return known.(*shape), nil //nolint:forcetypeassert // only shapes are kept
}

func (s *shapes) quoted(name string) string {
	var b strings.Builder
	s.dialect.QuoteTo(&b, name)
	return b.String()
}

// text returns the statement of a key, which write makes the first time.
func (sh *shape) text(key textKey, write func() string) string {
	if text, ok := sh.texts.Load(key); ok {
		return text.(string) //nolint:forcetypeassert // only texts are kept
	}
	text := write()
	sh.texts.Store(key, text)
	return text
}

// selecting is a SELECT of whole records, or of how many they are.
func (sh *shape) selecting(key textKey) string {
	write := func() string {
		what := "COUNT(*)"
		if key.verb != "count" {
			what = strings.Join(sh.columns, ",")
		}
		text := "SELECT " + what + " FROM " + sh.table
		if key.cond != "" {
			text += " WHERE " + key.cond
		}
		if key.order != "" {
			text += " ORDER BY " + key.order
		}
		return text + key.end
	}
	if strings.Contains(key.cond, "?,?") { // a list of any length: there would be no end of them
		return write()
	}
	return sh.text(key, write)
}

// replacing is the UPDATE of a whole record.
func (sh *shape) replacing(cond string) string {
	return sh.text(textKey{verb: "replace", cond: cond}, func() string {
		var sets []string
		for i, name := range sh.columns {
			if sh.fields[i] != sh.id {
				sets = append(sets, name+"=?")
			}
		}
		return "UPDATE " + sh.table + " SET " + strings.Join(sets, ",") + " WHERE " + cond
	})
}

// expanded writes IN ? out for lists, as GORM does; other conditions stay as they are.
func expanded(cond string, args []any) (string, []any) {
	lists := 0
	for _, a := range args {
		if isList(a) {
			lists++
		}
	}
	if lists == 0 {
		return cond, args
	}
	var b strings.Builder
	var flat []any
	for _, a := range args {
		before, after, _ := strings.Cut(cond, "?")
		cond = after
		b.WriteString(before)
		if !isList(a) {
			b.WriteByte('?')
			flat = append(flat, a)
			continue
		}
		list := reflect.ValueOf(a)
		if list.Len() == 0 {
			b.WriteString("(NULL)")
			continue
		}
		b.WriteString("(?" + strings.Repeat(",?", list.Len()-1) + ")")
		for i := range list.Len() {
			flat = append(flat, list.Index(i).Interface())
		}
	}
	return b.String() + cond, flat
}

func isList(a any) bool {
	switch a.(type) {
	case string, int, int64, bool, []byte: // nearly all
		return false
	}
	t := reflect.TypeOf(a)
	return t != nil && t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

// lean replaces the parts of GORM's callbacks by which statements are sent. A
// statement that is already written comes from this file; others stay GORM's.
func lean(db *gorm.DB) error {
	c := db.Callback()
	create := c.Create().Get("gorm:create")
	for _, p := range []interface{ Remove(name string) error }{c.Create(), c.Update()} { // no record has associations (house)
		if err := errors.Join(p.Remove("gorm:save_before_associations"), p.Remove("gorm:save_after_associations")); err != nil {
			return err
		}
	}
	return errors.Join(
		c.Query().Replace("gorm:query", func(db *gorm.DB) {
			if r, ok := db.Statement.Dest.(*reading); ok {
				_ = db.AddError(r.run(db))
				return
			}
			callbacks.Query(db)
		}),
		c.Create().Replace("gorm:create", func(db *gorm.DB) {
			if db.Statement.SQL.Len() == 0 {
				create(db)
				return
			}
			_ = db.AddError(insertWritten(db))
		}))
}

// statement prepares a written statement to go through GORM's callbacks.
func (t *Tx) statement(proto any, text string, args []any) *gorm.DB {
	db := t.db.Model(proto)
	db.Statement.SQL.WriteString(text)
	db.Statement.Vars = args
	return db
}

// exec sends a written statement and returns how many rows it changed.
func (t *Tx) exec(text string, args ...any) (int64, error) {
	db := t.statement(nil, text, args)
	db.Callback().Raw().Execute(db)
	return db.RowsAffected, db.Error
}

// read sends a reading statement.
func (t *Tx) read(sh *shape, r *reading, text string, args []any) error {
	db := t.statement(sh.proto, text, args)
	db.Statement.Dest = r
	db.Callback().Query().Execute(db)
	return db.Error
}

// insert writes a new record and takes over the row id the database gave it; done
// = false when it has one already, and GORM has to write it.
func (t *Tx) insert(rec any) (done bool, err error) {
	row := reflect.ValueOf(rec).Elem()
	sh, err := t.shapes.of(row.Type())
	if err != nil {
		return false, err
	}
	if sh.id < 0 || row.Field(sh.id).Int() != 0 {
		return false, nil
	}
	text := sh.text(textKey{verb: "insert"}, func() string {
		var names []string
		for i, name := range sh.columns {
			if sh.fields[i] != sh.id {
				names = append(names, name)
			}
		}
		text := "INSERT INTO " + sh.table + " (" + strings.Join(names, ",") + ") VALUES (?" + strings.Repeat(",?", len(names)-1) + ")"
		if t.db.Name() == SQLite {
			text += " RETURNING " + sh.idName
		}
		return text
	})
	db := t.statement(rec, text, sh.values(row))
	db.Callback().Create().Execute(db)
	return true, db.Error
}

// insertWritten sends an INSERT of this file.
func insertWritten(db *gorm.DB) error {
	s := db.Statement
	if db.Error != nil {
		return nil //nolint:nilerr // it stands in db.Error already
	}
	var id int64
	if db.Name() == SQLite {
		if err := returned(s.Context, s, &id); err != nil {
			return err
		}
	} else {
		res, err := s.ConnPool.ExecContext(s.Context, s.SQL.String(), s.Vars...)
		if err != nil {
			return err
		}
		if id, err = res.LastInsertId(); err != nil {
			return err
		}
	}
	db.RowsAffected = 1
	return s.Schema.PrioritizedPrimaryField.Set(s.Context, s.ReflectValue, id)
}

// returned sends INSERT … RETURNING, which tells what was wrong by the row that
// does not come.
func returned(ctx context.Context, s *gorm.Statement, id *int64) error {
	rows, err := s.ConnPool.QueryContext(ctx, s.SQL.String(), s.Vars...)
	if err != nil {
		return err
	}
	if rows.Next() {
		err = rows.Scan(id)
	} else {
		err = rows.Err()
	}
	return errors.Join(err, rows.Close()) //nolint:sqlclosecheck // its error tells of a refused row
}
