package bot

import (
	"context"
	"log/slog"
	"time"

	"bangfu/model"
	"bangfu/service/account"
	"bangfu/service/casework"
	"bangfu/service/workflow"
)

// Notices is what the chat tells the outbox.
type Notices interface {
	// Result notes the fate of a message; unknown ones change nothing.
	Result(ctx context.Context, in model.Inbound) error
	// Saw notes that a person has looked at what waits: the next card may come at once.
	Saw(ctx context.Context, actor model.Actor) error
}

// Options are the parts a Counter works with.
type Options struct {
	Casework *casework.Service
	Accounts *account.Accounts
	Notify   Notices
	Library  *workflow.Library // its schemes' words and opinions are what may be typed
	Clock    model.Clock
	BaseURL  string // of the links in answers: https://host
	Log      *slog.Logger
}

// Counter is the chat counter. It is safe for concurrent use.
type Counter struct {
	cases    *casework.Service
	accounts *account.Accounts
	notices  Notices
	clock    model.Clock
	links    links
	words    grammar
	log      *slog.Logger
}

// New returns a counter over its parts.
func New(o Options) *Counter {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	var schemes []*workflow.Scheme
	if o.Library != nil {
		schemes = o.Library.All()
	}
	return &Counter{cases: o.Casework, accounts: o.Accounts, notices: o.Notify, clock: o.Clock, links: links{o.BaseURL},
		words: newGrammar(schemes), log: log}
}

func (c *Counter) now() time.Time { return c.clock.Now() }

// Handle answers one thing a person did in the chat (decisions 31). The answer is
// empty where nothing is to be said. It returns an error only when nothing was
// changed and the same message may be tried again (KindUnavailable).
func (c *Counter) Handle(ctx context.Context, in model.Inbound) (model.Outbound, error) {
	var text string
	var err error
	switch in.Kind {
	case "text":
		text, err = c.hear(ctx, in, fold(in.Text))
	case "voice":
		text, err = c.listen(ctx, in)
	case "event":
		text, err = c.event(ctx, in)
	default:
		text = notWords(in.Kind)
	}
	if model.KindOf(err) == model.KindUnavailable {
		return model.Outbound{}, err
	}
	if err != nil {
		text = c.fault(err)
	}
	c.noteWindow(ctx, in)
	return model.Outbound{Text: clip(text)}, nil
}

// fault is the answer to a refusal that no command has put into words.
func (c *Counter) fault(err error) string {
	e := model.AsError(err)
	if e.Kind == model.KindInternal {
		c.log.Error("chat counter", "err", err.Error())
		return "系统出了问题，这次不知道办成没有。请过一会儿回“待办”看看"
	}
	return sentenceEnd(e.Notice)
}

// hear answers a text.
func (c *Counter) hear(ctx context.Context, in model.Inbound, s said) (string, error) {
	v, err := c.visit(ctx, in, s)
	if err != nil {
		return "", err
	}
	return v.answer(ctx)
}

// listen answers a voice: what was heard is read like a text, but never decides.
func (c *Counter) listen(ctx context.Context, in model.Inbound) (string, error) {
	s := fold(in.Text)
	if s.whole == "" {
		return "没有听清。请打字发给我，不知道说什么请回“帮助”", nil
	}
	v, err := c.visit(ctx, in, s)
	if err != nil {
		return "", err
	}
	v.spoken = true
	return v.answer(ctx)
}

func (c *Counter) visit(ctx context.Context, in model.Inbound, s said) (*visit, error) {
	actor, err := c.accounts.ActorByOpenID(ctx, in.App, in.OpenID)
	if err != nil {
		return nil, err
	}
	return &visit{Counter: c, in: in, actor: actor, said: s}, nil
}

// notWords answers pictures and the like.
func notWords(kind string) string {
	switch kind {
	case "image", "video", "shortvideo", "file":
		return "请不要在这里发证件照，也不要发家里的照片，这里不收。材料请在小程序里传；别人要您发，也不要发。不知道说什么请回“帮助”"
	case "location":
		return "这里不用发位置。不知道说什么请回“帮助”"
	case "link":
		return "这里打不开您发的链接。不知道说什么请回“帮助”"
	}
	return "这里只认得文字。不知道说什么请回“帮助”"
}

// noteWindow notes after the answer which ways to the person stand open, best
// effort (decisions 23).
func (c *Counter) noteWindow(ctx context.Context, in model.Inbound) {
	contact := contactOf(in)
	if contact == "" || in.Repeat || in.App != account.AppOA {
		return
	}
	if err := c.accounts.NoteWindow(ctx, in.OpenID, contact, in.At); err != nil {
		c.log.Warn("chat window not noted", "err", err.Error())
	}
}

func contactOf(in model.Inbound) string {
	if in.Kind != "event" {
		return account.ContactMessage
	}
	switch in.Event {
	case "subscribe":
		return account.ContactFollow
	case "unsubscribe":
		return account.ContactUnfollow
	case "SCAN", "CLICK":
		return account.ContactTap
	}
	return ""
}
