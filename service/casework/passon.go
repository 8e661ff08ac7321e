package casework

import (
	"bangfu/model"
)

// passOns is how often a case is passed from village to village (转村) before the
// township says whose it is.
const passOns = 2

// doPassOn passes a case on to another village; one that villages pass back and
// forth stays where it is and goes to the township, whose word ends it: no village
// keeps a household waiting by saying it is another's (decisions 3).
func (m *move) doPassOn() error {
	ds, err := m.tx.DecisionsOf(m.sub.kind, m.sub.id)
	if err != nil {
		return err
	}
	n := 0
	for _, d := range ds {
		switch d.Do {
		case "pass_on":
			n++
		case "place":
			return model.Conflict("镇上已经定了这户由本村受理，不能再转。有不同意见，请问镇上")
		}
	}
	if m.to = m.rule.To[0]; n < passOns || len(m.rule.To) < 2 {
		return m.moveTo(m.act.Input.Village)
	}
	m.to = m.rule.To[1]
	return nil
}

// moveTo hands a case to the desk of the village or group it belongs to.
func (m *move) moveTo(code string) error {
	r, err := m.tx.Region(code)
	if err != nil {
		return err
	}
	c := m.sub.cas
	c.Area, c.Group = r.Area, ""
	if r.Level == model.LevelGroup {
		c.Group = r.Code
	}
	c.Village = regionCode(r.Area.Up(model.LevelVillage))
	if _, err := m.tx.OpenDoor(c.Village, c.Type); err != nil {
		return model.InvalidField("village", "那个村现在没有开放申请，请先问县上")
	}
	m.sub.area, m.relocated = c.Area, true
	return nil
}
