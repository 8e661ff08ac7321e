package notify

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

func TestMessagesOfOnePersonArriveInOrderAndTheOlderAreSuperseded(t *testing.T) {
	w := newWorld(t)
	w.wx.fail = code(ClassTemporary, -1)
	type mail struct{ person, id int64 }
	var people []int64
	var sent []mail
	for i := range 5 {
		people = append(people, w.person(fmt.Sprint("村民", i)))
	}
	clerk := w.clerk("王麦收")
	start := w.clock.Now()
	var done, kept int64
	for i := range 36 { // six hours, every ten minutes
		for j, p := range people {
			sent = append(sent, mail{p, w.tell(p, int64(1000*(j+1)+i/12))}) // three cases each, twelve times news of it
		}
		if i == 3 {
			task := w.task(clerk, 3721)
			done = w.ask(clerk, task)
			w.closeTask(task)
		}
		if i == 30 {
			kept = w.ask(clerk, w.task(clerk, 3722))
		}
		w.until(start.Add(time.Duration(i+1)*10*time.Minute), 2*time.Minute)
	}
	w.wx.fail = nil
	w.until(w.clock.Now().Add(15*time.Minute), time.Minute)
	states := map[string]int{}
	last := map[int64]time.Time{}
	for _, s := range sent {
		m := w.message(s.id)
		states[m.State]++
		if m.State == store.MessageAccepted {
			at := w.arrival(m)
			if at.Before(last[s.person]) {
				t.Error("a later message overtook an earlier one")
			}
			last[s.person] = at
		}
	}
	if states[store.MessageAccepted] != 15 || states[store.MessageSuperseded] != 165 {
		t.Errorf("after the outage: %v, want 15 accepted (the newest of three cases of five people), the rest superseded", states)
	}
	w.wantState(done, store.MessageSuperseded)
	w.wantState(kept, store.MessageAccepted)
	if n := len(w.wx.shown); n != 16 {
		t.Errorf("%d cards shown, want 16", n)
	}
}

// arrival is when WeChat showed a card.
func (w *world) arrival(m model.Message) time.Time {
	for _, d := range w.wx.shown {
		if d.client == m.ClientID {
			return d.at
		}
	}
	w.t.Error("a message was accepted and never shown")
	return time.Time{}
}

func TestAUsedUpQuotaRestsUntilMidnightAndLosesNothing(t *testing.T) {
	w := newWorld(t)
	w.wx.fail = code(ClassQuota, 45009)
	var ids []int64
	for i := range 20 {
		ids = append(ids, w.tell(w.person(fmt.Sprint("村民", i)), 1))
	}
	w.run()
	calls := w.wx.calls
	w.wx.fail = nil
	w.until(model.Date("2014-05-12").At(23, 30), 30*time.Minute)
	if w.wx.calls != calls || calls > 8 {
		t.Errorf("%d calls at first, %d while the channel rests", calls, w.wx.calls)
	}
	w.until(model.Date("2014-05-13").At(7, 1), 30*time.Minute) // after the night
	for _, id := range ids {
		w.wantState(id, store.MessageAccepted)
	}
}

func TestALostAnswerIsAskedForAgainUnderTheSameName(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	w.wx.lose = func(call int) bool { return call <= 2 }
	first, second := w.tell(p, 1), w.tell(p, 2)
	w.run()
	w.wantState(first, store.MessageSending)
	w.wantState(second, store.MessageQueued) // nothing overtakes it
	w.until(w.clock.Now().Add(5*time.Minute), 20*time.Second)
	w.wantState(first, store.MessageAccepted)
	w.wantState(second, store.MessageAccepted)
	if n := len(w.wx.shown); n != 2 {
		t.Errorf("%d cards shown, want each once", n)
	}
}

func TestAfterTenMinutesWithoutAnAnswerNobodyKnowsAndALateReportStillCounts(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	w.wx.fail = code(ClassUnknown, 0)
	id := w.tell(p, 1)
	w.until(w.clock.Now().Add(20*time.Minute), 30*time.Second)
	m := w.message(id)
	if m.State != store.MessageUnknown || !strings.Contains(m.Reason, "没有回音") || End(m) != "确定送不到" {
		t.Fatalf("%s %s", m.State, m.Reason)
	}
	calls := w.wx.calls
	w.until(w.clock.Now().Add(time.Hour), 5*time.Minute)
	if w.wx.calls != calls {
		t.Error("it was sent again after ten minutes")
	}
	w.finish(p, "77001", "success")
	w.wantState(id, store.MessageDelivered)
}

func TestATextWithoutAnAnswerIsSentOnceMoreAndNoMore(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	w.account(p, func(a *model.Account) { a.WindowEnd, a.WindowN = model.InstantOf(w.clock.Now().Add(time.Hour)), 5 })
	texts := 0
	w.wx.fail = func(_, channel string, _ int) error {
		if channel == ChannelText {
			texts++
			return &SendError{Class: ClassUnknown}
		}
		return &SendError{Class: ClassPermanent, Code: 43101}
	}
	id := w.tell(p, 1)
	w.until(w.clock.Now().Add(30*time.Minute), 30*time.Second)
	w.wantState(id, store.MessageUnknown)
	if texts != 2 {
		t.Errorf("sent %d times, want 2", texts)
	}
}

func TestANoticeWeChatNeverTakesEndsAfterThreeDays(t *testing.T) {
	w := newWorld(t)
	w.wx.fail = code(ClassTemporary, -1)
	id := w.tell(w.person("解春禾"), 1)
	w.until(w.clock.Now().Add(73*time.Hour), 30*time.Minute)
	m := w.message(id)
	if m.State != store.MessageDead || !strings.Contains(m.Reason, "三天") {
		t.Errorf("%s %s", m.State, m.Reason)
	}
}

func TestDuringAnOutageFewMessagesAreRisked(t *testing.T) {
	w := newWorld(t)
	w.wx.fail = code(ClassUnknown, 0)
	var ids []int64
	for i := range 80 {
		ids = append(ids, w.tell(w.person(fmt.Sprint("村民", i)), 1))
	}
	w.until(w.clock.Now().Add(2*time.Hour), time.Minute)
	w.wx.fail = nil
	w.until(w.clock.Now().Add(20*time.Minute), time.Minute)
	states := map[string]int{}
	for _, id := range ids {
		states[w.message(id).State]++
	}
	if states[store.MessageUnknown] > 18 || states[store.MessageAccepted]+states[store.MessageUnknown] != 80 {
		t.Errorf("after two hours of timeouts: %v", states)
	}
}

func TestManyWorkersAtOnceSendOnce(t *testing.T) {
	w := newWorld(t)
	var ids []int64
	for i := range 6 {
		p := w.person(fmt.Sprint("村民", i))
		for j := range 3 {
			ids = append(ids, w.tell(p, int64(10*i+j)))
		}
	}
	second := New(Options{Store: w.store, Clock: w.clock, Sender: w.wx, Audit: w.audit, Log: w.log, Limits: Limits{PerSecond: 1000}})
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			worker := w.Worker
			if i%2 == 1 {
				worker = second
			}
			if _, err := worker.Run1(w.ctx); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	w.run()
	if w.wx.calls != len(ids) {
		t.Errorf("%d sends for %d messages", w.wx.calls, len(ids))
	}
	for _, id := range ids {
		w.wantState(id, store.MessageAccepted)
	}
}

func TestALaneIsServedByOneWorkerAtATime(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	id := w.tell(p, 1)
	w.in(func(tx *store.Tx) error { // another worker, on another server
		_, err := tx.ClaimLane(p, w.now(), model.InstantOf(w.clock.Now().Add(laneHold)))
		return err
	})
	w.run()
	w.wantState(id, store.MessageQueued)
	w.clock.Advance(laneHold)
	w.run()
	w.wantState(id, store.MessageAccepted)
}

func TestAMessageWhoseWorkerDiedIsSentUnderTheSameName(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	id := w.tell(p, 1)
	m := w.message(id)
	w.in(func(tx *store.Tx) error { // as the worker left it, its lane still held
		if _, err := tx.ClaimLane(p, w.now(), model.InstantOf(w.clock.Now().Add(laneHold))); err != nil {
			return err
		}
		m.State, m.Channel, m.Attempts, m.Due = store.MessageSending, ChannelTemplate, 1, model.InstantOf(w.clock.Now().Add(crashed))
		if err := tx.PutMessageFrom(&m, store.MessageQueued); err != nil {
			return err
		}
		return tx.AddAttempt(&model.Attempt{MessageID: id, Channel: ChannelTemplate, Result: resultSending, At: w.now()})
	})
	w.run()
	w.wantState(id, store.MessageSending)
	w.clock.Advance(6 * time.Minute)
	w.run()
	w.wantState(id, store.MessageAccepted)
	if w.wx.shown[0].client != m.ClientID {
		t.Error("it went out under another name")
	}
}
