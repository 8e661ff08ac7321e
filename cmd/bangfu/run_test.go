package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestTheFirstWordChoosesTheVerb(t *testing.T) {
	var did string
	list := []verb{
		{"serve", "a", func(_ context.Context, c call) error { did = "serve " + strings.Join(c.args, " "); return nil }},
		{"migrate", "b", func(_ context.Context, c call) error { did = "migrate " + strings.Join(c.args, " "); return nil }},
	}
	for args, want := range map[string]string{
		"": "serve ", "--config x": "serve --config x", "serve": "serve ", "migrate --config y": "migrate --config y",
	} {
		if err := dispatch(t.Context(), list, call{args: strings.Fields(args), stdout: io.Discard}); err != nil || did != want {
			t.Errorf("bangfu %s did %q (%v), want %q", args, did, err, want)
		}
	}
	var wrong usageError
	err := dispatch(t.Context(), list, call{args: []string{"fly"}, stdout: io.Discard})
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "migrate") {
		t.Errorf("an unknown verb answers %v", err)
	}
}

func TestHelpNamesEveryVerb(t *testing.T) {
	for _, ask := range []string{"help", "-h", "--help"} {
		var out strings.Builder
		if err := run(t.Context(), []string{ask}, &out, io.Discard, nil); err != nil {
			t.Fatal(err)
		}
		for _, v := range verbs() {
			if !strings.Contains(out.String(), v.name) || v.summary == "" {
				t.Errorf("%s does not name %s", ask, v.name)
			}
		}
	}
}

func TestConfigShowsWhatIsInForceWithoutSecrets(t *testing.T) {
	var out strings.Builder
	environ := []string{"HOME=/h", "BANGFU_STORE__DRIVER=mysql", "BANGFU_STORE__DSN=u:hunter2@tcp(127.0.0.1:3306)/b"}
	if err := run(t.Context(), []string{"config"}, &out, io.Discard, environ); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"mysql"`) || strings.Contains(out.String(), "hunter2") {
		t.Errorf("config shows %s", out.String())
	}
	err := run(t.Context(), []string{"config"}, io.Discard, io.Discard, []string{"HOME=/h", "BANGFU_MODE=production"})
	if err == nil || !strings.Contains(err.Error(), "wechat.oa.secret") {
		t.Errorf("an unsafe configuration answers %v", err)
	}
}

func TestWrongFlagsAreUsageErrors(t *testing.T) {
	for _, args := range [][]string{{"config", "--colour"}, {"config", "more"}} {
		var wrong usageError
		if err := run(t.Context(), args, io.Discard, io.Discard, []string{"HOME=/h"}); !errors.As(err, &wrong) {
			t.Errorf("bangfu %v answers %v", args, err)
		}
	}
	if exitCode(nil, io.Discard) != 0 || exitCode(usageError("x"), io.Discard) != 2 || exitCode(errors.New("x"), io.Discard) != 1 {
		t.Error("scripts cannot tell the outcomes apart")
	}
}

func TestLoadRefusesUnsafeAndSaysRisky(t *testing.T) {
	var log strings.Builder
	c := call{stderr: &log, environ: []string{"HOME=/h", "BANGFU_LISTEN=0.0.0.0:8080"}}
	cfg, logger, err := c.load("")
	if err != nil || cfg == nil || logger == nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `"key":"listen"`) {
		t.Errorf("an open demo is not said: %s", log.String())
	}
	c.environ = []string{"HOME=/h", "BANGFU_MODE=production"}
	if _, _, err := c.load(""); err == nil {
		t.Error("an unsafe production configuration was loaded")
	}
}
