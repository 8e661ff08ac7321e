package main

import (
	"context"
	"net/http"
	"net/url"

	"bangfu/model"
	"bangfu/service/wechat"
)

// The public paths (decisions 37).
const (
	apiPath     = "/api/v1/"
	oaPath      = "/wechat/oa"
	mpPath      = "/wechat/mp"
	sandboxPath = "/sandbox"
)

// mount puts the doors of the world on their paths.
func (w *world) mount(api http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{apiPath, "/help", "/help/", "/gonggao", "/gonggao/"} {
		mux.Handle(path, api)
	}
	mux.Handle(oaPath, w.oa)
	mux.Handle(mpPath, w.mp)
	if w.sandbox != nil {
		mux.Handle(sandboxPath+"/connect/oauth2/authorize", w.sandbox.AuthorizePage(phoneOf))
	}
	return mux
}

// phoneOf says from which of the demo's phones an authorize page was opened: its
// own ?phone=, or that of the page it leads back to (decisions 26).
func phoneOf(r *http.Request) string {
	q := r.URL.Query()
	if phone := q.Get("phone"); phone != "" {
		return phone
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return ""
	}
	return back.Query().Get("phone")
}

// late sends the answer to a message that waited in the spool: the exchange it
// belonged to is over, so it travels as a message of its own (客服消息).
func (w *world) late(ctx context.Context, in model.Inbound, out model.Outbound) error {
	if out.Text == "" || in.App != wechat.AppOA {
		return nil // the mini-program has no chat
	}
	_, err := w.client.SendText(ctx, in.OpenID, out.Text)
	return err
}
