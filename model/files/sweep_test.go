package files

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bangfu/model"
)

func TestSweepTakesOrphansOfADayAndNothingElse(t *testing.T) {
	b := open(t)
	orphan, kept := b.put(t, "orphan"), b.put(t, "kept")
	temp := filepath.Join(b.dir, orphan[:2], tempPrefix+"crashed")
	if err := errors.Join(os.WriteFile(temp, nil, 0o600), os.Chtimes(temp, noon, noon)); err != nil {
		t.Fatal(err)
	}
	keep := func(key string) (bool, error) { return key == kept, nil }
	b.clock.Advance(24 * time.Hour)
	if n, err := b.Sweep(t.Context(), keep, 24*time.Hour); n != 0 || err != nil {
		t.Fatal("a file of exactly a day still has time", n, err)
	}
	b.clock.Advance(time.Second)
	fresh := b.put(t, "fresh")
	asked := map[string]bool{}
	n, err := b.Sweep(t.Context(), func(key string) (bool, error) { asked[key] = true; return keep(key) }, 24*time.Hour)
	if asked[fresh] || !asked[kept] {
		t.Error("rows are asked for old files only")
	}
	if n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for key, there := range map[string]bool{orphan: false, kept: true, fresh: true} {
		if _, err := b.Get(t.Context(), key); (err == nil) != there {
			t.Errorf("there=%v wanted, got %v", there, err)
		}
	}
	if names := b.names(t); len(names) != 2 {
		t.Error("left:", names)
	}
}

func TestSweepStopsWhenRowsCannotBeRead(t *testing.T) {
	b := open(t)
	key := b.put(t, "x")
	b.clock.Advance(48 * time.Hour)
	fail := model.Unavailable(nil)
	if n, err := b.Sweep(t.Context(), func(string) (bool, error) { return false, fail }, time.Hour); n != 0 || !errors.Is(err, fail) {
		t.Fatal(n, err)
	}
	if _, err := b.Get(t.Context(), key); err != nil {
		t.Fatal(err)
	}
}

// The same paper is sent again while a sweep has just found its old orphan.
func TestFilePutAgainDuringASweepStays(t *testing.T) {
	b := open(t)
	key := b.put(t, "x")
	b.clock.Advance(48 * time.Hour)
	n, err := b.Sweep(t.Context(), func(string) (bool, error) { return false, errors.Join(b.putErr("x")) }, time.Hour)
	if n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := b.Get(t.Context(), key); err != nil {
		t.Fatal("lost:", err)
	}
}

func (b bench) putErr(plain string) error {
	_, err := b.Put(context.Background(), []byte(plain))
	return err
}

func TestInterruptedSweepIsFinished(t *testing.T) {
	for _, tt := range []struct {
		name    string
		claimed bool
		age     time.Duration
		left    int
	}{
		{"its row was written: the file comes back", true, 48 * time.Hour, 1},
		{"put again meanwhile: the file comes back", false, 0, 1},
		{"an orphan still: the file goes", false, 48 * time.Hour, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t)
			key := b.put(t, "x")
			file := filepath.Join(b.dir, key[:2], key)
			if err := os.Rename(file, file+goneSuffix); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Get(t.Context(), key); err != nil {
				t.Fatal("a file held aside must be readable:", err)
			}
			b.clock.Advance(tt.age)
			if _, err := b.Sweep(t.Context(), func(string) (bool, error) { return tt.claimed, nil }, time.Hour); err != nil {
				t.Fatal(err)
			}
			names := b.names(t)
			if len(names) != tt.left || (tt.left == 1 && names[0] != key) {
				t.Fatal("left:", names)
			}
		})
	}
}

func TestPutsAndSweepsAtOnceLoseNothing(t *testing.T) {
	b := open(t)
	key := b.put(t, "x")
	for range 20 {
		b.clock.Advance(48 * time.Hour)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := b.putErr("x"); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				if _, err := b.Sweep(context.Background(), nobody, time.Hour); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if _, err := b.Get(t.Context(), key); err != nil {
			t.Fatal("lost:", err)
		}
	}
}
