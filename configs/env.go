package configs

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fileSuffix ends the variable that names a secret's file.
const fileSuffix = "_FILE"

// overlay lays the environment over the configuration. A variable that is set
// but empty counts as not set, because that is what compose files leave behind.
func (c *Config) overlay(env map[string]string, readFile func(string) ([]byte, error)) error {
	var faults []error
	known := map[string]bool{}
	for _, k := range c.keys() {
		known[k.variable()] = true
		known[k.variable()+fileSuffix] = k.secret()
		if err := k.overlay(env, readFile); err != nil {
			faults = append(faults, err)
		}
	}
	known[c.Keys.Env] = true
	for name := range env {
		if strings.HasPrefix(name, EnvPrefix) && !known[name] && !reserved(name) {
			faults = append(faults, fmt.Errorf("%s: 没有这一项，请检查拼写（层与层之间是两个下划线）", name))
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(faults...)
}

// overlay reads the key from its variable or, a secret, from the file named by it.
func (k key) overlay(env map[string]string, readFile func(string) ([]byte, error)) error {
	name := k.variable()
	text := env[name]
	if path := env[name+fileSuffix]; k.secret() && path != "" {
		if text != "" {
			return fmt.Errorf("%s%s: 和 %s 只能设一个", name, fileSuffix, name)
		}
		from, err := secretFile(path, readFile)
		if err != nil {
			return fmt.Errorf("%s%s: %w", name, fileSuffix, err)
		}
		text = from
	}
	if text == "" {
		return nil
	}
	if err := k.set(text); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// reserved names belong to the file of this configuration, to the key document,
// to the tests and to CI.
func reserved(name string) bool {
	switch name {
	case EnvConfig, "BANGFU_KEYS", "BANGFU_TOOLS", "BANGFU_GUARD_OFF":
		return true
	}
	return strings.HasPrefix(name, "BANGFU_TEST_") || strings.HasPrefix(name, "BANGFU_CI_")
}

func secretFile(path string, readFile func(string) ([]byte, error)) (string, error) {
	text, err := readFile(path)
	if err != nil {
		return "", fmt.Errorf("文件读不了，请检查路径和权限：%w", err)
	}
	value := strings.TrimRight(string(text), "\r\n")
	if value == "" {
		return "", errors.New("文件是空的")
	}
	return value, nil
}

func parseEnviron(environ []string) map[string]string {
	env := make(map[string]string, len(environ))
	for _, line := range environ {
		if name, value, ok := strings.Cut(line, "="); ok {
			env[name] = value
		}
	}
	return env
}

// key is one leaf of Config: its path and the field it fills.
type key struct {
	path  []string
	field reflect.Value
}

// keys lists the leaves in the order of the struct.
func (c *Config) keys() []key { return leaves(nil, reflect.ValueOf(c).Elem()) }

func leaves(path []string, v reflect.Value) []key {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[Secret]() {
		return []key{{path, v}}
	}
	var all []key
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("yaml")
		all = append(all, leaves(append(slices.Clone(path), name), v.Field(i))...)
	}
	return all
}

// name returns the key as it stands in the file: store.dsn.
func (k key) name() string { return strings.Join(k.path, ".") }

// variable returns the key as it stands in the environment: BANGFU_STORE__DSN.
func (k key) variable() string { return EnvPrefix + strings.ToUpper(strings.Join(k.path, "__")) }

func (k key) secret() bool { return k.field.Type() == reflect.TypeFor[Secret]() }

// set reads the text into the field; its errors never repeat the text.
func (k key) set(text string) error {
	switch k.field.Interface().(type) {
	case Secret:
		k.field.Set(reflect.ValueOf(NewSecret(text)))
	case []string:
		k.field.Set(reflect.ValueOf(splitList(text)))
	case time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return errors.New("要写时长，如 5s、2m")
		}
		k.field.SetInt(int64(d))
	case int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return errors.New("要写整数")
		}
		k.field.SetInt(int64(n))
	case bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("要写 true 或 false")
		}
		k.field.SetBool(b)
	default:
		k.field.SetString(text)
	}
	return nil
}

func splitList(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}
