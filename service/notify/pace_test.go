package notify

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// far is a deadline more than a day away.
func (w *world) askFar(person int64, number int) int64 {
	return w.queue(Notice{PersonID: person, Kind: model.NoticeTask, TaskID: w.task(person, number), Facts: model.NoticeFacts{
		Title: "新申请待受理", Place: "山河镇解家川村", Count: 1, Due: model.InstantOf(w.clock.Now().Add(72 * time.Hour)),
	}})
}

func TestACadreGetsOneCardAtOnceAndTheRestInDigestsAtEightAndThree(t *testing.T) {
	w := newWorld(t) // 09:30
	clerk := w.clerk("王麦收")
	first := w.askFar(clerk, 3721)
	w.run()
	w.wantState(first, store.MessageAccepted)
	var rest []int64
	for i := range 4 {
		rest = append(rest, w.askFar(clerk, 3722+i))
		w.until(w.clock.Now().Add(30*time.Minute), 10*time.Minute)
	}
	for _, id := range rest {
		w.wantState(id, store.MessageQueued)
	}
	w.until(model.Date("2014-05-12").At(15, 5), 5*time.Minute)
	for _, id := range rest {
		w.wantState(id, store.MessageSuperseded)
	}
	want := []string{
		"新申请待受理 · 山河镇解家川村 · 1件 · 5月15日09:30前 · 编号3721",
		"您有待办，请回“待办” · 4件 · 5月15日09:30前",
	}
	if got := w.wx.lines(openID(clerk)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	for i := range 2 { // after the digest of three o'clock: the next morning
		rest = append(rest, w.askFar(clerk, 3730+i))
	}
	w.until(model.Date("2014-05-12").At(20, 0), 30*time.Minute)
	if n := len(w.wx.lines(openID(clerk))); n != 2 {
		t.Errorf("%d cards in the evening, want 2", n)
	}
	w.until(model.Date("2014-05-13").At(8, 5), 15*time.Minute)
	got := w.wx.lines(openID(clerk))
	if len(got) != 3 || !strings.Contains(got[2], "2件") {
		t.Errorf("in the morning: %q", got)
	}
}

func TestADigestIsMadeOncePerPersonDayAndHour(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	w.askFar(clerk, 3721)
	w.run()
	w.askFar(clerk, 3722)
	w.askFar(clerk, 3723)
	w.clock.Set(model.Date("2014-05-12").At(15, 0))
	n := next{key: "digest:1:2014-05-12T15"}
	w.in(func(tx *store.Tx) error {
		open, err := tx.OpenMessagesOf(clerk)
		n.digest = open
		return err
	})
	if err := w.digest(w.ctx, clerk, n); err != nil {
		t.Fatal(err)
	}
	if err := w.digest(w.ctx, clerk, n); err != nil { // a second worker that saw the same
		t.Fatal(err)
	}
	w.until(model.Date("2014-05-12").At(15, 30), 5*time.Minute)
	if got := w.wx.lines(openID(clerk)); len(got) != 2 {
		t.Errorf("got %q", got)
	}
}

func TestWhatMissedItsDigestWaitsForTheNext(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	w.askFar(clerk, 3721)
	w.run()
	w.askFar(clerk, 3722)
	w.askFar(clerk, 3723)
	w.clock.Set(model.Date("2014-05-12").At(15, 0))
	w.run()
	w.clock.Set(model.Date("2014-05-12").At(14, 59)) // acts whose transactions ended after the digest was made
	late := []int64{w.askFar(clerk, 3724), w.askFar(clerk, 3725)}
	w.clock.Set(model.Date("2014-05-12").At(15, 1))
	w.run()
	for _, id := range late {
		if m := w.message(id); m.State != store.MessageQueued || m.Due.Time() != model.Date("2014-05-13").At(8, 0) {
			t.Errorf("%s, due %v", m.State, m.Due.Time())
		}
	}
}

func TestASingleHeldMessageIsItsOwnCardAtTheDigestHour(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	w.askFar(clerk, 3721)
	w.run()
	held := w.askFar(clerk, 3722)
	w.run()
	w.wantState(held, store.MessageQueued)
	w.until(model.Date("2014-05-12").At(15, 1), 10*time.Minute)
	w.wantState(held, store.MessageAccepted)
	if got := w.wx.lines(openID(clerk)); len(got) != 2 || !strings.Contains(got[1], "编号3722") {
		t.Errorf("got %q", got)
	}
}

func TestWhoHasLookedGetsTheNextCardAtOnce(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	w.askFar(clerk, 3721)
	w.run()
	if err := w.Saw(w.ctx, model.Actor{PersonID: clerk}); err != nil {
		t.Fatal(err)
	}
	next := w.askFar(clerk, 3722)
	w.run()
	w.wantState(next, store.MessageAccepted)

	other := w.clerk("李青山") // and so does who has done what the card asked for
	task := w.task(other, 3801)
	w.ask(other, task)
	w.run()
	w.closeTask(task)
	next = w.askFar(other, 3802)
	w.run()
	w.wantState(next, store.MessageAccepted)
}

func TestWhatIsUrgentOrDueWithinADayGoesAtOnce(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	w.askFar(clerk, 3721)
	w.run()
	held := w.askFar(clerk, 3722)
	due := w.queue(Notice{PersonID: clerk, Kind: model.NoticeTask, TaskID: w.task(clerk, 3723), Facts: model.NoticeFacts{
		Title: "今天到期", Due: model.InstantOf(w.clock.Now().Add(8 * time.Hour)),
	}})
	urgent := w.queue(Notice{PersonID: clerk, Kind: model.NoticeTask, TaskID: w.task(clerk, 3724), Urgent: true, Facts: model.NoticeFacts{Title: "名单退回"}})
	w.run()
	w.wantState(held, store.MessageQueued)
	w.wantState(due, store.MessageAccepted)
	w.wantState(urgent, store.MessageAccepted)
}

func TestNothingButTheUrgentRingsBetweenNineAndSeven(t *testing.T) {
	for _, c := range []struct {
		hour, minute int
		rings        bool
	}{{20, 59, true}, {21, 0, false}, {23, 59, false}, {0, 0, false}, {6, 59, false}, {7, 0, true}, {12, 0, true}} {
		w := newWorld(t)
		w.clock.Set(model.Date("2014-05-13").At(c.hour, c.minute))
		p := w.person("解春禾")
		calm := w.tell(p, 1)
		urgent := w.queue(Notice{PersonID: p, Kind: model.NoticeDecided, CaseID: 2, Urgent: true, Facts: model.NoticeFacts{Title: "不通过"}})
		w.run()
		w.wantState(urgent, store.MessageAccepted)
		if got := w.message(calm).State == store.MessageAccepted; got != c.rings {
			t.Errorf("%02d:%02d rings %v", c.hour, c.minute, got)
		}
		end := model.Date("2014-05-13").At(7, 0)
		if c.hour >= 21 {
			end = model.Date("2014-05-14").At(7, 0)
		}
		if !c.rings && w.message(calm).Due.Time() != end {
			t.Errorf("%02d:%02d waits until %v", c.hour, c.minute, w.message(calm).Due.Time())
		}
		w.clock.Set(end)
		w.run()
		w.wantState(calm, store.MessageAccepted)
	}
}

func TestAMailingReachesEveryResidentOnceInChunks(t *testing.T) {
	w := newWorld(t)
	const n = chunk + 30
	var everybody []int64
	w.in(func(tx *store.Tx) error {
		for i := range n + 1 {
			p := model.Person{PublicID: model.NewPublicID(), Name: fmt.Sprint("村民", i), Area: group, Verified: i != 3}
			if i == n {
				p.Name, p.Area = "邻村", other
			}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			everybody = append(everybody, p.ID)
		}
		return nil
	})
	unverified, reader := everybody[3], w.person("解春禾")
	w.in(func(tx *store.Tx) error {
		return QueueArea(tx, Mailing{Kind: model.NoticePublic, Area: village, Link: "/lists", At: w.now(), Facts: model.NoticeFacts{
			Title: "村里有新公示", Place: "解家川村", LastDay: "2014-05-30",
		}})
	})
	before, err := w.store.Read(w.ctx).MailingsOpen(1)
	if err != nil || len(before) != 1 {
		t.Fatalf("%d mailings are open, %v", len(before), err)
	}
	done := make(chan error)
	for range 4 {
		go func() { done <- w.expand(w.ctx) }()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	total := 0
	for _, id := range append(everybody, reader) {
		ms, err := w.store.Read(w.ctx).MessagesOf(id, store.Page{})
		if err != nil || len(ms) > 1 {
			t.Fatalf("person %d has %d messages, %v", id, len(ms), err)
		}
		total += len(ms)
	}
	if total != n { // all verified residents and the reader, without the unverified and the neighbour village
		t.Errorf("%d messages, want %d", total, n)
	}
	w.in(func(tx *store.Tx) error { // a worker that still holds the mailing as it was: its chunk was taken
		late, err := tx.Person(unverified)
		if err != nil {
			return err
		}
		late.Verified = true
		if err := tx.PutPerson(&late); err != nil {
			return err
		}
		return w.expandChunk(tx, before[0])
	})
	if ms, err := w.store.Read(w.ctx).MessagesOf(unverified, store.Page{}); err != nil || len(ms) != 0 {
		t.Errorf("a chunk was expanded twice: %v", err)
	}
	w.until(w.clock.Now().Add(2*time.Minute), time.Minute)
	if got := w.wx.lines(openID(reader)); !reflect.DeepEqual(got, []string{"村里有新公示 · 解家川村 · 公示到5月30日"}) {
		t.Errorf("got %q", got)
	}
	if list, err := w.NotReached(w.ctx, cadre(9, model.RoleVillageClerk, village), village); err != nil || len(list) != 0 {
		t.Errorf("%d people are to be visited for what hangs on the board, %v", len(list), err)
	}
}

func TestTheFlowStaysBelowTheQuota(t *testing.T) {
	w := newWorld(t)
	slow := New(Options{Store: w.store, Clock: w.clock, Sender: w.wx, Audit: w.audit, Log: w.log, Limits: Limits{PerSecond: 2}})
	for i := range 20 {
		w.tell(w.person(fmt.Sprint("村民", i)), 1)
	}
	total := 0
	for range 4 {
		n, err := slow.Run1(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		total += n
		w.clock.Advance(time.Second)
	}
	if total != 4+3*2 { // the first burst, then two a second
		t.Errorf("%d sent in three seconds", total)
	}
	if waiting, err := slow.Waiting(w.ctx); err != nil || waiting != 4*time.Second {
		t.Errorf("the oldest has waited %v, %v", waiting, err)
	}
}
