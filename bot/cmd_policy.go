package bot

import (
	"context"
	"strings"
)

// policyCommand leads to the policy (政策): articles in the chat come later.
type policyCommand struct{}

func (policyCommand) help(asker) string { return "政策：政策和帮助在哪里看" }

func (policyCommand) parse(_ grammar, s said) order {
	if strings.HasPrefix(s.whole, "政策") && len([]rune(s.whole)) <= 20 {
		return policyOrder{}
	}
	return nil
}

type policyOrder struct{}

func (policyOrder) run(_ context.Context, v *visit) (string, error) {
	return "政策和帮助请点开看：" + v.links.policy() + "\n在这里按词查还不行。要问人请回“找人”。", nil
}
