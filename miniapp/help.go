package miniapp

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark"

	"bangfu/model"
)

// library is the help pages, rendered once at the start.
type library struct {
	pages map[string][]byte // by name, without .md
	names []string
}

// readGuides renders every *.md of the folder. Raw HTML in a guide is left out.
func readGuides(guides fs.FS) (*library, error) {
	l := &library{pages: map[string][]byte{}}
	if guides == nil {
		return l, nil
	}
	files, err := fs.Glob(guides, "*.md")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := fs.ReadFile(guides, file)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(path.Base(file), ".md")
		if l.pages[name], err = renderGuide(text); err != nil {
			return nil, fmt.Errorf("miniapp: guide %s: %w", name, err)
		}
		l.names = append(l.names, name)
	}
	slices.Sort(l.names)
	return l, nil
}

func renderGuide(text []byte) ([]byte, error) {
	var body bytes.Buffer
	if err := goldmark.Convert(text, &body); err != nil { // its default passes no raw HTML and no script links
		return nil, err
	}
	return page(heading(text), body.Bytes())
}

// heading is the first heading of a guide.
func heading(text []byte) string {
	for line := range strings.Lines(string(text)) {
		if t, ok := strings.CutPrefix(line, "# "); ok {
			return strings.TrimSpace(t)
		}
	}
	return "帮助"
}

// helpDoor leads to the index, below which the links of the guides lie.
func (c *call) helpDoor() error {
	c.gin.Redirect(http.StatusPermanentRedirect, "/help/")
	return nil
}

func (c *call) helpIndex() error { return c.guide("index") }

func (c *call) helpPage() error { return c.guide(c.gin.Param("name")) }

func (c *call) guide(name string) error {
	page, ok := c.help.pages[name]
	if !ok {
		return c.plainRefusal(model.NotFound())
	}
	return c.html(http.StatusOK, page)
}
