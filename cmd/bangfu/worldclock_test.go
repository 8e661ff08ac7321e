package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"bangfu/model"
)

func TestARestartKeepsTheOffsetOfTheClock(t *testing.T) {
	dir, machine := t.TempDir(), model.NewFixedClock(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	begins := model.Date("2014-05-12").At(8, 0)
	clock, err := openClock(dir, begins, machine)
	if err != nil || !clock.Now().Equal(begins) {
		t.Fatalf("a new world begins at %v, %v", clock.Now(), err)
	}
	if err := saveClock(dir, clock.Advance(26*time.Hour)); err != nil {
		t.Fatal(err)
	}
	machine.Advance(time.Hour)
	again, err := openClock(dir, model.Date("2020-01-01").At(0, 0), machine)
	if err != nil || !again.Now().Equal(begins.Add(27*time.Hour)) {
		t.Errorf("after a restart it is %v, %v", again.Now(), err)
	}
}

func TestTheClockOfAWorldNeverGoesBack(t *testing.T) {
	dir := t.TempDir()
	if err := writeOffset(dir, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := saveClock(dir, time.Minute); err == nil {
		t.Error("an offset behind the kept one was written")
	}
	if kept, err := readOffset(dir); err != nil || kept != time.Hour {
		t.Errorf("kept is %v, %v", kept, err)
	}
}

// A clock file that cannot be read stops the world: guessing could send its
// register back in time.
func TestABrokenClockFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, clockFile), []byte("soon"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openClock(dir, time.Time{}, model.SystemClock{}); err == nil {
		t.Error("a broken clock file was taken for a new world")
	}
}
