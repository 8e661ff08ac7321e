package notify

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"bangfu/model"
	"bangfu/model/store"
)

func TestTheFirstCardOfTheStory(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	task := w.task(clerk, 3721)
	m := w.ask(clerk, task)
	if n := w.run(); n != 1 {
		t.Fatalf("%d sent", n)
	}
	want := []string{"新申请待受理 · 山河镇解家川村 · 1件 · 5月15日18:00前 · 编号3721"}
	if got := w.wx.lines(openID(clerk)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	w.wantState(m, store.MessageAccepted)
	shown, err := w.store.Read(w.ctx).Shown(clerk)
	if err != nil || shown.SoleTask != task || shown.Version != 1 {
		t.Errorf("a bare 同意 would mean %d, want %d: %v", shown.SoleTask, task, err)
	}
	w.finish(clerk, w.message(m).MsgID, "success")
	w.wantState(m, store.MessageDelivered)
	if End(w.message(m)) != "已送达" {
		t.Error(End(w.message(m)))
	}
}

func TestATaskWithoutANumberHasACardWithoutOne(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	w.ask(clerk, w.task(clerk, 0))
	w.run()
	if got := w.wx.lines(openID(clerk)); len(got) != 1 || strings.Contains(got[0], "编号") {
		t.Errorf("got %q", got)
	}
}

func TestALockScreenTellsNothingOfAHousehold(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	w.queue(Notice{PersonID: p, Kind: model.NoticeDecided, CaseID: 5, Facts: model.NoticeFacts{
		Title: "不通过", Place: "解家川村二组", Reason: "收入高于标准", Receipt: "SL-20140512-100209-001",
	}})
	w.tell(p, 6)
	w.run()
	for _, line := range w.wx.lines(openID(p)) {
		if line != "您家的申请有新进展" {
			t.Errorf("the lock screen tells %q", line)
		}
	}
	if n := len(w.wx.lines(openID(p))); n != 2 {
		t.Errorf("%d cards", n)
	}
}

func TestEveryFieldFitsAndNoTextHoldsANameOrNumber(t *testing.T) {
	long := strings.Repeat("很长的地名", 10) + "\n第二行"
	facts := model.NoticeFacts{
		Title: long, Place: "村\t口\u200b", Count: 123456, Due: 1400148000000, Number: 42, LastDay: "2014-05-30",
		Reason: "找解春禾 13900000010", Office: "621025190001010018", Next: "打 139 0000 0010", Receipt: "SL-20140512-100209-001",
	}
	for _, kind := range []string{model.NoticeTask, model.NoticeProgress, model.NoticeDecided, model.NoticeAlert, model.NoticePublic, KindDigest} {
		m := model.Message{Kind: kind, TaskID: 1}
		c := cardOf(m, withoutNumbers(facts), "")
		for _, f := range c.Fields {
			if utf8.RuneCountInString(f.Value) > 20 || f.Value == "" || strings.ContainsAny(f.Value, "\n\t\u200b") {
				t.Errorf("%s: field %s is %q", kind, f.Name, f.Value)
			}
		}
		text := textOf(m, withoutNumbers(facts), "https://bangfu.example")
		if utf8.RuneCountInString(text) > 600 || Leaks(text) || strings.Contains(text, "解春禾") {
			t.Errorf("%s: %q", kind, text)
		}
	}
}

func TestACardSaysWhatIsWaitedForAndCountsWhatItNames(t *testing.T) {
	list := model.NoticeFacts{Title: "名单待核实签字", Place: "解家川村", Count: 2, Unit: "户"}
	for _, c := range []struct {
		kind  string
		facts model.NoticeFacts
		want  string
	}{
		{model.NoticeProgress, model.NoticeFacts{Title: "您家的申请有新进展", Say: "受理"}, "您家的申请有新进展"},
		{model.NoticeProgress, model.NoticeFacts{Days: 5, Reason: "户口簿看不清，请重拍"}, "请补材料：户口簿看不清，请重拍"},
		{model.NoticeProgress, model.NoticeFacts{Days: 5, Note: "照片上的人不是解某某"}, "您家的申请要补材料"},
		{model.NoticeTask, list, "名单待核实签字 · 解家川村 · 2户"},
		{model.NoticeTask, model.NoticeFacts{Title: "新申请待受理", Count: 1}, "新申请待受理 · 1件"},
		{KindDigest, model.NoticeFacts{Title: "您有待办", Count: 3}, "您有待办 · 3件"},
	} {
		if got := cardOf(model.Message{Kind: c.kind, TaskID: 1}, c.facts, "").Line(); got != c.want {
			t.Errorf("%s: %q, want %q", c.kind, got, c.want)
		}
	}
}

func TestWhatLeaks(t *testing.T) {
	for text, want := range map[string]bool{
		"13900000010": true, "请打139 0000 0010": true, "62102519000101001X": true, "６２１０２５１９０００１０１００１８": true, "6222 0212 3456 7890 123": true,
		"编号3721": false, "5月15日18:00前": false, "SL-20140512-100209-001": false, "0934-0000001": false, "12317": false,
		"SL-20140512-100209-001 和 13900000010": true, "第7行（二组4人）、第12行（三组2人）": false,
	} {
		if Leaks(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestANumberThatSlippedIntoAMessageIsNeverSent(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	w.queue(Notice{PersonID: p, Kind: model.NoticePublic, Facts: model.NoticeFacts{Title: "村里有新公示", Place: "电话13900000010"}})
	w.run()
	if got := w.wx.lines(openID(p)); len(got) != 1 || got[0] != "村里有新公示" {
		t.Errorf("got %q", got)
	}
}

func TestATaskThatWasClosedOrGivenToSomebodyElseIsNotAnnounced(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	closed := w.task(clerk, 3721)
	byUseCase := w.ask(clerk, closed)
	w.in(func(tx *store.Tx) error { return Supersede(tx, closed, w.now()) })
	w.wantState(byUseCase, store.MessageSuperseded)

	left := w.task(clerk, 3722)
	forgotten := w.ask(clerk, left)
	w.closeTask(left)
	stranger := w.person("解小满")
	notTheirs := w.ask(stranger, w.task(stranger, 3723))
	w.run()
	w.wantState(forgotten, store.MessageSuperseded)
	w.wantState(notTheirs, store.MessageSuperseded)
	if w.wx.calls != 0 {
		t.Errorf("%d cards went out", w.wx.calls)
	}
	if End(w.message(forgotten)) != "已被更新的消息取代" {
		t.Error(End(w.message(forgotten)))
	}
}

func TestANoticeToNobodyIsOurMistake(t *testing.T) {
	w := newWorld(t)
	err := w.store.InTx(w.ctx, func(tx *store.Tx) error { return Queue(tx, Notice{Kind: model.NoticeTask}) })
	if model.KindOf(err) != model.KindInternal {
		t.Errorf("got %v", err)
	}
}

func TestAMessageThatLooksLikeANumberOfAPersonEndsVisiblyInstead(t *testing.T) {
	w := newWorld(t)
	clerk := w.clerk("王麦收")
	id := w.queue(Notice{PersonID: clerk, Kind: model.NoticeAlert, Facts: model.NoticeFacts{Title: "逾期提醒", Count: 13900000010}})
	w.run()
	if m := w.message(id); m.State != store.MessageDead || m.Reason != reasonLeak || w.wx.calls != 0 {
		t.Errorf("%s (%s) after %d sends", m.State, m.Reason, w.wx.calls)
	}
}

func TestFactsOfAMessageHoldNoNumberOfAPerson(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	id := w.queue(Notice{PersonID: p, Kind: model.NoticeDecided, CaseID: 1, Facts: model.NoticeFacts{Reason: "电话13900000010打不通", Title: "退回补正"}})
	raw := string(w.message(id).Facts)
	if Leaks(raw) || !json.Valid([]byte(raw)) || !strings.Contains(raw, "退回补正") {
		t.Errorf("stored %s", raw)
	}
}
