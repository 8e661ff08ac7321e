package workflow_test

import (
	"os"
	"path/filepath"
	"testing"

	"bangfu/model"
	"bangfu/service/workflow"
)

func scheme(t *testing.T, key string) *workflow.Scheme {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("..", "..", "configs", "schemes", key+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := workflow.Parse(key+".yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheClerkIsAskedToAccept(t *testing.T) {
	s := scheme(t, "zhengning-2014")
	r, ok := s.Desk(model.MachineCase, "submitted")
	if !ok || r.Do != "accept" || !r.Allows(model.RoleVillageClerk) || !r.Positive {
		t.Fatalf("desk at submitted: %+v", r)
	}
}
