package wechat

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds of a push: WeChat's own have some 20 elements, three deep.
const (
	maxDepth    = 6
	maxElements = 200
)

var errMalformed = errors.New("wechat: malformed push")

// node is one element of a push, the same for XML and JSON.
type node struct {
	name string
	text string
	kids []node
}

// value returns the text of the first kid of that exact name.
func (n *node) value(name string) string {
	for i := range n.kids {
		if n.kids[i].name == name {
			return n.kids[i].text
		}
	}
	return ""
}

// find returns every kid of that exact name.
func (n *node) find(name string) []node {
	var out []node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// parse reads a push in the account's format. Characters no XML may hold are
// dropped first: WeChat passes on what people type (wechat.md §2.11).
func parse(format string, raw []byte) (*node, error) {
	if !utf8.Valid(raw) {
		return nil, errMalformed
	}
	raw = legal(raw)
	if format == FormatJSON {
		return parseJSON(raw)
	}
	return parseXML(raw)
}

// legal drops the characters XML 1.0 forbids.
func legal(raw []byte) []byte {
	if bytes.IndexFunc(raw, forbidden) < 0 {
		return raw
	}
	return bytes.Map(func(r rune) rune {
		if forbidden(r) {
			return -1
		}
		return r
	}, raw)
}

func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || (r >= 0xD800 && r <= 0xDFFF) || r == 0xFFFE || r == 0xFFFF
}

func legalText(s string) string { return string(legal([]byte(s))) }

type xmlReader struct {
	dec   *xml.Decoder
	count int
}

func parseXML(raw []byte) (*node, error) {
	if root, ok := parseFlat(raw); ok {
		if repeated(root.kids) {
			return nil, errMalformed
		}
		return root, nil
	}
	return parseAnyXML(raw)
}

func parseAnyXML(raw []byte) (*node, error) {
	r := &xmlReader{dec: xml.NewDecoder(bytes.NewReader(raw))}
	root, err := r.root()
	if err != nil {
		return nil, err
	}
	if root.name != "xml" || repeated(root.kids) {
		return nil, errMalformed
	}
	return root, r.end()
}

// root finds the first element; only blanks and an XML declaration may stand before it.
func (r *xmlReader) root() (*node, error) {
	for {
		tok, err := r.dec.Token()
		if err != nil {
			return nil, errMalformed
		}
		switch t := tok.(type) {
		case xml.StartElement:
			return r.element(t, 1)
		case xml.ProcInst:
			if t.Target != "xml" {
				return nil, errMalformed
			}
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return nil, errMalformed
			}
		default: // a DOCTYPE could define entities
			return nil, errMalformed
		}
	}
}

func (r *xmlReader) element(start xml.StartElement, depth int) (*node, error) {
	r.count += 1 + len(start.Attr)
	if depth > maxDepth || r.count > maxElements || start.Name.Space != "" {
		return nil, errMalformed
	}
	n := &node{name: start.Name.Local}
	var text strings.Builder
	for {
		tok, err := r.dec.Token()
		if err != nil {
			return nil, errMalformed
		}
		switch t := tok.(type) {
		case xml.StartElement:
			kid, err := r.element(t, depth+1)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, *kid)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			n.text = text.String()
			return n, nil
		default:
			return nil, errMalformed
		}
	}
}

// end refuses everything but blanks after the root.
func (r *xmlReader) end() error {
	for {
		tok, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errMalformed
		}
		if t, ok := tok.(xml.CharData); !ok || len(bytes.TrimSpace(t)) > 0 {
			return errMalformed
		}
	}
}

// repeated reports an element that stands twice: a text that breaks out of its
// CDATA could otherwise put a second FromUserName behind the true one.
func repeated(kids []node) bool {
	seen := make(map[string]bool, len(kids))
	for _, k := range kids {
		if seen[k.name] {
			return true
		}
		seen[k.name] = true
	}
	return false
}

type jsonReader struct {
	dec   *json.Decoder
	count int
}

func parseJSON(raw []byte) (*node, error) {
	r := &jsonReader{dec: json.NewDecoder(bytes.NewReader(raw))}
	r.dec.UseNumber()
	tok, err := r.dec.Token()
	if err != nil || tok != json.Delim('{') {
		return nil, errMalformed
	}
	root := &node{name: "xml"}
	if root.kids, err = r.object(1); err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errMalformed
	}
	return root, nil
}

// object reads the members up to the closing brace. A member that is an array
// becomes several kids of one name, so that one and many look alike; a member
// that stands twice is refused.
func (r *jsonReader) object(depth int) ([]node, error) {
	var kids []node
	seen := map[string]bool{}
	for r.dec.More() {
		tok, err := r.dec.Token()
		name, ok := tok.(string)
		if err != nil || !ok || seen[name] {
			return nil, errMalformed
		}
		seen[name] = true
		more, err := r.member(name, depth+1)
		if err != nil {
			return nil, err
		}
		kids = append(kids, more...)
	}
	if _, err := r.dec.Token(); err != nil {
		return nil, errMalformed
	}
	return kids, nil
}

func (r *jsonReader) member(name string, depth int) ([]node, error) {
	r.count++
	if depth > maxDepth || r.count > maxElements {
		return nil, errMalformed
	}
	tok, err := r.dec.Token()
	if err != nil {
		return nil, errMalformed
	}
	switch t := tok.(type) {
	case json.Delim:
		if t == '[' {
			return r.array(name, depth)
		}
		kids, err := r.object(depth)
		return []node{{name: name, kids: kids}}, err
	case string:
		return []node{{name: name, text: legalText(t)}}, nil
	case json.Number:
		return []node{{name: name, text: t.String()}}, nil
	}
	return []node{{name: name}}, nil // null, true, false: WeChat sends none that matter
}

func (r *jsonReader) array(name string, depth int) ([]node, error) {
	var kids []node
	for r.dec.More() {
		more, err := r.member(name, depth+1)
		if err != nil {
			return nil, err
		}
		kids = append(kids, more...)
	}
	if _, err := r.dec.Token(); err != nil {
		return nil, errMalformed
	}
	return kids, nil
}
