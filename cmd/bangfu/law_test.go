package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// room is one row of the import law (house.md): what a package may import of
// ours and of others. Test files are exempt.
type room struct {
	ours    []string // paths below the module; a name ending in /... takes the packages below it too
	never   []string // taken out of ours again
	foreign []string // module or package paths; what lies below is allowed with them
}

func list(parts ...[]string) []string { return slices.Concat(parts...) }

// laws is the table of the house. A package that is not in it may not exist.
func laws() map[string]room {
	yaml := []string{"go.yaml.in/yaml/v3"}
	gorm := []string{"gorm.io/gorm", "gorm.io/driver/mysql", "github.com/go-sql-driver/mysql",
		"github.com/ncruces/go-sqlite3", "github.com/pressly/goose/v3"}
	retry := []string{"github.com/cenkalti/backoff/v5", "github.com/sony/gobreaker/v2", "golang.org/x/time/rate",
		"github.com/go-redis/redis_rate/v10"}
	gin := []string{"github.com/gin-gonic/gin"}
	qr := []string{"github.com/skip2/go-qrcode"}
	register := []string{"model", "model/seal", "model/store", "model/cache", "service/workflow", "service/account",
		"service/audit", "service/evidence"}
	siblings := list(register, []string{"service/registry"})
	tables := list([]string{"github.com/xuri/excelize/v2", "github.com/shakinm/xlsReader", "golang.org/x/text",
		"github.com/mozillazg/go-pinyin"})
	everything := []string{"configs", "model/...", "service/...", "bot", "miniapp/...", "cmd/bangfu/demo"}
	doors := []string{"model", "service/..."}
	wechat := []string{"service/wechat", "service/wechat/sandbox"}
	return map[string]room{
		"configs":                    {foreign: yaml},
		"model":                      {},
		"model/seal":                 {ours: []string{"model"}, foreign: []string{"github.com/emmansun/gmsm"}},
		"model/store":                {ours: []string{"model", "model/seal"}, foreign: gorm},
		"model/store/storetest":      {ours: []string{"model", "model/seal", "model/store"}},
		"model/cache":                {ours: []string{"model", "model/seal"}, foreign: list(retry, []string{"github.com/redis/go-redis/v9", "github.com/alicebob/miniredis/v2"})},
		"model/files":                {ours: []string{"model", "model/seal"}},
		"service/workflow":           {ours: []string{"model"}, foreign: yaml},
		"service/audit":              {ours: []string{"model", "model/seal", "model/store"}, foreign: []string{"github.com/transparency-dev", "golang.org/x/mod/sumdb"}},
		"service/account":            {ours: []string{"model", "model/seal", "model/store", "model/cache", "service/audit"}, foreign: []string{"golang.org/x/crypto/argon2"}},
		"service/evidence":           {ours: []string{"model", "model/seal", "model/store", "model/files", "service/audit"}, foreign: []string{"github.com/disintegration/imaging", "golang.org/x/image", "github.com/makiuchi-d/gozxing"}},
		"service/registry":           {ours: register, foreign: tables},
		"service/registry/synthetic": {ours: siblings, foreign: tables},
		"service/casework":           {ours: siblings},
		"service/assistance":         {ours: siblings},
		"service/oversight":          {ours: siblings},
		"service/notify":             {ours: []string{"model", "model/store", "model/cache", "service/workflow", "service/audit"}, foreign: retry},
		"service/report":             {ours: []string{"model", "model/store", "service/workflow", "service/audit"}},
		"service/document":           {ours: []string{"model", "model/store", "service/workflow", "service/audit", "service/evidence", "service/registry"}, foreign: list(qr, []string{"github.com/signintech/gopdf", "golang.org/x/image/font/sfnt"})},
		"service/wechat":             {ours: []string{"model"}, foreign: list(retry, []string{"github.com/silenceper/wechat/v2/officialaccount", "github.com/silenceper/wechat/v2/miniprogram", "github.com/silenceper/wechat/v2/credential", "github.com/silenceper/wechat/v2/cache", "github.com/silenceper/wechat/v2/util", "github.com/sirupsen/logrus"})},
		"service/wechat/sandbox":     {ours: []string{"model", "service/wechat"}},
		"bot":                        {ours: doors, never: wechat, foreign: []string{"golang.org/x/text"}},
		"miniapp":                    {ours: list(doors, []string{"miniapp/h5"}), never: wechat, foreign: list(gin, []string{"github.com/getkin/kin-openapi", "github.com/yuin/goldmark"})},
		"miniapp/h5":                 {ours: doors, never: wechat, foreign: gin},
		"cmd/bangfu/demo":            {ours: everything, never: []string{"model/store", "model/store/storetest", "model/cache", "model/files", "cmd/bangfu/demo"}, foreign: gin},
		"cmd/bangfu":                 {ours: everything, never: []string{"model/store/storetest"}, foreign: list(gin, []string{"github.com/prometheus/client_golang"})},
	}
}

func covers(list []string, name string) bool {
	return slices.ContainsFunc(list, func(allowed string) bool {
		below, tree := strings.CutSuffix(allowed, "/...")
		return name == below || tree && strings.HasPrefix(name, below+"/")
	})
}

func below(list []string, name string) bool {
	return slices.ContainsFunc(list, func(root string) bool { return name == root || strings.HasPrefix(name, root+"/") })
}

// arrow judges one import: "" when the law allows it.
func (r room) arrow(imported string) string {
	if own, ok := strings.CutPrefix(imported, "bangfu/"); ok {
		if covers(r.ours, own) && !slices.Contains(r.never, own) {
			return ""
		}
		return "may not import our " + own
	}
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") || below(r.foreign, imported) {
		return ""
	}
	return "may not import the foreign " + imported
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

const root = "../.." // of the module, seen from here

func TestOnlyTheArrowsOfTheHouse(t *testing.T) {
	table := laws()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "bangfu/")
		row, ok := table[name]
		if !ok {
			t.Errorf("%s is not in the table of the house", name)
		}
		for _, imported := range p.Imports {
			if fault := row.arrow(imported); ok && fault != "" {
				t.Errorf("%s %s", name, fault)
			}
		}
	}
}

// The law itself is tested: each of these arrows is the defect it exists for.
func TestTheLawRefusesTheArrowsItExistsFor(t *testing.T) {
	table := laws()
	for _, c := range []struct{ from, to string }{
		{"model", "bangfu/model/store"}, {"model", "golang.org/x/text"}, {"configs", "bangfu/model"},
		{"bot", "bangfu/model/store"}, {"bot", "bangfu/model/cache"}, {"bot", "bangfu/service/wechat"}, {"bot", "bangfu/service/wechat/sandbox"},
		{"miniapp", "bangfu/model/store"}, {"miniapp", "bangfu/model/files"}, {"miniapp", "gorm.io/gorm"}, {"miniapp", "bangfu/service/wechat"},
		{"service/workflow", "bangfu/model/store"}, {"service/registry", "bangfu/service/casework"},
		{"service/oversight", "bangfu/service/casework"}, {"service/report", "bangfu/service/casework"},
		{"service/casework", "gorm.io/gorm"}, {"service/casework", "github.com/redis/go-redis/v9"},
		{"service/wechat", "github.com/silenceper/wechat/v2"}, {"service/wechat", "bangfu/model/store"},
		{"cmd/bangfu/demo", "bangfu/model/store"}, {"service/registry", "github.com/xuri/excelizer"},
	} {
		if table[c.from].arrow(c.to) == "" {
			t.Errorf("%s may import %s", c.from, c.to)
		}
	}
	for _, c := range []struct{ from, to string }{
		{"bot", "bangfu/service/casework"}, {"bot", "time"}, {"model/store", "github.com/ncruces/go-sqlite3/gormlite"},
		{"cmd/bangfu", "bangfu/service/wechat/sandbox"}, {"service/casework", "bangfu/service/registry"},
	} {
		if fault := table[c.from].arrow(c.to); fault != "" {
			t.Errorf("%s %s", c.from, fault)
		}
	}
}

// Nothing under service imports casework.
func TestCaseworkStandsAboveItsSiblings(t *testing.T) {
	for name, row := range laws() {
		if strings.HasPrefix(name, "service/") && row.arrow("bangfu/service/casework") == "" {
			t.Errorf("%s may import casework", name)
		}
	}
}

// strangers returns the entries the owner's list of the top level does not have.
func strangers(entries []string) []string {
	allowed := []string{"cmd", "bot", "miniapp", "service", "model", "configs", "go.mod", "go.sum", "README.md", "LICENSE", "CONTRIBUTING.md"}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e, ".") && !slices.Contains(allowed, e) {
			out = append(out, e)
		}
	}
	return out
}

func TestTheTopLevelIsTheOwners(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != "bangfu" || e.IsDir() { // the built binary is ignored by git
			names = append(names, e.Name())
		}
	}
	if out := strangers(names); len(out) > 0 {
		t.Errorf("not on the top level: %v", out)
	}
	if out := strangers([]string{"pkg", ".ci", "utils.go"}); !slices.Equal(out, []string{"pkg", "utils.go"}) {
		t.Errorf("strangers are not found: %v", out)
	}
	for _, p := range packages(t) {
		if slices.Contains([]string{"utils", "util", "helpers", "common"}, path.Base(p.ImportPath)) {
			t.Errorf("%s has the name of no thing", p.ImportPath)
		}
	}
}
