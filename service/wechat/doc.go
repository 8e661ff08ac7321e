// Package wechat is the border to WeChat (微信): it receives the callbacks of the
// official account (公众号) and of the mini-program (小程序), and calls WeChat's
// APIs. It is the only package that knows the SDK and the wire; what it hands on
// is model.Inbound and takes back model.Outbound.
//
// Joining it, in cmd:
//
//	spool, err := wechat.OpenSpool(dir, clock)
//	client, err := wechat.NewClient(wechat.ClientOptions{OA: oa, MP: mp, Cache: tokens, Clock: clock, Log: log})
//	receiver, err := wechat.NewReceiver(wechat.Options{
//		Account: oa, Clock: clock, Counter: bot, Spool: spool, Log: log,
//		Late: func(ctx context.Context, in model.Inbound, out model.Outbound) error {
//			_, err := client.SendText(ctx, in.OpenID, out.Text)
//			return err
//		},
//	})
//	mux.Handle("/wechat/oa", receiver)
//	// a job, every two seconds, on every server:
//	_, err = spool.Drain(ctx, receiver, receiverMP)
//
// The bot implements Counter. It deduplicates by Inbound.Key in its own
// transaction and answers a repeat from the stored outcome, so that Handle may
// be called any number of times for one act. It answers model.KindUnavailable
// when nothing was changed and trying again later helps: the message then waits
// in the spool and comes back with Late set.
//
// What an event carries beyond the plain fields of model.Inbound:
//
//	text after a tap on a menu message   EventKey = bizmsgmenuid
//	subscribe by QR                      EventKey = the scene without its prefix qrscene_
//	subscribe_msg_popup/change_event     one Inbound per template: EventKey = template id, Text = accept | reject
//	TEMPLATESENDJOBFINISH, sent_event    ResultID = message id, ResultErr = "" or WeChat's words (sent_event: code)
//	wxa_media_check                      ResultID = trace id, ResultErr = "" for pass, else the suggestion; OpenID is WeChat's own
//	user_authorization_*                 OpenID = the person, EventKey = what was withdrawn (RevokeInfo)
//
// An event nobody knows has Kind unknown and keeps its name in Event.
package wechat
