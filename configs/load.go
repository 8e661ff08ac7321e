package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Names of the variables Load reads beside the keys themselves.
const (
	EnvPrefix = "BANGFU_"       // before every key: BANGFU_STORE__DRIVER
	EnvConfig = "BANGFU_CONFIG" // path of the file, when --config is not given
)

// Options says where Load looks. The zero value reads the defaults only.
type Options struct {
	Path     string                            // --config; wins over BANGFU_CONFIG
	Environ  []string                          // NAME=value, as os.Environ returns them
	ReadFile func(path string) ([]byte, error) // os.ReadFile when nil
}

// Load builds the configuration: embedded defaults, then the file, then the
// environment; the later wins. It is strict: an unknown key, a key given twice
// or a value of the wrong type is an error that names file and line (or the
// variable) and never repeats a value. What is dangerous rather than wrong is
// for Validate to say.
func Load(o Options) (*Config, error) {
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	env := parseEnviron(o.Environ)
	c := new(Config)
	if err := decode(c, "default.yaml", defaults); err != nil {
		return nil, err
	}
	path := o.Path
	if path == "" {
		path = env[EnvConfig]
	}
	if path != "" {
		text, err := o.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("配置文件读不了，请检查路径和权限：%w", err)
		}
		if err := decode(c, path, text); err != nil {
			return nil, err
		}
	}
	if err := c.overlay(env, o.ReadFile); err != nil {
		return nil, err
	}
	if err := c.settleData(env["HOME"]); err != nil {
		return nil, err
	}
	return c, nil
}

// settleData fills the data folder of decisions 37 and makes it absolute, so
// that the key file and the lock do not depend on where the program was started.
func (c *Config) settleData(home string) error {
	if c.Data == "" {
		if home == "" {
			return errors.New("不知道数据放在哪里：请设置 BANGFU_DATA 为一个文件夹")
		}
		c.Data = filepath.Join(home, ".local", "share", "bangfu")
	}
	abs, err := filepath.Abs(c.Data)
	if err != nil {
		return fmt.Errorf("数据文件夹 data 的路径不对：%w", err)
	}
	c.Data = abs
	return nil
}

// decode lays one YAML document over the configuration.
func decode(c *Config, path string, text []byte) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	err := dec.Decode(c)
	if errors.Is(err, io.EOF) {
		return nil // an empty file changes nothing
	}
	if err != nil {
		return fileError(path, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: 一个文件里只能有一份配置，请去掉“---”后面的部分", path)
	}
	return nil
}

// fileError rewrites the library's errors into file:line and words. It drops
// the quoted values: one of them may be a password in the wrong place.
func fileError(path string, err error) error {
	var many *yaml.TypeError
	if !errors.As(err, &many) {
		line, rest := splitLine(strings.TrimPrefix(err.Error(), "yaml: "))
		return fmt.Errorf("%s:%s: 格式不对（%s），请检查缩进和冒号", path, line, rest)
	}
	lines := make([]string, 0, len(many.Errors))
	for _, text := range many.Errors {
		line, rest := splitLine(text)
		lines = append(lines, fmt.Sprintf("%s:%s: %s", path, line, sayFault(rest)))
	}
	return errors.New(strings.Join(lines, "\n"))
}

func sayFault(rest string) string {
	words := strings.Fields(rest)
	switch {
	case strings.Contains(rest, "not found in type") && len(words) > 1:
		return "没有 " + words[1] + " 这一项，请检查拼写和缩进"
	case strings.Contains(rest, "already set") && len(words) > 1:
		return words[1] + " 写了两次，请留一个"
	case strings.Contains(rest, "already defined"):
		return "同一项写了两次，请留一个"
	}
	return "这一项的值不对，请照 default.yaml 的样子写"
}

// lineError is the shape the library gives its own errors.
func lineError(line int, what string) string { return fmt.Sprintf("line %d: bad %s", line, what) }

func splitLine(text string) (line, rest string) {
	number, rest, ok := strings.Cut(strings.TrimPrefix(text, "line "), ": ")
	if !ok || !strings.HasPrefix(text, "line ") {
		return "?", text
	}
	return number, rest
}
