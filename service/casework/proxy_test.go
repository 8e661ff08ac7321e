package casework_test

import (
	"testing"

	"bangfu/model"
)

// who applied for another household does not end its matter alone.
func TestWhoAppliedForAnotherDoesNotWithdrawAlone(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("old", areaTownship.Join(village1).Join(group11))
	c.person("neighbour", areaTownship.Join(village1).Join(group11))
	in := c.application("old", group11)
	in.ForOther, in.Relation, in.ProxyReason = true, "邻居", "老人出不了门"
	out, err := c.svc.Submit(c.ctx, c.as("neighbour"), c.key(), in)
	c.must(err)
	for _, at := range []model.State{"submitted", "surveying"} {
		if got := c.caseState(out.Object); got != at {
			t.Fatalf("the case is %s, want %s", got, at)
		}
		c.refused(model.KindForbidden, "neighbour", model.Act{Object: out.Object, Do: "withdraw"})
		for _, act := range c.see("neighbour", out.Object).Acts {
			if act.Do == "withdraw" {
				t.Error("the proxy is offered what would be refused")
			}
		}
		if at == "submitted" {
			c.act("clerk209", model.Act{Object: out.Object, Do: "accept"})
		}
	}
	c.refused(model.KindInvalid, "clerk209", model.Act{Object: out.Object, Do: "renounce"})
	c.act("clerk209", model.Act{Object: out.Object, Do: "renounce", Input: model.Input{Files: []model.PublicID{c.photo("clerk209")}}})
	if got := c.caseState(out.Object); got != "withdrawn" {
		t.Errorf("with the householder's paper: %s", got)
	}
}
