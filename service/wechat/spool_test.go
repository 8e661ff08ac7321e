package wechat

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bangfu/model"
)

// A commit that takes longer than 0.7 s is spooled and answered at once; the
// drain brings the message in later, and its answer travels on its own.
func TestSlowCommitIsSpooledInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.desk.set(func(ctx ctxt, _ model.Inbound) error { <-ctx.Done(); return ctx.Err() })
		began := time.Now()
		w := o.send(o.push(text("oPerson", 1, "同意 3721")))
		if took := time.Since(began); took > time.Second {
			t.Errorf("answered after %v", took)
		}
		if w.Body.String() != "success" || o.spool.Len() != 1 || o.desk.done() != 0 {
			t.Fatalf("%q, %d spooled", w.Body, o.spool.Len())
		}
		o.desk.set(nil)
		got, err := o.spool.Drain(t.Context(), o.receiver)
		if err != nil || got.Done != 1 || got.Waiting != 0 || o.desk.done() != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		if last := o.desk.asked[len(o.desk.asked)-1]; !last.Late || !last.Repeat {
			t.Errorf("late %v, repeat %v", last.Late, last.Repeat)
		}
		if len(o.late) != 1 || o.late[0] != "第1件：同意 3721" {
			t.Errorf("late answers %q", o.late)
		}
	})
}

// What waits for its person's lane while the message before is being spooled
// does not overtake it.
func TestNothingOvertakesWhatIsBeingSpooled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.desk.set(func(ctx ctxt, in model.Inbound) error {
			if in.Text == "一" && !in.Late {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		})
		var all sync.WaitGroup
		all.Go(func() { o.send(o.push(text("oPerson", 1, "一"))) })
		time.Sleep(300 * time.Millisecond) // of the bubble
		all.Go(func() { o.send(o.push(text("oPerson", 2, "二"))) })
		all.Wait()
		if o.spool.Len() != 2 || o.desk.runs() != 1 {
			t.Errorf("%d spooled, the counter saw %v", o.spool.Len(), o.desk.texts())
		}
		if got, err := o.spool.Drain(t.Context(), o.receiver); err != nil || got.Done != 2 {
			t.Errorf("%+v %v", got, err)
		}
		if want := []string{"一", "一", "二"}; !slices.Equal(o.desk.texts(), want) {
			t.Errorf("order %v", o.desk.texts())
		}
	})
}

// A counter that never looks at its deadline holds up only its own person.
func TestStuckCounterHoldsUpOnePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		release := make(chan struct{})
		o.desk.set(func(_ ctxt, in model.Inbound) error {
			if in.OpenID == "oStuck" && !in.Late {
				<-release
			}
			return nil
		})
		o.send(o.push(text("oStuck", 1, "一")))
		began := time.Now()
		o.send(o.push(text("oStuck", 2, "二")))
		if took := time.Since(began); took != 0 {
			t.Errorf("what comes behind a spooled message waited %v for nothing", took)
		}
		if got := o.says(o.send(o.push(text("oFree", 3, "三")))); got == "success" {
			t.Error("another person waits, too")
		}
		if o.spool.Len() != 2 {
			t.Errorf("%d spooled", o.spool.Len())
		}
		if got, err := o.spool.Drain(t.Context(), o.receiver); err != nil || got.Waiting != 2 {
			t.Errorf("drained while the first try still runs: %+v %v", got, err)
		}
		close(release)
		synctest.Wait()
		if got, err := o.spool.Drain(t.Context(), o.receiver); err != nil || got.Done != 2 {
			t.Errorf("%+v %v", got, err)
		}
		if o.desk.done() != 3 {
			t.Errorf("%d effects, want one per message", o.desk.done())
		}
	})
}

func TestUnavailableIsSpooledAtOnce(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("database away")) })
	if w := o.send(o.push(text("oPerson", 1, "同意 3721"))); w.Body.String() != "success" || o.spool.Len() != 1 {
		t.Errorf("%q, %d spooled", w.Body, o.spool.Len())
	}
}

// Three slow commits in a row, and the fourth is not tried at all, until one
// that probes commits (decisions 25).
func TestThreeSlowCommitsShutTheGate(t *testing.T) {
	o := newOffice(t)
	down := func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) }
	o.desk.set(down)
	person := func(i int) string { return "oPerson" + string(rune('a'+i)) }
	for i := range 5 {
		o.send(o.push(text(person(i), i, "待办")))
	}
	if o.desk.runs() != 3 || o.spool.Len() != 5 {
		t.Fatalf("%d tries, %d spooled", o.desk.runs(), o.spool.Len())
	}
	o.clock.Advance(probeEvery)
	o.send(o.push(text(person(6), 6, "待办"))) // the probe, in vain
	o.send(o.push(text(person(7), 7, "待办")))
	if o.desk.runs() != 4 {
		t.Errorf("%d tries, want one probe", o.desk.runs())
	}
	o.desk.set(nil)
	o.clock.Advance(probeEvery)
	if got := o.says(o.send(o.push(text(person(8), 8, "待办")))); got == "success" {
		t.Error("the probe was not tried")
	}
	if got := o.says(o.send(o.push(text(person(9), 9, "待办")))); got == "success" {
		t.Error("the gate stays shut after a probe that committed")
	}
}

func TestDrainOpensTheGate(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) })
	for i := range 3 {
		o.send(o.push(text("oPerson"+string(rune('a'+i)), i, "待办")))
	}
	o.desk.set(nil)
	if _, err := o.spool.Drain(t.Context(), o.receiver); err != nil {
		t.Fatal(err)
	}
	if got := o.says(o.send(o.push(text("oNew", 9, "待办")))); got == "success" {
		t.Error("the gate is still shut")
	}
}

// Of one person nothing overtakes anything: what comes while something waits,
// waits behind it, also after a restart.
func TestPersonsMessagesStayInOrder(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) })
	o.send(o.push(text("oPerson", 1, "一")))
	o.desk.set(nil)
	o.desk.asked = nil
	for i, say := range []string{"二", "三"} {
		if w := o.send(o.push(text("oPerson", i+2, say))); w.Body.String() != "success" {
			t.Errorf("%s overtook 一", say)
		}
	}
	o.send(o.push(text("oPerson", 2, "二"))) // a repeat of what already waits is not kept twice
	if o.spool.Len() != 3 {
		t.Fatalf("%d spooled", o.spool.Len())
	}
	again, err := OpenSpool(o.dir, o.clock)
	if err != nil || again.Len() != 3 || !again.waiting(o.receiver.person("oPerson")) {
		t.Fatalf("after a restart: %v", err)
	}
	o.clock.Advance(time.Hour) // no freshness check for what was fresh when it came
	got, err := again.Drain(t.Context(), o.receiver)
	if err != nil || got.Done != 3 || got.Oldest != time.Hour {
		t.Fatalf("%+v %v", got, err)
	}
	if want := []string{"一", "二", "三"}; !slices.Equal(o.desk.texts(), want) {
		t.Errorf("order %v", o.desk.texts())
	}
}

func TestDrainStopsWhileNothingCanBeCommitted(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) })
	o.send(o.push(text("oPerson", 1, "一")))
	got, err := o.spool.Drain(t.Context(), o.receiver)
	if err != nil || got.Done != 0 || got.Waiting != 1 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestPoisonGoesIntoQuarantineAndTheRestGoesOn(t *testing.T) {
	o := newOffice(t)
	away := func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) }
	o.desk.set(away)
	o.send(o.push(text("oBad", 1, "坏")))
	o.send(o.push(text("oGood", 2, "好")))
	o.desk.set(func(_ ctxt, in model.Inbound) error {
		if in.OpenID == "oBad" {
			panic("a fault of ours")
		}
		return nil
	})
	got, err := o.spool.Drain(t.Context(), o.receiver)
	if err != nil || got.Done != 1 || got.Quarantined != 1 || got.Waiting != 0 || o.spool.Quarantined() != 1 {
		t.Errorf("%+v %v", got, err)
	}
	o.desk.set(nil)
	if n, err := o.spool.Requeue(); err != nil || n != 1 || o.spool.Quarantined() != 0 {
		t.Errorf("%d went back, %v", n, err)
	}
	if got, err := o.spool.Drain(t.Context(), o.receiver); err != nil || got.Done != 1 || o.desk.done() != 2 {
		t.Errorf("mended: %+v %v", got, err)
	}
}

// A file somebody forged into the spool is no signed callback.
func TestForgedSpoolFileRunsNothing(t *testing.T) {
	o := newOffice(t)
	enc, err := o.acc.Encrypt([]byte("0123456789abcdef"), []byte(text("oLeader", 1, "同意 3721")))
	if err != nil {
		t.Fatal(err)
	}
	forged := &envelope{AppID: o.acc.AppID, Timestamp: "1", Nonce: "1", MsgSignature: strings.Repeat("0", 40), Encrypt: enc, Key: "k", Person: "p"}
	if err := o.spool.put(forged); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.dir, "00000000000000000099.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := OpenSpool(o.dir, o.clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Drain(t.Context(), o.receiver); err != nil || o.desk.runs() != 0 || again.Quarantined() != 2 {
		t.Errorf("%d runs, %d quarantined, %v", o.desk.runs(), again.Quarantined(), err)
	}
}

// Only when nothing could be kept WeChat is asked to repeat.
func TestSpoolThatFailsAsksWeChatToRepeat(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) })
	if err := os.RemoveAll(o.dir); err != nil {
		t.Fatal(err)
	}
	push := o.push(text("oPerson", 1, "同意 3721"))
	if w := o.send(push); w.Code != 503 {
		t.Errorf("status %d", w.Code)
	}
	o.desk.set(func(ctxt, model.Inbound) error { panic("a fault") })
	if w := o.send(o.push(text("oPerson", 2, "x"))); w.Code != 503 {
		t.Errorf("quarantine failed, status %d", w.Code)
	}
	o.desk.set(nil)
	if got := o.says(o.send(push)); !strings.HasPrefix(got, "第1件") || o.desk.done() != 1 {
		t.Errorf("the repeat says %q after %d effects", got, o.desk.done())
	}
}

// Files of the spool cannot be read without the AES key.
func TestSpoolHoldsNothingReadable(t *testing.T) {
	o := newOffice(t)
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) })
	o.send(o.push(text("oPersonSecret", 1, "我的身份证号")))
	files, err := filepath.Glob(filepath.Join(o.dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, clear := range []string{"oPersonSecret", "身份证", demoToken, demoAESKey} {
		if bytes.Contains(raw, []byte(clear)) {
			t.Errorf("the file holds %q", clear)
		}
	}
	if !bytes.Contains(raw, []byte("verified_at")) || !bytes.Contains(raw, []byte("key_version")) {
		t.Errorf("the file lacks when it was verified, and by which key: %s", raw)
	}
}

// A client that goes away while its message commits loses the answer only.
func TestClientThatLeftChangesNothing(t *testing.T) {
	o := newOffice(t)
	ctx, leave := contextWithLeave(t)
	o.desk.set(func(in ctxt, _ model.Inbound) error { leave(); return in.Err() })
	req := o.push(text("oPerson", 1, "同意 3721")).request().WithContext(ctx)
	o.receiver.ServeHTTP(httptest.NewRecorder(), req)
	if o.desk.done() != 1 || o.spool.Len() != 0 {
		t.Errorf("%d effects, %d spooled", o.desk.done(), o.spool.Len())
	}
}

// One spool serves both accounts; what nobody serves stays.
func TestSpoolOfTwoAccounts(t *testing.T) {
	o := newOffice(t)
	mp, err := NewReceiver(Options{Account: DemoAccount(AppMP), Clock: o.clock, Counter: o.desk, Spool: o.spool, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	o.desk.set(func(ctxt, model.Inbound) error { return model.Unavailable(errors.New("away")) })
	o.send(o.push(text("oPerson", 1, "一")))
	o.desk.set(nil)
	if got, _ := o.spool.Drain(t.Context(), mp); got.Done != 0 || got.Waiting != 1 {
		t.Errorf("the other account took it: %+v", got)
	}
	if got, _ := o.spool.Drain(t.Context(), mp, o.receiver); got.Done != 1 {
		t.Errorf("%+v", got)
	}
}
