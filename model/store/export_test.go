package store

import "reflect"

// Create inserts any record, as its own Add… does.
func (t *Tx) Create(rec any) error { return t.create(rec) }

// ReadOnly reads the only row of a record's table into it.
func (t *Tx) ReadOnly(rec any) error {
	row := reflect.ValueOf(rec).Elem()
	sh, err := t.shapes.of(row.Type())
	if err != nil {
		return err
	}
	return translate(t.read(sh, &reading{shape: sh, one: row}, sh.selecting(textKey{verb: "first", end: " LIMIT 1"}), nil))
}
