package casework_test

import (
	"strconv"
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/service/casework"
)

// product §4: 不留名 promises that the record does not hold who it was.
func TestAnObjectionWithoutANameLeavesNoPersonBehind(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(1)
	who := c.person("neighbour", areaTownship.Join(village1).Join(group12))
	photo := c.photo("neighbour")
	in := casework.ObjectionInput{Publicity: c.running(r).PublicID, Row: 1, Words: model.NewSensitive("他家有小汽车，请核实"),
		Secrecy: casework.SecrecyAnonymous, Photos: []model.PublicID{photo}}
	key := c.key()
	out, err := c.svc.File(c.ctx, c.as("neighbour"), key, in)
	c.must(err)
	if again, err := c.svc.File(c.ctx, c.as("neighbour"), key, in); err != nil || again.Number != out.Number || !again.Repeat {
		t.Errorf("the same request again: %+v, %v", again, err)
	}
	tx := c.st.Read(c.ctx)
	o, err := tx.ObjectionByPublic(out.Object.ID)
	c.must(err)
	ds, err := tx.DecisionsOf("objection", o.ID)
	c.must(err)
	as, err := tx.AuditsOfObject("objection", o.ID)
	c.must(err)
	f, err := tx.File(photo)
	c.must(err)
	if o.ObjectorID != 0 || ds[0].PersonID != 0 || ds[0].Area != r.Area || as[0].PersonID != 0 || as[0].RightArea != r.Area || f.UploadedBy != 0 {
		t.Errorf("objection %d, decision %d in %s, record %d in %s, photo %d", o.ObjectorID, ds[0].PersonID, ds[0].Area, as[0].PersonID, as[0].RightArea, f.UploadedBy)
	}
	for _, claim := range c.claims() {
		if strings.HasPrefix(claim, "api:"+strconv.FormatInt(who.ID, 10)+":") {
			t.Errorf("the claim tells who it was: %s", claim)
		}
	}
	if _, err := c.svc.File(c.ctx, c.as("neighbour"), c.key(), casework.ObjectionInput{Publicity: in.Publicity, Row: 1, Words: in.Words, Secrecy: in.Secrecy}); model.KindOf(err) != model.KindConflict {
		t.Errorf("without a name one still objects once to a row: %v", err)
	}
}

func TestWhoObjectedWithoutANameDoesNotAnswer(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r, _ := c.shown(1)
	reviewer := c.as("reviewer")
	reviewer.Rights, reviewer.Area = nil, areaTownship.Join(village1) // at home, as a villager
	out, err := c.svc.File(c.ctx, reviewer, c.key(), casework.ObjectionInput{Publicity: c.running(r).PublicID, Row: 1,
		Words: model.NewSensitive("他家有小汽车，请核实"), Secrecy: casework.SecrecyAnonymous})
	c.must(err)
	c.refused(model.KindForbidden, "reviewer", model.Act{Object: out.Object, Do: "answer", Input: model.Input{Verdict: "upheld", Answer: model.NewSensitive("经核实情况属实")}})
}

// claims returns the keys of every request the county's people have made.
func (c *county) claims() []string {
	c.t.Helper()
	pool, err := c.st.DB()
	c.must(err)
	rows, err := pool.QueryContext(c.ctx, "SELECT claim_key FROM inbox")
	c.must(err)
	defer rows.Close() //nolint:errcheck // read to the end
	var keys []string
	for rows.Next() {
		var key string
		c.must(rows.Scan(&key))
		keys = append(keys, key)
	}
	c.must(rows.Err())
	return keys
}
