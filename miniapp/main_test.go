package miniapp_test

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"bangfu/miniapp"
)

// answeredWell notes every route that has answered a right request in this run.
var answeredWell sync.Map

// TestMain asks, when the whole suite has run, that every route was answered well
// at least once: an answer nobody has seen is held against no description.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.bench").Value.String() == "" {
		for _, r := range miniapp.Routes() {
			if _, ok := answeredWell.Load(r.Method + " " + r.Path); !ok {
				_, _ = fmt.Fprintln(os.Stderr, "never answered well:", r.Method, r.Path)
				code = 1
			}
		}
	}
	os.Exit(code)
}
