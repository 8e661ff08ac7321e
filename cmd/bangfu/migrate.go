package main

import (
	"context"
	"fmt"
)

// migrate brings the registers to the newest form and says which that is.
func migrate(ctx context.Context, c call) error {
	set, path := c.flags("migrate")
	if err := c.parse(set); err != nil {
		return err
	}
	cfg, log, err := c.load(*path)
	if err != nil {
		return err
	}
	for _, spec := range worldSpecs(cfg) {
		r, err := openRegister(ctx, c.parts(cfg, log), spec)
		if err != nil {
			return err
		}
		c.say(fmt.Sprintf("数据库%s已是最新，版本 %d", bracketed(spec.Name), r.version))
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}

func bracketed(name string) string {
	if name == "" {
		return ""
	}
	return "（" + name + "）"
}
