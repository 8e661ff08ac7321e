package notify

import (
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

func TestWhatEachCodeDoes(t *testing.T) {
	open := func(a *model.Account) {
		a.WindowEnd, a.WindowN = model.InstantOf(model.Date("2014-05-14").At(9, 0)), 5
	}
	cases := []struct {
		name     string
		class    Class
		code     int
		window   bool
		state    string // after the first pass
		channel  string
		reason   string
		followed bool
	}{
		{"refused by the person, no window", ClassPermanent, 43101, false, store.MessageDead, ChannelText, "关掉了通知", true},
		{"refused by the person, window open", ClassPermanent, 43101, true, store.MessageDelivered, ChannelText, "", true},
		{"no longer a follower", ClassPermanent, 43004, false, store.MessageDead, ChannelText, "没有关注", false},
		{"no longer a follower, window said open", ClassPermanent, 43004, true, store.MessageDead, ChannelText, "没有关注", false},
		{"a dead token is temporary", ClassTemporary, 40001, false, store.MessageQueued, ChannelTemplate, "", true},
		{"busy", ClassTemporary, -1, true, store.MessageQueued, ChannelTemplate, "", true},
		{"an unknown code", ClassTemporary, 99999, false, store.MessageQueued, ChannelTemplate, "", true},
		{"the day's quota", ClassQuota, 45009, true, store.MessageQueued, ChannelTemplate, "", true},
		{"our account refused", ClassAccount, 40164, true, store.MessageQueued, ChannelTemplate, "", true},
		{"API not granted", ClassAccount, 48001, true, store.MessageDelivered, ChannelText, "", true},
		{"template refused", ClassConfiguration, 40037, true, store.MessageDelivered, ChannelText, "", true},
		{"field rule broken", ClassBug, 47003, true, store.MessageDelivered, ChannelText, "", true},
		{"field rule broken, no window", ClassBug, 47003, false, store.MessageDead, ChannelText, "格式", true},
		{"perhaps taken", ClassUnknown, 0, true, store.MessageSending, ChannelTemplate, "", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.person("解春禾")
			if c.window {
				w.account(p, open)
			}
			w.wx.fail = func(_, channel string, _ int) error {
				if channel == ChannelText {
					return nil
				}
				return &SendError{Class: c.class, Code: c.code}
			}
			id := w.tell(p, 1)
			w.run()
			m := w.message(id)
			if m.State != c.state || m.Channel != c.channel || !strings.Contains(m.Reason, c.reason) || c.reason == "" && m.Reason != "" {
				t.Errorf("%s by %s (%s), want %s by %s (%s)", m.State, m.Channel, m.Reason, c.state, c.channel, c.reason)
			}
			a, err := w.store.Read(w.ctx).Account("oa", openID(p))
			if err != nil || a.Followed != c.followed {
				t.Errorf("followed %v, %v", a.Followed, err)
			}
			if m.State == store.MessageDead && (!m.EndAt.Set() || End(m) != "确定送不到") {
				t.Error("a dead message has no visible end")
			}
		})
	}
}

func TestTheLastCustomerServiceMessageIsKeptForALateAnswer(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	w.wx.fail = func(_, channel string, _ int) error {
		if channel == ChannelText {
			return nil
		}
		return &SendError{Class: ClassPermanent, Code: 43101}
	}
	w.account(p, func(a *model.Account) { a.WindowEnd, a.WindowN = model.InstantOf(w.clock.Now().Add(time.Hour)), 3 })
	first, second, third := w.tell(p, 1), w.tell(p, 2), w.tell(p, 3)
	w.run()
	w.wantState(first, store.MessageDelivered)
	w.wantState(second, store.MessageDelivered)
	w.wantState(third, store.MessageDead)
	late := w.tell(p, 4)
	w.account(p, func(a *model.Account) { a.WindowN = 5 })
	w.clock.Advance(2 * time.Hour) // the window is over
	w.run()
	w.wantState(late, store.MessageDead)
}

func TestAClosedWindowIsBelieved(t *testing.T) {
	for _, n := range []int{45015, 45047} {
		w := newWorld(t)
		p := w.person("解春禾")
		w.account(p, func(a *model.Account) { a.WindowEnd, a.WindowN = model.InstantOf(w.clock.Now().Add(time.Hour)), 5 })
		w.wx.fail = func(_, channel string, _ int) error {
			if channel == ChannelText {
				return &SendError{Class: ClassPermanent, Code: n}
			}
			return &SendError{Class: ClassPermanent, Code: 43101}
		}
		id := w.tell(p, 1)
		w.run()
		if m := w.message(id); m.State != store.MessageDead || !strings.Contains(m.Reason, "关掉了通知") {
			t.Errorf("%d: %s %s", n, m.State, m.Reason)
		}
		if a, err := w.store.Read(w.ctx).Account("oa", openID(p)); err != nil || a.WindowN != 0 {
			t.Errorf("%d: %d messages left, %v", n, a.WindowN, err)
		}
	}
}

func TestSomebodyWithoutWeChatIsSeenToBeUnreachable(t *testing.T) {
	w := newWorld(t)
	p := model.Person{PublicID: model.NewPublicID(), Name: "解清泉", Area: group, Verified: true}
	w.in(func(tx *store.Tx) error { return tx.AddPerson(&p) })
	gone := w.person("解小满")
	w.account(gone, func(a *model.Account) { a.Followed = false })
	for person, says := range map[int64]string{p.ID: "没有绑定", gone: "没有关注"} {
		id := w.tell(person, 1)
		w.run()
		if m := w.message(id); m.State != store.MessageDead || !strings.Contains(m.Reason, says) {
			t.Errorf("%s %s", m.State, m.Reason)
		}
	}
	if w.wx.calls != 0 {
		t.Errorf("WeChat was asked %d times", w.wx.calls)
	}
}

func TestAReportThatIsFasterThanOurOwnAnswerCounts(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	id := w.tell(p, 1)
	w.wx.fail = func(string, string, int) error {
		w.finish(p, "1000", "success") // while our request is still open
		return nil
	}
	w.run()
	w.wantState(id, store.MessageDelivered)
	if as, err := w.store.Read(w.ctx).AttemptsOf(id); err != nil || len(as) != 1 || as[0].Result != resultOK {
		t.Errorf("attempts %+v, %v", as, err)
	}
	w.finish(p, "1000", "success")
	w.wantState(id, store.MessageDelivered)
}

func TestWhatAReportDoes(t *testing.T) {
	for _, c := range []struct {
		verdict, state, channel string
		window                  int
	}{
		{"success", store.MessageDelivered, ChannelTemplate, 0},
		{"", store.MessageDelivered, ChannelTemplate, 0},
		{"failed:user block", store.MessageDead, ChannelText, 0},
		{"failed:user block", store.MessageDelivered, ChannelText, 5},
		{"failed: system failed", store.MessageAccepted, ChannelTemplate, 0},
	} {
		w := newWorld(t)
		p := w.person("解春禾")
		w.account(p, func(a *model.Account) {
			a.WindowEnd, a.WindowN = model.InstantOf(w.clock.Now().Add(time.Hour)), c.window
		})
		id := w.tell(p, 1)
		w.run()
		before := w.message(id)
		w.finish(p, before.MsgID, c.verdict)
		w.run()
		m := w.message(id)
		if m.State != c.state || m.Channel != c.channel {
			t.Errorf("%q: %s by %s, want %s by %s", c.verdict, m.State, m.Channel, c.state, c.channel)
		}
		if c.state == store.MessageAccepted && m.ClientID == before.ClientID {
			t.Error("a lost card was sent again under the old name, WeChat would drop it")
		}
	}
}

func TestACardThatIsLostAgainAndAgainEndsVisibly(t *testing.T) {
	w := newWorld(t)
	p := w.person("解春禾")
	id := w.tell(p, 1)
	for range 5 {
		w.run()
		w.finish(p, w.message(id).MsgID, "failed: system failed")
	}
	w.run()
	w.wantState(id, store.MessageDead)
}

func TestACardNobodyReportedOnEndsAfterADay(t *testing.T) {
	w := newWorld(t)
	id := w.tell(w.person("解春禾"), 1)
	w.run()
	w.clock.Advance(25 * time.Hour)
	w.run()
	w.wantState(id, store.MessageUnknown)
}
