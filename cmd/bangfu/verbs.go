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
		{"serve", "启动（没有配置时是本机演示）", serve},
		{"demo", "准备演示数据；demo --check 在临时数据上走一遍全流程", demoVerb},
		{"migrate", "把数据库升级到最新", migrate},
		{"account", "给第一批人授权：account grant 姓名 角色 地区代码", accountVerb},
		{"scheme", "检查和打印方案：scheme check 文件，scheme table 方案", scheme},
		{"verify", "核验全部记录和决定有没有被改动", verify},
		{"openapi", "打印接口说明（OpenAPI）", openapi},
		{"config", "显示现在生效的配置（密码不显示），并指出不安全的地方", showConfig},
	}
}
