package casework_test

import (
	"testing"

	"bangfu/model"
)

// decisions 3: no village keeps a household waiting by saying it is another's.
func TestACasePassedBackAndForthIsPlacedByTheTownship(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	pass := func(who, to string) model.Outcome {
		return c.act(who, model.Act{Object: ref, Do: "pass_on", Input: model.Input{Village: to}})
	}
	pass("clerk209", group21)
	pass("clerk210", group11)
	if out := pass("clerk209", group21); out.To != "placing" {
		t.Fatalf("the third time it goes to the township: %+v", out)
	}
	c.refused(model.KindConflict, "clerk209", model.Act{Object: ref, Do: "accept"})
	if c.find("officer", "place").Number == 0 {
		t.Error("the township's officer has no task")
	}
	for _, act := range c.see("officer", ref).Acts {
		if len(act.Targets) > 0 {
			t.Errorf("%s asks where to, and the count decides", act.Do)
		}
	}
	c.refused(model.KindInvalid, "officer", model.Act{Object: ref, Do: "place"})
	c.act("officer", model.Act{Object: ref, Do: "place", Input: model.Input{Village: group21}})
	c.refused(model.KindConflict, "clerk210", model.Act{Object: ref, Do: "pass_on", Input: model.Input{Village: group11}})
	if out := c.act("clerk210", model.Act{Object: ref, Do: "accept"}); out.To != "surveying" {
		t.Errorf("accepted where the township has placed it: %+v", out)
	}
}
