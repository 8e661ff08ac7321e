package workflow_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bangfu/service/workflow"
)

func read(t *testing.T, path ...string) []byte {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func problems(t *testing.T, err error) []workflow.Problem {
	t.Helper()
	var p *workflow.Problems
	if !errors.As(err, &p) {
		t.Fatalf("want problems, got %v", err)
	}
	return p.List
}

// Each file under testdata/refused has one fault; the line that is to be named
// ends in "# ✗" and words of the sentence.
func TestAFaultyFileIsToldWhereAndHowToMendIt(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "refused", "*.yaml"))
	if err != nil || len(files) < 25 {
		t.Fatalf("files: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			src := read(t, file)
			line, words := marked(t, string(src))
			_, err := workflow.Parse(file, src)
			list := problems(t, err)
			for _, p := range list {
				if p.Line == line && p.File == file && strings.Contains(p.Notice, words) {
					return
				}
			}
			t.Errorf("want line %d with %q, got\n%v", line, words, err)
		})
	}
}

func marked(t *testing.T, src string) (int, string) {
	t.Helper()
	for i, l := range strings.Split(src, "\n") {
		if _, words, ok := strings.Cut(l, "# ✗ "); ok {
			return i + 1, strings.TrimSpace(words)
		}
	}
	t.Fatal("no line is marked")
	return 0, ""
}

func TestTheSmallSchemeItselfIsInOrder(t *testing.T) {
	if _, err := workflow.Parse("small.yaml", read(t, "testdata", "small.yaml")); err != nil {
		t.Fatal(err)
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	src := string(read(t, "testdata", "small.yaml"))
	src = strings.Replace(src, "quota: {mode: off}", "quota: {mode: maybe}", 1)
	src = strings.Replace(src, "within: 3wd", "within: soon", 1)
	src = strings.Replace(src, "needs: [board_photo]", "needs: [photo]", 1)
	_, err := workflow.Parse("three.yaml", []byte(src))
	lines := map[int]bool{}
	for _, p := range problems(t, err) {
		lines[p.Line] = true
		if p.File != "three.yaml" || p.Notice == "" {
			t.Errorf("problem without place or words: %+v", p)
		}
	}
	if len(lines) != 3 {
		t.Errorf("want three lines named, got\n%v", err)
	}
	if said := strings.Split(err.Error(), "\n"); len(said) != 3 || !strings.HasPrefix(said[0], "three.yaml:8: ") {
		t.Errorf("one line each, with file and line: %q", said)
	}
}

func TestWhatIsNoYAMLNamesItsLine(t *testing.T) {
	for name, src := range map[string]string{
		"empty": "", "list": "- a\n", "bracket": "key: [a\ntitle: b\n", "large": strings.Repeat("# x\n", 70000),
		"several": "key: a\n---\nkey: b\n",
	} {
		_, err := workflow.Parse(name, []byte(src))
		for _, p := range problems(t, err) {
			if p.Line < 1 || p.Notice == "" {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

// A file with any one line missing is read or refused, never a crash.
func TestAFileWithAHoleIsNoCrash(t *testing.T) {
	src := strings.Split(string(read(t, "testdata", "small.yaml")), "\n")
	for i := range src {
		holed := append(append([]string{}, src[:i]...), src[i+1:]...)
		if _, err := workflow.Parse("holed.yaml", []byte(strings.Join(holed, "\n"))); err != nil {
			problems(t, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	src, err := os.ReadFile(filepath.Join("testdata", "small.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	f.Add([]byte("roster: [{}]\ncase: [{at: a}]\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := workflow.Parse("fuzz.yaml", src)
		if err != nil {
			problems(t, err)
			return
		}
		again, err := workflow.Parse("again.yaml", s.Source)
		if err != nil || again.Hash != s.Hash {
			t.Fatalf("the source kept with a round does not give the same scheme: %v", err)
		}
	})
}
