package bot

import (
	"strings"
	"testing"

	"bangfu/model"
	"bangfu/model/store"
)

func TestABareYesCountsOnlyForTheOneTaskLastShown(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	asks := func(when string) {
		t.Helper()
		if got := c.say("clerk", "同意"); !strings.HasPrefix(got, "还没办。要同意，请回：同意 "+n) || c.state(ref) != "submitted" {
			t.Errorf("%s: %s; the case is %s", when, got, c.state(ref))
		}
	}
	asks("never shown")
	second := c.apply("bb", groupOne)
	c.say("clerk", "详情 "+n)
	asks("two are open")
	c.act("clerk", model.Act{Object: second, Do: "accept"})
	c.say("clerk", "详情 "+n)
	in := c.message("clerk", "同意")
	want := c.hand(in)
	if !strings.HasPrefix(want, "已受理 "+n) || c.state(ref) != "surveying" {
		t.Fatalf("the one task last shown: %s", want)
	}
	third := c.apply("ccc", groupOne)
	in.Repeat = true // WeChat repeats the old 同意 after a new task has come (T2)
	if got := c.hand(in); got != want || c.state(third) != "submitted" {
		t.Errorf("repeated: %s; the new case is %s", got, c.state(third))
	}
	if got := c.say("clerk", "同意"); !strings.HasPrefix(got, "还没办。") || c.state(third) != "submitted" {
		t.Errorf("a task that was not shown: %s", got)
	}
}

func TestABareYesDoesNotCountForAChangedMatter(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	list := c.verifying(2)
	n := c.numberOf("cadre", listRef(list))
	c.say("cadre", "下一个")
	c.hold(list, 2)
	before := c.decisions(listRef(list))
	if got := c.say("cadre", "同意"); !strings.HasPrefix(got, "还没办。要同意，请回：同意 "+n) || c.decisions(listRef(list)) != before {
		t.Errorf("after a change: %s", got)
	}
}

func TestABatchCarriesOnlyWhatTheListHasShown(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	refs := []model.Ref{c.apply("a", groupOne), c.apply("bb", groupOne), c.apply("ccc", groupOne), c.apply("dddd", groupTwo)}
	var ns []string
	for _, r := range refs {
		ns = append(ns, c.numberOf("clerk", r))
	}
	batch := "同意 " + ns[0] + "-" + ns[2]
	if got := c.say("clerk", batch); !strings.HasPrefix(got, "还没办。") {
		t.Errorf("before any list: %s", got)
	}
	list := c.say("clerk", "待办")
	for i, n := range ns {
		mark := []string{"一组（尾号001）", "一组（尾号002）", "一组（尾号003）", "二组（尾号004）"}[i] // two of one village read apart
		if !strings.Contains(list, n+" 新申请待受理 · 山河镇解家川村"+mark+" · 1户 · 5月15日18:00前，剩3个工作日") {
			t.Errorf("待办: %s", list)
		}
	}
	fifth := c.apply("eeeee", groupTwo)
	if got := c.say("clerk", "同意 "+ns[0]+" "+c.numberOf("clerk", fifth)); !strings.Contains(got, "不在刚才给您看的名单上") {
		t.Errorf("a number that was not on the list: %s", got)
	}
	if got := flat(c.say("clerk", batch)); got != "要同意3件："+ns[0]+"、"+ns[1]+"、"+ns[2]+"。对就回：确认 "+ns[0]+"（3件一起办，10分钟内有效）" {
		t.Errorf("batch: %s", got)
	}
	c.act("clerk", model.Act{Object: refs[1], Do: "accept"}) // in the mini-program meanwhile
	in := c.message("clerk", "确认 "+ns[0])
	got := c.hand(in)
	want := []string{
		ns[0] + " 已受理，受理号 SL-20140512-100209-002。", ns[1] + " 已由解家川村委会在今天09:00办理：受理。",
		ns[2] + " 已受理，受理号 SL-20140512-100209-003。", "您还有",
	}
	lines := strings.Split(got, "\n")
	for i, w := range want {
		if len(lines) != len(want) || !strings.HasPrefix(lines[i], w) {
			t.Fatalf("batch lines:\n%s", got)
		}
	}
	in.Repeat = true
	if again := c.hand(in); again != got {
		t.Errorf("repeated:\n%s\nfirst:\n%s", again, got)
	}
	if c.state(refs[3]) != "submitted" || c.state(fifth) != "submitted" {
		t.Error("a household outside the batch was accepted")
	}
}

func TestAVoiceNeverDecides(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	voice := c.message("clerk", "同意"+n+"。")
	voice.Kind = "voice"
	if got := c.hand(voice); got != "听到：同意 "+n+"。对就回：确认 "+n || c.state(ref) != "submitted" {
		t.Fatalf("voice: %s; the case is %s", got, c.state(ref))
	}
	voice = c.message("clerk", "确认"+n)
	voice.Kind = "voice"
	if got := c.hand(voice); !strings.HasPrefix(got, "语音不能确认") || c.state(ref) != "submitted" {
		t.Errorf("确认 by voice: %s", got)
	}
	if got := c.say("clerk", "确认"+n); !strings.HasPrefix(got, "已受理 "+n) {
		t.Errorf("typed 确认: %s", got)
	}
	for _, text := range []string{"", "嗯那个同意吧" + n} {
		voice = c.message("clerk", text)
		voice.Kind = "voice"
		if got := c.hand(voice); strings.HasPrefix(got, "已") {
			t.Errorf("voice %q: %s", text, got)
		}
	}
}

func TestAReasonThatTellsTooMuchIsNotEchoed(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	for _, reason := range []string{
		"解" + householder("a") + "的户口簿看不清", householder("a") + "户口簿看不清", "他家有病人住院没有材料", "身份证621025190001010010不对",
		"电话13900000000打不通", "一年收入三千元对不上", "老王说他家不困难", "王二家的儿子有车", "解某的材料不全",
	} {
		got := c.say("clerk", "退回 "+n+" "+reason)
		if !strings.Contains(got, "请点开链接填写："+testBaseURL) || strings.Contains(got, reason) {
			t.Errorf("%s: %s", reason, got)
		}
	}
	for reason, want := range map[string]string{
		"④户口簿的首页没有拍上": "户口簿的首页没有拍上", "3": "不是本村", "缺身份证": "缺身份证", "照片是反的，看不出字": "照片是反的,看不出字", "户口簿看不清": "户口簿看不清，请重拍",
	} {
		if got := c.say("clerk", "退回 "+n+" "+reason); !strings.Contains(got, "理由："+want+"。") {
			t.Errorf("%s: %s", reason, got)
		}
	}
	for _, reason := range []string{"太短", "④", "9"} {
		if got := c.say("clerk", "退回 "+n+" "+reason); !strings.HasPrefix(got, "还没办。") {
			t.Errorf("%s: %s", reason, got)
		}
	}
}

func TestWhatIsNotDoneByTypingLeadsToItsPage(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	ref := c.apply("a", groupOne)
	n := c.numberOf("clerk", ref)
	if got := c.say("clerk", "转村 "+n); !strings.HasPrefix(got, "还没办。转村不能在这里办，请点开："+testBaseURL+"/h5/#/t/") || c.state(ref) != "submitted" {
		t.Errorf("转村: %s", got)
	}
	if got := c.say("clerk", "签批 "+n); !strings.HasPrefix(got, "还没办。"+n+" 这一步不能“签批”。") {
		t.Errorf("another step's word: %s", got)
	}
	got := c.say("clerk", n)
	for _, want := range []string{n + " 新申请待受理", "要受理，请回：受理 " + n, "退回 " + n + " ①", "转村、并入要点开办"} {
		if !strings.Contains(got, want) {
			t.Errorf("详情 lacks %s: %s", want, got)
		}
	}
	if got := c.say("clerk", "详情 9999"); !strings.HasPrefix(got, "没有办。您手里没有编号9999。您现有："+n) {
		t.Errorf("a number nobody gave: %s", got)
	}
	if got := c.say("reviewer", "同意 "+n); !strings.HasPrefix(got, "没有办。您手里没有编号") || c.state(ref) != "submitted" {
		t.Errorf("another person's number: %s", got)
	}
}

func TestTheNextOneGoesRoundAndARepeatStays(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	a, b := c.numberOf("clerk", c.apply("a", groupOne)), c.numberOf("clerk", c.apply("bb", groupOne))
	if got := c.say("clerk", "下一个"); !strings.HasPrefix(got, a) {
		t.Errorf("first: %s", got)
	}
	in := c.message("clerk", "下一个")
	in.Repeat = false
	if got := c.hand(in); !strings.HasPrefix(got, b) {
		t.Errorf("second: %s", got)
	}
	in.Repeat = true
	if got := c.hand(in); !strings.HasPrefix(got, b) {
		t.Errorf("repeated: %s", got)
	}
	if got := c.say("clerk", "下一个"); !strings.HasPrefix(got, a) {
		t.Errorf("round: %s", got)
	}
}

func TestHelpIsShortAndFitsWhoAsks(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	n := c.numberOf("clerk", c.apply("a", groupOne))
	for who, want := range map[string][]string{
		"clerk": {"待办", "详情 " + n, "同意 " + n, "退回 " + n + " ①", "下一个", "找人"}, "a": {"进度", "公示", "申请", "找人", "反映", "大字"}, "stranger": {"绑定", "公示", "申请"},
	} {
		got := c.say(who, "?")
		if lines := strings.Count(got, "\n") + 1; lines > 8 {
			t.Errorf("%s: %d lines", who, lines)
		}
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s lacks %s:\n%s", who, w, got)
			}
		}
	}
	if got := c.say("a", "天气怎么样"); !strings.HasPrefix(got, "没有看懂您的意思。") {
		t.Errorf("unknown: %s", got)
	}
}

func TestReadingWritesNothing(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.apply("a", groupOne)
	c.say("a", "进度")
	count := func() int {
		rows, err := c.st.Read(c.ctx).AuditsAfter(0, 10_000)
		c.must(err)
		return len(rows)
	}
	before := count()
	for _, text := range []string{"进度", "公示", "帮助", "政策", "找人", "申请", "大字"} {
		if got := c.say("a", text); got == "" {
			t.Errorf("%s is not answered", text)
		}
	}
	if after := count(); after != before {
		t.Errorf("reading wrote %d rows of audit", after-before)
	}
}

func TestAStrangerIsHelpedAsFarAsPossible(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	for text, want := range map[string]string{
		"公示": "二维码", "申请": testBaseURL + "/h5/#/apply", "找人": "12317", "进度": "绑定", "待办": "绑定", "同意 3721": "绑定", "同意": "绑定", "确认 3721": "绑定",
		"反映": "12317", "收到": "进度", "绑定": "干部不会向您要绑定码", "绑定 000000": "绑定码不对", "解绑": "没有绑定",
	} {
		if got := c.say("stranger", text); !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestListsAndPeopleOfTheVillage(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	c.posted(2, "2014-05-23")
	c.to("2014-05-26", 9, 0)
	if got := c.say("household1", "公示"); !strings.Contains(got, "2户，5月24日到5月30日。点开看："+testBaseURL+"/h5/#/p/") {
		t.Errorf("公示: %s", got)
	}
	got := c.say("household1", "找人")
	for _, want := range []string{"解家川村委会 0934-0000003", "山河镇人民政府 0934-0000002", "12317"} {
		if !strings.Contains(got, want) {
			t.Errorf("找人 lacks %s: %s", want, got)
		}
	}
}

func TestEventsAreAnswered(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	event := func(who, event, key string) model.Inbound {
		in := c.message(who, "")
		in.Kind, in.Event, in.EventKey = "event", event, key
		return in
	}
	if got := c.hand(event("stranger", "subscribe", "")); !strings.HasPrefix(got, "您好") || !strings.Contains(got, "绑定") {
		t.Errorf("subscribe: %s", got)
	}
	if got := c.hand(event("stranger", "SCAN", "bind_000000")); !strings.Contains(got, "绑定码不对") {
		t.Errorf("a scene with a code: %s", got)
	}
	if got := c.hand(event("a2", "CLICK", "progress")); !strings.Contains(got, "绑定") {
		t.Errorf("a tap: %s", got)
	}
	for _, e := range []string{"unsubscribe", "VIEW", "LOCATION"} {
		if got := c.hand(event("stranger", e, "")); got != "" {
			t.Errorf("%s: %s", e, got)
		}
	}
	for _, e := range []string{"TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event"} {
		if got := c.hand(event("clerk", e, "")); got != "" {
			t.Errorf("%s: %s", e, got)
		}
	}
	if len(c.results.got) != 2 {
		t.Errorf("%d results reached notify", len(c.results.got))
	}
	image := c.message("a2", "")
	image.Kind = "image"
	if got := c.hand(image); !strings.HasPrefix(got, "请不要在这里发证件照") {
		t.Errorf("image: %s", got)
	}
}

func TestBindingByCodeAndUndoingIt(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	p := c.person("newcomer", areaVillage)
	c.in(func(tx *store.Tx) error {
		return tx.AddBindCode(&model.BindCode{PersonID: p.ID, CodeHash: tx.Seal().Index("bind_code", "135790"), Expires: model.InstantOf(c.clock.Now()) + 3600*1000})
	})
	c.say("newcomer", "解绑")
	c.in(func(tx *store.Tx) error {
		return tx.AddBindCode(&model.BindCode{PersonID: p.ID, CodeHash: tx.Seal().Index("bind_code", "246802"), Expires: model.InstantOf(c.clock.Now()) + 3600*1000})
	})
	in := c.message("phone2", "绑定 ２４６８０２")
	want := c.hand(in)
	if !strings.HasPrefix(want, "已绑定。") {
		t.Fatal(want)
	}
	in.Repeat = true
	if got := c.hand(in); got != want {
		t.Errorf("repeated: %s", got)
	}
	in = c.message("phone2", "解绑")
	want = c.hand(in)
	in.Repeat = true
	if got := c.hand(in); got != want || !strings.HasPrefix(got, "已解绑。") {
		t.Errorf("解绑: %s, repeated: %s", want, got)
	}
}

func TestADeadDatabaseIsAnErrorAndNoClaim(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	n := c.numberOf("clerk", c.apply("a", groupOne))
	c.must(c.st.Close())
	for _, text := range []string{"同意 " + n, "待办", "进度", "退回 " + n + " ①", "确认 " + n} {
		out, err := c.bot.Handle(c.ctx, c.message("clerk", text))
		if model.KindOf(err) != model.KindUnavailable || out.Text != "" {
			t.Errorf("%s: %v, %q", text, err, out.Text)
		}
	}
}

func TestWhoLooksAtTheListNoLongerWaitsBehindAnUnseenCard(t *testing.T) {
	t.Parallel()
	c := newCounty(t)
	n := c.numberOf("clerk", c.apply("a", groupOne))
	for i, text := range []string{"待办", "详情 " + n} {
		c.say("clerk", text)
		if got := c.results.saw.Load(); got != int64(i)+1 {
			t.Errorf("%s: %d looks were noted", text, got)
		}
	}
	c.say("a", "进度")
	if got := c.results.saw.Load(); got != 2 {
		t.Error("进度 wrote something")
	}
}
