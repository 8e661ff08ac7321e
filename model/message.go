package model

import "time"

// Inbound is one thing a person did in the chat, after the WeChat border has
// verified and decrypted it: a text, a voice, a menu tap, a follow, a result.
type Inbound struct {
	Key       string    // dedup key, unique for one act of one person (wechat.md §2.14)
	App       string    // oa or mp
	AppID     string    // the receiving account's appid
	OpenID    string    // who did it: FromUserName of the decrypted body (or the event's own person field)
	Kind      string    // text, voice, image, location, event, unknown …
	Event     string    // for Kind event: subscribe, unsubscribe, SCAN, CLICK, TEMPLATESENDJOBFINISH …
	EventKey  string    // scene or menu key
	Text      string    // text, or recognised words of a voice
	MediaID   string    // of an image or voice
	At        time.Time // CreateTime
	Repeat    bool      // WeChat repeats a message that this server has seen: the outcome is rendered again
	Late      bool      // replayed from the spool: the answer cannot go back in the same exchange
	ResultID  string    // message id of a result event
	ResultErr string    // "" or success when it was delivered; else WeChat's words
}

// Outbound is the answer to an Inbound. An empty Text answers nothing.
type Outbound struct {
	Text string // at most 600 characters, no name, no number, no cause, no money of a household
}
