package main

import (
	"context"
	"errors"
	"fmt"

	"bangfu/model"
	"bangfu/service/audit"
)

// verify holds every record and every decision against its seal (核验) and fails
// at the first bad position, naming it.
func verify(ctx context.Context, c call) error {
	set, path := c.flags("verify")
	name := set.String("world", "", "演示世界")
	if err := c.parse(set); err != nil {
		return err
	}
	cfg, log, err := c.load(*path)
	if err != nil {
		return err
	}
	spec, err := specOf(cfg, *name)
	if err != nil {
		return usageError(model.AsError(err).Notice)
	}
	r, err := openRegister(ctx, c.parts(cfg, log), spec)
	if err != nil {
		return err
	}
	found, err := r.audit.Verify(ctx, r.store)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	c.say(fmt.Sprintf("核验了 %d 条记录、%d 个决定、%d 项授权、%d 次顶班、%d 项近亲属备案", found.Audits, found.Decisions, found.Grants,
		found.StandIns, found.Kin))
	if !found.OK() {
		return fmt.Errorf("有 %d 处被改动过。第一处：%s 表，编号 %s，%s。请保留现场，报告上级", found.Damaged, found.First.Table,
			found.First.PublicID, damageWords(found.First.Damage))
	}
	c.say("没有发现改动")
	return nil
}

func damageWords(d audit.Damage) string {
	switch d {
	case audit.DamageMAC:
		return "内容和签章对不上（被改过，或不是本系统写的）"
	case audit.DamageNoAudit:
		return "有决定、授权、顶班或近亲属备案，没有记录"
	case audit.DamageTwice:
		return "一个决定有几条记录"
	case audit.DamageNoDecision:
		return "有记录没有决定"
	case audit.DamageContent:
		return "授权、顶班或近亲属备案和最后一次办理时不一样"
	}
	return string(d)
}
