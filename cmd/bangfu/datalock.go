package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// dataLock keeps a data folder for one server: its spool and its clocks have one
// writer. The system lets go of it when the process dies, however it dies.
type dataLock struct{ file *os.File }

// lockData takes the folder, making it when it is not there. A folder that
// another process has is refused, naming that process.
func lockData(dir, listen string) (*dataLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("数据文件夹建不了，请检查 data 的路径和权限：%w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("数据文件夹写不了，请检查权限：%w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(heldBy(f, dir), f.Close())
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt(fmt.Appendf(nil, "%d %s\n", os.Getpid(), listen), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("数据文件夹写不了，磁盘可能满了：%w", err), f.Close())
	}
	return &dataLock{f}, nil
}

// heldBy says who has the folder.
func heldBy(f *os.File, dir string) error {
	text, err := io.ReadAll(io.LimitReader(f, 256))
	pid, listen, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	if err != nil || pid == "" {
		pid, listen = "不明", "不明"
	}
	return fmt.Errorf("数据文件夹 %s 正由另一个帮扶程序使用（进程号 %s，地址 %s）。请先停掉它，或用 BANGFU_DATA 换一个文件夹", dir, pid, listen)
}

// Close lets go of the folder.
func (l *dataLock) Close() error { return l.file.Close() }
