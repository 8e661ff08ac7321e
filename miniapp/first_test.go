package miniapp_test

import "testing"

func TestSomebodyLogsInAndSeesWhoSheIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var me struct {
		Bound  bool
		Rights []struct{ Role, Region string }
	}
	w.get("clerk209", "/me", &me)
	if !me.Bound || len(me.Rights) != 1 || me.Rights[0].Region != village1 {
		t.Errorf("me: %+v", me)
	}
}
