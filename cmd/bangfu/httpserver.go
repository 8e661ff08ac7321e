package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"bangfu/configs"
)

// door is one listening address with its server.
type door struct {
	name     string
	listener net.Listener
	server   *http.Server
}

// openDoor binds the address, so that a port that is taken is said at once.
func openDoor(ctx context.Context, name, addr string, cfg *configs.Config, handler http.Handler, log *slog.Logger) (door, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return door{}, fmt.Errorf("地址 %s 用不了，可能已被别的程序占用：%w", addr, err)
	}
	return door{name: name, listener: listener, server: newServer(cfg, handler, log)}, nil
}

// newServer returns a server none of whose connections may last for ever (T29).
func newServer(cfg *configs.Config, handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: cfg.Timeouts.ReadHeader,
		ReadTimeout:       cfg.Timeouts.Read,
		WriteTimeout:      cfg.Timeouts.Write,
		IdleTimeout:       cfg.Timeouts.Idle,
		MaxHeaderBytes:    cfg.Limits.HeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// serveDoors serves until ctx ends or a door fails, then stops the doors in
// their order (the ops door last, so that the probes see the stop) and waits
// for requests in flight, all doors together not longer than timeouts.stop.
func serveDoors(ctx context.Context, cfg *configs.Config, doors ...door) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var serving sync.WaitGroup
	for _, d := range doors {
		serving.Go(func() {
			if err := d.server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
				cancel(fmt.Errorf("%s: %w", d.name, err))
			}
		})
	}
	<-ctx.Done()
	grace, done := context.WithTimeout(context.WithoutCancel(ctx), cfg.Timeouts.Stop)
	defer done()
	var faults []error
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		faults = append(faults, cause)
	}
	for _, d := range doors {
		if err := d.server.Shutdown(grace); err != nil {
			faults = append(faults, fmt.Errorf("%s: 到时间还有没办完的请求，已断开：%w", d.name, errors.Join(err, d.server.Close())))
		}
	}
	serving.Wait()
	return errors.Join(faults...)
}
