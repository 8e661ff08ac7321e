package wechat

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzTheShortReaderReadsWhatTheFullOneReads holds the two readers of XML together:
// what the short one takes, the full one takes and reads the same.
func FuzzTheShortReaderReadsWhatTheFullOneReads(f *testing.F) {
	for _, s := range []string{
		text("oPerson", 1, "同意 3721"), text("oPerson", 1, "a]]>b<xml>&amp;"), event("oPerson", "CLICK", "<EventKey></EventKey>"),
		"<xml></xml>", "<xml> <A>1</A>\n<B><![CDATA[]]></B>\t</xml> ", "<xml><A>1</A></xml><xml></xml>", "<xml><A>1</B></xml>",
		"<xml><A>]]></A></xml>", "<xml><A><![CDATA[x]]]]></A></xml>", "<xml><A><![CDATA[x]]>y</A></xml>", "<xml><A><B>1</B></A></xml>",
		"<xml><A x='1'>1</A></xml>", "<xml><A>1</A><A>2</A></xml>", "<xml>\r\n<A>1</A></xml>", "<xml>t<A>1</A></xml>", "<xml><A/></xml>",
		"<xml><A>" + strings.Repeat("x", 5000) + "</A></xml>", "<xml><A><![CDATA[<!DOCTYPE x>]]></A></xml>", "<xml><!-- c --><A>1</A></xml>",
		"<xml>" + strings.Repeat("<A>1</A>", maxElements) + "</xml>", "<xml>" + strings.Repeat("<A>1</A>", maxElements-1) + "</xml>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		raw := legal([]byte(s))
		short, ok := parseFlat(raw)
		if !ok {
			return
		}
		full, err := parseAnyXML(raw)
		if repeated(short.kids) {
			if err == nil {
				t.Errorf("a kid that stands twice was read by the full reader: %q", s)
			}
			return
		}
		if err != nil {
			t.Fatalf("only the short reader takes %q", s)
		}
		if full.kids == nil {
			full.kids = []node{}
		}
		if !reflect.DeepEqual(short, full) {
			t.Errorf("%q reads %+v and %+v", s, short, full)
		}
	})
}

// The usual push goes by the short reader, else it would not be worth having.
func TestTheUsualPushIsReadByTheShortReader(t *testing.T) {
	for _, s := range []string{text("oPerson", 1, "同意 3721"), event("oPerson", "CLICK", "<EventKey><![CDATA[k]]></EventKey>"),
		"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[YWJj+/==]]></Encrypt></xml>"} {
		if _, ok := parseFlat([]byte(s)); !ok {
			t.Errorf("%s goes by the full reader", s)
		}
	}
}
