// Command bangfu is 帮扶: the register of a county's poverty procedure with its
// chat bot and its mini-program, in one binary. `bangfu help` lists its verbs.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Environ())
	stop()
	os.Exit(exitCode(err))
}

// exitCode tells scripts apart what to do: 0 done, 2 wrongly called, 1 failed.
func exitCode(err error) int {
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintln(os.Stderr, wrong)
		return 2
	}
	fmt.Fprintln(os.Stderr, "bangfu:", err)
	return 1
}
