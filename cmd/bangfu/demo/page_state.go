package demo

import (
	"net/http"
	"time"

	"bangfu/model"
	"bangfu/service/wechat/sandbox"
)

// state is what the bar above the phones shows.
type state struct {
	World   named                `json:"world"`
	Worlds  []named              `json:"worlds"`
	Clock   clockFace            `json:"clock"`
	Health  string               `json:"health"`
	Note    string               `json:"note"` // what is under way; "" = nothing
	Seats   []RoleSeat           `json:"seats"`
	Phones  map[string]string    `json:"phones"` // phone to key of the seat
	Menu    []sandbox.MenuButton `json:"menu"`
	PIN     string               `json:"pin"` // of everybody in the demonstration
	Started time.Time            `json:"started"`
}

type named struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// clockFace is the world's clock as people read it.
type clockFace struct {
	At   time.Time  `json:"at"`
	Date model.Date `json:"date"`
	Day  string     `json:"day"`  // 2014年5月12日 星期一
	Time string     `json:"time"` // 09:00
	Rest string     `json:"rest"` // 端午, 周末; "" on a working day
}

func (p *page) face(now time.Time) clockFace {
	local, day := now.In(model.Shanghai()), model.DateOf(now)
	c := clockFace{At: now, Date: day, Time: local.Format("15:04"),
		Day: local.Format("2006年1月2日") + " 星期" + string([]rune("日一二三四五六")[local.Weekday()])}
	if p.calendar != nil {
		c.Rest, _ = p.calendar.Rest(day)
	}
	return c
}

// state gathers what the bar shows now; without a world that is what is under way.
func (p *page) state() (state, *World) {
	world := p.opener.Current()
	s := state{Seats: Roles(), PIN: PIN, Phones: map[string]string{}, Menu: []sandbox.MenuButton{}, Health: string(sandbox.HealthFine)}
	for _, name := range p.opener.Names() {
		title := name
		if f, ok := FactsOf(name); ok {
			title = f.Title
		}
		s.Worlds = append(s.Worlds, named{name, title})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s.Note = p.note
	for phone, seat := range p.holders {
		s.Phones[phone] = seat
	}
	if world == nil {
		return s, nil
	}
	s.World, s.Started = named{world.Name, world.Title}, world.Start
	s.Clock = p.face(world.Clock.Now())
	if menu := world.Sandbox.Menu(); menu != nil {
		s.Menu = menu
	}
	if h, ok := p.health[world.Name]; ok {
		s.Health = h
	}
	return s, world
}

func (p *page) getState(w http.ResponseWriter, r *http.Request) {
	s, _ := p.state()
	write(p, w, r, s)
}

// change alters what the page remembers and wakes every stream.
func (p *page) change(alter func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	alter()
	close(p.changed)
	p.changed = make(chan struct{})
}

// turn returns the channel that is closed at the next change.
func (p *page) turn() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

func (p *page) say(note string) { p.change(func() { p.note = note }) }

// held returns the world and the sandbox's person behind a phone of the page.
func (p *page) held(phone string) (*World, string, error) {
	p.mu.Lock()
	key, ok := p.holders[phone]
	p.mu.Unlock()
	if !ok {
		return nil, "", model.Invalid("没有这部手机，请刷新页面")
	}
	world := p.opener.Current()
	if world == nil {
		return nil, "", model.Conflict("演示世界正在打开，请稍等")
	}
	for _, s := range Roles() {
		if s.Key == key {
			return world, s.Phone, nil
		}
	}
	return nil, "", model.Invalid("没有这个角色，请重新选")
}
