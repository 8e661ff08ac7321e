package wechat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bangfu/model"
)

const (
	maxBody      = 64 << 10        // WeChat's largest push is some 3 KiB
	readDeadline = 2 * time.Second // for the body
	freshFor     = 300             // seconds a signature is good for, either way
	maxEcho      = 512
)

// refusal is an answer that runs nothing: a status and a fixed word. The zero
// value refuses nothing.
type refusal struct {
	status int
	word   string
}

func (r refusal) no() bool { return r.status != 0 }

// The refusals (wechat.md §2.23).
var ( // true constants: Go has no constant structs
	refuseMalformed = refusal{http.StatusBadRequest, "malformed"}
	refuseUnsigned  = refusal{http.StatusForbidden, "forbidden"}
	refuseStale     = refusal{http.StatusForbidden, "stale"}
	refusePlain     = refusal{http.StatusForbidden, "forbidden"}
	refuseForeign   = refusal{http.StatusForbidden, "forbidden"}
	refuseMethod    = refusal{http.StatusMethodNotAllowed, "method"}
	refuseSize      = refusal{http.StatusRequestEntityTooLarge, "too large"}
	refuseFormat    = refusal{http.StatusUnsupportedMediaType, "format"}
	refuseUnkept    = refusal{http.StatusServiceUnavailable, "unavailable"}
)

// envelope is a push as it came over the wire, with what its signature covers.
// It is what the spool keeps: nothing in it is readable without the AES key.
type envelope struct {
	AppID        string    `json:"app_id"`
	Timestamp    string    `json:"timestamp"`
	Nonce        string    `json:"nonce"`
	MsgSignature string    `json:"msg_signature"`
	Encrypt      string    `json:"encrypt"`
	VerifiedAt   time.Time `json:"verified_at"`
	KeyVersion   string    `json:"key_version"` // fingerprint of the AES key that opens it
	Key          string    `json:"key"`         // dedup key, a hash
	Person       string    `json:"person"`      // keyed hash of who sent it: keeps a person's acts in order
	Reason       string    `json:"reason"`      // why it is kept
}

// query is the signed part of a callback's address.
type query struct {
	signature, timestamp, nonce, echo, msgSignature string
}

// readQuery checks method and query, then the signature, then the age: all
// before a byte of the body is read (wechat.md §2.3 to §2.7).
func (r *Receiver) readQuery(req *http.Request) (query, refusal) {
	values, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return query{}, refuseMalformed
	}
	echo := values.Has("echostr")
	if (req.Method == http.MethodGet) != echo || (req.Method != http.MethodGet && req.Method != http.MethodPost) {
		return query{}, refuseMethod
	}
	for _, name := range []string{"signature", "timestamp", "nonce", "echostr", "msg_signature", "encrypt_type"} {
		if len(values[name]) > 1 {
			return query{}, refuseMalformed
		}
	}
	q := query{values.Get("signature"), values.Get("timestamp"), values.Get("nonce"), values.Get("echostr"), values.Get("msg_signature")}
	if no := r.checkSignature(q); no.no() {
		return query{}, no
	}
	if len(q.echo) > maxEcho {
		return query{}, refuseMalformed
	}
	if !echo && (values.Get("encrypt_type") != "aes" || !hexSignature(q.msgSignature)) {
		return query{}, refusePlain // a leaked log line of plain mode would forge anybody for ever
	}
	return q, refusal{}
}

func (r *Receiver) checkSignature(q query) refusal {
	if q.signature == "" || q.timestamp == "" || q.nonce == "" {
		return refuseUnsigned
	}
	at, err := strconv.ParseUint(q.timestamp, 10, 63)
	if err != nil || !nonceShape(q.nonce) {
		return refuseMalformed
	}
	want := Signature(r.acc.Token.Reveal(), q.timestamp, q.nonce)
	if model.GuardCallbackSign.On() && (!hexSignature(q.signature) || !sameSignature(q.signature, want)) {
		return refuseUnsigned
	}
	age := r.clock.Now().Unix() - int64(at) //nolint:gosec // 63 bits were parsed
	if model.GuardCallbackAge.On() && (age > freshFor || age < -freshFor) {
		r.log.Error("callback well signed but stale: check this server's clock", "app_id", r.acc.AppID, "age_seconds", age)
		return refuseStale
	}
	return refusal{}
}

func hexSignature(s string) bool {
	return len(s) == 40 && strings.Trim(s, "0123456789abcdef") == ""
}

func nonceShape(s string) bool {
	return len(s) <= 64 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == ""
}

// readEnvelope reads the body and checks msg_signature before anything is
// decrypted (wechat.md §2.8, §2.9).
func (r *Receiver) readEnvelope(w http.ResponseWriter, req *http.Request, q query) (*envelope, refusal) {
	if otherFormat(r.acc.Format, req.Header.Get("Content-Type")) {
		return nil, refuseFormat
	}
	if req.ContentLength > maxBody {
		return nil, refuseSize
	}
	raw, err := readBody(w, req)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, refuseSize
	}
	if err != nil {
		return nil, refuseMalformed
	}
	root, err := parse(r.acc.Format, raw)
	if err != nil {
		return nil, refuseMalformed
	}
	env := &envelope{
		AppID: r.acc.AppID, Timestamp: q.timestamp, Nonce: q.nonce, MsgSignature: q.msgSignature,
		Encrypt: root.value("Encrypt"), VerifiedAt: r.clock.Now(), KeyVersion: r.keyVersion,
	}
	if env.Encrypt == "" {
		return nil, refuseMalformed
	}
	if root.value("ToUserName") != r.acc.GhID || !r.signed(env) {
		return nil, refuseForeign
	}
	return env, refusal{}
}

// readBody gives the sender two seconds; a deadline of the connection is the
// machine's time, whatever the world's clock says.
func readBody(w http.ResponseWriter, req *http.Request) ([]byte, error) {
	rc := http.NewResponseController(w)
	if rc.SetReadDeadline(model.SystemClock{}.Now().Add(readDeadline)) == nil {
		defer rc.SetReadDeadline(time.Time{}) //nolint:errcheck // else the server would take the deadline for a lost client
	}
	return io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
}

// otherFormat reports a body that declares the format the account is not set to.
func otherFormat(format, contentType string) bool {
	if contentType == "" {
		return false
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return true
	}
	if format == FormatJSON {
		return strings.Contains(media, "xml")
	}
	return strings.Contains(media, "json")
}

func (r *Receiver) signed(env *envelope) bool {
	want := Signature(r.acc.Token.Reveal(), env.Timestamp, env.Nonce, env.Encrypt)
	return !model.GuardCallbackSign.On() || sameSignature(env.MsgSignature, want)
}

// open decrypts an envelope and reads what it says (wechat.md §2.10 to §2.14).
func (r *Receiver) open(env *envelope) ([]model.Inbound, refusal) {
	_, plain, err := r.acc.Decrypt(env.Encrypt)
	if errors.Is(err, ErrForeign) {
		return nil, refuseForeign
	}
	if err != nil {
		return nil, refuseMalformed
	}
	ins, no := readPush(r.acc, plain)
	if no.no() {
		return nil, no
	}
	env.Key, env.Person = ins[0].Key, r.person(ins[0].OpenID)
	return ins, refusal{}
}

// person hides an openid behind a keyed hash, for file names and maps.
func (r *Receiver) person(openID string) string {
	h := hmac.New(sha256.New, []byte(r.acc.AESKey.Reveal()))
	h.Write([]byte(r.acc.AppID + ":" + openID))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func fingerprint(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:4])
}
