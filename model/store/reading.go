package store

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"gorm.io/gorm"
)

// reading is where the rows of a statement go: into one record, a list of them,
// or a number.
type reading struct {
	shape *shape
	one   reflect.Value // a record
	list  reflect.Value // a slice of records
	n     *int64
}

// run sends the statement and reads its rows.
func (r *reading) run(db *gorm.DB) (err error) {
	if db.Error != nil {
		return nil
	}
	s := db.Statement
	rows, err := s.ConnPool.QueryContext(s.Context, s.SQL.String(), s.Vars...)
	if err != nil {
		return err
	}
	defer func() {
		if e := errors.Join(rows.Err(), rows.Close()); err == nil {
			err = e
		}
	}()
	switch {
	case r.n != nil:
		if rows.Next() {
			db.RowsAffected, err = 1, rows.Scan(r.n)
		}
	case r.list.IsValid():
		db.RowsAffected, err = r.fill(rows)
	default:
		db.RowsAffected, err = r.take(rows)
	}
	return err
}

func (r *reading) take(rows *sql.Rows) (int64, error) {
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return 0, err
		}
		return 0, gorm.ErrRecordNotFound
	}
	cells, to := r.shape.cells()
	aim(r.shape, cells, r.one)
	return 1, rows.Scan(to...)
}

func (r *reading) fill(rows *sql.Rows) (int64, error) {
	cells, to := r.shape.cells()
	r.list.Set(reflect.MakeSlice(r.list.Type(), 0, 0))
	n := 0
	for ; rows.Next(); n++ {
		if n == r.list.Cap() {
			r.list.Grow(max(4, n))
		}
		r.list.SetLen(n + 1)
		row := r.list.Index(n)
		row.SetZero()
		aim(r.shape, cells, row)
		if err := rows.Scan(to...); err != nil {
			return int64(n), err
		}
	}
	return int64(n), nil
}

// cell is a column on its way into a field.
type cell struct{ to reflect.Value }

func (sh *shape) cells() ([]cell, []any) {
	cells, to := make([]cell, len(sh.fields)), make([]any, len(sh.fields))
	for i := range cells {
		to[i] = &cells[i]
	}
	return cells, to
}

func aim(sh *shape, cells []cell, row reflect.Value) {
	for i, f := range sh.fields {
		cells[i].to = row.Field(f)
	}
}

// Scan implements sql.Scanner: NULL is the zero value, and the same column comes
// as another type from each driver.
func (c *cell) Scan(from any) error {
	to := c.to
	if from == nil {
		to.SetZero()
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	switch v := from.(type) {
	case int64:
		return setNumber(to, v)
	case string:
		return setText(to, v)
	case []byte:
		if to.Kind() == reflect.Slice {
			to.SetBytes(append(make([]byte, 0, len(v)), v...)) // the driver uses its own again
			return nil
		}
		return setText(to, string(v))
	case bool:
		if v {
			return setNumber(to, 1)
		}
		return setNumber(to, 0)
	case float64: // a whole number in a NUMERIC column of SQLite
		return setNumber(to, int64(v))
	default:
		return fmt.Errorf("store: a %T in a column of kind %s", from, to.Kind())
	}
}

func setNumber(to reflect.Value, n int64) error {
	switch to.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		to.SetInt(n)
	case reflect.Uint32:
		to.SetUint(uint64(n)) //nolint:gosec // 32 bits as they were written
	case reflect.Bool:
		to.SetBool(n != 0)
	case reflect.String:
		to.SetString(strconv.FormatInt(n, 10))
	default:
		return fmt.Errorf("store: a number in a column of kind %s", to.Kind())
	}
	return nil
}

func setText(to reflect.Value, text string) error {
	switch to.Kind() {
	case reflect.String:
		to.SetString(text)
		return nil
	case reflect.Slice:
		to.SetBytes([]byte(text))
		return nil
	default:
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("store: a text in a column of kind %s", to.Kind())
	}
	return setNumber(to, n)
}

// values returns what an INSERT or a whole-row UPDATE writes, in the order of the columns.
func (sh *shape) values(row reflect.Value) []any {
	values := make([]any, 0, len(sh.fields)+3)
	for _, f := range sh.fields {
		if f != sh.id {
			values = append(values, value(row.Field(f)))
		}
	}
	return values
}

func value(f reflect.Value) any {
	switch f.Kind() {
	case reflect.String:
		return f.String()
	case reflect.Bool:
		return f.Bool()
	case reflect.Uint32:
		return int64(f.Uint()) //nolint:gosec // 32 bits
	case reflect.Slice:
		return f.Bytes()
	case reflect.Pointer:
		if f.IsNil() {
			return nil
		}
		return value(f.Elem())
	default:
		return f.Int()
	}
}
