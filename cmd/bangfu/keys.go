package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/model/seal"
)

// openSealer opens the keys of the configuration. The demo makes its own, marked
// as such; production refuses those and never makes any: keys nobody has written
// down are data nobody can restore.
func openSealer(cfg *configs.Config, lookup func(string) string) (*seal.Sealer, error) {
	keys, err := openKeys(cfg, lookup)
	if err != nil {
		return nil, err
	}
	if cfg.Mode == configs.Production && seal.Demo(keys) {
		return nil, errors.New("keys：这是演示用的密钥，不能用于正式使用。请自备密钥文件，填 keys.file 或 keys.env")
	}
	return seal.New(keys)
}

func openKeys(cfg *configs.Config, lookup func(string) string) (seal.KeyService, error) {
	if cfg.Keys.Env != "" {
		keys, err := seal.EnvKeys(func(string) string { return lookup(cfg.Keys.Env) })
		return keys, refused("keys.env", err)
	}
	keys, err := seal.OpenKeyFile(cfg.KeyFile())
	if errors.Is(err, fs.ErrNotExist) && cfg.Mode == configs.Demo {
		if err := os.MkdirAll(filepath.Dir(cfg.KeyFile()), 0o700); err != nil {
			return nil, fmt.Errorf("密钥文件夹建不了，请检查权限：%w", err)
		}
		keys, err = seal.CreateKeyFile(cfg.KeyFile(), seal.ForDemo)
	}
	if model.KindOf(err) == model.KindNotFound {
		return nil, errors.New("keys.file：没有这个密钥文件，请检查路径，或从备份恢复")
	}
	return keys, refused("keys.file", err)
}

// refused names the setting before the words of a refusal.
func refused(key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s：%s%w", key, model.AsError(err).Notice, quietly{err})
}

// quietly keeps a cause in the chain without saying it twice.
type quietly struct{ error }

// Error says nothing.
func (quietly) Error() string { return "" }

// Unwrap returns the cause.
func (q quietly) Unwrap() error { return q.error }
