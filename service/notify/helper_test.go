package notify

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/audit"
)

const (
	township model.Area = "/62/6210/621025/621025100/"
	village  model.Area = "/62/6210/621025/621025100/621025100209/"
	group    model.Area = "/62/6210/621025/621025100/621025100209/621025100209-02/"
	other    model.Area = "/62/6210/621025/621025100/621025100210/"
)

// delivery is one message WeChat has shown to somebody.
type delivery struct {
	openID string
	line   string
	client string
	text   bool
	at     time.Time
}

// wechat plays WeChat: it shows a card once per ClientID, and answers as told.
type wechat struct {
	mu    sync.Mutex
	clock model.Clock
	calls int
	shown []delivery
	fail  func(openID, channel string, call int) error // nil = takes it
	lose  func(call int) bool                          // takes it, and the answer is lost
}

func (f *wechat) SendTemplate(_ context.Context, to Address, c Card) (Receipt, error) {
	return f.take(delivery{openID: to.OpenID, line: c.Line(), client: c.ClientID}, ChannelTemplate)
}

func (f *wechat) SendText(_ context.Context, to Address, text string) (Receipt, error) {
	return f.take(delivery{openID: to.OpenID, line: text, text: true}, ChannelText)
}

func (f *wechat) take(d delivery, channel string) (Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	d.at = f.clock.Now()
	if f.fail != nil {
		if err := f.fail(d.openID, channel, f.calls); err != nil {
			return Receipt{}, err
		}
	}
	for i, old := range f.shown {
		if !d.text && old.client == d.client {
			return Receipt{MsgID: fmt.Sprint(1000 + i)}, nil
		}
	}
	f.shown = append(f.shown, d)
	if f.lose != nil && f.lose(f.calls) {
		return Receipt{}, context.DeadlineExceeded
	}
	return Receipt{MsgID: fmt.Sprint(1000 + len(f.shown) - 1)}, nil
}

func (f *wechat) lines(openID string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var lines []string
	for _, d := range f.shown {
		if d.openID == openID {
			lines = append(lines, d.line)
		}
	}
	return lines
}

func code(class Class, n int) func(string, string, int) error {
	return func(string, string, int) error { return &SendError{Class: class, Code: n} }
}

// world is an outbox of its own with its register, clock and WeChat.
type world struct {
	*Worker
	t     *testing.T
	ctx   context.Context
	clock *model.FixedClock
	wx    *wechat
}

func newWorld(t *testing.T) *world {
	t.Helper()
	clock := model.NewFixedClock(model.Date("2014-05-12").At(9, 30))
	wx := &wechat{clock: clock}
	w := New(Options{
		Store: storetest.Open(t), Clock: clock, Sender: wx, Audit: audit.New(clock), Base: "https://bangfu.example",
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Limits: Limits{PerSecond: 1000},
	})
	return &world{w, t, context.Background(), clock, wx}
}

func (w *world) in(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.store.InTx(w.ctx, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) now() model.Instant { return model.InstantOf(w.clock.Now()) }

// person adds somebody of the second group who follows the official account.
func (w *world) person(name string) int64 {
	p := model.Person{PublicID: model.NewPublicID(), Name: name, Area: group, Verified: true}
	w.in(func(tx *store.Tx) error {
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		return tx.AddAccount(&model.Account{PersonID: p.ID, App: "oa", OpenID: openID(p.ID), Followed: true})
	})
	return p.ID
}

func openID(person int64) string { return fmt.Sprintf("open-%d", person) }

func (w *world) account(person int64, change func(*model.Account)) {
	w.in(func(tx *store.Tx) error {
		a, err := tx.Account("oa", openID(person))
		if err != nil {
			return err
		}
		change(&a)
		return tx.PutAccount(&a)
	})
}

// clerk adds a person who holds the village clerk's desk.
func (w *world) clerk(name string) int64 {
	id := w.person(name)
	w.in(func(tx *store.Tx) error {
		return tx.AddGrant(&model.RoleGrant{
			PublicID: model.NewPublicID(), PersonID: id, Role: model.RoleVillageClerk, Area: village, ValidFrom: "2014-01-01", GrantedBy: 1, ConfirmedBy: 2,
		})
	})
	return id
}

// task opens a task of the clerk's desk with the person's number for it.
func (w *world) task(person int64, number int) int64 {
	k := model.Task{
		PublicID: model.NewPublicID(), Kind: "step", ObjectKind: model.ObjectCase, Do: "accept", Role: model.RoleVillageClerk,
		DeskArea: village, Area: group, Status: store.TaskOpen, Version: 1, Due: model.InstantOf(model.Date("2014-05-15").At(18, 0)),
	}
	w.in(func(tx *store.Tx) error {
		if err := tx.AddTask(&k); err != nil || number == 0 {
			return err
		}
		return tx.AddNumber(&model.TaskNumber{PersonID: person, TaskID: k.ID, Number: number, Version: 1})
	})
	return k.ID
}

func (w *world) closeTask(task int64) {
	w.in(func(tx *store.Tx) error {
		_, err := tx.CloseTask(task, store.TaskDone, 1, "accept", w.now())
		return err
	})
}

func (w *world) queue(n Notice) int64 {
	w.t.Helper()
	n.At = w.now()
	var id int64
	w.in(func(tx *store.Tx) error {
		if err := Queue(tx, n); err != nil {
			return err
		}
		ms, err := tx.MessagesOf(n.PersonID, store.Page{Limit: 1})
		id = ms[0].ID
		return err
	})
	return id
}

// ask queues the card of a task.
func (w *world) ask(person, task int64) int64 {
	return w.queue(Notice{PersonID: person, Kind: model.NoticeTask, TaskID: task, Link: "/task/x", Facts: model.NoticeFacts{
		Title: "新申请待受理", Say: "受理", Place: "山河镇解家川村", Count: 1, Due: model.InstantOf(model.Date("2014-05-15").At(18, 0)),
	}})
}

// tell queues news for a household; each about a case of its own unless told.
func (w *world) tell(person, caseID int64) int64 {
	return w.queue(Notice{PersonID: person, Kind: model.NoticeProgress, CaseID: caseID, Link: "/case/x", Facts: model.NoticeFacts{Title: "已受理"}})
}

func (w *world) run() int {
	w.t.Helper()
	n, err := w.Run1(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// until runs the outbox every step until the moment.
func (w *world) until(end time.Time, step time.Duration) {
	w.t.Helper()
	for w.clock.Now().Before(end) {
		w.run()
		w.clock.Advance(step)
	}
	w.run()
}

func (w *world) message(id int64) model.Message {
	w.t.Helper()
	m, err := w.store.Read(w.ctx).Message(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (w *world) wantState(id int64, state string) {
	w.t.Helper()
	if m := w.message(id); m.State != state {
		w.t.Errorf("message is %s (%s), want %s", m.State, m.Reason, state)
	}
}

// finish reports a card's result as WeChat does.
func (w *world) finish(person int64, msgID, verdict string) {
	w.t.Helper()
	if err := w.Result(w.ctx, model.Inbound{Kind: "event", Event: eventFinished, OpenID: openID(person), ResultID: msgID, ResultErr: verdict}); err != nil {
		w.t.Fatal(err)
	}
}

func cadre(person int64, role model.Role, area model.Area) model.Actor {
	return model.Actor{PersonID: person, Door: model.DoorAPI, Area: area, Rights: []model.Right{{Role: role, Area: area}}}
}
