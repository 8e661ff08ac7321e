package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"bangfu/cmd/bangfu/demo"
	"bangfu/configs"
	"bangfu/model"
)

// demoVerb fills the demo's worlds; with --check it walks the story through the
// public doors on temporary data and fails where reality differs from it.
func demoVerb(ctx context.Context, c call) error {
	set, path := c.flags("demo")
	check := set.Bool("check", false, "在临时数据上走一遍全流程")
	if err := c.parse(set); err != nil {
		return err
	}
	cfg, _, err := c.load(*path)
	if err != nil {
		return err
	}
	log := newLogger(c.stderr, slog.LevelWarn) // the story is told on the same screen
	if cfg.Mode != configs.Demo {
		return errors.New("正式使用时没有演示。请去掉 mode: production，或另用一份配置")
	}
	if *check {
		return c.checkStory(ctx, cfg, log)
	}
	return c.seedAll(ctx, cfg, log)
}

// seedAll fills every world that is empty and says what is there.
func (c call) seedAll(ctx context.Context, cfg *configs.Config, log *slog.Logger) error {
	lock, err := lockData(cfg.Data, "演示数据准备")
	if err != nil {
		return err
	}
	for _, spec := range worldSpecs(cfg) {
		if err := c.seedOne(ctx, c.parts(cfg, log), spec); err != nil {
			return errors.Join(err, lock.Close())
		}
	}
	return lock.Close()
}

func (c call) seedOne(ctx context.Context, p parts, spec worldSpec) error {
	w, err := openWorld(ctx, p, spec)
	if err != nil {
		return err
	}
	if err := seedWorld(ctx, w, c.say); err != nil {
		return errors.Join(err, w.Close())
	}
	c.say(fmt.Sprintf("%s：数据已在 %s，现在是 %s", spec.Title, w.dir, model.ClockWords(w.clock.Now())))
	return w.Close()
}

// checkStory runs a whole server on a free port over temporary data, on the store
// that is configured, and tells the story.
func (c call) checkStory(ctx context.Context, cfg *configs.Config, log *slog.Logger) (err error) {
	dir, err := os.MkdirTemp("", "bangfu-check-")
	if err != nil {
		return fmt.Errorf("临时文件夹建不了，请检查磁盘：%w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	temporary := *cfg
	temporary.Data, temporary.Listen, temporary.Ops, temporary.Keys = dir, "127.0.0.1:0", "127.0.0.1:0", configs.Keys{}
	p := c.parts(&temporary, log)
	p.redis = fmt.Sprintf("bangfu-check-%d", os.Getpid())
	if cfg.Store.Driver == configs.MySQL {
		before, name, query := splitDSN(cfg.Store.DSN.Reveal())
		temporary.Store.DSN = configs.NewSecret(fmt.Sprintf("%s%s_check%d%s", before, name, os.Getpid(), query))
		defer func() { err = errors.Join(err, dropWorlds(context.WithoutCancel(ctx), p)) }()
	}
	life, stop := context.WithCancel(ctx)
	defer stop()
	a, err := openApp(life, p, c.say)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- a.run(life) }()
	err = demo.Story(ctx, demoWorld(a.worlds.current()), a.url, c.stdout)
	stop()
	return errors.Join(err, <-served)
}

// dropWorlds takes away the databases of a check.
func dropWorlds(ctx context.Context, p parts) error {
	var faults []error
	for _, spec := range worldSpecs(p.cfg) {
		at, err := storeConfig(p.cfg, spec, "")
		if err == nil {
			err = dropDatabase(ctx, at.DSN)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}
