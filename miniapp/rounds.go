package miniapp

import (
	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/casework"
)

// forms are what somebody may hand in beside the steps of the procedure.
func (c *call) forms() error {
	forms, err := c.casework.Forms(c.ctx(), c.actor)
	return answer(c, list[model.NamedForm]{append(forms, account.Forms(c.actor)...)}, err)
}

func (c *call) createRound() error {
	var in casework.RoundInput
	if err := c.read(&in); err != nil {
		return err
	}
	return c.outcome(c.casework.CreateRound(c.ctx(), c.actor, c.request, in))
}

type policyToldAsk struct {
	Groups []string   `json:"groups"`
	Day    model.Date `json:"day"`
}

func (c *call) tellPolicy() error {
	var in policyToldAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.TellPolicy(c.ctx(), c.actor, c.request, id, in.Groups, in.Day))
}

type quotaAsk struct {
	Region   string         `json:"region"`
	Category model.Category `json:"category"`
	Persons  int64          `json:"persons"`
}

func (c *call) allotQuota() error {
	var in quotaAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.AllotQuota(c.ctx(), c.actor, c.request,
		casework.QuotaInput{Round: id, Region: in.Region, Category: in.Category, Persons: in.Persons}))
}
