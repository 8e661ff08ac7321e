package sandbox

import (
	"testing"

	"bangfu/model"
	"bangfu/service/wechat"
)

// Published replies are judged as WeChat would: C3, a reply of another
// implementation, is read; with one digit of its signature changed it is
// malformed (wechat.md §14).
func TestPublishedRepliesAreJudged(t *testing.T) {
	acc := wechat.Account{
		App: wechat.AppOA, AppID: "wx49f0ab532d5d035a", GhID: "gh", Format: wechat.FormatXML,
		Token: model.NewSensitive("123456"), AESKey: model.NewSensitive("kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"),
	}
	const c3 = "9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QY" +
		"KxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJv" +
		"FurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3"
	reply := func(sig string) *Try {
		return &Try{Status: 200, Answer: "<xml>" + field("Encrypt", c3) + field("MsgSignature", sig) +
			"<TimeStamp>1411525903</TimeStamp>" + field("Nonce", "461056294") + "</xml>"}
	}
	good := reply("407518b7649e86ef23978113f92d27afa9296533")
	if judge(acc, good); good.Judged != judgedReply {
		t.Errorf("C3 is judged %s: %s", good.Judged, good.Plain)
	}
	bad := reply("507518b7649e86ef23978113f92d27afa9296533")
	if judge(acc, bad); bad.Judged != judgedMalformed {
		t.Errorf("a wrong signature is judged %s", bad.Judged)
	}
	for answer, want := range map[string]string{"": judgedSilent, "success": judgedSilent, "ok": judgedMalformed, "<xml></xml>": judgedMalformed} {
		got := &Try{Status: 200, Answer: answer}
		if judge(acc, got); got.Judged != want {
			t.Errorf("%q is judged %s, want %s", answer, got.Judged, want)
		}
	}
}

// F4 is a published reply in JSON; it opens, but says nothing a chat could show.
func TestPublishedJSONReplyOpens(t *testing.T) {
	acc := wechat.Account{App: wechat.AppMP, AppID: "wxba5fad812f8e6fb9", GhID: "gh", Format: wechat.FormatJSON,
		Token: model.NewSensitive("AAAAA"), AESKey: model.NewSensitive("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")}
	f4 := &Try{Status: 200, Answer: `{"Encrypt":"ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",` +
		`"MsgSignature":"1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1","TimeStamp":1713424427,"Nonce":"415670741"}`}
	if judge(acc, f4); f4.Plain != `{"demo_resp":"good luck"}` || f4.Judged != judgedMalformed {
		t.Errorf("%s %q", f4.Judged, f4.Plain)
	}
}
