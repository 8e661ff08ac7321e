package audit_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/model/store/storetest"
	"bangfu/service/audit"
)

// noon is the moment at which these tests play.
var noon = model.Date("2014-05-12").At(12, 0)

const village model.Area = "/62/6210/621025/621025100/621025100209/"

// onEachStore runs the test on SQLite, and on MySQL/MariaDB where one is named.
func onEachStore(t *testing.T, f func(t *testing.T, st *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); f(t, storetest.OpenSQLite(t)) })
	if os.Getenv(storetest.EnvMySQL) != "" {
		t.Run("mysql", func(t *testing.T) { t.Parallel(); f(t, storetest.Open(t)) })
	}
}

func clerk() model.Actor {
	return model.Actor{PersonID: 7, Door: model.DoorChat, Rights: []model.Right{{GrantID: 3, Role: model.RoleVillageClerk, Area: village}}}
}

// decide stores one decision with its record, as an act does.
func decide(tx *store.Tx, l *audit.Log, object int64) (model.Decision, string, error) {
	d := model.Decision{
		PublicID: model.NewPublicID(), ObjectKind: model.ObjectCase, ObjectID: object, Version: 1, TaskID: 5, Machine: model.MachineCase,
		FromState: "submitted", ToState: "accepted", Do: "accept", PersonID: 7, ForID: 8, Role: model.RoleVillageClerk,
		Level: model.LevelVillage, Area: village, Door: model.DoorChat, Reason: "材料齐全", At: model.InstantOf(noon),
	}
	l.SignDecision(tx, &d)
	if err := tx.AddDecision(&d); err != nil {
		return d, "", err
	}
	digest, err := l.Write(tx, audit.Entry{
		Actor: clerk(), Right: clerk().Rights[0], Action: audit.Action(d.Machine, d.Do), Kind: d.ObjectKind, ID: d.ObjectID, Area: d.Area,
		From: d.FromState, To: d.ToState, Version: d.Version, Scheme: "s", RequestKey: "oa:openid:1", Before: []byte("a"), After: []byte("b"), Note: "paper",
	})
	return d, digest, err
}

func decideMany(t *testing.T, st *store.Store, l *audit.Log, n int) {
	t.Helper()
	err := st.InTx(context.Background(), func(tx *store.Tx) error {
		for i := range n {
			if _, _, err := decide(tx, l, int64(i+1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tamper does to the tables what only their owner can: it takes off the triggers first.
func tamper(t *testing.T, st *store.Store, stmts ...string) {
	t.Helper()
	pool, err := st.DB()
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"audit", "decision"} {
		for _, on := range []string{"update", "delete"} {
			stmts = append([]string{fmt.Sprintf("DROP TRIGGER IF EXISTS %s_no_%s", table, on)}, stmts...)
		}
	}
	for _, stmt := range stmts {
		if _, err := pool.ExecContext(context.Background(), stmt); err != nil {
			t.Fatalf("%s: %v", stmt, err)
		}
	}
}

func verify(t *testing.T, st *store.Store) audit.Report {
	t.Helper()
	r, err := audit.New(model.NewFixedClock(noon)).Verify(context.Background(), st)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAThousandActsVerify(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st *store.Store) {
		decideMany(t, st, audit.New(model.NewFixedClock(noon)), 1000)
		if r := verify(t, st); !r.OK() || r.Audits != 1000 || r.Decisions != 1000 || r.Damaged != 0 {
			t.Errorf("report %+v, want 1000 of each and no damage", r)
		}
	})
}

func TestWithoutAnAuditRowThereIsNoDecision(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st *store.Store) {
		tamper(t, st, "DROP TABLE audit_person", "ALTER TABLE audit RENAME TO audit_gone")
		err := st.InTx(context.Background(), func(tx *store.Tx) error {
			_, _, err := decide(tx, audit.New(model.NewFixedClock(noon)), 1)
			return err
		})
		if err == nil {
			t.Error("an act whose record cannot be written must fail")
		}
		ds, err := st.Read(context.Background()).DecisionsOf(model.ObjectCase, 1)
		if err != nil || len(ds) != 0 {
			t.Errorf("%d decisions stand without a record (%v), want none", len(ds), err)
		}
	})
}

func TestTheReceiptIsTheDigestOfItsRow(t *testing.T) {
	t.Parallel()
	st := storetest.Open(t)
	l := audit.New(model.NewFixedClock(noon))
	var digest string
	err := st.InTx(context.Background(), func(tx *store.Tx) (err error) { _, digest, err = decide(tx, l, 1); return err })
	if err != nil {
		t.Fatal(err)
	}
	rows, err := st.Read(context.Background()).AuditsOfObject(model.ObjectCase, 1)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if len(digest) != 12 || audit.Digest(rows[0]) != digest {
		t.Errorf("digest %q, of the row %q", digest, audit.Digest(rows[0]))
	}
	a := rows[0]
	if a.RequestKey == "" || a.RequestKey == "oa:openid:1" || a.Before == "a" || a.After == "b" || a.Before == a.After || len(a.Before) != 64 {
		t.Error("request key and contents must be stored as keyed digests")
	}
}

func TestNothingOfPeopleIsWrittenIntoTheRecord(t *testing.T) {
	t.Parallel()
	st := storetest.Open(t)
	l := audit.New(model.NewFixedClock(noon))
	for name, e := range map[string]audit.Entry{
		"a name in the note":        {Action: "look.number", Note: "王家明"},
		"a sentence in the note":    {Action: "look.number", Note: "he asked for it"},
		"a phone in the note":       {Action: "look.number", Note: "phone=13912340010"},
		"a number in the note":      {Action: "look.number", Note: "621025198001010017"},
		"a note that is too long":   {Action: "look.number", Note: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
		"no action":                 {},
		"an action that is no word": {Action: "看"},
		"a number instead of index": {Action: "look.number", About: []string{"621025198001010017"}},
	} {
		err := st.InTx(context.Background(), func(tx *store.Tx) error { _, err := l.Write(tx, e); return err })
		if model.KindOf(err) != model.KindInternal {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
}

func TestWhomAnActWasAboutIsForgottenAfterThreeYears(t *testing.T) {
	t.Parallel()
	st := storetest.Open(t)
	ctx := context.Background()
	clock := model.NewFixedClock(noon)
	l := audit.New(clock)
	index := storetest.Sealer(t).Index("number", "621025198001010017")
	err := st.InTx(ctx, func(tx *store.Tx) error {
		_, err := l.Write(tx, audit.Entry{Actor: clerk(), Action: "look.number", About: []string{index, "", index}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day       model.Date
		gone      int64
		remaining int
	}{{"2017-05-12", 0, 1}, {"2017-05-13", 1, 0}} {
		clock.Set(c.day.At(3, 0))
		n, err := l.Forget(ctx, st)
		if err != nil || n != c.gone {
			t.Errorf("%s: %d links forgotten (%v), want %d", c.day, n, err, c.gone)
		}
		rows, err := st.Read(ctx).AuditsAbout(index, 10)
		if err != nil || len(rows) != c.remaining {
			t.Errorf("%s: %d records about the person (%v), want %d", c.day, len(rows), err, c.remaining)
		}
	}
	if r := verify(t, st); !r.OK() || r.Audits != 2 {
		t.Errorf("the record itself must stay and say that links were forgotten: %+v", r)
	}
}

// A27: reading the record of acts is itself recorded.
func TestA27_ReadingTheRecordLeavesARecord(t *testing.T) {
	t.Parallel()
	st := storetest.Open(t)
	ctx := context.Background()
	l := audit.New(model.NewFixedClock(noon))
	decideMany(t, st, l, 3)
	leader := model.Actor{PersonID: 9, Door: model.DoorAPI, Rights: []model.Right{
		{GrantID: 4, Role: model.RoleCountyLeader, Area: "/62/6210/621025/"}, {GrantID: 5, Role: model.RoleGroupHead, Area: "/62/6210/621099/"},
	}}
	read := func(a model.Actor, q audit.Query) (rows []model.Audit, err error) {
		err = st.InTx(ctx, func(tx *store.Tx) error { rows, err = l.Read(tx, a, q); return err })
		return rows, err
	}
	if rows, err := read(leader, audit.Query{Reason: "inspection"}); err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows, err := read(leader, audit.Query{Kind: model.ObjectCase, ID: 2}); err != nil || len(rows) != 1 {
		t.Errorf("of one object: %d rows, %v", len(rows), err)
	}
	rows, err := read(leader, audit.Query{})
	if err != nil || len(rows) != 5 || rows[3].Action != "look.audit" || rows[3].PersonID != 9 || rows[3].Note != "inspection" {
		t.Errorf("the readings themselves must stand in the record: %d rows, %v", len(rows), err)
	}
	if _, err := read(leader, audit.Query{Area: "/62/6210/621099/"}); model.KindOf(err) != model.KindForbidden {
		t.Errorf("another county: %v, want forbidden", err)
	}
	if _, err := read(clerk(), audit.Query{Area: village}); model.KindOf(err) != model.KindForbidden {
		t.Errorf("a clerk: %v, want forbidden", err)
	}
	if _, err := read(clerk(), audit.Query{}); model.KindOf(err) != model.KindNotFound {
		t.Errorf("a clerk of nowhere: %v, want not found", err)
	}
}
