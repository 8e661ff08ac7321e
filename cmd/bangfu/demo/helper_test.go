package demo

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/model/files"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/account"
	"bangfu/service/audit"
	"bangfu/service/casework"
	"bangfu/service/evidence"
	"bangfu/service/notify"
	"bangfu/service/registry"
	"bangfu/service/wechat"
	"bangfu/service/wechat/sandbox"
	"bangfu/service/workflow"
)

// post takes every notice: what WeChat does with it is the sandbox's own test.
type post struct{}

func (post) SendTemplate(context.Context, notify.Address, notify.Card) (notify.Receipt, error) {
	return notify.Receipt{MsgID: string(model.NewPublicID())}, nil
}

func (post) SendText(context.Context, notify.Address, string) (notify.Receipt, error) {
	return notify.Receipt{MsgID: string(model.NewPublicID())}, nil
}

func texts(t *testing.T, dir fs.FS, pattern string) [][]byte {
	t.Helper()
	names, err := fs.Glob(dir, pattern)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, n := range names {
		b, err := fs.ReadFile(dir, n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func law(t *testing.T) *workflow.Library {
	t.Helper()
	cal, err := workflow.ParseCalendar(texts(t, configs.Holidays(), "*.yaml")...)
	if err != nil {
		t.Fatal(err)
	}
	var schemes []*workflow.Scheme
	for _, b := range texts(t, configs.Schemes(), "*.yaml") {
		s, err := workflow.Parse("scheme", b)
		if err != nil {
			t.Fatal(err)
		}
		schemes = append(schemes, s)
	}
	lib, err := workflow.NewLibrary(cal, schemes...)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// newWorld joins an empty world as cmd does, without its doors.
func newWorld(t *testing.T, name string) (*World, *store.Store) {
	t.Helper()
	facts, _ := FactsOf(name)
	st := storetest.Open(t)
	clock := model.NewMovedClock(model.SystemClock{}, time.Until(facts.Begins))
	log, quiet := audit.New(clock), slog.New(slog.DiscardHandler)
	folder, err := files.OpenFolder(t.TempDir(), storetest.Sealer(t), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	box, err := sandbox.New(sandbox.Options{Clock: clock, Seed: 1, OA: wechat.DemoAccount(wechat.AppOA), MP: wechat.DemoAccount(wechat.AppMP), UnionBound: true, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	box.Deliver(wechat.AppOA, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	lib := law(t)
	w := &World{Name: name, Title: facts.Title, Start: facts.Start, Clock: clock, Sandbox: box,
		Casework: casework.New(casework.Options{Store: st, Clock: clock, Library: lib, Calendar: lib.Calendar(), Audit: log, Log: quiet}),
		Accounts: account.New(account.Options{Store: st, Clock: clock, Audit: log}),
		Evidence: evidence.New(evidence.Options{Store: st, Files: folder, Clock: clock, Audit: log}),
		Notify:   notify.New(notify.Options{Store: st, Clock: clock, Sender: post{}, Audit: log, Log: quiet, Base: "https://example.invalid"}),
		Registry: registry.New(registry.Options{Store: st, Clock: clock, Audit: log})}
	w.RunJobs = func(ctx context.Context) error {
		if _, err := w.Casework.CloseDue(ctx); err != nil {
			return err
		}
		if _, err := w.Casework.AlertLate(ctx); err != nil {
			return err
		}
		_, err := w.Notify.Run1(ctx)
		return err
	}
	w.Advance = func(ctx context.Context, d time.Duration) error {
		clock.Advance(d)
		return w.RunJobs(ctx)
	}
	return w, st
}
