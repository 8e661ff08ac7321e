//go:build guardtest

package model

import "os"

// On reports whether the guard stands; the build for .ci/guards takes one out.
func (g Guard) On() bool { return os.Getenv("BANGFU_GUARD_OFF") != string(g) }
