package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"bangfu/service/workflow"
)

const schemeUsage = `用法：
  bangfu scheme check 文件   检查方案文件，逐条列出 文件:行: 问题
  bangfu scheme table 方案   打印流程表（Markdown）
  bangfu scheme list         列出可用的方案`

// scheme checks and prints the regulation as data (decisions 14).
func scheme(_ context.Context, c call) error {
	set, path := c.flags("scheme")
	args, err := c.words(set)
	switch {
	case err != nil:
		return err
	case len(args) == 2 && args[0] == "check":
		return c.checkScheme(args[1])
	case len(args) == 2 && args[0] == "table":
		return c.printScheme(*path, args[1])
	case len(args) == 1 && args[0] == "list":
		return c.listSchemes(*path)
	}
	return usageError(schemeUsage)
}

func (c call) schemes(path string) (*workflow.Library, error) {
	cfg, _, err := c.load(path)
	if err != nil {
		return nil, err
	}
	return openLibrary(cfg)
}

func (c call) listSchemes(path string) error {
	lib, err := c.schemes(path)
	if err != nil {
		return err
	}
	for _, s := range lib.All() {
		c.say(fmt.Sprintf("%-20s 版本 %d  %s%s", s.Key, s.Version, s.Title, draft(s)))
	}
	return nil
}

func (c call) printScheme(path, key string) error {
	lib, err := c.schemes(path)
	if err != nil {
		return err
	}
	s, ok := lib.ByKey(key)
	if !ok {
		return usageError("没有 " + key + " 这个方案。`bangfu scheme list` 列出全部方案。")
	}
	_, err = io.WriteString(c.stdout, s.Table())
	return err
}

func draft(s *workflow.Scheme) string {
	if s.Draft {
		return "（草案）"
	}
	return ""
}

// checkScheme says everything that is wrong with a file, one problem a line.
func (c call) checkScheme(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("方案文件读不了，请检查路径和权限：%w", err)
	}
	s, err := workflow.Parse(path, text)
	var found *workflow.Problems
	if errors.As(err, &found) {
		for _, p := range found.List {
			c.say(p.String())
		}
		return fmt.Errorf("方案有 %d 处要改", len(found.List))
	}
	if err != nil {
		return err
	}
	c.say(fmt.Sprintf("%s：没有问题。%s，版本 %d%s，内容校验 %s", path, s.Title, s.Version, draft(s), s.Hash[:12]))
	return nil
}
