package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bangfu/configs"
)

// at runs the program as from a prompt and returns what it said and its exit code.
func at(t *testing.T, environ []string, args ...string) (said, complained string, code int) {
	t.Helper()
	var out, log strings.Builder
	err := run(t.Context(), args, &out, &log, environ)
	code = exitCode(err, &log)
	return out.String(), log.String(), code
}

func demoEnviron(t *testing.T) []string {
	t.Helper()
	return []string{"BANGFU_DATA=" + t.TempDir(), "BANGFU_LISTEN=127.0.0.1:0", "BANGFU_OPS=127.0.0.1:0", "BANGFU_LOG__LEVEL=error"}
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func shipped(t *testing.T, key string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "configs", "schemes", key+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSchemeCheckNamesFileLineAndProblem(t *testing.T) {
	good := shipped(t, "zhengning-2014")
	path := writeFile(t, good)
	if said, _, code := at(t, demoEnviron(t), "scheme", "check", path); code != 0 || !strings.Contains(said, "没有问题") {
		t.Errorf("a good file answers %d %s", code, said)
	}
	path = writeFile(t, strings.Replace(good, "quota:", "quotta:", 1))
	said, complained, code := at(t, demoEnviron(t), "scheme", "check", path)
	if code != 1 || !strings.Contains(said, path+":") || !strings.Contains(complained, "处要改") {
		t.Errorf("a faulty file answers %d %s %s", code, said, complained)
	}
	if _, _, code := at(t, demoEnviron(t), "scheme", "check", path+".gone"); code != 1 {
		t.Errorf("a missing file answers %d", code)
	}
	for _, args := range [][]string{{"scheme"}, {"scheme", "check"}, {"scheme", "fly", "x"}, {"scheme", "table", "nothing"}} {
		if _, complained, code := at(t, demoEnviron(t), args...); code != 2 || !strings.Contains(complained, "scheme") {
			t.Errorf("bangfu %v answers %d %s", args, code, complained)
		}
	}
}

func TestSchemeTablePrintsTheProcedureInPeoplesWords(t *testing.T) {
	said, _, code := at(t, demoEnviron(t), "scheme", "table", "zhengning-2014")
	if code != 0 || !strings.Contains(said, "受理") || !strings.Contains(said, "|") {
		t.Errorf("answers %d %s", code, said)
	}
	if said, _, code := at(t, demoEnviron(t), "scheme", "list"); code != 0 || !strings.Contains(said, "normal-2026") {
		t.Errorf("the list is %d %s", code, said)
	}
}

func TestACountysOwnSchemeStandsBesideThoseThatShip(t *testing.T) {
	cfg := testConfig(t)
	own := strings.Replace(shipped(t, "zhengning-2014"), "key: zhengning-2014", "key: own-2014", 1)
	cfg.Schemes.Dir = filepath.Dir(writeFile(t, own))
	lib, err := openLibrary(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"own-2014", "zhengning-2014", "normal-2026"} {
		if _, ok := lib.ByKey(key); !ok {
			t.Errorf("%s is not there", key)
		}
	}
	if err := lib.Calendar().Need(2026); err != nil {
		t.Error(err)
	}
	cfg.Schemes.Dir = filepath.Dir(writeFile(t, "key: ["))
	if _, err := openLibrary(cfg); err == nil {
		t.Error("a faulty scheme of the county's is passed over")
	}
	cfg.Schemes.Dir = filepath.Join(cfg.Data, "gone")
	if _, err := openLibrary(cfg); err == nil || !strings.Contains(err.Error(), "schemes.dir") {
		t.Errorf("a missing folder answers %v", err)
	}
}

func TestTheDataSourceOfAWorldIsItsOwnDatabase(t *testing.T) {
	cfg := testConfig(t)
	cfg.Store.Driver = configs.MySQL
	cfg.Store.DSN = configs.NewSecret("u:p/@?s@tcp(127.0.0.1:3306)/bangfu?tls=true")
	for name, want := range map[string]string{"2014": "/bangfu_2014?tls=true", "2026": "/bangfu_2026?tls=true", "": "/bangfu?tls=true"} {
		at, err := storeConfig(cfg, worldSpec{Name: name}, "")
		if err != nil || !strings.HasSuffix(at.DSN, want) || !strings.HasPrefix(at.DSN, "u:p/@?s@tcp") {
			t.Errorf("world %q: %v", name, errors.Join(err, errors.New(at.DSN)))
		}
	}
	cfg.Store.DSN = configs.NewSecret("u:p@tcp(127.0.0.1:3306)/b`; DROP")
	if _, err := storeConfig(cfg, worldSpec{}, ""); err == nil {
		t.Error("a database's name with other characters is taken")
	}
}
