package casework_test

import (
	"testing"

	"bangfu/model"
	"bangfu/service/casework"
)

// trust rule 3: the same key with other parameters is an error.
func TestTheSameKeyWithAnyOtherFieldIsRefused(t *testing.T) {
	t.Parallel()
	c := begin(t)
	refused := func(what string, key string, same, other func(key string) error) {
		t.Helper()
		c.must(same(key))
		if err := same(key); err != nil {
			t.Errorf("%s: the same again: %v", what, err)
		}
		if err := other(key); model.KindOf(err) != model.KindConflict {
			t.Errorf("%s: the same key with other content: %v", what, err)
		}
	}
	round := casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: 2013, Year: 2014, Title: "补录"}
	renamed := round
	renamed.Title = "另一轮"
	created := model.PublicID("")
	create := func(in casework.RoundInput) func(string) error {
		return func(key string) error {
			out, err := c.svc.CreateRound(c.ctx, c.as("county"), key, in)
			if err == nil {
				created = out.Object.ID
			}
			return err
		}
	}
	refused("the title of a round", c.key(), create(round), create(renamed))
	tell := func(round model.PublicID, day model.Date) func(string) error {
		return func(key string) error {
			_, err := c.svc.TellPolicy(c.ctx, c.as("head2091"), key, round, []string{group11}, day)
			return err
		}
	}
	refused("the day the policy was told", c.key(), tell(created, "2014-05-12"), tell(created, "2014-05-11"))
	allot := func(round model.PublicID) func(string) error {
		return func(key string) error {
			_, err := c.svc.AllotQuota(c.ctx, c.as("county"), key, casework.QuotaInput{Round: round, Region: "621025000000", Category: model.CategoryPoor, Persons: 300})
			return err
		}
	}
	refused("the round of a quota", c.key(), allot(c.round), allot(created))
	refused("the round in which the policy was told", c.key(), tell(c.roundAnew(), "2014-05-12"), tell(c.round, "2014-05-12"))
	c.person("villager", areaTownship.Join(village1).Join(group11))
	in := c.application("villager", group11)
	proxy := in
	proxy.ForOther, proxy.Relation, proxy.ProxyReason = true, "邻居", "老人出不了门"
	nephew := proxy
	nephew.Relation = "侄子"
	submit := func(in casework.Application) func(string) error {
		return func(key string) error {
			_, err := c.svc.Submit(c.ctx, c.as("villager"), key, in)
			return err
		}
	}
	refused("the relation of a proxy", c.key(), submit(proxy), submit(nephew))
}

// roundAnew prepares another round of the scheme.
func (c *county) roundAnew() model.PublicID {
	c.t.Helper()
	out, err := c.svc.CreateRound(c.ctx, c.as("county"), c.key(), casework.RoundInput{Scheme: c.scheme.Key, County: "621025000000", BaseYear: 2013, Year: 2014})
	c.must(err)
	return out.Object.ID
}
