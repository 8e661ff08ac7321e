package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	sqldriver "github.com/go-sql-driver/mysql"

	"bangfu/model"
)

// mysqlDSN completes a data source name with what the register needs: UTC,
// utf8mb4 compared by code point, strict mode, bounded waits, and READ COMMITTED:
// an act that waited for another's row must see what that other wrote (the last
// group's report must see every other report), which a snapshot from before the
// wait does not show.
func mysqlDSN(ctx context.Context, dsn string) (string, error) {
	cfg, err := sqldriver.ParseDSN(dsn)
	if err != nil {
		// the driver's text may repeat the password
		return "", model.Invalid("store.dsn 写得不对，要像 user:password@tcp(127.0.0.1:3306)/bangfu")
	}
	cfg.ParseTime = true
	cfg.Loc = time.UTC
	cfg.Collation = "utf8mb4_bin"
	cfg.InterpolateParams = false
	cfg.MultiStatements = false
	cfg.Timeout = 3 * time.Second
	cfg.ReadTimeout = 15 * time.Second
	cfg.WriteTimeout = 15 * time.Second
	isolation, err := isolationVariable(ctx, cfg.FormatDSN())
	if err != nil {
		return "", err
	}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'"
	cfg.Params["innodb_lock_wait_timeout"] = "5"
	cfg.Params[isolation] = "'READ-COMMITTED'"
	return cfg.FormatDSN(), nil
}

// isolationVariable names the session variable of the isolation level, which
// MySQL and MariaDB call differently.
func isolationVariable(ctx context.Context, dsn string) (string, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return "", model.Unavailable(err)
	}
	defer db.Close() //nolint:errcheck // one question was asked
	var version string
	if err := db.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return "", model.Unavailable(err)
	}
	if strings.Contains(version, "MariaDB") {
		return "tx_isolation", nil
	}
	return "transaction_isolation", nil
}
