package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"reflect"
	"strings"

	sqldriver "github.com/go-sql-driver/mysql"
	"github.com/ncruces/go-sqlite3"
	"gorm.io/gorm"

	"bangfu/model"
	"bangfu/model/seal"
)

// Tx is one transaction, or one reading view, of the register. Helpers take a
// Tx; only exported use cases open one (house law 4).
type Tx struct {
	ctx    context.Context
	db     *gorm.DB
	sealer *seal.Sealer
	shapes *shapes
	lock   string // what keeps the rows that are read from changing
}

// Context returns the context of the request the transaction serves.
func (t *Tx) Context() context.Context { return t.ctx }

// Seal returns the sealer by which columns of people are written.
func (t *Tx) Seal() *seal.Sealer { return t.sealer }

// Read returns a view for reading outside any transaction.
func (s *Store) Read(ctx context.Context) *Tx {
	return &Tx{ctx: ctx, db: s.read.WithContext(ctx), sealer: s.sealer, shapes: s.shapes}
}

// attempts is how often a transaction is tried that lost a deadlock (house law 4).
const attempts = 3

// InTx runs fn in one transaction, at most three times when the database chose
// it as the victim of a deadlock. Errors of fn pass through; a database that
// does not answer is KindUnavailable.
func (s *Store) InTx(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for range attempts {
		err = s.write.WithContext(ctx).Transaction(func(db *gorm.DB) error {
			return fn(&Tx{ctx: ctx, db: db, sealer: s.sealer, shapes: s.shapes})
		})
		if !deadlock(err) {
			break
		}
	}
	return translate(err)
}

// Claim is what makes a request count once: its key, a hash of what it asks for,
// and the moment (house law 4).
type Claim struct {
	Key  string
	Hash string
	At   model.Instant
}

// Once runs fn in one transaction behind a claim and stores the outcome fn
// returns beside it. A repeat of the same request runs nothing and returns the
// stored outcome with repeat = true. The same key with other content is
// KindConflict.
func (s *Store) Once(ctx context.Context, c Claim, fn func(*Tx) ([]byte, error)) (outcome []byte, repeat bool, err error) {
	if c.Key == "" {
		return nil, false, model.Invalid("请求缺少编号，请重新打开页面再试")
	}
	err = s.InTx(ctx, func(tx *Tx) error {
		repeat = false
		row := model.Inbox{Key: c.Key, Hash: c.Hash, At: c.At}
		if model.GuardDedup.On() {
			if err := tx.create(&row); err != nil {
				return err
			}
		}
		outcome, err = fn(tx)
		if err != nil {
			return err
		}
		if row.ID == 0 {
			return nil
		}
		_, err := tx.exec("UPDATE inbox SET outcome = ? WHERE id = ?", outcome, row.ID)
		return err
	})
	if !errors.Is(err, errClaimed) {
		return outcome, false, err
	}
	var prev model.Inbox
	if err := s.write.WithContext(ctx).Where("claim_key = ?", c.Key).Take(&prev).Error; err != nil {
		return nil, false, translate(err)
	}
	if prev.Hash != c.Hash {
		return nil, false, model.Conflict("这个编号已经用来提交过别的内容，请重新打开页面再提交")
	}
	return prev.Outcome, true, nil
}

// Claimed returns the stored outcome of a request, ok = false when it never was.
func (t *Tx) Claimed(key string) (outcome []byte, ok bool, err error) {
	row, err := first[model.Inbox](t, "claim_key = ?", key)
	if model.KindOf(err) == model.KindNotFound {
		return nil, false, nil
	}
	return row.Outcome, err == nil, err
}

// errClaimed marks a duplicate of an inbox key.
var errClaimed = errors.New("store: already claimed")

// ErrStale marks a guarded update that somebody else won: nothing was written,
// and what stands now can be read anew.
var ErrStale = errors.New("store: row changed since it was read")

// ErrDuplicate marks an insert that met a unique key; use cases translate it.
var ErrDuplicate = errors.New("store: duplicate key")

func (t *Tx) create(rec any) error {
	done, err := t.insert(rec)
	if err == nil && !done {
		err = t.db.Create(rec).Error
	}
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		if _, ok := rec.(*model.Inbox); ok {
			return errClaimed
		}
		return ErrDuplicate
	}
	return err
}

func first[T any](t *Tx, cond string, args ...any) (T, error) {
	return newest[T](t, "", cond, args...)
}

// newest returns the first record by an order.
func newest[T any](t *Tx, order, cond string, args ...any) (T, error) {
	var rec T
	sh, err := t.shapes.of(reflect.TypeFor[T]())
	if err != nil {
		return rec, model.Internal(err)
	}
	cond, args = expanded(cond, args)
	text := sh.selecting(textKey{"first", cond, order, " LIMIT 1" + t.lock})
	err = t.read(sh, &reading{shape: sh, one: reflect.ValueOf(&rec).Elem()}, text, args)
	return rec, translate(err)
}

func find[T any](t *Tx, order string, cond string, args ...any) ([]T, error) {
	var recs []T
	sh, err := t.shapes.of(reflect.TypeFor[T]())
	if err != nil {
		return nil, model.Internal(err)
	}
	cond, args = expanded(cond, args)
	err = t.read(sh, &reading{shape: sh, list: reflect.ValueOf(&recs).Elem()}, sh.selecting(textKey{"find", cond, order, t.lock}), args)
	return recs, translate(err)
}

// written returns the records of a SELECT of its own.
func written[T any](t *Tx, text func(columns string) string, args ...any) ([]T, error) {
	var recs []T
	sh, err := t.shapes.of(reflect.TypeFor[T]())
	if err != nil {
		return nil, model.Internal(err)
	}
	err = t.read(sh, &reading{shape: sh, list: reflect.ValueOf(&recs).Elem()}, text(strings.Join(sh.columns, ",")), args)
	return recs, translate(err)
}

func count[T any](t *Tx, cond string, args ...any) (int64, error) {
	var n int64
	sh, err := t.shapes.of(reflect.TypeFor[T]())
	if err != nil {
		return 0, model.Internal(err)
	}
	cond, args = expanded(cond, args)
	err = t.read(sh, &reading{n: &n}, sh.selecting(textKey{"count", cond, "", ""}), args)
	return n, translate(err)
}

// replace writes a whole record back if it is still what was read: its version,
// and its state where it has one. The caller has already raised the version in rec.
func replace[T any](t *Tx, rec *T, id, version int64, from model.State) error {
	row := reflect.ValueOf(rec).Elem()
	sh, err := t.shapes.of(row.Type())
	if err != nil {
		return model.Internal(err)
	}
	cond, args := "id = ?", append(sh.values(row), id)
	if model.GuardState.On() {
		cond, args = cond+" AND version = ?", append(args, version)
		if from != "" {
			cond, args = cond+" AND state = ?", append(args, string(from))
		}
	}
	n, err := t.exec(sh.replacing(cond), args...)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrDuplicate
	}
	if err != nil {
		return err
	}
	if n != 1 {
		return model.Conflict("已由他人办理，请重新打开看看").Because(ErrStale)
	}
	return nil
}

func deadlock(err error) bool {
	var my *sqldriver.MySQLError
	if errors.As(err, &my) {
		return my.Number == 1213 || my.Number == 1205
	}
	return errors.Is(err, sqlite3.BUSY)
}

// translate turns what the driver says into refusals; what a use case said passes through.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var refusal *model.Error
	switch {
	case errors.As(err, &refusal), errors.Is(err, errClaimed), errors.Is(err, ErrDuplicate):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return model.NotFound()
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return ErrDuplicate
	case unreachable(err):
		return model.Unavailable(err)
	}
	return model.Internal(err)
}

func unreachable(err error) bool {
	var network net.Error
	var my *sqldriver.MySQLError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, sqldriver.ErrInvalidConn), errors.As(err, &network),
		errors.Is(err, sqlite3.FULL), errors.Is(err, sqlite3.IOERR), errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.READONLY):
		return true
	case errors.As(err, &my):
		return my.Number == 1040 || my.Number == 1053 || my.Number == 1205 || my.Number == 1213
	}
	return strings.Contains(err.Error(), "database is closed")
}
