package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"bangfu/configs"
	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/registry"
	"bangfu/service/registry/synthetic"
)

const accountUsage = `用法：
  bangfu account grant 姓名 角色 地区代码   给第一批人授权，显示一次性绑定码
  bangfu account roles                      列出角色
选项：--config 文件，--world 演示世界
收回授权、离任、换绑由经办人在小程序“账号”里办，不在命令行办。`

// accountVerb gives the first people of a county their roles (decisions 16).
func accountVerb(ctx context.Context, c call) error {
	set, path := c.flags("account")
	name := set.String("world", "", "演示世界")
	args, err := c.words(set)
	switch {
	case err != nil:
		return err
	case len(args) == 1 && args[0] == "roles":
		return listRoles(c)
	case len(args) != 4 || args[0] != "grant":
		return usageError(accountUsage)
	}
	role := model.Role(args[2])
	if facts, ok := role.Facts(); !ok || !facts.Granted {
		return usageError("没有 " + args[2] + " 这个角色。`bangfu account roles` 列出全部角色。")
	}
	cfg, log, err := c.load(*path)
	if err != nil {
		return err
	}
	spec, err := specOf(cfg, *name)
	if err != nil {
		return usageError(model.AsError(err).Notice)
	}
	return c.grant(ctx, cfg, log, spec, account.GrantInput{Name: args[1], Role: role, Region: args[3]})
}

func listRoles(c call) error {
	for _, r := range model.Roles() {
		if r.Granted {
			c.say(fmt.Sprintf("%-22s %s（%s）", r.Role, r.Title, r.Level.Name()))
		}
	}
	return nil
}

// grant gives the role and prints the code: once, here, and nowhere else.
func (c call) grant(ctx context.Context, cfg *configs.Config, log *slog.Logger, spec worldSpec, in account.GrantInput) error {
	r, err := openRegister(ctx, c.parts(cfg, log), spec)
	if err != nil {
		return err
	}
	code, err := r.grantFirst(ctx, in)
	if err = errors.Join(err, r.Close()); err != nil {
		return inWords(err)
	}
	c.say(fmt.Sprintf("已给%s授权：%s。绑定码 %s，24 小时内有效，只用一次。请本人关注公众号后发：绑定 %s", in.Name, in.Role.Title(), code, code))
	return nil
}

// grantFirst gives a role in a register, loading the county's places first when
// there are none.
func (r *register) grantFirst(ctx context.Context, in account.GrantInput) (string, error) {
	if err := r.loadPlaces(ctx); err != nil {
		return "", err
	}
	accounts := account.New(account.Options{Store: r.store, Clock: r.clock, Audit: r.audit})
	return accounts.GrantFirst(ctx, in.Name, in.Role, in.Region)
}

// loadPlaces loads the code table that ships into a production register that has
// no place yet; a demo world is seeded by its first start.
func (r *register) loadPlaces(ctx context.Context) error {
	places := registry.New(registry.Options{Store: r.store, Clock: r.clock, Audit: r.audit})
	empty, err := places.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	if r.moved != nil {
		return model.Invalid("这个演示世界还没有数据，请先启动一次：bangfu serve")
	}
	county, err := synthetic.Build(configs.Regions(), 1)
	if err != nil {
		return err
	}
	for i := range county.Organs { // the telephone numbers of the demo are invented
		county.Organs[i].Phone = ""
	}
	_, err = places.LoadPlaces(ctx, registry.Shell(), county.Regions, county.Organs)
	return err
}

// inWords shows a person at the prompt the notice of a refusal with its fields.
func inWords(err error) error {
	e := model.AsError(err)
	if e.Kind == model.KindInternal || e.Kind == model.KindUnavailable {
		return err
	}
	text := e.Notice
	for _, f := range e.Fields {
		if f.Notice != e.Notice {
			text += "；" + f.Notice
		}
	}
	return errors.New(text)
}
