// Package store is the only room with SQL. One file per noun; every change of
// state is a guarded update that must change exactly one row (house law 3).
// The same statements run on SQLite and on MySQL/MariaDB.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"

	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	_ "github.com/ncruces/go-sqlite3/driver" // registers sqlite3: SQLite without cgo
	"github.com/ncruces/go-sqlite3/gormlite"

	"bangfu/model"
	"bangfu/model/seal"
)

// Drivers of the store.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// Config says where the register lives.
type Config struct {
	Driver string // sqlite or mysql
	Path   string // sqlite: the file
	DSN    string // mysql: user:pass@tcp(host:port)/name
}

// Store is the register. It is safe for concurrent use.
type Store struct {
	driver string
	write  *gorm.DB
	read   *gorm.DB
	sealer *seal.Sealer
	shapes *shapes
}

// Open opens the register and reads the safety settings back. Errors:
// KindUnavailable when it cannot be reached, KindInternal when SQLite does not
// keep the settings without which acknowledged decisions can be lost.
func Open(ctx context.Context, cfg Config, sealer *seal.Sealer) (*Store, error) {
	s := &Store{driver: cfg.Driver, sealer: sealer}
	var err error
	switch cfg.Driver {
	case SQLite:
		err = s.openSQLite(ctx, cfg.Path)
	case MySQL:
		err = s.openMySQL(ctx, cfg.DSN)
	default:
		err = model.Invalid("store.driver 只能是 sqlite 或 mysql")
	}
	if err != nil {
		return nil, err
	}
	s.shapes = &shapes{dialect: s.write.Dialector, names: s.write.NamingStrategy}
	return s, nil
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		NamingStrategy:         schema.NamingStrategy{SingularTable: true},
		// failing statements are never logged with their values
		Logger:  logger.Discard,
		NowFunc: func() time.Time { return time.Time{} },
	}
}

func (s *Store) openSQLite(ctx context.Context, path string) error {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	for _, p := range []string{"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)", "secure_delete(on)"} {
		q.Add("_pragma", p)
	}
	dsn := "file:" + path + "?" + q.Encode()
	write, err := gorm.Open(gormlite.Open(dsn), gormConfig())
	if err != nil {
		return model.Unavailable(err)
	}
	if err := limit(write, 1); err != nil { // one writer: no lost write, no busy upgrade
		return err
	}
	rq := url.Values{}
	rq.Add("_pragma", "busy_timeout(5000)")
	rq.Add("_pragma", "query_only(on)")
	read, err := gorm.Open(gormlite.Open("file:"+path+"?"+rq.Encode()), gormConfig())
	if err != nil {
		return model.Unavailable(err)
	}
	if err := limit(read, 8); err != nil {
		return err
	}
	s.write, s.read = write, read
	return s.checkPragmas(ctx)
}

// checkPragmas reads back what keeps an acknowledged decision through a power
// cut: WAL with synchronous=FULL (NORMAL lost 1,758 of them in 60 cuts).
func (s *Store) checkPragmas(ctx context.Context) error {
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := s.write.WithContext(ctx).Raw("PRAGMA " + name).Scan(&got).Error; err != nil { //nolint:gosec // name is a constant above
			return model.Unavailable(err)
		}
		if got != want {
			return model.Internal(fmt.Errorf("sqlite: %s is %q, must be %q", name, got, want))
		}
	}
	return nil
}

func (s *Store) openMySQL(ctx context.Context, dsn string) error {
	full, err := mysqlDSN(ctx, dsn)
	if err != nil {
		return err
	}
	db, err := gorm.Open(mysql.New(mysql.Config{DSN: full, SkipInitializeWithVersion: true, DisableWithReturning: true}), gormConfig())
	if err != nil {
		return model.Unavailable(err)
	}
	if err := limit(db, 24); err != nil {
		return err
	}
	s.write, s.read = db, db
	return nil
}

func limit(db *gorm.DB, n int) error {
	pool, err := db.DB()
	if err != nil {
		return model.Unavailable(err)
	}
	if err := lean(db); err != nil {
		return model.Internal(err)
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return keepPrepared(db)
}

// Ping reports whether the register answers; KindUnavailable when not.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.read.WithContext(ctx).Raw("SELECT 1").Scan(&one).Error; err != nil {
		return model.Unavailable(err)
	}
	return nil
}

// Sealer returns the sealer by which columns of people are written.
func (s *Store) Sealer() *seal.Sealer { return s.sealer }

// Driver names the dialect: sqlite or mysql.
func (s *Store) Driver() string { return s.driver }

// DB returns the writing connection pool, for migrations and benchmarks.
func (s *Store) DB() (*sql.DB, error) { return s.write.DB() }

// Close closes the register.
func (s *Store) Close() error {
	for _, db := range []*gorm.DB{s.read, s.write} {
		pool, err := db.DB()
		if err != nil {
			return model.Internal(err)
		}
		if err := pool.Close(); err != nil {
			return model.Internal(err)
		}
	}
	return nil
}
