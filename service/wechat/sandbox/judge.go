package sandbox

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"

	"bangfu/service/wechat"
)

// judge reads the answer as WeChat does: success or nothing is silence, a valid
// encrypted message is a reply, another status is repeated, all else is malformed.
func judge(acc wechat.Account, t *Try) {
	answer := strings.TrimSpace(t.Answer)
	switch {
	case t.Status != http.StatusOK:
		t.Judged = judgedFailed
		return
	case answer == "" || answer == "success":
		t.Judged = judgedSilent
		return
	}
	t.Judged = judgedMalformed
	var env struct {
		Encrypt      string
		MsgSignature string
		TimeStamp    json.Number
		Nonce        string
	}
	var err error
	if acc.Format == wechat.FormatJSON {
		err = json.Unmarshal([]byte(answer), &env)
	} else {
		err = xml.Unmarshal([]byte(answer), &env)
	}
	if err != nil || wechat.Signature(acc.Token.Reveal(), string(env.TimeStamp), env.Nonce, env.Encrypt) != env.MsgSignature {
		return
	}
	_, plain, err := acc.Decrypt(env.Encrypt)
	if err != nil {
		return
	}
	t.Plain = string(plain)
	if replyText(acc.Format, t.Plain) != "" {
		t.Judged = judgedReply
	}
}

func replyText(format, plain string) string {
	var msg struct {
		Content string
	}
	var err error
	if format == wechat.FormatJSON {
		err = json.Unmarshal([]byte(plain), &msg)
	} else {
		err = xml.Unmarshal([]byte(plain), &msg)
	}
	if err != nil {
		return ""
	}
	return msg.Content
}

// recorder is the little of an http.ResponseWriter a door needs.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
	ended  bool
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

func (r *recorder) finish() {
	r.WriteHeader(http.StatusOK)
	r.ended = true
}

func (r *recorder) result() (int, string) {
	if !r.ended {
		return 0, ""
	}
	return r.status, r.body.String()
}
