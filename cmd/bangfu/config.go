package main

import (
	"context"
	"encoding/json"
	"fmt"

	"bangfu/configs"
)

// showConfig prints the configuration in force with secrets masked, then
// everything Validate has to say; a refusal is also the verb's error.
func showConfig(_ context.Context, c call) error {
	set, path := c.flags("config")
	if err := c.parse(set); err != nil {
		return err
	}
	cfg, err := configs.Load(configs.Options{Path: *path, Environ: c.environ})
	if err != nil {
		return err
	}
	enc := json.NewEncoder(c.stdout)
	enc.SetIndent("", "  ")
	if err := enc.Encode(cfg); err != nil {
		return err
	}
	found := cfg.Validate()
	for _, w := range found.Warnings() {
		if _, err := fmt.Fprintln(c.stdout, "注意 "+w.String()); err != nil {
			return err
		}
	}
	return found.Err()
}
