package main

import (
	"context"
	"fmt"
	"log/slog"

	"bangfu/configs"
	"bangfu/model"
)

// serve runs the server until it is told to stop.
func serve(ctx context.Context, c call) error {
	set, path := c.flags("serve")
	if err := c.parse(set); err != nil {
		return err
	}
	cfg, log, err := c.load(*path)
	if err != nil {
		return err
	}
	a, err := openApp(ctx, c.parts(cfg, log), c.say)
	if err != nil {
		return err
	}
	c.say(greeting(a))
	return a.run(ctx)
}

// greeting says where the server is to be found.
func greeting(a *app) string {
	if a.cfg.Mode == configs.Demo {
		return fmt.Sprintf("帮扶已启动（模拟环境）。请用浏览器打开 %s/ ；停止请按 Ctrl+C。", a.url)
	}
	return fmt.Sprintf("帮扶已启动。网址 %s/ ，监听 %s；停止请按 Ctrl+C。", a.url, a.cfg.Listen)
}

// say writes one line for the person at the prompt.
func (c call) say(line string) { _, _ = fmt.Fprintln(c.stdout, line) }

// parts gathers what the worlds of this start are built on.
func (c call) parts(cfg *configs.Config, log *slog.Logger) parts {
	return parts{cfg: cfg, lookup: c.lookup, log: log, machine: model.SystemClock{}, redis: "bangfu", seed: seedWorld}
}
