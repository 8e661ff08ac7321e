package bot

import (
	"fmt"
	"time"

	"bangfu/model"
	"bangfu/model/store"
	"bangfu/service/casework"
)

// apply hands in an application of a new villager.
func (c *county) apply(key, group string) model.Ref {
	c.t.Helper()
	c.person(key, areaVillage.Join(group))
	out, err := c.cases.Submit(c.ctx, c.as(key), newKey(), casework.Application{Householder: "解" + householder(key), Number: c.numbers[key],
		Phone: model.NewPhone("19900000001"), Group: group, Hardship: []string{"money"}, Words: model.NewSensitive("家里没有本钱")})
	c.must(err)
	return out.Object
}

// survey brings an accepted application through its survey, with so many members.
func (c *county) survey(ref model.Ref, key string, members int) {
	c.t.Helper()
	tx := c.st.Read(c.ctx)
	k, err := tx.CaseByPublic(ref.ID)
	c.must(err)
	sv, err := tx.SurveyOf(k.ID)
	c.must(err)
	list, err := tx.Surveyors(k.ID, sv.Serial)
	c.must(err)
	for i, x := range list {
		who := c.keyOf(x.PersonID)
		act := model.Act{Object: ref, Do: "survey"}
		if i == 0 {
			in := &model.SurveyInput{Day: model.DateOf(c.clock.Now()), Methods: []string{"income_estimate"}, Incomes: model.IncomeInput{WageFen: 100000},
				Housing: "C", Water: true, SignedBy: "householder", Signature: c.photo(who)}
			for m := range members {
				relation := "02"
				if m == 0 {
					relation = "01"
				}
				in.Members = append(in.Members, model.MemberInput{Name: "解某某", Number: c.numbers[key], Relation: relation, Labour: true})
			}
			act.Input.Survey = in
		}
		c.act(who, act)
	}
}

func (c *county) keyOf(person int64) string {
	for k, p := range c.people {
		if p.ID == person {
			return k
		}
	}
	c.t.Fatal("nobody has this row id")
	return ""
}

func (c *county) photo(who string) model.PublicID {
	f := model.File{PublicID: model.NewPublicID(), Key: newKey(), Kind: "jpeg", UploadedBy: c.people[who].ID, CreatedAt: model.InstantOf(c.clock.Now())}
	c.in(func(tx *store.Tx) error { return tx.AddFile(&f) })
	return f.PublicID
}

func present(list []model.Delegate, n int) []model.PublicID {
	var ids []model.PublicID
	for _, d := range list[:n] {
		ids = append(ids, d.PublicID)
	}
	return ids
}

// surveyed makes n households that have passed their survey: rows 1–6 of group
// one, 7–11 of two, the rest of three; each has two members, row 7 four.
func (c *county) surveyed(n int) {
	c.t.Helper()
	for i := 1; i <= n; i++ {
		group, members := groupThree, 2
		switch {
		case i <= 6:
			group = groupOne
		case i <= 11:
			group = groupTwo
		}
		if i == 7 {
			members = 4
		}
		key := fmt.Sprintf("household%d", i)
		ref := c.apply(key, group)
		c.act("clerk", model.Act{Object: ref, Do: "accept"})
		c.survey(ref, key, members)
	}
}

// verifying brings n households to the village's list, before its signatures.
func (c *county) verifying(n int) model.Roster {
	c.t.Helper()
	c.surveyed(n)
	tx := c.st.Read(c.ctx)
	r, err := tx.RoundByPublic(c.round)
	c.must(err)
	for i, g := range []string{groupOne, groupTwo, groupThree} {
		sheet, err := tx.LastSheet(r.ID, g)
		c.must(err)
		cases, err := tx.CasesOfGroup(r.ID, g, "surveyed")
		c.must(err)
		in := model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "组长家", Chair: "组长", Present: present(c.members["group"+g], 5)}
		for _, k := range cases {
			in.Votes = append(in.Votes, model.VoteInput{Case: k.PublicID, Yes: 5})
		}
		c.act(fmt.Sprintf("head%d", i+1), model.Act{Object: model.Ref{Kind: model.ObjectSheet, ID: sheet.PublicID}, Do: "report", Input: model.Input{Meeting: &in}})
	}
	rosters, err := tx.RostersOf(r.ID, village, model.CategoryPoor)
	c.must(err)
	list := rosters[0]
	in := &model.MeetingInput{Day: model.DateOf(c.clock.Now()), Place: "村委会", Chair: "主任", Present: present(c.members["delegates"+village], 12),
		Witness: c.members["supervision"+village][0].PublicID}
	rows, err := tx.Rows(list.ID)
	c.must(err)
	for _, row := range rows {
		k, err := tx.Case(row.CaseID)
		c.must(err)
		in.Votes = append(in.Votes, model.VoteInput{Case: k.PublicID, Yes: 11, No: 1})
	}
	c.act("clerk", model.Act{Object: listRef(list), Do: "vote", Input: model.Input{Meeting: in}})
	return list
}

// hold lets the committee hold one row back while the list is verified: the list is another one then.
func (c *county) hold(list model.Roster, row int) {
	c.t.Helper()
	c.act("committee", model.Act{Object: listRef(list), Do: "hold",
		Input: model.Input{Rows: []model.RowJudgement{{Row: row, Verdict: model.VerdictHeld, Reason: "外出打工，没有见到人"}}}})
}

func listRef(r model.Roster) model.Ref { return model.Ref{Kind: model.ObjectRoster, ID: r.PublicID} }

// posted brings n households to the first publicity, posted on the day.
func (c *county) posted(n int, day model.Date) model.Roster {
	c.t.Helper()
	list := c.verifying(n)
	for _, who := range []string{"committee", "officer", "cadre"} {
		c.act(who, model.Act{Object: listRef(list), Do: "sign"})
	}
	c.to(day, 10, 0)
	sheet, err := c.cases.PrintSheet(c.ctx, c.as("clerk"), casework.SheetInput{Object: listRef(list), Purpose: "publish"})
	c.must(err)
	_, err = c.cases.FileSheet(c.ctx, c.as("clerk"), newKey(), sheet.PublicID, c.photo("clerk"))
	c.must(err)
	c.act("clerk", model.Act{Object: listRef(list), Do: "publish", Input: model.Input{Posting: &model.PostingInput{Photos: []model.PublicID{c.photo("clerk")}, Sheet: sheet.PublicID}}})
	return list
}

// reviewing brings n households to the township's review.
func (c *county) reviewing(n int) model.Roster {
	c.t.Helper()
	list := c.posted(n, "2014-05-24")
	p, err := c.st.Read(c.ctx).RunningPublicity(list.ID)
	c.must(err)
	c.to(p.LastDay, 17, 0)
	_, err = c.cases.EndPhoto(c.ctx, c.as("clerk"), newKey(), list.PublicID, c.photo("clerk"))
	c.must(err)
	c.clock.Set(p.MovesOn.Time().Add(time.Minute))
	_, err = c.cases.CloseDue(c.ctx)
	c.must(err)
	for _, who := range []string{"reviewer", "second", "leader"} {
		c.pin(who)
	}
	return list
}
