package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"bangfu/cmd/bangfu/demo"
	"bangfu/configs"
	"bangfu/miniapp/h5"
	"bangfu/model"
	"bangfu/service/workflow"
)

// app is the server: its data folder, its two addresses and the mounted world.
type app struct {
	cfg    *configs.Config
	log    *slog.Logger
	lock   *dataLock
	worlds *worlds
	doors  []door
	url    string // people's address of the public door

	calendar *workflow.Calendar // for the demo's page
}

// openApp takes data folder and addresses and opens the first world. It serves
// nothing yet. ctx is the life of the server.
func openApp(ctx context.Context, p parts, progress func(line string)) (*app, error) {
	if err := demoStaysHome(p.cfg); err != nil {
		return nil, err
	}
	a := &app{log: p.log}
	var err error
	if a.calendar, err = openCalendar(); err != nil {
		return nil, err
	}
	if a.lock, err = lockData(p.cfg.Data, p.cfg.Listen); err != nil {
		return nil, err
	}
	if err := a.openDoors(ctx, p); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if _, err := a.worlds.choose(ctx, "", progress); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// demoStaysHome refuses a demo that others could reach: in it anybody plays anybody.
func demoStaysHome(cfg *configs.Config) error {
	if cfg.Mode != configs.Demo {
		return nil
	}
	host, _, err := net.SplitHostPort(cfg.Listen)
	ip := net.ParseIP(host)
	if err == nil && (host == "localhost" || ip != nil && ip.IsLoopback()) {
		return nil
	}
	return errors.New("listen：演示里谁都能扮演任何人，只能在本机打开。请改为 127.0.0.1:8080；要给别人用请改 mode 为 production")
}

// openDoors binds both addresses, so that one that is taken is said at once.
func (a *app) openDoors(ctx context.Context, p parts) error {
	public, err := openDoor(ctx, "public", p.cfg.Listen, p.cfg, nil, p.log)
	if err != nil {
		return err
	}
	a.doors = append(a.doors, public)
	ops, err := openDoor(ctx, "ops", p.cfg.Ops, p.cfg, nil, p.log)
	if err != nil {
		return err
	}
	a.doors = append(a.doors, ops)
	settled := *p.cfg
	settled.Listen = public.listener.Addr().String() // port 0 has become one
	p.cfg, a.cfg, a.url = &settled, &settled, settled.PublicURL()
	a.worlds = newWorlds(ctx, p)
	people, err := a.public()
	if err != nil {
		return err
	}
	m := newMetrics()
	m.registry.MustRegister(newGauges(a.worlds))
	public.server.Handler = observer{log: p.log, metrics: m, clock: p.machine, next: newCrowd(people)}
	ops.server.Handler = newOps(ctx, p.log, m, a.checks()...)
	return nil
}

// public puts everything people reach on its path: in the demo the page of two
// phones stands at the root, in production the root leads to the help pages.
func (a *app) public() (http.Handler, error) {
	client, err := h5.Handler()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, path := range []string{apiPath, "/help", "/help/", "/gonggao", "/gonggao/", oaPath, mpPath} {
		mux.Handle(path, a.worlds)
	}
	if a.cfg.Mode == configs.Demo {
		page := demo.Page(demo.PageOptions{Opener: opener{a.worlds}, Calendar: a.calendar, Done: a.worlds.base.Done(), Log: a.log})
		mux.Handle(sandboxPath+"/", a.worlds)
		mux.Handle("/demo/", page)
		mux.Handle("/{$}", page)
		mux.Handle(h5.Prefix, inAPhone(client))
		return mux, nil
	}
	mux.Handle(h5.Prefix, client)
	mux.Handle("GET /{$}", http.RedirectHandler("/help", http.StatusFound))
	return mux, nil
}

// inAPhone leads somebody who opens the mini-program outside the phones of the demo
// to them: there stands who holds which phone. The fragment that names the matter
// stays. ?phone= without a phone is the page as production shows it.
func inAPhone(client http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == h5.Prefix && !r.URL.Query().Has("phone") {
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		client.ServeHTTP(w, r)
	})
}

// checks are what the server needs to be ready.
func (a *app) checks() []check {
	of := func(ask func(context.Context, *world) error) func(context.Context) error {
		return func(ctx context.Context) error {
			m := a.worlds.enter()
			if m == nil {
				return model.Unavailable(errors.New("no world is mounted"))
			}
			defer m.requests.Done()
			return ask(ctx, m.world)
		}
	}
	return []check{
		{"store", required, of(func(ctx context.Context, w *world) error { return w.store.Ping(ctx) })},
		{"migrations", required, of(func(_ context.Context, w *world) error { return migrated(w) })},
		{"spool", required, of(func(_ context.Context, w *world) error { return writable(w.spoolDir()) })},
		{"cache", optional, of(func(ctx context.Context, w *world) error { return w.cache.Ping(ctx) })},
		{"jobs", optional, of(func(_ context.Context, w *world) error { return w.timers.healthy() })},
	}
}

// migrated reports whether the register was brought to a form; opening does it.
func migrated(w *world) error {
	if w.version == 0 {
		return errors.New("the register has no form")
	}
	return nil
}

// writable tries to write where callbacks must be kept when the register is away.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, "probe")
	return errors.Join(err, f.Close(), os.Remove(filepath.Clean(f.Name())))
}

// run serves until ctx ends, then stops within timeouts.stop: no new request,
// those in flight end, callbacks are done or spooled, the jobs end, the stores
// close.
func (a *app) run(ctx context.Context) error {
	shorter := *a.cfg
	shorter.Timeouts.Stop -= shorter.Timeouts.Stop / 5 // the rest is for the jobs and the stores
	err := serveDoors(ctx, &shorter, a.doors...)
	return errors.Join(err, a.Close())
}

// Close lets go of everything.
func (a *app) Close() error {
	var faults []error
	for _, d := range a.doors {
		if err := d.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			faults = append(faults, fmt.Errorf("%s: %w", d.name, err))
		}
	}
	if a.worlds != nil {
		faults = append(faults, a.worlds.Close())
	}
	return errors.Join(errors.Join(faults...), a.lock.Close())
}
