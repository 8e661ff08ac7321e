package bot

import (
	"strings"
	"testing"
	"time"

	"bangfu/model"
	"bangfu/model/store"
)

// ready puts a second list beside one that is ready to be handed in: another
// village's, with n households.
func (c *county) ready(first model.Roster, state model.State, n int) {
	c.t.Helper()
	const other = "621025100210"
	c.in(func(tx *store.Tx) error {
		r, err := tx.Roster(first.ID)
		if err != nil {
			return err
		}
		from := r.State
		r.State = state
		if err := tx.PutRoster(&r, from); err != nil {
			return err
		}
		rows, err := tx.Rows(r.ID)
		if err != nil {
			return err
		}
		second := model.Roster{PublicID: model.NewPublicID(), RoundID: r.RoundID, Village: other, Category: r.Category, Serial: 1, Scheme: r.Scheme,
			Area: areaTownship.Join(other), State: state, StateSeq: 1, Version: 1, ListVersion: 1, StateAt: r.StateAt, CreatedAt: r.CreatedAt}
		if err := tx.AddRoster(&second); err != nil {
			return err
		}
		var more []model.RosterRow
		for i := range n {
			more = append(more, model.RosterRow{RosterID: second.ID, RowNo: i + 1, CaseID: rows[i].CaseID, GroupNo: 1, Persons: 2, Verdict: model.VerdictKept, Version: 1})
		}
		return tx.AddRows(more)
	})
}

func TestHandingInSaysHowMuchGoesAlong(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(3)
	c.act("reviewer", model.Act{Object: listRef(list), Do: "examine"})
	c.act("leader", model.Act{Object: listRef(list), Do: "approve"})
	c.act("reviewer", model.Act{Object: listRef(list), Do: "issue"})
	c.act("clerk", model.Act{Object: listRef(list), Do: "publish", Input: model.Input{Posting: &model.PostingInput{Photos: []model.PublicID{c.photo("clerk")}}}})
	p, err := c.st.Read(c.ctx).RunningPublicity(list.ID)
	c.must(err)
	c.to(p.LastDay, 17, 0)
	_, err = c.cases.EndPhoto(c.ctx, c.as("clerk"), newKey(), list.PublicID, c.photo("clerk"))
	c.must(err)
	c.clock.Set(p.MovesOn.Time().Add(time.Minute))
	_, err = c.cases.CloseDue(c.ctx)
	c.must(err)
	if c.state(listRef(list)) != "to_hand_in" {
		t.Fatalf("the list is %s", c.state(listRef(list)))
	}
	n := c.numberOf("reviewer", listRef(list))
	if got := c.say("reviewer", "上报 "+n); !strings.HasPrefix(got, "要上报到县上：山河镇解家川村3户，本乡镇准备好的只有这一份。对就回：确认 "+n) {
		t.Errorf("alone: %s", got)
	}
	c.ready(list, "to_hand_in", 2)
	c.say("reviewer", "详情 "+n)
	if got := c.say("reviewer", "上报 "+n); !strings.HasPrefix(got, "要上报到县上：本乡镇准备好的名单一起报，共2个村2份名单、5户，连 "+n+" 在内。对就回：确认 "+n) {
		t.Errorf("together: %s", got)
	}
	if got := c.say("reviewer", "确认 "+n); !strings.HasPrefix(got, "已上报 "+n+"，是本乡镇报的第1批，共5户。") {
		t.Errorf("done: %s", got)
	}
}

func TestAMatterThatCameBackIsNamedByItsNewNumber(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	old := c.numberOf("clerk", ref)
	c.say("clerk", "退回 "+old+" ②")
	c.say("clerk", "确认 "+old)
	c.act("a", model.Act{Object: ref, Do: "resubmit", Reason: "身份证正在补办，先用户口簿"})
	n := c.numberOf("clerk", ref)
	got := c.say("clerk", "同意 "+old)
	if n == old || !strings.HasSuffix(got, "这件又到您这里了，新编号 "+n+"：新申请待受理。看内容请回：详情 "+n) || strings.Contains(got, "不用再办") || c.state(ref) != "submitted" {
		t.Errorf("the old number: %s", got)
	}
}

func TestWhoSignsASecondTimeIsToldThatTheOwnSignatureStands(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.verifying(2)
	n := c.numberOf("officer", listRef(list))
	c.say("officer", "详情 "+n)
	in := c.message("officer", "签字 "+n)
	first := c.hand(in)
	before := c.decisions(listRef(list))
	got := c.say("officer", "签字 "+n)
	if !strings.HasPrefix(got, n+" 您这一份已经办过：核实签字（今天09:00）。") || !strings.Contains(got, "还要等") || c.decisions(listRef(list)) != before {
		t.Errorf("a second signature: %s", got)
	}
	in.Repeat = true
	if again := c.hand(in); again != first {
		t.Errorf("repeated: %s, first: %s", again, first)
	}
}

func TestWhatOnlyThePageDoesIsAnsweredOnceWithThePage(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.verifying(2)
	for _, who := range []string{"committee", "officer", "cadre"} {
		c.act(who, model.Act{Object: listRef(list), Do: "sign"})
	}
	n := c.numberOf("clerk", listRef(list))
	for _, text := range []string{"同意 " + n, "张榜公示 " + n, "张榜 " + n, "张榜", "好", "同意吗", "确认", "不行", n} {
		got := c.say("clerk", text)
		if !strings.Contains(got, testBaseURL+"/h5/#/t/") || strings.Contains(got, "请回：") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestHelpOffersTheCountyOnlyWhatTheCountyCanUse(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	for _, who := range []string{"county", "countyleader", "countygroup", "head1"} {
		got := c.say(who, "帮助")
		for _, no := range []string{"同意", "退回", "不通过"} {
			if strings.Contains(got, no) {
				t.Errorf("%s is offered %s:\n%s", who, no, got)
			}
		}
		if !strings.Contains(got, "待办") || !strings.Contains(got, "点开链接办") {
			t.Errorf("%s:\n%s", who, got)
		}
	}
	if got := c.say("county", "帮助"); strings.Contains(got, "村上") || strings.Contains(got, "本村") {
		t.Errorf("the county has no village:\n%s", got)
	}
	for _, who := range []string{"reviewer", "leader", "clerk", "officer"} {
		if got := c.say(who, "帮助"); !strings.Contains(got, "同意") {
			t.Errorf("%s is not offered 同意:\n%s", who, got)
		}
	}
}

func TestTasksOfOneVillageReadApart(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	a, b, d := c.numberOf("clerk", c.apply("a", groupOne)), c.numberOf("clerk", c.apply("bb", groupOne)), c.numberOf("clerk", c.apply("ccc", groupThree))
	list := c.say("clerk", "待办")
	for n, mark := range map[string]string{a: "解家川村一组（尾号001）", b: "解家川村一组（尾号002）", d: "解家川村三组（尾号003）"} {
		if !strings.Contains(list, n+" 新申请待受理 · 山河镇"+mark) {
			t.Errorf("%s lacks %s: %s", n, mark, list)
		}
	}
	if got := c.say("clerk", "下一个"); !strings.Contains(got, "一组（尾号001）") {
		t.Errorf("下一个: %s", got)
	}
	c = newCounty(t)
	n := c.numberOf("officer", listRef(c.verifying(2)))
	if got := c.say("officer", n); !strings.HasPrefix(got, n+" 名单待核实签字 · 山河镇解家川村（贫困户） · 2户") {
		t.Errorf("a list: %s", got)
	}
}

func TestACitizensNumberIsNeverReadNorShownAgain(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	n := c.numberOf("clerk", c.apply("a", groupOne))
	number := c.numbers["a"].Reveal()
	spaced := number[:6] + " " + number[6:14] + " " + number[14:]
	for _, who := range []string{"a", "clerk", "stranger"} {
		for _, text := range []string{number, "我的身份证号是" + number, spaced, "查 " + number + " 的进度", "退回 " + n + " 身份证" + number + "不对"} {
			for _, kind := range []string{"text", "voice"} {
				in := c.message(who, text)
				in.Kind = kind
				got := c.hand(in)
				if strings.Contains(text, "退回") && who != "clerk" {
					if strings.Contains(got, number) {
						t.Errorf("%s, %s: %s", who, text, got)
					}
					continue
				}
				if !strings.HasPrefix(got, "不要在这里发身份证号") || strings.Contains(got, number) || strings.Contains(got, number[6:14]) {
					t.Errorf("%s, %s, %s: %s", who, kind, text, got)
				}
			}
		}
	}
	if got := c.say("a", number); !strings.Contains(got, "请回“申请”") || !strings.Contains(got, "村委会") {
		t.Errorf("what to do instead: %s", got)
	}
}

func TestAVillagerWhoTellsOfANeedIsLedOn(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.person("a", areaVillage.Join(groupOne))
	for _, who := range []string{"a", "stranger"} {
		for _, text := range []string{"低保", "没钱", "上学", "孩子上学没有钱", "家里有人看病"} {
			got := c.say(who, text)
			if !strings.Contains(got, "请回“申请”") || !strings.Contains(got, "请回“找人”") {
				t.Errorf("%s, %s: %s", who, text, got)
			}
		}
	}
}

func TestWhomToAskIsListedOnce(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.person("a", areaVillage.Join(groupOne))
	for _, who := range []string{"a", "clerk", "reviewer", "county", "stranger"} {
		if got := c.say(who, "找人"); strings.Count(got, "12317") != 1 {
			t.Errorf("%s: %s", who, got)
		}
	}
}

func TestProgressSaysWhatAStepMeansForTheHousehold(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.reviewing(2)
	c.act("reviewer", model.Act{Object: listRef(list), Do: "examine"})
	c.act("leader", model.Act{Object: listRef(list), Do: "approve"})
	if got := c.say("household1", "进度"); !strings.Contains(got, "镇上已经同意，等镇上安排第二次张榜") {
		t.Errorf("before the second publicity: %s", got)
	}
	for step, want := range map[string]string{
		"您家的申请（尾号001）：已识别。现在由正宁县扶贫办办理。": "您家的申请（尾号001）：已识别，就是评上了，县上已经公告。下一步给您家安排帮扶的干部。现在由正宁县扶贫办办理。",
		"您家的申请（尾号001）：村上核实签字中，6月1日前办。":  "您家的申请（尾号001）：村上核实签字中，6月1日前办。",
	} {
		if got := plainly(step); got != want {
			t.Errorf("%s: %s", step, got)
		}
	}
}
