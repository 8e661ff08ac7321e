package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/workflow"
)

// openLibrary gathers the law: the schemes that ship, the county's own, and the
// calendar. What rounds were opened under comes from the register (keptSchemes).
func openLibrary(cfg *configs.Config) (*workflow.Library, error) {
	cal, err := openCalendar()
	if err != nil {
		return nil, err
	}
	schemes, err := readSchemes("configs/schemes", configs.Schemes())
	if err != nil {
		return nil, err
	}
	if cfg.Schemes.Dir != "" {
		if _, err := os.Stat(cfg.Schemes.Dir); err != nil {
			return nil, fmt.Errorf("schemes.dir：文件夹读不了，请检查路径和权限：%w", err)
		}
		own, err := readSchemes(cfg.Schemes.Dir, os.DirFS(cfg.Schemes.Dir))
		if err != nil {
			return nil, err
		}
		schemes = append(schemes, own...)
	}
	return workflow.NewLibrary(cal, schemes...)
}

func openCalendar() (*workflow.Calendar, error) {
	files, err := yamlFiles(configs.Holidays())
	if err != nil {
		return nil, err
	}
	var years [][]byte
	for _, name := range files {
		text, err := fs.ReadFile(configs.Holidays(), name)
		if err != nil {
			return nil, err
		}
		years = append(years, text)
	}
	return workflow.ParseCalendar(years...)
}

// readSchemes reads every scheme of a folder; where names it in what is wrong.
func readSchemes(where string, dir fs.FS) ([]*workflow.Scheme, error) {
	files, err := yamlFiles(dir)
	if err != nil {
		return nil, err
	}
	var all []*workflow.Scheme
	for _, name := range files {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("方案文件读不了，请检查权限：%w", err)
		}
		s, err := workflow.Parse(filepath.Join(where, name), text)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func yamlFiles(dir fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("文件夹读不了，请检查路径和权限：%w", err)
	}
	var names []string
	for _, e := range entries {
		if ext := path.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// keptSchemes makes the law of running rounds known by its very content, also
// when the file it came from is long gone.
func keptSchemes(ctx context.Context, st *store.Store, lib *workflow.Library) error {
	kept, err := st.Read(ctx).Schemes()
	if err != nil {
		return err
	}
	for _, v := range kept {
		if _, known := lib.ByHash(v.Hash); known {
			continue
		}
		s, err := workflow.Parse(v.Key, v.Source)
		if err != nil {
			return model.Internal(fmt.Errorf("scheme %s of the register: %w", v.Key, err))
		}
		if s.Hash != v.Hash {
			return model.Internal(fmt.Errorf("scheme %s of the register is not the one its rounds were opened under", v.Key))
		}
		lib.Add(s)
	}
	return nil
}
