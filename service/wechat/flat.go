package wechat

import (
	"bytes"
	"strings"
)

const (
	cdataBegin = "<![CDATA["
	cdataEnd   = "]]>"
)

// flatReader reads the one shape nearly every push has: <xml> with kids that hold
// plain text or one CDATA. What it takes, the full reader takes and reads the
// same; everything else it leaves to that.
type flatReader struct {
	rest []byte
	ok   bool
}

// parseFlat reads a push of the usual shape; false when it is of another.
func parseFlat(raw []byte) (*node, bool) {
	if bytes.IndexByte(raw, '\r') >= 0 || !bytes.HasPrefix(raw, []byte("<xml>")) {
		return nil, false
	}
	r := &flatReader{rest: raw[len("<xml>"):], ok: true}
	root := &node{name: "xml", kids: make([]node, 0, 8)}
	var blanks strings.Builder
	blanks.WriteString(r.blanks())
	for r.ok && !bytes.HasPrefix(r.rest, []byte("</xml>")) && len(root.kids) < maxElements-1 {
		root.kids = append(root.kids, r.kid())
		blanks.WriteString(r.blanks())
	}
	root.text = blanks.String()
	r.skip("</xml>")
	r.blanks()
	return root, r.ok && len(r.rest) == 0
}

// skip passes over what must stand here.
func (r *flatReader) skip(want string) {
	if !bytes.HasPrefix(r.rest, []byte(want)) {
		r.ok = false
		return
	}
	r.rest = r.rest[len(want):]
}

func (r *flatReader) blanks() string {
	i := 0
	for i < len(r.rest) && (r.rest[i] == ' ' || r.rest[i] == '\n' || r.rest[i] == '\t') {
		i++
	}
	return r.take(i)
}

func (r *flatReader) take(n int) string {
	taken := string(r.rest[:n])
	r.rest = r.rest[n:]
	return taken
}

// upTo takes everything before the mark.
func (r *flatReader) upTo(mark string) string {
	i := bytes.Index(r.rest, []byte(mark))
	if i < 0 {
		r.ok = false
		return ""
	}
	return r.take(i)
}

func (r *flatReader) kid() node {
	r.skip("<")
	n := node{name: r.upTo(">")}
	r.skip(">")
	if !letters(n.name) {
		r.ok = false
		return n
	}
	if bytes.HasPrefix(r.rest, []byte(cdataBegin)) {
		r.skip(cdataBegin)
		n.text = r.upTo(cdataEnd)
		r.skip(cdataEnd)
	} else {
		n.text = r.upTo("<")
		if strings.ContainsAny(n.text, "&>]") {
			r.ok = false
		}
	}
	r.skip("</")
	r.skip(n.name)
	r.skip(">")
	return n
}

func letters(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}
