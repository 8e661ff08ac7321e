package casework_test

import (
	"strings"
	"testing"
	"time"

	"bangfu/model"
)

func TestWhatWaitsIsNamedUntilItsTimeIsOverOrItIsTakenBack(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	clerk := c.as("clerk209")
	card, err := c.svc.TaskOn(c.ctx, clerk, ref)
	c.must(err)
	acts := []model.Act{{Object: ref, Do: "return", Task: card.ID, Reason: "缺身份证"}}
	hold := func() {
		t.Helper()
		c.must(c.svc.Hold(c.ctx, clerk, c.key(), card.Number, acts))
	}
	none := func(when string) {
		t.Helper()
		if _, err := c.svc.Waiting(c.ctx, clerk); model.KindOf(err) != model.KindNotFound {
			t.Errorf("%s: %v", when, err)
		}
	}
	none("nothing was held")
	hold()
	w, err := c.svc.Waiting(c.ctx, clerk)
	if err != nil || w.Number != card.Number || len(w.Numbers) != 1 || w.Numbers[0] != card.Number || w.Acts[0].Reason != "缺身份证" {
		t.Fatalf("%+v, %v", w, err)
	}
	c.must(c.svc.Drop(c.ctx, c.as("committee209"), c.clock.Now())) // another person's
	c.must(c.svc.Drop(c.ctx, clerk, c.clock.Now().Add(-time.Second)))
	if _, err := c.svc.Waiting(c.ctx, clerk); err != nil {
		t.Errorf("held after the moment: %v", err)
	}
	c.must(c.svc.Drop(c.ctx, clerk, c.clock.Now()))
	none("taken back")
	if _, err := c.svc.Confirm(c.ctx, clerk, c.key(), card.Number); model.KindOf(err) != model.KindNotFound || c.caseState(ref) != "submitted" {
		t.Errorf("confirmed after it was taken back: %v; the case is %s", err, c.caseState(ref))
	}
	hold()
	c.clock.Advance(10*time.Minute + time.Second)
	none("after ten minutes")
}

func TestANoticeNamesTheNumberAsThePaperDoes(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	c.act("clerk209", model.Act{Object: ref, Do: "accept"})
	list, _, err := c.svc.Messages(c.ctx, c.as("villager"), "")
	c.must(err)
	found := false
	for _, m := range list {
		found = found || strings.Contains(m.Text, "受理号SL-")
		if strings.Contains(m.Text, "回执号SL-") {
			t.Errorf("a 受理号 is called a 回执号: %s", m.Text)
		}
	}
	if !found {
		t.Errorf("no notice names the 受理号: %+v", list)
	}
}
