package miniapp

import "bangfu/service/casework"

// object takes an objection (反映).
func (c *call) object() error {
	var in casework.ObjectionInput
	if err := c.read(&in); err != nil {
		return err
	}
	in.Fingerprint = c.print
	return c.outcome(c.casework.File(c.ctx(), c.actor, c.request, in))
}
