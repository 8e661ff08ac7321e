package miniapp

import (
	"bangfu/service/registry"
	"context"
	"strconv"

	"bangfu/model"
	"bangfu/service/casework"
)

// maxPage is the longest page of a list.
const maxPage = 200

// number reads a small count from the query.
func (c *call) number(name string, otherwise int) (int, error) {
	text := c.gin.Query(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 10_000 {
		return 0, model.InvalidField(name, "要填一个数字")
	}
	return n, nil
}

// page reads the cursor and length of a page.
func (c *call) page() (after string, limit int, err error) {
	limit, err = c.number("limit", 50)
	return c.gin.Query("after"), min(limit, maxPage), err
}

// show answers the object whose id stands in the path.
func show[T any](c *call, find func(context.Context, model.Actor, model.PublicID) (T, error)) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	found, err := find(c.ctx(), c.actor, id)
	return answer(c, found, err)
}

func (c *call) oneCase() error { return show(c, c.casework.Case) }

func (c *call) myCases() error {
	all, err := c.casework.MyCases(c.ctx(), c.actor)
	return items(c, all, err)
}

func (c *call) cases() error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	all, next, err := c.casework.Cases(c.ctx(), c.actor,
		casework.CaseFilter{State: model.State(c.gin.Query("state")), Area: c.region(), After: after, Limit: limit})
	return answer(c, paged[casework.CaseView]{all, next}, err)
}

// revealAsk says what a full number is wanted for; it stands in the record.
type revealAsk struct {
	Purpose string `json:"purpose"`
}

// revealed is the one answer that holds a full citizen's number.
type revealed struct {
	Number string `json:"number"`
}

func (c *call) revealNumber() error {
	var in revealAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	number, err := c.casework.RevealNumber(c.ctx(), c.actor, id, in.Purpose)
	return answer(c, revealed{number}, err)
}

func (c *call) whoLooked() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	all, err := c.casework.WhoLooked(c.ctx(), c.actor, id)
	return items(c, all, err)
}

// changeAsk is what may be put right in an application; what is left out stays.
type changeAsk struct {
	Householder string           `json:"householder"`
	Number      model.IDNumber   `json:"number,omitzero"`
	Phone       model.Phone      `json:"phone"`
	Hardship    []string         `json:"hardship"`
	Words       model.Sensitive  `json:"words,omitzero"`
	Photos      []model.PublicID `json:"photos,omitempty"`
	Health      bool             `json:"health_consent"`
	Group       string           `json:"group,omitempty"`
	ForOther    bool             `json:"for_other,omitempty"`
	Relation    string           `json:"relation,omitempty"`
	ProxyReason string           `json:"proxy_reason,omitempty"`
}

func (c *call) change() error {
	var in changeAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.Change(c.ctx(), c.actor, c.request, id, casework.Application{
		Householder: in.Householder, Number: in.Number, Phone: in.Phone, Hardship: in.Hardship, Words: in.Words, Photos: in.Photos, Health: in.Health,
		Group: in.Group, ForOther: in.ForOther, Relation: in.Relation, ProxyReason: in.ProxyReason, Fingerprint: c.print}))
}

func (c *call) sheet() error     { return show(c, c.casework.Sheet) }
func (c *call) roster() error    { return show(c, c.casework.Roster) }
func (c *call) bundle() error    { return show(c, c.casework.Bundle) }
func (c *call) objection() error { return show(c, c.casework.Objection) }
func (c *call) review() error    { return show(c, c.casework.Review) }

func (c *call) rosters() error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	all, next, err := c.casework.Rosters(c.ctx(), c.actor,
		casework.RosterFilter{State: model.State(c.gin.Query("state")), After: after, Limit: limit})
	return answer(c, paged[casework.RosterView]{all, next}, err)
}

func (c *call) myObjections() error {
	all, err := c.casework.MyObjections(c.ctx(), c.actor)
	return items(c, all, err)
}

func (c *call) places() error {
	all, err := c.casework.Places(c.ctx(), c.gin.Query("parent"))
	return items(c, all, err)
}

func (c *call) registers() error {
	all, err := c.casework.Registers(c.ctx(), c.actor, c.region(), c.gin.Query("register"))
	return items(c, all, err)
}

// setRegister replaces a register of delegates: what a county keeps up itself,
// else no assembly could be counted.
func (c *call) setRegister() error {
	var in registry.RegisterInput
	if err := c.read(&in); err != nil {
		return err
	}
	_, err := c.registry.SetRegister(c.ctx(), c.actor, in)
	return c.done(err)
}

func (c *call) rounds() error {
	all, err := c.casework.Rounds(c.ctx(), c.actor)
	return items(c, all, err)
}

func (c *call) plan() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	all, err := c.casework.Plan(c.ctx(), c.actor, id, c.region())
	return items(c, all, err)
}

func (c *call) quotas() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	all, err := c.casework.Quotas(c.ctx(), c.actor, id, c.region())
	return items(c, all, err)
}
