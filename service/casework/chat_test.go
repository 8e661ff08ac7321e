package casework_test

import (
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

func TestAConfirmationCountsOnceForTenMinutesForWhatWasHeld(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	clerk := c.as("clerk209")
	acts := []model.Act{{Object: ref, Do: "return", Reason: "缺身份证"}} // a standard reason of four characters
	hold := func() {
		t.Helper()
		if err := c.svc.Hold(c.ctx, clerk, c.key(), 3722, acts); err != nil {
			t.Fatal(err)
		}
	}
	hold()
	if _, err := c.svc.Confirm(c.ctx, clerk, c.key(), 3723); model.KindOf(err) != model.KindNotFound {
		t.Errorf("another number: %v", err)
	}
	if _, err := c.svc.Confirm(c.ctx, c.as("committee209"), c.key(), 3722); model.KindOf(err) != model.KindNotFound {
		t.Errorf("another person: %v", err)
	}
	c.clock.Advance(10*time.Minute + time.Second)
	if _, err := c.svc.Confirm(c.ctx, clerk, c.key(), 3722); model.KindOf(err) != model.KindNotFound {
		t.Errorf("after ten minutes: %v", err)
	}
	hold()
	type result struct {
		n   int
		err error
	}
	results := make(chan result, 32)
	for i := range 32 {
		key := c.key()
		if i == 0 {
			key = "the message"
		}
		go func() {
			done, err := c.svc.Confirm(c.ctx, clerk, key, 3722)
			results <- result{len(done), err}
		}()
	}
	carried := 0
	for range 32 {
		if r := <-results; r.err == nil && r.n == 1 {
			carried++
		} else if model.KindOf(r.err) != model.KindNotFound {
			t.Error(r.err)
		}
	}
	if carried != 1 {
		t.Errorf("confirmed %d times", carried)
	}
	if got := c.caseState(ref); got != "returned" {
		t.Errorf("the case is %s", got)
	}
}

func TestARepeatedConfirmationAnswersTheSame(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("villager", group11)
	clerk := c.as("clerk209")
	c.must(c.svc.Hold(c.ctx, clerk, c.key(), 3722, []model.Act{{Object: ref, Do: "return", Reason: "户口簿看不清，请重拍"}}))
	for i := range 2 {
		done, err := c.svc.Confirm(c.ctx, clerk, "one message", 3722)
		if err != nil || len(done) != 1 || done[0].Err != nil || done[0].Outcome.To != "returned" {
			t.Fatalf("time %d: %+v, %v", i+1, done, err)
		}
	}
}

// A new application stands at once in the state it comes to, one version after the
// one that was decided on; who holds its desk by two grants gets one card.
func TestAnApplicationIsStoredWhereItsFirstStepLeads(t *testing.T) {
	t.Parallel()
	c := begin(t)
	tx := c.st.Read(c.ctx)
	who := c.as("clerk209")
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddGrant(&model.RoleGrant{PublicID: model.NewPublicID(), PersonID: who.PersonID, Role: model.RoleVillageClerk,
			Area: areaTownship.Join(village1), ValidFrom: "2000-01-01", ConfirmedBy: who.PersonID, Version: 1})
	}))
	ref := c.apply("villager", group11)
	k, err := tx.CaseByPublic(ref.ID)
	c.must(err)
	if k.State != "submitted" || k.Version != 2 || k.StateAt != k.CreatedAt {
		t.Errorf("state %s, version %d, since %d, made %d", k.State, k.Version, k.StateAt, k.CreatedAt)
	}
	ds, err := tx.DecisionsOf(model.ObjectCase, k.ID)
	c.must(err)
	if len(ds) != 1 || ds[0].Version != 1 || ds[0].FromState != "draft" || ds[0].ToState != k.State {
		t.Errorf("decisions %+v", ds)
	}
	tasks, err := tx.TasksOfObject(model.ObjectCase, k.ID)
	c.must(err)
	if len(tasks) != 1 || tasks[0].Version != k.Version {
		t.Fatalf("tasks %+v", tasks)
	}
	clerk := who.PersonID
	cards := 0
	box, err := tx.MessagesOf(clerk, store.Page{})
	c.must(err)
	for _, m := range box {
		if m.TaskID == tasks[0].ID {
			cards++
		}
	}
	n, err := tx.NumberOf(clerk, tasks[0].ID)
	c.must(err)
	if cards != 1 || n.Version != k.Version {
		t.Errorf("%d cards, at version %d", cards, n.Version)
	}
}
