package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"bangfu/model"
	"bangfu/service/wechat"
)

// problem is a refusal as the interface writes it (RFC 9457).
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Kind   string `json:"kind"`
}

// caller is the story's own small client of the interface: it knows addresses and
// JSON, and nothing of the house.
type caller struct {
	base string
	http *http.Client
	keys int
}

// reply is one answer of the interface.
type reply struct {
	status   int
	replayed bool // the same request was answered before
	body     []byte
	problem  problem
}

// refused reports whether the interface has said no.
func (r reply) refused() bool { return r.status >= http.StatusBadRequest }

// key returns a fresh Idempotency-Key.
func (c *caller) key() string {
	c.keys++
	return fmt.Sprintf("story-%06d-%s", c.keys, model.NewPublicID())
}

// send asks the interface for something; an empty token asks as nobody.
func (c *caller) send(ctx context.Context, method, path, token, key, kind string, body []byte) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return reply{}, fmt.Errorf("服务器没有回答 %s %s：%w", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	if err != nil {
		return reply{}, fmt.Errorf("%s %s 的回答没有读完：%w", method, path, err)
	}
	r := reply{status: res.StatusCode, replayed: res.Header.Get("Idempotency-Replayed") == "true", body: answer}
	if r.refused() {
		_ = json.Unmarshal(answer, &r.problem) // what is no problem+json has an empty title, and the story says so
	}
	return r, nil
}

// person is somebody of the story with a phone: the mini-program through the
// interface, the chat through encrypted callbacks.
type person struct {
	*story
	phone string
	title string
	token string
	day   model.Date // of the login
}

// login opens the mini-program anew each day: wx.login, then the interface.
func (p *person) login() {
	if p.err != nil || p.token != "" && p.day == p.today() {
		return
	}
	code, err := p.w.Sandbox.LoginCode(wechat.AppMP, p.phone)
	if p.fault(err) {
		return
	}
	var in struct {
		Token string `json:"token"`
	}
	body, err := json.Marshal(map[string]string{"app": "mp", "code": code})
	if p.fault(err) {
		return
	}
	r, err := p.api.send(p.ctx, http.MethodPost, "/api/v1/login", "", "", jsonKind, body)
	if p.fault(err) {
		return
	}
	if r.refused() {
		p.fail("登录", "能登录", fmt.Sprintf("%d %s", r.status, r.problem.Title))
		return
	}
	if p.fault(json.Unmarshal(r.body, &in)) {
		return
	}
	p.token, p.day = in.Token, p.today()
}

const jsonKind = "application/json"

// try sends a request as the person and returns whatever comes back.
func (p *person) try(method, path, key string, body any) reply { // the body of a request is any JSON
	p.login()
	if p.err != nil {
		return reply{}
	}
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); p.fault(err) {
			return reply{}
		}
	} else if method == http.MethodPost {
		raw = []byte("{}")
	}
	r, err := p.api.send(p.ctx, method, "/api/v1"+path, p.token, key, jsonKind, raw)
	p.fault(err)
	return r
}

// get reads something and expects it to be there.
func (p *person) get(path string, into any) { p.must(p.try(http.MethodGet, path, "", nil), path, into) }

// post does something and expects it to be done.
func (p *person) post(path string, body, into any) reply {
	r := p.try(http.MethodPost, path, p.api.key(), body)
	p.must(r, path, into)
	return r
}

func (p *person) must(r reply, path string, into any) {
	if p.err != nil {
		return
	}
	if r.refused() {
		p.fail(p.title+" "+path, "办成", fmt.Sprintf("%d %s", r.status, r.problem.Title))
		return
	}
	if into != nil {
		p.fault(json.Unmarshal(r.body, into))
	}
}

// photo uploads a picture of the phone.
func (p *person) photo() string {
	p.login()
	if p.err != nil {
		return ""
	}
	r, err := p.api.send(p.ctx, http.MethodPost, "/api/v1/files", p.token, p.api.key(), "image/jpeg", p.picture)
	if p.fault(err) {
		return ""
	}
	var out struct {
		ID string `json:"id"`
	}
	p.must(r, "/files", &out)
	return out.ID
}

// say writes in the chat and returns what the account answers.
func (p *person) say(text string) string {
	if p.err != nil {
		return ""
	}
	x, err := p.w.Sandbox.Say(p.ctx, p.phone, text)
	if p.fault(err) {
		return ""
	}
	p.last = x
	if x.Failed != "" {
		p.fail(p.title+"说“"+text+"”", "有回答", "公众号没有回答（"+x.Failed+"）")
	}
	p.line(p.title, "（聊天）"+text)
	p.line("帮扶", strings.ReplaceAll(x.Reply, "\n", " ⏎ "))
	return x.Reply
}

// hears says something and expects every one of the words in the answer.
func (p *person) hears(text string, words ...string) string {
	answer := p.say(text)
	p.contains(p.title+"说“"+text+"”", answer, words...)
	return answer
}

// pin enters the PIN of the day in the mini-program.
func (p *person) pin() { p.post("/me/pin/check", map[string]string{"pin": PIN}, nil) }
