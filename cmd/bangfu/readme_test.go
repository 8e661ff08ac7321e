package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/model/seal"
	"bangfu/service/account"
)

// readmeLines is how long the README may be: one sitting.
const readmeLines = 150

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// between returns what stands between two marks of the text.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	part, _, end := strings.Cut(rest, to)
	if !ok || !end {
		t.Fatalf("there is no %q … %q", from, to)
	}
	return part
}

func TestTheREADMEIsReadInOneSitting(t *testing.T) {
	if n := strings.Count(readText(t, "README.md"), "\n"); n > readmeLines {
		t.Errorf("README.md has %d lines, at most %d", n, readmeLines)
	}
}

func TestTheREADMEsProcedureIsTheSchemes(t *testing.T) {
	lib, err := openLibrary(testConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	s, ok := lib.ByKey("zhengning-2014")
	if !ok {
		t.Fatal("there is no zhengning-2014")
	}
	want := briefTable(s.Table())
	got := between(t, readText(t, "README.md"), "<!-- table -->\n", "<!-- /table -->")
	if got != want {
		t.Errorf("the table of README.md is not the scheme's; it should be\n%s", want)
	}
	if strings.Count(want, "\n") < 15 {
		t.Errorf("the table has lost its rows:\n%s", want)
	}
}

func TestTheImportLawOfCONTRIBUTINGIsTheOneThatHolds(t *testing.T) {
	want := lawTable()
	if got := between(t, readText(t, "CONTRIBUTING.md"), "<!-- table -->\n", "<!-- /table -->"); got != want {
		t.Errorf("the table of CONTRIBUTING.md is not that of law_test.go; it should be\n%s", want)
	}
}

func TestTheREADMEsTreeNamesEveryPackage(t *testing.T) {
	tree := between(t, readText(t, "README.md"), "```tree\n", "```")
	var named []string
	for line := range strings.Lines(tree) {
		fields := strings.Fields(line)
		if len(fields) > 0 {
			named = append(named, strings.TrimSuffix(fields[0], "/"))
		}
	}
	var real []string
	for _, p := range packages(t) {
		real = append(real, strings.TrimPrefix(p.ImportPath, "bangfu/"))
	}
	for _, p := range real {
		if !slices.Contains(named, p) {
			t.Errorf("the tree of README.md lacks %s", p)
		}
	}
	for _, p := range named {
		if !slices.Contains(real, p) {
			t.Errorf("the tree of README.md names %s, which is no package", p)
		}
	}
}

// pages are the documents for people, by path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.md", "configs/guides/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			rel, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			all[rel] = readText(t, rel)
		}
	}
	if len(all) < 9 {
		t.Fatalf("only %d documents found", len(all))
	}
	return all
}

func TestEveryCommandInTheDocumentsIsAVerb(t *testing.T) {
	said := regexp.MustCompile(`(?:go run \./cmd/bangfu|(?:\./|\x60|^|\s)bangfu) +([a-z]\w*)`)
	names := []string{"help"}
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	for path, text := range pages(t) {
		for _, m := range said.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(names, m[1]) {
				t.Errorf("%s names bangfu %s, which is no verb", path, m[1])
			}
		}
	}
	if said.FindStringSubmatch("`bangfu fly`") == nil || said.FindStringSubmatch("go run ./cmd/bangfu fly") == nil {
		t.Error("the pattern finds no commands")
	}
}

func TestEveryFileTheDocumentsNameExists(t *testing.T) {
	named := regexp.MustCompile("[`(]((?:cmd|bot|miniapp|service|model|configs|\\.ci)(?:/[\\w.*-]+)+)[`)]")
	found := map[string]bool{}
	for path, text := range pages(t) {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			found[m[1]] = true
			if hits, err := filepath.Glob(filepath.Join(root, m[1])); err != nil || len(hits) == 0 {
				t.Errorf("%s names %s, which is not there", path, m[1])
			}
		}
	}
	for _, one := range []string{"miniapp/routes.go", "bot/commands.go", "configs/schemes/*.yaml", "model/permission.go"} {
		if !found[one] {
			t.Errorf("README.md does not name %s", one)
		}
	}
}

func TestEveryHelpPageIsReachedAndPlain(t *testing.T) {
	link := regexp.MustCompile(`\]\(/help/(\w+)\)`)
	reached := map[string]bool{"index": true}
	guides := map[string]string{}
	for path, text := range pages(t) {
		if strings.HasPrefix(path, "configs/guides/") {
			guides[strings.TrimSuffix(filepath.Base(path), ".md")] = text
		}
	}
	for name, text := range guides {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			reached[m[1]] = true
			if guides[m[1]] == "" {
				t.Errorf("%s.md leads to /help/%s, which is not there", name, m[1])
			}
		}
		if !strings.HasPrefix(text, "# ") || !utf8.ValidString(text) {
			t.Errorf("%s.md has no heading", name)
		}
		if strings.Contains(text, "\n|") || regexp.MustCompile(`<[a-z/]`).MatchString(text) {
			t.Errorf("%s.md holds a table or HTML, which a help page does not show", name)
		}
	}
	for name := range guides {
		if !reached[name] {
			t.Errorf("no page leads to %s.md", name)
		}
	}
}

// TestEveryChatWordOfTheGuideIsUnderstood says each of them at the chat counter:
// what it does not read is answered by 没有看懂.
func TestEveryChatWordOfTheGuideIsUnderstood(t *testing.T) {
	w := testWorld(t, testParts(t), "")
	say := func(n int, text string) string {
		out, err := w.counter.Handle(t.Context(), model.Inbound{App: account.AppOA, OpenID: "reader", Kind: "text", Text: text,
			Key: fmt.Sprintf("guide-%d", n), At: w.clock.Now()})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return out.Text
	}
	const lost = "没有看懂"
	if !strings.Contains(say(0, "随便说一句"), lost) {
		t.Fatal("nonsense is understood")
	}
	words := regexp.MustCompile(`(?m)^- \*\*(.+?)\*\*`).FindAllStringSubmatch(readText(t, "configs/guides/chat.md"), -1)
	if len(words) < 20 {
		t.Fatalf("only %d words found", len(words))
	}
	for i, m := range words {
		if answer := say(i+1, m[1]); strings.Contains(answer, lost) || answer == "" {
			t.Errorf("chat.md says %q, which is not understood", m[1])
		}
	}
}

// TestTheGuideNamesEveryLineOfHelp reads the lines of 帮助 where they are written.
func TestTheGuideNamesEveryLineOfHelp(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "bot/cmd_*.go"))
	if err != nil {
		t.Fatal(err)
	}
	guide := readText(t, "configs/guides/chat.md")
	body := regexp.MustCompile(`(?s)\) help\([^)]*\) string \{(.*?)\n\}`)
	line := regexp.MustCompile(`return "(\p{Han}+)[ ：]`)
	found := 0
	for _, f := range files {
		text := readText(t, "bot/"+filepath.Base(f))
		for _, m := range body.FindAllStringSubmatch(text, -1) {
			for _, say := range line.FindAllStringSubmatch(m[1], -1) {
				found++
				if !strings.Contains(guide, "**"+say[1]) {
					t.Errorf("chat.md lacks %s, which 帮助 offers", say[1])
				}
			}
		}
		for _, m := range regexp.MustCompile(`\) help\([^)]*\) string \{ return "(\p{Han}+)[ ：]`).FindAllStringSubmatch(text, -1) {
			found++
			if !strings.Contains(guide, "**"+m[1]) {
				t.Errorf("chat.md lacks %s, which 帮助 offers", m[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d lines of 帮助 found", found)
	}
}

// TestTheREADMEsConfigurationStarts loads the example as it is printed, with the
// secrets in the environment as it says.
func TestTheREADMEsConfigurationStarts(t *testing.T) {
	text := readText(t, "README.md")
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(between(t, text, "```yaml\n", "```")), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{"HOME=/h"}
	for _, m := range regexp.MustCompile(`(?m)^(BANGFU_\w+)=(.+)$`).FindAllStringSubmatch(between(t, text, "```env\n", "```"), -1) {
		value := m[2]
		if strings.HasSuffix(m[1], "__AES_KEY") {
			value = strings.Repeat("k1", 21) + "Z"
		}
		environ = append(environ, m[1]+"="+value)
	}
	cfg, err := configs.Load(configs.Options{Path: file, Environ: environ})
	if err != nil {
		t.Fatal(err)
	}
	found := cfg.Validate()
	if err := found.Err(); err != nil {
		t.Error(err)
	}
	for _, one := range found.Warnings() {
		t.Errorf("the example is warned of: %s", one)
	}
}

func TestTheGuideMakesEveryKey(t *testing.T) {
	guide := readText(t, "configs/guides/operator.md")
	purposes := seal.Purposes()
	for _, p := range purposes {
		if !strings.Contains(guide, fmt.Sprintf(`"$(k %s)"`, p)) {
			t.Errorf("operator.md makes no key for %s", p)
		}
	}
	if n := strings.Count(guide, `"$(k `); n != len(purposes) {
		t.Errorf("operator.md makes %d keys, the program wants %d", n, len(purposes))
	}
}
