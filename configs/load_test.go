package configs

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const home = "HOME=/home/operator"

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustLoad(t *testing.T, o Options) *Config {
	t.Helper()
	o.Environ = append(o.Environ, home)
	c, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWithoutAnySettingItIsADemoOnLoopback(t *testing.T) {
	c := mustLoad(t, Options{})
	if c.Mode != Demo || c.Listen != "127.0.0.1:8080" || c.Ops != "127.0.0.1:8081" {
		t.Errorf("mode %s, listen %s, ops %s", c.Mode, c.Listen, c.Ops)
	}
	if c.Data != "/home/operator/.local/share/bangfu" {
		t.Errorf("data %s", c.Data)
	}
	if c.KeyFile() != "/home/operator/.local/share/bangfu/keys.json" {
		t.Errorf("key file %s", c.KeyFile())
	}
	if c.PublicURL() != "http://127.0.0.1:8080" {
		t.Errorf("public url %s", c.PublicURL())
	}
	if c.Store.Driver != SQLite || !c.Redis.Embedded {
		t.Errorf("store %s, embedded redis %v", c.Store.Driver, c.Redis.Embedded)
	}
	want := Timeouts{5 * time.Second, 30 * time.Second, 60 * time.Second, 120 * time.Second, 10 * time.Second}
	if c.Timeouts != want || c.Limits.HeaderBytes != 64<<10 {
		t.Errorf("timeouts %+v, limits %+v", c.Timeouts, c.Limits)
	}
	if f := c.Validate(); len(f) != 0 {
		t.Errorf("the defaults have findings: %v", f)
	}
}

// Every key of the struct stands in default.yaml, which is what people copy from.
func TestDefaultFileNamesEveryKey(t *testing.T) {
	text := string(Defaults())
	for _, k := range new(Config).keys() {
		if last := k.path[len(k.path)-1]; !strings.Contains(text, last+":") {
			t.Errorf("default.yaml does not name %s", k.name())
		}
	}
}

func TestLaterWins(t *testing.T) {
	fromFlag := write(t, "flag.yaml", "listen: 127.0.0.1:1\nlog: {level: warn}\n")
	fromEnv := write(t, "env.yaml", "listen: 127.0.0.1:2\n")
	for _, c := range []struct {
		name string
		o    Options
		want string
	}{
		{"the file of --config over the defaults", Options{Path: fromFlag}, "127.0.0.1:1"},
		{"the file of BANGFU_CONFIG when there is no --config", Options{Environ: []string{"BANGFU_CONFIG=" + fromEnv}}, "127.0.0.1:2"},
		{"--config over BANGFU_CONFIG", Options{Path: fromFlag, Environ: []string{"BANGFU_CONFIG=" + fromEnv}}, "127.0.0.1:1"},
		{"a variable over the file", Options{Path: fromFlag, Environ: []string{"BANGFU_LISTEN=127.0.0.1:3"}}, "127.0.0.1:3"},
		{"an empty variable is not set", Options{Path: fromFlag, Environ: []string{"BANGFU_LISTEN="}}, "127.0.0.1:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := mustLoad(t, c.o).Listen; got != c.want {
				t.Errorf("listen is %s, want %s", got, c.want)
			}
		})
	}
	c := mustLoad(t, Options{Path: fromFlag})
	if c.Log.Level != "warn" || c.Ops != "127.0.0.1:8081" {
		t.Errorf("a file replaces only what it names: %+v %s", c.Log, c.Ops)
	}
}

func TestEveryTypeOfKeyIsReadFromTheEnvironment(t *testing.T) {
	c := mustLoad(t, Options{Environ: []string{
		"BANGFU_MODE=production", "BANGFU_DATA=/srv/bangfu", "BANGFU_STORE__DRIVER=mysql", "BANGFU_STORE__DSN=u:p@tcp(db:3306)/b",
		"BANGFU_REDIS__EMBEDDED=false", "BANGFU_REDIS__ADDRS=a:1, b:2", "BANGFU_REDIS__DB=3", "BANGFU_TIMEOUTS__READ=7s",
		"BANGFU_WECHAT__OA__AES_KEY=k", "BANGFU_TRUSTED_PROXIES=10.0.0.1",
		"BANGFU_TEST_MYSQL=x", "BANGFU_KEYS=y", "BANGFU_TOOLS=z", "PATH=/bin",
	}})
	if c.Mode != Production || c.Data != "/srv/bangfu" || c.Store.Driver != MySQL || c.Store.DSN.Reveal() != "u:p@tcp(db:3306)/b" ||
		c.Redis.Embedded || !reflect.DeepEqual(c.Redis.Addrs, []string{"a:1", "b:2"}) || c.Redis.DB != 3 ||
		c.Timeouts.Read != 7*time.Second || c.WeChat.OA.AESKey.Reveal() != "k" || len(c.TrustedProxies) != 1 {
		t.Errorf("read %+v", c)
	}
}

func TestSecretsMayComeFromFiles(t *testing.T) {
	path := write(t, "dsn", "user:p@ss@tcp(127.0.0.1:3306)/bangfu\n")
	c := mustLoad(t, Options{Environ: []string{"BANGFU_STORE__DSN_FILE=" + path}})
	if got := c.Store.DSN.Reveal(); got != "user:p@ss@tcp(127.0.0.1:3306)/bangfu" {
		t.Error("the line end was kept or the value is not the file's")
	}
}

func TestTheNamedVariableOfTheKeysIsNoUnknownKey(t *testing.T) {
	c := mustLoad(t, Options{Environ: []string{"BANGFU_KEYS__ENV=BANGFU_MY_KEYS", "BANGFU_MY_KEYS={}"}})
	if c.KeyFile() != "" {
		t.Errorf("keys come from a variable, yet there is a key file %s", c.KeyFile())
	}
}

// What is wrong is refused with its place, and no value is repeated.
func TestWrongConfigurationIsRefusedWithItsPlace(t *testing.T) {
	const hidden = "hunter2secret"
	empty := write(t, "empty", "\n")
	for _, c := range []struct {
		name, file string
		env        []string
		want       string
	}{
		{"unknown key", "listen: 127.0.0.1:1\nlisen: x\n", nil, "bangfu.yaml:2: 没有 lisen 这一项"},
		{"unknown key below", "store:\n  driver: mysql\n  dns: " + hidden + "\n", nil, "bangfu.yaml:3: 没有 dns 这一项"},
		{"two unknown keys", "a: 1\nb: 2\n", nil, "bangfu.yaml:2: 没有 b 这一项"},
		{"key twice", "mode: demo\nmode: production\n", nil, "bangfu.yaml:2: "},
		{"text for a number", "redis:\n  db: " + hidden + "\n", nil, "bangfu.yaml:2: 这一项的值不对"},
		{"duration without unit", "timeouts:\n  read: 30\n", nil, "bangfu.yaml:2: 这一项的值不对"},
		{"secret that is a map", "store:\n  dsn: {password: " + hidden + "}\n", nil, "bangfu.yaml:2: 这一项的值不对"},
		{"password where a section belongs", "redis: " + hidden + "\n", nil, "bangfu.yaml:1: 这一项的值不对"},
		{"no YAML", "mode: [demo\n", nil, "bangfu.yaml:"},
		{"two documents", "mode: demo\n---\nmode: production\n", nil, "只能有一份配置"},
		{"unknown variable", "", []string{"BANGFU_STORE__DNS=" + hidden}, "BANGFU_STORE__DNS: 没有这一项"},
		{"single underscore", "", []string{"BANGFU_STORE_DSN=" + hidden}, "BANGFU_STORE_DSN: 没有这一项"},
		{"number", "", []string{"BANGFU_REDIS__DB=" + hidden}, "BANGFU_REDIS__DB: 要写整数"},
		{"switch", "", []string{"BANGFU_REDIS__EMBEDDED=" + hidden}, "BANGFU_REDIS__EMBEDDED: 要写 true 或 false"},
		{"duration", "", []string{"BANGFU_TIMEOUTS__IDLE=" + hidden}, "BANGFU_TIMEOUTS__IDLE: 要写时长"},
		{"_FILE of a key that is no secret", "", []string{"BANGFU_LISTEN_FILE=/x"}, "BANGFU_LISTEN_FILE: 没有这一项"},
		{"_FILE that is absent", "", []string{"BANGFU_STORE__DSN_FILE=/absent"}, "BANGFU_STORE__DSN_FILE: 文件读不了"},
		{"_FILE that is empty", "", []string{"BANGFU_STORE__DSN_FILE=" + empty}, "BANGFU_STORE__DSN_FILE: 文件是空的"},
		{"value and _FILE", "", []string{"BANGFU_STORE__DSN=" + hidden, "BANGFU_STORE__DSN_FILE=" + write(t, "d", hidden)}, "只能设一个"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(Options{Path: write(t, "bangfu.yaml", c.file), Environ: append(c.env, home)})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			if strings.Contains(err.Error(), hidden[:7]) {
				t.Errorf("the error repeats a value: %v", err)
			}
		})
	}
}

func TestAFileThatIsAbsentIsAnErrorNotADemo(t *testing.T) {
	if _, err := Load(Options{Path: "/absent/bangfu.yaml", Environ: []string{home}}); err == nil {
		t.Error("a missing file fell back to the defaults")
	}
}

func TestWithoutAHomeTheDataFolderMustBeNamed(t *testing.T) {
	if _, err := Load(Options{}); err == nil || !strings.Contains(err.Error(), "BANGFU_DATA") {
		t.Errorf("got %v", err)
	}
	if c, err := Load(Options{Environ: []string{"BANGFU_DATA=/srv/b"}}); err != nil || c.Data != "/srv/b" {
		t.Errorf("got %v", err)
	}
}

func TestSecretsDoNotPrintThemselves(t *testing.T) {
	c := mustLoad(t, Options{Environ: []string{"BANGFU_STORE__DSN=hunter2", "BANGFU_WECHAT__OA__SECRET=hunter2"}})
	type inner struct{ hidden Secret }
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "dsn", c.Store.DSN, "config", c)
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{
		fmt.Sprintf("%v %+v %#v %s %q %d %x", c, c, c.Store, c.Store.DSN, c.Store.DSN, c.Store.DSN, c.Store.DSN),
		fmt.Sprintf("%v %+v %#v %d", inner{c.Store.DSN}, inner{c.Store.DSN}, inner{c.Store.DSN}, &inner{c.Store.DSN}),
		string(text), log.String(),
	} {
		if strings.Contains(out, "hunter2") || strings.Contains(out, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("a secret was printed: %s", out)
		}
	}
	if !strings.Contains(string(text), masked) {
		t.Error("nobody can see that the secret is set")
	}
}

func TestEmbeddedFilesAreThere(t *testing.T) {
	if !strings.Contains(string(Regions()), "\n621025000000,正宁县,3,621000000000") {
		t.Error("the demo county is not in the region table")
	}
	for name, room := range map[string]fs.FS{"schemes": Schemes(), "holidays": Holidays(), "guides": Guides()} {
		files, err := fs.ReadDir(room, ".")
		if err != nil || len(files) == 0 {
			t.Errorf("%s: %d files, %v", name, len(files), err)
		}
	}
	if text, err := fs.ReadFile(Guides(), "index.md"); err != nil || len(text) == 0 {
		t.Errorf("the guide's first page: %v", err)
	}
}

// FuzzLoad holds that no file makes Load panic (G16).
func FuzzLoad(f *testing.F) {
	f.Add(defaults)
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("store: {dsn: !!binary x}\n? [a]: b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Load(Options{Path: "x", Environ: []string{home}, ReadFile: func(string) ([]byte, error) { return text, nil }})
		if err == nil {
			c.Validate()
		}
	})
}
