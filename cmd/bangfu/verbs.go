package main

import "context"

// verb is one thing the program does. One file per verb.
type verb struct {
	name    string
	summary string // one line of the help
	run     func(ctx context.Context, c call) error
}

// verbs is the one list of what the program does; a verb stands in it when it works.
func verbs() []verb {
	return []verb{
		{"config", "显示现在生效的配置（密码不显示），并指出不安全的地方", showConfig},
	}
}
