package main

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"

	"bangfu/configs"
	"bangfu/model/store"
)

// storeConfig says where the register of a world lies: a file in its folder, or
// a database of its own on the server (decisions 29).
func storeConfig(cfg *configs.Config, spec worldSpec, dir string) (store.Config, error) {
	if cfg.Store.Driver != configs.MySQL {
		return store.Config{Driver: store.SQLite, Path: filepath.Join(dir, "register.db")}, nil
	}
	before, name, query := splitDSN(cfg.Store.DSN.Reveal())
	if !plainName(name) {
		return store.Config{}, errors.New("store.dsn：库名只能有字母、数字和下划线")
	}
	return store.Config{Driver: store.MySQL, DSN: before + name + spec.suffix() + query}, nil
}

// splitDSN cuts a data source name around the name of its database. The password
// may hold any character, so it is cut at the last slash.
func splitDSN(dsn string) (before, name, query string) {
	slash := strings.LastIndexByte(dsn, '/')
	before, name = dsn[:slash+1], dsn[slash+1:]
	if mark := strings.IndexByte(name, '?'); mark >= 0 {
		name, query = name[:mark], name[mark:]
	}
	return before, name, query
}

func plainName(name string) bool {
	return name != "" && len(name) <= 50 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// makeDatabase makes a demo world's database when it is missing. In production
// the operator makes it, with a user who may not.
func makeDatabase(ctx context.Context, dsn string) error {
	before, name, query := splitDSN(dsn)
	return onServer(ctx, before+query, "CREATE DATABASE IF NOT EXISTS `"+name+"` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
}

// dropDatabase takes away the temporary database of a check.
func dropDatabase(ctx context.Context, dsn string) error {
	before, name, query := splitDSN(dsn)
	return onServer(ctx, before+query, "DROP DATABASE IF EXISTS `"+name+"`")
}

// onServer runs one statement of ours; the name in it is plain (storeConfig).
func onServer(ctx context.Context, dsn, statement string) error {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return errors.New("store.dsn：写得不对，要像 user:pass@tcp(主机:3306)/bangfu")
	}
	if _, err = db.ExecContext(ctx, statement); err != nil {
		err = errors.Join(errors.New("store.dsn：数据库连不上或没有权限，请检查主机、用户和密码"), err)
	}
	return errors.Join(err, db.Close())
}
