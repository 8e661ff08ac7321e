package casework_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

// At every step of every scheme a household is told where it stands, in words
// that name neither a person nor a cause.
func TestInEverySchemeEveryStepIsSaidInWords(t *testing.T) {
	t.Parallel()
	for key, day := range map[string]model.Date{"zhengning-2014": "2014-05-12", "gansu-monitor-2023": "2024-03-04", "normal-2026": "2026-03-02"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			c := newCounty(t, key, day)
			ref := c.apply("household", group11)
			c.told(ref)
			c.act("clerk209", model.Act{Object: ref, Do: "accept"})
			c.told(ref)
			compare := model.Act{Object: ref, Do: "compare", Input: model.Input{Comparison: &model.ComparisonInput{}}}
			if key == "normal-2026" {
				c.act("officer", compare)
			}
			c.survey(ref, group11, c.sealed["household"], 250000)
			c.told(ref)
			if key == "gansu-monitor-2023" {
				c.act("officer", compare)
			}
			if key == "zhengning-2014" {
				c.reportAll(village1)
			}
			r := c.roster(village1, c.scheme.Categories[0])
			for range 14 {
				c.told(ref)
				if c.caseState(ref) == "registered" {
					return
				}
				c.step(&r)
			}
			t.Fatalf("the case is %s", c.caseState(ref))
		})
	}
}

// progress is the person's newest matter as the chat tells it.
func (c *county) progress(who string) casework.Progress {
	c.t.Helper()
	all, err := c.svc.MyProgress(c.ctx, c.as(who))
	c.must(err)
	if len(all) == 0 {
		c.t.Fatal("there is no matter")
	}
	return all[0]
}

func (c *county) told(ref model.Ref) {
	c.t.Helper()
	v := c.see("household", ref)
	at := fmt.Sprint(v.State, " ", v.Step)
	if p := c.progress("household"); p.ID != ref.ID || p.Step != v.Step || p.Now.Sentence != v.Now.Sentence || !p.Now.Due.Equal(v.Now.Due) || p.Refused {
		c.t.Errorf("%s: the chat says otherwise than the page: %+v", at, p)
	}
	if v.Step == "" || !strings.HasPrefix(v.Now.Sentence, "您家的申请（尾号001）：") || !strings.HasSuffix(v.Now.Sentence, "。") {
		c.t.Errorf("%s: %q", at, v.Now.Sentence)
	}
	if err := model.ScanPublic(v.Now.Sentence); err != nil || strings.Contains(v.Now.Sentence, "解h旺") || strings.Contains(v.Now.Sentence, "本钱") {
		c.t.Errorf("%s: the sentence says too much: %s", at, v.Now.Sentence)
	}
	now, seen := 0, map[string]bool{}
	for _, s := range v.Steps {
		switch {
		case s.Name == "":
			c.t.Errorf("%s: a step without a name: %+v", at, v.Steps)
		case s.Status == "now":
			now++
		case s.Status == "next" && seen[s.Name]:
			c.t.Errorf("%s: %s lies ahead twice", at, s.Name)
		case s.Status == "next":
			seen[s.Name] = true
		}
	}
	if now != 1 {
		c.t.Errorf("%s: %d steps are on now", at, now)
	}
	if !c.scheme.Terminal(model.MachineCase, v.State) && v.State != "registered" && v.Now.Office == "" {
		c.t.Errorf("%s: no office has it: %+v", at, v.Now)
	}
}

func TestAHeldRowGoesOnWithItsSupplementaryList(t *testing.T) {
	t.Parallel()
	c := begin(t)
	r := c.onBoard("household", "other")
	c.runOut(r)
	tx := c.st.Read(c.ctx)
	rows, err := tx.Rows(r.ID)
	c.must(err)
	held, err := tx.Case(rows[0].CaseID)
	c.must(err)
	c.act("reviewer", model.Act{Object: rosterRef(r), Do: "examine", Input: model.Input{Rows: []model.RowJudgement{{Row: 1, Verdict: model.VerdictHeld, Reason: "收入要再核一次"}}}})
	c.clock.Advance(time.Hour)
	c.act("leader", model.Act{Object: rosterRef(r), Do: "approve"})
	v := c.see("officer", model.Ref{Kind: model.ObjectCase, ID: held.PublicID})
	if v.Step != "村上核实签字中" || v.Now.Office == "" {
		t.Errorf("step %s, now %+v", v.Step, v.Now)
	}
	for _, s := range v.Steps {
		if s.Status == "done" && s.Name == "签批" {
			t.Error("the household is told of a signature that was on the list without it")
		}
	}
}

func TestAWithdrawnMatterSaysSoAndLeadsNowhere(t *testing.T) {
	t.Parallel()
	c := begin(t)
	ref := c.apply("household", group11)
	c.act("household", model.Act{Object: ref, Do: "withdraw"})
	v := c.see("household", ref)
	if last := v.Steps[len(v.Steps)-1]; v.Now.Sentence != "您家的申请（尾号001）：已撤回。" || last.Status != "now" || last.Name != "已撤回" || len(v.Acts) != 0 || v.End != nil {
		t.Errorf("%s, %+v, offered %v", v.Now.Sentence, v.Steps, dos(v.Acts))
	}
}

func TestATaskThatWasHandedUpIsOfferedToTheDeskAbove(t *testing.T) {
	t.Parallel()
	c := begin(t)
	c.person("cousin", areaTownship.Join(village1).Join(group11))
	c.must(c.st.InTx(c.ctx, func(tx *store.Tx) error {
		return tx.AddRelative(&model.Relative{PersonID: c.people["clerk209"].ID, NumberIndex: c.people["cousin"].NumberIndex, Relation: "堂兄"})
	}))
	c.apply("cousin", group11)
	for _, card := range c.tasks("clerk209") {
		if card.Do == "accept" {
			t.Error("near kin is asked to accept")
		}
	}
	v, err := c.svc.Task(c.ctx, c.as("officer"), c.find("officer", "accept").ID)
	c.must(err)
	if got := fmt.Sprint(dos(v.Acts)); got != "[accept return pass_on merge]" {
		t.Errorf("offered %s", got)
	}
}
