package store

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/seal"
)

// Listing 待办 goes by the index of the desk and by that of the person, whatever
// else the county has open.
func TestOpenTasksAreFoundByTheIndexOfTheDeskAndOfThePerson(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ks, err := seal.CreateKeyFile(filepath.Join(dir, "keys"), seal.ForDemo)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := seal.New(ks)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s, err := Open(ctx, Config{Driver: SQLite, Path: filepath.Join(dir, "register.db")}, sealer)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the folder goes with the test
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	union, args := deskUnion(7, []Desk{{model.RoleVillageClerk, "/62/"}, {model.RoleGroupHead, "/62/6210/"}})
	for name, query := range map[string]string{"page": "SELECT * FROM (" + union + ") AS mine" + byDeadline, "count": "SELECT COUNT(*) FROM (" + union + ") AS mine"} {
		a := args
		if name == "page" {
			a = append(a[:len(a):len(a)], 20, 0)
		}
		var plan []struct{ Detail string }
		if err := s.read.Raw("EXPLAIN QUERY PLAN "+query, a...).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		desk, person := 0, 0
		for _, p := range plan {
			switch {
			case strings.Contains(p.Detail, "task_desk (role=? AND desk_area=? AND status=?"):
				desk++
			case strings.Contains(p.Detail, "task_person (person_id=? AND status=?"):
				person++
			case strings.Contains(p.Detail, "SCAN task") || strings.Contains(p.Detail, "task_due"):
				t.Errorf("%s: %s", name, p.Detail)
			}
		}
		if desk != 2 || person != 1 {
			t.Errorf("%s: plan %v", name, plan)
		}
	}
}

// A lane with hundreds of messages asks for their tasks by a list; each length of
// a list would else take one of the few places for prepared statements.
func TestListsOfAnyLengthAreADozenStatements(t *testing.T) {
	t.Parallel()
	lengths := map[int]bool{}
	for n := 1; n <= 1000; n++ {
		ids := make([]int64, n)
		for i := range ids {
			ids[i] = int64(i + 1)
		}
		long := evened(ids)
		lengths[len(long)] = true
		if !slices.Equal(long[:n], ids) || long[len(long)-1] != ids[n-1] {
			t.Fatalf("%d ids became %v", n, long)
		}
	}
	if len(lengths) != 11 {
		t.Errorf("%d lengths", len(lengths))
	}
}
