package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bangfu/configs"
	"bangfu/model/seal"
)

func noVariable(string) string { return "" }

func TestTheDemoMakesItsKeysAndProductionRefusesThem(t *testing.T) {
	cfg := testConfig(t)
	if _, err := openSealer(cfg, noVariable); err != nil {
		t.Fatal(err)
	}
	cfg.Keys.File = cfg.KeyFile()
	cfg.Mode = configs.Production
	if _, err := openSealer(cfg, noVariable); err == nil || !strings.Contains(err.Error(), "演示用的密钥") {
		t.Errorf("production starts with the demo's keys: %v", err)
	}
	text, err := os.ReadFile(cfg.Keys.File)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Keys = configs.Keys{Env: "COUNTY_KEYS"}
	lookup := func(name string) string { return map[string]string{"COUNTY_KEYS": string(text)}[name] }
	if _, err := openSealer(cfg, lookup); err == nil || !strings.Contains(err.Error(), "演示用的密钥") {
		t.Errorf("production starts with the demo's keys out of a variable: %v", err)
	}
}

func TestProductionMakesNoKeys(t *testing.T) {
	cfg := testConfig(t)
	cfg.Mode = configs.Production
	cfg.Keys.File = filepath.Join(t.TempDir(), "keys.json")
	if _, err := openSealer(cfg, noVariable); err == nil || !strings.Contains(err.Error(), "keys.file") {
		t.Errorf("missing keys answer %v", err)
	}
	if _, err := os.Stat(cfg.Keys.File); err == nil {
		t.Error("keys were made")
	}
	cfg.Keys = configs.Keys{Env: "COUNTY_KEYS"}
	if _, err := openSealer(cfg, noVariable); err == nil || !strings.Contains(err.Error(), "keys.env") {
		t.Errorf("a missing variable answers %v", err)
	}
}

func TestProductionTakesItsOwnKeysFromFileAndVariable(t *testing.T) {
	cfg := testConfig(t)
	cfg.Mode = configs.Production
	cfg.Keys.File = filepath.Join(t.TempDir(), "keys.json")
	if _, err := seal.CreateKeyFile(cfg.Keys.File); err != nil {
		t.Fatal(err)
	}
	if _, err := openSealer(cfg, noVariable); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(cfg.Keys.File)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Keys = configs.Keys{Env: "COUNTY_KEYS"}
	if _, err := openSealer(cfg, func(name string) string {
		if name == "COUNTY_KEYS" {
			return string(text)
		}
		return ""
	}); err != nil {
		t.Error(err)
	}
}
