package wechat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxReply = 2000 // bytes of UTF-8; WeChat's own limit was measured as 2,048

func replyType(format string) string {
	if format == FormatJSON {
		return "application/json; charset=utf-8"
	}
	return "application/xml; charset=utf-8"
}

// fitText drops what XML forbids and cuts at a rune, so that WeChat neither
// refuses the text nor shows half a character.
func fitText(text string) string {
	text = legalText(strings.ToValidUTF8(text, ""))
	if len(text) <= maxReply {
		return text
	}
	cut := maxReply - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// cdata wraps text, splitting the one sequence that would end it.
func cdata(text string) string {
	return "<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// reply encrypts a text for the person (被动回复); nil when there is nothing to say.
func (r *Receiver) reply(to, text string) ([]byte, error) {
	text = fitText(text)
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	at := strconv.FormatInt(r.clock.Now().Unix(), 10)
	plain, err := r.plainReply(to, text, at)
	if err != nil {
		return nil, err
	}
	enc, err := r.acc.Encrypt(freshRandom(), plain)
	if err != nil {
		return nil, err
	}
	nonce := freshNonce()
	return r.acc.envelopeReply(enc, at, nonce)
}

func (r *Receiver) plainReply(to, text, at string) ([]byte, error) {
	if r.acc.Format == FormatJSON {
		return json.Marshal(map[string]string{
			"ToUserName": to, "FromUserName": r.acc.GhID, "CreateTime": at, "MsgType": "text", "Content": text,
		})
	}
	return fmt.Appendf(nil, "<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>%s</CreateTime>"+
		"<MsgType><![CDATA[text]]></MsgType><Content>%s</Content></xml>", cdata(to), cdata(r.acc.GhID), at, cdata(text)), nil
}

func (a Account) envelopeReply(enc, at, nonce string) ([]byte, error) {
	sig := Signature(a.Token.Reveal(), at, nonce, enc)
	if a.Format == FormatJSON {
		stamp, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return nil, err
		}
		return json.Marshal(struct {
			Encrypt      string `json:"Encrypt"`
			MsgSignature string `json:"MsgSignature"`
			TimeStamp    int64  `json:"TimeStamp"`
			Nonce        string `json:"Nonce"`
		}{enc, sig, stamp, nonce})
	}
	return fmt.Appendf(nil, "<xml><Encrypt>%s</Encrypt><MsgSignature>%s</MsgSignature><TimeStamp>%s</TimeStamp><Nonce>%s</Nonce></xml>",
		cdata(enc), cdata(sig), at, cdata(nonce)), nil
}
