package sandbox

import (
	"context"
	"fmt"

	"bangfu/service/wechat"
)

// pending is a result event that has not been pushed yet.
type pending struct {
	key, app string
	msgID    int64
	template string // of a subscription message
	status   string // success | failed:…
	never    bool
}

// amendLast lets the script change how the message just accepted ends.
func (s *Sandbox) amendLast(f Fault) {
	if len(s.pending) == 0 {
		return
	}
	last := &s.pending[len(s.pending)-1]
	last.never = f.Kind == FaultNoResult
	if f.Kind == FaultUndelivered {
		last.status = "failed:" + f.Body
	}
}

// Flush pushes every result event that waits.
func (s *Sandbox) Flush(ctx context.Context) error {
	s.mu.Lock()
	due := s.pending
	s.pending = nil
	s.mu.Unlock()
	for _, e := range due {
		if e.never {
			continue
		}
		name, more := "TEMPLATESENDJOBFINISH", fmt.Sprintf("<MsgID>%d</MsgID>", e.msgID)+field("Status", e.status)
		if e.app == wechat.AppMP {
			code := "0"
			if e.status != "success" {
				code = "3"
			}
			name = "subscribe_msg_sent_event"
			more = "<SubscribeMsgSentEvent><List>" + field("TemplateId", e.template) + fmt.Sprintf("<MsgID>%d</MsgID>", e.msgID) +
				field("ErrorCode", code) + field("ErrorStatus", e.status) + "</List></SubscribeMsgSentEvent>"
		}
		if _, err := s.result(ctx, e.app, e.key, name, more); err != nil {
			return err
		}
	}
	return nil
}

// result pushes an event nobody waits for: when it is not taken, no phone shows it.
func (s *Sandbox) result(ctx context.Context, app, key, name, more string) (Exchange, error) {
	s.mu.Lock()
	p, err := s.find(key)
	if err != nil {
		s.mu.Unlock()
		return Exchange{}, err
	}
	x := s.push(app, p, field("MsgType", "event")+field("Event", name)+more, "")
	x.act = false
	s.mu.Unlock()
	return s.deliver(ctx, x)
}

// Run pushes result events as they come, until ctx ends: the demo's loop.
func (s *Sandbox) Run(ctx context.Context) {
	version := uint64(0)
	for ctx.Err() == nil {
		if err := s.Flush(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("sandbox could not push a result", "err", err.Error())
		}
		var err error
		if version, err = s.Wait(ctx, version); err != nil {
			return
		}
	}
}
