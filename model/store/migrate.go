package store

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

	"bangfu/model"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the register to the newest form and returns the version it is
// at. Migrations go forward only (decisions 41).
func (s *Store) Migrate(ctx context.Context) (int64, error) {
	pool, err := s.DB()
	if err != nil {
		return 0, model.Unavailable(err)
	}
	dialect, dir := goose.DialectSQLite3, "migrations/sqlite"
	if s.driver == MySQL {
		dialect, dir = goose.DialectMySQL, "migrations/mysql"
	}
	files, err := fs.Sub(migrations, dir)
	if err != nil {
		return 0, model.Internal(err)
	}
	p, err := goose.NewProvider(dialect, pool, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, model.Internal(err)
	}
	if _, err := p.Up(ctx); err != nil {
		return 0, model.Unavailable(err)
	}
	v, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, model.Unavailable(err)
	}
	return v, nil
}
