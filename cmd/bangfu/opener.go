package main

import (
	"context"

	"bangfu/cmd/bangfu/demo"
	"bangfu/configs"
)

// opener gives the demo's page the mounted world and mounts the other.
type opener struct{ worlds *worlds }

var _ demo.Opener = opener{}

// Current returns the mounted world, nil while there is none.
func (o opener) Current() *demo.World { return demoWorld(o.worlds.current()) }

// Switch mounts the world of the name; the phones log in again.
func (o opener) Switch(ctx context.Context, name string, progress func(string)) (*demo.World, error) {
	w, err := o.worlds.choose(ctx, name, progress)
	if err != nil {
		return nil, err
	}
	return demoWorld(w), nil
}

// Names lists the worlds, the default first.
func (o opener) Names() []string {
	var names []string
	for _, s := range worldSpecs(o.worlds.cfg) {
		names = append(names, s.Name)
	}
	return names
}

// demoWorld shows the demo what it may use of a world: use cases, no store.
func demoWorld(w *world) *demo.World {
	if w == nil {
		return nil
	}
	return &demo.World{
		Name: w.spec.Name, Title: w.spec.Title, Start: w.spec.Start, Clock: w.moved, Casework: w.casework, Accounts: w.accounts,
		Evidence: w.evidence, Notify: w.notify, Registry: w.registry, Sandbox: w.sandbox, Handler: w.handler,
		Advance: w.advance, RunJobs: w.timers.all,
	}
}

// seedWorld fills an empty demo world; production is never seeded.
func seedWorld(ctx context.Context, w *world, progress func(line string)) error {
	if w.cfg.Mode != configs.Demo {
		return nil
	}
	return demo.Seed(ctx, demoWorld(w), progress)
}
