package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"bangfu/cmd/bangfu/demo"
	"bangfu/configs"
	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// worldSpec says which world is meant: one of the demo's two, or, with no name,
// the one of production (decisions 29).
type worldSpec struct {
	Name   string // 2014, 2026; "" in production
	Title  string
	Begins time.Time // where the clock of a new demo world stands
	Start  time.Time // where its seeding leaves it
}

// worldSpecs lists the demo's worlds, the default first; production has one.
func worldSpecs(cfg *configs.Config) []worldSpec {
	if cfg.Mode != configs.Demo {
		return []worldSpec{{}}
	}
	var all []worldSpec
	for _, f := range demo.Worlds() {
		all = append(all, worldSpec(f))
	}
	return all
}

// specOf returns the world of the name; "" is the default one.
func specOf(cfg *configs.Config, name string) (worldSpec, error) {
	all := worldSpecs(cfg)
	for _, s := range all {
		if name == "" || s.Name == name {
			return s, nil
		}
	}
	return worldSpec{}, model.Invalid("没有 " + name + " 这个世界，演示时请选 2014 或 2026，正式使用时不用选")
}

// folder returns where the world keeps what must survive.
func (s worldSpec) folder(cfg *configs.Config) string { return filepath.Join(cfg.Data, s.Name) }

// suffix is what the name of its database ends in.
func (s worldSpec) suffix() string {
	if s.Name == "" {
		return ""
	}
	return "_" + s.Name
}

// parts are what every world of a process is built on.
type parts struct {
	cfg     *configs.Config
	lookup  func(string) string // of the environment, for keys.env
	log     *slog.Logger
	machine model.Clock
	redis   string // begins every key in Redis
	seed    func(ctx context.Context, w *world, progress func(line string)) error
}

// register is the ground of a world: clock, keys, database and record; the verbs
// of the shell need no more.
type register struct {
	spec    worldSpec
	dir     string
	clock   model.Clock
	moved   *model.MovedClock // the same, nil in production
	sealer  *seal.Sealer
	at      store.Config
	store   *store.Store
	version int64 // of the form the register is in
	audit   *audit.Log
}

// openRegister opens the register of a world and brings it to the newest form; a
// demo world is made when it is not there.
func openRegister(ctx context.Context, p parts, spec worldSpec) (*register, error) {
	r := &register{spec: spec, dir: spec.folder(p.cfg), clock: p.machine}
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return nil, fmt.Errorf("数据文件夹建不了，请检查 data 的路径和权限：%w", err)
	}
	var err error
	if p.cfg.Mode == configs.Demo {
		if r.moved, err = openClock(r.dir, spec.Begins, p.machine); err != nil {
			return nil, err
		}
		r.clock = r.moved
	}
	if r.sealer, err = openSealer(p.cfg, p.lookup); err != nil {
		return nil, err
	}
	if r.at, err = storeConfig(p.cfg, spec, r.dir); err != nil {
		return nil, err
	}
	if r.at.Driver == store.MySQL && p.cfg.Mode == configs.Demo {
		if err := makeDatabase(ctx, r.at.DSN); err != nil {
			return nil, err
		}
	}
	if r.store, err = store.Open(ctx, r.at, r.sealer); err != nil {
		return nil, fmt.Errorf("数据库打不开，请检查 store 的设置：%w", err)
	}
	if r.version, err = r.store.Migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("数据库没有升级成功，请检查数据库的权限和空间：%w", err), r.store.Close())
	}
	r.audit = audit.New(r.clock)
	return r, nil
}

// Close closes the database.
func (r *register) Close() error { return r.store.Close() }
