package bot

import (
	"strings"

	"bangfu/model"
	"bangfu/service/account"
)

// message is a text as the border hands it over.
func (c *county) message(who, text string) model.Inbound {
	return model.Inbound{Key: newKey() + newKey(), App: account.AppOA, OpenID: who, Kind: "text", Text: text, At: c.clock.Now()}
}

// hand gives something to the counter and returns its answer, which must keep
// what every answer keeps: short, no name, no number of a person.
func (c *county) hand(in model.Inbound) string {
	out, err := c.bot.Handle(c.ctx, in)
	if err != nil {
		c.t.Errorf("%s: %v", in.Text, err)
		return ""
	}
	c.proper(in.Text, out.Text)
	return out.Text
}

func (c *county) proper(said, text string) {
	if n := len([]rune(text)); n > 600 {
		c.t.Errorf("answer to %q has %d characters", said, n)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, p := range c.people {
		if strings.Contains(text, p.Name) || strings.Contains(text, "解"+householder(key)) || strings.Contains(text, c.numbers[key].Reveal()) {
			c.t.Errorf("answer to %q names somebody: %s", said, text)
		}
	}
}

func (c *county) say(who, text string) string {
	c.t.Helper()
	return c.hand(c.message(who, text))
}

func householder(key string) string {
	return "明" + string([]rune("甲乙丙丁戊己庚辛壬癸")[len(key)%10]) + "旺"
}

// numberOf returns the number somebody has for a task on the object, open or not.
func (c *county) numberOf(who string, ref model.Ref) string {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	var id int64
	switch ref.Kind {
	case model.ObjectCase:
		k, err := tx.CaseByPublic(ref.ID)
		c.must(err)
		id = k.ID
	default:
		r, err := tx.RosterByPublic(ref.ID)
		c.must(err)
		id = r.ID
	}
	tasks, err := tx.TasksOfObject(ref.Kind, id)
	c.must(err)
	for i := len(tasks) - 1; i >= 0; i-- {
		if n, err := tx.NumberOf(c.people[who].ID, tasks[i].ID); err == nil {
			return code(n.Number)
		}
	}
	c.t.Fatalf("%s has no number for this", who)
	return ""
}

func (c *county) state(ref model.Ref) model.State {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	if ref.Kind == model.ObjectRoster {
		r, err := tx.RosterByPublic(ref.ID)
		c.must(err)
		return r.State
	}
	k, err := tx.CaseByPublic(ref.ID)
	c.must(err)
	return k.State
}

// decisions counts the decisions on a case or list.
func (c *county) decisions(ref model.Ref) int {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	var id int64
	if ref.Kind == model.ObjectRoster {
		r, err := tx.RosterByPublic(ref.ID)
		c.must(err)
		id = r.ID
	} else {
		k, err := tx.CaseByPublic(ref.ID)
		c.must(err)
		id = k.ID
	}
	ds, err := tx.DecisionsOf(ref.Kind, id)
	c.must(err)
	return len(ds)
}
