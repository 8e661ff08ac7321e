package configs

import (
	"log/slog"

	"go.yaml.in/yaml/v3"
)

// Secret is a configured value nobody may see: a password, a token, a key. It
// prints as *** wherever it is printed; Reveal is greppable.
type Secret struct {
	value *string // a pointer, so that even %d and unexported fields print an address
}

const masked = "***"

// NewSecret wraps a value.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{value: &s}
}

// Reveal returns the value itself. Whoever calls it answers for where it goes.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Empty reports whether there is no value.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// String returns ***, or nothing when there is no value.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return masked
}

// GoString returns the masked form, also under %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText writes the masked form.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue writes the masked form.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// UnmarshalYAML reads the value from a file. Its error never repeats the value.
func (s *Secret) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return &yaml.TypeError{Errors: []string{lineError(node.Line, "secret")}}
	}
	*s = NewSecret(node.Value)
	return nil
}
