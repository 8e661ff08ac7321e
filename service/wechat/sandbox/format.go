package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"

	"bangfu/service/wechat"
)

// inFormat turns a push built as XML into the account's format. In JSON a list
// of one is an object and a list of several an array (wechat.md §3).
func inFormat(format, plain string) ([]byte, error) {
	if format != wechat.FormatJSON {
		return []byte(plain), nil
	}
	var root element
	if err := xml.Unmarshal([]byte(plain), &root); err != nil {
		return nil, err
	}
	return json.Marshal(root.object())
}

type element struct {
	XMLName xml.Name
	Text    string    `xml:",chardata"`
	Kids    []element `xml:",any"`
}

// object is a JSON object of any depth; its values are text, numbers, objects
// and arrays, hence any.
func (e element) object() map[string]any {
	out := map[string]any{}
	for _, k := range e.Kids {
		name := k.XMLName.Local
		var v any = k.Text
		if len(k.Kids) > 0 {
			v = k.object()
		} else if n, err := strconv.ParseInt(strings.TrimSpace(k.Text), 10, 64); err == nil && name != "MsgID" {
			v = n
		}
		switch old := out[name].(type) {
		case nil:
			out[name] = v
		case []any:
			out[name] = append(old, v)
		default:
			out[name] = []any{old, v}
		}
	}
	return out
}
