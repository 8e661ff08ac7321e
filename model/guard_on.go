//go:build !guardtest

package model

// On reports whether the guard stands: always, in every build that serves people.
func (g Guard) On() bool { return true }
