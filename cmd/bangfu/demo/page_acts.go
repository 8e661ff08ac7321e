package demo

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"bangfu/model"
	"bangfu/service/wechat"
	"bangfu/service/wechat/sandbox"
)

// Bounds of the clock's moves.
const (
	actLimit  = time.Minute          // an act of a phone: WeChat's four tries fit
	moveLimit = 10 * time.Minute     // a move of the clock, or the first opening of a world
	maxMove   = 100 * 24 * time.Hour // one move; longer ones are a slip
)

// acts is the list of what the page may ask for.
func (p *page) acts() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"say": p.sayText, "click": p.click, "clock": p.moveClock, "health": p.setHealth, "world": p.openWorld, "seat": p.sit, "login": p.login,
	}
}

// finish runs an act to its end even when the browser does not wait for it.
func (p *page) finish(w http.ResponseWriter, r *http.Request, limit time.Duration, act func(ctx context.Context) error) {
	unbounded(w)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), limit)
	defer cancel()
	if err := act(ctx); err != nil {
		p.refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type sayAsk struct {
	Phone string `json:"phone"`
	Text  string `json:"text"`
}

// sayText lets the person who holds the phone write in the chat.
func (p *page) sayText(w http.ResponseWriter, r *http.Request) {
	in, err := read[sayAsk](w, r)
	if err == nil && strings.TrimSpace(in.Text) == "" {
		err = model.Invalid("请先写点什么再发")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.finish(w, r, actLimit, func(ctx context.Context) error {
		world, key, err := p.held(in.Phone)
		if err == nil {
			_, err = world.Sandbox.Say(ctx, key, in.Text)
		}
		return unheard(err)
	})
}

// unheard says in words why a phone's message did not leave it.
func unheard(err error) error {
	var known *model.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return model.Conflict("没有发出去：这部手机还没有关注公众号，或者等得太久。请换一个角色，或再发一次").Because(err)
}

type clickAsk struct {
	Phone string `json:"phone"`
	Key   string `json:"key"`
}

// click lets the person who holds the phone tap a button of the menu.
func (p *page) click(w http.ResponseWriter, r *http.Request) {
	in, err := read[clickAsk](w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.finish(w, r, actLimit, func(ctx context.Context) error {
		world, key, err := p.held(in.Phone)
		if err == nil {
			_, err = world.Sandbox.Click(ctx, key, in.Key)
		}
		return unheard(err)
	})
}

// clockAsk moves the clock by hours, or to where the next list that is shown needs
// somebody.
type clockAsk struct {
	Hours    int       `json:"hours,omitempty"`
	Showings []showing `json:"showings,omitempty"`
}

// showing is a list that hangs, as the page's people see it.
type showing struct {
	LastDay  model.Date `json:"last_day"`
	MovesOn  time.Time  `json:"moves_on"`
	EndPhoto bool       `json:"end_photo"` // taken, or none is needed
}

// nextStop is where the clock stands still on its way to the end of a publicity:
// first on the last day in working hours, for the end photo can be taken then, and
// after that when the list moves on. The zero time when nothing lies ahead.
func nextStop(now time.Time, lists []showing) (stop time.Time) {
	for _, l := range lists {
		at := l.MovesOn
		if photo := l.LastDay.At(10, 0); !l.EndPhoto && photo.After(now) {
			at = photo
		}
		if at.After(now) && (stop.IsZero() || at.Before(stop)) {
			stop = at
		}
	}
	return stop
}

func (p *page) moveClock(w http.ResponseWriter, r *http.Request) {
	in, err := read[clockAsk](w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.finish(w, r, moveLimit, func(ctx context.Context) error {
		if !p.busy.TryLock() {
			return model.Conflict("上一步还没走完，请稍等")
		}
		defer p.busy.Unlock()
		world := p.opener.Current()
		if world == nil {
			return model.Conflict("演示世界正在打开，请稍等")
		}
		d := time.Duration(in.Hours) * time.Hour
		if len(in.Showings) > 0 {
			now := world.Clock.Now()
			stop := nextStop(now, in.Showings)
			if stop.IsZero() {
				return model.Conflict("这些名单的公示期都满了，在等期满照片")
			}
			d = stop.Sub(now) + time.Minute
		}
		if d <= 0 || d > maxMove {
			return model.Invalid("时钟只能往前走，一次最多100天")
		}
		p.say("正在走时钟，到点的事一件一件办……")
		defer p.say("")
		return world.Advance(ctx, d)
	})
}

type healthAsk struct {
	Health string `json:"health"`
}

// setHealth sets how WeChat feels from now on, in this world.
func (p *page) setHealth(w http.ResponseWriter, r *http.Request) {
	in, err := read[healthAsk](w, r)
	known := []sandbox.Health{sandbox.HealthFine, sandbox.HealthSlow, sandbox.HealthDown, sandbox.HealthQuota}
	world := p.opener.Current()
	switch {
	case err != nil:
	case !slices.Contains(known, sandbox.Health(in.Health)):
		err = model.Invalid("没有这种情况，请重新选")
	case world == nil:
		err = model.Conflict("演示世界正在打开，请稍等")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	world.Sandbox.SetHealth(sandbox.Health(in.Health))
	p.change(func() { p.health[world.Name] = in.Health })
	w.WriteHeader(http.StatusNoContent)
}

type worldAsk struct {
	Name string `json:"name"`
}

// openWorld swaps the world; it is made when it is first chosen.
func (p *page) openWorld(w http.ResponseWriter, r *http.Request) {
	in, err := read[worldAsk](w, r)
	if err == nil && !slices.Contains(p.opener.Names(), in.Name) {
		err = model.Invalid("没有这个世界，请重新选")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.finish(w, r, moveLimit, func(ctx context.Context) error {
		if !p.busy.TryLock() {
			return model.Conflict("上一步还没走完，请稍等")
		}
		defer p.busy.Unlock()
		p.say("正在打开另一个世界……")
		defer p.say("")
		_, err := p.opener.Switch(ctx, in.Name, p.say)
		return err
	})
}

type seatAsk struct {
	Phone string `json:"phone"`
	Seat  string `json:"seat"`
}

// sit gives a phone into somebody's hand.
func (p *page) sit(w http.ResponseWriter, r *http.Request) {
	in, err := read[seatAsk](w, r)
	known := slices.ContainsFunc(Roles(), func(s RoleSeat) bool { return s.Key == in.Seat })
	if err == nil && (in.Phone != "a" && in.Phone != "b" || !known) {
		err = model.Invalid("没有这个角色，请重新选")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.change(func() { p.holders[in.Phone] = in.Seat })
	w.WriteHeader(http.StatusNoContent)
}

// exchange shows the last callback of the phone's person, for the curious: the
// sealed envelope, the signature, what it says when opened, and the answer.
func (p *page) exchange(w http.ResponseWriter, r *http.Request) {
	world, key, err := p.held(r.URL.Query().Get("phone"))
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	all := world.Sandbox.Exchanges()
	for _, x := range slices.Backward(all) {
		if x.Key == key && x.App == wechat.AppOA && len(x.Tries) > 0 {
			write(p, w, r, x)
			return
		}
	}
	p.refuse(w, r, model.Conflict("这部手机还没有发过消息。请先在聊天里发一条"))
}
