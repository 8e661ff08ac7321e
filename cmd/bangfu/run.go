package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"bangfu/configs"
)

// defaultVerb is what `bangfu` without a word does.
const defaultVerb = "serve"

// call is one start of the program: what was asked and where to answer.
type call struct {
	args    []string
	stdout  io.Writer
	stderr  io.Writer
	environ []string
}

// usageError says that the program was called wrongly, and how to call it.
type usageError string

// Error implements error.
func (e usageError) Error() string { return string(e) }

// run does what the arguments ask for and returns when it is done or ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, environ []string) error {
	return dispatch(ctx, verbs(), call{args: args, stdout: stdout, stderr: stderr, environ: environ})
}

// dispatch finds the verb; flags alone belong to the default verb.
func dispatch(ctx context.Context, list []verb, c call) error {
	name := defaultVerb
	if len(c.args) > 0 && !strings.HasPrefix(c.args[0], "-") {
		name, c.args = c.args[0], c.args[1:]
	}
	if name == "help" || asksHelp(c.args) {
		_, err := io.WriteString(c.stdout, usage(list))
		return err
	}
	for _, v := range list {
		if v.name == name {
			return v.run(ctx, c)
		}
	}
	return usageError("没有 " + name + " 这个命令。\n\n" + usage(list))
}

func asksHelp(args []string) bool {
	return len(args) == 1 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help")
}

func usage(list []verb) string {
	var b strings.Builder
	b.WriteString("用法：bangfu [命令] [--config 文件]\n\n")
	for _, v := range list {
		fmt.Fprintf(&b, "  %-10s %s\n", v.name, v.summary)
	}
	return b.String()
}

// flags returns the flag set of a verb with --config in it; the path is there
// after Parse.
func (c call) flags(name string) (set *flag.FlagSet, config *string) {
	set = flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard) // parse says what is wrong, once
	return set, set.String("config", "", "配置文件")
}

// parse reads the verb's flags; what is left over is a mistake.
func (c call) parse(set *flag.FlagSet) error {
	if err := set.Parse(c.args); err != nil {
		return usageError("bangfu " + set.Name() + "：" + err.Error())
	}
	if set.NArg() > 0 {
		return usageError("bangfu " + set.Name() + "：多了 " + set.Arg(0))
	}
	return nil
}

// words reads the verb's flags, before, between or after its words, and returns
// the words.
func (c call) words(set *flag.FlagSet) ([]string, error) {
	var words []string
	for rest := c.args; ; {
		if err := set.Parse(rest); err != nil {
			return nil, usageError("bangfu " + set.Name() + "：" + err.Error())
		}
		if set.NArg() == 0 {
			return words, nil
		}
		words, rest = append(words, set.Arg(0)), set.Args()[1:]
	}
}

// lookup returns a variable of the environment the program was started with.
func (c call) lookup(name string) string {
	for _, line := range c.environ {
		if value, ok := strings.CutPrefix(line, name+"="); ok {
			return value
		}
	}
	return ""
}

// load reads the configuration and refuses an unsafe one; what is merely risky
// is logged.
func (c call) load(path string) (*configs.Config, *slog.Logger, error) {
	cfg, err := configs.Load(configs.Options{Path: path, Environ: c.environ})
	if err != nil {
		return nil, nil, err
	}
	found := cfg.Validate()
	if err := found.Err(); err != nil {
		return nil, nil, err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Log.Level)); err != nil {
		return nil, nil, errors.New("log.level 只能是 debug、info、warn 或 error")
	}
	log := newLogger(c.stderr, level)
	for _, w := range found.Warnings() {
		log.Warn("config", "key", w.Key, "notice", w.Notice)
	}
	return cfg, log, nil
}
