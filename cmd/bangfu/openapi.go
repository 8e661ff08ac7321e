package main

import (
	"context"

	"bangfu/miniapp"
)

// openapi prints the description of the interface.
func openapi(_ context.Context, c call) error {
	set, _ := c.flags("openapi")
	if err := c.parse(set); err != nil {
		return err
	}
	_, err := c.stdout.Write(miniapp.OpenAPI())
	return err
}
