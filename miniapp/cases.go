package miniapp

import (
	"net/http"

	"bangfu/model"
	"bangfu/service/casework"
)

func (c *call) applicationForm() error { return c.json(http.StatusOK, casework.ApplicationForm()) }

func (c *call) apply() error {
	var in casework.Application
	if err := c.read(&in); err != nil {
		return err
	}
	in.Fingerprint = c.print
	return c.outcome(c.casework.Submit(c.ctx(), c.actor, c.request, in))
}

// act is the one deciding route: any row of the procedure on any object.
func (c *call) act() error {
	var in model.Act
	if err := c.read(&in); err != nil {
		return err
	}
	if !in.Object.ID.Valid() {
		return model.NotFound()
	}
	in.Request, in.Fingerprint = c.request, c.print
	return c.outcome(c.casework.Act(c.ctx(), c.actor, in))
}

type reviewAsk struct {
	Words model.Sensitive `json:"words"`
}

func (c *call) askReview() error {
	var in reviewAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.AskReview(c.ctx(), c.actor, c.request, id, in.Words))
}

type referralAsk struct {
	Office  string `json:"office"`
	Consent bool   `json:"consent"`
}

func (c *call) refer() error {
	var in referralAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.Refer(c.ctx(), c.actor, c.request, casework.ReferralInput{Case: id, Office: in.Office, Consent: in.Consent}))
}

type referralAnswerAsk struct {
	Answer model.Sensitive `json:"answer"`
}

func (c *call) answerReferral() error {
	var in referralAnswerAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.AnswerReferral(c.ctx(), c.actor, c.request, id, in.Answer))
}

type surveyorAsk struct {
	Out model.PublicID `json:"out,omitempty"` // who is replaced, when somebody is
	In  model.PublicID `json:"in"`
}

func (c *call) appointSurveyor() error {
	var in surveyorAsk
	id, err := c.aimed(&in)
	if err != nil {
		return err
	}
	return c.outcome(c.casework.AppointSurveyor(c.ctx(), c.actor, c.request, id, in.Out, in.In))
}

// aimed reads the body of a request on the object in the path.
func (c *call) aimed(into any) (model.PublicID, error) {
	if err := c.read(into); err != nil {
		return "", err
	}
	return c.id("id")
}
