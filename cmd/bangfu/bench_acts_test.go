package main_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// BenchmarkSubmit is P3: an application through casework.Submit against the same
// statements and the same seal calls by prepared database/sql (≥ 0.8).
func BenchmarkSubmit(b *testing.B) {
	onEveryServer(b, func(b *testing.B, open func(testing.TB) *store.Store) {
		c := newCounty(b, open(b))
		r := record(b, c.st)
		given := func(v villager) []any {
			return []any{v.actor.PersonID, strconv.FormatInt(v.actor.PersonID, 10), v.actor.Index}
		}
		var runs []once
		for i := range 3 {
			c.stir(i + 1)
			v := c.villagers(1)[0]
			runs = append(runs, once{r.of(func() { _, err := c.submit(v); c.must(err) }), given(v)})
		}
		base := newReplay(b, r, runs, nil)
		b.Logf("%d statements", len(base.steps))
		eachCrowd(b, 60,
			side{"base", func(n int) func(w, i int) error {
				people := c.villagers(n)
				return func(_, i int) error {
					c.sealsOfSubmit(people[i])
					return base.do(c.ctx, given(people[i]))
				}
			}},
			side{"product", func(n int) func(w, i int) error {
				people := c.villagers(n)
				return func(_, i int) error { _, err := c.submit(people[i]); return err }
			}})
	})
}

// BenchmarkAccept is P4: the clerk's acceptance through casework.Act against the
// same by prepared database/sql (≥ 0.8).
func BenchmarkAccept(b *testing.B) {
	onEveryServer(b, func(b *testing.B, open func(testing.TB) *store.Store) {
		c := newCounty(b, open(b))
		r := record(b, c.st)
		colleagues := map[any]bool{}
		for _, a := range c.cadres {
			colleagues[a.PersonID], colleagues["task:"+strconv.FormatInt(a.PersonID, 10)] = true, true
		}
		c.stir(5)
		var runs []once
		for i := range 3 {
			c.stir(i + 1)
			w := c.waiting(1)[0]
			runs = append(runs, once{r.of(func() { _, err := c.accept(w.object); c.must(err) }), w.given})
		}
		base := newReplay(b, r, runs, colleagues)
		b.Logf("%d statements", len(base.steps))
		eachCrowd(b, 40,
			side{"base", func(n int) func(w, i int) error {
				cases := c.waiting(n)
				return func(_, i int) error {
					c.sealsOfAccept(cases[i].object)
					return base.do(c.ctx, cases[i].given)
				}
			}},
			side{"product", func(n int) func(w, i int) error {
				cases := c.waiting(n)
				return func(_, i int) error { _, err := c.accept(cases[i].object); return err }
			}})
	})
}

// stir makes the row ids of different tables drift apart, so that no two
// parameters look alike by chance.
func (c *county) stir(n int) {
	c.b.Helper()
	for i := range c.villagers(n * 3) {
		c.in(func(tx *store.Tx) error {
			for range n*i%4 + 1 {
				if err := tx.AddFile(&model.File{PublicID: model.NewPublicID(), Key: request()}); err != nil {
					return err
				}
			}
			k := model.Task{PublicID: model.NewPublicID(), ObjectKind: "stir", Status: store.TaskGone}
			if err := tx.AddTask(&k); err != nil {
				return err
			}
			return tx.AddNumber(&model.TaskNumber{PersonID: int64(1_000_000 + n), TaskID: k.ID, Number: i})
		})
	}
	c.in(func(tx *store.Tx) error {
		for i := range 5 * n {
			k := model.Message{PublicID: model.NewPublicID(), State: store.MessageSuperseded}
			if i < 2*n {
				if err := tx.AddMessage(&k); err != nil {
					return err
				}
			}
			if i < 3*n {
				if _, err := c.audit.Write(tx, audit.Entry{Action: "look.stir"}); err != nil {
					return err
				}
			}
			if err := tx.AddAuditPersons([]model.AuditPerson{{AuditID: int64(1_000_000 + i), NumberIndex: request()}}); err != nil {
				return err
			}
		}
		return nil
	})
	for range 7 * n {
		_, _, err := c.st.Once(c.ctx, store.Claim{Key: request()}, func(*store.Tx) ([]byte, error) { return nil, nil })
		c.must(err)
	}
	for _, v := range c.villagers(n * 2) { // enough of them for everybody's counters
		out, err := c.submit(v)
		c.must(err)
		if n%2 == 1 {
			_, err = c.accept(out.Object)
			c.must(err)
		}
	}
}

// waitingCase is a case that waits for acceptance, with what a replay must know of it.
type waitingCase struct {
	object model.Ref
	given  []any
}

func (c *county) waiting(n int) []waitingCase {
	c.b.Helper()
	cases := make([]waitingCase, n)
	for i, v := range c.villagers(n) {
		out, err := c.submit(v)
		c.must(err)
		tx := c.st.Read(context.Background())
		k, err := tx.CaseByPublic(out.Object.ID)
		c.must(err)
		tasks, err := tx.TasksOfObject(model.ObjectCase, k.ID)
		c.must(err)
		if len(tasks) != 1 {
			c.b.Fatalf("%d tasks wait for one application", len(tasks))
		}
		cases[i] = waitingCase{out.Object, []any{k.ID, string(k.PublicID), v.actor.PersonID, *k.OpenAccount, k.NumberIndex, k.ReceiptNo, tasks[0].ID}}
	}
	return cases
}

// sealsOfSubmit makes the calls Submit makes of the sealer.
func (c *county) sealsOfSubmit(v villager) {
	s, in := c.st.Sealer(), c.application(v)
	id := request()
	s.Index("request", string(seal.Canonical(in.Householder, in.Group, "money", "false", in.Number.Reveal(), in.Phone.Reveal(), in.Words.Reveal())))
	seal.Hash([]byte(id))
	s.Index("number", in.Number.Reveal())
	for column, plain := range map[string]string{"number": in.Number.Reveal(), "phone": in.Phone.Reveal(), "hardship": `["money"]`, "words": in.Words.Reveal()} {
		if _, err := s.Seal(seal.Cell{Table: "cases", Column: column, Row: id}, []byte(plain)); err != nil {
			c.b.Error(err)
		}
	}
	c.sealsOfAct(id)
}

// sealsOfAccept makes the calls Act makes of the sealer.
func (c *county) sealsOfAccept(object model.Ref) {
	id := request()
	seal.Hash([]byte(id))
	seal.Hash(fmt.Appendf(nil, `{"object":{"kind":"case","id":%q},"do":"accept","request":%q,"input":{}}`, object.ID, id))
	c.sealsOfAct(id)
}

// sealsOfAct signs the decision and the audit row, as every act does.
func (c *county) sealsOfAct(id string) {
	s := c.st.Sealer()
	area := string(benchTownship.Join(benchVillage).Join(benchGroup))
	decision := []string{id, "case", "1234", "1", "1234", "case", "submitted", "surveying", "accept", "1234", "0", "village_clerk", "3", area, "api", "", "1399856400000", "1"}
	s.MAC(seal.PurposeRow, "decision", nil)
	s.MAC(seal.PurposeRow, "decision", seal.Canonical(decision...))
	key, before, after := s.Index("audit.request_key", id), s.Index("audit.content", ""), s.Index("audit.content", "")
	s.MAC(seal.PurposeAudit, "audit", nil)
	row := seal.Canonical(append(decision, key, before, after)...)
	_, mac := s.MAC(seal.PurposeAudit, "audit", row)
	seal.Hash(append(row, mac...))
}
