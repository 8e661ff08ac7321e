package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// once is one recorded run of an operation, with the values by which it differs
// from other runs of it and that a replay is given: ids of its object and person.
type once struct {
	list  []statement
	given []any
}

// source says where a parameter of the replay comes from.
type source int

const (
	constant source = iota
	given           // from the values of this run
	chained         // the row id an earlier statement made
	fresh           // a text nobody else has: public ids, claim keys, numbers on paper
	serial          // a number nobody else has
)

type parameter struct {
	from  source
	value any // constant
	at    int // which given value, which statement, which fresh text, its length
	size  int
}

type step struct {
	statement
	params []parameter
	stmt   *sql.Stmt
}

// replay is the same statements in the same order and number by prepared
// database/sql: what a programmer without our layers would write.
type replay struct {
	steps []step
	write *sql.DB
	texts int
	next  atomic.Int64
}

// newReplay finds out by several runs of one operation which parameters change,
// and with what. same holds values that differ by chance (who of several is asked).
func newReplay(b *testing.B, r *recorder, runs []once, same map[any]bool) *replay {
	b.Helper()
	p := &replay{}
	p.next.Store(1 << 40)
	write, err := r.pool["write"].DB()
	read, errRead := r.pool["read"].DB()
	if err := errors.Join(err, errRead); err != nil {
		b.Fatal(err)
	}
	p.write = write
	known := map[string]int{}
	for i, s := range runs[0].list {
		for _, other := range runs[1:] {
			if len(other.list) != len(runs[0].list) || other.list[i].sql != s.sql {
				b.Fatalf("two runs of one operation send other statements: %s", s.sql)
			}
		}
		st := step{statement: s}
		for j := range s.args {
			st.params = append(st.params, classify(runs, i, j, known, same))
		}
		pool := write
		if s.reading {
			pool = read
		}
		if st.stmt, err = pool.PrepareContext(context.Background(), s.sql); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = st.stmt.Close() })
		p.steps = append(p.steps, st)
	}
	p.texts = len(known)
	return p
}

func classify(runs []once, i, j int, known map[string]int, same map[any]bool) parameter {
	values := make([]any, len(runs))
	for k, run := range runs {
		values[k] = run.list[i].args[j]
	}
	first := values[0]
	if _, blob := first.([]byte); blob || all(values, func(k int) any { return first }) {
		return parameter{from: constant, value: first}
	}
	for g := range runs[0].given {
		if all(values, func(k int) any { return runs[k].given[g] }) {
			return parameter{from: given, at: g}
		}
	}
	for s := i - 1; s >= 0; s-- {
		if runs[0].list[s].inserted != 0 && all(values, func(k int) any { return runs[k].list[s].inserted }) {
			return parameter{from: chained, at: s}
		}
	}
	text, isText := first.(string)
	if chance(values, same) {
		return parameter{from: constant, value: first}
	}
	if !isText {
		return parameter{from: serial}
	}
	name := fmt.Sprint(values)
	if _, ok := known[name]; !ok {
		known[name] = len(known)
	}
	return parameter{from: fresh, at: known[name], size: len(text)}
}

func all(values []any, want func(k int) any) bool {
	for k, v := range values {
		b, blob := v.([]byte)
		w, other := want(k).([]byte)
		if blob != other || blob && !bytes.Equal(b, w) || !blob && v != want(k) {
			return false
		}
	}
	return true
}

func chance(values []any, same map[any]bool) bool {
	for _, v := range values {
		if !same[v] {
			return false
		}
	}
	return true
}

// do runs the statements once, at most three times when the database chose them
// as the victim of a deadlock, as the store does.
func (p *replay) do(ctx context.Context, values []any) error {
	var err error
	for range 3 {
		if err = p.try(ctx, values); err == nil {
			return nil
		}
		var my *mysql.MySQLError
		if !errors.As(err, &my) || my.Number != 1213 && my.Number != 1205 {
			return err
		}
	}
	return err
}

func (p *replay) try(ctx context.Context, values []any) (err error) {
	texts, ids := make([]string, p.texts), make([]int64, len(p.steps))
	var tx *sql.Tx
	defer func() {
		if tx != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	for i := range p.steps {
		s := &p.steps[i]
		stmt := s.stmt
		if s.tx != "" {
			if tx == nil {
				if tx, err = p.write.BeginTx(ctx, nil); err != nil {
					return err
				}
			}
			stmt = tx.StmtContext(ctx, stmt)
		}
		if ids[i], err = s.run(ctx, stmt, p.arguments(s, values, texts, ids)); err != nil {
			return fmt.Errorf("statement %d: %w: %s", i, err, s.sql)
		}
		if tx != nil && (i+1 == len(p.steps) || p.steps[i+1].tx != s.tx) {
			err, tx = tx.Commit(), nil
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *replay) arguments(s *step, values []any, texts []string, ids []int64) []any {
	args := make([]any, len(s.params))
	for j, from := range s.params {
		switch from.from {
		case constant:
			args[j] = from.value
		case given:
			args[j] = values[from.at]
		case chained:
			args[j] = ids[from.at]
		case serial:
			args[j] = p.next.Add(1)
		case fresh:
			if texts[from.at] == "" {
				texts[from.at] = freshText(from.size)
			}
			args[j] = texts[from.at]
		}
	}
	return args
}

func freshText(size int) string {
	text := rand.Text()
	for len(text) < size {
		text += text
	}
	return text[:size]
}

// run sends the statement, reads all it answers and returns the row id it made.
// It must change as many rows as the product's did.
func (s *step) run(ctx context.Context, stmt *sql.Stmt, args []any) (int64, error) {
	if !s.rows {
		res, err := stmt.ExecContext(ctx, args...)
		if err != nil {
			return 0, err
		}
		if n, err := res.RowsAffected(); err != nil || n != s.changed && !strings.Contains(s.sql, "`counter`") {
			return 0, errors.Join(err, fmt.Errorf("changed %d rows, the product's %d, by %v", n, s.changed, args))
		}
		return res.LastInsertId()
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	if s.inserted != 0 {
		var id int64
		if rows.Next() {
			err = rows.Scan(&id)
		}
		return id, errors.Join(err, rows.Err())
	}
	names, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	cells, to := make([]sql.RawBytes, len(names)), make([]any, len(names))
	for i := range cells {
		to[i] = &cells[i]
	}
	var n int64
	for ; rows.Next(); n++ {
		if err := rows.Scan(to...); err != nil {
			return 0, err
		}
	}
	if n != s.changed && s.changed >= 0 { // of a single row GORM does not count
		return 0, fmt.Errorf("read %d rows, the product %d, by %v", n, s.changed, args)
	}
	return 0, rows.Err()
}
