package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestADataFolderHasOneServer(t *testing.T) {
	dir := t.TempDir()
	first, err := lockData(dir, "127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	_, err = lockData(dir, "127.0.0.1:9090")
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) || !strings.Contains(err.Error(), "127.0.0.1:8080") {
		t.Errorf("the second server reads %v, which does not name the first", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := lockData(dir, "127.0.0.1:9090")
	if err != nil {
		t.Fatalf("a folder that was let go of is still taken: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}
