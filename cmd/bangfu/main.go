// Command bangfu is 帮扶: the register of a county's poverty procedure with its
// chat bot and its mini-program, in one binary. `bangfu help` lists its verbs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Environ())
	stop()
	os.Exit(exitCode(err, os.Stderr))
}

// exitCode says what went wrong and lets scripts tell it apart: 0 done, 1 failed,
// 2 wrongly called.
func exitCode(err error, stderr io.Writer) int {
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintln(stderr, wrong)
		return 2
	}
	_, _ = fmt.Fprintln(stderr, "bangfu:", err)
	return 1
}
