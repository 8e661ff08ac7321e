package miniapp

import (
	"bytes"
	"html/template"
	"net/http"
	"time"

	"bangfu/model"
	"bangfu/service/casework"
)

func (c *call) publicities() error {
	all, err := c.casework.Publicities(c.ctx(), c.actor)
	return items(c, all, err)
}

// pass is the right to read one list for a few minutes.
type pass struct {
	Pass  string    `json:"pass"`
	Until time.Time `json:"until"`
}

func (c *call) passFor() error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	p, until, err := c.casework.Pass(c.ctx(), c.actor, id)
	return answer(c, pass{p, until}, err)
}

// posterPass opens the list a poster hangs beside; nobody has to log in for it,
// so the address is what is limited, generously: a village may share one.
func (c *call) posterPass() error {
	if err := c.perAddress("poster", 600); err != nil {
		return err
	}
	p, until, err := c.casework.PassByLink(c.ctx(), c.gin.Param("link"))
	return answer(c, pass{p, until}, err)
}

// listByPass writes the bytes of a list as they are kept: no store, no encoding.
// A phone may keep them for half a minute, so that a voided list is gone within
// sixty seconds (decisions 20).
func (c *call) listByPass() error {
	body, etag, err := c.casework.ReadPass(c.gin.Param("pass"))
	if err != nil {
		return err
	}
	h := c.gin.Writer.Header()
	h.Set("Cache-Control", "private, max-age=30")
	h.Set("ETag", etag)
	if c.gin.GetHeader("If-None-Match") == etag {
		c.gin.Status(http.StatusNotModified)
		c.gin.Writer.WriteHeaderNow()
		return nil
	}
	return c.bytes(http.StatusOK, "application/json; charset=utf-8", body)
}

func (c *call) announcements() error {
	all, err := c.casework.Announcements(c.ctx(), c.gin.Query("county"))
	return items(c, all, err)
}

func (c *call) announced() (casework.PublicList, string, error) {
	id, err := c.id("id")
	if err != nil {
		return casework.PublicList{}, "", err
	}
	return c.casework.Announcement(c.ctx(), id)
}

func (c *call) announcement() error {
	l, _, err := c.announced()
	return answer(c, l, err)
}

// announcementDraft is the text of the county's announcement, to be copied.
func (c *call) announcementDraft() error {
	_, text, err := c.announced()
	if err != nil {
		return err
	}
	return c.bytes(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}

var announcementBody = template.Must(template.New("announcement").Parse(`<h1>{{.Title}}</h1>
<p>{{.Place}}。公告时间：{{.FirstDay.Words}}至{{.LastDay.Words}}。</p>
<table><thead><tr><th>序号</th><th>村</th><th>户主</th><th>人数</th><th>类别</th></tr></thead><tbody>
{{range .Rows}}<tr><td>{{.Row}}</td><td>{{.Village}}</td><td>{{.Householder}}</td><td>{{.Persons}}</td><td>{{.Category}}</td></tr>
{{end}}</tbody></table>
{{range .Corrected}}<p>勘误：{{.}}</p>{{end}}
<p>{{.Notice}}</p><p>名单校验码：{{.Hash}}</p>`))

// announcementPage is the announcement as a plain page for the county's website.
func (c *call) announcementPage() error {
	l, _, err := c.announced()
	if err != nil {
		return c.plainRefusal(err)
	}
	var body bytes.Buffer
	if err := announcementBody.Execute(&body, l); err != nil {
		return model.Internal(err)
	}
	p, err := page(l.Title, body.Bytes())
	if err != nil {
		return model.Internal(err)
	}
	return c.html(http.StatusOK, p)
}
