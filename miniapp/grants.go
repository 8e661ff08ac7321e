package miniapp

import (
	"net/http"

	"bangfu/model"
	"bangfu/service/account"
)

// region returns the region code a list is asked for.
func (c *call) region() string { return c.gin.Query("region") }

func (c *call) holdings() error {
	all, err := c.accounts.Holdings(c.ctx(), c.actor, c.region())
	if err != nil {
		return err
	}
	areas := make([]model.Area, len(all))
	for i, h := range all {
		areas[i] = h.Area
	}
	places, err := c.casework.PlaceNames(c.ctx(), areas)
	if err != nil {
		return err
	}
	held := make([]holding, len(all))
	for i, h := range all {
		held[i] = holding{Grant: h.Grant, Person: h.Person, Name: h.Name, Role: h.Role, Title: h.Role.Title(), Region: codeOf(h.Area), Place: places[h.Area],
			ValidFrom: h.ValidFrom, ValidTo: h.ValidTo, Awake: h.Awake, Bound: h.Bound, May: h.May}
	}
	return c.json(http.StatusOK, list[holding]{held})
}

// holding is one line of the page of accounts.
type holding struct {
	Grant     model.PublicID `json:"grant"`
	Person    model.PublicID `json:"person"`
	Name      string         `json:"name"`
	Role      model.Role     `json:"role"`
	Title     string         `json:"title"`
	Region    string         `json:"region"`
	Place     string         `json:"place"`
	ValidFrom model.Date     `json:"valid_from"`
	ValidTo   model.Date     `json:"valid_to,omitempty"`
	Awake     bool           `json:"awake"`
	Bound     bool           `json:"bound"`
	May       []string       `json:"may"`
}

// granted is a role that was given, with the one-time code for who needs one.
type granted struct {
	Grant model.PublicID `json:"grant"`
	Code  string         `json:"code,omitempty"`
	Awake bool           `json:"awake"` // else it sleeps until a second officer confirms it
}

func (c *call) grant() error {
	var in account.GrantInput
	if err := c.read(&in); err != nil {
		return err
	}
	in.Fingerprint = c.print
	g, err := c.accounts.Grant(c.ctx(), c.actor, c.request, in)
	if err != nil {
		return err
	}
	if g.Repeat {
		c.replayed()
	}
	return c.json(http.StatusCreated, granted{g.Grant.PublicID, g.Code, g.Grant.ConfirmedBy != 0})
}

func (c *call) confirmGrant() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	return c.done(c.accounts.ConfirmGrant(c.ctx(), c.actor, id))
}

func (c *call) revokeGrant() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	return c.done(c.accounts.Revoke(c.ctx(), c.actor, id))
}

func (c *call) leave() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	return c.done(c.accounts.Leave(c.ctx(), c.actor, id))
}

// rebound is a cadre moved to another phone: the code for it, the grants that
// sleep until they are confirmed anew.
type rebound struct {
	Code   string           `json:"code"`
	Grants []model.PublicID `json:"grants"`
}

func (c *call) rebind() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	r, err := c.accounts.Rebind(c.ctx(), c.actor, id)
	return answer(c, rebound{r.Code, r.Grants}, err)
}

func (c *call) resetPIN() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	return c.done(c.accounts.ResetPIN(c.ctx(), c.actor, id))
}

type standInAsk struct {
	Person model.PublicID `json:"person"`
	From   model.Date     `json:"from,omitempty"`
	To     model.Date     `json:"to"`
}

func (c *call) standIn() error {
	var in standInAsk
	if err := c.read(&in); err != nil {
		return err
	}
	return c.done(c.accounts.StandIn(c.ctx(), c.actor, in.Person, in.From, in.To))
}

// colleague is somebody of the own office, to be picked from.
type colleague struct {
	Person model.PublicID `json:"person"`
	Name   string         `json:"name"`
	Title  string         `json:"title"`
	Region string         `json:"region"`
}

func (c *call) colleagues() error {
	all, err := c.accounts.Colleagues(c.ctx(), c.actor)
	if err != nil {
		return err
	}
	found := make([]colleague, len(all))
	for i, x := range all {
		found[i] = colleague{x.Person, x.Name, x.Role.Title(), codeOf(x.Area)}
	}
	return c.json(http.StatusOK, list[colleague]{found})
}

type kinAsk struct {
	Cadre    model.PublicID `json:"cadre,omitempty"` // "": the own kin
	Number   model.IDNumber `json:"number"`
	Relation string         `json:"relation"`
}

func (c *call) declareKin() error {
	var in kinAsk
	if err := c.read(&in); err != nil {
		return err
	}
	return c.done(c.accounts.DeclareKin(c.ctx(), c.actor, in.Cadre, in.Number, in.Relation))
}
