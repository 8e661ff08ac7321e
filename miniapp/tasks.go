package miniapp

import (
	"net/http"
	"strconv"

	"bangfu/model"
	"bangfu/service/casework"
)

// taskLine is a card with the mark by which two alike are told apart.
type taskLine struct {
	casework.TaskCard
	Group    int            `json:"group,omitempty"`
	Tail     string         `json:"tail,omitempty"`
	Category model.Category `json:"category,omitempty"`
	Serial   int64          `json:"serial,omitempty"`
}

// tasks lists what the caller is asked to do, by deadline, page by page.
func (c *call) tasks() error {
	page, err := c.number("page", 1)
	if err != nil {
		return err
	}
	cards, total, err := c.casework.Tasks(c.ctx(), c.actor, page)
	if err == nil { // who looks at the list no longer waits behind an unseen card
		err = c.notify.Saw(c.ctx(), c.actor)
	}
	if err != nil {
		return err
	}
	marks, err := c.casework.Marks(c.ctx(), cards)
	lines := make([]taskLine, len(cards))
	for i, card := range cards {
		m := marks[card.ID]
		lines[i] = taskLine{card, m.Group, m.Tail, m.Category, m.Serial}
	}
	return answer(c, numbered[taskLine]{lines, total}, err)
}

func (c *call) task() error { return show(c, c.casework.Task) }

func (c *call) taskByNumber() error {
	n, err := strconv.Atoi(c.gin.Param("number"))
	if err != nil || len(c.gin.Param("number")) != 4 {
		return model.NotFound()
	}
	t, err := c.casework.TaskByNumber(c.ctx(), c.actor, n)
	return answer(c, t, err)
}

func (c *call) messages() error {
	all, next, err := c.casework.Messages(c.ctx(), c.actor, c.gin.Query("after"))
	return answer(c, paged[casework.MessageView]{all, next}, err)
}

func (c *call) seen() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	return c.done(c.casework.Seen(c.ctx(), c.actor, id))
}

type toldAsk struct {
	How     string         `json:"how"` // phone, door
	Receipt model.PublicID `json:"receipt,omitempty"`
}

func (c *call) told() error {
	var in toldAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.done(c.notify.Told(c.ctx(), c.actor, id, in.How, in.Receipt))
}

// unreached is somebody whom no notice reached: to be called or visited.
type unreached struct {
	Message model.PublicID    `json:"message"`
	Person  model.PublicID    `json:"person"`
	Name    string            `json:"name"`
	Region  string            `json:"region"`
	Kind    string            `json:"kind"`
	Facts   model.NoticeFacts `json:"facts"`
	Reason  string            `json:"reason"`
	Since   model.Instant     `json:"since"` // milliseconds since 1970
}

func (c *call) unreached() error {
	area := areaOf(c.region())
	if area == "" {
		return model.InvalidField("region", "请选一个地方")
	}
	found, err := c.notify.NotReached(c.ctx(), c.actor, area)
	if err != nil {
		return err
	}
	all := make([]unreached, len(found))
	for i, u := range found {
		all[i] = unreached{u.Message, u.Person, u.Name, codeOf(u.Area), u.Kind, u.Facts, u.Reason, u.Since}
	}
	return c.json(http.StatusOK, list[unreached]{all})
}

func (c *call) alerts() error {
	all, err := c.casework.Alerts(c.ctx(), c.actor)
	return items(c, all, err)
}

func (c *call) offices() error {
	all, err := c.casework.Offices(c.ctx(), c.actor)
	return items(c, all, err)
}
