package audit_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/audit"
)

// columns returns the columns of a record with a statement's right side that changes each.
func columns(t *testing.T, rec any) map[string]string {
	t.Helper()
	parsed, err := schema.Parse(rec, &sync.Map{}, schema.NamingStrategy{SingularTable: true})
	if err != nil {
		t.Fatal(err)
	}
	change := map[string]string{}
	for _, f := range parsed.Fields {
		switch {
		case f.DBName == "id": // the place of the row, given by the database
		case f.FieldType.Kind() == reflect.String:
			change[f.DBName] = "'x'"
		case f.FieldType.Kind() == reflect.Slice:
			change[f.DBName] = "'00000000000000000000000000000000'"
		default:
			change[f.DBName] = "`" + f.DBName + "` + 1000"
		}
	}
	return change
}

// A44, G1: one column of one old row changed is found, whichever it is.
func TestA44_EveryColumnOfARecordOrDecisionThatIsChangedIsFound(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st *store.Store) {
		decideMany(t, st, audit.New(model.NewFixedClock(noon)), 3)
		for table, rec := range map[string]any{"audit": &model.Audit{}, "decision": &model.Decision{}} {
			for column, value := range columns(t, rec) {
				tamper(t, st,
					"CREATE TABLE kept AS SELECT * FROM "+table+" WHERE id = 2",
					fmt.Sprintf("UPDATE %s SET `%s` = %s WHERE id = 2", table, column, value))
				rows, err := st.Read(context.Background()).AuditsAfter(0, 10)
				if err != nil {
					t.Fatal(err)
				}
				r := verify(t, st)
				if r.OK() {
					t.Errorf("%s.%s was changed and nothing was found", table, column)
				} else if column != "public_id" && table == "audit" && (r.First.Table != "audit" || r.First.PublicID != rows[1].PublicID || r.First.Damage != audit.DamageMAC) {
					t.Errorf("%s.%s: first bad position %+v, want the MAC of the second row", table, column, r.First)
				}
				tamper(t, st, "DELETE FROM "+table+" WHERE id = 2", "INSERT INTO "+table+" SELECT * FROM kept", "DROP TABLE kept")
			}
		}
		if r := verify(t, st); !r.OK() {
			t.Fatalf("the test did not put things back: %+v", r.First)
		}
	})
}

// A44: a row deleted, two swapped, the tail cut, a row put in again, a row invented.
func TestA44_DamageIsReportedWithItsFirstPosition(t *testing.T) {
	t.Parallel()
	const newID = "'aaaaaaaaaaaaaaaaaaaaaaaaaa'"
	for name, c := range map[string]struct {
		do     []string
		table  string
		id     int64
		damage audit.Damage
	}{
		"the record of a decision is deleted": {[]string{"DELETE FROM audit WHERE id = 2"}, "decision", 2, audit.DamageNoAudit},
		"the tail of the record is cut":       {[]string{"DELETE FROM audit WHERE id > 2"}, "decision", 3, audit.DamageNoAudit},
		"a decision is deleted":               {[]string{"DELETE FROM decision WHERE id = 2"}, "audit", 2, audit.DamageNoDecision},
		"the contents of two rows are swapped": {[]string{
			"UPDATE audit SET object_id = 100 WHERE id = 2", "UPDATE audit SET object_id = 2 WHERE id = 3", "UPDATE audit SET object_id = 3 WHERE id = 2",
		}, "audit", 2, audit.DamageMAC},
		"a MAC is moved to another row": {[]string{
			"CREATE TABLE kept AS SELECT mac FROM audit WHERE id = 3", "UPDATE audit SET mac = (SELECT mac FROM kept) WHERE id = 2",
		}, "audit", 2, audit.DamageMAC},
		"a row is put in a second time under a new name": {[]string{
			"CREATE TABLE kept AS SELECT * FROM audit WHERE id = 2", "UPDATE kept SET id = 99, public_id = " + newID, "INSERT INTO audit SELECT * FROM kept",
		}, "audit", 4, audit.DamageMAC},
		"a decision is invented": {[]string{
			"CREATE TABLE kept AS SELECT * FROM decision WHERE id = 2", "UPDATE kept SET id = 99, object_id = 77, public_id = " + newID, "INSERT INTO decision SELECT * FROM kept",
		}, "decision", 4, audit.DamageMAC},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onEachStore(t, func(t *testing.T, st *store.Store) {
				decideMany(t, st, audit.New(model.NewFixedClock(noon)), 3)
				tamper(t, st, c.do...)
				r := verify(t, st)
				if r.OK() || r.First.Table != c.table || r.First.Damage != c.damage {
					t.Fatalf("first bad position %+v, want %s in %s", r.First, c.damage, c.table)
				}
				if got := place(t, st, r.First); got != c.id {
					t.Errorf("reported row %d of the table, want row %d", got, c.id)
				}
			})
		})
	}
}

// place returns which row of its table a damaged position is, from 1.
func place(t *testing.T, st *store.Store, b *audit.Bad) int64 {
	t.Helper()
	pool, err := st.DB()
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	row := pool.QueryRowContext(context.Background(),
		"SELECT COUNT(*) FROM "+b.Table+" WHERE id <= (SELECT id FROM "+b.Table+" WHERE public_id = ?)", string(b.PublicID)) //nolint:gosec // one of two names
	if err := row.Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADecisionWithTwoRecordsIsFound(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st *store.Store) {
		l := audit.New(model.NewFixedClock(noon))
		decideMany(t, st, l, 2)
		err := st.InTx(context.Background(), func(tx *store.Tx) error {
			_, err := l.Write(tx, audit.Entry{Actor: clerk(), Action: "case.accept", Kind: model.ObjectCase, ID: 2, Version: 1})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := verify(t, st); r.OK() || r.First.Table != "decision" || r.First.Damage != audit.DamageTwice {
			t.Errorf("report %+v, want a decision recorded twice", r.First)
		}
	})
}

func TestARecordOfAnotherHouseIsFound(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st *store.Store) {
		l := audit.New(model.NewFixedClock(noon))
		decideMany(t, st, l, 2)
		tamper(t, st, "UPDATE audit SET mac_key = 9 WHERE id = 1")
		if r := verify(t, st); r.OK() || r.First.Damage != audit.DamageMAC {
			t.Errorf("a key version nobody has: %+v, want damage", r.First)
		}
	})
}

// A right that nobody gave, or one made wider, longer or awake by hand, is found.
func TestAGrantThatIsNotAsItWasRecordedIsFound(t *testing.T) {
	t.Parallel()
	const newID = "'aaaaaaaaaaaaaaaaaaaaaaaaaa'"
	onEachStore(t, func(t *testing.T, st *store.Store) {
		l := audit.New(model.NewFixedClock(noon))
		for person := range int64(3) {
			err := st.InTx(context.Background(), func(tx *store.Tx) error {
				g := model.RoleGrant{PublicID: model.NewPublicID(), PersonID: person + 1, Role: model.RoleVillageClerk, Area: "621025/621025100", GrantedBy: 9, Version: 1}
				if err := tx.AddGrant(&g); err != nil {
					return err
				}
				_, err := l.Write(tx, audit.Entry{Actor: clerk(), Action: "account.grant", Kind: audit.KindGrant, ID: g.ID, Area: g.Area, After: audit.GrantContent(g)})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if r := verify(t, st); !r.OK() || r.Grants != 3 {
			t.Fatalf("nothing was touched: %+v", r)
		}
		for column, value := range columns(t, &model.RoleGrant{}) {
			if column == "version" || column == "created_at" { // they give no right
				continue
			}
			tamper(t, st, "CREATE TABLE kept AS SELECT * FROM role_grant WHERE id = (SELECT MIN(id) FROM role_grant)",
				fmt.Sprintf("UPDATE role_grant SET `%s` = %s WHERE id = (SELECT id FROM kept)", column, value))
			if r := verify(t, st); r.OK() || r.First.Table != "role_grant" || r.First.Damage != audit.DamageContent {
				t.Errorf("role_grant.%s was changed: %+v", column, r.First)
			}
			tamper(t, st, "DELETE FROM role_grant WHERE id = (SELECT id FROM kept)", "INSERT INTO role_grant SELECT * FROM kept", "DROP TABLE kept")
		}
		tamper(t, st, "CREATE TABLE kept AS SELECT * FROM role_grant WHERE person_id = 1", "UPDATE kept SET id = 99, public_id = "+newID, "INSERT INTO role_grant SELECT * FROM kept")
		if r := verify(t, st); r.OK() || r.First.Table != "role_grant" || r.First.Damage != audit.DamageNoAudit {
			t.Errorf("a right nobody gave: %+v", r.First)
		}
	})
}

// A stand-in nobody asked for, or kin that was taken off a cadre by hand, is found.
func TestAStandInOrKinThatIsNotAsItWasRecordedIsFound(t *testing.T) {
	t.Parallel()
	changes := map[string][]string{
		"stand_in": {"absent_id = 7", "person_id = 7", "valid_from = '2000-01-01'", "valid_to = '2099-01-01'", "ended_at = 5"},
		"relative": {"person_id = 7", "number_index = 'x'", "relation = 'x'", "declared_by = 7", "confirmed_by = 7", "waits = 1"},
	}
	onEachStore(t, func(t *testing.T, st *store.Store) {
		l := audit.New(model.NewFixedClock(noon))
		err := st.InTx(context.Background(), func(tx *store.Tx) error {
			in := model.StandIn{AbsentID: 1, PersonID: 2, ValidFrom: "2014-05-12", ValidTo: "2014-05-20"}
			kin := model.Relative{PersonID: 1, NumberIndex: "n", Relation: "sibling", DeclaredBy: 1}
			if err := errors.Join(tx.AddStandIn(&in), tx.AddRelative(&kin)); err != nil {
				return err
			}
			_, errIn := l.Write(tx, audit.Entry{Actor: clerk(), Action: "account.stand_in", Kind: audit.KindStandIn, ID: in.ID, After: audit.StandInContent(in)})
			_, errKin := l.Write(tx, audit.Entry{Actor: clerk(), Action: "account.kin", Kind: audit.KindKin, ID: kin.ID, After: audit.KinContent(kin)})
			return errors.Join(errIn, errKin)
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := verify(t, st); !r.OK() || r.StandIns != 1 || r.Kin != 1 {
			t.Fatalf("nothing was touched: %+v", r)
		}
		for table, sets := range changes {
			for _, set := range sets {
				tamper(t, st, "CREATE TABLE kept AS SELECT * FROM "+table, "UPDATE "+table+" SET "+set)
				if r := verify(t, st); r.OK() || r.First.Table != table || r.First.Damage != audit.DamageContent {
					t.Errorf("%s: %s: %+v", table, set, r.First)
				}
				tamper(t, st, "DELETE FROM "+table, "INSERT INTO "+table+" SELECT * FROM kept", "DROP TABLE kept")
			}
			tamper(t, st, "CREATE TABLE kept AS SELECT * FROM "+table, "UPDATE kept SET id = 99, person_id = 9", "INSERT INTO "+table+" SELECT * FROM kept", "DROP TABLE kept")
			if r := verify(t, st); r.OK() || r.First.Table != table || r.First.Damage != audit.DamageNoAudit {
				t.Errorf("%s nobody gave: %+v", table, r.First)
			}
			tamper(t, st, "DELETE FROM "+table+" WHERE id = 99")
		}
	})
}
