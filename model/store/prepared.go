package store

import (
	"context"
	"database/sql"
	"sync"

	"gorm.io/gorm"

	"bangfu/model"
)

// keptStatements bounds what one pool keeps prepared: every connection holds its
// own copy of each, and a server allows 16,382 for all of them.
const keptStatements = 256

// pool is a connection pool that keeps its prepared statements. GORM's own cache
// prepares them inside the transaction, and database/sql closes them with it: every
// statement of every act was parsed anew, on a server at one more round trip.
type pool struct {
	db   *sql.DB
	mu   sync.RWMutex
	kept map[string]*sql.Stmt // nil: somebody is preparing it
}

var (
	_ gorm.ConnPoolBeginner = (*pool)(nil)
	_ gorm.GetDBConnector   = (*pool)(nil)
	_ gorm.TxCommitter      = (*poolTx)(nil)
	_ gorm.ConnPool         = (*poolTx)(nil)
)

// keepPrepared makes a database keep its prepared statements.
func keepPrepared(db *gorm.DB) error {
	conns, err := db.DB()
	if err != nil {
		return model.Unavailable(err)
	}
	p := &pool{db: conns, kept: map[string]*sql.Stmt{}}
	db.ConnPool, db.Statement.ConnPool = p, p
	return nil
}

// known returns the kept statement of a query, nil when there is none, and
// whether it may be prepared: there is room, and nobody is at it.
func (p *pool) known(query string) (stmt *sql.Stmt, room bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	stmt, taken := p.kept[query]
	return stmt, !taken && len(p.kept) < keptStatements
}

// take reserves the place of a query for one who prepares it. Others meanwhile send
// it as it is: two prepared copies would mean closing one, and closing waits for
// whatever runs on its connection, which may be waiting for the closer's locks.
func (p *pool) take(query string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, taken := p.kept[query]; taken || len(p.kept) >= keptStatements {
		return false
	}
	p.kept[query] = nil
	return true
}

// keep prepares a query and keeps it; nil when that cannot be or somebody else is
// at it: then it is sent as it is, and the database itself says what is wrong with it.
func (p *pool) keep(ctx context.Context, query string) *sql.Stmt {
	have, room := p.known(query)
	if have != nil || !room || !p.take(query) {
		return have
	}
	stmt, err := p.db.PrepareContext(ctx, query)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		delete(p.kept, query) // the next one may have more luck
		return nil
	}
	p.kept[query] = stmt
	return stmt
}

// GetDBConn implements gorm.GetDBConnector.
func (p *pool) GetDBConn() (*sql.DB, error) { return p.db, nil }

// PrepareContext implements gorm.ConnPool.
func (p *pool) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return p.db.PrepareContext(ctx, query)
}

// ExecContext implements gorm.ConnPool.
func (p *pool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := p.keep(ctx, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return p.db.ExecContext(ctx, query, args...)
}

// QueryContext implements gorm.ConnPool.
func (p *pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := p.keep(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return p.db.QueryContext(ctx, query, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (p *pool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := p.keep(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return p.db.QueryRowContext(ctx, query, args...)
}

// BeginTx implements gorm.ConnPoolBeginner.
func (p *pool) BeginTx(ctx context.Context, o *sql.TxOptions) (gorm.ConnPool, error) {
	tx, err := p.db.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return &poolTx{tx: tx, ctx: ctx, pool: p}, nil
}

// poolTx is a transaction of the pool. What it misses is prepared when it is over:
// inside it, the connection it holds may be the only one.
type poolTx struct {
	tx     *sql.Tx
	ctx    context.Context //nolint:containedctx // of this one transaction
	pool   *pool
	missed []string
}

// statement returns the kept statement as it runs in the transaction, nil when there is none.
func (t *poolTx) statement(ctx context.Context, query string) *sql.Stmt {
	stmt, room := t.pool.known(query)
	if stmt != nil {
		return t.tx.StmtContext(ctx, stmt)
	}
	if room {
		t.missed = append(t.missed, query)
	}
	return nil
}

// PrepareContext implements gorm.ConnPool.
func (t *poolTx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return t.tx.PrepareContext(ctx, query)
}

// ExecContext implements gorm.ConnPool.
func (t *poolTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return t.tx.ExecContext(ctx, query, args...)
}

// QueryContext implements gorm.ConnPool.
func (t *poolTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (t *poolTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// Commit implements gorm.TxCommitter.
func (t *poolTx) Commit() error {
	err := t.tx.Commit()
	if err == nil {
		t.learn()
	}
	return err
}

// Rollback implements gorm.TxCommitter.
func (t *poolTx) Rollback() error { return t.tx.Rollback() }

// learn prepares what the transaction has missed, for the next one.
func (t *poolTx) learn() {
	for _, query := range t.missed {
		t.pool.keep(t.ctx, query)
	}
}
