package casework

import (
	"bangfu/model"
	"bangfu/service/workflow"
)

// uphold takes the household off its list: refused by this level, or back to the
// survey. One that was announced is taken out of the register, and its places are
// free again, in the same transaction (decisions 15c).
func (m *move) uphold(c *model.Case) error {
	m.sub.round = c.RoundID
	do, row, reason := model.Do("refuse"), "反映属实", "公示期间反映的情况经核实属实"
	if _, registered := m.followRule(c, "remove"); registered {
		do, reason = "remove", "公告后反映的情况经核实属实"
	}
	if m.sub.objection.Secrecy == SecrecyCounty { // the village reads both and must not learn of it
		row, reason = "县上核实不符合条件", "县上核实家里的情况，不符合条件"
	}
	if m.act.Input.Resurvey {
		do = "resurvey"
	}
	if _, ok := m.followRule(c, do); !ok {
		return model.Conflict("这一户现在是“" + m.sub.scheme.Step(model.MachineCase, c.State) + "”，不能这样处理。请另选处理结果，或打12317")
	}
	if _, err := m.tx.CloseTasks(model.ObjectCase, c.ID, "gone", m.actor.PersonID, m.rule.Do, m.at); err != nil {
		return err
	}
	if do == "resurvey" {
		return m.lookAgain(c)
	}
	if err := m.dropRow(c, model.VerdictRefused, row); err != nil {
		return err
	}
	return m.refuse(c, do, reason)
}

// followRule is the row by which a case follows its list in its present state.
func (m *move) followRule(c *model.Case, do model.Do) (workflow.Rule, bool) {
	return m.sub.scheme.RuleFor(model.MachineCase, c.State, do, model.RoleList)
}

// lookAgain sends a household whose facts have changed back to the survey.
func (m *move) lookAgain(c *model.Case) error {
	if err := m.dropRow(c, model.VerdictHeld, "情况有变，重新入户调查"); err != nil {
		return err
	}
	c.RosterID, c.EntersAt = 0, ""
	if err := m.follow(c, "resurvey"); err != nil {
		return err
	}
	return m.resurvey(c)
}

// resurvey opens a new survey of a case that was sent back to it, and asks its surveyors.
func (m *move) resurvey(c *model.Case) error {
	if err := m.openSurvey(c); err != nil {
		return err
	}
	sub, err := m.s.ofCase(m.tx, c, nil)
	if err != nil {
		return err
	}
	return m.s.openTasks(m.tx, sub, m.at)
}
