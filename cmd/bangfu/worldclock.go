package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bangfu/model"
)

// clockFile keeps a world's offset against the machine's clock (decisions 35).
const clockFile = "clock"

// openClock returns the clock of a demo world: where the file left it, or, in a
// new world, at start.
func openClock(dir string, start time.Time, machine model.Clock) (*model.MovedClock, error) {
	offset, err := readOffset(dir)
	if errors.Is(err, fs.ErrNotExist) {
		offset = start.Sub(machine.Now())
		err = writeOffset(dir, offset)
	}
	if err != nil {
		return nil, err
	}
	return model.NewMovedClock(machine, offset), nil
}

func readOffset(dir string) (time.Duration, error) {
	text, err := os.ReadFile(filepath.Join(dir, clockFile))
	if err != nil {
		return 0, fmt.Errorf("演示时钟读不了，请检查数据文件夹的权限：%w", err)
	}
	offset, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("演示时钟文件 %s 坏了，请从备份恢复，或删掉这个演示世界重新开始", filepath.Join(dir, clockFile))
	}
	return offset, nil
}

// saveClock keeps the offset; one that lies behind what is kept is refused: a
// register's clock never goes back.
func saveClock(dir string, offset time.Duration) error {
	kept, err := readOffset(dir)
	if err == nil && offset < kept {
		return model.Internal(errors.New("the clock of a world may not go back"))
	}
	return writeOffset(dir, offset)
}

// writeOffset replaces the file in one step, safely on disk.
func writeOffset(dir string, offset time.Duration) error {
	f, err := os.CreateTemp(dir, ".clock-*")
	if err != nil {
		return fmt.Errorf("演示时钟写不了，请检查数据文件夹的权限：%w", err)
	}
	_, err = fmt.Fprintln(f, offset)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, clockFile))
	}
	if err != nil {
		return fmt.Errorf("演示时钟写不了，磁盘可能满了：%w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
