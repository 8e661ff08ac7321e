package wechat

import (
	"context"
	"fmt"
	"testing"

	"bangfu/model"
)

type ctxt = context.Context

func (o *office) keysOf(plain string) []string {
	o.t.Helper()
	ins, no := readPush(o.acc, []byte(plain))
	if no.no() {
		o.t.Fatalf("refused: %v", no)
	}
	var keys []string
	for _, in := range ins {
		keys = append(keys, in.Key)
	}
	return keys
}

// What must differ differs and what must be the same is the same (wechat.md §2.14).
func TestDedupKeyPerKind(t *testing.T) {
	o := newOffice(t)
	done := func(id, status string) string {
		return event("oPerson", "TEMPLATESENDJOBFINISH", "<MsgID>"+id+"</MsgID><Status>"+status+"</Status>")
	}
	key := func(k string) string { return "<EventKey>" + k + "</EventKey>" }
	revoke := func(person, what string) string {
		return event("oPlatform", "user_authorization_revoke", "<OpenID>"+person+"</OpenID><RevokeInfo>"+what+"</RevokeInfo>")
	}
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"the same message", text("oA", 1, "x"), text("oA", 1, "x"), true},
		{"one MsgId, two people", text("oA", 1, "x"), text("oB", 1, "x"), false},
		{"two MsgIds", text("oA", 1, "x"), text("oA", 2, "x"), false},
		{"LOCATION and VIEW in one second", event("oA", "LOCATION", ""), event("oA", "VIEW", ""), false},
		{"two menu keys in one second", event("oA", "CLICK", key("a")), event("oA", "CLICK", key("b")), false},
		{"two results in one second", done("1", "success"), done("2", "success"), false},
		{"one result twice", done("1", "success"), done("1", "failed:user block"), true},
		{"withdrawn by two people", revoke("oA", "1"), revoke("oB", "1"), false},
		{"two things withdrawn", revoke("oA", "1"), revoke("oA", "2"), false},
	} {
		a, b := o.keysOf(c.a)[0], o.keysOf(c.b)[0]
		if (a == b) != c.same {
			t.Errorf("%s: same key %v, want %v", c.name, a == b, c.same)
		}
	}
	other := o.acc
	other.AppID = "wxother"
	ins, _ := readPush(other, []byte(text("oA", 1, "x")))
	if ins[0].Key == o.keysOf(text("oA", 1, "x"))[0] {
		t.Error("the key forgets the account")
	}
}

func item(parent, inside string) string {
	return "<" + parent + ">" + inside + "</" + parent + ">"
}

func TestEventsAreReadWhole(t *testing.T) {
	o := newOffice(t)
	list := func(id, more string) string { return "<List><TemplateId>" + id + "</TemplateId>" + more + "</List>" }
	status := func(s string) string { return "<SubscribeStatusString>" + s + "</SubscribeStatusString>" }
	for _, c := range []struct {
		name, plain string
		want        []model.Inbound
	}{
		{"follow by QR", event("oP", "subscribe", "<EventKey>qrscene_bind-42</EventKey><Ticket>t</Ticket>"),
			[]model.Inbound{{Kind: KindEvent, Event: "subscribe", EventKey: "bind-42"}}},
		{"scan", event("oP", "SCAN", "<EventKey>bind-42</EventKey>"), []model.Inbound{{Kind: KindEvent, Event: "SCAN", EventKey: "bind-42"}}},
		{"voice", replaceType(text("oP", 1, ""), "voice", "<MediaId>m</MediaId><Recognition>同意三七二一</Recognition>"),
			[]model.Inbound{{Kind: "voice", Text: "同意三七二一", MediaID: "m"}}},
		{"tap on a menu message", replaceType(text("oP", 1, "看待办"), "text", "<bizmsgmenuid>approve-7</bizmsgmenuid>"),
			[]model.Inbound{{Kind: "text", Text: "看待办", EventKey: "approve-7"}}},
		{"delivered", event("oP", "TEMPLATESENDJOBFINISH", "<MsgID>9</MsgID><Status> success </Status>"),
			[]model.Inbound{{Kind: KindEvent, Event: "TEMPLATESENDJOBFINISH", ResultID: "9"}}},
		{"not delivered", event("oP", "TEMPLATESENDJOBFINISH", "<MsgID>9</MsgID><Status>failed: system failed</Status>"),
			[]model.Inbound{{Kind: KindEvent, Event: "TEMPLATESENDJOBFINISH", ResultID: "9", ResultErr: "system failed"}}},
		{"dialog of two", event("oP", "subscribe_msg_popup_event", item("SubscribeMsgPopupEvent", list("T1", status("accept"))+list("T2", status("reject")))),
			[]model.Inbound{{Kind: KindEvent, Event: "subscribe_msg_popup_event", EventKey: "T1", Text: "accept"},
				{Kind: KindEvent, Event: "subscribe_msg_popup_event", EventKey: "T2", Text: "reject"}}},
		{"change in the popup's element", event("oP", "subscribe_msg_change_event", item("SubscribeMsgPopupEvent", list("T1", status("reject")))),
			[]model.Inbound{{Kind: KindEvent, Event: "subscribe_msg_change_event", EventKey: "T1", Text: "reject"}}},
		{"sent", event("oP", "subscribe_msg_sent_event", item("SubscribeMsgSentEvent", list("T1", "<MsgID>5</MsgID><ErrorCode>0</ErrorCode>")+list("T1", "<MsgID>6</MsgID><ErrorCode>3</ErrorCode>"))),
			[]model.Inbound{{Kind: KindEvent, Event: "subscribe_msg_sent_event", EventKey: "T1", ResultID: "5"},
				{Kind: KindEvent, Event: "subscribe_msg_sent_event", EventKey: "T1", ResultID: "6", ResultErr: "3"}}},
		{"media check", event("oSys", "wxa_media_check", "<trace_id>tr</trace_id><errcode>0</errcode><result><suggest>risky</suggest><label>100</label></result>"),
			[]model.Inbound{{OpenID: "oSys", Kind: KindEvent, Event: "wxa_media_check", ResultID: "tr", ResultErr: "risky"}}},
		{"withdrawn", event("oPlatform", "user_authorization_revoke", "<OpenID>oP</OpenID><RevokeInfo>301</RevokeInfo>"),
			[]model.Inbound{{Kind: KindEvent, Event: "user_authorization_revoke", EventKey: "301"}}},
	} {
		t.Run(c.name, func(t *testing.T) { o.same(t, c.plain, c.want) })
	}
}

func (o *office) same(t *testing.T, plain string, want []model.Inbound) {
	t.Helper()
	ins, no := readPush(o.acc, []byte(plain))
	if no.no() || len(ins) != len(want) {
		t.Fatalf("%d inbounds, refusal %v", len(ins), no)
	}
	for i, in := range ins {
		w := want[i]
		w.Key, w.App, w.AppID, w.At = in.Key, AppOA, o.acc.AppID, testNow
		if w.OpenID == "" {
			w.OpenID = "oP"
		}
		if in != w {
			t.Errorf("inbound %d\n got %+v\nwant %+v", i, in, w)
		}
	}
}

func replaceType(plain, kind, more string) string {
	const at = "<MsgType><![CDATA[text]]></MsgType>"
	n := len(plain)
	for i := range n {
		if i+len(at) <= n && plain[i:i+len(at)] == at {
			return plain[:i] + "<MsgType>" + kind + "</MsgType>" + more + plain[i+len(at):]
		}
	}
	return plain
}

// A JSON account reads the same things: List is an object for one item and an
// array for several, inside the event's member or at the top.
func TestJSONAccountReadsOneAndMany(t *testing.T) {
	acc := DemoAccount(AppMP)
	acc.Format = FormatJSON
	o := newOffice(t, func(opts *Options) { opts.Account = acc })
	head := fmt.Sprintf(`{"ToUserName":%q,"FromUserName":"oP","CreateTime":%d,"MsgType":"event","Event":"subscribe_msg_popup_event",`, acc.GhID, testNow.Unix())
	one := `{"TemplateId":"T1","SubscribeStatusString":"accept","PopupScene":"0"}`
	two := `{"TemplateId":"T2","SubscribeStatusString":"reject","PopupScene":"0"}`
	for name, c := range map[string]struct {
		plain string
		want  int
	}{
		"one at the top":  {head + `"List":` + one + `}`, 1},
		"many at the top": {head + `"List":[` + one + `,` + two + `]}`, 2},
		"one inside":      {head + `"SubscribeMsgPopupEvent":{"List":` + one + `}}`, 1},
		"many inside":     {head + `"SubscribeMsgPopupEvent":{"List":[` + one + `,` + two + `]}}`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			o.desk.asked = nil
			if w := o.send(o.push(c.plain)); w.Code != 200 || o.desk.runs() != c.want {
				t.Errorf("status %d, %d answers, want %d", w.Code, o.desk.runs(), c.want)
			}
		})
	}
	for name, plain := range map[string]string{
		"a member twice": head + `"Event":"subscribe"}`,
		"two values":     head + `"List":` + one + `}{}`,
		"an array":       `[1]`,
		"too deep":       head + `"a":{"b":{"c":{"d":{"e":{"f":{"g":1}}}}}}}`,
	} {
		if w := o.send(o.push(plain)); w.Code != 400 {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	said := fmt.Sprintf(`{"ToUserName":%q,"FromUserName":"oP","CreateTime":%d,"MsgType":"text","Content":"进\u0002度","MsgId":77}`, acc.GhID, testNow.Unix())
	if got := o.says(o.send(o.push(said))); got == "success" || got[len(got)-6:] != "进度" {
		t.Errorf("reply %q", got)
	}
}

// Vector F3 is a push in JSON with a padding above 16.
func TestPublishedJSONPushIsRead(t *testing.T) {
	for _, v := range vectors() {
		if v.name != "F3" {
			continue
		}
		acc := v.account()
		acc.Format = FormatJSON
		_, plain, err := acc.Decrypt(v.cipher)
		if err != nil {
			t.Fatal(err)
		}
		root, err := parse(FormatJSON, plain)
		if err != nil || root.value("debug_str") != "hello world" {
			t.Fatalf("%v, %s", err, plain)
		}
		acc.GhID = root.value("ToUserName")
		ins, no := readPush(acc, plain)
		if no.no() || ins[0].Event != "debug_demo" || ins[0].Kind != KindUnknown {
			t.Errorf("%v %+v", no, ins)
		}
	}
}
