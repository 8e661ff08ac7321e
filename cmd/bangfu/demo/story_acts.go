package demo

import (
	"net/http"
	"strconv"
	"strings"

	"bangfu/model"
	"bangfu/service/casework"
)

// fields are the members of a JSON request: text, numbers, lists, hence any.
type fields map[string]any

// listing is one page of a list.
type listing[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
	Total int64  `json:"total"`
}

// tasks reads every open task of the person.
func (p *person) tasks() []casework.TaskCard {
	var all []casework.TaskCard
	for n := 1; p.err == nil; n++ {
		var one listing[casework.TaskCard]
		p.get("/tasks?page="+strconv.Itoa(n), &one)
		all = append(all, one.Items...)
		if len(one.Items) == 0 || int64(len(all)) >= one.Total {
			break
		}
	}
	return all
}

// task returns the person's task that asks for an act in the story's village, on
// exactly the object when one is named.
func (p *person) task(do, object string) casework.TaskCard {
	for _, c := range p.tasks() {
		if string(c.Do) == do && (object == "" && strings.Contains(c.Place, storyVillage) || string(c.Object.ID) == object) {
			return c
		}
	}
	p.fail(p.title+"的待办", "有“"+do+"”这一件", "没有")
	return casework.TaskCard{}
}

// open reads a task with the matter behind it.
func (p *person) open(c casework.TaskCard) casework.TaskView {
	var v casework.TaskView
	if p.err == nil {
		p.get("/tasks/"+string(c.ID), &v)
	}
	return v
}

// act does one row of the procedure through the interface.
func (p *person) act(obj model.Ref, do string, version int64, more fields) model.Outcome {
	var out model.Outcome
	p.post("/acts", actBody(obj, do, version, more), &out)
	p.line(p.title, "（小程序）"+out.Say+resultOf(out))
	return out
}

func actBody(obj model.Ref, do string, version int64, more fields) fields {
	body := fields{"object": fields{"kind": obj.Kind, "id": obj.ID}, "do": do, "version": version}
	for k, v := range more {
		body[k] = v
	}
	return body
}

func resultOf(out model.Outcome) string {
	text := ""
	if out.Number != "" {
		text += "，" + out.Number
	}
	if len(out.Waiting) > 0 {
		text += "，还等" + strings.Join(out.Waiting, "、")
	}
	if out.LastDay != "" {
		text += "，公示到" + out.LastDay.Words()
	}
	if out.NextOffice != "" {
		text += "；下一步" + out.NextOffice + out.NextSay
	}
	return text
}

// household reads a case as the person may see it.
func (p *person) household(id string) casework.CaseView {
	var v casework.CaseView
	if p.err == nil {
		p.get("/cases/"+id, &v)
	}
	return v
}

// roster reads the story's list.
func (p *person) roster() casework.RosterView {
	var v casework.RosterView
	if p.err == nil {
		p.get("/rosters/"+p.list, &v)
	}
	return v
}

// number returns the four digits by which the person speaks of a task, and lets
// the chat show it first, so that nothing is decided unseen.
func (p *person) number(c casework.TaskCard) string {
	n := strconv.Itoa(c.Number)
	p.hears("详情 "+n, n)
	return n
}

// absent expects that something is not there for the person, not even its existence.
func (p *person) absent(path string) {
	r := p.try(http.MethodGet, path, "", nil)
	p.holds(p.title+" "+path, r.status == http.StatusNotFound, "看不到（404）", strconv.Itoa(r.status))
}

// anybody reads without any login.
func (s *story) anybody(method, path string, into any) reply {
	p := &person{story: s, title: "路过的人"}
	if s.err != nil {
		return reply{}
	}
	var raw []byte
	kind := ""
	if method == http.MethodPost {
		raw, kind = []byte("{}"), jsonKind
	}
	r, err := s.api.send(s.ctx, method, "/api/v1"+path, "", s.api.key(), kind, raw)
	if s.fault(err) {
		return r
	}
	p.must(r, path, into)
	return r
}
