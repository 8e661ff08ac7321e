package document_test

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bangfu/model"
	"bangfu/service/document"
)

// bare is a printer of a machine without any font of its own.
var bare = sync.OnceValue(func() *document.Printer {
	return document.New(document.Options{Base: base, Fonts: []string{"no such folder"}})
})

func printed(t testing.TB, p document.Poster) paper {
	t.Helper()
	raw, err := bare().Poster(p, document.A3)
	if err != nil {
		t.Fatal(err)
	}
	return readPaper(t, raw)
}

func TestAPosterSaysWhichListFromWhenToWhenAndWhereToObject(t *testing.T) {
	t.Parallel()
	text := printed(t, poster(3)).pages[0]
	for _, want := range []string{"正宁县山河镇解家川村\n", "贫困户名单第一次公示\n", "2014年建档立卡\n", "公示时间：2014年5月28日至2014年6月3日24:00\n",
		"赵春旺\n", "十二组\n", "12317\n", "解家川村村民委员会　0934-6612301\n", "山河镇人民政府　0934-6612302\n", "正宁县扶贫开发办公室　0934-6612303\n",
		"校验码 3f9a1c77be02\n", "第1页　共1页\n", "乡镇干部签字：\n", "（盖章）\n", "2014年5月27日张贴\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the poster does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "重新打印") {
		t.Error("a list that is posted already does not depend on the day of posting")
	}
	early := poster(3)
	early.Early = true
	if text := printed(t, early).pages[0]; !strings.Contains(text, "改日张贴，请重新打印") {
		t.Error("a list printed before it is posted says for which day its days hold")
	}
}

func TestEveryPageCarriesTheCodeThePageAndTheHeadOfTheTable(t *testing.T) {
	t.Parallel()
	for rows, pages := range map[int]int{1: 1, 12: 2, 60: 5, 200: 13} {
		p := printed(t, poster(rows))
		if len(p.pages) != pages || len(p.codes) != pages {
			t.Errorf("%d rows: %d pages, %d codes, want %d", rows, len(p.pages), len(p.codes), pages)
		}
		var numbers []string
		for i, text := range p.pages {
			lines := strings.Split(text, "\n")
			if want := fmt.Sprintf("第%d页　共%d页", i+1, pages); !slices.Contains(lines, want) {
				t.Errorf("%d rows, page %d does not say %q", rows, i+1, want)
			}
			if p.codes[i] != document.PosterAddress(base, notice().Link, notice().Sheet) {
				t.Errorf("%d rows, page %d: the code says %q", rows, i+1, p.codes[i])
			}
			if slices.Contains(lines, "贫困户") != slices.Contains(lines, "户主") {
				t.Errorf("%d rows, page %d: rows and head do not stand together", rows, i+1)
			}
			numbers = append(numbers, rowNumbers(lines)...)
		}
		for n := range rows {
			if n >= len(numbers) || numbers[n] != strconv.Itoa(n+1) {
				t.Fatalf("%d rows: row %d is not where it belongs: %v", rows, n+1, numbers)
			}
		}
	}
}

// rowNumbers reads the numbers of rows: a number of its own that a group follows.
func rowNumbers(lines []string) []string {
	var out []string
	for i, line := range lines[:len(lines)-1] {
		if _, err := strconv.Atoi(line); err == nil && strings.HasSuffix(lines[i+1], "组") {
			out = append(out, line)
		}
	}
	return out
}

func TestA4SaysTheSameAsA3OnTheSamePages(t *testing.T) {
	t.Parallel()
	p := bare()
	var texts [][]string
	for _, name := range []string{"a3", "A4"} {
		size, err := document.PaperOf(name)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := p.Poster(poster(60), size)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, readPaper(t, raw).pages)
	}
	if !reflect.DeepEqual(texts[0], texts[1]) {
		t.Error("A4 is not A3 made smaller")
	}
	if _, err := document.PaperOf("a5"); model.KindOf(err) != model.KindInvalid {
		t.Errorf("A5: %v", err)
	}
}

// A poster shows the columns its publicity allows and no other (spec §10.2).
func TestNothingIsPrintedThatThePublicityDoesNotShow(t *testing.T) {
	t.Parallel()
	p := poster(3)
	p.Rows[0].Village = "别的村"
	p.Show = []document.Column{document.ColumnHouseholder}
	text := printed(t, p).pages[0]
	for _, never := range []string{"人数", "类别", "十二组", "别的村", "\n贫困户\n"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is printed and may not be shown", never)
		}
	}
	if !strings.Contains(text, "赵春旺") {
		t.Error("the householder is missing")
	}
	p.Show = []document.Column{document.ColumnHouseholder, "id_number", "phone", "income"}
	if got := printed(t, p).pages[0]; got != text {
		t.Errorf("a column nobody knows prints something:\n%s", got)
	}
	var fields []string
	for i := range reflect.TypeFor[document.Row]().NumField() {
		fields = append(fields, reflect.TypeFor[document.Row]().Field(i).Name)
	}
	if want := []string{"No", "Group", "Village", "Householder", "Persons", "Category"}; !slices.Equal(fields, want) {
		t.Errorf("a row has %v; what may be published is %v", fields, want)
	}
}

func TestACharacterNoFontHasIsRefusedByName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"王𠮷": "“𠮷”（U+20BB7）", "王\u200b三": "U+200B", "王\n三": ""} {
		p := poster(1)
		p.Rows[0].Householder = name
		_, err := bare().Poster(p, document.A3)
		if want == "" && err == nil {
			continue
		}
		if model.KindOf(err) != model.KindInvalid || !strings.Contains(model.AsError(err).Notice, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	p := poster(1)
	p.Rows[0].Householder = "王龘"
	if text := printed(t, p).pages[0]; !strings.Contains(text, "王龘\n") {
		t.Errorf("a rare character of the basic block is not there:\n%s", text)
	}
}

// A character the house's font has not comes from a font of the machine, and can
// be searched for as well, above U+FFFF too.
func TestARareCharacterComesFromTheMachine(t *testing.T) {
	t.Parallel()
	p := poster(1)
	p.Rows[0].Householder = "王𠮷䶮龥"
	raw, err := document.New(document.Options{Base: base, Fonts: []string{"testdata"}}).Poster(p, document.A3)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(readPaper(t, raw).pages[0], "\n", "")
	if !strings.Contains(text, "王𠮷䶮龥") {
		t.Errorf("the name reads otherwise: %s", text)
	}
}

func TestACorrectionShowsTheRowAsItReadsNow(t *testing.T) {
	t.Parallel()
	c := document.Correction{Notice: notice(), Show: board, Row: poster(3).Rows[2]}
	c.Showing = "第一次公示勘误"
	raw, err := bare().Correction(c, document.A4)
	if err != nil {
		t.Fatal(err)
	}
	p := readPaper(t, raw)
	for _, want := range []string{"孙春旺\n", "十二组\n", "第一次公示勘误", "从2014年5月28日公示到2014年6月3日24:00"} {
		if !strings.Contains(strings.ReplaceAll(p.pages[0], "公示到\n", "公示到"), want) {
			t.Errorf("the correction does not say %q:\n%s", want, p.pages[0])
		}
	}
	if len(p.pages) != 1 || len(p.codes) != 1 {
		t.Errorf("%d pages, %d codes", len(p.pages), len(p.codes))
	}
}

func TestAMeetingSheetHasTheRegisterTheHouseholdsAndRoomToSign(t *testing.T) {
	t.Parallel()
	m := meeting(40, 25)
	raw, err := bare().Meeting(m)
	if err != nil {
		t.Fatal(err)
	}
	p := readPaper(t, raw)
	all := strings.Join(p.pages, "")
	for _, want := range append(slices.Clone(m.Register), "应到25人　实到", "（到会17人以上才能开会）", "同意", "反对", "弃权", "收入在标准以上", "没有劳动力",
		"三组：一户申请过，还在核实", "见证人签字", "解有才、王建设", "（盖章）", "校验码 3f9a1c77be02") {
		if !strings.Contains(all, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
	for _, h := range m.Households {
		if !strings.Contains(all, "\n"+h.Householder+"\n") {
			t.Errorf("household %d is missing", h.No)
		}
	}
	for i, code := range p.codes {
		if id, ok := document.SheetOf(base, code); !ok || id != m.Sheet {
			t.Errorf("page %d: the code names %q, %v", i+1, id, ok)
		}
	}
	if len(p.codes) != len(p.pages) {
		t.Errorf("%d pages, %d codes", len(p.pages), len(p.codes))
	}
	raw, err = bare().Meeting(meeting(0, 9))
	if err != nil || !strings.Contains(strings.Join(readPaper(t, raw).pages, ""), "零报告") {
		t.Errorf("a meeting without households is a zero report: %v", err)
	}
}

func TestACodeNamesASheetOfThisHouseOrNone(t *testing.T) {
	t.Parallel()
	id := model.NewPublicID()
	for text, ok := range map[string]bool{
		document.SheetAddress(base, id):            true,
		document.PosterAddress(base, "link", id):   true,
		document.PosterAddress(base, "link", ""):   false,
		document.SheetAddress("https://other", id): false,
		document.SheetAddress(base, "short"):       false,
		"":                                         false,
		base:                                       false,
	} {
		if got, is := document.SheetOf(base, text); is != ok || ok && got != id {
			t.Errorf("%q names %q, %v", text, got, is)
		}
	}
}

func BenchmarkPosterOf200Rows(b *testing.B) {
	p := document.New(document.Options{Base: base})
	for b.Loop() {
		if _, err := p.Poster(poster(200), document.A3); err != nil {
			b.Fatal(err)
		}
	}
}
