package store

import (
	"time"

	sqldriver "github.com/go-sql-driver/mysql"

	"bangfu/model"
)

// mysqlDSN completes a data source name with what the register needs: UTC,
// utf8mb4 compared by code point, strict mode, bounded waits.
func mysqlDSN(dsn string) (string, error) {
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
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'"
	cfg.Params["innodb_lock_wait_timeout"] = "5"
	return cfg.FormatDSN(), nil
}
