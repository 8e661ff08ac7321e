package workflow_test

import (
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/workflow"
)

func changed(t *testing.T, s *workflow.Scheme, pairs ...string) *workflow.Scheme {
	t.Helper()
	src := string(s.Source)
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(src, pairs[i]) {
			t.Fatalf("nothing to change: %s", pairs[i])
		}
		src = strings.ReplaceAll(src, pairs[i], pairs[i+1])
	}
	out, err := workflow.Parse("changed.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func days(t *testing.T, s *workflow.Scheme) int {
	t.Helper()
	r, ok := s.Rule(model.MachineRoster, "ready_1", "publish")
	if !ok {
		t.Fatal("no first publicity")
	}
	return r.Publicity.Days
}

// two schemes with 7 and 5 days run at once, and a case keeps its scheme's
// value after the setting has changed.
func TestACaseKeepsItsScheme(t *testing.T) {
	old := scheme(t, "zhengning-2014")
	next := changed(t, old, "version: 1", "version: 2", "days: 7", "days: 10")
	lib, err := workflow.NewLibrary(calendar(t), old, next, scheme(t, "gansu-monitor-2023"))
	if err != nil {
		t.Fatal(err)
	}
	newest, _ := lib.ByKey("zhengning-2014")
	kept, ok := lib.ByHash(old.Hash)
	monitor, _ := lib.ByKey("gansu-monitor-2023")
	if !ok || days(t, newest) != 10 || days(t, kept) != 7 || days(t, monitor) != 5 {
		t.Errorf("newest %d, kept %d, monitor %d", days(t, newest), days(t, kept), days(t, monitor))
	}
	stored, err := workflow.Parse("stored", kept.Source)
	if err != nil || stored.Hash != old.Hash || stored.Table() != old.Table() {
		t.Errorf("what a round has stored is not the same law any more: %v", err)
	}
	if _, ok := lib.ByHash("none"); ok {
		t.Error("an unknown hash is no scheme")
	}
	if _, ok := lib.ByKey("none"); ok {
		t.Error("an unknown key is no scheme")
	}
	if len(lib.All()) != 3 || lib.Calendar() == nil {
		t.Errorf("all: %d", len(lib.All()))
	}
}

func TestAChangeWithoutANewVersionIsRefused(t *testing.T) {
	old := scheme(t, "zhengning-2014")
	if _, err := workflow.NewLibrary(calendar(t), old, changed(t, old, "days: 7", "days: 10")); model.KindOf(err) != model.KindInvalid {
		t.Errorf("same version, other content: %v", err)
	}
	if lib, err := workflow.NewLibrary(calendar(t), old, old); err != nil || len(lib.All()) != 1 {
		t.Errorf("the same file twice is one scheme: %v", err)
	}
}

func TestARunningSchemeIsKnownByItsHashButNotOffered(t *testing.T) {
	lib, err := workflow.NewLibrary(calendar(t), scheme(t, "zhengning-2014"))
	if err != nil {
		t.Fatal(err)
	}
	short, err := scheme(t, "zhengning-2014").Compile([]model.State{"township_sign"})
	if err != nil {
		t.Fatal(err)
	}
	lib.Add(short)
	offered, _ := lib.ByKey("zhengning-2014")
	if got, ok := lib.ByHash(short.Hash); !ok || got != short || offered.Hash == short.Hash || len(lib.All()) != 1 {
		t.Error("a county's own version is found by its hash only")
	}
}
