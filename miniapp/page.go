package miniapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"

	"bangfu/model"
)

// style is the one style of the plain pages: large text, no colours to tell
// anything by, readable on paper too.
const style = `body{font:18px/1.7 sans-serif;max-width:42em;margin:0 auto;padding:1em;color:#1a1a1a;background:#fff}
h1{font-size:1.4em}h2{font-size:1.2em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #767676;padding:.4em;text-align:left}a{color:#0b57d0}img{max-width:100%}
code,pre{font-size:1em;white-space:pre-wrap}`

var frame = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}}</title><style>{{.Style}}</style></head><body>{{.Body}}</body></html>
`))

// page puts a title and a finished body into the frame. The body is HTML that a
// template or the Markdown writer has made: nothing in it came from a person raw.
func page(title string, body []byte) ([]byte, error) {
	var out bytes.Buffer
	err := frame.Execute(&out, struct {
		Title string
		Style template.CSS
		Body  template.HTML
	}{title, template.CSS(style), template.HTML(body)}) //nolint:gosec // see above
	return out.Bytes(), err
}

// pagePolicy lets a plain page show its own style and nothing else.
func pagePolicy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// html answers a plain page that anybody may read.
func (c *call) html(status int, page []byte) error {
	h := c.gin.Writer.Header()
	h.Set("Content-Security-Policy", pagePolicy())
	if status == http.StatusOK {
		h.Set("Cache-Control", "public, max-age=60")
	}
	return c.bytes(status, "text/html; charset=utf-8", page)
}

// plainRefusal answers a reader of a plain page, who sees a sentence and no JSON.
func (c *call) plainRefusal(err error) error {
	e := model.AsError(err)
	if statusOf(e) >= http.StatusInternalServerError {
		return err // logged and answered like any other
	}
	p, err := page("没有找到", []byte("<p>"+template.HTMLEscapeString(e.Notice)+"</p>"))
	if err != nil {
		return model.Internal(err)
	}
	return c.html(statusOf(e), p)
}
